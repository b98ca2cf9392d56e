"""A run that is left at any exchange, written down, and gone on with is the run that nobody left."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests import strategies
from tests.drivers.test_run_laws import mocks_of, workspace_of
from wfsim.api.simulation import START_MS
from wfsim.drivers.sim.choice import Picker
from wfsim.drivers.sim.held import Coming, HeldDriver
from wfsim.drivers.sim.invent import Inventor
from wfsim.drivers.sim.mocks import Mocks
from wfsim.drivers.sim.readers import lookup
from wfsim.engine.definitions import Definitions, define
from wfsim.engine.engine import Engine
from wfsim.engine.events import Event, RunStarted, TimerFired
from wfsim.record import journal
from wfsim.record.of import record
from wfsim.record.state import to_state
from wfsim.record.workflow import from_workflow, to_workflow
from wfsim.spec.workspace import Workspace

MOST = 400


class Left:
    """A run between two exchanges; ``again`` is the same after it went through JSON."""

    def __init__(
        self,
        workspace: Workspace,
        definitions: Definitions,
        mocks: Mocks,
        engine: Engine,
        coming: tuple[Coming, ...],
        taken: tuple[int, ...] = (),
    ) -> None:
        self.workspace, self.definitions, self.mocks, self.engine = workspace, definitions, mocks, engine
        self.picker = Picker(mocks, 1)
        self.picker.go_on(taken)
        self.driver = HeldDriver(
            "wf",
            definitions.workflow.spec.entrypoint,
            self.picker,
            Inventor(1, lookup(definitions.workflow, workspace)),
            now_ms=max(engine.state.now_ms, START_MS),
            coming=coming,
            is_waiting=lambda: False,
        )

    def go(self, most: int) -> None:
        for _ in range(most):
            events = self.driver.next_events()
            if not events or self.engine.finished:
                return
            self.driver.perform(self.engine.send(events))

    def again(self) -> Left:
        data = json.loads(json.dumps(to_workflow(record(self.engine))))
        engine = Engine(self.definitions, to_state(from_workflow(data)))
        written = json.loads(json.dumps([[one.wave, journal.encode(one.event)] for one in self.driver.coming]))
        coming = tuple(Coming(wave, journal.decode(event, journal.EVENTS)) for wave, event in written)  # type: ignore[arg-type]
        return Left(self.workspace, self.definitions, self.mocks, engine, coming, self.picker.taken)


def begun(spec: dict[str, Any], mocks: dict[str, Any]) -> Left:
    workspace = workspace_of(spec)
    definitions = define(workspace.resources[0], workspace, name="wf", creation_ms=START_MS)
    first = Coming(0, RunStarted(START_MS, "uid"))
    return Left(workspace, definitions, mocks_of(mocks), Engine(definitions), (first,))


sequences = st.builds(
    lambda first, second: {"leaf0": {"sequence": first}, "leaf1": {"sequence": second}},
    st.lists(strategies.outcomes, min_size=1, max_size=4),
    st.lists(strategies.outcomes, min_size=1, max_size=4),
)


@given(
    strategies.busy_workflows(), sequences | strategies.outcomes_of_leaves(), st.lists(st.integers(1, 20), min_size=1)
)
def test_leaving_changes_nothing(spec: dict[str, Any], mocks: dict[str, Any], leaving: list[int]) -> None:
    plain, left = begun(spec, mocks), begun(spec, mocks)
    plain.go(MOST)
    for count in leaving:
        left.go(count)
        left = left.again()
    left.go(MOST)
    assert to_workflow(record(left.engine)) == to_workflow(record(plain.engine))


def test_what_is_to_come_is_told_in_its_order() -> None:
    events: list[Event] = [TimerFired(30, "b"), TimerFired(20, "a"), TimerFired(20, "c")]
    coming = tuple(Coming(0, one) for one in events)
    driver = HeldDriver(
        "wf", "main", Picker(Mocks(), 0), Inventor(0, lambda *_: None), now_ms=10, coming=coming, is_waiting=bool
    )
    assert [one.event for one in driver.coming] == [events[1], events[2], events[0]]
    assert driver.next_events() == (events[1], events[2])
    assert [one.event for one in driver.coming] == [events[0]]


def test_a_deadline_waits_for_a_person() -> None:
    waits = True
    coming = (
        Coming(0, TimerFired(30, "deadline:")),
        Coming(0, TimerFired(20, "retry:x")),
        Coming(0, TimerFired(40, "z")),
    )
    driver = HeldDriver(
        "wf",
        "main",
        Picker(Mocks(), 0),
        Inventor(0, lambda *_: None),
        now_ms=10,
        coming=coming,
        is_waiting=lambda: waits,
    )
    assert driver.next_events() == (coming[1].event,)
    assert driver.next_events() == ()
    assert driver.now_ms == 20
    assert len(driver.coming) == 2
    waits = False
    assert driver.next_events() == (coming[0].event,)


LOCKED: dict[str, Any] = {
    "apiVersion": "argoproj.io/v1alpha1",
    "kind": "Workflow",
    "metadata": {"name": "wf"},
    "spec": {
        "entrypoint": "main",
        "podGC": {"strategy": "OnWorkflowCompletion"},
        "templates": [
            {"name": "main", "steps": [[{"name": "one", "template": "leaf", "withItems": [1, 2]}]]},
            {"name": "leaf", "container": {"image": "i"}, "synchronization": {"mutexes": [{"name": "m"}]}},
        ],
    },
}


def _left_while_one_waits(**leaf: Any) -> Left:
    spec = json.loads(json.dumps(LOCKED))
    spec["spec"]["templates"][1] |= leaf
    left = begun(spec, {"leaf": {"duration": "5s"}})
    left.go(2)
    left = left.again()
    left.go(MOST)
    return left


def test_a_node_that_waited_for_a_lock_and_is_retried_names_no_pod() -> None:
    found = record(_left_while_one_waits(retryStrategy={"limit": 1}).engine).named("wf[0].one(1:2)")
    assert found is not None
    assert (found.type, found.pod_name) == ("Retry", "")


def test_a_pod_that_never_was_is_not_deleted() -> None:
    left = _left_while_one_waits(timeout="3s")
    left = left.again()
    waited = record(left.engine).named("wf[0].one(1:2)")
    assert waited is not None
    assert (waited.phase, waited.pod_deleted_ms, left.engine.state.nodes[waited.id].has_pod) == ("Failed", None, False)
