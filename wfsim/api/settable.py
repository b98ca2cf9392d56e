"""What can be set when a workflow is submitted, and what its templates take.

In: a resource and its workspace. Out: ``Settable`` rows. Called by ``project`` and ``cli.params``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from wfsim.spec.merge import merged
from wfsim.spec.model import Kind, Parameter, Resource, Template
from wfsim.spec.workspace import Workspace
from wfsim.yamlio.nodes import Json

_USE = re.compile(r"workflow\.parameters(?:\.([A-Za-z0-9_-]+)|\[['\"]([^'\"]+)['\"]\])")


@dataclass(frozen=True, slots=True)
class Settable:
    """One parameter. ``template`` is empty for the workflow's own; ``taken_by`` are the templates that read it."""

    name: str
    default: str | None = None
    source: str = ""  # where the value comes from when it is none of the above
    enum: tuple[str, ...] = ()
    description: str = ""
    taken_by: tuple[str, ...] = ()
    template: str = ""

    @property
    def required(self) -> bool:
        return self.default is None and not self.source

    def to_json(self) -> dict[str, Json]:
        """Plain data for ``--format json``."""
        data: dict[str, Json] = {**asdict(self), "enum": list(self.enum), "required": self.required}
        data["takenBy"] = list(self.taken_by)
        del data["taken_by"]
        return data


def settable(resource: Resource, workspace: Workspace) -> tuple[Settable, ...]:
    """The workflow's parameters in order; of a library without an entrypoint also what each template takes."""
    spec = merged(resource, workspace).spec
    takers: dict[str, list[str]] = {}
    for template in spec.templates:
        for name in _uses(template.data):
            takers.setdefault(name, []).append(template.name)
    entry = spec.template(spec.entrypoint) if spec.entrypoint else None
    for one in entry.inputs.parameters if entry else ():
        takers.setdefault(one.name, []).append(spec.entrypoint)
    for name in _uses({key: value for key, value in spec.data.items() if key not in ("templates", "arguments")}):
        takers.setdefault(name, []).append("the workflow itself")
    rows = [_row(one, "", tuple(dict.fromkeys(takers.get(one.name, ())))) for one in spec.arguments.parameters]
    if resource.kind in (Kind.WORKFLOW_TEMPLATE, Kind.CLUSTER_WORKFLOW_TEMPLATE) and not spec.entrypoint:
        rows += _of_templates(spec.templates)
    return tuple(rows)


def _of_templates(templates: tuple[Template, ...]) -> Iterator[Settable]:
    for template in templates:
        for one in template.inputs.parameters:
            yield _row(one, template.name, (template.name,))


def _row(one: Parameter, template: str, takers: tuple[str, ...]) -> Settable:
    # Argo refuses a workflow's own parameter that has a ``default`` and nothing else
    default = one.value if one.value is not None or not template else one.default
    source = ""
    if one.value_from is not None and default is None:
        ref = one.value_from.config_map_key_ref
        default = one.value_from.default if ref is None else None
        source = f"ConfigMap {ref.name}, key {ref.key}" if ref else ""
    return Settable(one.name, default, source, one.enum or (), one.description, takers, template)


def _uses(value: object) -> Iterator[str]:
    """The names of workflow parameters in any text below a value."""
    todo = [value]
    while todo:
        here = todo.pop()
        if isinstance(here, str):
            for found in _USE.finditer(here) if "workflow.parameters" in here else ():
                yield found[1] or found[2]
        elif isinstance(here, dict):
            todo += here.values()
        elif isinstance(here, list):
            todo += here
