"""What the world does instead of running anything: the meaning of a mocks file.

In: nothing (pure data, built by ``decode``). Out: ``Mocks``, read by ``choice`` and ``driver``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TypeAlias

from wfsim.text import Span
from wfsim.yamlio.nodes import Json

DEFAULT_DURATION_MS = 1000


@dataclass(frozen=True, slots=True)
class Resume:
    """Somebody resumes the suspended node, ``after_ms`` later, with values for its supplied outputs."""

    after_ms: int | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to an http template."""

    status: int = 200
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one attempt of one node comes to. ``given`` are the keys that the file writes; the rest is default.

    In ``parameters`` None stands for a file that was not written; ``artifacts`` tells which were produced.
    """

    exit_code: int = 0
    result: str | None = None
    parameters: Mapping[str, str | None] = field(default_factory=dict)
    artifacts: Mapping[str, bool] = field(default_factory=dict)
    duration_ms: int | None = None
    message: str = ""
    reason: str = ""
    error: str = ""
    containers: Mapping[str, int] = field(default_factory=dict)
    resume: Resume | None = None
    http: Reply | None = None
    pod_message: str = ""
    pending: str | None = None  # what the pod waits for, which never starts
    ip: str = ""
    phase: str = ""
    objects: tuple[Json, ...] = ()
    given: frozenset[str] = frozenset()
    at: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class OneOf:
    """A seeded choice; ``weights`` are as many as ``options`` and not all zero."""

    options: tuple[Behaviour, ...]
    weights: tuple[float, ...]
    at: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class InOrder:
    """One after another; the last one repeats. ``by_attempt``: counted for each node by itself (its retries)."""

    options: tuple[Behaviour, ...]
    by_attempt: bool = False
    at: Span | None = field(default=None, compare=False)


Behaviour: TypeAlias = Outcome | OneOf | InOrder


class By(IntEnum):
    """What a selector looks at; a higher one is more specific."""

    TEMPLATE = 1
    STEP = 2
    NODE = 3


@dataclass(frozen=True, slots=True)
class Selector:
    """Which nodes a mock is for."""

    by: By
    text: str
    at: Span = field(compare=False)

    def __str__(self) -> str:
        return f"{self.by.name.lower()} {self.text}"


@dataclass(frozen=True, slots=True)
class Mock:
    """One entry of the file."""

    selector: Selector
    behaviour: Behaviour


@dataclass(frozen=True, slots=True)
class Mocks:
    """A whole file; the empty one says nothing, and everything succeeds."""

    mocks: tuple[Mock, ...] = ()
    default_duration_ms: int = DEFAULT_DURATION_MS
    config_maps: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
