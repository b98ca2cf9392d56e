"""What the wrapper is told, as shell text in which whatever a user wrote is a quoted word.

In: what a job says of a container. Out: the text of ``ctr/NAME/job``.
"""

from __future__ import annotations

from shlex import quote
from typing import Any


def fragment(told: dict[str, Any]) -> str:
    """The job of one container."""
    words = {
        "wf__after": " ".join(told.get("after", [])),
        "wf__tries": str(told.get("tries", 1)),
        "wf__pause": str(told.get("pause", 0)),
        "wf__result": "1" if told.get("result") else "",
        "wf__logs": "1" if told.get("logs") else "",
    }
    lines = [f"{name}={quote(value)}" for name, value in words.items()]
    kept = [
        f"  wf__{what} {number} {quote(path)}"
        for what, field in (("parameter", "parameters"), ("artifact", "artifacts"))
        for number, path in enumerate(told.get(field, []))
    ]
    return "\n".join([*lines, "wf__collect() {", *kept, "  :", "}", ""])
