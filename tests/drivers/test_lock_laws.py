"""A law of runs that wait for locks: to read one from its state at any event changes nothing of what follows.

A run that was read looks at everything in its next pass, as Argo's controller does in each. So this compares the few
sites that an engine looks at again with all of them.
"""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.drivers.test_run_laws import BUDGET, mocks_of
from wfsim.api.simulation import START_MS
from wfsim.drivers.sim.choice import Picker
from wfsim.drivers.sim.driver import SimDriver
from wfsim.drivers.sim.invent import Inventor
from wfsim.engine.commands import Command, DropTimer, SetTimer
from wfsim.engine.definitions import Definitions, define
from wfsim.engine.engine import Engine
from wfsim.record.of import record
from wfsim.record.workflow import to_text
from wfsim.spec.workspace import load
from wfsim.text import Source

CONFIG = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "sizes"}, "data": {"two": "2", "three": "3"}}
MUTEX: dict[str, Any] = {"mutexes": [{"name": "m"}]}


def semaphore(key: str) -> dict[str, Any]:
    return {"semaphores": [{"configMapKeyRef": {"name": "sizes", "key": key}}]}


LOCKS = [
    MUTEX,
    semaphore("two"),
    semaphore("three"),
    MUTEX | semaphore("two"),
    {"mutexes": [{"name": "m", "database": True}]},
]


@st.composite
def contended(draw: st.DrawFn) -> dict[str, Any]:
    """A workflow whose leaves, and some of whose groups, want locks."""
    templates: dict[str, dict[str, Any]] = {}
    for number in range(3):
        leaf = {"container": {"image": "i"}, "synchronization": draw(st.sampled_from(LOCKS))}
        leaf |= draw(st.sampled_from([{}, {}, {"retryStrategy": {"limit": 1}}, {"timeout": "3s"}]))
        templates[f"leaf{number}"] = leaf
    for number in range(draw(st.integers(1, 3))):
        calls = [
            {"name": f"c{at}", "template": draw(st.sampled_from(sorted(templates)))}
            | draw(st.sampled_from([{}, {}, {"withItems": [1, 2, 3]}]))
            for at in range(draw(st.integers(2, 4)))
        ]
        body: dict[str, Any]
        if draw(st.booleans()):
            for at, one in enumerate(calls[1:], 1):
                one["dependencies"] = draw(st.lists(st.sampled_from([f"c{i}" for i in range(at)]), max_size=1))
            body = {"dag": {"tasks": calls[::-1], "failFast": draw(st.booleans())}}
        else:
            body = {"steps": [calls[:2], calls[2:]] if calls[2:] else [calls]}
        body |= draw(st.sampled_from([{}, {}, {}, {"parallelism": 2}, {"failFast": True}]))
        if draw(st.integers(0, 4)) == 0:
            body["synchronization"] = {"mutexes": [{"name": draw(st.sampled_from("mn"))}]}
        templates[f"group{number}"] = body
    named = [{"name": name, **body} for name, body in templates.items()]
    spec = {"entrypoint": named[-1]["name"], "templates": named}
    if draw(st.integers(0, 4)) == 0:
        spec["parallelism"] = draw(st.integers(1, 4))
    return {"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", "metadata": {"name": "wf"}, "spec": spec}


outcome = st.fixed_dictionaries(
    {"duration": st.sampled_from([0, 1, 1, 2, 3])}, optional={"exitCode": st.sampled_from([0, 0, 1])}
)
mocks = st.fixed_dictionaries(
    {f"leaf{at}": st.builds(lambda some: {"oneOf": some}, st.lists(outcome, min_size=1, max_size=4)) for at in range(3)}
)


class Played:
    """A run with its driver."""

    def __init__(self, spec: dict[str, Any], mocks: dict[str, Any]) -> None:
        workspace = load([Source("all.yaml", f"{json.dumps(spec)}\n---\n{json.dumps(CONFIG)}")])
        self.definitions: Definitions = define(workspace.resources[0], workspace, name="wf", creation_ms=START_MS)
        self.engine = Engine(self.definitions, most_nodes=BUDGET.max_nodes)
        picker = Picker(mocks_of(mocks), 1)
        self.driver = SimDriver("wf", "main", picker, Inventor(1, lambda template, output: None), start_ms=START_MS)

    def play(self, *, anew: bool) -> list[tuple[int, Command]]:
        """What was wanted and when, but for timers, to the end; ``anew``: the run is read before every event."""
        found: list[tuple[int, Command]] = []
        while not self.engine.finished and (events := self.driver.next_events()):
            if anew:
                self.engine = Engine.from_json(self.definitions, self.engine.to_json())
            commands = self.engine.send(events)
            found += [(events[0].at_ms, one) for one in commands if not isinstance(one, SetTimer | DropTimer)]
            self.driver.perform(commands)
        return found

    @property
    def text(self) -> str:
        return to_text(record(self.engine))


@given(contended(), mocks)
def test_a_run_with_locks_that_is_read_from_its_state_at_every_event_goes_on_alike(
    spec: dict[str, Any], mocks: dict[str, Any]
) -> None:
    plain, restored = Played(spec, mocks), Played(spec, mocks)
    assert restored.play(anew=True) == plain.play(anew=False)
    assert restored.text == plain.text
