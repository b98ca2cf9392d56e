"""Nodes + a type of the table → normalised plain data and every mistake of shape.

In: a node and a type's name. Out: ``Shaped``. ``workspace`` calls it for every object. Never raises and never stops:
a value that Argo's decoder would not take is left out (in a list: its zero value stays, so that paths hold).

Strictness is Argo's: unknown fields are refused, except below a step, where Argo's own decoder drops them without a
word and matches names whatever their letter case.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from wfsim.lang import gotext
from wfsim.spec.types import Field, Form, Type, fields, folded
from wfsim.spec.unknown import Trail, advice
from wfsim.text import Argo, Diagnostic, Fix, Severity, Span
from wfsim.yamlio import Entry, Json, Mapping, Node, Scalar, Sequence, plain


class Shaped(NamedTuple):
    """Normalised data (None where the node is no mapping) and the findings."""

    data: dict[str, Json] | None
    findings: tuple[Diagnostic, ...]


def normalise(node: Node, type_name: str) -> Shaped:
    """The data of a node as Argo has it after decoding, with what is wrong about it."""
    shaper = _Shaper()
    data = shaper.struct(node, Trail(type_name, "", None), lenient=False, at=node.span)
    return Shaped(data if isinstance(data, dict) else None, tuple(shaper.findings))


class _Bad(Exception):
    """The value cannot be taken; the finding is made already."""


_QUANTITY = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+|[KMGTPE]i|[numkMGTPE])?")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_BASE64 = re.compile(r"([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")

# What is missed here is missed by the API server when Argo makes the pod, the claim or the budget of it.
_REQUIRED_TYPES = frozenset(
    (
        *("ConfigMapKeySelector", "SecretKeySelector", "KeyToPath", "ObjectFieldSelector", "ResourceFieldSelector"),
        *("EnvVar", "VolumeMount", "VolumeDevice", "Volume", "ContainerPort", "HostAlias", "Sysctl"),
        *("HostPathVolumeSource", "NFSVolumeSource", "PersistentVolumeClaimVolumeSource", "CSIVolumeSource"),
        *("TCPSocketAction", "HTTPGetAction", "GRPCAction", "KubeHTTPHeader"),
        *("NodeSelectorRequirement", "LabelSelectorRequirement"),
        *("PodAffinityTerm", "WeightedPodAffinityTerm", "PreferredSchedulingTerm"),
    )
)


class _Shaper:
    """One walk over one object."""

    def __init__(self) -> None:
        self.findings: list[Diagnostic] = []

    def value(self, node: Node, wanted: Type, key: str, trail: Trail, lenient: bool, at: Span) -> Json:
        """The value for a type; None where null stands. Raises _Bad after reporting. ``at`` is the key's place."""
        if type(node) is Scalar and node.value is None and wanted.form is not Form.ANY:
            return None
        match wanted.form:
            case Form.STRUCT:
                return self.struct(node, Trail(wanted.name, key, trail), lenient, at)
            case Form.LIST:
                return self.list_(node, wanted, key, trail, lenient, at)
            case Form.MAP:
                return self.map_(node, wanted, key, trail, lenient, at)
            case Form.ANY:
                return plain(node)
            case Form.OBJECT | Form.PLUGIN:
                return self.object_(node, wanted, key, at)
            case _:
                return self.scalar(node, wanted, key, at)

    def struct(self, node: Node, trail: Trail, lenient: bool, at: Span) -> Json:
        """A mapping with the fields of a type."""
        if not isinstance(node, Mapping):
            raise_or_none = self.wrong(node, Type(Form.STRUCT, name=trail.type_name), trail.key, at)
            if trail.parent is None:
                return None
            raise raise_or_none
        known = fields(trail.type_name)
        is_step = trail.type_name == "Step"
        data: dict[str, Json] = {}
        for entry in node.entries:
            name = entry.key.text
            field = known.get(name)
            if field is None:
                field = self.unknown(entry, trail, lenient and not is_step)
                if field is None:
                    continue
                name = field.name
            try:
                found = self.value(entry.value, field.type, name, trail, lenient or is_step, entry.key.span)
            except _Bad:
                continue
            if found is not None:
                data[name] = found
        if trail.type_name in _REQUIRED_TYPES:
            self.required(node, data, trail, at)
        return data

    def list_(self, node: Node, wanted: Type, key: str, trail: Trail, lenient: bool, at: Span) -> Json:
        if not isinstance(node, Sequence):
            raise self.wrong(node, wanted, key, at)
        of = wanted.of
        assert of is not None
        found: list[Json] = []
        for item in node.items:
            try:
                one = self.value(item, of, key, trail, lenient, item.span if item.span.start < item.span.end else at)
            except _Bad:
                one = None
            found.append(_zero(of) if one is None and of.form is not Form.ANY else one)
        return found

    def map_(self, node: Node, wanted: Type, key: str, trail: Trail, lenient: bool, at: Span) -> Json:
        if not isinstance(node, Mapping):
            raise self.wrong(node, wanted, key, at)
        of = wanted.of
        assert of is not None
        found: dict[str, Json] = {}
        for entry in node.entries:
            name = entry.key.text
            try:
                one = self.value(entry.value, of, name, trail, lenient, entry.key.span)
            except _Bad:
                continue
            found[name] = _zero(of) if one is None else one
        return found

    def object_(self, node: Node, wanted: Type, key: str, at: Span) -> Json:
        if not isinstance(node, Mapping):
            raise self.wrong(node, wanted, key, at)
        data = plain(node)
        if wanted.form is Form.PLUGIN and isinstance(data, dict):
            if len(data) != 1:
                raise self.report(
                    "wrong-type", f"`{key}` has exactly one key, the plugin's name; here are {len(data)}", at, _PLUGIN
                )
            if not isinstance(next(iter(data.values())), dict):
                raise self.report("wrong-type", "what stands under the plugin's name must be a mapping", at, _PLUGIN)
        return data

    def scalar(self, node: Node, wanted: Type, key: str, at: Span) -> Json:
        if type(node) is Scalar:
            value = node.value
            if type(value) is str and wanted.form is Form.TEXT:
                return value
            taken = _TAKES[wanted.form](value)
            if taken is not None:
                return taken
        elif wanted.form is Form.ANY_TEXT:
            return self.emptied(node, key)
        raise self.wrong(node, wanted, key, at)

    def emptied(self, node: Node, key: str) -> str:
        """A mapping or a list where Argo wants a text it converts: it takes the empty text without a word."""
        what = "a list" if isinstance(node, Sequence) else "a mapping"
        self.findings.append(
            Diagnostic(
                "wrong-type",
                Severity.ERROR,
                f"`{key}` is {what}; Argo takes the empty text in its place",
                node.span,
                hint=f"Write it as JSON text: {key}: '{_sample(node)}'.",
                argo=Argo.IGNORES,
            )
        )
        return ""

    def unknown(self, entry: Entry, trail: Trail, lenient: bool) -> Field | None:
        """Report an unknown field; its field where Argo finds it in spite of the letter case."""
        name, at = entry.key.text, entry.key.span
        field = folded(trail.type_name).get(name.lower()) if lenient else None
        if field is not None:
            message = f"`{name}` is written `{field.name}`; Argo forgives it here, below a step, and nowhere else"
            forgiven = Fix(f"write {field.name}", at, field.name)
            self.findings.append(Diagnostic("unknown-field", Severity.WARNING, message, at, hint=_CASE, fix=forgiven))
            return field
        told = advice(name, trail)
        where = f"`{trail.key}`" if trail.key else f"a {trail.type_name}"
        message = f"{where} has no field `{name}`" + ("; Argo ignores it here without a word" if lenient else "")
        fix = Fix(f"write {told.meant}", at, told.meant) if told.meant else None
        argo = Argo.IGNORES if lenient else Argo.REJECTS
        found = Diagnostic("unknown-field", Severity.ERROR, message, at, hint=told.hint, fix=fix, argo=argo)
        self.findings.append(found)
        return None

    def required(self, node: Mapping, data: dict[str, Json], trail: Trail, at: Span) -> None:
        written = {entry.key.text for entry in node.entries}
        for name, field in fields(trail.type_name).items():
            if field.required and name not in data and name not in written:
                message = f"`{trail.key}` needs `{name}`; Kubernetes refuses the object without it"
                hint = f"Add `{name}: {_EXAMPLES.get(field.type.form, '…')}`."
                self.findings.append(
                    Diagnostic("missing-field", Severity.ERROR, message, at, hint=hint, argo=Argo.FAILS)
                )

    def wrong(self, node: Node, wanted: Type, key: str, at: Span) -> _Bad:
        """Report a value of the wrong type."""
        at = node.span if node.span.start < node.span.end else at
        found, expected = _found(node), _expected(wanted)
        message = f"`{key}` must be {expected}, not {found}" if key else f"the document must be {expected}, not {found}"
        hint, fix = _way_out(node, wanted, key)
        return self.report("wrong-type", message, at, hint, fix)

    def report(self, code: str, message: str, at: Span, hint: str, fix: Fix | None = None) -> _Bad:
        self.findings.append(Diagnostic(code, Severity.ERROR, message, at, hint=hint, fix=fix, argo=Argo.REJECTS))
        return _Bad()


