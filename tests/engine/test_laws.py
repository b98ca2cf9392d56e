"""Laws of the engine that hold for every workflow."""

from __future__ import annotations

import json
import random
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests import strategies
from tests.engine import runs
from wfsim.engine.engine import Engine


@given(strategies.workflows(), strategies.ends)
def test_state_survives_json_between_any_two_events(spec: dict[str, Any], ends: list[tuple[int, int]]) -> None:
    definitions = runs.definitions_of(yaml.safe_dump(spec))
    plain = runs.play(definitions, ends)
    restored = runs.play(definitions, ends, restore=lambda engine: Engine.from_json(definitions, engine.to_json()))
    assert runs.comparable(restored) == runs.comparable(plain)


@given(strategies.workflows(), strategies.ends, st.integers())
def test_order_of_events_within_one_instant_does_not_matter(
    spec: dict[str, Any], ends: list[tuple[int, int]], seed: int
) -> None:
    definitions = runs.definitions_of(yaml.safe_dump(spec))
    chance = random.Random(seed)
    plain = runs.play(definitions, ends)
    shuffled = runs.play(definitions, ends, shuffle=lambda events: chance.sample(events, len(events)))
    assert shuffled.to_json() == plain.to_json()


@given(strategies.workflows(), strategies.ends)
def test_a_run_in_which_nothing_runs_is_over(spec: dict[str, Any], ends: list[tuple[int, int]]) -> None:
    engine = runs.play(runs.definitions_of(yaml.safe_dump(spec)), ends, most=400)
    if not runs.running(engine):
        stuck = json.dumps(runs.phases(engine))
        assert engine.finished or "Running" in stuck, stuck
