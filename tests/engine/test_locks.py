"""Mutexes and semaphores by themselves: turns, all or nothing, and who must look again. (Argo's sync manager.)"""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine import runs
from wfsim.engine.commands import StartPod
from wfsim.engine.engine import Engine
from wfsim.engine.events import RunStarted, StopAsked, TimerFired
from wfsim.engine.locks import Locks, Wanted
from wfsim.engine.queues import Claim, Queue
from wfsim.engine.run import Shared
from wfsim.engine.sites import Site
from wfsim.engine.turns import Group

HOLDERS = [f"ns/{wf}/{node}" for wf in "ab" for node in "xyz"] + ["ns/a", "ns/b"]


def try_for(locks: Locks, claim: Claim, **sizes: int) -> str:
    """Why a claim is not met; empty where it is."""
    return locks.acquire([Wanted(key, size) for key, size in sizes.items()], claim).message


def test_the_next_in_the_queue_is_of_another_workflow() -> None:
    locks = Locks()
    assert try_for(locks, Claim("ns/a/x"), k=1) == ""
    assert try_for(locks, Claim("ns/b/x"), k=1) == "Waiting for k lock. Lock status: 0/1"
    assert try_for(locks, Claim("ns/a/y"), k=1) == "Waiting for k lock. Lock status: 0/1"
    locks.release("ns/a/x")
    assert list(locks.due) == ["ns/b"]
    assert try_for(locks, Claim("ns/a/y"), k=1) == "Waiting for k lock. Lock status: 1/1"
    assert try_for(locks, Claim("ns/b/x"), k=1) == ""


def test_priority_goes_before_age() -> None:
    locks = Locks()
    try_for(locks, Claim("ns/first"), k=1)
    try_for(locks, Claim("ns/old", 0, 1000), k=1)
    try_for(locks, Claim("ns/young", 0, 2000), k=1)
    try_for(locks, Claim("ns/urgent", 5, 3000), k=1)
    locks.release("ns/first")
    assert list(locks.due) == ["ns/urgent"]
    assert [locks.locks["k"].queue.pop().holder for _ in range(3)] == ["ns/urgent", "ns/old", "ns/young"]


def test_a_node_and_a_workflow_of_one_name_are_not_together() -> None:
    locks = Locks()
    try_for(locks, Claim("ns/other"), k=2)
    try_for(locks, Claim("ns/a"), k=1)  # waits: the limit was lowered
    assert try_for(locks, Claim("ns/a/x"), k=2)


def test_all_or_none() -> None:
    locks = Locks()
    try_for(locks, Claim("ns/a/x"), two=1)
    assert try_for(locks, Claim("ns/b/x"), one=1, two=1) == "Waiting for two lock. Lock status: 0/1"
    assert (locks.free("one"), locks.free("two")) == (1, 0)
    locks.release("ns/a/x")
    assert try_for(locks, Claim("ns/b/x"), one=1, two=1) == ""


def test_who_takes_a_lock_leaves_the_queue_and_the_others_stay() -> None:
    locks = Locks()
    for node in "xyz":
        try_for(locks, Claim(f"ns/a/{node}"), k=1)
    try_for(locks, Claim("ns/b/x", 0, 1000), k=1)
    locks.release("ns/a/x")
    assert try_for(locks, Claim("ns/a/z"), k=1) == ""  # the workflow is first, whichever of its nodes
    assert [one.holder for one in locks.locks["k"].queue] == ["ns/a/y", "ns/b/x"]


def test_claims_that_are_alike_may_wait_for_each_other() -> None:
    # Argo's queues are heaps without a word on claims of one priority and second: removing one shuffles the rest.
    locks = Locks()
    try_for(locks, Claim("ns/c/x"), m=1)
    try_for(locks, Claim("ns/c/y"), m=1)
    for workflow in "ab":
        try_for(locks, Claim(f"ns/{workflow}/x"), m=1, s=2)
    locks.release("ns/c/x")
    try_for(locks, Claim("ns/c/y"), m=1)
    locks.release("ns/c/y")
    assert try_for(locks, Claim("ns/a/x"), m=1, s=2) == "Waiting for m lock. Lock status: 1/1"
    assert try_for(locks, Claim("ns/b/x"), m=1, s=2) == "Waiting for s lock. Lock status: 2/2"


def test_a_lock_in_the_database_tells_how_many_hold_it() -> None:
    locks, wanted = Locks(), [Wanted("ns/Database/m", 1, "mtx/ns/m")]
    for node in "xyz":
        refused = locks.acquire(wanted, Claim(f"ns/a/{node}"))
    assert refused.message == "Waiting for ns/Database/m lock (mtx/ns/m). Lock status: 1/1"
    locks.release("ns/a/x")
    assert locks.acquire(wanted, Claim("ns/a/z")) == ("", "")


