"""What has to be written so that an object becomes another one.

In: two JSON objects. Out: the merge patch (RFC 7386) that leads from one to the other; None where they are equal.
"""

from __future__ import annotations

from wfsim.spec.model import JsonObject
from wfsim.yamlio.nodes import Json


def difference(old: JsonObject, new: JsonObject) -> dict[str, Json] | None:
    """Only what differs; what is gone is null. Members that are null already count as gone."""
    found: dict[str, Json] = {key: None for key, value in old.items() if value is not None and new.get(key) is None}
    for key, value in new.items():
        before = old.get(key)
        if value is None or value == before:
            continue
        if isinstance(value, dict) and isinstance(before, dict):
            inner = difference(before, value)
            if inner is not None:
                found[key] = inner
        else:
            found[key] = value
    return found or None
