"""What a node leaves to others: outputs of steps and dags, lists over loops, the workflow's own outputs."""

from __future__ import annotations

import pytest

from tests.engine import runs
from tests.engine.timed import HEAD, played
from wfsim.api.run import Run
from wfsim.engine.engine import Engine
from wfsim.engine.events import PodFinished
from wfsim.spec.model import JsonObject

LEAF = """  - name: out
    container: {image: "busybox:1"}
    outputs:
      parameters: [{name: p, valueFrom: {path: /p}}]
      artifacts: [{name: file, path: /file, s3: {key: made/, bucket: b}}]
  - name: leaf
    container: {image: "busybox:1"}
"""
LEFT = {"outputs": {"parameters": {"p": "v"}}, "result": "7"}
FORMS = {
    "steps": """  templates:
  - name: main
    steps:
    - - {name: a, template: out, when: "WHEN"}
    outputs: {KIND: [{name: o, BODY}]}
""",
    "tasks": """  templates:
  - name: main
    dag:
      tasks:
      - {name: a, template: out, when: "WHEN"}
    outputs: {KIND: [{name: o, BODY}]}
""",
}


def outputs(form: str, body: str, kind: str = "parameters", when: str = "a == a") -> Run:
    spec = FORMS[form].replace("KIND", kind).replace("BODY", body.replace("steps.", f"{form}.")).replace("WHEN", when)
    return played(spec + LEAF, out=LEFT)


def only(run: Run, kind: str = "parameters") -> JsonObject:
    root = run.record.nodes[0]
    assert root.outputs is not None, run.message
    (one,) = root.outputs[kind]  # type: ignore[misc]
    return one  # type: ignore[no-any-return]


@pytest.mark.parametrize("form", ["steps", "tasks"])
@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("parameter: '{{steps.a.outputs.parameters.p}}'", "v"),
        ("parameter: '{{ steps.a.outputs.result }}'", "7"),
        ("parameter: steps.a.outputs.result", "7"),  # nobody misses the braces
        ("parameter: 'literal', default: d", "d"),
        ("expression: 'steps.a.outputs.parameters.p + \"!\"'", "v!"),
        ("expression: '{a: 1}'", "map[a:1]"),
        ("expression: '3.0'", "3"),
        ("expression: 'nil', default: d", "d"),
        ("expression: 'workflow.name', default: d", "d"),  # no globals here
    ],
)
def test_an_output_of_a_template_that_calls_others(form: str, source: str, value: str) -> None:
    assert only(outputs(form, f"valueFrom: {{{source}}}"))["value"] == value


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("parameter: 'literal'", 'Unable to resolve: "literal"'),
        ("parameter: '[\"a\"]'", r'Unable to resolve: "[\"a\"]"'),
        ("parameter: ' {{steps.a.outputs.result}} '", 'Unable to resolve: "{{steps.a.outputs.result}}"'),
        ("parameter: '{{=steps.a.nothing}}'", 'Unable to compile: "steps.a.nothing"'),
        ("expression: 'nil'", 'failed to evaluate expression "nil"'),
    ],
)
def test_an_output_without_a_value(source: str, said: str) -> None:
    run = outputs("steps", f"valueFrom: {{{source}}}")
    assert (run.phase, run.message) == ("Error", f"error in entry template execution: {said}")


def test_an_output_of_what_was_skipped() -> None:
    source = "parameter: '{{steps.a.outputs.parameters.p}}'"
    run = outputs("steps", f"valueFrom: {{{source}}}", when="a == b")
    absent = "is an absent optional (skipped/omitted node output with no default)"
    said = f'output parameter "o": "{{{{steps.a.outputs.parameters.p}}}}" {absent}'
    assert run.message == f"error in entry template execution: {said}"
    assert only(outputs("steps", f"valueFrom: {{{source}, default: d}}", when="a == b"))["value"] == "d"
    coalesced = "expression: 'steps.a.outputs.parameters.p ?? \"none\"'"
    assert only(outputs("steps", f"valueFrom: {{{coalesced}}}", when="a == b"))["value"] == "none"


