"""The logs of a run's pods on a cluster: the lines of all of them, in the order in which they were written.

In: which pods and containers. Out: lines, with ``follow`` until the run ends. The kubelet gives the instant of each
line to the nanosecond; lines of one container never change their order. Where a stream breaks it is read on from the
last line.
"""

from __future__ import annotations

import heapq
import re
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from queue import Empty, Queue
from threading import Lock, Thread
from typing import Final, TypeAlias

from wfsim.api.targets import objects
from wfsim.api.targets.target import LogLine
from wfsim.drivers.kube import errors
from wfsim.drivers.kube.client import Api, LogOptions
from wfsim.drivers.kube.pods import names
from wfsim.drivers.kube.resources import PODS, WORKFLOWS
from wfsim.drivers.kube.retrying import Retries
from wfsim.drivers.kube.stopping import Stop
from wfsim.drivers.kube.watch import ChangeKind, follow
from wfsim.record import times
from wfsim.spec.model import JsonObject
from wfsim.yamlio.nodes import Json

MAIN: Final = "main"
_AT_ONCE: Final = 8  # logs that are read at a time
_WINDOW_S: Final = 0.3  # so long lines are held back, so that those of other pods can come before them
_WAITS: Final = Retries(first_ms=200, most_ms=5_000)
_STAMPED: Final = re.compile(r"(?P<seconds>\d{4}-\d\d-\d\dT[\d:]{8})(?:\.(?P<fraction>\d+))?(?P<zone>Z|[+-][\d:]{5}) ?")
_ENDED: Final = ("Succeeded", "Failed")


_Source: TypeAlias = tuple[str, str]  # pod, container


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose lines: ``containers`` says which of a pod. ``selector``: the labels of the run's pods."""

    namespace: str
    run: str
    selector: str
    pods: Callable[[JsonObject], bool]
    containers: Callable[[JsonObject], tuple[str, ...]]


