"""Dates: seconds of the epoch, arrays of a date's parts, texts.

The zone of the controller is UTC, as in Argo's image, so that local times are those of Greenwich.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from wfsim.lang.gomath.rounding import floor
from wfsim.lang.gomath.rounding import to_int as to_int_as_is
from wfsim.lang.gonumbers import wrap
from wfsim.lang.jq import calendar, strftime, strptime
from wfsim.lang.jq.budget import Budget
from wfsim.lang.jq.calendar import Moment
from wfsim.lang.jq.functions.rows import Function
from wfsim.lang.jq.mistakes import failed, unfit
from wfsim.lang.jq.values import Value, to_float, to_int

_NONE: Final = Moment(-62_135_596_800, 0)  # Go's time of no value


def _parts(seconds: float) -> list[Value]:
    moment = calendar.of_float(seconds)
    year, month, day = moment.date()
    hour, minute, second = moment.clock()
    exact = float(second) + float(moment.nanoseconds) / 1e9
    return [year, month - 1, day, hour, minute, exact, moment.weekday(), moment.yearday() - 1]


def _moment(parts: list[Value]) -> Moment | None:
    """The moment of a date's parts; what is missing is zero. None where anything is no number."""
    found = [to_int(one) for one in parts[:8]]
    if None in found:
        return None
    numbers = [one for one in found if one is not None] + [0] * 8
    nanoseconds = 0
    if len(parts) > 5:
        seconds = to_float(parts[5])
        if seconds is None:
            return None
        numbers[5], nanoseconds = to_int_as_is(seconds), to_int_as_is((seconds - floor(seconds)) * 1e9)
    year, month, day, hour, minute, second = numbers[:6]
    return calendar.of_parts(year, wrap(month + 1), day, hour, minute, second, nanoseconds)


def _time(name: str) -> Callable[[Budget, Value], Value]:
    def call(budget: Budget, value: Value) -> Value:
        seconds = to_float(value)
        if seconds is None:
            raise unfit(name, value)
        return _parts(seconds)

    return call


def _mktime(budget: Budget, value: Value) -> Value:
    if not isinstance(value, list):
        raise unfit("mktime", value)
    moment = _moment(value)
    if moment is None:
        raise failed("expected an array of 8 numbers", "mktime", value)
    return moment.epoch()


def _written(name: str) -> Callable[[Budget, Value, Value], Value]:
    def call(budget: Budget, value: Value, form: Value) -> Value:
        seconds = to_float(value)
        parts = value if seconds is None else _parts(seconds)
        if not isinstance(parts, list) or not isinstance(form, str):
            raise unfit(name, parts, form)
        moment = _moment(parts)
        if moment is None:
            raise failed("expected an array of 8 numbers", name, parts, form)
        budget.spend(20 + 2 * len(form))
        found = strftime.formatted(moment, form)
        budget.spend(len(found) >> 3)
        return found

    return call


def _strptime(budget: Budget, value: Value, form: Value) -> Value:
    if not isinstance(value, str) or not isinstance(form, str):
        raise unfit("strptime", value, form)
    budget.spend(20 + len(form))
    try:
        moment = strptime.parsed(value, form)
    except strptime.Unreadable as error:
        raise failed(str(error), "strptime", value, form) from None
    if moment == _NONE:
        raise unfit("strptime", value, form)
    return _parts(moment.epoch())


ROWS: Final = (
    Function("gmtime", 0, "The parts of a date, of seconds of the epoch; months begin with 0.", _time("gmtime")),
    Function("localtime", 0, "The same, in the zone of the controller, UTC.", _time("localtime")),
    Function("mktime", 0, "The seconds of the epoch of a date's parts.", _mktime),
    Function("strftime", 1, "A date in a format: %Y-%m-%d and the like.", _written("strftime")),
    Function("strflocaltime", 1, "The same, in the zone of the controller, UTC.", _written("strflocaltime")),
    Function("strptime", 1, "The parts of a date, read by a format.", _strptime),
)
