"""The engine's commands of one run on a Kubernetes cluster, and what became of them.

In: the commands of a run, and what the watch of pods tells. Out: events, in the run's slot of an inbox. It has no
thread: ``alone.KubeDriver`` has one of it, the controller one for each run. A command may be performed twice: all that
is made has a name that follows from the node, and what is there already counts as made. What takes away that from which
another process would learn waits until the state is written (``durable``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from threading import Lock
from typing import Final, TypeAlias

from wfsim.drivers.kube import caches, labels
from wfsim.drivers.kube.client import Api, Patch
from wfsim.drivers.kube.errors import AlreadyExists, ApiError, NotFound, Temporary
from wfsim.drivers.kube.inbox import Slot
from wfsim.drivers.kube.outcome import POD_DELETED, node_of
from wfsim.drivers.kube.pods import PodError
from wfsim.drivers.kube.podwatch import Seen, Watcher
from wfsim.drivers.kube.read import body, meta, text
from wfsim.drivers.kube.resource_templates import ResourceTemplates
from wfsim.drivers.kube.resources import DISRUPTION_BUDGETS, PODS, VOLUME_CLAIMS, ResourceType
from wfsim.drivers.kube.run import RunOnCluster
from wfsim.drivers.kube.workers import Task, Workers
from wfsim.engine.commands import (
    ApplyResource,
    AwaitResume,
    CollectArtifacts,
    Command,
    CreateClaim,
    CreateDisruptionBudget,
    DeleteClaim,
    DeleteDisruptionBudget,
    DeletePod,
    DeleteRun,
    DropTimer,
    FinishRun,
    KeepOutputs,
    SendTask,
    SetTimer,
    StartPod,
    StopPod,
)
from wfsim.engine.events import Event, PodFinished, PodPending, TaskReplied
from wfsim.engine.workflow import DEADLINE
from wfsim.spec.model import JsonObject
from wfsim.yamlio import Json

_AGAIN_MS: Final = 1_000
# Pods have the workflow's deadline as their own; the kubelet, which ends them, takes so long to say it.
KUBELET_MS: Final = 3_000
# The kubelet ends a pod whose deadline is over, and leaves it and its logs where they are.
_STOPPED: Final[JsonObject] = {"spec": {"activeDeadlineSeconds": 1}}

MakePod: TypeAlias = "Callable[[StartPod | SendTask], JsonObject]"


class RunDriver:
    """One run on a cluster. ``make_pod`` gives the manifest of a node's pod."""

    def __init__(self, api: Api, run: RunOnCluster, make_pod: MakePod, slot: Slot, workers: Workers) -> None:
        self._api, self._run, self._make_pod = api, run, make_pod
        self.slot, self._workers = slot, workers
        self.pods = Watcher(api, run, workers, self._seen, self._stuck, self._again)
        self._resources = ResourceTemplates(api, run, workers, slot)
        self._nodes: dict[str, str] = {}  # node -> the name of its pod
        self._begun: dict[str, StartPod | SendTask] = {}  # node -> how its pod was made, while it may be made again
        self._stopped: set[str] = set()
        self._ran: set[str] = set()  # nodes whose pods another process has seen running
        self._after: list[Callable[[], None]] = []  # what waits until the state is written
        self._lock = Lock()
        self._closed = False
        self._left: Callable[[], None] | None = None  # whom to tell that the last pod ended, once the run has
        self._perform: Mapping[type[Command], Callable[..., None]] = {
            StartPod: self._start_pod,
            StopPod: self._stop_pod,
            ApplyResource: self._resources.apply,
            SendTask: self._start_pod,
            SetTimer: lambda command: self.set_timer(command.timer, command.at_ms),
            DropTimer: lambda command: slot.drop_timer(command.timer),
            AwaitResume: _nothing,
            CreateClaim: self._create_claim,
            DeleteClaim: lambda command: self._delete(VOLUME_CLAIMS, command.name),
            CreateDisruptionBudget: self._create_budget,
            DeleteDisruptionBudget: lambda command: self._delete(DISRUPTION_BUDGETS, command.name),
            DeletePod: lambda command: self._later(partial(self._delete_pod, command)),
            KeepOutputs: lambda command: self._later(partial(self._keep, command)),
            CollectArtifacts: _nothing,
            DeleteRun: _nothing,
            FinishRun: self._finish,
        }

    def perform(self, commands: Iterable[Command]) -> None:
        """Begin what the engine wants."""
        for command in commands:
            self._perform[type(command)](command)

    def expect(self, node: str, pod: str) -> None:
        """The pod of this node has been made by another process."""
        self._nodes[node] = pod
        self.pods.expect(node)

    def end(self, node: str, pod: str) -> None:
        """This pod goes on though its node has ended: the process that was to stop it did not come to it."""
        self.expect(node, pod)
        self._stop_pod(StopPod(node))

    def stopped(self, nodes: Iterable[str]) -> None:
        """The pods of these nodes were to be stopped by another process: what they do is not told."""
        self._stopped.update(nodes)

    def halt(self, pods: Iterable[str]) -> None:
        """Stop pods that another process was to stop: nobody knows whether it came to that."""
        for name in pods:
            self._quietly(partial(self._stop_unseen, name))

    def ran(self, nodes: Iterable[str]) -> None:
        """The pods of these nodes were seen running by another process: they are not made again."""
        self._ran.update(nodes)

    def over(self, pods: Iterable[str]) -> None:
        """These pods ended, and another process has written that."""
        for name in pods:
            self._later(partial(self._label_completed, name))

    def taken(self, events: Iterable[Event]) -> None:
        """The engine has got these events."""
        for event in events:
            if isinstance(event, PodFinished | TaskReplied) and (name := self._nodes.get(event.node)):
                self._later(partial(self._put_away, event, name))

    def linger(self, left: Callable[[], None]) -> bool:
        """The run has ended, and that is written; whether pods go on. ``left`` is called when the last one ended."""
        self._left = left
        return self.pods.open

    def _later(self, work: Callable[[], None]) -> None:
        with self._lock:
            self._after.append(work)

    def perform_when_written(self, commands: Iterable[Command]) -> None:
        """Timers at once; the rest when the state is written that wants it."""
        for command in commands:
            if isinstance(command, SetTimer | DropTimer):
                self.perform((command,))
            else:
                self._later(partial(self.perform, (command,)))

    def durable(self) -> Callable[[], None]:
        """What may be done as soon as the state of this moment is written."""
        with self._lock:
            after, self._after = self._after, []

        def act() -> None:
            for one in after:
                one()

        return act

    def set_timer(self, timer: str, at_ms: int) -> None:
        """The instant at which a timer is due, on the clock of a cluster."""
        self.slot.set_timer(timer, at_ms + (KUBELET_MS if timer.startswith(DEADLINE) else 0))

    def close(self) -> None:
        """Make nothing any more, stop watching the objects of resource templates."""
        self._closed = True
        self._resources.close()

    # -- pods

    def _start_pod(self, command: StartPod | SendTask) -> None:
        node = command.node
        try:
            pod = self._make_pod(command)
        except PodError as error:
            self._broken(command, str(error))
            return
        name = meta(pod, "name")
        self._begun[node] = command
        self.expect(node, name)

        def create() -> None:
            if node in self._stopped or self._closed or self.pods.state(node) is not Seen.NOTHING:
                return  # where it was seen, an earlier try got there though its answer did not
            if node in self._ran:
                self._find(node, name)
                return
            try:
                self._api.create(PODS, self._run.namespace, pod)
            except AlreadyExists as error:
                self._adopt(node, name, error)
            if node in self._stopped:  # meanwhile
                self._stop_unseen(name)

        def waits(error: ApiError) -> None:
            if isinstance(command, StartPod):
                self.slot.put(PodPending(0, node, error.message))

        self._workers.do(Task(create, lambda error: self._broken(command, error.message), waits))

    def _again(self, node: str) -> bool:
        """A pod vanished before anything of it ran. Where the run itself is being deleted that is heard first."""
        command = self._begun.get(node)
        if command is None or node in self._stopped:
            return False
        self.slot.do_at(self.slot.now_ms + _AGAIN_MS, lambda: self._start_pod(command))
        return True

    def _find(self, node: str, name: str) -> None:
        """A pod that ran under an earlier process; where it is gone, somebody deleted it since."""
        try:
            self._api.get(PODS, self._run.namespace, name)
        except NotFound:
            if self.pods.state(node) is Seen.NOTHING:
                self._deleted_meanwhile(node)

    def _adopt(self, node: str, name: str, error: AlreadyExists) -> None:
        """A pod of this name is there: ours from an earlier try, or somebody else's."""
        there = self._api.get(PODS, self._run.namespace, name)
        if node_of(there) == node and not self._run.is_foreign(there):
            return
        if self._run.uid and body(there, "metadata").get("ownerReferences"):
            message = f"waiting for the pod {name} of a deleted workflow of this name to go"
            raise Temporary(error.call, message, error.code, error.reason)
        raise error

    def _deleted_meanwhile(self, node: str) -> None:
        self.slot.put(PodFinished(0, node, exit_code=1, artifacts=(), error=POD_DELETED))

    def _broken(self, command: StartPod | SendTask, message: str) -> None:
        node = command.node
        if isinstance(command, SendTask):
            said = f'create agent pod failed with reason:"{message}"'
            self.slot.put(TaskReplied(0, node, phase="Error", message=said))
            return
        self.slot.put(PodFinished(0, node, exit_code=1, artifacts=(), error=message))

    def _finish(self, command: FinishRun) -> None:
        """The run is over: requests that have no answer yet are not waited for."""
        for node in [node for node, one in self._begun.items() if isinstance(one, SendTask)]:
            self._stop_pod(StopPod(node))

    def _stop_pod(self, command: StopPod) -> None:
        node = command.node
        self._stopped.add(node)
        if self._resources.stop(node) or (name := self._nodes.get(node)) is None:
            return
        seen = self.pods.state(node)
        if seen is Seen.ENDED:
            return

        self._quietly(partial(self._end if seen is Seen.RUNNING else self._stop_unseen, name))

    def _end(self, name: str) -> None:
        self._api.patch(PODS, self._run.namespace, name, _STOPPED, Patch.MERGE)

    def _stop_unseen(self, name: str) -> None:
        """Stop a pod wherever it is; one that no node has taken would wait for ever, deadline or not."""
        there = self._api.get(PODS, self._run.namespace, name)
        if text(body(there, "spec"), "nodeName"):
            self._end(name)
        else:
            self._api.delete(PODS, self._run.namespace, name)

    def _stuck(self, node: str, name: str) -> None:
        """Main never ran, and ``wait`` would wait for it for ever."""
        self._quietly(partial(self._end, name))

    def _delete_pod(self, command: DeletePod) -> None:
        self._workers.do_at(command.at_ms, self._task(lambda: self._deleted(PODS, command.pod_name)))

    def _seen(self, event: Event) -> None:
        """The watch found out something about a node."""
        node = getattr(event, "node", "")
        if not isinstance(event, PodPending):
            self._begun.pop(node, None)
        if self._left is None and node not in self._stopped:
            self.slot.put(event)
        elif isinstance(event, PodFinished | TaskReplied) and (name := self._nodes.get(node)):
            if self._left is None:
                self._later(partial(self._put_away, event, name))
                return
            self._put_away(event, name)
            if not self.pods.open:
                self._left()

    def _put_away(self, event: PodFinished | TaskReplied, name: str) -> None:
        """A pod has ended. Nobody misses that of a request: all that it said is in the node."""
        if isinstance(event, TaskReplied):
            self._delete(PODS, name)
        else:
            self._label_completed(name)

    def _label_completed(self, name: str) -> None:
        label: JsonObject = {"metadata": {"labels": {labels.COMPLETED: "true"}}}
        self._quietly(lambda: self._api.patch(PODS, self._run.namespace, name, label, Patch.MERGE))

    # -- what else belongs to a run

    def _create_claim(self, command: CreateClaim) -> None:
        template = command.template
        claim: JsonObject = {
            "apiVersion": VOLUME_CLAIMS.api_version,
            "kind": VOLUME_CLAIMS.kind,
            "metadata": self._run.owned({**body(template, "metadata"), "name": command.name}),
            "spec": template.get("spec"),
        }
        self._make(VOLUME_CLAIMS, claim)

    def _create_budget(self, command: CreateDisruptionBudget) -> None:
        selector: dict[str, Json] = {"matchLabels": {labels.WORKFLOW: self._run.name}}
        budget: JsonObject = {
            "apiVersion": DISRUPTION_BUDGETS.api_version,
            "kind": DISRUPTION_BUDGETS.kind,
            "metadata": self._run.owned({"name": command.name}),
            "spec": {**command.spec, "selector": selector},
        }
        self._make(DISRUPTION_BUDGETS, budget)

    def _keep(self, command: KeepOutputs) -> None:
        now_ms = self.slot.now_ms
        self._quietly(lambda: caches.write(self._api, self._run.namespace, command, now_ms))

    def _make(self, kind: ResourceType, made: JsonObject) -> None:
        """Create an object; pods that need it wait for it by themselves, and an error of the run is told by them."""

        def create() -> None:
            try:
                self._api.create(kind, self._run.namespace, made)
            except AlreadyExists:
                return

        self._quietly(create)

    def _delete(self, kind: ResourceType, name: str) -> None:
        self._quietly(lambda: self._deleted(kind, name))

    def _deleted(self, kind: ResourceType, name: str) -> None:
        try:
            self._api.delete(kind, self._run.namespace, name)
        except NotFound:
            return

    def _quietly(self, work: Callable[[], object]) -> None:
        self._workers.do(self._task(work))

    def _task(self, work: Callable[[], object]) -> Task:
        """Something without which the run goes on; the user is told where it cannot be done."""

        def once() -> None:
            try:
                work()
            except NotFound:
                return

        return Task(once, lambda error: self._run.warn(str(error)))


def _nothing(command: Command) -> None:
    """Nothing to do on the cluster while the run goes on."""
