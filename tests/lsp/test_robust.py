"""Half-typed texts: every feature answers, whatever stands there, and no answer points outside of the text."""

from __future__ import annotations

import pytest

pytest.importorskip("pygls")

from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from tests.lsp.manifests import COMMON, MAIN
from wfsim.checks.api import run_all
from wfsim.lsp import actions, hover, navigation, outline, renaming
from wfsim.lsp.completion import completion
from wfsim.lsp.mending import mended
from wfsim.lsp.positions import Positions
from wfsim.lsp.project import Buffer, Part, View
from wfsim.lsp.question import Asked
from wfsim.text import Source

POSITIONS = Positions()
JUNK = [
    "{",
    "}",
    "[",
    "]",
    '"',
    "'",
    ":",
    "- ",
    "{{",
    "}}",
    "{{=",
    "|",
    ">",
    "&a ",
    "*a ",
    "\t",
    "#",
    "\n",
    "---\n",
    "é",
    "\U0001f600",
    "? ",
]
MANY = "spec:\n" + "  templates:\n" * 3 + "  - name: a\n    steps: [[{name: b, template: b}]]\n"


def asked(text: str) -> tuple[Asked | None, View, Buffer]:
    buffer = Buffer("file:///main.yaml", "main.yaml", text, 1)
    part = Part(Source("main.yaml", text), "")
    view = View([part, Part(Source("common.yaml", COMMON), "")])
    source = view.source("main.yaml")
    return (Asked(buffer, view, source, POSITIONS, run_all(part.loaded)) if source else None), view, buffer


def everything(text: str, offset: int) -> None:
    about, view, buffer = asked(text)
    found = completion(buffer, view, "main.yaml", offset, POSITIONS)
    for item in found.items:
        assert isinstance(item.text_edit, types.TextEdit)
        assert POSITIONS.offset(Source("main.yaml", text), item.text_edit.range.end) == offset
    if about is None:
        return
    assert len(about.source.text) == len(text)
    question = about.at(POSITIONS.position(about.source, offset))
    assert question.offset == offset
    hover.hover(question)
    for place in navigation.definition(question) or ():
        assert place.range.start.line <= text.count("\n") + COMMON.count("\n")
    navigation.references(question, declaration=True)
    navigation.highlights(question)
    outline.outline(about)
    actions.actions(about, types.Range(types.Position(0, 0), types.Position(10**6, 0)), None)
    if renaming.prepare(question) is not None:
        try:
            renaming.rename(question, "other")
        except renaming.Refused as refused:
            assert str(refused)


@given(st.integers(0, len(MAIN)), st.sampled_from(["cut", "insert", "delete", "replace"]), st.sampled_from(JUNK))
def test_any_keystroke(offset: int, what: str, junk: str) -> None:
    after = {"cut": "", "insert": MAIN[offset:], "delete": MAIN[offset + 1 :], "replace": MAIN[offset + len(junk) :]}
    start = MAIN[:offset] + (junk if what in ("insert", "replace") else "")
    everything(start + after[what], len(start))


@given(st.text(alphabet="ab:{}[]\"'|>-#&*!%@` \n\t{{=}}", max_size=60), st.integers(0, 60))
def test_any_text(text: str, offset: int) -> None:
    everything(text, min(offset, len(text)))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "\ufeff",
        "- - - -",
        "a: &x\n  b: *x\n",
        "{",
        "[[[[",
        "%YAML 1.2\n",
        "a: 1\na: 2\n",
        MANY,
        MAIN.replace("\n", "\r\n"),
    ],
)
def test_odd_texts(text: str) -> None:
    for offset in range(0, len(text) + 1, max(1, len(text) // 40)):
        if text[offset - 1 : offset + 1] != "\r\n":  # no position of the protocol
            everything(text, offset)


def test_mending_leaves_what_can_be_read() -> None:
    source = Source("a.yaml", MAIN)
    assert mended(source) is source
    broken = Source("a.yaml", MAIN.replace("entrypoint: main", "entrypoint: [main"))
    assert mended(broken).text == MAIN.replace("  entrypoint: main", " " * len("  entrypoint: [main"))
