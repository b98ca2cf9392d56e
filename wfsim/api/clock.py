"""The time of day, in milliseconds since the Unix epoch.

In: nothing. Out: instants, for runs that are real or kept. Simulations have a clock of their own.
"""

from __future__ import annotations

import time


def now_ms() -> int:
    """This instant."""
    return time.time_ns() // 1_000_000


def second_ms() -> int:
    """This instant as Kubernetes writes it: in whole seconds."""
    return now_ms() // 1000 * 1000
