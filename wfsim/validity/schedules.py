"""Cron schedules as Argo's cron library reads them.

In: the text of a schedule. Out: what is wrong with it, in that library's words, or None. Only the form is judged: the
thirtieth of February is a date that never comes, and accepted.
"""

from __future__ import annotations

import re

from wfsim.lang import durations
from wfsim.lang.errors import LangError
from wfsim.text.records import NamedTuple
from wfsim.validity.timezones import is_timezone

_DESCRIPTORS = ("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly")
_MONTHS = {
    name: n
    for n, name in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)
}
_DAYS = {name: n for n, name in enumerate(["sun", "mon", "tue", "wed", "thu", "fri", "sat"])}


class _Field(NamedTuple):
    lowest: int
    highest: int
    names: dict[str, int]


_FIELDS = (_Field(0, 59, {}), _Field(0, 23, {}), _Field(1, 31, {}), _Field(1, 12, _MONTHS), _Field(0, 6, _DAYS))


class _Malformed(ValueError):
    """What is wrong."""


def problem(schedule: str) -> str | None:
    """What is wrong with a schedule, or None."""
    try:
        _schedule(schedule)
    except _Malformed as error:
        return str(error)
    return None


def _schedule(text: str) -> None:
    if not text:
        raise _Malformed("empty spec string")
    zoned = re.match(r"(?:CRON_TZ|TZ)=(\S*)(.*)", text, re.DOTALL)
    if zoned is not None:
        name, text = zoned[1], zoned[2].strip()
        if name and not is_timezone(name):
            raise _Malformed(f"provided bad location {name}: unknown time zone {name}")
    if text.startswith("@"):
        _descriptor(text)
        return
    fields = text.split()
    if len(fields) != len(_FIELDS):
        raise _Malformed(f"expected exactly {len(_FIELDS)} fields, found {len(fields)}: [{' '.join(fields)}]")
    for text_of_field, field in zip(fields, _FIELDS, strict=True):
        for part in text_of_field.split(","):
            if part:
                _range(part, field)


def _descriptor(text: str) -> None:
    if text in _DESCRIPTORS:
        return
    if text.startswith("@every "):
        try:
            durations.parse_ns(text.removeprefix("@every "))
        except LangError as error:
            raise _Malformed(f"failed to parse duration {text}: {error}") from None
        return
    raise _Malformed(f"unrecognized descriptor: {text}")


def _range(text: str, field: _Field) -> None:
    """One part of a field: ``*``, ``?``, a number, a range, each with a step or without."""
    span, *steps = text.split("/")
    low, *high = span.split("-")
    if low in ("*", "?"):
        start, end = field.lowest, field.highest
    else:
        start = _number(low, field)
        if len(high) > 1:
            raise _Malformed(f"too many hyphens: {text}")
        end = _number(high[0], field) if high else start
    if len(steps) > 1:
        raise _Malformed(f"too many slashes: {text}")
    step = _whole(steps[0]) if steps else 1
    if steps and not high and low not in ("*", "?"):
        end = field.highest
    if start < field.lowest:
        raise _Malformed(f"beginning of range ({start}) below minimum ({field.lowest}): {text}")
    if end > field.highest:
        raise _Malformed(f"end of range ({end}) above maximum ({field.highest}): {text}")
    if start > end:
        raise _Malformed(f"beginning of range ({start}) beyond end of range ({end}): {text}")
    if step == 0:
        raise _Malformed(f"step of range should be a positive number: {text}")


def _number(text: str, field: _Field) -> int:
    return field.names[text.lower()] if text.lower() in field.names else _whole(text)


def _whole(text: str) -> int:
    if re.fullmatch(r"[+-]?[0-9]+", text) is None:
        raise _Malformed(f'failed to parse int from {text}: strconv.Atoi: parsing "{text}": invalid syntax')
    if int(text) < 0:
        raise _Malformed(f"negative number ({int(text)}) not allowed: {text}")
    return int(text)
