"""How a controller is to behave, and what it asks of those who know what a workflow means.

In: nothing (data that ``api`` fills). Out: ``Settings``, ``Prepared``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from wfsim.drivers.kube import labels
from wfsim.drivers.kube.pods.request import Executor
from wfsim.drivers.kube.resources import EVERYWHERE
from wfsim.engine.commands import SendTask, StartPod
from wfsim.engine.definitions import Definitions
from wfsim.engine.engine import Engine
from wfsim.engine.events import CacheRead
from wfsim.engine.state import RunState
from wfsim.engine.throttle import Limits
from wfsim.spec.model import JsonObject

MakePod: TypeAlias = Callable[[Engine, "StartPod | SendTask"], JsonObject]


@dataclass(frozen=True, slots=True)
class Settings:
    """``namespace``: the one whose workflows are driven, or EVERYWHERE. ``interval_ms``: the least time between two
    writes of one run's state; it grows with the number of runs, by ``share_ms`` each."""

    instance: str
    identity: str
    namespace: str = EVERYWHERE
    limits: Limits = field(default_factory=Limits)
    workers: int = 8
    interval_ms: int = 1_000
    share_ms: int = 20
    lost_ms: int = 20_000  # after which a run that another controller has written is taken up again
    grace_ms: int = 20_000  # in which everything is written when the controller is asked to end
    executor: Executor = field(default_factory=Executor)  # for what belongs to no run any more

    @property
    def selector(self) -> str:
        """The label of what is ours."""
        return f"{labels.INSTANCE}={self.instance}"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A workflow ready to run. ``state`` is there where another process had begun it. ``careful``: it takes locks, so
    that nothing is begun before it is written who has them. ``make_pod`` is asked with the engine as it is then.
    ``annotations`` are written with the first state. ``terms``: how its artifacts are collected, if they are.
    ``caches``: the memoized outputs that it may find."""

    definitions: Definitions
    state: RunState | None
    make_pod: MakePod
    service_account: str = "default"
    careful: bool = False
    annotations: tuple[tuple[str, str], ...] = ()
    terms: JsonObject | None = None
    caches: tuple[CacheRead, ...] = ()


class Unfit(Exception):
    """A workflow that cannot be run; the text is its message."""


Prepare: TypeAlias = Callable[[JsonObject], Prepared]
