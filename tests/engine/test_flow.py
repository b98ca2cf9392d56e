"""What runs and what does not: steps, tasks, conditions, loops, failures and handlers."""

from __future__ import annotations

import pytest

import wfsim
from wfsim.api.run import Run

HEAD = """
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: wf}
spec:
  entrypoint: main
  templates:
  - {name: ok, container: {image: "busybox:1"}}
  - {name: bad, container: {image: "busybox:1"}}
  - {name: out, container: {image: "busybox:1"}, outputs: {parameters: [{name: p, valueFrom: {path: /tmp/p}}]}}
  - name: main
"""


def played(body: str) -> Run:
    """The run of an entrypoint (indented by four); ``bad`` fails, ``out`` leaves ``p: v``."""
    rows = [{"template": "bad", "exitCode": 1}, {"template": "out", "outputs": {"parameters": {"p": "v"}}}]
    return wfsim.loads(HEAD + body).simulate(mocks={"mocks": rows})


def phases(run: Run) -> dict[str, str]:
    """Phases by node name without the workflow's."""
    return {one.name.removeprefix("wf"): one.phase.value for one in run.record.nodes}


def test_a_group_fails_when_all_its_steps_have_ended_and_names_the_first() -> None:
    run = played("    steps: [[{name: a, template: bad}, {name: b, template: ok}], [{name: c, template: ok}]]\n")
    found = phases(run)
    assert (found["[0].a"], found["[0].b"], found["[0]"], found[""]) == ("Failed", "Succeeded", "Failed", "Failed")
    assert "[1].c" not in found
    failed = run.record.named("wf[0].a")
    assert failed is not None and run.message == f"child '{failed.id}' failed"


def test_continue_on_lets_the_next_group_run() -> None:
    run = played("    steps: [[{name: a, template: bad, continueOn: {failed: true}}], [{name: b, template: ok}]]\n")
    assert phases(run)["[1].b"] == run.phase == "Succeeded"


def test_a_skipped_step_satisfies_the_group() -> None:
    run = played("    steps: [[{name: a, template: bad, when: 'x == y'}], [{name: b, template: ok}]]\n")
    skipped = run.record.named("wf[0].a")
    assert skipped is not None and skipped.message == "when 'x == y' evaluated false"
    assert run.phase == "Succeeded"


@pytest.mark.parametrize(("depends", "phase"), [("a", "Omitted"), ("a.Failed", "Succeeded"), ("a || b", "Succeeded")])
def test_a_task_runs_or_is_omitted_by_its_depends(depends: str, phase: str) -> None:
    tasks = f"[{{name: a, template: bad}}, {{name: b, template: ok}}, {{name: c, template: ok, depends: {depends!r}}}]"
    assert phases(played(f"    dag: {{tasks: {tasks}}}\n"))[".c"] == phase


def test_a_failure_that_somebody_waited_for_does_not_fail_the_dag() -> None:
    run = played("    dag: {tasks: [{name: a, template: bad}, {name: b, template: ok, depends: a.Failed}]}\n")
    assert run.phase == "Succeeded"


def test_a_failed_dag_has_no_message() -> None:
    run = played("    dag: {tasks: [{name: a, template: bad}]}\n")
    assert (run.phase, run.message) == ("Failed", "")


def test_the_tasks_of_a_target_run_and_no_others() -> None:
    tasks = "[{name: a, template: ok}, {name: b, template: ok, depends: a}, {name: c, template: ok}]"
    assert set(phases(played(f"    dag: {{target: b, tasks: {tasks}}}\n"))) == {"", ".a", ".b"}


def test_an_empty_loop_is_one_skipped_node() -> None:
    run = played("    steps: [[{name: a, template: ok, withParam: '[]'}]]\n")
    node = run.record.named("wf[0].a")
    assert node is not None and (node.phase, node.message) == ("Skipped", "Skipped, empty params")


def test_members_of_a_loop_are_named_by_index_and_item() -> None:
    run = played("    steps: [[{name: a, template: ok, withItems: [x, 2, {k: v, b: (c)}]}]]\n")
    assert {"[0].a(0:x)", "[0].a(1:2)", "[0].a(2:b:c,k:v)"} < set(phases(run))


