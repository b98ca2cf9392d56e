"""The lines that ``argo get`` prints above the tree: name, status, times, progress, parameters.

In: ``RunRecord``. Out: text ending in a line break; called by ``simulate``, and by ``get``, which knows what time it is
and therefore how long ago things happened.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from wfsim.record.run import RunRecord
from wfsim.record.status import conditions, progress, status
from wfsim.render.words import long_duration, one_line, one_unit
from wfsim.spec.model import JsonObject
from wfsim.yamlio.nodes import Json

_MARKS = {"MetricsError": "✖", "SpecWarning": "⚠"}  # complaint → its mark; others have none


def render(record: RunRecord, now_ms: int | None = None) -> str:
    """The header, without trailing blanks; with an instant, also the conditions and how long ago things happened."""
    return "".join(f"{label:<20} {one_line(value)}".rstrip() + "\n" for label, value in _lines(record, now_ms))


def _lines(record: RunRecord, now_ms: int | None) -> Iterator[tuple[str, str]]:
    account = record.spec.get("serviceAccountName")
    yield "Name:", record.name
    yield "Namespace:", record.namespace
    yield "ServiceAccount:", str(account) if account else _unset(record)
    yield "Status:", status(record)
    if record.message:
        yield "Message:", record.message
    if now_ms is not None:
        yield from _conditions(record)
    yield from _times(record, now_ms)
    yield "Progress:", progress(record)
    yield from _parameters("Parameters", record.spec.get("arguments"))
    yield from _parameters("Output Parameters", record.outputs)


def _unset(record: RunRecord) -> str:
    """What is said of the account where the workflow names none."""
    return "unset" if record.spec.get("workflowTemplateRef") else "unset (will run with the default ServiceAccount)"


def _conditions(record: RunRecord) -> Iterator[tuple[str, str]]:
    known = conditions(record)
    if known:
        yield "Conditions:", ""
    for name, holds in known.items():
        yield f" {name}", str(holds)
    for name, said in record.complaints.items():
        yield f"{_MARKS.get(name, '')} {name}", said


def _times(record: RunRecord, now_ms: int | None) -> Iterator[tuple[str, str]]:
    start, end = record.started_ms, record.finished_ms
    created = start if record.created_ms is None else record.created_ms
    if created is not None:
        yield "Created:", instant(created, now_ms)
    if start is None:
        return
    yield "Started:", instant(start, now_ms)
    if end is not None:
        yield "Finished:", instant(end, now_ms)
        yield "Duration:", long_duration(end // 1000 - start // 1000)
    elif now_ms is not None:
        yield "Duration:", long_duration(max(now_ms // 1000 - start // 1000, 0))


def instant(at_ms: int, now_ms: int | None) -> str:
    """``Mon Nov 23 06:17:40 +0000``, the same in every locale; and how long ago that is."""
    at = datetime.fromtimestamp(at_ms // 1000, UTC)
    day = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[at.weekday()]
    month = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")[at.month - 1]
    ago = "" if now_ms is None else f" ({relative(at_ms, now_ms)})"
    return f"{day} {month} {at:%d %H:%M:%S} +0000{ago}"


def relative(at_ms: int, now_ms: int) -> str:
    """``10 seconds ago``, ``now``, ``1 minute from now``: one unit, cut."""
    seconds = now_ms // 1000 - at_ms // 1000
    if seconds == 0:
        return "now"
    return f"{one_unit(abs(seconds))} {'ago' if seconds > 0 else 'from now'}"


def _parameters(title: str, arguments: Json | JsonObject) -> Iterator[tuple[str, str]]:
    found = arguments.get("parameters") if isinstance(arguments, Mapping) else None
    if not isinstance(found, list) or not found:
        return
    yield f"{title}:", ""
    for one in found:
        if isinstance(one, Mapping) and one.get("value") is not None:
            yield f"  {one.get('name', '')}:", str(one["value"])
