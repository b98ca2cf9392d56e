"""Which tasks of a dag a task waits for, directly or through others.

In: a dag. Out: names by name. ``not-a-dependency`` calls it. Where a dependency cannot be read nothing is said.
"""

from __future__ import annotations

from collections.abc import Mapping

from wfsim.lang.errors import LangError
from wfsim.spec.ancestors import Ancestors
from wfsim.spec.model import Call, Dag


def ancestors(dag: Dag) -> Mapping[str, Ancestors]:
    """For every task those that it waits for; empty where some dependency is unreadable or made by a tag."""
    before: dict[str, tuple[str, ...]] = {}
    for task in dag.tasks:
        found = _direct(task)
        if found is None:
            return {}
        before[task.name] = found
    return {name: Ancestors(name, lambda one: before.get(one, ())) for name in before}


def _direct(task: Call) -> tuple[str, ...] | None:
    if "{{" in task.depends or any("{{" in one for one in task.dependencies):
        return None
    if not task.depends:
        return task.dependencies
    from wfsim.lang import depends

    try:
        return depends.parse(task.depends).tasks
    except LangError:
        return None
