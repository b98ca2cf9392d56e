"""Scopes in layers: what templating and expressions see of them, whenever they look."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wfsim.engine.scope import Scope
from wfsim.lang.environment import Environment
from wfsim.lang.values import MISSING, Json

NAMES = st.sampled_from(["steps.a.id", "steps.a.outputs.result", "steps.b", "inputs.parameters.x"])
VALUES = st.sampled_from([None, "", "text", {"s3": {"key": "k"}}])
SETS = st.lists(st.tuples(NAMES, VALUES), max_size=8)


@given(SETS, SETS)
def test_layers_are_one_dict_laid_over_another(below: list[tuple[str, Json]], above: list[tuple[str, Json]]) -> None:
    workflow = Environment({"workflow.name": "w"})
    base = Scope()
    top = base.layer()
    for scope, pairs in ((base, below), (top, above)):
        for name, value in pairs:
            scope[name] = value
            scope.texts(workflow).nested()
    seen = {**dict(below), **dict(above)}
    for name, value in seen.items():
        assert top.find(name) == value
        assert top.everything().get(name, MISSING) == value
        if value is None or isinstance(value, str):
            assert top.texts(workflow).get(name, "absent") == value
    assert top.texts(workflow).get("workflow.name") == "w"
    assert top.find("steps.z") is MISSING


def test_what_a_layer_adds_stays_there() -> None:
    base = Scope({"steps.a.status": "Succeeded"})
    base.layer()["steps.a.status"] = "Failed"
    assert base.find("steps.a.status") == "Succeeded"


def test_an_artifact_takes_the_place_of_a_text() -> None:
    scope = Scope({"steps.a": "text"})
    workflow = Environment()
    assert "steps.a" in scope.texts(workflow)
    scope["steps.a"] = {"path": "/x"}
    assert "steps.a" not in scope.texts(workflow) and scope.find("steps.a") == {"path": "/x"}
