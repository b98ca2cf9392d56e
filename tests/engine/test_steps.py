"""Steps: what a group waits for, how it fails and with which words, and what hangs below what."""

from __future__ import annotations

import pytest

from tests.engine import runs
from tests.engine.timed import HEAD, at, played
from wfsim.api.run import Run
from wfsim.engine.engine import Engine
from wfsim.engine.events import PodFinished, RunStarted, StopAsked

LEAVES = """  - name: leaf
    container: {image: "busybox:1"}
  - name: bad
    container: {image: "busybox:1"}
  - name: given
    inputs: {parameters: [{name: p}]}
    container: {image: "busybox:1"}
  - name: inner
    steps:
    - - {name: u, template: leaf}
      - {name: v, template: leaf}
"""


def steps(text: str, **mocks: object) -> Run:
    return played(f"  templates:\n  - name: main\n    steps:\n{text}{LEAVES}", **({"bad": {"exitCode": 1}} | mocks))


def tree(run: Run) -> dict[str, list[str]]:
    """The names of every node's children that exist."""
    names = {one.id: one.name for one in run.record.nodes}
    return {one.name: [names[child] for child in one.children if child in names] for one in run.record.nodes}


def said(run: Run, name: str) -> tuple[str, str, str]:
    node = run.record.named(name)
    assert node is not None, [one.name for one in run.record.nodes]
    return node.type.value, node.phase.value, node.message


def test_a_group_hangs_below_where_the_one_before_ended() -> None:
    run = steps(
        "    - [{name: a, template: leaf}, {name: b, template: inner}]\n"
        "    - [{name: c, template: leaf}]\n"
        "    - [{name: d, template: leaf, when: 'a == b'}]\n"
        "    - [{name: e, template: leaf}]\n"
    )
    found = tree(run)
    skipped = run.record.named("wf[2].d")
    assert skipped is not None
    assert (skipped.template_name, skipped.template_scope, skipped.boundary_id) == (
        "leaf",
        "local/wf",
        run.record.nodes[0].id,
    )
    assert found["wf"] == ["wf[0]"]
    assert found["wf[0]"] == ["wf[0].a", "wf[0].b"]
    assert found["wf[0].a"] == found["wf[0].b[0].u"] == found["wf[0].b[0].v"] == ["wf[1]"]
    assert (found["wf[1].c"], found["wf[2].d"]) == (["wf[2]"], ["wf[3]"])
    root = run.record.nodes[0]
    names = {one.id: one.name for one in run.record.nodes}
    assert [names[one] for one in root.outbound_nodes] == ["wf[3].e"]
    inner = run.record.named("wf[0].b")
    assert inner is not None
    assert [names[one] for one in inner.outbound_nodes] == ["wf[0].b[0].u", "wf[0].b[0].v"]
    assert {one.boundary_id for one in run.record.nodes if one.name.startswith("wf[0].b[")} == {inner.id}
    assert run.record.named("wf[1].c").boundary_id == root.id  # type: ignore[union-attr]


def test_a_failed_template_ends_at_its_last_group() -> None:
    run = steps("    - [{name: a, template: bad}, {name: b, template: leaf}]\n    - [{name: c, template: leaf}]\n")
    names = {one.id: one.name for one in run.record.nodes}
    assert [names[one] for one in run.record.nodes[0].outbound_nodes] == ["wf[0].a", "wf[0].b"]
    assert run.record.named("wf[1]") is None


def test_the_group_runs_all_its_steps_to_the_end() -> None:
    run = steps("    - [{name: a, template: bad}, {name: b, template: leaf}]\n", leaf={"duration": "9s"})
    assert (at(run, "wf[0].a"), at(run, "wf[0]"), at(run, "wf")) == ((0, 1000), (0, 9000), (0, 9000))


