"""Which steps and tasks may be missing when another one runs.

In: a template, and whether a condition in it is open; then the name of a step or task and who reads of it (None: the
template's own outputs). Out: ``Missing`` where it is skipped or omitted in some run in which nothing fails and which
comes to the reader all the same. Where that is not certain nothing is said: a second condition may know of the first.
``skipped-output`` asks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
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
_NOT_RUN = frozenset((_OMITTED,))
_PLAIN = frozenset((None, _SUCCEEDED, _SKIPPED, _OMITTED, "Failed", "Errored"))
_MOST_OUTCOMES = 729
_MOST_WORK = 200_000  # tasks looked at, over all questions about one template
_VARIABLE = r"[A-Za-z][\w-]*(?:\.[\w-]+)+"
_INDEXED = r"\[\s*['\"]([\w-]+)['\"]\s*\]"
# What a step says, or is called, that is there to end the run.
_STOPS = r"(?i)exit(?!code)|fail|abort|error|raise|stop|false|suspend|assert|guard|die\b|check|validat"


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
        self._stops: dict[int, bool] = {}

    def missing(self, name: str, reader: Call | None) -> Missing | None:
        """How the call of a name may be missing when the reader runs; None where it is there, or that is unclear."""
        call = self.calls.get(name)
        if call is None or call is reader or self._work > _MOST_WORK:
            return None
        found = self._in_dag(call, reader) if self.template.dag is not None else self._in_steps(call, reader)
        if found is None or (call.when and not self.undecided(self.template, call)):
            return None
        return None if self._stopped(call, reader) else found

    # -- steps --------------------------------------------------------------------------------------------------------

    def _in_steps(self, call: Call, reader: Call | None) -> Missing | None:
        before = self._groups.get(id(call), 0) < self._groups.get(id(reader), len(self.template.steps))
        return Missing(call, "skipped", (*call.path, "when")) if before and conditional(call) else None

    @cached_property
    def _groups(self) -> Mapping[int, int]:
        """The number of the group of each step."""
        return {id(call): number for number, group in enumerate(self.template.steps) for call in group}

    # -- tasks --------------------------------------------------------------------------------------------------------

    def _in_dag(self, call: Call, reader: Call | None) -> Missing | None:
        usual = self._usual
        if usual is None:
            return None
        for how, reason in _ways(call, usual):
            if reader is None or _OMITTED not in self._ends_of(reader.name, call, how, usual):
                return Missing(call, how.lower(), reason)
        return None

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
                own = depends.parse(task.depends) if task.depends else None
                needs[name] = own or depends.of_dependencies(task.dependencies)
            except LangError:
                return None
        after: dict[str, list[str]] = {name: [] for name in needs}
        for name, need in needs.items():
            for one in need.tasks:
                after.setdefault(one, []).append(name)
        order = Digraph(after).order()
        return {name: needs[name] for name in order} if set(order) == set(needs) else None

    @cached_property
    def _places(self) -> Mapping[str, int]:
        """Where each task stands in that order."""
        return {name: place for place, name in enumerate(self._needs or ())}

    @cached_property
    def _alike(self) -> Mapping[str, tuple[str, ...]]:
        """The tasks that have a condition, by it."""
        found: dict[str, tuple[str, ...]] = {}
        for name, task in self.calls.items():
            if task.when:
                found[task.when] = (*found.get(task.when, ()), name) if len(found.get(task.when, ())) < 50 else ()
        return found

    @cached_property
    def _usual(self) -> _Ends | None:
        """How each task can end in a run in which nothing fails."""
        if self._needs is None:
            return None
        found: dict[str, frozenset[str]] = {}
        for name, need in self._needs.items():
            found[name] = _end(self.calls[name], need, found)
        return found

    def _ends_of(self, name: str, call: Call, how: str, usual: _Ends) -> frozenset[str]:
        """How a task can end if another one ends so, and with it those that have the same condition. Only what stands
        between them is looked at."""
        forced = {call.name: frozenset((how,))}
        if how == _SKIPPED:
            forced |= {one: frozenset((_SKIPPED, *(usual[one] & _NOT_RUN))) for one in self._alike.get(call.when, ())}
            forced[call.name] = frozenset((how,))
        first = min(self._places[one] for one in forced)
        needs = self._needs or {}
        found: dict[str, frozenset[str]] = {}
        waiting = [name]
        while waiting and self._work <= _MOST_WORK:
            here = waiting[-1]
            if here in found:
                waiting.pop()
                continue
            self._work += 1
            if here in forced or self._places[here] < first:
                found[here] = forced.get(here, usual[here])
            elif missing := [one for one in needs[here].tasks if one not in found]:
                waiting += missing
            else:
                found[here] = _end(self.calls[here], needs[here], found)
        return found.get(name, _NOT_RUN)

    # -- what ends a run ----------------------------------------------------------------------------------------------

    def _stopped(self, call: Call, reader: Call | None) -> bool:
        """Whether another step may be there to end the run where the call is skipped."""
        asked = {*_words(call.when), call.name}
        last = self._groups.get(id(reader), len(self.template.steps)) if self.template.dag is None else 0
        for word in asked:
            for one in self._asking.get(word, ()):
                early = self.template.dag is not None or self._groups[id(one)] < last
                if one is not call and one is not reader and early and self._may_stop(one):
                    return True
        return False

    @cached_property
    def _asking(self) -> Mapping[str, list[Call]]:
        """The calls that have a condition, by the variables and the steps that it asks about."""
        found: dict[str, list[Call]] = {}
        for one in self.calls.values():
            for word in {*_words(one.when), *_names(one.when)} if one.when else ():
                found.setdefault(word, []).append(one)
        return found

    def _may_stop(self, one: Call) -> bool:
        self._work += 1
        key = id(one)
        if key not in self._stops:
            self._stops[key] = re.search(_STOPS, f"{one.name} {one.template} {one.data}") is not None
        return self._stops[key]


def conditional(call: Call) -> bool:
    """Whether its condition can be false. Of a loop members may be skipped, and others not."""
    return "{{" in call.when and not call.loops


def _words(when: str) -> Iterator[str]:
    """The variables in a condition."""
    yield from re.findall(_VARIABLE, when)


def _names(when: str) -> Iterable[str]:
    """The steps and tasks that a condition speaks of."""
    return [*(one.split(".")[1] for one in re.findall(_VARIABLE, when)), *re.findall(_INDEXED, when)]


def _ways(task: Call, usual: _Ends) -> Iterator[tuple[str, Path]]:
    if conditional(task):
        yield _SKIPPED, (*task.path, "when")
    if _OMITTED in usual[task.name]:
        yield _OMITTED, (*task.path, "depends")


def _end(task: Call, need: depends.Depends, found: _Ends) -> frozenset[str]:
    """How a task can end, when it is known how those can that it waits for."""
    runs, omitted = _outcomes(need, found)
    if not runs:
        return _NOT_RUN
    skipped = task.when or task.with_param or task.with_sequence is not None
    return frozenset((_SUCCEEDED, *((_SKIPPED,) if skipped else ()), *(_NOT_RUN if omitted else ())))


def _outcomes(need: depends.Depends, found: _Ends) -> tuple[bool, bool]:
    """Whether a dependency can hold, and whether it can fail to."""
    from wfsim.lang import depends

    if not need.terms:
        return True, False
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
        if len(results) == 2:
            break
    return True in results, False in results