def test_a_queue_lies_as_a_heap_of_go() -> None:
    # What Go's container/heap makes of the same moves.
    queue = Queue()
    priorities = {"a": 0, "b": 0, "c": 0, "d": 2, "e": 1, "f": 0, "g": 2, "h": 1, "i": 0}
    shapes = []
    for name, priority in priorities.items():
        queue.add(Claim(name, priority, 999))
        shapes.append("".join(one.holder for one in queue))
    for name in "hb":
        queue.remove(name)
        shapes.append("".join(one.holder for one in queue))
    assert shapes == [
        *("a", "ab", "abc", "dacb", "decba", "decbaf", "degbafc", "deghafcb", "deghafcbi"),
        *("degiafcb", "degiafc"),
    ]
    taken = []
    while queue:
        taken.append((queue.pop().holder, "".join(one.holder for one in queue)))
    assert taken == [
        *(("d", "geciaf"), ("g", "efcia"), ("e", "afci"), ("a", "ifc"), ("i", "cf"), ("c", "f"), ("f", "")),
    ]


def test_the_milliseconds_of_a_creation_make_no_order() -> None:
    assert Claim("ns/a", 0, 1999).rank == Claim("ns/b", 0, 1000).rank < Claim("ns/c", 0, 2000).rank


def test_every_lock_that_changes_hands_is_counted() -> None:
    locks = Locks()
    assert (locks.free("k"), locks.moves) == (1, 0)
    locks.acquire([Wanted("k", 2)], Claim("ns/a/x"))
    locks.acquire([Wanted("k", 2)], Claim("ns/a/x"))
    assert (locks.free("k"), locks.moves) == (1, 1)
    locks.release("ns/a/x")
    assert (locks.free("k"), locks.moves) == (1, 2)


SEMAPHORE = """
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: wf}
spec:
  entrypoint: main
  templates:
  - name: main
    synchronization: {semaphores: [{configMapKeyRef: {name: sizes, key: KEY}}]}
    container: {image: "busybox:1"}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: sizes}
data: {none: "0", word: many, blank: " 2 "}
"""


@pytest.mark.parametrize("key", ["none", "word", "blank", "gone"])
def test_a_semaphore_without_a_limit_is_an_error(key: str) -> None:
    engine = runs.begin(runs.definitions_of(SEMAPHORE.replace("KEY", key)))
    said = f"failed to initialize semaphore default/ConfigMap/sizes/{key} with limit"
    assert engine.state.nodes["wf"].message == said
    assert engine.state.phase == "Error"


ACTS = st.lists(
    st.tuples(st.sampled_from(HOLDERS), st.lists(st.sampled_from("kl"), max_size=2, unique=True), st.integers(0, 2)),
    max_size=30,
)


@given(ACTS, st.integers(1, 3))
def test_never_more_than_fit_and_json_is_the_identity(acts: list[tuple[str, list[str], int]], size: int) -> None:
    locks = Locks()
    for holder, keys, priority in acts:
        if keys:
            refused = locks.acquire([Wanted(key, size) for key in keys], Claim(holder, priority))
            assert bool(refused.message) is bool(refused.key)
            if not refused.key:
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


WALKED = """
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: wf}
spec:
  entrypoint: main
  templates:
  - name: main
    dag:
      tasks:
      - {name: early, template: plain}
      - {name: first, template: leaf, depends: early}
      - {name: holds, template: leaf}
      - {name: last, template: leaf}
  - name: leaf
    synchronization: {mutexes: [{name: m}]}
    container: {image: "busybox:1"}
  - name: plain
    container: {image: "busybox:1"}
"""


def test_the_walk_decides_which_of_a_runs_nodes_is_next_not_how_long_it_waits() -> None:
    # semantics.md 21: the front of the queue is compared by workflow alone.
    engine = runs.begin(runs.definitions_of(WALKED))
    runs.finish(engine, early=0)
    assert runs.phases(engine)["wf.last"] == runs.phases(engine)["wf.first"] == "Pending"
    runs.finish(engine, holds=0)
    by_name = {one.name: one for one in engine.state.nodes.values()}
    # holds gives the lock back in the walk behind first and before last
    assert by_name["wf.last"].phase == "Running"
    assert by_name["wf.first"].message == "Waiting for default/Mutex/m lock. Lock status: 0/1"
    runs.finish(engine, last=0)
    runs.finish(engine, first=0)
    assert engine.state.phase == "Succeeded"


