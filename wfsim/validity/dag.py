"""The body of a dag template.

In: the template after substitution and the scope: every task can be read by every other, except for its status. Out:
refusals, and the names of all tasks. The order is Argo's: the graph, all tasks with their templates, the target, then
all tasks with what they pass.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from wfsim.scope.names import Names, Statuses
from wfsim.spec.model import Call, Template
from wfsim.text.records import NamedTuple
from wfsim.validity import calls, graph, names, variables
from wfsim.validity.context import Context, Owner
from wfsim.validity.dependencies import Need, before, needs, ordered
from wfsim.validity.names import Named
from wfsim.validity.placeholders import holds_tag
from wfsim.validity.references import Callee
from wfsim.validity.refusal import Judged, Place, Refusal, Refusals, did_you_mean, prefixed
from wfsim.validity.steps import no_deadline

if TYPE_CHECKING:
    from wfsim.validity.calls import Called


class _Dag(NamedTuple):
    """One dag while it is judged."""

    context: Context
    owner: Owner
    template: Template
    scope: Names
    called: Called
    waits: Mapping[str, Mapping[str, Need]]
    tasks: tuple[Call, ...]
    by_name: Mapping[str, Call]

    @property
    def here(self) -> str:
        return f"templates.{self.template.name}"


def judged(context: Context, owner: Owner, template: Template, scope: Names, called: Called) -> Judged[tuple[str, ...]]:
    """The graph and every task."""
    yield from no_deadline(owner, template)
    written = template.dag.tasks if template.dag is not None else ()
    document, here = owner.resource.document, f"templates.{template.name}"
    if not written:
        place = owner.at((*template.path, "dag"), key=True)
        yield Refusal("dag-without-tasks", "this dag has no tasks", place, f"{here} must have at least one task")
        return ()
    waits = {task.name: needs(task) for task in written}
    yield from graph.sortable(document, written, waits, here)
    tasks = ordered(written, waits)
    dag = _Dag(context, owner, template, scope, called, waits, tasks, {one.name: one for one in tasks})
    named = (Named(task.name, task.path, f"{here}.tasks[{i}].name") for i, task in enumerate(tasks))
    yield from _names(dag, list(named))
    depends = next((task for task in tasks if task.depends), None)
    callees: dict[str, Callee] = {}
    for task in tasks:
        yield from graph.style(document, task, depends, here)
        callees[task.name] = yield from _template(dag, task)
    yield from _target(dag)
    for task in tasks:
        yield from _passes(dag, task, callees[task.name])
    return tuple(dag.by_name)


def _names(dag: _Dag, named: list[Named]) -> Refusals:
    """Names of tasks; equal ones are the graph's business."""
    document = dag.owner.resource.document
    for one in named:
        if not one.name:
            yield names.missing(document, one, names.TASK)
        else:
            place = Place(document, (*one.path, "name"))
            yield from names.shaped(place, one.name, names.TASK, f"{one.argo}: '{one.name}' is invalid: ")


def _template(dag: _Dag, task: Call) -> Judged[Callee]:
    """A task's template by itself, and what its ``depends`` says of others."""
    document, here = dag.owner.resource.document, f"{dag.here}.tasks.{task.name}"
    place = calls.template_place(document, task)
    found = dag.called(dag.context, dag.owner, task, dag.context.anything, place)
    callee = yield from prefixed(f"{here} ", found)
    calls.outputs(dag.context, dag.scope, f"tasks.{task.name}", task, callee)
    yield from prefixed(f"{here} ", graph.results(document, task))
    yield from graph.of_items(document, task, dag.waits[task.name], dag.by_name, dag.here)
    return callee


def _target(dag: _Dag) -> Refusals:
    target = dag.template.dag.target if dag.template.dag is not None else ""
    if not target:
        return
    document, path = dag.owner.resource.document, (*dag.template.path, "dag", "target")
    scope = dag.context.scope(dag.scope, dag.by_name)
    yield from prefixed(f"{dag.here}.targets ", variables.judged(document, target, path, scope, "text"))
    for word in target.split(" "):
        if word not in dag.by_name and not holds_tag(word):
            message = f"the target `{word}` is not a task of this dag" if word else "two blanks between targets"
            text = f"{dag.here}.targets: target '{word}' is not defined"
            hint = did_you_mean(word, dag.by_name) if word else "Leave one blank between them."
            yield Refusal("unknown-target", message, Place(document, path), text, hint)


def _passes(dag: _Dag, task: Call, callee: Callee) -> Refusals:
    """A task's loop, tags and arguments, and its template with them."""
    document, here = dag.owner.resource.document, f"{dag.here}.tasks.{task.name}"
    calls.outputs(dag.context, dag.scope, f"tasks.{task.name}", task, callee)
    if task.hooks:
        dag.scope.add((f"tasks.{task.name}.status",))
    ended = before(task, dag.waits)
    scope = dag.scope.child(calls.inline_inputs(task))
    scope.include(Statuses(ended))
    yield from prefixed(f"{here} ", calls.loop(document, task, scope))
    seen = dag.context.scope(scope, ())
    yield from prefixed(f"{here} ", variables.judged(document, task.data, task.path, seen, "Task"))
    yield from calls.passed(document, task, f"{here}.arguments.")
    yield from prefixed(f"{here} ", graph.argument_needs(document, task, ended, dag.by_name))
    if not callee.broken:
        place = calls.template_place(document, task)
        yield from prefixed(f"{here} ", dag.called(dag.context, dag.owner, task, task.arguments, place))
