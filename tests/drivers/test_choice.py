"""Choices: seeded, weighted, in order, by attempt; and what is said of mocks that had no effect."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from wfsim.drivers.sim import decode
from wfsim.drivers.sim.choice import Picker, draw, pick
from wfsim.drivers.sim.mocks import Mocks
from wfsim.drivers.sim.selectors import Names
from wfsim.text import Source


def mocks(text: str) -> Mocks:
    loaded = decode.load(Source("mocks.yaml", text))
    assert loaded.mocks is not None, loaded.findings
    return loaded.mocks


def names(logical: str = "wf[0].a", workflow: str = "wf") -> Names:
    return Names(logical, logical, "t", workflow)


def results(picker: Picker, count: int) -> list[str | None]:
    found = [picker.outcome(names(f"wf[{i}].a"), 0) for i in range(count)]
    return [one.result if one else None for one in found]


def test_a_sequence_is_consumed_in_order_and_its_last_entry_repeats() -> None:
    found = results(Picker(mocks("mocks: {t: [tails, tails, heads]}"), 0), 5)
    assert found == ["tails", "tails", "heads", "heads", "heads"]


def test_attempts_are_counted_for_each_node() -> None:
    picker = Picker(mocks("mocks: {t: {attempts: [{exitCode: 1}, ok]}}"), 0)
    for node in ("wf[0].a", "wf[0].b"):
        codes = [found.exit_code for i in range(3) if (found := picker.outcome(names(node), i))]
        assert codes == [1, 0, 0]


def test_a_choice_depends_on_seed_node_and_attempt_but_not_on_order_or_run_name() -> None:
    text = "mocks: {t: {oneOf: [a, b, c]}}"
    forward, backward = Picker(mocks(text), 7), Picker(mocks(text), 7)
    nodes = [f"wf[{i}].a" for i in range(20)]
    first = {node: forward.outcome(names(node), 0) for node in nodes}
    second = {node: backward.outcome(names(node), 0) for node in reversed(nodes)}
    assert first == second
    renamed = Picker(mocks(text), 7)
    assert [renamed.outcome(names(f"other[{i}].a", "other"), 0) for i in range(20)] == list(first.values())


def test_weights_are_kept_about() -> None:
    picker = Picker(mocks("mocks: {t: {oneOf: [{result: a, weight: 3}, b, {result: c, weight: 0}]}}"), 1)
    counts = Counter(results(picker, 400))
    assert set(counts) == {"a", "b"}
    assert 240 < counts["a"] < 360


def test_choices_nest_and_keep_what_surrounds_them() -> None:
    picker = Picker(mocks("mocks: {t: {duration: 5, sequence: [{exitCode: 1}, {oneOf: [x, x], message: m}]}}"), 0)
    first, second = picker.outcome(names(), 0), picker.outcome(names(), 1)
    assert first is not None and second is not None
    assert (first.exit_code, first.duration_ms, first.result) == (1, 5000, None)
    assert (second.exit_code, second.duration_ms, second.result, second.message) == (0, 5000, "x", "m")


@given(
    st.lists(st.floats(0, 10), min_size=1).filter(lambda weights: sum(weights) > 0), st.floats(0, 1, exclude_max=True)
)
def test_pick_takes_only_what_has_weight(weights: list[float], number: float) -> None:
    assert weights[pick(weights, number)] > 0


@given(st.integers(), st.text(), st.integers())
def test_draw_is_a_number_below_one_and_always_the_same(seed: int, node: str, attempt: int) -> None:
    number = draw(seed, node, attempt)
    assert 0 <= number < 1
    assert number == draw(seed, node, attempt)


def test_unused_mocks_and_rests_of_sequences_are_told() -> None:
    picker = Picker(mocks("mocks: {t: [a, b, c], other: x}"), 0)
    results(picker, 2)
    said = [(one.code, one.at.text, one.message) for one in picker.findings()]
    assert said == [
        ("unused-mock", "[a, b, c]", "only 2 of the 3 entries of this sequence were used"),
        ("unused-mock", "other", "no node of this run used the mock for template other"),
    ]


def test_a_key_without_effect_is_told_once() -> None:
    picker = Picker(mocks("mocks: {t: {exitCode: 1, resume: true}}"), 0)
    for i in range(3):
        outcome = picker.outcome(names(), i)
        assert outcome is not None
        picker.note(outcome, outcome.given, {"exitCode"}, "a pod", names())
    (said,) = picker.findings()
    assert (said.code, said.message) == ("mock-without-effect", "'resume' means nothing for a pod (wf[0].a)")
