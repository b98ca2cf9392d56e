"""All that can become of the tasks of a dag, for whoever asks whether a ``depends`` can hold.

In: tasks, and which of them may run on as daemons. Out: whether a task can run. ``never-runs`` calls it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from math import prod
from typing import TYPE_CHECKING

from wfsim.lang.errors import LangError
from wfsim.spec.model import Call

if TYPE_CHECKING:
    from wfsim.lang.depends import ContinueOn

_MOST = 4096


class Outcomes:
    """The tasks of one dag."""

    def __init__(self, tasks: Iterable[Call], daemons: Mapping[int, bool]) -> None:
        self.tasks = {task.name: task for task in tasks}
        self.daemons = daemons

    def can_run(self, task: Call) -> bool:
        """Whether some end of the others makes the dependency of a task hold; yes where that is unclear."""
        from wfsim.lang import depends

        if "{{" in task.depends:
            return True
        try:
            need = depends.parse(task.depends)
        except LangError:
            return True
        if not need.terms or any(name not in self.tasks for name in need.tasks):
            return True
        choices = [tuple(self._ends(self.tasks[name])) for name in need.tasks]
        if prod(map(len, choices)) > _MOST:
            return True
        allowed = {name: _continues(self.tasks[name]) for name in need.tasks}
        try:
            picks = product(*choices)
            return any(depends.evaluate(need, dict(zip(need.tasks, one, strict=True)), allowed) for one in picks)
        except LangError:
            return True

    def _ends(self, task: Call) -> Iterator[tuple[str, ...]]:
        """All that can be said of a task at once, for each way in which it can end."""
        loops = task.loops or "withItems" in task.data
        yield from (("Succeeded", "AnySucceeded"), ("Failed", "AllFailed"), ("Failed", "AnySucceeded")) if loops else ()
        yield from (("Succeeded",), ("Failed",), ("Errored",))
        if task.when or loops:
            yield ("Skipped",)
        if task.depends or task.dependencies:
            yield ("Omitted",)
        if self.daemons.get(id(task), True):
            yield ("Daemoned",)
            yield ("Daemoned", "Succeeded")


def _continues(task: Call) -> ContinueOn:
    from wfsim.lang.depends import ContinueOn

    return ContinueOn(task.continue_on_error, task.continue_on_failed)
