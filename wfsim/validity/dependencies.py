"""What tasks wait for, as Argo's validator reads it: by two regular expressions, not by a grammar.

In: the tasks of a dag. Out: the names each one waits for, their order, all that ends before a task begins.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from wfsim.spec.ancestors import Ancestors
from wfsim.spec.model import Call
from wfsim.text.records import NamedTuple

_TERM = r"([a-zA-Z0-9][-a-zA-Z0-9]*?\.[A-Z][A-Za-z]+)|([a-zA-Z0-9][-a-zA-Z0-9]*)"
_NAME = re.compile(r"[a-zA-Z0-9][-a-zA-Z0-9]*")
_RESULT = r"[a-zA-Z0-9][-a-zA-Z0-9]*?\.[A-Z][A-Za-z]+"
RESULTS = ("Succeeded", "Failed", "Errored", "Skipped", "Omitted", "Daemoned", "AnySucceeded", "AllFailed")
OF_ITEMS = ("AnySucceeded", "AllFailed")


class Need(NamedTuple):
    """A task that another waits for. ``of_items``: for a result of loops only; ``part``: where in ``depends``."""

    name: str
    of_items: bool = False
    part: tuple[int, int] | None = None
    position: int = 0  # in dependencies


def needs(task: Call) -> dict[str, Need]:
    """What a task waits for, by name."""
    if not task.depends:
        # Each name becomes `(name.Succeeded || …)` and is read like the rest.
        found: dict[str, Need] = {}
        for index, name in enumerate(task.dependencies):
            if _NAME.fullmatch(name):
                found.setdefault(name, Need(name, position=index))
                continue
            for term in re.finditer(_TERM, f"{name}.Succeeded"):
                word = term.group().split(".")[0]
                found.setdefault(word, Need(word, position=index))
        return found
    found = {}
    for term in re.finditer(_TERM, task.depends):
        name, _, result = term.group().partition(".")
        need = Need(name, result in OF_ITEMS, (term.start(), term.start() + len(name)))
        if need.of_items or not result or name not in found:
            found[name] = need
    return found


def unknown_results(task: Call) -> list[tuple[str, str, tuple[int, int]]]:
    """Results in ``depends`` that do not exist: task, result and place."""
    found = []
    for term in re.finditer(_RESULT, task.depends):
        name, _, result = term.group().partition(".")
        if result not in RESULTS:
            found.append((name, result, (term.start() + len(name) + 1, term.end())))
    return found


def ordered(tasks: tuple[Call, ...], waits: Mapping[str, Mapping[str, Need]]) -> tuple[Call, ...]:
    """The tasks with those they wait for before them, otherwise as written. Cycles are broken somewhere."""
    by_name = {task.name: task for task in reversed(tasks)}
    placed: dict[int, Call] = {}
    for start in tasks:
        way = [start]
        entered: set[int] = set()
        while way:
            task = way[-1]
            if id(task) in entered or id(task) in placed:
                placed.setdefault(id(task), way.pop())
                continue
            entered.add(id(task))
            before = (by_name[name] for name in waits.get(task.name, ()) if name in by_name)
            way += [one for one in before if id(one) not in placed and id(one) not in entered]
    return tuple(placed.values())


def before(task: Call, waits: Mapping[str, Mapping[str, Need]]) -> Ancestors:
    """All tasks that end before a task begins."""
    return Ancestors(task.name, lambda name: waits.get(name, ()))
