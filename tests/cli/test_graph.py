"""``wfsim graph``: formats, where they come from, and runs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.command import wfsim
from tests.cli.test_plan import FLIP
from tests.render.runs import coinflip
from wfsim.record.workflow import to_text


@pytest.fixture
def flip(tmp_path: Path) -> Path:
    path = tmp_path / "flip.yaml"
    path.write_bytes(FLIP)
    return path


@pytest.fixture
def run(tmp_path: Path) -> Path:
    path = tmp_path / "run.json"
    path.write_text(to_text(coinflip("c", "th")), encoding="utf-8")
    return path


def test_mermaid_unless_asked_otherwise(flip: Path) -> None:
    assert "flowchart TD" in wfsim("graph", str(flip)).out
    assert wfsim("graph", str(flip), "--format", "dot").out.startswith("digraph")


@pytest.mark.parametrize(("name", "start"), [("x.mmd", "---"), ("x.dot", "digraph"), ("x.GV", "digraph")])
def test_the_ending_decides(flip: Path, tmp_path: Path, name: str, start: str) -> None:
    out = tmp_path / name
    ran = wfsim("graph", str(flip), "-o", str(out))
    assert ran.code == 0 and ran.out == "" and out.read_text(encoding="utf-8").startswith(start)


def test_an_ending_that_says_nothing(flip: Path, tmp_path: Path) -> None:
    out = tmp_path / "x.txt"
    ran = wfsim("graph", str(flip), "-o", str(out))
    assert ran.code == 2 and "--format" in ran.err and not out.exists()
    assert wfsim("graph", str(flip), "--format", "dot", "-o", str(out)).code == 0


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz's program dot is not installed")
def test_svg_and_png(flip: Path, tmp_path: Path) -> None:
    for name, magic in (("x.svg", b"<?xml"), ("x.png", b"\x89PNG")):
        assert wfsim("graph", str(flip), "-o", str(tmp_path / name)).code == 0
        assert (tmp_path / name).read_bytes().startswith(magic)
    assert "<svg" in wfsim("graph", str(flip), "--format", "svg").out


def test_without_graphviz(flip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    ran = wfsim("graph", str(flip), "-o", str(tmp_path / "x.svg"))
    assert ran.code == 3 and "'dot'" in ran.err and "install" in ran.err
    assert not (tmp_path / "x.svg").exists()
    assert wfsim("graph", str(flip)).code == 0


def test_a_run(run: Path) -> None:
    ran = wfsim("graph", "--run", str(run))
    assert ran.code == 0 and 'title: "c: Succeeded"' in ran.out and "classDef skipped" in ran.out
    assert wfsim("graph", "--run", str(run), "--format", "dot").out.startswith("digraph")


def test_what_is_no_run(flip: Path, tmp_path: Path) -> None:
    assert wfsim("graph", "--run", str(flip)).code == 3
    missing = wfsim("graph", "--run", str(tmp_path / "no.json"))
    assert missing.code == 3 and "no.json" in missing.err and missing.out == ""


def test_nothing_named() -> None:
    assert wfsim("graph").code == 2
