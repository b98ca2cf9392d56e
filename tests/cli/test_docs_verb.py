"""``wfsim docs``: the tables as text; the pages that are written from them are up to date."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command import wfsim
from tests.conftest import Golden
from wfsim.cli import reference
from wfsim.lang.functions import FUNCTIONS, SPRIG
from wfsim.lang.functions.each import EACH
from wfsim.scope.catalog import VARIABLES

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_variables_page(golden: Golden) -> None:
    golden(DOCS / "variables.md", wfsim("docs", "variables", "--format", "markdown").out)


def test_jq_page(golden: Golden) -> None:
    golden(DOCS / "jq.md", wfsim("docs", "jq", "--format", "markdown").out)


def test_versions_page(golden: Golden) -> None:
    golden(DOCS / "versions.md", wfsim("docs", "versions", "--format", "markdown").out)


def test_functions_on_the_page_of_expressions(golden: Golden) -> None:
    page = (DOCS / "expressions.md").read_text(encoding="utf-8")
    before, found, _ = page.partition(reference.BEGIN)
    assert found
    golden(DOCS / "expressions.md", before + wfsim("docs", "expressions", "--format", "markdown").out)


def test_everything_is_listed() -> None:
    functions = wfsim("docs", "expressions").out
    names = [*FUNCTIONS, *EACH, *(f"sprig.{name}" for name in SPRIG)]
    assert [name for name in names if f"  {name}(" not in functions] == []
    variables = wfsim("docs", "variables").out
    assert [one.pattern for one in VARIABLES if f"  {one.pattern} " not in variables] == []
    assert "bad-when" in wfsim("docs", "checks").out
    assert "# Codes" in wfsim("docs", "checks", "--format", "markdown").out


def test_words_choose_lines() -> None:
    ran = wfsim("docs", "expressions", "trim", "suffix")
    assert ran.code == 0
    assert all("trimsuffix" in line.lower() for line in ran.out.splitlines() if line.startswith(" "))
    assert wfsim("docs", "variables", "xyzzy").code == 1


@pytest.mark.parametrize("words", [["nothing"], ["variables", "--format", "markdown", "word"]])
def test_wrong_usage(words: list[str]) -> None:
    assert wfsim("docs", *words).code == 2


def test_topics() -> None:
    assert wfsim("docs").out.split() == ["expressions", "jq", "variables", "versions", "checks"]
