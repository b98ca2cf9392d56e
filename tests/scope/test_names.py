"""Names in scope."""

from __future__ import annotations

from typing import Any

import pytest

from wfsim.scope.names import Names, global_outputs, of_call, of_inputs, of_items, prints
from wfsim.spec import build
from wfsim.spec.model import Template


def template(**data: Any) -> Template:
    return build.template(data, ())


def test_a_child_keeps_what_is_its_own() -> None:
    top = Names(["a"])
    below = top.child(["b"])
    top.add(["c"])
    below.allow("x.")
    assert all(name in below for name in ("a", "b", "c", "x.y"))
    assert "b" not in top
    assert "x.y" not in top
    assert Names(["x.a", "y.a"], Names(["x.b", "x.a"])).under("x") == ["x.a", "x.b"]


def test_doubt() -> None:
    names = Names()
    names.doubt("steps.a.")
    names.doubt("steps.b.outputs.parameters")
    below = names.child()
    assert below.in_doubt("steps.a.outputs.result")
    assert below.in_doubt("steps.b.outputs.parameters")
    assert not below.in_doubt("steps.b.outputs.parameters.x")


def test_inputs() -> None:
    inputs = {"parameters": [{"name": "p"}], "artifacts": [{"name": "a"}]}
    pod = set(of_inputs(template(container={}, inputs=inputs)))
    assert pod == {
        "inputs.parameters",
        "inputs.parameters.p",
        "inputs.artifacts.a",
        "inputs.artifacts.a.path",
        "pod.name",
    }
    for kind in ("suspend", "steps", "dag"):
        assert not {"inputs.artifacts.a.path", "pod.name"} & set(of_inputs(template(**{kind: {}}, inputs=inputs)))
    assert "pod.name" not in set(of_inputs(template(http={}, inputs=inputs)))


@pytest.mark.parametrize(
    ("body", "yes"),
    [
        ({"container": {}}, True),
        ({"script": {}}, True),
        ({"http": {}}, True),
        ({"plugin": {}}, True),
        ({"data": {}}, True),
        ({"resource": {}}, False),
        ({"suspend": {}}, False),
        ({"steps": []}, False),
        ({"containerSet": {"containers": [{"name": "main"}]}}, True),
        ({"containerSet": {"containers": [{"name": "a"}]}}, False),
    ],
)
def test_prints(body: dict[str, Any], yes: bool) -> None:
    assert prints(template(**body)) is yes


def test_calls() -> None:
    plain = build.call({"name": "a"}, ())
    assert set(of_call("steps.a", plain, None)) == {
        f"steps.a.{one}" for one in ("id", "startedAt", "finishedAt", "hostNodeName")
    }
    loop = build.call({"name": "a", "withItems": [1]}, ())
    outputs = {"parameters": [{"name": "p"}], "artifacts": [{"name": "f"}]}
    found = set(of_call("steps.a", loop, template(container={}, daemon=True, outputs=outputs)))
    members = ("ip", "exitCode", "outputs.result", "outputs.parameters", "outputs.parameters.p", "outputs.artifacts.f")
    assert {f"steps.a.{one}" for one in members} <= found
    sequence = build.call({"name": "a", "withSequence": {"count": 1}}, ())
    assert "steps.a.outputs.parameters" not in set(
        of_call("steps.a", sequence, template(container={}, outputs=outputs))
    )


def test_items() -> None:
    call = build.call({"name": "a", "withItems": [{"k": 1}, {"l": 2}, ["x", "y"], 3]}, ())
    assert set(of_items(call)) == {"item.k", "item.l", "item.[0]", "item.[1]"}


def test_global_outputs() -> None:
    outputs = {
        "parameters": [{"name": "p", "globalName": "g"}, {"name": "q"}],
        "artifacts": [{"name": "f", "globalName": "h"}],
    }
    found = dict(global_outputs(template(container={}, outputs=outputs)))
    assert list(found) == ["workflow.outputs.parameters.g", "workflow.outputs.artifacts.h"]
