"""How a report leaves the pod: in the termination message, or in the log where that has no room for it.

In: a report. Out: text in which nothing but ASCII stands, so that its characters are its bytes.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from .layout import Layout


def tell(report: dict[str, Any], limit: int, layout: Layout) -> None:
    """Leave the report; ``limit``: as many bytes of a message are kept."""
    text = json.dumps(report, separators=(",", ":"))
    if len(text) <= limit:
        layout.say(text)
        return
    head = f"wfsim-report {len(text)} {sha256(text.encode('ascii')).hexdigest()}"
    print(head)
    print(text, flush=True)
    layout.say(head)
