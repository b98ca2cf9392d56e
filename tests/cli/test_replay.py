"""Journals: played again to any exchange, gone on from after a crash at any byte."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cli.command import wfsim

GUIDE = Path(__file__).resolve().parents[2] / "fixtures" / "guide"
FLIP = str(GUIDE / "coinflip-recursive" / "workflow.yaml")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A journal, and the run that it is of."""
    path = tmp_path_factory.mktemp("journal") / "run.journal"
    ran = wfsim("simulate", FLIP, "--seed", "1", "--journal", str(path), "--format", "json")
    assert ran.code == 0
    return path, ran.out


def test_the_whole_journal_is_the_run(written: tuple[Path, str]) -> None:
    path, run = written
    assert wfsim("replay", str(path), FLIP, "--format", "json").out == run


def test_to_any_exchange_and_time(written: tuple[Path, str]) -> None:
    path, _ = written
    count = len(path.read_text().splitlines()) - 1
    sizes = []
    for number in range(count + 1):
        ran = wfsim("replay", str(path), FLIP, "--to", str(number), "--format", "json")
        assert ran.code == 0
        sizes.append(len(json.loads(ran.out)["status"].get("nodes") or {}))
    assert sizes[0] == 0 and sizes == sorted(sizes) and sizes[-1] == 16
    half = wfsim("replay", str(path), FLIP, "--at", "1s")
    assert "after" in half.err and half.out.count("flip-coin") < wfsim("replay", str(path), FLIP).out.count("flip-coin")
    assert wfsim("replay", str(path), FLIP, "--to", str(count + 1)).code == 2
    assert wfsim("replay", str(path), FLIP, "--at", "soon").code == 2


def test_events_are_one_line_each(written: tuple[Path, str]) -> None:
    path, _ = written
    lines = wfsim("replay", str(path), FLIP, "--format", "events").out.splitlines()
    assert lines[0].startswith("   1  +0.000s  RunStarted -> StartPod coinflip-recursive-g9l75[0].flip-coin")
    assert lines[-1].endswith("FinishRun Succeeded")
    assert any("+1.000s  PodFinished coinflip-recursive-g9l75[0].flip-coin (exit code 0)" in one for one in lines)


def test_a_journal_of_something_else(written: tuple[Path, str], tmp_path: Path) -> None:
    path, _ = written
    other = wfsim("replay", str(path), str(GUIDE / "coinflip" / "workflow.yaml"))
    assert other.code == 1 and "its spec is not the one in these files" in other.err
    edited = tmp_path / "edited.journal"
    edited.write_text(path.read_text().replace('"phase":"Succeeded"', '"phase":"Failed"'))
    ran = wfsim("replay", str(edited), FLIP)
    assert ran.code == 1 and "comes out otherwise than the journal has it" in ran.err
    edited.write_text(path.read_text().replace('"format":2', '"format":1'))
    ran = wfsim("replay", str(edited), FLIP)
    assert ran.code == 3 and "its format is 1; this version reads 2" in ran.err
    assert wfsim("replay", str(tmp_path / "none"), FLIP).code == 3


@settings(max_examples=60, deadline=None)
@given(share=st.floats(0, 1))
def test_a_run_that_was_broken_off_at_any_byte_goes_on(written: tuple[Path, str], share: float) -> None:
    path, run = written
    whole = path.read_bytes()
    header = whole.index(b"\n") + 1
    cut = path.with_name("cut.journal")
    cut.write_bytes(whole[: header + int(share * (len(whole) - header))])
    ran = wfsim("simulate", FLIP, "--seed", "1", "--journal", str(cut), "--resume", "--format", "json")
    assert (ran.code, ran.out) == (0, run)
    assert cut.read_bytes() == whole


def test_what_cannot_be_gone_on_from(written: tuple[Path, str], tmp_path: Path) -> None:
    path, _ = written
    cut = tmp_path / "cut.journal"
    lines = path.read_text().splitlines(keepends=True)
    cut.write_text("".join(lines[:4]))
    ran = wfsim("simulate", FLIP, "--seed", "2", "--journal", str(cut), "--resume")
    assert ran.code == 1 and "the journal is of a run with the seed 1, not 2" in ran.err
    mocks = tmp_path / "mocks.yaml"
    mocks.write_text("mocks: {flip-coin: edge}")
    ran = wfsim("simulate", FLIP, "--seed", "1", "--journal", str(cut), "--resume", "--mocks", str(mocks))
    assert ran.code == 1
    assert (
        "the journal cannot be gone on from, since these files and mocks give another run: its line 4 has " in ran.err
    )
    assert '[0].flip-coin (exit code 0), where result was "tails", and now is "edge"' in ran.err
    assert cut.read_text() == "".join(lines[:4])
    ran = wfsim("simulate", FLIP, "--resume")
    assert ran.code == 2 and "name it with --journal" in ran.err
    cut.write_text(lines[0][:20])
    ran = wfsim("simulate", FLIP, "--seed", "1", "--journal", str(cut), "--resume")
    assert ran.code == 3 and "holds no journal" in ran.err


def test_a_journal_that_is_not_there_yet_is_begun(tmp_path: Path) -> None:
    path = tmp_path / "new.journal"
    ran = wfsim("simulate", FLIP, "--seed", "1", "--journal", str(path), "--resume")
    assert ran.code == 0 and path.read_text().startswith('{"header":')
