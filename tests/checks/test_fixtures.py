"""fixtures/ok is silent; fixtures/err gives exactly what stands beside each file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.checks.pages import lint
from tests.conftest import Golden
from wfsim import checks
from wfsim.text import Diagnostic

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
SILENT = sorted((FIXTURES / "ok").rglob("*.yaml"))
ABOUT_MORE = ("embedded",)  # folders that are no code
FIRING = sorted((FIXTURES / "err").rglob("*.yaml"))


def line(one: Diagnostic) -> str:
    """One finding as the expected files have it."""
    first, last = one.at.first, one.at.last
    at = f"{one.at.source.name}:{first.line}:{first.column}-{last.line}:{last.column}"
    return f"{at} {one.severity} {one.code} {one.message}"


def linted(path: Path) -> tuple[Diagnostic, ...]:
    """All findings about a fixture; those of a code that has to be asked for in its own folder alone."""
    return lint(path.read_text(encoding="utf-8"), path.name, path.parent.name)


def findings(path: Path) -> str:
    found = linted(path)
    return "".join(f"{line(one)}\n" for one in found)


@pytest.mark.parametrize("path", SILENT, ids=lambda path: path.stem)
def test_silent(path: Path) -> None:
    assert findings(path) == ""


@pytest.mark.parametrize("path", FIRING, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_firing(path: Path, golden: Golden) -> None:
    text = findings(path)
    assert f" {path.parent.name} " in text or path.parent.name in ABOUT_MORE
    golden(path.with_suffix(".out"), text)


def test_every_check_with_logic_has_a_fixture() -> None:
    assert {*checks.OWN, *checks.ON_REQUEST} <= {path.parent.name for path in FIRING}


@pytest.mark.parametrize("path", FIRING, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_finding_underlines_something(path: Path) -> None:
    for one in linted(path):
        assert one.at.start < one.at.end
