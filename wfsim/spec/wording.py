"""A value of the wrong type in the user's words: what stands there, what is expected, the way out.

In: the node and the type. Out: parts of a message, a hint and, where it is mechanical, a fix. ``shape`` calls it.
"""

from __future__ import annotations

from wfsim.spec.accepts import TAKES
from wfsim.spec.types import Form, Type, fields
from wfsim.text import Fix
from wfsim.yamlio import Mapping, Node, Scalar, Sequence, plain
from wfsim.yamlio.scalars import plain_value

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

# What a message calls an object of a type, where the field that holds it does not say it well.
NOUNS = {
    "Step": "a step",
    "Task": "a task",
    "Template": "a template",
    "Parameter": "a parameter",
    "Artifact": "an artifact",
}

EXAMPLES = {
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


def expected(wanted: Type) -> str:
    """The type in words."""
    if wanted.name == "Step" or (wanted.of is not None and wanted.form is Form.LIST and wanted.of.form is Form.LIST):
        return "a list of lists of steps" if wanted.form is Form.LIST else "a step (a mapping)"
    if wanted.form is Form.LIST and wanted.of is not None:
        plural = {Form.TEXT: "texts", Form.ANY_TEXT: "texts", Form.STRUCT: "mappings", Form.ANY: "items"}
        return "a list of steps" if wanted.of.name == "Step" else f"a list of {plural.get(wanted.of.form, 'values')}"
    if wanted.form is Form.MAP and wanted.of is not None:
        return "a mapping of texts" if wanted.of.form is Form.TEXT else "a mapping"
    return _NAMES.get(wanted.form, "a value")


def described(node: Node) -> str:
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


def way_out(node: Node, wanted: Type, key: str, *, in_list: bool) -> tuple[str, Fix | None]:
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
        return f"Write `{key}: [{EXAMPLES.get(wanted.of.form, '…')}, …]`, or each item with a dash.", None
    if wanted.form in (Form.STRUCT, Form.MAP, Form.OBJECT):
        names = list(fields(wanted.name)) if wanted.name else ["key"]
        return (f"Write fields below it, such as `{names[0]}: …`." if names else f"Write `{key}: {{}}`."), None
    if isinstance(node, Scalar) and wanted.form is Form.QUANTITY and (meant := _quantity(node.text)):
        return f"Did you mean `{meant}`?", Fix(f"write {meant}", node.span, meant)
    return f"For example `{'-' if in_list else f'{key}:'} {EXAMPLES.get(wanted.form, 'text')}`.", None


def _quantity(text: str) -> str:
    """The quantity that people mean who write `32MiB`, `2 GB` or `512mb`; empty where that is not plain."""
    import re

    from wfsim.lang.quantities import PATTERN

    found = re.fullmatch(r"([0-9.]+)\s*([KMGTPkmgtp]i?)[Bb]?", text.strip())
    if found is None:
        return ""
    suffix = found[2][0].upper() + found[2][1:]
    meant = found[1] + ("k" if suffix == "K" else suffix)
    return meant if re.fullmatch(PATTERN, meant) else ""


_NO_TAGS = "A tag cannot stand here: Argo needs the value as it reads the file. `podSpecPatch` can take it from a tag."


def _takes_unquoted(node: Scalar, wanted: Type) -> bool:
    return (
        wanted.form in (Form.WHOLE, Form.INT32, Form.UINT64, Form.BOOL)
        and TAKES[wanted.form](plain_value(node.text)) is not None
    )


def sample(node: Node) -> str:
    from wfsim.lang import gotext

    text = gotext.json(plain(node))
    return (text if len(text) <= 60 else text[:57] + "…").replace("'", "''")
