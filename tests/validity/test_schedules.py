"""Cron schedules: form only."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wfsim.lang import timezones
from wfsim.lang.errors import LangError
from wfsim.validity.schedules import problem


@pytest.mark.parametrize(
    "schedule",
    [
        "* * * * *",
        "0 0 30 2 *",
        "*/15 0-12/3 1,15 jan-dec mon",
        "? ? ? ? ?",
        "@yearly",
        "@every 90s",
        "TZ=UTC 0 0 * * *",
        "CRON_TZ=Europe/Paris @daily",
        "59/1 23 31 12 6",
        "0 0 * * SUN-SAT",
        "*-5 * * * *",
        ",1, * * * *",
    ],
)
def test_good(schedule: str) -> None:
    assert problem(schedule) is None


@pytest.mark.parametrize(
    ("schedule", "says"),
    [
        ("", "empty spec string"),
        ("* * * * * *", "expected exactly 5 fields, found 6: [* * * * * *]"),
        ("60 * * * *", "end of range (60) above maximum (59): 60"),
        ("* * 0 * *", "beginning of range (0) below minimum (1): 0"),
        ("5-1 * * * *", "beginning of range (5) beyond end of range (1): 5-1"),
        ("1-2-3 * * * *", "too many hyphens: 1-2-3"),
        ("1/2/3 * * * *", "too many slashes: 1/2/3"),
        ("*/0 * * * *", "step of range should be a positive number: */0"),
        ("* * * foo *", 'failed to parse int from foo: strconv.Atoi: parsing "foo": invalid syntax'),
        ("@every 90", 'failed to parse duration @every 90: time: missing unit in duration "90"'),
        ("1- * * * *", 'failed to parse int from : strconv.Atoi: parsing "": invalid syntax'),
        ("@never", "unrecognized descriptor: @never"),
        ("TZ=Moon 0 0 * * *", "provided bad location Moon: unknown time zone Moon"),
    ],
)
def test_bad(schedule: str, says: str) -> None:
    found = problem(schedule)
    assert found is not None and found.message == says
    assert found.expected and found.start is not None and found.end is not None
    assert found.start < found.end <= len(schedule) or found.told(schedule)


@given(st.text(alphabet="0123456789*/,-?@ TZ=evrymonjan", max_size=30))
def test_any_text_has_an_answer(schedule: str) -> None:
    problem(schedule)


def test_a_zone_of_a_thousand_steps_is_an_unknown_zone() -> None:
    name = "Asia/TZ=" * 1000 + "Asia"
    with pytest.raises(LangError, match="unknown time zone Asia/"):
        timezones.zone(name)
