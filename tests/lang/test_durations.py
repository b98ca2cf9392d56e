"""Durations, quantities, and Argo's words for a time."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wfsim.lang import durations, quantities
from wfsim.lang.errors import BudgetSpent, LangError


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
    ("text", "problem", "told"),
    [
        ("", 'time: invalid duration ""', "expected a number with a unit, such as 30s or 1h30m"),
        ("1d", 'time: unknown unit "d" in duration "1d"', "found `d`, expected one of the units h, m, s, ms, us or ns"),
        (
            "1.5",
            'time: missing unit in duration "1.5"',
            "expected one of the units h, m, s, ms, us or ns behind the number",
        ),
        (".s", 'time: invalid duration ".s"', "expected a number with a unit, such as 30s or 1h30m"),
        ("x", 'time: invalid duration "x"', "expected a number with a unit, such as 30s or 1h30m"),
        ("999999999h", 'time: invalid duration "999999999h"', "expected at most 2562047h47m"),
        (
            "1 s",
            'time: unknown unit " s" in duration "1 s"',
            "found ` s`, expected one of the units h, m, s, ms, us or ns",
        ),
    ],
)
def test_what_is_no_duration(text: str, problem: str, told: str) -> None:
    with pytest.raises(LangError) as error:
        durations.parse_ms(text)
    assert error.value.message == problem
    assert error.value.told(text) == told


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


@pytest.mark.parametrize(
    ("text", "problem", "told"),
    [
        ("", "quantities must match the regular expression", "expected a number"),
        ("1 Gi", "quantities must match the regular expression", "found a blank, expected a digit or one of n, u,"),
        ("1K", "unable to parse quantity's suffix", "found `K`, expected one of n, u,"),
        ("GI", "quantities must match the regular expression", "found `I`, expected a digit or"),
        ("1ki", "unable to parse quantity's suffix", "found `ki`, expected one of n, u,"),
        ("0x1", "quantities must match the regular expression", "found `x`, expected a digit or"),
        ("1e", "unable to parse quantity's suffix", "found `e`, expected one of n, u,"),
        ("1_0", "quantities must match the regular expression", "found `_`, expected a digit or"),
        ("Ei", "unable to parse numeric part of quantity", "found nothing, expected a number"),
    ],
)
def test_what_is_no_quantity(text: str, problem: str, told: str) -> None:
    with pytest.raises(LangError) as error:
        quantities.parse(text)
    assert error.value.message.startswith(problem)
    assert error.value.told(text).startswith(told)


def test_quantities_too_large_to_be_written_out_are_read() -> None:
    quantities.check("1e2147483647")
    assert quantities.parse("1e-2147483648") == Fraction(1, 10**9)
    with pytest.raises(BudgetSpent):
        quantities.parse("1e2147483647")
