"""Mutexes and semaphores by themselves: turns, all or nothing, and who must look again. (Argo's sync manager.)"""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from tests.engine import runs
from wfsim.engine.engine import Engine
from wfsim.engine.locks import Claim, Locks

HOLDERS = [f"ns/{wf}/{node}" for wf in "ab" for node in "xyz"] + ["ns/a", "ns/b"]


def test_the_next_in_the_queue_is_of_another_workflow() -> None:
    locks = Locks()
    assert locks.acquire([("k", 1)], Claim("ns/a/x")) == ("", "")
    assert locks.acquire([("k", 1)], Claim("ns/b/x")) == ("Waiting for k lock. Lock status: 0/1", "k")
    assert locks.acquire([("k", 1)], Claim("ns/a/y")) == ("Waiting for k lock. Lock status: 0/1", "k")
    locks.release("ns/a/x")
    assert list(locks.due) == ["ns/b"]
    assert locks.acquire([("k", 1)], Claim("ns/a/y")) == ("Waiting for k lock. Lock status: 1/1", "k")
    assert locks.acquire([("k", 1)], Claim("ns/b/x")) == ("", "")


def test_priority_goes_before_age() -> None:
    locks = Locks()
    locks.acquire([("k", 1)], Claim("ns/first"))
    locks.acquire([("k", 1)], Claim("ns/old", 0, 1))
    locks.acquire([("k", 1)], Claim("ns/young", 0, 2))
    locks.acquire([("k", 1)], Claim("ns/urgent", 5, 3))
    locks.release("ns/first")
    assert list(locks.due) == ["ns/urgent"]
    assert [one.holder for one in locks.locks["k"].queue] == ["ns/urgent", "ns/old", "ns/young"]


def test_a_node_and_a_workflow_of_one_name_are_not_together() -> None:
    locks = Locks()
    locks.acquire([("k", 2)], Claim("ns/other"))
    locks.acquire([("k", 1)], Claim("ns/a"))  # waits: the limit was lowered
    assert locks.acquire([("k", 2)], Claim("ns/a/x"))[1] == "k"


def test_all_or_none() -> None:
    locks = Locks()
    locks.acquire([("two", 1)], Claim("ns/a/x"))
    assert locks.acquire([("one", 1), ("two", 1)], Claim("ns/b/x"))[1] == "two"
    assert locks.free("one") == 1
    locks.release("ns/a/x")
    assert locks.acquire([("one", 1), ("two", 1)], Claim("ns/b/x")) == ("", "")


ACTS = st.lists(
    st.tuples(st.sampled_from(HOLDERS), st.lists(st.sampled_from("kl"), max_size=2, unique=True), st.integers(0, 2)),
    max_size=30,
)


@given(ACTS, st.integers(1, 3))
def test_never_more_than_fit_and_json_is_the_identity(acts: list[tuple[str, list[str], int]], size: int) -> None:
    locks = Locks()
    for holder, keys, priority in acts:
        if keys:
            message, missed = locks.acquire([(key, size) for key in keys], Claim(holder, priority))
            assert bool(message) is bool(missed)
            if not message:
                assert all(holder in locks.locks[key].held for key in keys)
        else:
            locks.release(holder)
            assert all(holder not in one.held for one in locks.locks.values())
        assert all(len(one.held) <= size for one in locks.locks.values())
        again = Locks.from_json(json.loads(json.dumps(locks.to_json())))
        assert again.to_json() == locks.to_json()
        assert {name: set(keys) for name, keys in again.keys.items()} == {
            name: set(keys) for name, keys in locks.keys.items()
        }
    for workflow in ("ns/a", "ns/b"):
        locks.release_workflow(workflow)
    assert not locks.locks and not locks.keys


WAITING = """
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: wf}
spec:
  entrypoint: main
  templates:
  - name: main
    steps: [[{name: a, template: leaf}, {name: b, template: leaf}]]
  - name: leaf
    synchronization: {mutexes: [{name: m}]}
    container: {image: "busybox:1"}
"""


def test_a_run_read_from_json_gives_its_locks_back() -> None:
    definitions = runs.definitions_of(WAITING)
    engine = runs.begin(definitions)
    engine = Engine.from_json(definitions, engine.to_json())
    runs.finish(engine, a=0)
    runs.finish(engine, b=0)
    assert engine.state.phase == "Succeeded"
