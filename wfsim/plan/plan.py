"""What a workflow would call, before anything runs.

In: nothing (pure data, made by ``plan.build``). Out: ``Plan``, which ``render`` draws and ``cli`` prints as JSON.

Invocations stand in one flat tuple and name each other by number, so that a plan of any depth is walked without
recursion. A template's body stands in the plan once: where it is called again, ``same_as`` names the invocation that
shows it, and ``back_to`` does where the call is inside that very body, that is where the workflow recurses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from wfsim.spec.model import Kind, TemplateKind
from wfsim.yamlio.nodes import Path


class Role(StrEnum):
    """Why a template is called."""

    ENTRYPOINT = "entrypoint"
    STEP = "step"
    TASK = "task"
    EXIT = "exit"
    HOOK = "hook"

    @property
    def after_the_fact(self) -> bool:
        """Exit handlers and hooks: they answer to what another node does."""
        return self in (Role.EXIT, Role.HOOK)


@dataclass(frozen=True, slots=True)
class Loop:
    """How often a call is made: ``field`` as in the spec, ``over`` in words, ``count`` where it is known."""

    field: str
    over: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """A task that must be over first; ``results`` are those that ``depends`` asks for (``Failed`` …), none for any."""

    task: str
    results: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Retry:
    """``limit`` extra attempts (text, tags may stand in it), None for no limit."""

    limit: str | None
    policy: str = ""


@dataclass(frozen=True, slots=True)
class Invocation:
    """One place that calls a template. ``id`` is its index in ``Plan.invocations``, ``parent`` that of its caller.

    ``owner`` names the object that holds the template where it is not the planned one. ``group`` is the index of the
    step group (0 for all others). ``kind`` is None where the template was not found; then ``reason`` says why.
    """

    id: int
    parent: int | None
    role: Role
    name: str
    template: str = ""
    owner: str = ""
    kind: TemplateKind | None = None
    inline: bool = False
    group: int = 0
    when: str = ""
    depends: str = ""
    needs: tuple[Need, ...] = ()
    loop: Loop | None = None
    retry: Retry | None = None
    daemon: bool = False
    back_to: int | None = None
    same_as: int | None = None
    reason: str = ""
    children: tuple[int, ...] = ()
    path: Path = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """All calls of a workflow, depth first; ``roots``: the entrypoint, then exit handler and hooks of the workflow."""

    name: str
    kind: Kind
    invocations: tuple[Invocation, ...]
    roots: tuple[int, ...]

    def calls_of(self, one: Invocation) -> tuple[Invocation, ...]:
        """What the invocation itself calls: its body, then its exit handlers and hooks."""
        return tuple(self.invocations[child] for child in one.children)

    def groups_of(self, one: Invocation) -> tuple[tuple[Invocation, ...], ...]:
        """The body of a steps template as its groups; one group of all tasks for a DAG."""
        groups: dict[int, list[Invocation]] = {}
        for call in self.calls_of(one):
            if not call.role.after_the_fact:
                groups.setdefault(call.group, []).append(call)
        return tuple(tuple(group) for _, group in sorted(groups.items()))

    def hooks_of(self, one: Invocation) -> tuple[Invocation, ...]:
        return tuple(call for call in self.calls_of(one) if call.role.after_the_fact)

    def walk(self) -> Iterator[Invocation]:
        """Every invocation, callers first."""
        return iter(self.invocations)

    @property
    def recursive(self) -> bool:
        return any(one.back_to is not None for one in self.invocations)