TWICE = WAITING.replace("[{name: m}]", "[{name: m}, {name: m}]")


def test_a_lock_that_is_wanted_twice_is_an_error() -> None:
    engine = runs.begin(runs.definitions_of(TWICE))
    words = "requested configuration is invalid: Duplicate synchronization item found"
    assert [one.message for one in engine.state.nodes.values() if one.name.endswith(".a")] == [words]


def test_a_semaphore_without_a_source_is_an_error() -> None:
    engine = runs.begin(
        runs.definitions_of(WAITING.replace("mutexes: [{name: m}]", "semaphores: [{namespace: other}]"))
    )
    words = "requested configuration is invalid: cannot get LockName for a Semaphore without a ConfigMapRef or Database"
    assert [one.message for one in engine.state.nodes.values() if one.name.endswith(".a")] == [words]


WHOLE = """
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: wf}
spec:
  entrypoint: main
  synchronization: {mutexes: [{name: m}]}
  templates:
  - {name: main, container: {image: "busybox:1"}}
"""


@pytest.mark.parametrize(
    ("strategy", "phase", "message"),
    [
        ("Stop", "Pending", "Waiting for default/Mutex/m lock. Lock status: 0/1"),
        ("Terminate", "Failed", "Stopped with strategy 'Terminate'"),
    ],
)
def test_a_workflow_that_waits_for_its_lock_can_be_terminated_but_not_stopped(
    strategy: str, phase: str, message: str
) -> None:
    # semantics.md 3, step 5
    shared = held_elsewhere()
    engine = Engine(runs.definitions_of(WHOLE), shared=shared)
    engine.send([RunStarted(0, "uid")])
    engine.send([StopAsked(1000, strategy)])
    assert (engine.state.phase, engine.state.message) == (phase, message)
    assert ("default/wf" in shared.locks.locks["default/Mutex/m"].queue) is (phase == "Pending")


def held_elsewhere() -> Shared:
    """What a run shares with another that holds the mutex."""
    shared = Shared()
    shared.locks.acquire([Wanted("default/Mutex/m", 1)], Claim("default/other"))
    return shared


def test_a_node_queues_by_the_age_of_its_workflow() -> None:
    shared = held_elsewhere()
    engine = Engine(runs.definitions_of(WAITING, creation_ms=5000), shared=shared)
    engine.send([RunStarted(5000, "uid")])
    shared.locks.acquire([Wanted("default/Mutex/m", 1)], Claim("default/older", 0, 1000))
    shared.locks.release("default/other")
    assert list(shared.locks.due) == ["default/older"]


HOOKED = WAITING.replace("entrypoint: main", 'entrypoint: main\n  hooks: {early: {expression: "true", template: leaf}}')


def test_the_nodes_of_a_workflow_have_their_turn_before_its_hooks() -> None:
    shared = held_elsewhere()
    engine = Engine(runs.definitions_of(HOOKED), shared=shared)
    engine.send([RunStarted(0, "uid")])
    assert runs.phases(engine)["wf[0].a"] == runs.phases(engine)["wf.hooks.early"] == "Pending"
    shared.locks.release("default/other")
    (pod,) = [one for one in engine.send([TimerFired(0, "again:")]) if isinstance(one, StartPod)]
    assert engine.state.nodes[pod.node].name == "wf[0].a"


BESIDE = "[{name: runs, template: plain}, {name: waits, template: leaf}, {name: fails, template: plain}]"
PLAIN = "  - {name: plain, container: {image: 'busybox:1'}}\n"


def test_a_pod_that_waits_for_a_lock_leaves_those_that_run_to_end_before_a_template_fails_fast() -> None:
    text = WAITING.replace("[{name: a, template: leaf}, {name: b, template: leaf}]", BESIDE) + PLAIN
    text = text.replace("- name: main", "- name: main\n    failFast: true")
    engine = Engine(runs.definitions_of(text), shared=held_elsewhere())
    runs.rest(engine, engine.send([RunStarted(0, "uid")]))
    runs.finish(engine, fails=1)
    assert runs.phases(engine)["wf"] == "Running"
    runs.finish(engine, runs=0)
    assert runs.phases(engine)["wf"] == "Failed"


def test_who_is_looked_at_waits_in_no_group_until_it_says_so_again() -> None:
    group = Group((Wanted("k", 1),))
    first, second = ((1, 0), "wf.a"), ((1, 1), "wf.b")
    for place in (first, second):
        group.add(place, Site(None, 0, name=place[1]), "Waiting")
    group.drop(first)
    assert [row[0] for row in group.rows] == [second]
