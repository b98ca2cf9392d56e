"""The variables that can be read at a place.

In: a place and the symbols. Out: names. ``completion`` offers them. What Argo's validator has in scope comes from
``scope``, the rest from the table of variables by where the place is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from wfsim.lsp.places import Around
from wfsim.lsp.symbols import Symbols
from wfsim.scope import names, workflow
from wfsim.scope.catalog import VARIABLES, Where
from wfsim.spec.model import Call, Kind, Template
from wfsim.yamlio import Path


class Known(NamedTuple):
    """A name that can be read; ``rank`` orders: 0 is nearest."""

    name: str
    rank: int


def known(place: Around, path: Path, symbols: Symbols) -> list[Known]:
    """Everything that can be read at a path."""
    found: dict[str, int] = {}
    for rank, some in _groups(place, path, symbols):
        for name in some:
            if "{{" not in name:
                found.setdefault(name, rank)
    return [Known(name, rank) for name, rank in found.items()]


def _groups(place: Around, path: Path, symbols: Symbols) -> Iterator[tuple[int, Iterable[str]]]:
    template = place.template
    if "http" in path and path[-1] == "successCondition":
        yield 0, _rows(Where.HTTP)
    if place.resource.kind is Kind.CRON_WORKFLOW and path[:2] in (("spec", "when"), ("spec", "stopStrategy")):
        yield 0, _rows(Where.CRON)
        return
    if template is not None:
        yield 0, names.of_inputs(template)
        if place.call is not None and place.call.loops:
            yield 0, ("item", *names.of_items(place.call))
        yield from _of_calls(place, template, path, symbols)
        yield 2, _own(template, path)
    yield 3, _of_workflow(place, symbols)


def _rows(where: Where) -> Iterator[str]:
    """The names of the table that hold in some place, without those that are patterns."""
    return (one.pattern for one in VARIABLES if one.where is where and "<" not in one.pattern)


def _own(template: Template, path: Path) -> Iterator[str]:
    """What a template knows of itself."""
    yield "node.name"
    if template.retry_strategy is not None or "retryStrategy" in path:
        yield from _rows(Where.RETRY)
    is_leaf = template.kind is not None and template.kind.is_leaf
    if is_leaf:
        yield from (f"outputs.parameters.{one.name}.path" for one in template.outputs.parameters)
        yield from (f"outputs.artifacts.{one.name}.path" for one in template.outputs.artifacts)
    if "metrics" in path:
        yield from _rows(Where.METRIC)
        yield from (f"outputs.parameters.{one.name}" for one in template.outputs.parameters)
        yield from ("resourcesDuration.cpu", "resourcesDuration.memory")
    if template.calls:
        yield "tasks.name" if template.dag is not None else "steps.name"


def _of_calls(place: Around, template: Template, path: Path, symbols: Symbols) -> Iterator[tuple[int, Iterable[str]]]:
    """What the other steps and tasks leave: of steps the earlier ones, of tasks first those that are waited for."""
    waited = _waited(place.call, template) if place.call is not None and template.dag is not None else None
    for call in _readable(place, template, path):
        prefix = f"{'tasks' if template.dag is not None else 'steps'}.{call.name}"
        site = symbols.site(call)
        rank = 1 if waited is None or call.name in waited else 4
        yield rank, (f"{prefix}.status", *names.of_call(prefix, call, site.callee if site is not None else None))


def _readable(place: Around, template: Template, path: Path) -> Iterator[Call]:
    """The calls of a template whose outputs can be read at a path."""
    here = place.call
    in_hook = here is not None and "hooks" in path[len(here.path) :]
    group = here.path[-2] if here is not None and template.dag is None and not in_hook else None
    for call in template.calls:
        earlier = group is None or (isinstance(group, int) and isinstance(call.path[-2], int) and call.path[-2] < group)
        if call.name and earlier and (call is not here or in_hook):
            yield call


def _waited(call: Call, template: Template) -> set[str]:
    """The tasks that have ended when a task starts."""
    from wfsim.lang.depends import tasks_of

    by_name = {one.name: one for one in template.calls}
    found: set[str] = set()
    waiting = [call]
    while waiting:
        one = waiting.pop()
        for name in (*one.dependencies, *tasks_of(one.depends)):
            if name not in found and name in by_name:
                found.add(name)
                waiting.append(by_name[name])
    return found


def _of_workflow(place: Around, symbols: Symbols) -> Iterator[str]:
    resource = place.resource
    owners = symbols.owners(resource)
    referred = owners[-1].spec if len(owners) > 1 else None
    yield from workflow.variables(resource, workflow.arguments(resource.spec, referred), referred)
    yield "workflow.failures"
    for one in (each for owner in owners for each in symbols.globals(owner)):
        group = "parameters" if "parameters" in one.path else "artifacts"
        yield f"workflow.outputs.{group}.{one.name}"
