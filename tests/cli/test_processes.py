"""Several processes say what one says, and nothing is lost when one of them fails."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from contextlib import chdir
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.running import wfsim
from wfsim.checks.api import run_all
from wfsim.cli import lint, processes
from wfsim.cli.verdicts import Verdict
from wfsim.spec.workspace import load
from wfsim.text import Source

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux alone")

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
FILES = sorted(path for folder in ("err", "ok", "validity", "guide") for path in (FIXTURES / folder).rglob("*.yaml"))
TEXTS = [path.read_text(encoding="utf-8") for path in FILES]
HERE = os.getpid()


def judged(sources: Sequence[Source]) -> Verdict:
    workspace = load(sources)
    return Verdict(run_all(workspace), lint._holders(workspace))


def sources(texts: Sequence[str]) -> list[Source]:
    return [Source(f"{number}.yaml", text) for number, text in enumerate(texts)]


@pytest.fixture
def three(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three processes, whatever the size."""
    monkeypatch.setattr(processes, "_processes", lambda size: 3)


def told(verdict: Verdict) -> tuple[bool, list[object]]:
    """A verdict in words: two sources with one text are two sources."""
    return verdict.any_object, [
        (*one[:3], str(one.at), one.at.source.name, *one[5:6], one.argo) for one in verdict.findings
    ]


@settings(max_examples=25)
@given(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=8), st.integers(2, 4))
def test_shares_are_judged_as_the_whole(texts: list[str], count: int) -> None:
    """Above all: what can have to do with each other is in one share."""
    given = sources(texts)
    parts = processes.shares(given, count)
    assert sorted(one.name for part in parts for one in part) == sorted(one.name for one in given)
    verdicts = [judged(part) for part in parts]
    findings = processes.in_order(one for verdict in verdicts for one in verdict.findings)
    whole = Verdict(findings, tuple(one for verdict in verdicts for one in verdict.holders))
    assert told(whole) == told(judged(given))


def test_all_fixtures_together(three: None) -> None:
    given = sources(TEXTS[::5])
    assert told(processes.verdict(given, judged)) == told(judged(given))


def failing(way: str, monkeypatch: pytest.MonkeyPatch) -> processes.Judge:
    """How to judge, such that helpers do not get far."""

    def judge(given: Sequence[Source]) -> Verdict:
        if os.getpid() != HERE:
            match way:
                case "raises":
                    raise RuntimeError("a helper's own fault")
                case "is killed":
                    os.kill(os.getpid(), signal.SIGKILL)
                case "leaves":
                    sys.exit(0)
        return judged(given)

    def refused(*_: object) -> int:
        raise OSError("no more of them")

    if way == "cannot be started":
        monkeypatch.setattr(os, "fork", refused)
    if way == "cannot be asked":
        monkeypatch.setattr(os, "pipe", refused)
    return judge


@pytest.mark.parametrize("way", ["raises", "is killed", "leaves", "cannot be started", "cannot be asked"])
def test_the_work_of_a_helper_that_fails_is_done(way: str, three: None, monkeypatch: pytest.MonkeyPatch) -> None:
    given = sources(TEXTS[:60:5])
    expected = told(judged(given))
    assert told(processes.verdict(given, failing(way, monkeypatch))) == expected


def test_nothing_is_left_behind(three: None) -> None:
    processes.verdict(sources(TEXTS[:60:5]), judged)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_one_process_for_little() -> None:
    assert processes._processes(1_000) == 1
    assert 1 <= processes._processes(10_000_000) <= len(os.sched_getaffinity(0))


def test_the_command_says_the_same(three: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, text in enumerate(TEXTS[::7]):
        (tmp_path / f"{number}.yaml").write_text(text, encoding="utf-8")
    with chdir(tmp_path):
        several = wfsim("lint", ".")
        monkeypatch.setattr(processes, "_processes", lambda size: 1)
        assert wfsim("lint", ".") == several
