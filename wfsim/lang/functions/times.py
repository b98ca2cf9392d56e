"""expr-lang's functions of points in time. Only ``now`` looks at a clock."""

from __future__ import annotations

from wfsim.lang import durations
from wfsim.lang.ambient import Ambient, clock
from wfsim.lang.errors import LangError
from wfsim.lang.functions import judging
from wfsim.lang.functions.signatures import Table, declare
from wfsim.lang.moments import layouts, reading, zones
from wfsim.lang.moments.values import Duration, Location, Time
from wfsim.lang.operators import text_of
from wfsim.lang.values import Json

TABLE: Table = {}

_LAYOUTS = (
    "2006-01-02",
    "15:04:05",
    "2006-01-02 15:04:05",
    *(layouts.RFC3339, layouts.RFC822, layouts.RFC850, layouts.RFC1123),
)


@declare(
    TABLE,
    "duration",
    "(text: string) -> any",
    "A span of time such as '1h30m'.",
    go="func(string) (time.Duration, error)",
)
def _duration(text: Json) -> Json:
    return Duration(durations.parse_ns(text_of(text)))


@declare(
    TABLE,
    "timezone",
    "(name: string) -> any",
    "A place by its name, such as 'Europe/Berlin'.",
    go="func(string) (*time.Location, error)",
)
def _timezone(name: Json) -> Json:
    return Location(zones.load(text_of(name)))


@declare(
    TABLE,
    "date",
    "(place_or_text: any, text_or_layout?: any, layout_or_place?: any, place?: string) -> any",
    "A point in time: from a text, its layout, and a place by name; or the place itself, then those.",
    judge=judging.date,
)
def _date(*arguments: Json) -> Json:
    place = arguments[0].place if isinstance(arguments[0], Location) else None
    rest = arguments if place is None else arguments[1:]
    if not rest:
        raise LangError("runtime error: index out of range [0] with length 0")
    text = text_of(rest[0])
    if len(rest) == 2:
        return Time(reading.parsed(text, text_of(rest[1]), place))
    if len(rest) == 3:
        layout = text_of(rest[1])
        return Time(reading.parsed(text, layout, zones.load(text_of(rest[2]))))
    moments = (reading.attempted(text, layout, place) for layout in _LAYOUTS)
    moment = next((one for one in moments if one is not None), None)
    if moment is None:
        raise LangError(f"invalid date {text}")
    return Time(moment)


@declare(TABLE, "now", "(place?: any) -> any", "The time of the run.", judge=judging.now, ambient=True)
def _now(ambient: Ambient | None, *places: Json) -> Json:
    time = clock(ambient, "now")
    return time.elsewhere(places[0].place) if places and isinstance(places[0], Location) else time
