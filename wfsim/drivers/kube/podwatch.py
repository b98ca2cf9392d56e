"""The pods of a run, watched: each change of one becomes at most one event.

In: an ``Api`` and the nodes that have pods. Out: events by a callback. Drivers own a ``Watcher`` for each run, and one
``PodStream`` that feeds them. A report that has no room in the pod's status is fetched from the log of ``wait`` by a
worker before the end of the pod is told.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import partial
from threading import RLock, Thread
from typing import Final

from wfsim.drivers.kube import outcome, report
from wfsim.drivers.kube.client import Api, LogOptions
from wfsim.drivers.kube.errors import ApiError, NotFound
from wfsim.drivers.kube.pods import names
from wfsim.drivers.kube.pods.agent import is_agent
from wfsim.drivers.kube.read import body, objects, text, texts
from wfsim.drivers.kube.report import BrokenReport, InLog, Report
from wfsim.drivers.kube.resources import PODS
from wfsim.drivers.kube.run import RunOnCluster
from wfsim.drivers.kube.stopping import Stop
from wfsim.drivers.kube.watch import Change, ChangeKind, follow
from wfsim.drivers.kube.workers import Task, Workers
from wfsim.engine.events import Event, PodFinished, PodPending, PodStarted, TaskReplied
from wfsim.spec.model import JsonObject

_LONGEST_LOG: Final = 4_000_000  # bytes of a report: far more than a pod may leave


class Seen(Enum):
    """What is known of a node's pod."""

    NOTHING = "nothing"
    PENDING = "pending"
    RUNNING = "running"  # a kubelet has it
    ENDED = "ended"


