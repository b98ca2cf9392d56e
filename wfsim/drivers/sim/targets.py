"""Mocks for templates and steps that exist nowhere.

In: mocks and a workspace. Out: findings with "did you mean". Called by ``api`` before a run.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.drivers.sim.mocks import By, Mock, Mocks
from wfsim.drivers.sim.selectors import step_path
from wfsim.spec.model import Call, Template
from wfsim.spec.spelling import nearest
from wfsim.spec.workspace import Workspace
from wfsim.text import Diagnostic, Severity


def unknown(mocks: Mocks, workspace: Workspace) -> dict[int, Diagnostic]:
    """By index of the mock: that what it is for is not in any file."""
    templates = {one.name: None for one in _templates(workspace) if one.name}
    steps = dict.fromkeys(_steps(workspace))
    found: dict[int, Diagnostic] = {}
    for index, mock in enumerate(mocks.mocks):
        known = templates if mock.selector.by is By.TEMPLATE else steps
        if mock.selector.by is not By.NODE and (word := _word(mock)) not in known:
            found[index] = _finding(mock, word, list(known))
    return found


def _word(mock: Mock) -> str:
    """What must exist: the template, or the last step of the path."""
    if mock.selector.by is By.TEMPLATE:
        return mock.selector.text
    path = step_path("." + mock.selector.text)
    return path[-1].partition("(")[0] if path else mock.selector.text


def _finding(mock: Mock, word: str, known: list[str]) -> Diagnostic:
    what = "template" if mock.selector.by is By.TEMPLATE else "step or task"
    close = nearest(word, known)
    hint = f"Did you mean `{close}`?" if close else f"Known here: {', '.join(f'`{one}`' for one in known) or 'none'}."
    message = f"there is no {what} `{word}`: this mock is for nothing"
    return Diagnostic("unknown-mock-target", Severity.WARNING, message, mock.selector.at, hint=hint)


def _templates(workspace: Workspace) -> Iterator[Template]:
    """Every template of every object, inline ones included."""
    todo = [one for resource in workspace.resources for one in reversed(resource.spec.templates)]
    while todo:
        template = todo.pop()
        yield template
        todo += [call.inline for call in template.calls if call.inline is not None]


def _steps(workspace: Workspace) -> Iterator[str]:
    """The last word of every node's name: steps, tasks, hooks, exit handlers."""
    yield "onExit"
    for resource in workspace.resources:
        yield from (hook.name for hook in resource.spec.hooks)
    for template in _templates(workspace):
        for call in template.calls:
            yield from _of_call(call)


def _of_call(call: Call) -> Iterator[str]:
    yield call.name
    yield from (hook.name for hook in call.hooks)
