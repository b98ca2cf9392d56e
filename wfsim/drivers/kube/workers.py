"""Requests to the API server, a few at once, tried again for as long as what is in their way may pass.

In: what to do, and whom to tell. Out: it was done, or somebody was told why not. ``driver`` gives them their work: the
thread that drives the engine never waits for the server.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock

from wfsim.drivers.kube.errors import ApiError, Conflict, QuotaExceeded, Temporary
from wfsim.drivers.kube.inbox import Later, Work

FIRST_MS, MOST_MS = 500, 30_000
MOST_CONFLICTS = 10


@dataclass(frozen=True, slots=True)
class Task:
    """Something to ask of the server. ``waiting`` is told each time that it has to be tried again, ``failed`` once."""

    work: Work
    failed: Callable[[ApiError], None]
    waiting: Callable[[ApiError], None] | None = None


class Workers:
    """A few threads. A fault that is no answer of the server's is raised where the events are taken."""

    def __init__(self, inbox: Later, count: int) -> None:
        self._inbox = inbox
        self._pool = ThreadPoolExecutor(count, thread_name_prefix="wfsim-kube")
        self._lock = Lock()
        self._left = 0

    @property
    def left(self) -> int:
        """How many tasks were given and are not over."""
        with self._lock:
            return self._left

    def do(self, task: Task) -> None:
        """Begin it as soon as a thread is free."""
        self._count(1)
        self._pool.submit(self._try, task, 0)

    def do_at(self, at_ms: int, task: Task) -> None:
        """Begin it at an instant."""
        self._count(1)
        self._inbox.do_at(at_ms, lambda: self._again(task, 0))

    def _again(self, task: Task, tried: int) -> None:
        self._pool.submit(self._try, task, tried)

    def _count(self, change: int) -> None:
        with self._lock:
            self._left += change
        if change < 0:
            self._inbox.wake()

    def close(self) -> None:
        """Wait for what has begun; begin nothing more."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _try(self, task: Task, tried: int) -> None:
        try:
            task.work()
        except (Temporary, QuotaExceeded) as error:
            if task.waiting is not None:
                task.waiting(error)
            pause_ms = min(FIRST_MS << min(tried, 10), MOST_MS)
            asked_ms = error.after_ms if isinstance(error, Temporary) else None
            again_ms = self._inbox.now_ms + (pause_ms if asked_ms is None else asked_ms)
            self._inbox.do_at(again_ms, lambda: self._again(task, tried + 1))
            return
        except Conflict as error:  # somebody else changed it at the same instant
            if tried >= MOST_CONFLICTS:
                task.failed(error)
            else:
                self._inbox.do_at(self._inbox.now_ms + FIRST_MS, lambda: self._again(task, tried + 1))
                return
        except ApiError as error:
            task.failed(error)
        except BaseException as fault:
            self._inbox.fail(fault)
            raise
        self._count(-1)
