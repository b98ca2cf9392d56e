"""Every rule fires at its exact place, with its message, and stays silent beside it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import Golden
from tests.validity.loading import FIXTURES
from wfsim.spec.workspace import load
from wfsim.text import Argo, Diagnostic, Source
from wfsim.validity import validate
from wfsim.validity.codes import CODES

_MARK = re.compile(r"# *\^+ [a-z-]+: .*")
FIRING = sorted(FIXTURES.glob("*.yaml"))
SILENT = sorted((FIXTURES / "silent").glob("*.yaml"))


def read(path: Path) -> Source:
    """A fixture without its marks."""
    lines = path.read_text(encoding="utf-8").split("\n")
    return Source(path.name, "\n".join(line for line in lines if not _MARK.fullmatch(line)))


def marked(source: Source, found: tuple[Diagnostic, ...]) -> str:
    """The text with a mark below every finding."""
    below: dict[int, list[str]] = {}
    for one in found:
        first, last = one.at.first, one.at.last
        end = last.column if last.line == first.line else len(source.line(first.line)) + 1
        start = max(first.column, 2)
        mark = "#" + " " * (start - 2) + "^" * max(end - start, 1)
        below.setdefault(first.line, []).append(f"{mark} {one.code}: {one.message}")
    lines = source.text.split("\n")
    return "\n".join("\n".join((line, *below.get(number, ()))) for number, line in enumerate(lines, 1))


@pytest.mark.parametrize("path", FIRING, ids=lambda path: path.stem)
def test_what_argo_refuses_is_found_at_its_place(path: Path, golden: Golden) -> None:
    source = read(path)
    workspace = load([source])
    found = validate(workspace)
    assert not workspace.findings
    assert path.stem in {one.code for one in found}
    assert all(one.argo is Argo.REJECTS for one in found)
    golden(path, marked(source, found))


@pytest.mark.parametrize("path", SILENT, ids=lambda path: path.stem)
def test_what_comes_near_a_mistake_is_accepted(path: Path) -> None:
    workspace = load([read(path)])
    assert [one.message for one in (*workspace.findings, *validate(workspace))] == []


def test_every_code_has_a_fixture() -> None:
    assert {path.stem for path in FIRING} == set(CODES) - {"nothing-to-lint"}


def test_findings_underline_something() -> None:
    for path in FIRING:
        for one in validate(load([read(path)])):
            assert one.at.end > one.at.start
            assert all(related.at.end > related.at.start for related in one.related)
