"""The Workflow object of a run that a command drives: what is written, and what others wish."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.drivers.kube.fake import Data, FakeCluster
from wfsim.drivers.kube import errors
from wfsim.drivers.kube.inbox import Inbox
from wfsim.drivers.kube.resources import WORKFLOWS, Call
from wfsim.drivers.kube.workflow_object import WISHES, Wishes, WorkflowObject
from wfsim.engine.events import Event, NodeSet, Resumed, StopAsked, SuspendAsked


def wished(*wishes: Data, shutdown: str = "") -> Data:
    annotations = {WISHES: json.dumps(wishes)}
    return {"metadata": {"annotations": annotations}, "spec": {"shutdown": shutdown} if shutdown else {}}


@pytest.mark.parametrize(
    ("wish", "event"),
    [
        ({"id": "1", "node": "n", "parameters": {"a": 1}}, Resumed(0, "n", {"a": "1"})),
        ({"id": "1", "node": "n", "phase": "Failed", "message": "no"}, NodeSet(0, "n", "Failed", "no")),
        ({"id": "1", "node": "n", "phase": "", "parameters": {"a": "b"}}, NodeSet(0, "n", "", "", {"a": "b"})),
        ({"id": "1", "node": "n", "phase": "Great"}, Resumed(0, "n")),
    ],
)
def test_what_a_wish_means(wish: Data, event: Event) -> None:
    heard = Wishes()
    assert [*heard.of(wished(wish, shutdown="Stop"))] == [StopAsked(0, "Stop"), event]
    assert [*heard.of(wished(wish, shutdown="Stop"))] == []


def test_a_change_of_suspend_is_told_once() -> None:
    heard = Wishes(suspended=True)
    told = [[*heard.of({"spec": {"suspend": one}})] for one in (True, None, None, True)]
    assert told == [[], [SuspendAsked(0, False)], [], [SuspendAsked(0, True)]]


def test_what_is_no_wish() -> None:
    for text in ("", "{", "{}", "[1]"):
        assert [*Wishes().of({"metadata": {"annotations": {WISHES: text}}})] == []


def test_what_a_run_no_longer_has_goes_from_the_object() -> None:
    cluster, clock = FakeCluster(), iter(range(0, 10**9, 10**6))
    run = WorkflowObject(cluster, "ns", "wf", Inbox(lambda: next(clock)))
    made = cluster.put(WORKFLOWS, {"metadata": {"name": "wf", "namespace": "ns"}, "spec": {"a": 1}})
    run.uid = made["metadata"]["uid"]
    lost = [False, True, False]

    def lose(call: Call) -> None:
        if call.verb == "patch" and lost.pop(0):
            raise errors.CutOff(call, "cut off")

    cluster.after = lose
    states: list[Any] = [
        {"message": "waits", "nodes": {"a": {"message": "x"}}},
        {"nodes": {"a": {}}},
        {"nodes": {"b": {}}},
    ]
    for status in states:
        run.publish(lambda status=status: {"metadata": {"labels": {"l": "1"}}, "status": status})  # type: ignore[misc]
        found = cluster.get(WORKFLOWS, "ns", "wf")
        assert (found["status"], found["spec"], found["metadata"]["labels"]) == (status, {"a": 1}, {"l": "1"})
    count = len(cluster.asked("patch"))
    run.publish(lambda: {"metadata": {"labels": {"l": "1"}}, "status": {"nodes": {"b": {}}}})
    assert len(cluster.asked("patch")) == count
