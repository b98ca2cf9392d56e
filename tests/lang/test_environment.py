"""Names, parents, and the nested maps that expressions see."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wfsim.lang.environment import Environment
from wfsim.lang.values import MISSING, Json, Nothing

NAMES = st.lists(st.sampled_from(["a", "b", "c", "a.b", "a.b.c", "a.c", "b.a", "c.c.c"]), unique=True).map(
    lambda names: {name: f"<{name}>" for name in names}
)


def test_a_child_hides_and_adds() -> None:
    env = Environment({"a": "1", "b": "2"}).child({"b": None, "c": "3"})
    assert (env.get("a"), env.get("b", "x"), env.get("c"), env.get("d", "none")) == ("1", None, "3", "none")
    assert "b" in env and "d" not in env and 1 not in env
    assert list(env) == ["a", "b", "c"]


def test_a_name_with_names_below_it_is_their_map() -> None:
    env = Environment({"workflow.parameters": "[]", "workflow.parameters.p": "v"})
    assert env.get("workflow.parameters") == "[]"
    assert env.nested() == {"workflow": {"parameters": {"p": "v"}}}


def test_a_value_that_is_a_map_gives_way_to_dotted_names_and_not_to_itself() -> None:
    env = Environment({"inputs.artifacts.a": {"path": "/x"}})
    assert env.nested() == {"inputs": {"artifacts": {"a": {"path": "/x"}}}}


@given(NAMES, NAMES)
def test_nesting_a_child_is_nesting_all_its_names_and_leaves_the_parent_alone(
    upper: dict[str, Json], lower: dict[str, Json]
) -> None:
    parent = Environment(upper)
    before = repr(parent.nested())
    assert parent.child(lower).nested() == Environment({**upper, **lower}).nested()
    assert repr(parent.nested()) == before


def test_values_are_looked_up_late() -> None:
    asked: list[str] = []

    def lookup(name: str) -> Json | Nothing:
        asked.append(name)
        return {"tasks.a.status": "Succeeded", "tasks.a.ip": None}.get(name, MISSING)

    env = Environment(
        {"x": "1"}, Environment({"y": "2"}), lookup=lookup, names=lambda: ["tasks.a.status", "tasks.a.ip"]
    )
    assert not asked
    assert env.get("x") == "1" and not asked
    assert env.get("tasks.a.status") == "Succeeded" and env.get("y") == "2"
    assert env.nested() == {"x": "1", "y": "2", "tasks": {"a": {"status": "Succeeded", "ip": None}}}
    assert set(env) == {"x", "y", "tasks.a.status", "tasks.a.ip"}


@given(NAMES, NAMES, st.booleans())
def test_a_name_defined_later_is_as_one_that_was_there(
    upper: dict[str, Json], lower: dict[str, Json], ask: bool
) -> None:
    parent = Environment(upper)
    before = repr(parent.nested())
    grown = Environment({}, parent)
    for name, value in lower.items():
        grown.define(name, value)
        if ask:
            grown.nested()
    assert grown.nested() == parent.child(lower).nested()
    assert repr(parent.nested()) == before
