"""What a task waits for, as Argo's validator reads ``depends``."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wfsim.spec.model import Call
from wfsim.validity.containers import find_cycle
from wfsim.validity.dependencies import before, needs, ordered, unknown_results


@pytest.mark.parametrize(
    ("depends", "names", "of_items"),
    [
        ("a && b.Succeeded", ["a", "b"], []),
        ("a and true || 1", ["a", "and", "true", "1"], []),
        ("a.succeeded", ["a", "succeeded"], []),
        ("a.AnySucceeded", ["a"], ["a"]),
        ("a.AnySucceeded || a", ["a"], []),
        ("a || a.AllFailed", ["a"], ["a"]),
        ("a.AnySucceeded && a.Failed", ["a"], ["a"]),
        ("!(a $%^", ["a"], []),
    ],
)
def test_needs(depends: str, names: list[str], of_items: list[str]) -> None:
    found = needs(Call("t", depends=depends))
    assert list(found) == names
    assert [name for name, need in found.items() if need.of_items] == of_items


def test_dependencies_are_read_the_same_way() -> None:
    found = needs(Call("t", dependencies=("a", "b-1")))
    assert [(need.name, need.position) for need in found.values()] == [("a", 0), ("b-1", 1)]


def test_unknown_results() -> None:
    assert unknown_results(Call("t", depends="a.Succeded && b.Failed")) == [("a", "Succeded", (2, 10))]


GRAPHS = st.dictionaries(st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdef"), max_size=3), max_size=6)


@given(GRAPHS)
def test_order_puts_what_is_waited_for_first(graph: dict[str, list[str]]) -> None:
    tasks = tuple(Call(name, dependencies=tuple(dict.fromkeys(below))) for name, below in graph.items())
    waits = {task.name: needs(task) for task in tasks}
    found = ordered(tasks, waits)
    assert sorted(task.name for task in found) == sorted(graph)
    if find_cycle(graph) is None:
        place = {task.name: i for i, task in enumerate(found)}
        for name in graph:
            assert all(place[other] < place[name] for other in before(Call(name), waits) if other in place)


@given(GRAPHS)
def test_a_cycle_is_a_way_that_comes_back(graph: dict[str, list[str]]) -> None:
    cycle = find_cycle(graph)
    waits = {name: needs(Call(name, dependencies=tuple(below))) for name, below in graph.items()}
    if cycle is None:
        assert not any(name in before(Call(name), waits) for name in graph)
    else:
        assert cycle[0] == cycle[-1]
        assert all(after in graph[before] for before, after in pairwise(cycle))
