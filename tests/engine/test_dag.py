"""Dags: whose turn it is, what hangs below what, what a loop of tasks comes to, how the whole ends."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine import runs
from tests.engine.test_steps import LEAVES, said, tree
from tests.engine.timed import HEAD, at, played
from wfsim.api.run import Run
from wfsim.engine.events import StopAsked

OUT = """  - name: out
    container: {image: "busybox:1"}
    outputs: {parameters: [{name: p, valueFrom: {path: /p}}]}
"""


def dag(tasks: str, head: str = "", **mocks: Any) -> Run:
    """The run of a dag of tasks (indented by six)."""
    spec = f"  templates:\n  - name: main\n    dag:\n{head}      tasks:\n{tasks}{LEAVES}{OUT}"
    return played(spec, **({"bad": {"exitCode": 1}} | mocks))


def names(run: Run) -> set[str]:
    return {one.name.removeprefix("wf") for one in run.record.nodes}


def test_a_task_hangs_below_where_those_before_it_ended() -> None:
    run = dag(
        "      - {name: a, template: inner}\n"
        "      - {name: b, template: leaf, depends: a}\n"
        "      - {name: c, template: leaf, withItems: [1, 2], depends: b}\n"
        "      - {name: d, template: leaf, depends: c}\n"
    )
    found = tree(run)
    assert found["wf"] == ["wf.a"]
    assert found["wf.a[0].u"] == found["wf.a[0].v"] == ["wf.b"]
    assert found["wf.b"] == ["wf.c"]
    assert found["wf.c"] == ["wf.c(0:1)", "wf.c(1:2)"]
    assert found["wf.c(0:1)"] == found["wf.c(1:2)"] == ["wf.d"]
    ids = {one.id: one.name for one in run.record.nodes}
    assert [ids[one] for one in run.record.nodes[0].outbound_nodes] == ["wf.d"]
    group = run.record.named("wf.c")
    assert group is not None and (group.type, group.boundary_id) == ("TaskGroup", run.record.nodes[0].id)


@pytest.mark.parametrize(
    ("first", "depends", "runs_"),
    [
        ("template: leaf", "a", True),
        ("template: leaf", "a.Succeeded", True),
        ("template: leaf", "a.Failed", False),
        ("template: leaf", "!a.Failed", True),
        ("template: bad", "a", False),
        ("template: bad", "a.Failed || a.Errored", True),
        ("template: bad", "a.Errored", False),
        ("template: leaf, when: 'x == z'", "a", True),
        ("template: leaf, when: 'x == z'", "a.Skipped", True),
        ("template: leaf, when: 'x == z'", "a.Succeeded", False),
        ("template: bad, withItems: [1, 2]", "a.AllFailed", True),
        ("template: bad, withItems: [1, 2]", "a.AnySucceeded", False),
        ("template: leaf, withItems: [1, 2]", "a.AnySucceeded", True),
        ("template: leaf, withItems: [1, 2]", "a.AllFailed", False),
        ("template: leaf, withItems: [1, 2], when: '{{item}} == 1'", "a.AnySucceeded", True),
    ],
)
def test_what_a_dependency_may_ask(first: str, depends: str, runs_: bool) -> None:
    run = dag(f"      - {{name: a, {first}}}\n      - {{name: b, template: leaf, depends: {depends!r}}}\n")
    expected = ("Pod", "Succeeded", "") if runs_ else ("Skipped", "Omitted", "omitted: depends condition not met")
    assert said(run, "wf.b") == expected


def test_of_an_omitted_task_nothing_more_comes() -> None:
    run = dag(
        "      - {name: a, template: leaf}\n"
        "      - {name: b, template: leaf, depends: a.Failed}\n"
        "      - {name: c, template: leaf, depends: b}\n"
        "      - {name: d, template: leaf, depends: b.Omitted}\n"
    )
    assert (said(run, "wf.c")[1], said(run, "wf.d")[1], run.phase) == ("Omitted", "Succeeded", "Succeeded")
    node = run.record.named("wf.c")
    assert node is not None
    assert (node.template_name, node.template_scope, node.boundary_id) == ("leaf", "local/wf", run.record.nodes[0].id)


@pytest.mark.parametrize(("go_on", "phase"), [("failed", "Succeeded"), ("error", "Omitted")])
def test_a_task_that_may_fail_lets_its_dependants_run(go_on: str, phase: str) -> None:
    run = dag(
        f"      - {{name: a, template: bad, continueOn: {{{go_on}: true}}}}\n"
        "      - {name: b, template: leaf, dependencies: [a]}\n"
    )
    assert said(run, "wf.b")[1] == phase
    assert run.phase == ("Succeeded" if go_on == "failed" else "Failed")


def test_all_that_a_task_depends_on_is_awaited_whatever_would_be_enough() -> None:
    run = dag(
        "      - {name: a, template: leaf}\n"
        "      - {name: b, template: out}\n"
        "      - {name: c, template: leaf, depends: a || b}\n",
        leaf={"duration": "1s"},
        out={"duration": "5s", "outputs": {"parameters": {"p": "v"}}},
    )
    assert at(run, "wf.c") == (5000, 6000)


def test_after_a_failure_independent_branches_run_on() -> None:
    run = dag(
        "      - {name: a, template: bad}\n"
        "      - {name: b, template: leaf}\n"
        "      - {name: c, template: leaf, depends: b}\n",
        leaf={"duration": "3s"},
    )
    assert (at(run, "wf.c"), run.phase, at(run, "wf")) == ((3000, 6000), "Failed", (0, 6000))


def test_several_targets() -> None:
    tasks = (
        "      - {name: a, template: leaf}\n"
        "      - {name: b, template: leaf, depends: a}\n"
        "      - {name: c, template: bad, depends: b}\n"
        "      - {name: d, template: leaf}\n"
    )
    run = dag(tasks, head="      target: b a\n")
    assert (names(run), run.phase) == ({"", ".a", ".b"}, "Succeeded")
    ids = {one.id: one.name for one in run.record.nodes}
    assert [ids[one] for one in run.record.nodes[0].outbound_nodes] == ["wf.b", "wf.a"]
    assert dag(tasks, head="      target: c\n").phase == "Failed"


@pytest.mark.parametrize(
    ("mocks", "phase"),
    [
        ([{"exitCode": 1}, {}], "Failed"),
        ([{}, {"error": "lost"}], "Error"),
        ([{"exitCode": 1}, {"error": "lost"}], "Error"),
        ([{}, {}], "Succeeded"),
    ],
)
def test_a_loop_ends_as_the_last_of_its_members_that_failed(mocks: list[object], phase: str) -> None:
    run = dag("      - {name: a, template: leaf, withItems: [1, 2]}\n", leaf={"sequence": mocks})
    assert said(run, "wf.a") == ("TaskGroup", phase, "")
    assert run.phase == phase


def test_loops_over_nothing_and_over_no_list() -> None:
    run = dag("      - {name: a, template: leaf, withParam: '[]'}\n      - {name: b, template: leaf, depends: a}\n")
    assert said(run, "wf.a") == ("Skipped", "Skipped", "Skipped, empty params")
    assert tree(run)["wf.a"] == ["wf.b"]
    run = dag("      - {name: a, template: leaf, withParam: 'x'}\n      - {name: b, template: leaf, depends: a}\n")
    kind, phase, message = said(run, "wf.a")
    assert (kind, phase) == ("Skipped", "Error")
    assert message.startswith("withParam value could not be parsed as a JSON list: x: invalid character 'x'")
    assert said(run, "wf.b")[1] == "Omitted"


def test_a_condition_that_is_none_is_an_error_of_its_task() -> None:
    run = dag("      - {name: a, template: leaf, when: 'a ==='}\n      - {name: b, template: leaf}\n")
    assert said(run, "wf.a")[:2] == ("Skipped", "Error")
    assert (said(run, "wf.b")[1], run.phase, run.message) == ("Succeeded", "Error", "")
    node = run.record.named("wf.a")
    assert node is not None
    assert (node.template_name, node.boundary_id) == ("leaf", run.record.nodes[0].id)


def test_an_error_of_a_task_says_whose_it_was() -> None:
    run = dag(
        "      - {name: a, template: given, "
        "arguments: {parameters: [{name: p, valueFrom: {configMapKeyRef: {name: x, key: k}}}]}}\n"
        "      - {name: b, template: leaf, depends: a.Errored}\n"
    )
    own = 'failed to retrieve inputs.parameters.p from configmap: configmap "x" not found'
    assert said(run, "wf.a") == ("Skipped", "Error", f"task 'wf.a' errored: {own}")
    assert said(run, "wf.b")[1] == "Succeeded"


def test_the_exit_handler_of_a_task_holds_up_those_behind_it() -> None:
    run = dag(
        "      - {name: a, template: leaf, hooks: {exit: {template: out}}}\n"
        "      - {name: b, template: leaf, depends: a}\n",
        leaf={"duration": "1s"},
        out={"duration": "4s", "outputs": {"parameters": {"p": "v"}}},
    )
    assert (at(run, "wf.a.onExit"), at(run, "wf.b")) == ((1000, 5000), (5000, 6000))


def test_an_exit_handler_that_cannot_be_asked_is_dropped() -> None:
    run = dag("      - {name: a, template: leaf, hooks: {exit: {template: out, expression: tasks.a.status}}}\n")
    assert run.record.named("wf.a.onExit") is None
    assert run.phase == "Succeeded"


def test_a_loops_handlers() -> None:
    # Pods end without a visit, and a group whose members have all ended is not visited member by member again: when
    # they end together only the first member gets its handler, and the group its own.
    run = dag(
        "      - {name: a, template: leaf, withItems: [1, 2], hooks: {exit: {template: out}}}\n"
        "      - {name: b, template: leaf, depends: a}\n",
        out={"duration": "4s", "outputs": {"parameters": {"p": "v"}}},
    )
    handlers = [one for one in names(run) if one.endswith(".onExit")]
    assert sorted(handlers) == [".a(0:1).onExit", ".a.onExit"]
    assert tree(run)["wf.a.onExit"] == ["wf.b"]
    assert run.phase == "Succeeded"


def test_a_daemon_is_as_good_as_done_and_ends_with_its_dag() -> None:
    spec = """  templates:
  - name: main
    dag:
      tasks:
      - {name: db, template: db}
      - {name: a, template: leaf, depends: db.Daemoned}
      - {name: b, template: leaf, depends: db.Succeeded}
  - {name: db, daemon: true, container: {image: "busybox:1"}}
