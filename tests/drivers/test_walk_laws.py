"""A pass along the marks leaves what a walk of the whole tree would leave.

A run that was read from its state looks at everything in its next pass, as Argo's controller does in each. So here
every exchange is made twice: by the engine that goes on, and by one that was read from its state just before.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import given

from tests import strategies
from tests.drivers.test_run_laws import Played
from wfsim.engine.engine import Engine
from wfsim.yamlio.nodes import Json

MOST = 80  # exchanges
AGAIN = "again:"  # whether another pass is due may differ where it would do nothing


def visible(engine: Engine) -> dict[str, Json]:
    """What a run came to, but for who looks when."""
    state: dict[str, Any] = json.loads(engine.to_json())
    state["timers"].pop(AGAIN, None)
    del state["locks"]  # which also says who is to be woken
    return state


def check(spec: dict[str, Any], mocks: dict[str, Any]) -> None:
    run = Played(spec, mocks)
    for _ in range(MOST):
        if run.engine.finished or not (events := run.driver.next_events()):
            return
        walking = Engine.from_json(run.definitions, run.engine.to_json())
        walking.send(events)
        run.exchange(events)
        assert visible(run.engine) == visible(walking)


@given(strategies.hooked_workflows(), strategies.outcomes_of_leaves())
def test_a_pass_along_the_marks_does_what_a_walk_of_everything_does(
    spec: dict[str, Any], mocks: dict[str, Any]
) -> None:
    check(spec, mocks)


LEAVES = """
  - {name: leaf, container: {image: i}}
  - {name: bye, container: {image: i}}
