"""What is known of the variables at a place."""

from __future__ import annotations

from wfsim.checks.uses import uses_of
from wfsim.lang.shapes import TEXT, Shape
from wfsim.lang.types import Kind
from wfsim.scope.shapes import Shapes
from wfsim.scope.uses import Use
from wfsim.spec.workspace import load
from wfsim.text import Source

FILE = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: w}
spec:
  entrypoint: main
  arguments: {parameters: [{name: env, value: a, enum: [a, b]}]}
  templates:
    - name: main
      inputs: {parameters: [{name: num}], artifacts: [{name: file}]}
      steps:
        - - {name: make, template: make}
        - - {name: plain, template: make, when: "{{=1}}", withItems: [1, 2]}
          - {name: maps, template: make, when: "{{=2}}", withItems: [{size: 1}, {name: x}]}
          - {name: mixed, template: make, when: "{{=3}}", withItems: [{size: 1}, x]}
          - {name: counted, template: make, when: "{{=4}}", withSequence: {count: "2"}}
          - {name: given, template: make, when: "{{=5}}", withParam: "{{steps.make.outputs.result}}"}
      outputs: {parameters: [{name: o, valueFrom: {expression: "6"}}]}
    - name: make
      script: {image: x, source: "{{=7}}"}
      outputs: {parameters: [{name: out, valueFrom: {path: /x}}]}
    - name: call
      http: {url: x, successCondition: "8 == 8"}
"""


def at(number: int) -> dict[str, Shape]:
    """The shapes at the expression that is this number."""
    workspace = load([Source("a.yaml", FILE)])
    make = workspace.resources[0].spec.templates[1]
    use: Use = next(one for one in uses_of(workspace) if one.text.startswith(str(number)) and one.kind != "depends")
    return dict(Shapes(lambda resource, call: make).at(use))


def inner(shape: Shape, *names: str) -> Shape:
    for name in names:
        assert shape.fields is not None
        shape = shape.fields[name]
    return shape


def test_parameters_are_text() -> None:
    found = at(1)
    assert inner(found["inputs"], "parameters", "num") == TEXT
    assert inner(found["workflow"], "parameters", "env").values == ("a", "b")
    assert inner(found["inputs"], "parameters").rest is None
    assert inner(found["workflow"], "labels").rest == TEXT


def test_an_item_has_the_shape_of_its_list() -> None:
    assert at(1)["item"] == TEXT
    assert set(at(2)["item"].fields or ()) == {"size", "name"}
    assert at(3)["item"].unknown
    assert at(4)["item"] == TEXT
    assert at(5)["item"].unknown


def test_steps_by_name() -> None:
    found = at(1)
    assert "Failed" in (inner(found["steps"], "make", "status").values or ())
    assert inner(found["steps"], "make", "outputs", "result") == TEXT
    assert set(inner(found["steps"], "make", "outputs", "parameters").fields or ()) == {"out"}
    assert inner(found["tasks"], "name") == TEXT
    assert found["tasks"].rest is None


def test_the_expression_of_an_output_sees_no_global_variables() -> None:
    assert set(at(6)["workflow"].fields or ()) == {"outputs"}
    assert "name" in (at(7)["workflow"].fields or ())


def test_a_condition_of_http_sees_request_and_response() -> None:
    found = at(8)
    assert set(found) == {"request", "response"}
    assert inner(found["response"], "statusCode").kind is Kind.INT
