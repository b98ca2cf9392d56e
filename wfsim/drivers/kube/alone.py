"""One run on a cluster as the only one of its process: the driver of ``base.drive``.

In: commands of one engine. Out: events. Owns what several runs would share: the inbox, the workers, the watch of pods.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from wfsim.drivers.kube.client import Api
from wfsim.drivers.kube.driver import MakePod, RunDriver
from wfsim.drivers.kube.inbox import Inbox, Slot
from wfsim.drivers.kube.podwatch import PodStream
from wfsim.drivers.kube.run import RunOnCluster
from wfsim.drivers.kube.workers import Workers
from wfsim.engine.commands import Command
from wfsim.engine.events import Event

WORKERS: Final = 8
LINGER_MS: Final = 60_000  # a pod is deleted five seconds after its end, unless the workflow says otherwise


@dataclass(frozen=True, slots=True)
class Past:
    """What an earlier process of the run began and nobody has seen the end of.

    ``commands``: to be performed, again or for the first time. ``stopped``: nodes that were to be stopped, and the
    names of their pods. ``ran``: nodes of which it was seen that their pods ran; ``ended``: pods whose end was seen.
    """

    commands: tuple[Command, ...] = ()
    stopped: Mapping[str, str] = field(default_factory=dict)
    ran: frozenset[str] = frozenset()
    ended: tuple[str, ...] = ()


class KubeDriver:
    """``begin`` before the first event is taken, ``close`` after the last one.

    A command comes when the journal holds it, so that whatever waits for that is done at once.
    """

    expects = False

    def __init__(
        self, api: Api, run: RunOnCluster, make_pod: MakePod, now_ms: Callable[[], int], workers: int = WORKERS
    ) -> None:
        self.inbox = Inbox(now_ms)
        self._warn = run.warn
        self._workers = Workers(self.inbox, workers)
        self._run = RunDriver(api, run, make_pod, Slot(self.inbox), self._workers)
        self._stream = PodStream(api, run.namespace, run.selector, self._run.pods.changed, self.inbox.fail)

    def begin(self, past: Past | None = None) -> None:
        """Start to watch, and see to what an earlier process began."""
        past = past or Past()
        self._run.stopped(past.stopped)
        self._run.ran(past.ran)
        self._run.over(past.ended)
        self._stream.start()
        self._run.halt(past.stopped.values())
        self.perform(past.commands)

    def perform(self, commands: tuple[Command, ...]) -> None:
        self._run.perform(commands)
        self._run.durable()()

    def next_events(self) -> tuple[Event, ...]:
        events = tuple(one.event for one in self.inbox.take())
        self._run.taken(events)
        return events

    def set_timer(self, timer: str, at_ms: int) -> None:
        """A timer of an earlier process."""
        self._run.set_timer(timer, at_ms)

    def tell(self, event: Event) -> None:
        """Something that no pod tells: the beginning of the run, a wish of the user's."""
        self.inbox.put(event)

    def settle(self) -> None:
        """The run is over: do what is still to be done, and what is due soon. The user is told what remains."""
        if not self.inbox.linger(lambda: not self._workers.left, self.inbox.now_ms + LINGER_MS):
            left = self._workers.left
            self._warn(f"{left} requests are not done, such as pods to be deleted later, and nobody will do them")

    def close(self) -> None:
        """Let the workers end what they have begun, and stop watching."""
        self._stream.stop()
        self._run.close()
        self._workers.close()
        self.inbox.close()
