"""Whether a text is a template of Helm or Jinja, on which work is still to be done, or a manifest.

In: a source, and whether it lies in a chart. Out: the place of the tag that shows it, or None. ``unrendered`` calls it.
Go's tags can stand in a manifest, too, in the words of a script (``docker inspect -f '{{.State}}'``). So a text is
taken for a template where its tags are the reason that it is no YAML, where it lies in a chart, or where a field is set
from a chart's values. A manifest that is broken in another place stays a broken manifest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wfsim.text import Severity, Source, Span
from wfsim.yamlio import Mapping, Node, Scalar, Sequence, read
from wfsim.yamlio.nodes import Style

_TAG = re.compile(
    r"""\{%[-+]?\s*\w[^%\n]{0,200}%\}|\{\{-?\s*/\*.*?\*/\s*-?\}\}|\{\{(?:`[^`]*`|"(?:\\.|[^"\\\n])*"|(?!\{\{)[^`"]){0,2000}?\}\}""",
    re.DOTALL,
)
# How the inside of Go's tags begins; Argo's are a name (with dots), or an expression behind `=`.
_GO = re.compile(
    r"""[.$"`(]|/\*|(?:end|else|break|continue)\s*$|(?:if|else|range|with|define|block|template|include)\s"""
    r"""|[A-Za-z]\w*\s+[.$"`(\d]|[A-Za-z]\w*\s*\|"""
)
_VALUES = re.compile(r"\{\{-?[ ]*(?!=)[^{}=]*\.(?:Values|Release|Chart|Capabilities)\.")
_SCRIPTS = ("args", "command", "source")  # texts for a program, which may well know Go's templates
_HOLE = "\ue000"


def tag_of(source: Source, in_chart: bool) -> Span | None:
    """The first tag of a template, ``{% … %}`` where it is one of Jinja's; None in a manifest."""
    tags = [one for one in _TAG.finditer(source.text) if _is_go(one.group())]
    if not tags or not (in_chart or _breaks(source) or _takes_values(source)):
        return None
    first = next((one for one in tags if one.group().startswith("{%") and not in_chart), tags[0])
    return source.span(first.start(), first.end())


def _is_go(tag: str) -> bool:
    """Whether a tag is Go's, or one of Jinja's that does something; those that only name something may be Argo's."""
    if tag.startswith("{%"):
        return True
    inside = tag[2:-2].strip()
    if tag.startswith("{{-") or tag.endswith("-}}"):
        return inside[:1] != "="
    return _GO.match(inside) is not None


def _breaks(source: Source) -> bool:
    """Whether tags are what keeps the text from being YAML."""
    broken = _broken_lines(source)
    return bool(broken) and not broken <= _broken_lines(Source(source.name, _filled(source.text)))


def _broken_lines(source: Source) -> set[int]:
    errors = (one for one in read(source).findings if one.code == "yaml-syntax" and one.severity is Severity.ERROR)
    return {one.at.first.line for one in errors}


def _filled(text: str) -> str:
    """The text as if tags had been rendered: a tag alone on its line to nothing, others to a word; lines stay."""

    def hole(found: re.Match[str]) -> str:
        tag = found.group()
        return _HOLE + "\n" * tag.count("\n") if _is_go(tag) else tag

    holed = _TAG.sub(hole, text)
    return re.sub(rf"^[ \t]*{_HOLE}[{_HOLE} \t]*(?:#.*)?\r?$", "", holed, flags=re.MULTILINE).replace(_HOLE, "x")


def _takes_values(source: Source) -> bool:
    """Whether a field, other than the words of a program, is set from a chart's values."""
    if _VALUES.search(source.text) is None:
        return False
    return any(
        _VALUES.search(scalar.text)
        for document in read(source).documents
        if document.root is not None
        for scalar in _fields(document.root)
    )


def _fields(root: Node) -> Iterator[Scalar]:
    waiting = [root]
    while waiting:
        match waiting.pop():
            case Scalar() as scalar if scalar.style not in (Style.LITERAL, Style.FOLDED):
                yield scalar
            case Mapping(entries=entries):
                waiting += (one.key for one in entries)
                waiting += (one.value for one in entries if one.key.text not in _SCRIPTS)
            case Sequence(items=items):
                waiting += items
