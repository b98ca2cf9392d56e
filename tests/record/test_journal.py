"""The journal: events and commands there and back, a last line cut off, everything else with its place."""

from __future__ import annotations

import io
import re
from dataclasses import fields

import pytest

from wfsim.engine.commands import AwaitResume, FinishRun, SetTimer, StartPod, StopPod
from wfsim.engine.events import NodeSet, PodFinished, PodStarted, ResourceChanged, Resumed, RunStarted, TaskReplied
from wfsim.record import journal
from wfsim.record.declared import wrong
from wfsim.record.journal import Entry, Header, Journal, Writer
from wfsim.text import Source

HEADER = Header("wf", "sha256:00", seed=3, engine="wfsim 0")
ENTRIES = (
    Entry((RunStarted(1, "uid"),), (StartPod("n", "wf", "wf", 0, "main", "wf", {"container": {}}, True, 5),)),
    Entry((PodStarted(1, "n", ip="10.0.0.1"),), ()),
    Entry(
        (
            PodFinished(2, "n", 1, "r\u2028é", {"p": "v"}, ("a",), containers={"c": 2}),
            ResourceChanged(2, "m", {"status": {"phase": "x"}}),
            TaskReplied(2, "h", body="b", headers={"h": "v"}),
            Resumed(2, "s", {"q": "1"}),
            NodeSet(2, "t", "Failed", "no", {"q": "1"}),
        ),
        (StopPod("n"), SetTimer("t", 9), AwaitResume("s", "wf.s", "s"), FinishRun("Failed", "m")),
    ),
)


def written() -> str:
    stream = io.StringIO()
    writer = Writer(stream, HEADER)
    for entry in ENTRIES:
        writer(entry.events, entry.commands)
    return stream.getvalue()


def test_a_journal_comes_back_as_it_was() -> None:
    text = written()
    assert text.count("\n") == 1 + len(ENTRIES)
    assert journal.read(Source("j", text)).journal == Journal(HEADER, ENTRIES)


def test_only_what_differs_from_the_default_is_written() -> None:
    assert journal.encode(PodFinished(2, "n")) == {"is": "PodFinished", "at_ms": 2, "node": "n"}


def test_artifacts_none_and_nothing_are_two_things() -> None:
    event = PodFinished(2, "n", artifacts=())
    assert journal.decode(journal.encode(event), journal.EVENTS) == event


@pytest.mark.parametrize("missing", range(1, 30))
def test_a_last_line_that_was_cut_off_is_left_out(missing: int) -> None:
    found = journal.read(Source("j", written()[:-missing]))
    assert found.journal is not None
    whole = missing == 1  # only the line's end is missing
    assert found.journal == Journal(HEADER, ENTRIES if whole else ENTRIES[:-1], cut=not whole)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("{}\n", "header"),
        ('{"header": {"format": 99}}\n', "format is 99"),
        ('{"header": {"format": 2}}\n', "Header has no 'name' and no 'spec_digest'"),
        ('{"header": {"format": 2, "name": 5}}\n', "Header: 'name' is not text"),
        ('{"header": {"format": 1}}\n', "its format is 1; this version reads 2"),
        ("x\n", "no line of a journal"),
        (written().replace("PodStarted", "PodStarved"), "nothing called 'PodStarved'"),
        (written().replace('"uid":', '"wid":'), "RunStarted has no 'wid'"),
        (written().replace('"node":"n","ip"', '"ip"'), "PodStarted has no 'node'"),
        (written().replace('"node":"n","ip"', '"node":["n"],"ip"'), "PodStarted: 'node' is not text"),
        (re.sub('"at_ms":[0-9]+', '"at_ms":1e3', written()), "'at_ms' is not a whole number"),
        (re.sub('"at_ms":[0-9]+', '"at_ms":true', written()), "'at_ms' is not a whole number"),
        (re.sub('"at_ms":[0-9]+', '"at_ms":-1', written()), "'at_ms' is no instant that there is"),
        (written() + '{"events":[],"commands":[]}\n', "an entry has events and commands"),
        (written().replace('"events":[{"is":"RunStarted"', '"events":[7,{"is":"RunStarted"'), "an object"),
    ],
)
def test_what_is_wrong_has_a_place(text: str, said: str) -> None:
    found = journal.read(Source("j", text))
    assert found.journal is None
    (one,) = found.findings
    assert said in one.message and one.code == "broken-journal"


def test_the_type_of_every_field_is_known() -> None:
    classes = (*journal.EVENTS.values(), *journal.COMMANDS.values(), Header)
    for each in (one for made in classes for one in fields(made)):
        wrong(each.name, str(each.type), None)  # KeyError for a type without a row
