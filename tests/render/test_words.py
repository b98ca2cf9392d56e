"""Durations as Argo prints them, and text that must keep to its line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wfsim.render.words import long_duration, one_line, short_duration, wrapped


@pytest.mark.parametrize(
    ("seconds", "short", "long"),
    [
        (0, "0s", "0 seconds"),
        (1, "1s", "1 second"),
        (59, "59s", "59 seconds"),
        (60, "1m", "1 minute 0 seconds"),
        (121, "2m", "2 minutes 1 seconds"),
        (3_600, "1h", "1 hour 0 minutes"),
        (90_000, "1d", "1 day 1 hours"),
        (1_000_000, "11d", "1 week 13 hours"),
    ],
)
def test_durations(seconds: int, short: str, long: str) -> None:
    assert (short_duration(seconds), long_duration(seconds)) == (short, long)


def test_one_line() -> None:
    assert one_line("a\n\x1b\u202eé") == "a\\n\\x1b\\u202eé"


def test_wrapping_breaks_at_blanks_and_after_commas() -> None:
    assert wrapped("try-system(0:release:12,system:debian)", 30) == ["try-system(0:release:12,", "system:debian)"]
    assert wrapped("one two three", 7) == ["one two", "three"]
    assert wrapped("abcdefgh", 3) == ["abc", "def", "gh"]
    assert wrapped("aaa bbb ccc", 3, most=2) == ["aaa", "b …"]
    assert wrapped("  ", 5) == []


@given(st.text(), st.integers(3, 40))
def test_lines_keep_to_the_width(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert len(lines) <= 6 and all(len(line) <= width for line in lines)
