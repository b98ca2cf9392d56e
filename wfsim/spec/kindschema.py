"""The table of types → JSON Schema of Argo's kinds, for editors.

In: the name of a kind. Out: a schema of draft 7, which editors' YAML extensions take. ``wfsim schema`` prints it. It
takes what Argo's decoder takes, null in any place among it, and refuses what that refuses; references, and whatever
needs more than one look, are for ``lint``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from wfsim.lang.quantities import PATTERN as QUANTITY
from wfsim.spec import fielddocs
from wfsim.spec.accepts import BASE64, TIME
from wfsim.spec.closed import values
from wfsim.spec.identity import API_VERSION, GROUP
from wfsim.spec.shape import REQUIRED_TYPES
from wfsim.spec.types import Field, Form, Type, fields
from wfsim.yamlio.nodes import Json

DRAFT: Final = "http://json-schema.org/draft-07/schema#"
KINDS: Final = ("Workflow", "WorkflowTemplate", "ClusterWorkflowTemplate", "CronWorkflow", "WorkflowEventBinding")

Schema = dict[str, Json]

_INT32: Final[Schema] = {"minimum": -(2**31), "maximum": 2**31 - 1}
_SCALARS: Final[dict[Form, Schema]] = {
    Form.TEXT: {"type": ["string", "null"]},
    Form.WHOLE: {"type": ["integer", "null"]},
    Form.INT32: {"type": ["integer", "null"], **_INT32},
    Form.UINT64: {"type": ["integer", "null"], "minimum": 0},
    Form.BOOL: {"type": ["boolean", "null"]},
    Form.ANY_TEXT: {"type": ["string", "number", "boolean", "null"]},
    Form.INT_OR_TEXT: {"type": ["integer", "string", "null"], **_INT32},
    Form.QUANTITY: {"type": ["string", "number", "null"], "pattern": f"^\\s*(?=\\S){QUANTITY}\\s*$"},
    Form.TIME: {"type": ["string", "null"], "pattern": f"^{TIME}$"},
    Form.BYTES: {"type": ["string", "null"], "pattern": f"^{BASE64}$"},
    Form.ANY: {},
    Form.OBJECT: {"type": ["object", "null"]},
    Form.PLUGIN: {
        "type": ["object", "null"],
        "minProperties": 1,
        "maxProperties": 1,
    },
}
# Argo's validator refuses these without a name. What else the table calls required may come from templateDefaults, or
# nobody insists on it.
_NAMED: Final = ("Artifact", "Parameter", "Task")
_TAGGED: Final[Schema] = {"type": "string", "pattern": r"\{\{"}  # what it is to be is known when a tag is replaced


def of_kind(kind: str) -> Schema:
    """The schema of one kind. KeyError for a kind that Argo does not have."""
    return {
        "$schema": DRAFT,
        "title": f"Argo {kind}",
        "description": fielddocs.of_type(kind),
        **_kind(kind),
        "definitions": _definitions((kind,)),
    }


def of_all() -> Schema:
    """One schema for any file: documents of Argo's kinds are held to theirs, others pass."""
    return {
        "$schema": DRAFT,
        "title": "Argo Workflows",
        "allOf": [{"if": _is(kind), "then": _kind(kind)} for kind in KINDS],
        "definitions": _definitions(KINDS),
    }


def _is(kind: str) -> Schema:
    group: Schema = {"type": "string", "pattern": f"^{GROUP}/".replace(".", r"\.")}
    return {"type": "object", "properties": {"kind": {"const": kind}, "apiVersion": group}, "required": ["kind"]}


def _kind(kind: str) -> Schema:
    """An object of a kind, by reference to the definitions."""
    body = _struct(kind)
    properties = body["properties"]
    assert isinstance(properties, dict)
    own: Schema = {"apiVersion": {"const": API_VERSION}, "kind": {"const": kind}}
    required: list[Json] = ["apiVersion", "kind", "spec"]
    return {**body, "type": "object", "properties": {**properties, **own}, "required": required}


def _definitions(kinds: Iterable[str]) -> Schema:
    """Every type that the kinds lead to, by name."""
    found: dict[str, Json] = {}
    waiting = [name for kind in kinds for name in _below(kind)]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = _struct(name)
            waiting.extend(_below(name))
    return dict(sorted(found.items()))


def _below(type_name: str) -> Iterator[str]:
    """The structs that a struct's fields hold."""
    for field in fields(type_name).values():
        inside = field.type
        while inside.of is not None:
            inside = inside.of
        if inside.form is Form.STRUCT:
            yield inside.name


def _struct(type_name: str) -> Schema:
    known = fields(type_name)
    found: Schema = {
        "type": ["object", "null"],
        "properties": {name: _field(type_name, field) for name, field in known.items()},
        "additionalProperties": False,
    }
    if about := fielddocs.of_type(type_name):
        found["description"] = about
    if type_name in REQUIRED_TYPES:
        found["required"] = [one.name for one in known.values() if one.required]
    elif type_name in _NAMED:
        found["required"] = ["name"]
    return found


def _field(type_name: str, field: Field) -> Schema:
    about = fielddocs.of_field(type_name, field.name)
    if words := values(type_name, field.name):
        shape: Schema = {"anyOf": [{"enum": [*words, "", None]}, _TAGGED]}
    else:
        shape = _of(field.type)
    if not about:
        return shape
    # Beside a reference nothing else counts in this draft.
    return {"description": about, "allOf": [shape]} if "$ref" in shape else {"description": about, **shape}


def _of(wanted: Type) -> Schema:
    match wanted.form:
        case Form.STRUCT:
            return {"$ref": f"#/definitions/{wanted.name}"}
        case Form.LIST:
            return {"type": ["array", "null"], "items": _of(wanted.inside)}
        case Form.MAP:
            return {"type": ["object", "null"], "additionalProperties": _of(wanted.inside)}
        case form:
            return dict(_SCALARS[form])
