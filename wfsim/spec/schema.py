"""JSON Schema for wfsim's own files (mocks and the like): mistakes in plain words, each at its node.

In: a document and a schema. Out: findings. Whoever reads a file of wfsim's own calls it. The home of jsonschema, which
is imported at the first file that is checked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from wfsim.spec.spelling import nearest
from wfsim.text import Diagnostic, Fix, Severity, Span
from wfsim.yamlio import Document, Json, Mapping, Path, plain


def findings(document: Document, schema: dict[str, Json], code: str) -> tuple[Diagnostic, ...]:
    """Everything in a document that does not fit the schema, in order of the text."""
    if document.root is None:
        return ()
    from jsonschema import Draft202012Validator

    found: list[Diagnostic] = []
    for error in Draft202012Validator(schema).iter_errors(plain(document.root)):
        found.extend(_told(document, _deepest(error), code))
    return tuple(sorted(found, key=lambda one: (one.at.start, one.message)))


def _deepest(error: Any) -> Any:
    """The error inside a choice (``anyOf``) that says most: of the alternative which the value came nearest to."""
    while error.validator in ("anyOf", "oneOf") and error.context:
        inner = max(error.context, key=lambda one: (len(one.path), one.validator != "type"))
        if inner.validator == "type" and not inner.path:
            return error
        error = inner
    return error


def _told(document: Document, error: Any, code: str) -> Iterable[Diagnostic]:
    path: Path = tuple(error.absolute_path)
    if error.validator == "additionalProperties":
        yield from _unknown_keys(document, error, path, code)
        return
    words = _WORDS.get(error.validator)
    message = words(error, _name(path)) if words else f"{_name(path)}: {error.message}"
    hint = error.schema.get("description", "") if isinstance(error.schema, dict) else ""
    yield Diagnostic(code, Severity.ERROR, message, _place(document, path), hint=str(hint))


def _unknown_keys(document: Document, error: Any, path: Path, code: str) -> Iterable[Diagnostic]:
    known = list(error.schema.get("properties", {}))
    node = document.node(path)
    for entry in node.entries if isinstance(node, Mapping) else ():
        name = entry.key.text
        if name in known:
            continue
        meant = nearest(name, known)
        hint = f"Did you mean `{meant}`?" if meant else "Known here: " + ", ".join(f"`{one}`" for one in known) + "."
        fix = Fix(f"write {meant}", entry.key.span, meant) if meant else None
        message = f"{_name(path)} has no key `{name}`"
        yield Diagnostic(code, Severity.ERROR, message, entry.key.span, hint=hint, fix=fix)


def _place(document: Document, path: Path) -> Span:
    span = document.span(path)
    return span if span.start < span.end else document.key_span(path)


def _name(path: Path) -> str:
    """What a person calls the place: the last key, and its index in a list."""
    keys = [index for index, step in enumerate(path) if isinstance(step, str)]
    if not keys:
        return f"item {path[-1]}" if path else "the file"
    last = keys[-1]
    return f"`{path[last]}`" + "".join(f"[{step}]" for step in path[last + 1 :])


_TYPES = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
    "null": "null",
}


def _types(wanted: str | Sequence[str]) -> str:
    names = [wanted] if isinstance(wanted, str) else list(wanted)
    return " or ".join(_TYPES.get(name, name) for name in names)


def _alternatives(error: Any) -> str:
    kinds = [one.validator_value for one in error.context if one.validator == "type" and not one.path]
    flat = [kind for one in kinds for kind in ([one] if isinstance(one, str) else one)]
    return _types(list(dict.fromkeys(flat))) if flat else "one of the allowed forms"


def _missing(error: Any) -> str:
    return ", ".join(f"`{one}`" for one in error.validator_value if one not in error.instance)


_WORDS: dict[str, Callable[[Any, str], str]] = {
    "type": lambda error, name: f"{name} must be {_types(error.validator_value)}",
    "anyOf": lambda error, name: f"{name} must be {_alternatives(error)}",
    "oneOf": lambda error, name: f"{name} must be exactly one of the forms it can have",
    "required": lambda error, name: f"{name} needs {_missing(error)}",
    "enum": lambda error, name: f"{name} must be one of " + ", ".join(f"`{one}`" for one in error.validator_value),
    "const": lambda error, name: f"{name} must be `{error.validator_value}`",
    "minimum": lambda error, name: f"{name} must be at least {error.validator_value}",
    "exclusiveMinimum": lambda error, name: f"{name} must be more than {error.validator_value}",
    "maximum": lambda error, name: f"{name} must be at most {error.validator_value}",
    "minItems": lambda error, name: f"{name} needs at least {error.validator_value} item(s)",
    "minProperties": lambda error, name: f"{name} needs at least {error.validator_value} key(s)",
    "maxProperties": lambda error, name: f"{name} takes at most {error.validator_value} key(s)",
    "minLength": lambda error, name: f"{name} must not be empty",
    "pattern": lambda error, name: f"{name} does not have the form it needs (`{error.validator_value}`)",
    "not": lambda error, name: f"{name} combines keys that exclude each other",
    "dependentRequired": lambda error, name: f"{name}: {error.message}",
}
