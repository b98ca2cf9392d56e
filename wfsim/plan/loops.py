"""How often a call is made, as far as the spec says so.

In: a step or task. Out: ``Loop`` for the plan. Counts that depend on a tag stay unknown.
"""

from __future__ import annotations

import json

from wfsim.plan.plan import Loop
from wfsim.spec.model import Call, Sequence
from wfsim.yamlio.nodes import Json

_SHOWN = 4
_DIGITS = 15


def loop(call: Call) -> Loop | None:
    """The loop of a call, or None where it is made once."""
    if call.with_items:
        return Loop("withItems", _items(call.with_items), len(call.with_items))
    if call.with_param:
        return Loop("withParam", call.with_param, _listed(call.with_param))
    if call.with_sequence is not None:
        return _sequence(call.with_sequence)
    return None


def _items(items: tuple[Json, ...]) -> str:
    shown = ", ".join(one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in items[:_SHOWN])
    return shown + (", …" if len(items) > _SHOWN else "")


def _listed(text: str) -> int | None:
    """The length of a list that is written out in ``withParam``."""
    if "{{" in text:
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return len(found) if isinstance(found, list) else None


def _sequence(sequence: Sequence) -> Loop:
    start = sequence.start or "0"
    if sequence.count is not None:
        count = _whole(sequence.count)
        over = f"{sequence.count} from {start}" if sequence.start else f"{sequence.count} numbers"
        return Loop("withSequence", over, None if count is None else max(count, 0))
    first, last = _whole(start), _whole(sequence.end or "")
    count = None if first is None or last is None else abs(last - first) + 1
    return Loop("withSequence", f"{start} to {sequence.end or '?'}", count)


def _whole(text: str) -> int | None:
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) <= _DIGITS else None