@pytest.mark.parametrize("form", ["steps", "tasks"])
@pytest.mark.parametrize(
    ("source", "key"),
    [
        ("from: '{{steps.a.outputs.artifacts.file}}'", "made/"),
        ("fromExpression: 'steps.a.outputs.artifacts.file'", "made/"),
        ("from: '{{steps.a.outputs.artifacts.file}}', subPath: /deep/", "made/deep"),
        ("from: '{{steps.a.outputs.artifacts.file}}', subPath: 'of-{{steps.a.outputs.parameters.p}}'", "made/of-v"),
    ],
)
def test_an_artifact_is_handed_on_under_its_new_name(form: str, source: str, key: str) -> None:
    found = only(outputs(form, source, "artifacts"), "artifacts")
    assert found["name"] == "o"
    assert found["s3"] == {"key": key, "bucket": "b"}


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("from: 'literal'", 'Unable to resolve: "literal"'),
        ("fromExpression: 'steps.a.outputs.parameters.p'", "Variable steps.a.outputs.parameters.p is not an artifact"),
    ],
)
def test_an_artifact_that_is_none(source: str, said: str) -> None:
    run = outputs("steps", source, "artifacts")
    assert run.message == f"error in entry template execution: unable to resolve outputs from scope: {said}"
    assert outputs("steps", f"{source}, optional: true", "artifacts").record.nodes[0].outputs is None


# -- the workflow's own --


GLOBAL = """  templates:
  - name: main
    steps:
    - - {name: a, template: first}
    - - {name: b, template: second}
    - - {name: c, template: show, arguments: {parameters: [{name: x, value: "{{workflow.outputs.parameters.g}}"}]}}
  - name: first
    container: {image: "busybox:1"}
    outputs:
      parameters: [{name: p, valueFrom: {path: /p}, globalName: g}, {name: q, valueFrom: {path: /q}, globalName: h}]
  - name: second
    container: {image: "busybox:1"}
    outputs: {parameters: [{name: other, valueFrom: {path: /p}, globalName: g}]}
  - name: show
    inputs: {parameters: [{name: x}]}
    container: {image: "busybox:1"}
"""


def test_a_later_global_output_takes_the_place_of_the_one_before() -> None:
    run = played(
        GLOBAL,
        first={"outputs": {"parameters": {"p": "old", "q": "kept"}}},
        second={"outputs": {"parameters": {"other": "new"}}},
    )
    assert run.record.outputs == {"parameters": [{"name": "g", "value": "new"}, {"name": "h", "value": "kept"}]}
    node = run.record.named("wf[2].c")
    assert node is not None and node.inputs == {"parameters": [{"name": "x", "value": "new"}]}


def test_a_pod_that_fails_leaves_its_global_outputs_too() -> None:
    run = played(GLOBAL, first={"exitCode": 1, "outputs": {"parameters": {"p": "old", "q": "kept"}}})
    assert run.phase == "Failed"
    assert run.record.outputs == {"parameters": [{"name": "g", "value": "old"}, {"name": "h", "value": "kept"}]}


NESTED = """  templates:
  - name: main
    steps: [[{name: a, template: FORM}]]
  - name: steps
    steps: [[{name: u, template: out}]]
    outputs: {parameters: [{name: o, globalName: g, valueFrom: {parameter: "{{steps.u.outputs.parameters.p}}"}}]}
  - name: dag
    dag: {tasks: [{name: u, template: out}]}
    outputs: {parameters: [{name: o, globalName: g, valueFrom: {parameter: "{{tasks.u.outputs.parameters.p}}"}}]}
"""


@pytest.mark.parametrize(("form", "left"), [("steps", {"parameters": [{"name": "g", "value": "v"}]}), ("dag", None)])
def test_steps_export_their_own_outputs_and_a_dag_that_is_a_step_does_not(form: str, left: object) -> None:
    assert (played(NESTED.replace("FORM", form) + LEAF, out=LEFT).record.outputs or None) == left


# -- loops --


LOOP = """  templates:
  - name: main
    steps:
    - - {name: a, template: out, withItems: [0, 1, 2]}
    - - name: b
        template: show
        arguments: {parameters: [{name: x, value: "{{steps.a.outputs.result}}"},
                                 {name: y, value: "{{steps.a.outputs.parameters}}"},
                                 {name: z, value: "{{steps.a.outputs.parameters.p}}"}]}
  - name: show
    inputs: {parameters: [{name: x}, {name: "y"}, {name: z}]}
    container: {image: "busybox:1"}
"""


