"""Memoized templates: when a cache is asked, what it keeps, how long it is believed."""

from __future__ import annotations

import pytest

from tests.engine.timed import at, played
from wfsim.api.run import Run

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
