"""Commands → future events, in virtual time.

In: the engine's commands, and what the mocks say. Out: the events of one instant after another. Called
by ``base.drive``.

A pod runs from the instant at which it is started and ends after its duration, or at its deadline as the kubelet ends
it. A daemon runs until it is stopped. A suspended node without a duration waits for a mock's ``resume``. What has no
mock succeeds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, get_args
from zlib import crc32

from wfsim.drivers.sim import outputs
from wfsim.drivers.sim.choice import Picker
from wfsim.drivers.sim.clock import Agenda, OwnClock
from wfsim.drivers.sim.invent import Inventor
from wfsim.drivers.sim.mocks import Outcome, Resume
from wfsim.drivers.sim.room import ANYWHERE, Anywhere, Room
from wfsim.drivers.sim.selectors import Names
from wfsim.engine.commands import (
    ApplyResource,
    AwaitResume,
    CleanUp,
    Command,
    DropTimer,
    FinishRun,
    KeepOutputs,
    SendTask,
    SetTimer,
    StartPod,
    StopPod,
)
from wfsim.engine.events import (
    Event,
    PodFinished,
    PodPending,
    PodStarted,
    ResourceChanged,
    Resumed,
    RunStarted,
    TaskReplied,
    TimerFired,
)
from wfsim.spec.model import JsonObject

DEADLINE_MESSAGE: Final = "Pod was active on the node longer than the specified deadline"
_TERMINATED: Final = 143  # what a container answers to the kubelet's SIGTERM

_ALL_WELL: Final = Outcome()  # where no mock says anything
_FAILURE: Final = frozenset(("exitCode", "message", "reason", "error"))
_POD: Final = _FAILURE | {"podMessage", "pending", "ip", "duration", "result", "parameters", "artifacts"}
_READS: Final[Mapping[str, frozenset[str]]] = {
    "pod": _POD,
    "containerSet": _POD | {"containers"},
    "resource": _FAILURE | {"podMessage", "duration", "parameters", "object", "objects"},
    "http": frozenset(("duration", "result", "http", "error")),
    "plugin": frozenset(("duration", "parameters", "phase", "message")),
    "suspend": frozenset(("duration", "resume", "parameters")),
}
_CALLED: Final[Mapping[str, str]] = {
    "pod": "a pod",
    "containerSet": "a container set",
    "resource": "a resource template",
    "http": "an http template",
    "plugin": "a plugin template",
    "suspend": "a suspend template",
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """A suspended node that nobody will resume."""

    node: str
    name: str
    template: str


class RunWorld:
    """The world of one simulated run: everything goes well unless a mock says otherwise.

    ``clock`` is the future of ``run``, ``room`` decides when its pods start. ``wants``: what the workflow says of all
    its pods (``nodeSelector``).
    """

    def __init__(
        self,
        workflow: str,
        entrypoint: str,
        picker: Picker,
        inventor: Inventor,
        clock: Agenda,
        room: Room | None = None,
        wants: JsonObject | None = None,
        run: str = "",
    ) -> None:
        self._workflow, self._entrypoint = workflow, entrypoint
        self._picker, self._inventor = picker, inventor
        self._clock = clock
        self._room: Room = room or Anywhere()
        self._wants: JsonObject = wants or {}
        self._run_key = run or workflow
        self._waiting: dict[str, Waiting] = {}
        self._watched: dict[str, str] = {}
        self._stuck: dict[str, str] = {}
        self._perform: Mapping[type[Command], Callable[..., None]] = {
            StartPod: self._start_pod,
            StopPod: self._stop_pod,
            ApplyResource: self._apply,
            SendTask: self._send,
            SetTimer: self._set_timer,
            DropTimer: self._drop_timer,
            AwaitResume: self._await_resume,
            **dict.fromkeys(get_args(CleanUp), self._clean_up),
            KeepOutputs: _nothing,
            FinishRun: self._finish,
        }

    @property
    def now_ms(self) -> int:
        return self._clock.now_ms

    @property
    def waiting(self) -> tuple[Waiting, ...]:
        """Who still waits for somebody to resume it."""
        return tuple(self._waiting.values())

    @property
    def watched(self) -> tuple[str, ...]:
        """Resource nodes whose object changed for the last time without meeting a condition."""
        return tuple(self._watched.values())

    @property
    def stuck(self) -> tuple[str, ...]:
        """Nodes of pods that a mock lets wait for ever."""
        return tuple(self._stuck.values())

    def perform(self, commands: tuple[Command, ...]) -> None:
        for command in commands:
            self._perform[type(command)](command)

    def note(self, event: Event) -> None:
        """An event is about to be told: a pod that ends leaves its place to others."""
        if isinstance(event, PodFinished):
            self._room.leave((self._run_key, event.node))

    # -- what each command begins

    def _start_pod(self, command: StartPod) -> None:
        names = self._names(command.name, command.logical, command.template_name)
        kind = "containerSet" if command.template.get("containerSet") is not None else "pod"
        outcome = self._outcome(names, command.attempt, kind, read=command.captures_result)
        self._note_outputs(command.template, outcome, names)
        asked_ms = self.now_ms

        def begin(host: str) -> None:
            if outcome.pending is not None:
                wait(outcome.pending)
                if not self._killed(command, outcome, None, late_ms=self.now_ms - asked_ms):
                    self._stuck[command.node] = command.name
                return
            self._run(command, host, outcome.ip)
            self._pod(command, outcome, names, late_ms=self.now_ms - asked_ms)

        def wait(message: str) -> None:
            self._clock.schedule(command.node, PodPending(self.now_ms, command.node, message))

        template = {**self._wants, **command.template} if self._wants else command.template
        self._room.ask((self._run_key, command.node), template, begin, wait)

    def _pod(self, command: StartPod, outcome: Outcome, names: Names, late_ms: int) -> None:
        """The life of a pod that has just started; ``late_ms``: how long it waited for room."""
        daemon = command.template.get("daemon") is True
        if daemon and not outcome.given & (_FAILURE | {"podMessage", "duration"}):
            ends_ms = None
        else:
            ends_ms = self.now_ms + self._duration(outcome)
        if self._killed(command, outcome, ends_ms, late_ms) or ends_ms is None:
            return
        left = outputs.of_pod(command, outcome, names, self._inventor)
        event = PodFinished(
            ends_ms,
            command.node,
            exit_code=outcome.exit_code,
            result=left.result,
            parameters=left.parameters,
            artifacts=left.artifacts,
            reason=outcome.reason or "Error",
            container_message=outcome.message,
            pod_message=outcome.pod_message,
            error=outcome.error or left.error,
            containers=outcome.containers,
        )
        self._later(command.node, event)

    def _apply(self, command: ApplyResource) -> None:
        names = self._names(command.name, command.logical, command.template_name)
        outcome = self._outcome(names, command.attempt, "resource")
        self._note_outputs(command.template, outcome, names)
        self._run(command, ANYWHERE)
        failed = bool(outcome.exit_code or outcome.error or outcome.pod_message)
        steps = () if failed else outcome.objects
        duration_ms = self._duration(outcome)
        ends_ms = self.now_ms + duration_ms * max(len(steps), 1)
        for index, object_ in enumerate(steps, 1):
            event = ResourceChanged(self.now_ms + duration_ms * index, command.node, object_)
            self._later(command.node, event, wave=index)
        if steps:
            self._watched[command.node] = command.name
        if self._killed(command, outcome, None if steps else ends_ms) or steps:
            return
        parameters = outputs.parameters(command.template, outcome, names, command.attempt, self._inventor)
        finished = PodFinished(
            ends_ms,
            command.node,
            exit_code=outcome.exit_code,
            parameters=parameters,
            reason=outcome.reason or "Error",
            container_message=outcome.message,
            pod_message=outcome.pod_message,
            error=outcome.error,
        )
        self._later(command.node, finished)

    def _send(self, command: SendTask) -> None:
        names = self._names(command.name, command.logical, command.template_name)
        kind = "http" if command.template.get("http") is not None else "plugin"
        outcome = self._outcome(names, command.attempt, kind)
        at_ms = self.now_ms + self._duration(outcome)
        if kind == "http" and outcome.error:
            event = TaskReplied(at_ms, command.node, phase="Failed", message=outcome.error)
        elif kind == "http":
            reply = outputs.reply(command, outcome, names, self._inventor)
            event = TaskReplied(at_ms, command.node, reply.status, reply.body, reply.headers)
        else:
            parameters = outputs.parameters(command.template, outcome, names, command.attempt, self._inventor)
            phase = outcome.phase or "Succeeded"
            event = TaskReplied(at_ms, command.node, phase=phase, message=outcome.message, parameters=parameters)
        self._later(command.node, event)

    def _await_resume(self, command: AwaitResume) -> None:
        names = self._names(command.name, command.name, command.template_name)
        outcome = self._outcome(names, 0, "suspend")
        resume = outcome.resume
        if resume is None and outcome.given & {"duration", "parameters"}:
            resume = Resume()  # who says when or with what says that
        if resume is None:
            self._waiting[command.node] = Waiting(command.node, command.name, command.template_name)
            return
        after_ms = self._duration(outcome) if resume.after_ms is None else resume.after_ms
        supplied = {name: value for name, value in outcome.parameters.items() if value is not None}
        event = Resumed(self.now_ms + after_ms, command.node, {**supplied, **resume.parameters})
        self._later(command.node, event)

    def _stop_pod(self, command: StopPod) -> None:
        self._clock.drop(command.node)
        self._room.leave((self._run_key, command.node))
        self._watched.pop(command.node, None)
        self._stuck.pop(command.node, None)

    def _set_timer(self, command: SetTimer) -> None:
        owner = ("timer", command.timer)
        self._clock.drop(owner)
        self._clock.schedule(owner, TimerFired(command.at_ms, command.timer))

    def _drop_timer(self, command: DropTimer) -> None:
        self._clock.drop(("timer", command.timer))

    def _clean_up(self, command: CleanUp) -> None:
        """Nothing to do: no mocked pod looks at a claim, and what is deleted has ended. The record says when."""

    def _finish(self, command: FinishRun) -> None:
        """Nothing to do: the loop ends."""

    # -- what they share

    def _names(self, full: str, logical: str, template: str) -> Names:
        return Names(full, logical, template, self._workflow, self._entrypoint)

    def _outcome(self, names: Names, attempt: int, kind: str, read: bool = True) -> Outcome:
        """What the mocks say; ``read``: something reads the result."""
        outcome = self._picker.outcome(names, attempt)
        if outcome is None:
            return _ALL_WELL
        unread = frozenset(("result",)) if not read else frozenset()
        self._picker.note(outcome, outcome.given - unread, _READS[kind], _CALLED[kind], names)
        self._picker.note(outcome, outcome.given & unread, (), "a node whose result nothing reads", names)
        return outcome

    def _note_outputs(self, template: JsonObject, outcome: Outcome, names: Names) -> None:
        """Mocked outputs that the template does not declare go nowhere."""
        if not outcome.parameters and not outcome.artifacts:
            return
        declared = outputs.declared_names(template)
        given = {f"outputs.{what}.{name}" for what in declared for name in getattr(outcome, what)}
        known = {f"outputs.{what}.{name}" for what, found in declared.items() for name in found}
        self._picker.note(outcome, given, known, f"template {names.template}, which does not declare it", names)

    def _duration(self, outcome: Outcome) -> int:
        given = outcome.duration_ms
        return self._picker.mocks.default_duration_ms if given is None else given

    def _later(self, owner: str, event: Event, wave: int = 1) -> None:
        """Schedule; what ends at the instant of its start is told after the start."""
        self._clock.schedule(owner, event, wave if event.at_ms <= self.now_ms else 0)

    def _run(self, command: StartPod | ApplyResource, host: str, ip: str = "") -> None:
        event = PodStarted(self.now_ms, command.node, ip=ip or _ip(command.node), host=host)
        self._clock.schedule(command.node, event)

    def _killed(
        self, command: StartPod | ApplyResource, outcome: Outcome, ends_ms: int | None, late_ms: int = 0
    ) -> bool:
        """Whether the kubelet ends the pod before it ends by itself; it counts from when the pod started."""
        if command.deadline_ms is None:
            return False
        deadline_ms = command.deadline_ms + late_ms
        if ends_ms is not None and ends_ms <= deadline_ms:
            return False
        code = outcome.exit_code if "podMessage" in outcome.given else _TERMINATED
        event = PodFinished(deadline_ms, command.node, exit_code=code, artifacts=(), pod_message=DEADLINE_MESSAGE)
        self._later(command.node, event)
        return True


def _nothing(command: Command) -> None:
    """There is no ConfigMap: what is kept is in the engine."""


class SimDriver(RunWorld):
    """The driver of a run that is alone on its clock."""

    expects = False

    def __init__(
        self, workflow: str, entrypoint: str, picker: Picker, inventor: Inventor, *, start_ms: int, uid: str = ""
    ) -> None:
        self._own = OwnClock(start_ms)
        super().__init__(workflow, entrypoint, picker, inventor, self._own)
        self._own.schedule("run", RunStarted(start_ms, uid))

    def next_events(self) -> tuple[Event, ...]:
        return self._own.next_instant()


def _ip(node: str) -> str:
    """An address of the pod network that depends on the node alone."""
    number = crc32(node.encode("utf-8", "surrogatepass"))
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 254 | 1}"
