"""Orders, cycles and paths of directed graphs."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wfsim.plan.graph import Digraph

DIAMOND = Digraph({"a": "bc", "b": "d", "c": "d", "d": ""})

graphs = st.dictionaries(st.integers(0, 9), st.lists(st.integers(0, 9), max_size=4), max_size=10)


def test_order_of_a_diamond() -> None:
    assert DIAMOND.order() == ("a", "b", "c", "d")
    assert DIAMOND.cycle() == ()


def test_shortest_cycle_begins_with_its_first_node() -> None:
    assert Digraph({"a": "b", "b": "c", "c": "ad", "d": "c"}).cycle() == ("c", "d")
    assert Digraph({"a": "b", "b": "b"}).cycle() == ("b",)
    assert Digraph({"x": "a", "a": "b", "b": "a"}).cycle() == ("a", "b")


def test_critical_path_by_weight() -> None:
    weights = {"a": 1, "b": 1, "c": 5, "d": 1}
    assert DIAMOND.critical_path() == ("a", "b", "d")
    assert DIAMOND.critical_path(weights.__getitem__) == ("a", "c", "d")
    assert Digraph[str]({}).critical_path() == ()


@given(graphs)
def test_order_and_cycle_exclude_each_other(edges: dict[int, list[int]]) -> None:
    graph = Digraph(edges)
    order, cycle = graph.order(), graph.cycle()
    assert bool(cycle) == (len(order) < len(graph.nodes))
    place = {node: index for index, node in enumerate(order)}
    assert all(place[a] < place[b] for a in order for b in graph.successors(a) if b in place)
    for here, there in zip(cycle, cycle[1:] + cycle[:1], strict=True):
        assert there in graph.successors(here)