def test_outputs_of_a_loop_are_a_list_for_those_behind_it() -> None:
    body = """    dag:
      tasks:
      - {name: a, template: out, withItems: [1, 2]}
      - name: b
        inline: {inputs: {parameters: [{name: all}]}, container: {image: "busybox:1"}}
        depends: a
        arguments: {parameters: [{name: all, value: "{{tasks.a.outputs.parameters.p}}"}]}
"""
    node = played(body).record.named("wf.b")
    assert node is not None and node.inputs == {"parameters": [{"name": "all", "value": '["v","v"]'}]}


def test_recursion_ends_at_argos_depth() -> None:
    run = played("    steps: [[{name: again, template: main}]]\n")
    deepest = max(run.record.nodes, key=lambda one: len(one.name))
    assert run.phase == "Failed" and deepest.message == (
        "Maximum recursion depth exceeded. "
        "See https://argo-workflows.readthedocs.io/en/latest/scaling/#maximum-recursion-depth"
    )
    assert deepest.name.count(".again") == 99


def test_recursion_through_loops_of_a_dag_ends_there_too() -> None:
    """A dag with a loop takes more of Python's frames for a level than anything else."""
    body = (
        "    dag: {tasks: [{name: one, template: ok}, {name: again, template: main, depends: one, withItems: [1]}]}\n"
    )
    ended = [one for one in played(body).record.nodes if one.message.startswith("Maximum recursion depth exceeded.")]
    assert max(one.name.count(".again(") for one in ended) == 98


def test_an_exit_handler_runs_after_success_and_after_failure() -> None:
    body = "    steps: [[{name: a, template: %s, hooks: {exit: {template: ok}}}]]\n"
    for template in ("ok", "bad"):
        assert phases(played(body % template))["[0].a.onExit"] == "Succeeded"


def test_a_skipped_step_has_no_exit_handler() -> None:
    run = played("    steps: [[{name: a, template: ok, when: 'a == b', hooks: {exit: {template: ok}}}]]\n")
    assert "[0].a.onExit" not in phases(run)


def test_a_daemon_lives_as_long_as_the_template_around_it() -> None:
    body = """    steps:
    - - {name: db, template: db}
    - - name: use
        template: show
        arguments: {parameters: [{name: at, value: "{{steps.db.ip}}"}]}
  - {name: db, daemon: true, container: {image: "busybox:1"}}
  - {name: show, inputs: {parameters: [{name: at}]}, container: {image: "busybox:1"}}
"""
    run = played(body)
    node = run.record.named("wf[1].use")
    assert node is not None and node.inputs is not None
    assert "{{" not in str(node.inputs) and phases(run)["[0].db"] == "Succeeded"


def test_an_output_of_a_skipped_step_takes_its_default() -> None:
    body = """    steps:
    - - {name: a, template: maybe, when: "no == yes"}
    - - name: b
        template: show
        arguments: {parameters: [{name: at, value: "{{steps.a.outputs.parameters.p}}"}]}
  - name: maybe
    container: {image: "busybox:1"}
    outputs: {parameters: [{name: p, valueFrom: {path: /tmp/p, default: none}}]}
  - {name: show, inputs: {parameters: [{name: at}]}, container: {image: "busybox:1"}}
"""
    node = played(body).record.named("wf[1].b")
    assert node is not None and node.inputs == {"parameters": [{"name": "at", "value": "none"}]}


ALIKE = "abc9a5k", "b5d14cq5"  # as items of one loop these give names with one hash


@pytest.mark.parametrize(
    "leaf",
    [
        "container: {image: i}",
        "retryStrategy: {limit: 1}, container: {image: i}",
        "steps: [[{name: s, template: ok}]]",
        "dag: {tasks: [{name: t, template: ok}]}",
        "suspend: {duration: 1s}",
    ],
)
def test_of_two_nodes_with_one_id_the_second_is_taken_for_the_first(leaf: str) -> None:
    items = ", ".join((*ALIKE, "other"))
    body = f"    steps: [[{{name: pod, template: leaf, withItems: [{items}]}}], [{{name: after, template: ok}}]]\n"
    run = played(body + f"  - {{name: leaf, {leaf}}}\n")
    first, second = (f"[0].pod({at}:{item})" for at, item in enumerate(ALIKE))
    found = phases(run)
    assert (run.phase, found[first], found["[1].after"]) == ("Succeeded", "Succeeded", "Succeeded")
    assert second not in found and "[0].pod(2:other)" in found
    (said,) = (one for one in run.findings if one.code == "same-id")
    assert f"wf{second} has the id of wf{first}" in said.message
