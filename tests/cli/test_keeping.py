"""The journal of a run on a cluster belongs to one process, and is not written over while the run is not over."""

from __future__ import annotations

from pathlib import Path

import pytest

from wfsim.cli import keeping
from wfsim.cli.streams import CannotDo
from wfsim.engine.commands import FinishRun
from wfsim.engine.events import RunStarted
from wfsim.record.journal import Header, Writer


def journal(path: Path, *, over: bool) -> None:
    with path.open("w", encoding="utf-8") as file:
        write = Writer(file, Header("wf", "sha256:0"))
        write([RunStarted(1)], [FinishRun("Succeeded", "")] if over else [])


def test_two_processes_cannot_have_it(tmp_path: Path) -> None:
    path = tmp_path / "wf.jsonl"
    with keeping.begin(str(path)), pytest.raises(CannotDo, match="another process drives this run"):
        keeping.begin(str(path))
    keeping.begin(str(path)).close()


def test_one_that_is_not_over_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "wf.jsonl"
    journal(path, over=False)
    before = path.read_text()
    with pytest.raises(CannotDo, match="--resume wf goes on with it"):
        keeping.begin(str(path))
    assert path.read_text() == before


def test_one_that_is_over_and_any_other_file_make_room(tmp_path: Path) -> None:
    path = tmp_path / "wf.jsonl"
    journal(path, over=True)
    keeping.begin(str(path)).close()
    assert path.read_text() == ""
    path.write_text("no journal")
    keeping.begin(str(path)).close()
    assert path.read_text() == ""


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(CannotDo, match="cannot write"):
        keeping.begin(str(tmp_path / "no" / "wf.jsonl"))