@pytest.mark.parametrize(
    ("template", "mock", "go_on", "phase"),
    [
        ("bad", {"exitCode": 1}, "failed: true", "Succeeded"),
        ("bad", {"exitCode": 1}, "error: true", "Failed"),
        ("bad", {"error": "lost"}, "error: true", "Succeeded"),
        ("bad", {"error": "lost"}, "failed: true", "Failed"),
    ],
)
def test_going_on_is_said_for_failures_and_errors_apart(template: str, mock: object, go_on: str, phase: str) -> None:
    run = steps(f"    - [{{name: a, template: {template}, continueOn: {{{go_on}}}}}]\n", bad=mock)
    assert run.phase == phase


def test_a_condition_that_is_none_is_an_error_of_its_step_and_group() -> None:
    run = steps("    - [{name: a, template: leaf, when: 'a ==='}, {name: b, template: leaf}]\n")
    assert said(run, "wf[0]")[:2] == ("StepGroup", "Error")
    assert said(run, "wf")[:2] == ("Steps", "Failed")
    assert run.message == said(run, "wf[0]")[2] != ""
    assert run.record.named("wf[0].b") is None


def test_an_error_of_a_step_ends_its_group_and_says_whose_it_was() -> None:
    run = steps(
        "    - - {name: a, template: leaf}\n"
        "      - {name: b, template: given, continueOn: {error: true}, "
        "arguments: {parameters: [{name: p, valueFrom: {configMapKeyRef: {name: x, key: k}}}]}}\n"
        "      - {name: c, template: leaf}\n"
    )
    own = 'failed to retrieve inputs.parameters.p from configmap: configmap "x" not found'
    assert said(run, "wf[0].b") == ("Skipped", "Error", own)
    whole = f"step group deemed errored due to child wf[0].b error: {own}"
    assert said(run, "wf[0]") == ("StepGroup", "Error", whole)
    assert (run.phase, run.message) == ("Failed", whole)
    assert run.record.named("wf[0].c") is None
    assert tree(run)["wf[0]"] == ["wf[0].a", "wf[0].b"]


@pytest.mark.parametrize(
    ("loop", "message"),
    [
        ("withParam: '{}'", "withParam value could not be parsed as a JSON list: {}: json: cannot unmarshal object"),
        ("withParam: 'x'", "withParam value could not be parsed as a JSON list: x: invalid character 'x'"),
    ],
)
def test_a_loop_over_no_list_is_an_error_of_the_group(loop: str, message: str) -> None:
    run = steps(f"    - [{{name: a, template: leaf, {loop}}}, {{name: b, template: leaf}}]\n")
    assert said(run, "wf[0]")[1] == "Error"
    assert run.message.startswith(message)
    assert len(run.record.nodes) == 2


def test_an_empty_loop_is_linked_before_the_other_steps() -> None:
    run = steps("    - [{name: a, template: leaf}, {name: b, template: leaf, withParam: '[]'}]\n")
    assert tree(run)["wf[0]"] == ["wf[0].b", "wf[0].a"]
    assert said(run, "wf[0].b") == ("Skipped", "Skipped", "Skipped, empty params")
    assert run.phase == "Succeeded"


def test_a_loop_that_nobody_would_run_is_not_asked_for_its_list() -> None:
    run = steps("    - [{name: a, template: leaf, withParam: 'x', when: 'a == b'}]\n")
    assert said(run, "wf[0].a") == ("Skipped", "Skipped", "Skipped, empty params")


def test_the_condition_of_a_loop_is_asked_for_every_item() -> None:
    run = steps("    - [{name: a, template: leaf, withItems: [1, 2], when: '{{item}} == 2'}]\n")
    assert said(run, "wf[0].a(0:1)") == ("Skipped", "Skipped", "when '1 == 2' evaluated false")
    assert said(run, "wf[0].a(1:2)") == ("Pod", "Succeeded", "")


