"""When to try again, as a value.

In: an action, whether it may be done twice, a clock and a sleeper. Out: what the action gives. The same policy with the
same clock waits the same times: what spreads the waiting of many comes from a seed.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from wfsim.drivers.kube.errors import Conflict, Temporary

T = TypeVar("T")
Clock = Callable[[], int]
Sleeper = Callable[[int], None]


def monotonic_ms() -> int:
    """A clock that nobody sets."""
    return time.monotonic_ns() // 1_000_000


def sleep_ms(ms: int) -> None:
    """The sleeper that nothing wakes."""
    time.sleep(ms / 1000)


@dataclass(frozen=True, slots=True)
class Retries:
    """So many tries within so long a time, each after a wait that is twice the one before.

    A wait is between its full length and ``spread`` less; or what the server asks to wait, where that is longer.
    """

    tries: int = 6
    first_ms: int = 250
    most_ms: int = 20_000
    within_ms: int = 60_000
    spread: float = 0.5
    seed: str = ""

    def wait_ms(self, failures: int, asked_ms: int | None = None) -> int:
        """How long to wait after so many failures (from 1) in a row."""
        full = min(self.most_ms, self.first_ms << min(failures - 1, 30))
        digest = hashlib.blake2b(f"{self.seed}/{failures}".encode(), digest_size=4).digest()
        shorter = self.spread * int.from_bytes(digest, "big") / 2**32
        return max(round(full * (1 - shorter)), asked_ms or 0)

    def run(
        self,
        action: Callable[[], T],
        *,
        repeatable: bool,
        clock: Clock = monotonic_ms,
        sleep: Sleeper = sleep_ms,
    ) -> T:
        """Do it until it succeeds, fails for good, or the policy is exhausted; then the last error is raised.

        What is not ``repeatable`` is tried again only where the server has certainly done nothing.
        """
        began = clock()
        failures = 0
        while True:
            try:
                return action()
            except Temporary as error:
                failures += 1
                wait = self.wait_ms(failures, error.after_ms)
                spent = clock() - began + wait > self.within_ms or failures >= self.tries
                if spent or not (repeatable or error.certain):
                    raise
            sleep(wait)


def insisting(action: Callable[[], T], tries: int = 6, sleep: Sleeper = sleep_ms) -> T:
    """Do it again where somebody else changed the object at the same instant: what is asked does not depend on that."""
    policy = Retries(tries=tries)
    for failures in range(1, tries):
        try:
            return action()
        except Conflict:
            sleep(policy.wait_ms(failures))
    return action()


ONCE = Retries(tries=1)  # for those who wait themselves
PATIENT = Retries(tries=1000, within_ms=600_000)  # for what must be done while nobody is watching
