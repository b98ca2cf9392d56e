"""The tasks before a task, found as far as somebody asks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wfsim.spec.ancestors import Ancestors

GRAPHS = st.dictionaries(st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdef"), max_size=3), max_size=6)


def closure(graph: dict[str, list[str]], name: str) -> set[str]:
    found: set[str] = set(graph.get(name, ()))
    while more := {two for one in found for two in graph.get(one, ())} - found:
        found |= more
    return found


@given(GRAPHS, st.lists(st.sampled_from("abcdef")))
def test_they_are_all_that_is_needed_at_any_distance(graph: dict[str, list[str]], asked: list[str]) -> None:
    for name in graph:
        whole = closure(graph, name)
        lazy = Ancestors(name, lambda one: graph.get(one, ()))
        assert all((one in lazy) is (one in whole) for one in asked)
        assert sorted(lazy) == sorted(whole)


def test_what_is_near_is_found_without_looking_far() -> None:
    looked_at: list[str] = []

    def needs(name: str) -> list[str]:
        looked_at.append(name)
        return [str(int(name) - 1)] if int(name) else []

    assert "999" in Ancestors("1000", needs)
    assert looked_at == ["1000"]
