"""Which steps and tasks may be missing when another one runs.

In: a template, and whether a condition in it is open; then the name of a step or task and who reads of it (None: the
template's own outputs). Out: ``Missing`` where it is skipped or omitted in some run in which nothing fails and which
comes to the reader all the same. Where that is not certain nothing is said: a second condition may know of the first.
``skipped-output`` asks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from itertools import product
from math import prod
from typing import TYPE_CHECKING

from wfsim.lang.errors import LangError
from wfsim.spec.model import Call, Template
from wfsim.text.records import NamedTuple
from wfsim.yamlio import Path

if TYPE_CHECKING:
    from wfsim.lang import depends

    _Needs = Mapping[str, depends.Depends]

_Ends = Mapping[str, frozenset[str]]

_SUCCEEDED, _SKIPPED, _OMITTED = "Succeeded", "Skipped", "Omitted"
_PLAIN = frozenset((None, _SUCCEEDED, _SKIPPED, _OMITTED, "Failed", "Errored"))
_MOST_OUTCOMES = 729
_MOST_WORK = 1_000_000  # tasks looked at, over all questions about one template
_VARIABLE = re.compile(r"[A-Za-z][\w-]*(?:\.[\w-]+)+")
# What a step says, or is called, that is there to end the run.
_STOPS = re.compile(
    r"exit(?!code)|fail|abort|error|raise|stop|false|suspend|assert|guard|die\b|check|validat", re.IGNORECASE
)


class Missing(NamedTuple):
    """A step or task that may have no outputs. ``how``: skipped or omitted; ``reason``: the path of why."""

    call: Call
    how: str
    reason: Path


class Skipping:
    """The questions about one template; what several need is worked out once."""

    def __init__(
        self, template: Template, calls: Mapping[str, Call], undecided: Callable[[Template, Call], bool]
    ) -> None:
        self.template = template
        self.undecided = undecided
        self.calls = calls
        self._work = 0
        self._forced: dict[tuple[str, str], _Ends | None] = {}

    def missing(self, name: str, reader: Call | None) -> Missing | None:
        """How the call of a name may be missing when the reader runs; None where it is there, or that is unclear."""
        call = self.calls.get(name)
        if call is None or call is reader:
            return None
        self._work += len(self.calls)
        if self._work > _MOST_WORK or (call.when and not self.undecided(self.template, call)):
            return None
        if self.template.dag is not None:
            return self._in_dag(call, reader)
        return self._in_steps(call, reader)

    def _in_steps(self, call: Call, reader: Call | None) -> Missing | None:
        before: list[Call] = []
        for group in self.template.steps:
            if any(one is reader for one in group):
                break
            before += group
        if not conditional(call) or not any(one is call for one in before) or self._stopped(call, before):
            return None
        return Missing(call, "skipped", (*call.path, "when"))

    def _in_dag(self, call: Call, reader: Call | None) -> Missing | None:
        if self._usual is None:
            return None
        others = [one for one in self.calls.values() if one is not reader]
        for how, reason in _ways(call, self._usual):
            ends = self._ends_with(call, how)
            if ends is not None and (reader is None or _OMITTED not in ends[reader.name]):
                return None if self._stopped(call, others) else Missing(call, how.lower(), reason)
        return None

    def _stopped(self, call: Call, others: list[Call]) -> bool:
        """Whether another step may be there to end the run where the call is skipped."""
        about = set(_VARIABLE.findall(call.when))
        return any(one is not call and one.when and _may_stop(one, call, about) for one in others)

    @cached_property
    def _needs(self) -> _Needs | None:
        """What each task waits for, in an order in which each stands behind those; None where that is unclear."""
        from wfsim.lang import depends
        from wfsim.plan.graph import Digraph

        needs: dict[str, depends.Depends] = {}
        for name, task in self.calls.items():
            if "{{" in task.depends or any("{{" in one for one in task.dependencies):
                return None
            try:
                needs[name] = (
                    depends.parse(task.depends) if task.depends else depends.of_dependencies(task.dependencies)
                )
            except LangError:
                return None
        after: dict[str, list[str]] = {name: [] for name in needs}
        for name, need in needs.items():
            for one in need.tasks:
                after.setdefault(one, []).append(name)
        order = Digraph(after).order()
        return {name: needs[name] for name in order} if set(order) == set(needs) else None

    @cached_property
    def _usual(self) -> _Ends | None:
        """How each task can end in a run in which nothing fails."""
        return None if self._needs is None else _ends(self.calls, self._needs, {}, "")

    def _ends_with(self, call: Call, how: str) -> _Ends | None:
        key = (call.name, how)
        if key not in self._forced and self._needs is not None:
            same = call.when if how == _SKIPPED else ""
            self._forced[key] = _ends(self.calls, self._needs, {call.name: how}, same)
        return self._forced.get(key)


def conditional(call: Call) -> bool:
    """Whether its condition can be false. Of a loop members may be skipped, and others not."""
    return "{{" in call.when and not call.loops


def _ways(task: Call, usual: _Ends) -> Iterator[tuple[str, Path]]:
    if conditional(task):
        yield _SKIPPED, (*task.path, "when")
    if _OMITTED in usual[task.name]:
        yield _OMITTED, (*task.path, "depends")


def _may_stop(one: Call, skipped: Call, variables: set[str]) -> bool:
    about = not variables.isdisjoint(_VARIABLE.findall(one.when))
    about = about or f".{skipped.name}." in one.when or f"'{skipped.name}'" in one.when
    return about and _STOPS.search(f"{one.name} {one.template} {one.data}") is not None


def _ends(calls: Mapping[str, Call], needs: _Needs, forced: Mapping[str, str], same: str) -> _Ends:
    """How each task can end, with the ends of some given; those with the same condition are skipped, too."""
    found: dict[str, frozenset[str]] = {}
    for name, need in needs.items():
        if name in forced:
            found[name] = frozenset((forced[name],))
            continue
        runs, omitted = _outcomes(need, found)
        found[name] = frozenset((*_of(calls[name], same), *((_OMITTED,) if omitted else ()))) if runs else _NOT_RUN
    return found


_NOT_RUN = frozenset((_OMITTED,))


def _of(task: Call, same: str) -> tuple[str, ...]:
    """How a task can end whose dependencies hold."""
    if task.when and task.when == same:
        return (_SKIPPED,)
    if task.when or task.with_param or task.with_sequence is not None:
        return _SUCCEEDED, _SKIPPED
    return (_SUCCEEDED,)


def _outcomes(need: depends.Depends, found: _Ends) -> tuple[bool, bool]:
    """Whether a dependency can hold, and whether it can fail to."""
    from wfsim.lang import depends

    choices = [found[name] for name in need.tasks]
    if not {term.result for term in need.terms} <= _PLAIN or prod(map(len, choices)) > _MOST_OUTCOMES:
        return True, True
    results = set()
    for picked in product(*choices):
        try:
            outcomes = {name: (end,) for name, end in zip(need.tasks, picked, strict=True)}
            results.add(depends.evaluate(need, outcomes))
        except LangError:
            return True, True
    return True in results, False in results
