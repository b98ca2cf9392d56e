"""The lines that ``argo get`` prints above the tree: name, status, times, progress, parameters.

In: ``RunRecord``. Out: text ending in a line break; called by ``simulate``. No "ago": nothing here has a clock.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from wfsim.engine.phases import NodeType, Phase
from wfsim.record.run import RunRecord
from wfsim.record.status import status
from wfsim.render.words import long_duration, one_line
from wfsim.spec.model import JsonObject
from wfsim.yamlio.nodes import Json

_COUNTED = frozenset((NodeType.POD, NodeType.CONTAINER, NodeType.HTTP, NodeType.PLUGIN, NodeType.SUSPEND))
_DONE = frozenset((Phase.SUCCEEDED, Phase.SKIPPED, Phase.OMITTED))


def render(record: RunRecord) -> str:
    """The header, without trailing blanks."""
    return "".join(f"{label + ':':<20} {one_line(value)}".rstrip() + "\n" for label, value in _lines(record))


def progress(record: RunRecord) -> str:
    """``2/3``: of all nodes that do work, how many have done it."""
    counted = [one.phase for one in record.nodes if one.type in _COUNTED]
    return f"{sum(phase in _DONE for phase in counted)}/{len(counted)}"


def _lines(record: RunRecord) -> Iterator[tuple[str, str]]:
    account = record.spec.get("serviceAccountName")
    yield "Name", record.name
    yield "Namespace", record.namespace
    yield "ServiceAccount", str(account) if account else "unset (will run with the default ServiceAccount)"
    yield "Status", status(record)
    if record.message:
        yield "Message", record.message
    yield from _times(record)
    yield "Progress", progress(record)
    yield from _parameters("Parameters", record.spec.get("arguments"))
    yield from _parameters("Output Parameters", record.outputs)


def _times(record: RunRecord) -> Iterator[tuple[str, str]]:
    start, end = record.started_ms, record.finished_ms
    if start is None:
        return
    yield "Created", _instant(start)
    yield "Started", _instant(start)
    if end is not None:
        yield "Finished", _instant(end)
        yield "Duration", long_duration(end // 1000 - start // 1000)


def _instant(at_ms: int) -> str:
    """``Mon Nov 23 06:17:40 +0000``, the same in every locale."""
    at = datetime.fromtimestamp(at_ms // 1000, UTC)
    day = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[at.weekday()]
    month = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")[at.month - 1]
    return f"{day} {month} {at:%d %H:%M:%S} +0000"


def _parameters(title: str, arguments: Json | JsonObject) -> Iterator[tuple[str, str]]:
    found = arguments.get("parameters") if isinstance(arguments, Mapping) else None
    if not isinstance(found, list) or not found:
        return
    yield title, ""
    for one in found:
        if isinstance(one, Mapping) and one.get("value") is not None:
            yield f"  {one.get('name', '')}", str(one["value"])