_PLUGIN = "Write `plugin: {my-plugin: {…}}`."
_CASE = "Write it in Argo's letter case: the API server and other tools do not forgive it."


def _zero(of: Type) -> Json:
    """What Go has where null stands in a list or map."""
    match of.form:
        case Form.STRUCT | Form.MAP | Form.OBJECT | Form.PLUGIN:
            return {}
        case Form.LIST:
            return []
        case Form.WHOLE | Form.INT32 | Form.UINT64 | Form.INT_OR_TEXT:
            return 0
        case Form.BOOL:
            return False
        case _:
            return ""


def _between(least: int, most: int) -> Callable[[Json], Json]:
    return lambda value: value if type(value) is int and least <= value <= most else None


_int32 = _between(-(2**31), 2**31 - 1)


def _any_text(value: Json) -> Json:
    return value if type(value) is str else gotext.any_string(value)


def _quantity(value: Json) -> Json:
    text = value if type(value) is str else gotext.any_string(value) if type(value) in (int, float) else ""
    return text if _QUANTITY.fullmatch(text) else None


def _matching(pattern: re.Pattern[str]) -> Callable[[Json], Json]:
    return lambda value: value if type(value) is str and pattern.fullmatch(value) else None


_TAKES: dict[Form, Callable[[Json], Json]] = {
    Form.TEXT: lambda value: value if type(value) is str else None,
    Form.WHOLE: _between(-(2**63), 2**63 - 1),
    Form.INT32: _int32,
    Form.UINT64: _between(0, 2**64 - 1),
    Form.BOOL: lambda value: value if type(value) is bool else None,
    Form.ANY_TEXT: _any_text,
    Form.INT_OR_TEXT: lambda value: value if type(value) is str else _int32(value),
    Form.QUANTITY: _quantity,
    Form.TIME: _matching(_TIME),
    Form.BYTES: _matching(_BASE64),
}