"""
    run = played(spec + LEAVES, leaf={"duration": "3s"})
    assert (said(run, "wf.a")[1], said(run, "wf.b")[1], said(run, "wf.db")[1]) == ("Succeeded", "Omitted", "Succeeded")
    assert at(run, "wf") == (0, 3000)


# -- what tasks see of each other --

SEES = (
    "      - {name: a, template: out}\n"
    "      - {name: b, template: leaf, depends: a}\n"
    "      - name: c\n"
    "        template: given\n"
    "        depends: b\n"
    "        arguments: {parameters: [{name: p, value: 'VALUE'}]}\n"
)


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        ("{{tasks.a.outputs.parameters.p}}", "v"),
        ('{{=tasks["a"].outputs.parameters.p + "!"}}', "v!"),
        ("{{tasks.b.status}}", "Succeeded"),
        ("{{workflow.name}}", "wf"),
    ],
)
def test_a_task_sees_all_that_came_before_it(value: str, seen: str) -> None:
    run = dag(SEES.replace("VALUE", value), out={"outputs": {"parameters": {"p": "v"}}})
    node = run.record.named("wf.c")
    assert node is not None and node.inputs == {"parameters": [{"name": "p", "value": seen}]}


def test_what_came_before_and_was_skipped_has_its_defaults() -> None:
    tasks = SEES.replace("VALUE", "{{tasks.a.outputs.parameters.p}}").replace(
        "name: a, template: out", "name: a, template: out, when: 'x == z'"
    )
    run = dag(tasks)
    absent = "argument references an absent optional (skipped/omitted node output with no default)"
    assert said(run, "wf.c")[1:] == ("Error", f"task 'wf.c' errored: inputs.parameters.p: {absent}")


def test_a_loop_whose_results_are_no_json_spoils_the_tasks_behind_it() -> None:
    tasks = (
        "      - {name: a, template: leaf, withItems: [1, 2]}\n"
        "      - {name: c, template: given, depends: a, arguments: {parameters: [{name: p, value: "
        "'{{tasks.a.outputs.result}}'}]}}\n"
    )
    text = "invalid character 'h' looking for beginning of value"
    run = dag(tasks, leaf={"result": "hello"})
    assert said(run, "wf.c") == ("Skipped", "Error", text)
    run = dag(tasks, leaf={"sequence": [{"result": "1"}, {"result": '"b"'}]})
    node = run.record.named("wf.c")
    assert node is not None and node.inputs == {"parameters": [{"name": "p", "value": '[1,"b"]'}]}


def test_a_task_that_needs_what_never_comes_keeps_the_run_waiting() -> None:
    tasks = SEES.replace("VALUE", "{{tasks.b.outputs.result}}").replace(
        "name: b, template: leaf", "name: b, template: inner"
    )
    text = f"{HEAD}  templates:\n  - name: main\n    dag:\n      tasks:\n{tasks}{LEAVES}{OUT}"
    engine = runs.begin(runs.definitions_of(text))
    for _ in range(2):
        runs.rest(
            engine, engine.send([runs.PodFinished(0, one, parameters={"p": "v"}) for one in runs.running(engine)])
        )
    assert engine.waits_for == (("wf.c", "tasks.b.outputs.result"),)
    assert not engine.finished


def test_a_stopped_dag_fails_at_once() -> None:
    text = f"{HEAD}  templates:\n  - name: main\n    dag:\n      tasks:\n{SEES.replace('VALUE', 'x')}{LEAVES}{OUT}"
    engine = runs.begin(runs.definitions_of(text))
    engine.send([StopAsked(1, "Stop")])
    message = "workflow shutdown with strategy:  Stop"
    assert runs.phases(engine) == {"wf": "Failed", "wf.a": "Failed", "wf.b": "Omitted", "wf.c": "Omitted"}
    assert {node.name: node.message for node in engine.state.nodes.values()}["wf.a"] == message
    assert engine.state.message == "Stopped with strategy 'Stop'"


def test_a_dag_with_as_many_pods_as_it_may_have_is_not_looked_at() -> None:
    spec = """  templates:
  - name: main
    parallelism: 1
    dag:
      tasks:
      - {name: b, template: wait}
      - {name: c, template: leaf, depends: b.Failed}
      - {name: z, template: leaf}
  - {name: wait, suspend: {duration: "1s"}}