def test_a_step_that_needs_what_never_comes_keeps_the_run_waiting() -> None:
    text = HEAD + (
        "  templates:\n  - name: main\n    steps:\n"
        "    - [{name: a, template: leaf, when: 'x == z'}]\n"
        "    - - name: b\n        template: given\n"
        "        arguments: {parameters: [{name: p, value: '{{steps.a.outputs.result}}'}]}\n" + LEAVES
    )
    engine = runs.begin(runs.definitions_of(text))
    assert not engine.finished
    assert engine.waits_for == (("wf[1]", "steps.a.outputs.result"),)
    assert runs.phases(engine)["wf[1]"] == "Running"
    again = Engine.from_json(engine.definitions, engine.to_json())
    runs.rest(again, again.send([runs.TimerFired(0, "look")]))
    assert again.waits_for == engine.waits_for


def test_what_a_later_group_sees_of_a_step() -> None:
    names = ("id", "status", "exitCode", "startedAt", "finishedAt", "hostNodeName", "outputs.result")
    rows = ", ".join(f"{{name: n{i}, value: '{{{{steps.a.{name}}}}}'}}" for i, name in enumerate(names))
    inputs = ", ".join(f"{{name: n{i}}}" for i in range(len(names)))
    run = steps(
        "    - [{name: a, template: leaf}]\n"
        f"    - [{{name: b, template: show, arguments: {{parameters: [{rows}]}}}}]\n"
        f"  - name: show\n    inputs: {{parameters: [{inputs}]}}\n    container: {{image: i}}\n",
        leaf={"result": "text", "duration": "2s"},
    )
    a, b = run.record.named("wf[0].a"), run.record.named("wf[1].b")
    assert a is not None and b is not None and b.inputs is not None
    assert [one["value"] for one in b.inputs["parameters"]] == [  # type: ignore[index, call-overload, union-attr]
        *(a.id, "Succeeded", "0", "2024-01-01T00:00:00Z", "2024-01-01T00:00:02Z", a.host, "text")
    ]


def test_a_restored_run_goes_on_inside_its_group() -> None:
    text = HEAD + "  templates:\n  - name: main\n    steps:\n    - [{name: a, template: inner}]\n" + LEAVES
    definitions = runs.definitions_of(text)
    engine = Engine(definitions)
    runs.rest(engine, engine.send([RunStarted(0, "uid")]))
    first, second = runs.running(engine)
    engine = Engine.from_json(definitions, engine.to_json())
    runs.rest(engine, engine.send([PodFinished(1, first)]))
    engine = Engine.from_json(definitions, engine.to_json())
    runs.rest(engine, engine.send([PodFinished(2, second)]))
    assert (engine.state.phase, engine.state.finished_ms) == ("Succeeded", 2)


def test_a_tag_that_nothing_is_known_of_stays_as_it_is() -> None:
    text = HEAD + (
        "  templates:\n  - name: main\n    steps:\n"
        "    - - name: a\n        template: given\n"
        "        arguments: {parameters: [{name: p, value: '{{workflow.outputs.parameters.g}}'}]}\n" + LEAVES
    )
    engine = runs.begin(runs.definitions_of(text))
    node = next(one for one in engine.state.nodes.values() if one.name == "wf[0].a")
    assert node.inputs == {"parameters": [{"name": "p", "value": "{{workflow.outputs.parameters.g}}"}]}


def test_a_sequence_is_counted_and_written_in_its_format() -> None:
    run = steps("    - [{name: a, template: leaf, withSequence: {start: '3', end: '1', format: 'n%02d'}}]\n")
    assert tree(run)["wf[0]"] == ["wf[0].a(0:n03)", "wf[0].a(1:n02)", "wf[0].a(2:n01)"]
    run = steps("    - [{name: a, template: leaf, withSequence: {count: '2', start: '5'}}]\n")
    assert tree(run)["wf[0]"] == ["wf[0].a(0:5)", "wf[0].a(1:6)"]


@pytest.mark.parametrize(
    ("when", "phase", "message"),
    [("x == z", "Succeeded", ""), ("z == z", "Failed", "failed to resolve {{item.other}}")],
)
def test_an_item_without_the_key_that_is_read_matters_to_those_that_run(when: str, phase: str, message: str) -> None:
    text = HEAD + (
        "  templates:\n  - name: main\n    steps:\n"
        f"    - - {{name: a, template: given, withItems: [{{k: 1}}], when: '{when}', "
        "arguments: {parameters: [{name: p, value: '{{item.other}}'}]}}\n" + LEAVES
    )
    engine = runs.begin(runs.definitions_of(text))
    assert (engine.state.phase, engine.state.message) == (phase, message)