_NAMES = {
    Form.TEXT: "a text",
    Form.WHOLE: "a whole number",
    Form.INT32: "a whole number of at most 2147483647",
    Form.UINT64: "a whole number that is not negative",
    Form.BOOL: "true or false",
    Form.ANY_TEXT: "a text",
    Form.INT_OR_TEXT: "a whole number or a text",
    Form.QUANTITY: "a quantity such as 500m or 1Gi",
    Form.TIME: "a time such as 2024-01-31T12:00:00Z",
    Form.BYTES: "base64 text",
    Form.OBJECT: "a mapping",
    Form.PLUGIN: "a mapping",
    Form.STRUCT: "a mapping",
}

_EXAMPLES = {
    Form.TEXT: "text",
    Form.WHOLE: "3",
    Form.INT32: "3",
    Form.UINT64: "3",
    Form.BOOL: "true",
    Form.INT_OR_TEXT: "3",
    Form.QUANTITY: "500m",
    Form.TIME: "2024-01-31T12:00:00Z",
    Form.BYTES: "aGVsbG8=",
}


def _expected(wanted: Type) -> str:
    """The type in words."""
    if wanted.name == "Step" or (wanted.of is not None and wanted.form is Form.LIST and wanted.of.form is Form.LIST):
        return "a list of lists of steps" if wanted.form is Form.LIST else "a step (a mapping)"
    if wanted.form is Form.LIST and wanted.of is not None:
        plural = {Form.TEXT: "texts", Form.ANY_TEXT: "texts", Form.STRUCT: "mappings", Form.ANY: "items"}
        return "a list of steps" if wanted.of.name == "Step" else f"a list of {plural.get(wanted.of.form, 'values')}"
    if wanted.form is Form.MAP and wanted.of is not None:
        return "a mapping of texts" if wanted.of.form is Form.TEXT else "a mapping"
    return _NAMES.get(wanted.form, "a value")