class Watcher:
    """What the pods of one run do, whoever watches them. ``tell`` gets events, ``stuck`` the name of a pod whose main
    never ran while its ``wait`` goes on, ``again`` the node of a pod that vanished before it began: whether another one
    is made. A pod that is seen before anybody expects it is kept until somebody does."""

    def __init__(
        self,
        api: Api,
        run: RunOnCluster,
        workers: Workers,
        tell: Callable[[Event], None],
        stuck: Callable[[str, str], None],
        again: Callable[[str], bool],
    ) -> None:
        self._api, self._run, self._workers = api, run, workers
        self._tell, self._stuck, self._again = tell, stuck, again
        self._lock = RLock()
        self._seen: dict[str, Seen] = {}
        self._told: dict[str, Event] = {}
        self._expected: set[str] = set()
        self._early: dict[str, JsonObject] = {}

    def expect(self, node: str) -> None:
        """A pod of this node is there or is going to be made; what it does is told."""
        with self._lock:
            self._expected.add(node)
            pod = self._early.pop(node, None)
            if pod is not None:
                self._now(node, pod)

    def state(self, node: str) -> Seen:
        with self._lock:
            return self._seen.get(node, Seen.NOTHING)

    @property
    def open(self) -> bool:
        """Whether a pod is there that has not ended."""
        with self._lock:
            return any(one in (Seen.PENDING, Seen.RUNNING) for one in self._seen.values())

    def changed(self, change: Change) -> None:
        """Something happened to a pod that may be one of this run."""
        pod = change.object
        if change.kind is ChangeKind.SYNCED or self._run.is_foreign(pod):
            return
        node, gone = outcome.node_of(pod), change.kind is ChangeKind.DELETED
        with self._lock:
            if self.state(node) is Seen.ENDED:
                return
            if node in self._expected:
                (self._vanished if gone else self._now)(node, pod)
            elif gone:
                self._early.pop(node, None)
            else:
                self._early[node] = pod

    def _vanished(self, node: str, pod: JsonObject) -> None:
        event = outcome.of_deleted(pod, 0)
        if event is not None:
            self._ended(node, event)
            return
        self._seen[node] = Seen.NOTHING
        if not self._again(node):
            self._ended(node, outcome.gone(pod, 0))

    def _now(self, node: str, pod: JsonObject) -> None:
        self._seen[node] = _seen(pod)
        if is_agent(pod):
            self._task(node, pod)
            return
        if outcome.is_stuck(pod):
            self._stuck(node, str(_name(pod)))
        try:
            found = report.of_pod(pod)
        except BrokenReport as error:
            found = Report(error=str(error))
        event = outcome.of_pod(pod, None if isinstance(found, InLog) else found, 0)
        if isinstance(event, PodFinished) and isinstance(found, InLog):
            self._begun(node, pod)
            self._seen[node] = Seen.ENDED
            self._fetch(pod, found)
        elif isinstance(event, PodFinished):
            self._begun(node, pod)
            self._ended(node, event)
        elif event is not None and event != self._told.get(node):
            self._told[node] = event
            self._tell(event)

    def _begun(self, node: str, pod: JsonObject) -> None:
        """A pod that ends had run, though nobody saw it: that it waited is past."""
        if isinstance(self._told.get(node), PodPending) and _ran(pod):
            self._tell(PodStarted(0, node, text(body(pod, "status"), "podIP"), text(body(pod, "spec"), "nodeName")))

    def _ended(self, node: str, event: PodFinished | TaskReplied) -> None:
        self._seen[node] = Seen.ENDED
        self._tell(event)

    def _fetch(self, pod: JsonObject, place: InLog) -> None:
        """Tell the end of a pod once its report is there."""

        def read(text: str) -> None:
            self._finished(pod, report.of_text(text))

        self._read_log(pod, report.who(pod), place, read, lambda why: self._finished(pod, Report(error=why)))

    def _finished(self, pod: JsonObject, found: Report) -> None:
        event = outcome.of_pod(pod, found, 0)
        assert isinstance(event, PodFinished)
        self._tell(event)

    def _task(self, node: str, pod: JsonObject) -> None:
        """The pod of an http template: its main has the answer."""
        message = report.message_of(pod, names.MAIN)
        place = report.elsewhere(message)
        if place is not None:
            self._seen[node] = Seen.ENDED
            self._read_log(pod, names.MAIN, place, partial(self._answered, pod), partial(self._unanswered, pod))
            return
        answer = report.data_of(message) if message.startswith("{") else None
        event = outcome.of_task(pod, answer, 0)
        if event is not None:
            self._ended(node, event)

    def _answered(self, pod: JsonObject, text: str) -> None:
        event = outcome.of_task(pod, report.data_of(text), 0)
        assert event is not None
        self._tell(event)

    def _unanswered(self, pod: JsonObject, why: str) -> None:
        self._tell(outcome.unanswered(pod, why, 0))

    def _read_log(
        self, pod: JsonObject, container: str, place: InLog, then: Callable[[str], None], broken: Callable[[str], None]
    ) -> None:
        """What stands in the log of a container in place of its message."""

        def fetch() -> None:
            options = LogOptions(container=container, limit_bytes=_LONGEST_LOG)
            try:
                stream = self._api.logs(self._run.namespace, _name(pod), options)
                then(report.in_log(b"".join(line + b"\n" for line in stream), place))
            except (BrokenReport, NotFound) as error:
                broken(str(error))

        self._workers.do(Task(fetch, lambda error: broken(error.message)))


def _seen(pod: JsonObject) -> Seen:
    return Seen.RUNNING if text(body(pod, "spec"), "nodeName") else Seen.PENDING


def _ran(pod: JsonObject) -> bool:
    """Whether a container of the user has ended by itself; a daemon counts as begun only once it is ready."""
    if texts(body(pod, "metadata"), "annotations").get(names.DAEMON) == "true":
        return False
    statuses = objects(body(pod, "status"), "containerStatuses")
    return any(text(one, "name") != names.WAIT and body(body(one, "state"), "terminated") for one in statuses)


def _name(pod: JsonObject) -> str:
    return text(body(pod, "metadata"), "name")


class PodStream:
    """The one thread that watches the pods of a selector, of one run or of all."""

    def __init__(
        self,
        api: Api,
        namespace: str,
        selector: str,
        tell: Callable[[Change], None],
        fail: Callable[[BaseException], None],
        trouble: Callable[[ApiError], None] | None = None,
    ) -> None:
        self._api, self._namespace, self._selector = api, namespace, selector
        self._tell, self._fail, self._trouble = tell, fail, trouble
        self._stop = Stop()
        self._thread = Thread(target=self._watch, name=f"wfsim-pods-{namespace}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End the thread and wait for it."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _watch(self) -> None:
        try:
            changes = follow(
                self._api, PODS, self._namespace, labels=self._selector, stop=self._stop, trouble=self._trouble
            )
            for change in changes:
                self._tell(change)
        except BaseException as fault:
            if not self._stop.is_set():
                self._fail(fault)
