"""Grammar files are found wherever wfsim runs from, and every one makes a parser."""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import NoReturn

import pytest

from wfsim.lang import grammars
from wfsim.lang.expr.parsing import parse as parse_expression
from wfsim.lang.grammars import Parser, Token, Unexpected
from wfsim.lang.when import parse as parse_condition

FOLDER = Path(__file__).resolve().parents[2] / "grammar"
NAMES = sorted(path.stem for path in FOLDER.glob("*.lark"))
PARSED = ("depends", "expr", "jq", "when")  # by the grammar itself; the others describe what is read by hand


def test_there_is_a_grammar_for_each_language() -> None:
    small = ["cron", "durations", "gjson", "jsonpath", "kubepath", "quantities", "selectors", "sequence-format"]
    assert sorted([*small, *PARSED, "template"]) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_bare_checkout_uses_the_folder_beside_the_package(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def not_installed(package: str) -> NoReturn:
        raise ModuleNotFoundError(package)

    monkeypatch.setattr(resources, "files", not_installed)
    assert grammars.text_of(name) == (FOLDER / f"{name}.lark").read_text(encoding="utf-8")


def test_parsers_are_made_once() -> None:
    assert parse_expression("a + 1") is parse_expression("a + 1")
    assert parse_condition("1 < 2") is parse_condition("1 < 2")


def test_a_token_out_of_place_is_named() -> None:
    parser: Parser[object] = Parser("depends", {})
    with pytest.raises(Unexpected) as error:
        parser.parse([Token("OPEN", "(", 3, 4), Token("CLOSE", ")", 5, 6)])
    assert error.value.token == Token("CLOSE", ")", 5, 6)
    with pytest.raises(Unexpected) as error:
        parser.parse([Token("OPEN", "(", 3, 4)])
    assert error.value.token is None


@pytest.mark.parametrize("name", PARSED)
def test_the_tables_beside_a_grammar_are_of_its_text(name: str, golden: Callable[[Path, str], None]) -> None:
    golden(FOLDER / f"{name}.tables.json", grammars.tables_text(name))


def test_a_grammar_that_was_changed_needs_no_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {"depends.lark": "start: TERM TERM\n%declare TERM\n"}
    real = grammars.text_of
    monkeypatch.setattr(grammars, "text_of", lambda name: texts.get(f"{name}.lark") or real(name))
    parser: Parser[int] = Parser("depends", {"start": len})
    assert parser.parse([Token("TERM", "a", 0, 1), Token("TERM", "b", 1, 2)]) == 2