"""
    run = played(spec + LEAVES, leaf={"duration": "5s"})
    # Its suspended task is over after a second; what follows from that is seen when the pod has ended.
    assert (at(run, "wf.b"), at(run, "wf.z"), at(run, "wf.c")) == ((0, 1000), (0, 5000), (5000, 5000))


def test_a_condition_of_an_item_that_is_none_is_an_error_of_that_member_alone() -> None:
    run = dag("      - {name: a, template: leaf, withItems: [1, '=', 3], when: '{{item}} == {{item}}'}\n")
    kind, phase, message = said(run, "wf.a(1:=)")
    assert (kind, phase, message != "") == ("Skipped", "Error", True)
    node = run.record.named("wf.a(1:=)")
    assert node is not None and (node.template_name, node.boundary_id) == ("leaf", run.record.nodes[0].id)
    assert [said(run, name)[1] for name in ("wf.a(0:1)", "wf.a(2:3)", "wf.a")] == ["Succeeded", "Succeeded", "Error"]


def test_a_hook_sees_what_came_before_and_was_skipped() -> None:
    run = dag(
        "      - {name: a, template: out, when: 'x == z'}\n"
        "      - name: b\n"
        "        template: leaf\n"
        "        depends: a\n"
        "        hooks:\n"
        "          done:\n"
        "            template: leaf\n"
        "            expression: tasks.b.status == 'Succeeded' && tasks.a.status == 'Skipped'\n"
    )
    assert said(run, "wf.b.hooks.done")[1] == run.phase == "Succeeded"


def test_a_loop_over_nothing_is_a_node_of_its_template() -> None:
    run = dag("      - {name: a, template: leaf, withParam: '[]'}\n")
    node = run.record.named("wf.a")
    assert node is not None
    assert (node.template_name, node.boundary_id) == ("leaf", run.record.nodes[0].id)


def test_a_task_whose_dependencies_cannot_be_evaluated_says_so_and_its_loop_never_begins() -> None:
    spec = """  templates:
  - name: main
    dag:
      tasks:
      - {name: a, template: leaf}
      - {name: b, template: leaf, depends: a.Succeeded &&, withItems: [1, 2]}
"""
    engine = runs.begin(runs.definitions_of(HEAD + spec + LEAVES))
    runs.finish(engine, a=0)
    (node,) = [one for one in engine.state.nodes.values() if one.name.startswith("wf.b")]
    assert (node.name, node.phase, node.template_name) == ("wf.b", "Error", "leaf")
    assert node.message.startswith("unable to evaluate expression 'a.Succeeded &&'")


def test_the_outputs_of_a_dag_know_what_a_skipped_task_would_have_had() -> None:
    spec = """  templates:
  - name: main
    dag: {tasks: [{name: a, template: out, when: x == z}]}
    outputs: {parameters: [{name: o, valueFrom: {expression: "tasks.a.outputs.parameters.p ?? 'none'"}}]}
"""
    run = played(spec + OUT)
    assert said(run, "wf.a")[1] == "Skipped"
    assert run.record.nodes[0].outputs == {"parameters": [{"name": "o", "value": "none"}]}
