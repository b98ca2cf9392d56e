"""What is known of the thing under the cursor, as Markdown.

In: a question. Out: a hover. ``server`` calls it. Tried in this order: a code in a comment to wfsim, a variable or
function in a text, a step, template or parameter by name, the field, a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lsprotocol import types

from wfsim import checks
from wfsim.checks import pages
from wfsim.lsp import describing, occurrences
from wfsim.lsp.occurrences import Text
from wfsim.lsp.places import field_at, kind_of
from wfsim.lsp.question import Question
from wfsim.scope.uses import Kind as UseKind
from wfsim.spec import fielddocs
from wfsim.spec.closed import values
from wfsim.text import Span
from wfsim.yamlio import inner
from wfsim.yamlio.nodes import MARK

_NAME = re.compile(r"[A-Za-z_#$][\w.-]*")
_RESULT = re.compile(rf"[\w-]+\.(?P<result>{'|'.join(describing.RESULTS)})\b")


def hover(question: Question) -> types.Hover | None:
    """What there is to say."""
    said = next((one for one in _tried(question) if one is not None), None)
    findings = _of_findings(question)
    if said is None:
        return _markdown(findings, None, question) if findings else None
    text, at = said
    return _markdown("\n\n---\n\n".join(filter(None, (text, findings))), at, question)


def _markdown(text: str, at: Span | None, question: Question) -> types.Hover:
    where = question.asked.positions.range(at) if at is not None else None
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text), where)


def _tried(question: Question) -> Iterator[tuple[str, Span] | None]:
    yield _of_comment(question)
    yield _of_text(question)
    if question.occurrence is not None:
        found = question.occurrence
        yield describing.symbol(found.symbol, question.asked.view.symbols), found.at
    yield _of_field(question)


def _of_comment(question: Question) -> tuple[str, Span] | None:
    """The page of a code that a comment ignores."""
    source = question.asked.source
    line = source.position(question.offset).line
    text = source.line(line)
    if MARK not in text:
        return None
    start = question.offset - source.position(question.offset).column + 1
    for word in re.finditer(r"[a-z]+(?:-[a-z]+)+", text):
        at = source.span(start + word.start(), start + word.end())
        if at.start <= question.offset <= at.end and word.group() in checks.CODES:
            return describing.page(word.group()), at
    return None


def _of_text(question: Question) -> tuple[str, Span] | None:
    """The variable or function under the cursor in a tag, a condition or an expression."""
    spot, place = question.spot, question.around
    if spot is None or spot.is_key or place is None:
        return None
    result = _word(spot.scalar.text, spot.inside, _RESULT) if spot.path[-1:] == ("depends",) else None
    if result is not None:
        at = inner(spot.document.source, spot.scalar, result.start("result"), result.end("result"))
        return f"**{result['result']}** — {describing.RESULTS[result['result']]}", at
    for text in occurrences.texts_of(spot.document, spot.path, spot.scalar):
        inside = spot.inside - text.start
        if not 0 <= inside <= len(text.text) or text.kind in (UseKind.WHEN, UseKind.DEPENDS):
            continue
        for name in occurrences.names(text):
            if name.start <= inside <= name.end and (said := describing.variable(name.name, place, question)):
                return said, text.span(name.start, name.end)
        if text.kind is not UseKind.SIMPLE and (found := _function(text, inside)) is not None:
            return found
    return None


def _function(text: Text, inside: int) -> tuple[str, Span] | None:
    word = _word(text.text, inside, _NAME)
    said = describing.function(word.group()) if word is not None else ""
    return (said, text.span(word.start(), word.end())) if word is not None and said else None


def _word(text: str, inside: int, pattern: re.Pattern[str]) -> re.Match[str] | None:
    """What fits a pattern around a place in a text; its last group, where it has one."""
    return next((one for one in pattern.finditer(text) if one.start(one.re.groups) <= inside <= one.end()), None)


def _of_field(question: Question) -> tuple[str, Span] | None:
    """The field whose key or value is under the cursor."""
    spot = question.spot
    found = field_at(kind_of(spot.document), spot.path) if spot is not None else None
    if spot is None or found is None:
        return None
    type_name, field = found
    required = ", required" if field.required else ""
    lines = [f"**{field.name}** — {describing.type_of(field.type)}{required}, of {type_name}"]
    lines += filter(None, [fielddocs.of_field(type_name, field.name)])
    if words := values(type_name, field.name):
        lines.append("One of " + ", ".join(f"`{one}`" for one in words))
    return "\n\n".join(lines), spot.scalar.span


def _of_findings(question: Question) -> str:
    """What the findings under the cursor are about; the message itself is shown by the editor."""
    codes = dict.fromkeys(
        one.code
        for one in question.asked.findings
        if one.at.start <= question.offset <= one.at.end and one.code in checks.CODES
    )
    return "\n\n---\n\n".join(f"**{code}**: {pages.title(checks.module(code))}\n\n{_first(code)}" for code in codes)


def _first(code: str) -> str:
    """The first paragraph of a page, and where to read on."""
    module = checks.module(code)
    return f"{pages.body(module).partition(chr(10) * 2)[0]}\n\n`wfsim explain {code}` · [Argo's page]({module.SEE})"