def test_a_loop_leaves_lists_of_what_its_members_left() -> None:
    mock = {"sequence": [{"result": str(i), "outputs": {"parameters": {"p": f"<{i}>"}}} for i in range(3)]}
    node = played(LOOP.replace("name: y,", 'name: "y",') + LEAF, out=mock).record.named("wf[1].b")
    assert node is not None and node.inputs is not None
    assert [one["value"] for one in node.inputs["parameters"]] == [  # type: ignore[index, call-overload, union-attr]
        "[0,1,2]",
        '[{"p":"\\u003c0\\u003e"},{"p":"\\u003c1\\u003e"},{"p":"\\u003c2\\u003e"}]',
        '["\\u003c0\\u003e","\\u003c1\\u003e","\\u003c2\\u003e"]',
    ]


def test_a_result_that_is_no_json_ends_the_template_of_its_loop() -> None:
    run = played(LOOP.replace("name: y,", 'name: "y",') + LEAF, out={"result": "hello"})
    said = "invalid character 'h' looking for beginning of value"
    assert (run.phase, run.message) == ("Error", f"error in entry template execution: {said}")


CHANCE = """  templates:
  - name: main
    steps: [[{name: a, template: inner}, {name: b, template: inner}]]
  - name: inner
    steps: [[{name: u, template: leaf}]]
    outputs:
      parameters:
      - {name: code, valueFrom: {expression: sprig.randNumeric(12)}}
      - {name: year, valueFrom: {expression: string(now().Year())}}
"""


def test_expressions_of_outputs_read_the_clock_of_the_run_and_draw_by_their_place() -> None:
    found = [played(CHANCE + LEAF).record for _ in range(2)]
    rows = [
        {one.name: one.outputs for one in record.nodes if one.outputs and "code" in str(one.outputs)}
        for record in found
    ]
    assert rows[0] == rows[1]
    first, second = rows[0].values()
    assert first is not None and second is not None
    (code, year), (other, _) = first["parameters"], second["parameters"]  # type: ignore[misc, has-type]
    assert code["value"] != other["value"] and len(code["value"]) == 12
    assert year["value"] == "2024"


KEPT = """  arguments: {parameters: [{name: greeting, value: "of {{workflow.name}}"}]}
  activeDeadlineSeconds: 60
  templates:
  - name: main
    inputs: {parameters: [{name: greeting}]}
    steps:
    - - {name: a, template: first}
    - - {name: b, template: leaf}
    - - name: c
        template: show
        arguments:
          parameters: [{name: x, value: "{{workflow.outputs.parameters.g}} {{inputs.parameters.greeting}}"}]
          artifacts: [{name: f, from: "{{workflow.outputs.artifacts.kept}}"}]
  - name: first
    container: {image: "busybox:1"}
    outputs:
      parameters: [{name: p, valueFrom: {path: /p}, globalName: g}]
      artifacts: [{name: file, path: /file, globalName: kept, s3: {key: made}}]
  - name: show
    inputs: {parameters: [{name: x}], artifacts: [{name: f, path: /in}]}
    container: {image: "busybox:1"}
"""


def test_a_restored_run_has_its_global_outputs_and_arguments() -> None:
    definitions = runs.definitions_of(HEAD + KEPT + LEAF)
    engine = runs.begin(definitions)
    (first,) = runs.running(engine)
    runs.rest(engine, engine.send([PodFinished(1, first, parameters={"p": "v"})]))
    engine = Engine.from_json(definitions, engine.to_json())
    runs.finish(engine, b=0)
    node = next(one for one in engine.state.nodes.values() if one.name == "wf[2].c")
    assert node.inputs == {
        "parameters": [{"name": "x", "value": "v of wf"}],
        "artifacts": [{"name": "f", "path": "/in", "s3": {"key": "made"}}],
    }
    assert set(engine.state.timers) == {"deadline:"}
    runs.finish(engine, c=0)
    assert (engine.state.phase, engine.state.timers) == ("Succeeded", {})
