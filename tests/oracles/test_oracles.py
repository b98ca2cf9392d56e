"""Both sides evaluate what hypothesis writes: success or error and the result must agree.

A fixed budget for every run; ``python -m tests.oracles.survey`` is the long one. A disagreement becomes a row of
``fixtures/lang`` (``--record`` writes it), which tests/lang/test_oracle_fixtures.py replays without Go.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.oracles.languages import LANGUAGES, Language, compare, ours
from tests.oracles.oracle import Oracle, Unavailable, build
from tests.oracles.survey import by_chance, known
from wfsim.lang import goprintable

EXAMPLES = 800


@pytest.fixture(scope="module")
def oracle() -> Iterator[Oracle]:
    try:
        build()
    except Unavailable as reason:
        if os.environ.get("WFSIM_ORACLES") == "required":
            raise
        pytest.skip(str(reason))
    running = Oracle()
    yield running
    running.close()


@pytest.mark.oracle
@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_the_libraries_agree(language: Language, oracle: Oracle) -> None:
    @settings(max_examples=EXAMPLES * language.share, suppress_health_check=[HealthCheck.too_slow], database=None)
    @given(st.integers(0, 2**32))
    def agree(seed: int) -> None:
        request = language.inputs(Random(seed))
        theirs = oracle.ask(request)
        difference = compare(request, ours(request), theirs)
        if difference and not known(request, difference) and not by_chance(request, theirs, oracle):
            pytest.fail(f"{request['text']!r}: {difference}")

    agree()


@pytest.mark.oracle
def test_every_function_of_the_libraries_is_in_the_table(oracle: Oracle) -> None:
    from wfsim.lang.functions.table import SPRIG

    answer = oracle.ask({"op": "functions", "text": ""})
    assert answer is not None
    theirs = {name.removeprefix("sprig."): type for name, type in answer["result"].items() if name.startswith("sprig.")}
    assert {name: one.types[0].name for name, one in SPRIG.items()} == theirs


@pytest.mark.oracle
def test_the_printable_characters_are_gos(oracle: Oracle) -> None:
    assert oracle.ask({"op": "printables", "text": ""}) == {"result": [*goprintable.turns()]}


def test_a_panic_of_gojq_is_no_answer() -> None:
    panic = {"error": "panic: runtime error"}
    assert compare({"op": "jq", "text": "env.index"}, {"result": "null"}, panic) is None
    assert compare({"op": "when", "text": "a"}, {"result": True}, panic) is not None
