"""The mocks file: every form of it, and every mistake with its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wfsim.drivers.sim import decode
from wfsim.drivers.sim.mocks import By, InOrder, Mocks, OneOf, Outcome, Reply, Resume
from wfsim.text import Source


def loaded(text: str) -> Mocks:
    found = decode.load(Source("mocks.yaml", text))
    assert found.mocks is not None, found.findings
    return found.mocks


def outcome(text: str) -> Outcome:
    (mock,) = loaded(f"mocks:\n  t: {text}\n").mocks
    assert isinstance(mock.behaviour, Outcome)
    return mock.behaviour


def test_an_empty_file_mocks_nothing() -> None:
    assert loaded("# nothing\n") == Mocks()


def test_both_forms_say_the_same() -> None:
    listed = loaded("mocks: [{template: t, exitCode: 1}, {step: a.b, result: x}, {node: 'n*', result: y}]")
    keyed = loaded("mocks: {t: {exitCode: 1}, 'step:a.b': x, 'node: n*': y}")
    assert [one.selector for one in listed.mocks] == [one.selector for one in keyed.mocks]
    assert [one.selector.by for one in keyed.mocks] == [By.TEMPLATE, By.STEP, By.NODE]
    assert [one.behaviour.result for one in keyed.mocks if isinstance(one.behaviour, Outcome)] == [None, "x", "y"]


@pytest.mark.parametrize(
    ("written", "result"),
    [
        ("heads", "heads"),
        ("3", "3"),
        ("true", "true"),
        ("{result: [1, {a: b}]}", '[1,{"a":"b"}]'),
        ("'007'", "007"),
        ("yes", "yes"),
        ("1.10", "1.10"),
    ],
)
def test_results_are_what_a_container_would_print(written: str, result: str) -> None:
    assert outcome(written).result == result


def test_outputs() -> None:
    found = outcome("{outputs: {parameters: {p: 1, q: null, r: [a]}, artifacts: {a: false}}}")
    assert found.parameters == {"p": "1", "q": None, "r": '["a"]'}
    assert found.artifacts == {"a": False}


@pytest.mark.parametrize(("written", "ms"), [("2", 2000), ("0.25", 250), ("1m30s", 90_000), ("'5'", 5000), ("0", 0)])
def test_durations_are_seconds_or_go_text(written: str, ms: int) -> None:
    assert outcome(f"{{duration: {written}}}").duration_ms == ms


def test_the_other_keys() -> None:
    found = outcome("{reason: OOMKilled, message: m, error: e, containers: {side: 2}, phase: Failed, object: {a: 1}}")
    assert (found.reason, found.message, found.error, found.phase) == ("OOMKilled", "m", "e", "Failed")
    assert (found.containers, found.objects) == ({"side": 2}, ({"a": 1},))
    assert outcome("{resume: true}").resume == Resume()
    assert outcome("{resume: {after: 1h, parameters: {p: 2}}}").resume == Resume(3_600_000, {"p": "2"})
    assert outcome("{http: {status: 404, body: {a: 1}}}").http == Reply(404, '{"a":1}')


def test_defaults_and_config_maps() -> None:
    found = loaded("defaults: {duration: 5m}\nconfigMaps: {c: {k: 1}}")
    assert (found.default_duration_ms, found.config_maps) == (300_000, {"c": {"k": "1"}})


def test_choices() -> None:
    (mock,) = loaded("mocks: {t: {oneOf: [a, {result: b, weight: 2}]}}").mocks
    assert isinstance(mock.behaviour, OneOf) and mock.behaviour.weights == (1.0, 2.0)
    (mock,) = loaded("mocks: {t: {attempts: [a]}}").mocks
    assert isinstance(mock.behaviour, InOrder) and mock.behaviour.by_attempt


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("mocks: {t: {exitCod: 1}}", "exitCod", "has no key `exitCod`"),
        ("mocks: {t: {exitCode: 256}}", "256", "at most 255"),
        ("mocks: {t: {exitCode: x}}", "x", "a whole number"),
        ("mocks: {t: {duration: soon}}", "soon", "no duration"),
        ("mocks: {t: {duration: .inf}}", ".inf", "cannot expre"),
        ("mocks: {t: {duration: -5s}}", "-5s", "negative"),
        ("mocks: {t: {duration: -1}}", "-1", "at least 0"),
        ("mocks: {t: {oneOf: []}}", "[]", "at least 1"),
        ("mocks: {t: {oneOf: [{result: a, weight: 0}]}}", "[{result: a, weight: 0}]", "add up"),
        ("mocks: {t: {oneOf: [a], sequence: [b]}}", "{oneOf: [a], sequence: [b]}", "exclude each other"),
        ("mocks: {t: {result: a, outputs: {result: b}}}", "b", "given twice"),
        ("mocks: [{exitCode: 1}]", "{exitCode: 1}", "here is none"),
        ("mocks: [{template: a, step: b}]", "{template: a, step: b}", "template and step"),
        ("mocks: 3", "3", "must be a list or a mapping"),
        ("- a", "- a", "must be a mapping"),
        ("mocks: {t: {weight: 1}}", "weight", "has no key"),
        ("mocks: {t: a}\n---\nmocks: {}", "mocks: {}", "one document"),
        ("mocks: {t: [", "", ""),
    ],
)
def test_mistakes_have_a_place(text: str, place: str, said: str) -> None:
    found = decode.load(Source("mocks.yaml", text))
    assert found.mocks is None
    assert any(place in one.at.text and said in one.message for one in found.findings), found.findings


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from(
    ["exitCode", "result", "outputs", "duration", "oneOf", "sequence", "attempts", "resume", "http", "object", "weight"]
)


@given(st.dictionaries(st.text(max_size=8), st.dictionaries(KEYS, JSON, max_size=4) | JSON, max_size=3))
def test_any_data_gives_mocks_or_findings(data: dict[str, object]) -> None:
    found = decode.of_data({"mocks": data})  # type: ignore[dict-item]
    assert (found.mocks is None) == any(one.severity == "error" for one in found.findings)


@given(st.text(max_size=60))
def test_any_text_gives_mocks_or_findings(text: str) -> None:
    found = decode.load(Source("mocks.yaml", text))
    assert found.mocks is not None or found.findings
