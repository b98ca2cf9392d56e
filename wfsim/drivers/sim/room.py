"""Where pods run: anywhere at once, or on nodes with so much CPU and memory.

In: pods that are to start, with what they request, and pods that ended. Out: calls of ``begin`` with a node's name, at
once or when there is room; ``wait`` with the scheduler's message meanwhile. The node with the largest share free is
taken, as by Kubernetes' scheduler; of pods that wait, those that came first go first, and one that is too large
does not hold up a smaller one. Called by ``driver``.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, Protocol

from wfsim.lang import quantities
from wfsim.lang.errors import LangError
from wfsim.spec.model import JsonObject
from wfsim.yamlio.nodes import Json

ANYWHERE: Final = "wfsim"
Pod = tuple[str, str]  # the run, the id of its node
Begin = Callable[[str], None]
Wait = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Request:
    """What a pod asks of a node: CPU in cores, memory in bytes, labels that the node must have."""

    cpu: Fraction = Fraction(0)
    memory: Fraction = Fraction(0)
    labels: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Host:
    """A node of the cluster: what it has, and what is free of it."""

    name: str
    cpu: Fraction
    memory: Fraction
    pods: int = 110  # the kubelet's own limit
    labels: Mapping[str, str] = field(default_factory=dict)
    free_cpu: Fraction = field(init=False)
    free_memory: Fraction = field(init=False)
    free_pods: int = field(init=False)

    def __post_init__(self) -> None:
        self.free_cpu, self.free_memory, self.free_pods = self.cpu, self.memory, self.pods

    def lacks(self, request: Request) -> tuple[str, ...]:
        """Why the pod does not fit now, in the scheduler's words; empty where it does."""
        if any(self.labels.get(name) != value for name, value in request.labels):
            return ("node(s) didn't match Pod's node affinity/selector",)
        short = (
            ("Too many pods", self.free_pods < 1),
            ("Insufficient cpu", self.free_cpu < request.cpu),
            ("Insufficient memory", self.free_memory < request.memory),
        )
        return tuple(reason for reason, is_short in short if is_short)

    def take(self, request: Request, sign: int) -> None:
        self.free_cpu -= sign * request.cpu
        self.free_memory -= sign * request.memory
        self.free_pods -= sign

    @property
    def share_free(self) -> Fraction:
        """The mean of the free shares of CPU and memory."""
        return (self.free_cpu / self.cpu if self.cpu else Fraction(0)) + (
            self.free_memory / self.memory if self.memory else Fraction(0)
        )


class Room(Protocol):
    """Who decides when and where a pod starts."""

    def ask(self, pod: Pod, template: JsonObject, begin: Begin, wait: Wait) -> None:
        """Call ``begin`` once the pod can start, with its node's name."""

    def leave(self, pod: Pod) -> None:
        """The pod ended, or is not wanted any more."""


class Anywhere:
    """Room without end."""

    def ask(self, pod: Pod, template: JsonObject, begin: Begin, wait: Wait) -> None:
        begin(ANYWHERE)

    def leave(self, pod: Pod) -> None:
        """Nothing to give back."""


class Hosts:
    """Some nodes. Pods that request the same wait in one line, so that a long queue costs nothing."""

    def __init__(self, hosts: tuple[Host, ...]) -> None:
        self._hosts = hosts
        self._placed: dict[Pod, tuple[Host, Request]] = {}
        self._lines: dict[Request, deque[tuple[int, Pod, Begin]]] = {}
        self._gone: set[Pod] = set()
        self._waiting: dict[Pod, Request] = {}
        self._number = 0

    def ask(self, pod: Pod, template: JsonObject, begin: Begin, wait: Wait) -> None:
        request = request_of(template)
        host = self._fit(request)
        if host is not None:
            self._place(pod, request, host, begin)
            return
        self._number += 1
        self._waiting[pod] = request
        self._lines.setdefault(request, deque()).append((self._number, pod, begin))
        wait(self._why(request))

    def leave(self, pod: Pod) -> None:
        if pod in self._waiting:
            del self._waiting[pod]
            self._gone.add(pod)
            return
        placed = self._placed.pop(pod, None)
        if placed is not None:
            host, request = placed
            host.take(request, -1)
            self._fill()

    @property
    def stuck(self) -> Iterator[tuple[Pod, str]]:
        """Pods that wait, each with the reason."""
        return ((pod, self._why(request)) for pod, request in self._waiting.items())

    def _fill(self) -> None:
        """Start whatever has room now, first come first served."""
        full: set[Request] = set()
        while (request := self._next(full)) is not None:
            host = self._fit(request)
            if host is None:
                full.add(request)
                continue
            _, pod, begin = self._lines[request].popleft()
            del self._waiting[pod]
            self._place(pod, request, host, begin)

    def _next(self, full: set[Request]) -> Request | None:
        """The line whose first pod came first, of those that may still have room."""
        first: tuple[int, Request] | None = None
        for request, line in list(self._lines.items()):
            while line and line[0][1] in self._gone:
                self._gone.discard(line.popleft()[1])
            if not line:
                del self._lines[request]
            elif request not in full and (first is None or line[0][0] < first[0]):
                first = (line[0][0], request)
        return first[1] if first else None

    def _fit(self, request: Request) -> Host | None:
        fitting = [one for one in self._hosts if not one.lacks(request)]
        return max(fitting, key=lambda one: one.share_free, default=None)

    def _place(self, pod: Pod, request: Request, host: Host, begin: Begin) -> None:
        host.take(request, 1)
        self._placed[pod] = (host, request)
        begin(host.name)

    def _why(self, request: Request) -> str:
        """The scheduler's message."""
        counts: dict[str, int] = {}
        for host in self._hosts:
            for reason in host.lacks(request):
                counts[reason] = counts.get(reason, 0) + 1
        total = len(self._hosts)
        reasons = ", ".join(f"{count} {reason}" for reason, count in sorted(counts.items()))
        return f"Unschedulable: 0/{total} nodes are available: {reasons}."


def request_of(template: JsonObject) -> Request:
    """What the pod of a template requests: all its containers together, or an init container that asks for more."""
    mains = [template[key] for key in ("container", "script") if isinstance(template.get(key), Mapping)]
    group = template.get("containerSet")
    inside = group.get("containers") if isinstance(group, Mapping) else None
    together = [*mains, *_list(inside), *_list(template.get("sidecars"))]
    first = _list(template.get("initContainers"))
    amounts = {}
    for what in ("cpu", "memory"):
        total = sum((_amount(one, what) for one in together), Fraction(0))
        amounts[what] = max([total, *(_amount(one, what) for one in first)])
    selector = template.get("nodeSelector")
    labels = sorted((str(key), str(value)) for key, value in selector.items()) if isinstance(selector, Mapping) else ()
    return Request(amounts["cpu"], amounts["memory"], tuple(labels))


def _list(data: Json) -> list[Json]:
    return list(data) if isinstance(data, list) else []


def _amount(container: Json, what: str) -> Fraction:
    """A container's request; its limit where it requests nothing; a quantity that is none asks for nothing."""
    resources = container.get("resources") if isinstance(container, Mapping) else None
    for key in ("requests", "limits"):
        listed = resources.get(key) if isinstance(resources, Mapping) else None
        written = listed.get(what) if isinstance(listed, Mapping) else None
        if isinstance(written, str | int | float):
            try:
                return Fraction(quantities.parse(str(written)))
            except LangError:
                return Fraction(0)  # the API server refuses such a pod; validity tells of it
    return Fraction(0)