"""
EXIT = "hooks: {exit: {template: bye}}"
FOUND = {
    "exit handlers that run are refused when the last slot is taken": (
        f"""
  entrypoint: main
  parallelism: 2
  templates:
  - {{name: main, steps: [[{{name: in, template: group}}]]}}
  - name: group
    steps:
    - - {{name: a, template: slow, {EXIT}}}
      - {{name: b, template: leaf, {EXIT}}}
  - {{name: slow, container: {{image: i}}}}
        """,
        {"slow": {"duration": 2}, "bye": {"duration": 3}},
    ),
    "behind a loop that a handler holds up others may have the lock": (
        f"""
  entrypoint: main
  templates:
  - name: main
    dag:
      tasks:
      - {{name: a, template: locked, withItems: [x, y], {EXIT}}}
      - {{name: b, template: locked}}
  - {{name: locked, container: {{image: i}}, synchronization: {{mutexes: [{{name: m}}]}}}}
        """,
        {},
    ),
    "a wait for another attempt ends at the deadline": (
        """
  entrypoint: main
  activeDeadlineSeconds: 4
  templates:
  - {name: main, steps: [[{name: a, template: flaky}]]}
  - {name: flaky, container: {image: i}, retryStrategy: {limit: 3, backoff: {duration: 10s}}}
        """,
        {"flaky": {"exitCode": 1}},
    ),
    "a member of a loop begins when all before it have": (
        f"""
  entrypoint: main
  parallelism: 1
  templates:
  - name: main
    dag:
      tasks:
      - {{name: a, template: leaf, withItems: [a], {EXIT}}}
      - {{name: b, template: leaf, depends: a.Failed}}
      - {{name: c, template: again, withItems: [a, a, a]}}
  - {{name: again, container: {{image: i}}, retryStrategy: {{}}}}
        """,
        {},
    ),
    "what was refused and is marked is visited once": (
        f"""
  entrypoint: main
  parallelism: 3
  templates:
  - {{name: main, steps: [[{{name: s, template: inner, withItems: [x, y]}}]]}}
  - name: inner
    dag:
      tasks:
      - {{name: a, template: leaf, withItems: [a], {EXIT}}}
      - {{name: b, template: leaf}}
      - {{name: c, template: leaf, withItems: [a, a, a], depends: a}}
        """,
        {},
    ),
    "a group that is not the current one any more is marked": (
        f"""
  entrypoint: main
  templates:
  - name: main
    steps:
    - - {{name: a, template: leaf}}
      - {{name: b, template: inner, continueOn: {{failed: true}}}}
    - - {{name: c, template: leaf}}
  - name: inner
    steps:
    - - {{name: d, template: served}}
    - - {{name: e, template: leaf}}
    - - {{name: f, template: leaf, {EXIT}}}
  - {{name: served, daemon: true, container: {{image: i}}}}
        """,
        {"served": {"duration": 2}},
    ),
    "an exit handler is refused for its own limit in any pass": (
        """
  entrypoint: main
  templates:
  - name: main
    steps:
    - - {name: a, template: leaf, hooks: {exit: {template: byes}}}
  - {name: byes, parallelism: 1, steps: [[{name: b, template: bye}]]}
        """,
        {},
    ),
    "an exit handler may ask what became of another step": (
        """
  entrypoint: main
  templates:
  - name: main
    steps:
    - - {name: a, template: slow}
      - {name: b, template: leaf, hooks: {exit: {template: bye, expression: "steps.a.status == 'Succeeded'"}}}
      - {name: c, template: slower}
  - {name: slow, container: {image: i}}
  - {name: slower, container: {image: i}}
        """,
        {"slow": {"duration": 2}, "slower": {"duration": 3}},
    ),
    "the workflow's status is that of the root, not of a group that stood for it": (
        f"""
  entrypoint: main
  onExit: bye
  templates:
  - name: main
    failFast: true
    steps:
    - - {{name: a, template: inner, {EXIT}}}
      - {{name: b, template: leaf}}
  - name: inner
    failFast: true
    parallelism: 1
    steps:
    - - {{name: c, template: leaf, {EXIT}}}
      - {{name: d, template: leaf}}
        """,
        {},
    ),
    "a task may come behind a handler for which there was no slot": (
        f"""
  entrypoint: main
  templates:
  - name: main
    failFast: true
    dag:
      tasks:
      - {{name: a, template: again, {EXIT}}}
      - {{name: b, template: inner}}
      - {{name: c, template: leaf, depends: a}}
  - {{name: inner, steps: [[{{name: d, template: broken}}]]}}
  - {{name: again, container: {{image: i}}, retryStrategy: {{}}}}
  - {{name: broken, container: {{image: i}}}}
        """,
        {"broken": {"exitCode": 1}},
    ),
    "members behind one whose hook is refused are counted when they end": (
        """
  entrypoint: main
  templates:
  - name: main
    parallelism: 2
    steps:
    - - {name: a, template: leaf}
      - {name: b, template: fast, hooks: {ended: {template: bye, expression: steps.b.status != 'Running'}}}
      - {name: c, template: fast, withItems: [x, y]}
  - {name: fast, container: {image: i}}
        """,
        {"fast": {"duration": 0}},
    ),
    "a hook that is refused in a template holds nothing back beside it": (
        """
  entrypoint: main
  templates:
  - {name: main, parallelism: 1, steps: [[{name: a, template: inner}, {name: b, template: leaf}]]}
  - name: inner
    parallelism: 1
    dag:
      tasks:
      - {name: c, template: leaf}
      - {name: d, template: leaf, hooks: {ended: {template: bye, expression: tasks.d.status != 'Running'}}}
        """,
        {},
    ),
    "a task that ended waits for nothing": (
        f"""
  entrypoint: main
  activeDeadlineSeconds: 1
  templates:
  - name: main
    steps:
    - - {{name: a, template: leaf}}
    - - {{name: b, template: inner}}
  - {{name: inner, dag: {{tasks: [{{name: c, template: leaf}}, {{name: d, template: timed, {EXIT}}}]}}}}
  - {{name: timed, timeout: 2500ms, container: {{image: i}}}}
        """,
        {},
    ),
    "a member that a group stands for has not ended": (
        f"""
  entrypoint: main
  parallelism: 3
  templates:
  - {{name: main, dag: {{tasks: [{{name: a, template: inner, withItems: [x, y]}}]}}}}
  - name: inner
    steps:
    - - {{name: b, template: leaf, {EXIT}}}
      - {{name: c, template: slow}}
  - {{name: slow, container: {{image: i}}}}
        """,
        {"slow": {"duration": 2}},
    ),
}


@pytest.mark.parametrize(("spec", "mocks"), FOUND.values(), ids=FOUND)
def test_what_such_a_comparison_has_found(spec: str, mocks: dict[str, Any]) -> None:
    body = yaml.safe_load(spec.rstrip() + LEAVES)
    check({"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", "metadata": {"name": "wf"}, "spec": body}, mocks)
