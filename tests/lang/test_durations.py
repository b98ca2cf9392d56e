"""Durations, quantities, and Argo's words for a time."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wfsim.lang import durations, quantities
from wfsim.lang.errors import LangError


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("10", 10_000),
        ("-5", -5_000),
        ("1h30m", 5_400_000),
        ("1.5s", 1_500),
        ("0", 0),
        ("100us", 0),
        (".5m", 30_000),
        ("+1m0.5s", 60_500),
        ("2µs", 0),
        ("-1.5ms", -1),
    ],
)
def test_durations(text: str, ms: int) -> None:
    assert durations.parse_ms(text) == ms


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", 'time: invalid duration ""'),
        ("1d", 'time: unknown unit "d" in duration "1d"'),
        ("1.5", 'time: missing unit in duration "1.5"'),
        (".s", 'time: invalid duration ".s"'),
        ("x", 'time: invalid duration "x"'),
        ("999999999h", 'time: invalid duration "999999999h"'),
        ("1 s", 'time: unknown unit " s" in duration "1 s"'),
    ],
)
def test_what_is_no_duration(text: str, problem: str) -> None:
    with pytest.raises(LangError) as error:
        durations.parse_ms(text)
    assert error.value.message == problem


@given(st.text(alphabet="0123456789.hmsnu µ+-", max_size=12))
def test_any_text_is_a_duration_or_a_lang_error(text: str) -> None:
    try:
        assert isinstance(durations.parse_ms(text), int)
    except LangError:
        return


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (59.9, "59 seconds"),
        (60, "1 minute 0 seconds"),
        (121, "2 minutes 1 second"),
        (3600, "1 hour 0 minutes"),
        (86_400, "1 day 0 hours"),
        (180_000, "2 days 2 hours"),
    ],
)
def test_human_words(seconds: float, words: str) -> None:
    assert durations.human(int(seconds * 1000)) == words


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("100m", Fraction(1, 10)),
        ("1Gi", 2**30),
        ("1.5", Fraction(3, 2)),
        ("1e3", 1000),
        ("1E", 10**18),
        ("5E-1", Fraction(1, 2)),
        ("2k", 2000),
        ("1.", 1),
    ],
)
def test_quantities(text: str, value: Fraction) -> None:
    assert quantities.parse(text) == value


@pytest.mark.parametrize("text", ["", "1K", "1 Gi", "GI", "1ki", "0x1", "1e", "1_0"])
def test_what_is_no_quantity(text: str) -> None:
    with pytest.raises(LangError, match="quantities must match the regular expression"):
        quantities.parse(text)