@dataclass(frozen=True, slots=True, order=True)
class _Line:
    """Ordered by instant, in nanoseconds."""

    at_ns: int
    pod: str
    container: str
    number: int
    text: str

    def line(self) -> LogLine:
        return LogLine(self.pod, self.container, self.at_ns // 1_000_000, self.text)


def written(api: Api, wanted: Wanted) -> Iterator[LogLine]:
    """All lines that there are."""
    pods = api.list(PODS, wanted.namespace, labels=wanted.selector).items
    sources = [(_name(one), container) for one in pods if wanted.pods(one) for container in wanted.containers(one)]

    def lines(source: tuple[str, str]) -> list[_Line]:
        return list(_read(api, wanted.namespace, *source, 0))

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        yield from (one.line() for one in heapq.merge(*pool.map(lines, sources)))


def _read(api: Api, namespace: str, pod: str, container: str, since: int, *, follow: bool = False) -> Iterator[_Line]:
    """The lines of one container after an instant; none where it never ran."""
    after = times.to_text(since // 1_000_000) if since else ""
    options = LogOptions(container=container, follow=follow, since_time=after, timestamps=True)
    try:
        stream = api.logs(namespace, pod, options)
    except (errors.NotFound, errors.Invalid):  # the container has not started, or the pod is gone
        return
    at_ns = since
    try:
        for number, raw in enumerate(stream):
            said = raw.decode("utf-8", "replace")
            stamped = _STAMPED.match(said)
            if stamped is not None:
                at_ns = _nanoseconds(stamped)
                if at_ns <= since:
                    continue
            yield _Line(at_ns, pod, container, number, said[stamped.end() :] if stamped else said)
    finally:
        stream.close()


def _nanoseconds(stamped: re.Match[str]) -> int:
    seconds = times.from_text(stamped["seconds"] + stamped["zone"])
    return seconds * 1_000_000 + int(f"{stamped['fraction'] or '':0<9}"[:9])


def followed(api: Api, wanted: Wanted, ended: Callable[[], bool]) -> Iterator[LogLine]:
    """The lines as they come, until the run has ended and all of them were told. ``ended`` is asked once in a while
    where the cluster has no Workflow objects."""
    following = _Following(api, wanted, ended)
    try:
        following.begin()
        yield from following.lines()
    finally:
        following.stop.set()


@dataclass(frozen=True, slots=True)
class _End:
    """A container whose last line was told."""

    source: _Source


class _Following:
    """One thread looks which pods there are, one at the run, one reads each container."""

    def __init__(self, api: Api, wanted: Wanted, ended: Callable[[], bool]) -> None:
        self.api, self.wanted, self._ended = api, wanted, ended
        self.stop = Stop()
        self._queue: Queue[_Line | BaseException | _End] = Queue()
        self._lock = Lock()
        self._begun: set[_Source] = set()
        self._open: set[_Source] = set()
        self._over = False

    def begin(self) -> None:
        self._thread(self._watch_pods)
        self._thread(self._watch_run)

    def _thread(self, work: Callable[[], None]) -> None:
        def guarded() -> None:
            try:
                work()
            except BaseException as fault:
                self._queue.put(fault)

        Thread(target=guarded, name=f"wfsim-logs-{self.wanted.run}", daemon=True).start()

    def lines(self) -> Iterator[LogLine]:
        """What comes within the window, sorted, again and again."""
        while True:
            finished = self._over and not self._open
            yield from (one.line() for one in sorted(self._arrived()))
            if finished and self._queue.empty():
                return

    def _arrived(self) -> list[_Line]:
        """What comes within the window."""
        found: list[_Line] = []
        until = time.monotonic() + _WINDOW_S
        while True:
            try:
                one = self._queue.get(timeout=max(0.001, until - time.monotonic()))
            except Empty:
                return found
            match one:
                case _Line():
                    found.append(one)
                case _End():
                    with self._lock:
                        self._open.discard(one.source)
                case _:
                    raise one

    def _watch_pods(self) -> None:
        wanted = self.wanted
        changes = follow(self.api, PODS, wanted.namespace, labels=wanted.selector, stop=self.stop)
        for change in changes:
            if change.kind in (ChangeKind.ADDED, ChangeKind.MODIFIED) and wanted.pods(change.object):
                self._pod(change.object)

    def _pod(self, pod: JsonObject) -> None:
        """Read the containers that have begun."""
        begun = started(pod)
        for container in self.wanted.containers(pod):
            source = (_name(pod), container)
            with self._lock:
                fresh = container in begun and source not in self._begun
                if fresh:
                    self._begun.add(source)
                    self._open.add(source)
            if fresh:
                self._thread(partial(self._container, *source))

    def _container(self, pod: str, container: str) -> None:
        since, failures = 0, 0
        while not self.stop.is_set():
            try:
                for line in _read(self.api, self.wanted.namespace, pod, container, since, follow=True):
                    since, failures = line.at_ns, 0
                    self._queue.put(line)
                break
            except errors.Temporary as error:
                failures += 1
                self.stop.sleep(_WAITS.wait_ms(failures, error.after_ms))
        self._queue.put(_End((pod, container)))

    def _watch_run(self) -> None:
        wanted = self.wanted
        try:
            fields = f"metadata.name={wanted.run}"
            for change in follow(self.api, WORKFLOWS, wanted.namespace, fields=fields, stop=self.stop):
                gone = change.kind is ChangeKind.DELETED
                if gone or (change.object and objects.without_nodes(change.object).phase.completed):
                    break
        except errors.UnknownKind:
            while not self._ended() and not self.stop.is_set():
                self.stop.sleep(1_000)
        self._last_look()
        self._over = True

    def _last_look(self) -> None:
        """Pods whose beginning was not told yet."""
        for pod in self.api.list(PODS, self.wanted.namespace, labels=self.wanted.selector).items:
            if self.wanted.pods(pod):
                self._pod(pod)


def started(pod: JsonObject) -> frozenset[str]:
    """The containers of a pod that have begun."""
    rows = [*_rows(pod, "status", "containerStatuses"), *_rows(pod, "status", "initContainerStatuses")]
    return frozenset(str(one.get("name")) for one in rows if {"running", "terminated"} & {*objects.part(one, "state")})


def _rows(pod: JsonObject, part: str, key: str) -> Iterator[Mapping[str, Json]]:
    listed = objects.part(pod, part).get(key)
    yield from (one for one in (listed if isinstance(listed, list) else ()) if isinstance(one, Mapping))


def of_node(pod: JsonObject) -> str:
    """The node that a pod is of."""
    return objects.text(pod, "metadata", "annotations", names.NODE_ID)


def containers(pod: JsonObject, asked: str, of_set: tuple[str, ...]) -> tuple[str, ...]:
    """The containers that are meant: the one that is asked for, those of a set, or main."""
    if asked:
        return (asked,) if asked in _containers(pod) else ()
    return of_set or (MAIN,)


def _containers(pod: JsonObject) -> frozenset[str]:
    rows = [*_rows(pod, "spec", "containers"), *_rows(pod, "spec", "initContainers")]
    return frozenset(str(one.get("name")) for one in rows)


def has_ended(pod: JsonObject) -> bool:
    """Whether a pod does nothing more."""
    return objects.text(pod, "status", "phase") in _ENDED


def _name(pod: JsonObject) -> str:
    return objects.text(pod, "metadata", "name")
