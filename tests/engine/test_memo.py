"""Memoized templates: when a cache is asked, what it keeps, how long it is believed."""

from __future__ import annotations

import pytest

from tests.engine import runs
from tests.engine.timed import HEAD, at, played
from wfsim.api.run import Run
from wfsim.engine.commands import Command, KeepOutputs, StartPod
from wfsim.engine.engine import Engine
from wfsim.engine.events import CacheRead, PodFinished, PodStarted, RunStarted, TimerFired
from wfsim.engine.phases import NodeType
from wfsim.engine.run import AGAIN
from wfsim.yamlio import Json

SPEC = """  templates:
  - name: main
    steps:
    - - {name: a, template: leaf, arguments: {parameters: [{name: k, value: one}]}}
    - - {name: b, template: leaf, arguments: {parameters: [{name: k, value: "SECOND"}]}}
  - name: leaf
    inputs: {parameters: [{name: k}]}
    memoize: {key: "{{inputs.parameters.k}}", maxAge: "AGE", cache: {configMap: {name: cache}}}
    outputs: {parameters: [{name: p, valueFrom: {path: /p}}]}
    container: {image: "busybox:1"}
"""


def cached(second: str = "one", age: str = "", mock: object = None) -> Run:
    leaf = mock or {"sequence": [{"outputs": {"parameters": {"p": str(i)}}, "duration": "4s"} for i in range(2)]}
    return played(SPEC.replace("SECOND", second).replace("AGE", age), leaf=leaf)


def test_a_second_call_with_the_same_key_takes_what_the_first_left() -> None:
    run = cached()
    first, second = run.record.named("wf[0].a"), run.record.named("wf[1].b")
    assert first is not None and second is not None
    assert (first.memoized, second.memoized) == (False, True)
    assert second.outputs == first.outputs != None  # noqa: E711
    assert (second.phase, second.type, second.host, at(run, "wf[1].b")) == ("Succeeded", "Pod", "", (4000, 4000))


def test_another_key_is_another_entry() -> None:
    run = cached("two")
    node = run.record.named("wf[1].b")
    assert node is not None and (node.memoized, at(run, "wf[1].b")) == (False, (4000, 8000))


@pytest.mark.parametrize(("age", "hit"), [("1h", True), ("0s", True), ("-1s", False)])
def test_an_entry_is_believed_up_to_its_age(age: str, hit: bool) -> None:
    node = cached(age=age).record.named("wf[1].b")
    assert node is not None and node.memoized is hit


def test_what_failed_is_not_kept() -> None:
    spec = SPEC.replace("value: one}]}}", "value: one}]}, continueOn: {failed: true}}", 1)
    outcomes = [{"exitCode": 1}, {"outputs": {"parameters": {"p": "v"}}}]
    run = played(spec.replace("SECOND", "one").replace("AGE", ""), leaf={"sequence": outcomes})
    node = run.record.named("wf[1].b")
    assert node is not None and (node.memoized, run.phase) == (False, "Succeeded")


@pytest.mark.parametrize(("key", "good"), [("a b", False), ("-a", False), ("a-b-1", True), ("", False)])
def test_a_key_of_letters_digits_and_dashes(key: str, good: bool) -> None:
    run = cached(key)
    node = run.record.named("wf[1].b")
    assert node is not None
    assert (node.phase, node.message) == (("Succeeded", "") if good else ("Error", f"invalid cache key: {key}"))


def begun(*known: CacheRead) -> tuple[Engine, tuple[Command, ...]]:
    """A run that begins with what caches hold."""
    engine = Engine(runs.definitions_of(HEAD + SPEC.replace("SECOND", "one").replace("AGE", "1h")))
    return engine, engine.send([RunStarted(0), *known])


ENTRY: dict[str, Json] = {"node": "other", "outputs": {"parameters": [{"name": "p", "value": "v"}]}, "created_ms": 0}


def test_what_a_cache_holds_when_the_run_begins_is_taken_and_written_once_more() -> None:
    engine, commands = begun(CacheRead(0, "cache", {"one": ENTRY}))
    assert [one for one in commands if isinstance(one, StartPod)] == []
    assert KeepOutputs("cache", "one", "other", ENTRY["outputs"], 0) in commands
    again = Engine.from_json(engine.definitions, engine.to_json())
    again.send([TimerFired(0, AGAIN)])
    assert again.state.phase == "Succeeded"
    assert {one.memo_hit for one in again.state.nodes.values() if one.type is NodeType.POD} == {True}


def test_an_entry_of_another_run_is_believed_up_to_its_age() -> None:
    old = {**ENTRY, "created_ms": -3_600_001}
    _, commands = begun(CacheRead(0, "cache", {"one": old}))
    assert [one.template_name for one in commands if isinstance(one, StartPod)] == ["leaf"]


@pytest.mark.parametrize(
    "read", [CacheRead(0, "cache", refused="no cache"), CacheRead(0, "cache", {"one": {"refused": "no cache"}})]
)
def test_a_cache_that_is_refused_is_an_error_of_the_node(read: CacheRead) -> None:
    engine, _ = begun(read)
    nodes = {one.display_name: (one.phase, one.message) for one in engine.state.nodes.values()}
    assert nodes["a"] == ("Error", "no cache")


def test_outputs_of_a_node_are_to_be_kept() -> None:
    engine, commands = begun()
    (pod,) = [one for one in commands if isinstance(one, StartPod)]
    engine.send([PodStarted(1, pod.node)])
    kept = [one for one in engine.send([PodFinished(5, pod.node, parameters={"p": "v"})]) if type(one) is KeepOutputs]
    outputs = engine.state.nodes[pod.node].outputs
    assert (
        kept == [KeepOutputs("cache", "one", pod.node, outputs, 5)] * 2
    )  # by the one, and by the next, which took them