def _found(node: Node) -> str:
    """What stands there, in words."""
    if isinstance(node, Mapping):
        return "a mapping"
    if isinstance(node, Sequence):
        return "a list"
    match node.value:
        case bool():
            said = "" if node.text in ("true", "false") else f" (so YAML reads `{node.text}`)"
            return f"the boolean {'true' if node.value else 'false'}{said}"
        case int() | float():
            return f"the number {node.text}"
        case None:
            return "null"
        case text:
            return f'the text "{text if len(text) <= 40 else text[:39] + "…"}"'


def _way_out(node: Node, wanted: Type, key: str) -> tuple[str, Fix | None]:
    """A hint, and the fix where it is mechanical."""
    if isinstance(node, Scalar) and wanted.form is Form.TEXT:
        quoted = f'"{node.text}"'
        return f"Put it in quotes: {quoted}.", Fix("put it in quotes", node.span, quoted)
    if isinstance(node, Scalar) and isinstance(node.value, str) and "{{" in node.value:
        return _NO_TAGS, None
    if isinstance(node, Scalar) and type(node.value) is str and _takes_unquoted(node, wanted):
        return "Remove the quotes.", Fix("remove the quotes", node.span, node.value)
    if wanted.form is Form.LIST and wanted.of is not None:
        if wanted.of.name == "Step":
            return "Each item of `steps` is a list of steps that run together: write `- - name: …`.", None
        if wanted.of.form is Form.LIST:
            return "`steps` is a list of lists: write `- - name: …`.", None
        if wanted.of.form is Form.STRUCT:
            return f"Write each item with a dash: `- {'name: …' if isinstance(node, Mapping) else '…'}`.", None
        return f"Write `{key}: [{_EXAMPLES.get(wanted.of.form, '…')}, …]`, or each item with a dash.", None
    if wanted.form in (Form.STRUCT, Form.MAP, Form.OBJECT):
        names = list(fields(wanted.name)) if wanted.name else ["key"]
        return (f"Write fields below it, such as `{names[0]}: …`." if names else f"Write `{key}: {{}}`."), None
    return f"For example `{key}: {_EXAMPLES.get(wanted.form, 'text')}`.", None


_NO_TAGS = "A tag cannot stand here: Argo needs the value as it reads the file. `podSpecPatch` can take it from a tag."


def _takes_unquoted(node: Scalar, wanted: Type) -> bool:
    from wfsim.yamlio.scalars import plain_value

    return (
        wanted.form in (Form.WHOLE, Form.INT32, Form.UINT64, Form.BOOL)
        and _TAKES[wanted.form](plain_value(node.text)) is not None
    )


def _sample(node: Node) -> str:
    text = gotext.json(plain(node))
    return (text if len(text) <= 60 else text[:57] + "…").replace("'", "''")