@pytest.mark.parametrize("body", ["steps: [[{name: u, template: leaf}]]", "dag: {tasks: [{name: u, template: leaf}]}"])
def test_a_template_that_has_its_lock_no_longer_says_that_it_waits(body: str) -> None:
    text = f"""  templates:
  - name: main
    steps: [[{{name: a, template: locked}}, {{name: b, template: locked}}]]
  - name: locked
    synchronization: {{mutexes: [{{name: m}}]}}
    {body}
"""
    engine = runs.begin(runs.definitions_of(HEAD + text + LEAVES))
    waiting = next(one for one in engine.state.nodes.values() if one.name == "wf[0].b")
    assert (waiting.phase, waiting.message) == ("Pending", "Waiting for default/Mutex/m lock. Lock status: 0/1")
    assert waiting.lock == "default/Mutex/m"
    runs.finish(engine, u=0)
    assert (waiting.phase, waiting.message, waiting.lock) == ("Pending", "", "")  # until it ends
    runs.finish(engine, u=0)
    assert engine.state.phase == "Succeeded"


def test_an_output_of_what_failed_is_awaited_and_no_absent_one() -> None:
    # Only what was skipped or omitted leaves the outputs that it declares as absent ones.
    text = HEAD + (
        "  templates:\n  - name: main\n    steps:\n"
        "    - [{name: a, template: fails, continueOn: {failed: true}}]\n"
        "    - - name: b\n        template: given\n"
        "        arguments: {parameters: [{name: p, value: '{{steps.a.outputs.parameters.o}}'}]}\n"
        "  - name: fails\n    steps: [[{name: u, template: leaf}]]\n"
        "    outputs: {parameters: [{name: o, valueFrom: {parameter: '{{steps.u.status}}'}}]}\n" + LEAVES
    )
    engine = runs.begin(runs.definitions_of(text))
    runs.finish(engine, u=1)
    assert engine.waits_for == (("wf[1]", "steps.a.outputs.parameters.o"),)


def test_a_condition_of_an_item_that_is_none_ends_the_group_there() -> None:
    run = steps("    - [{name: a, template: leaf, withItems: [1, '=', 3], when: '{{item}} == {{item}}'}]\n")
    kind, phase, message = said(run, "wf[0].a(1:=)")
    assert (kind, phase) == ("Skipped", "Error")
    assert message != ""
    node = run.record.named("wf[0].a(1:=)")
    assert node is not None and (node.template_name, node.boundary_id) == ("leaf", run.record.nodes[0].id)
    assert said(run, "wf[0]") == ("StepGroup", "Error", message)
    assert (run.phase, run.message) == ("Failed", message)
    assert run.record.named("wf[0].a(2:3)") is None


def test_after_a_stop_no_new_pod_starts() -> None:
    text = HEAD + (
        "  templates:\n  - name: main\n    steps:\n"
        "    - [{name: a, template: leaf, continueOn: {failed: true}}]\n    - [{name: b, template: leaf}]\n" + LEAVES
    )
    engine = runs.begin(runs.definitions_of(text))
    runs.rest(engine, engine.send([StopAsked(1, "Stop")]))
    found = {node.name: (node.phase.value, node.message) for node in engine.state.nodes.values()}
    assert found["wf[0].a"] == ("Failed", "workflow shutdown with strategy:  Stop")  # two blanks, as Argo has them
    assert found["wf[1].b"] == ("Failed", "workflow shutdown with strategy: Stop")
    assert not next(one for one in engine.state.nodes.values() if one.name == "wf[1].b").has_pod
    assert (engine.state.phase, engine.state.message) == ("Failed", "Stopped with strategy 'Stop'")
