"""What a workflow asks for and a run on a cluster does not do yet: said before anything is started.

In: the definitions of a run. Out: Problem that names the first such thing, with its place. Called by ``on_cluster``.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.api.problem import Problem
from wfsim.engine.definitions import Definitions
from wfsim.spec.model import Resource, Template, TemplateKind
from wfsim.text import Diagnostic, Severity
from wfsim.yamlio import Path

_KINDS = {
    TemplateKind.PLUGIN: "plugin templates",
}


def refuse(definitions: Definitions) -> None:
    """Problem where something would not be done."""
    found = [*_templates(definitions)]
    if found:
        raise Problem("this workflow cannot be run on a cluster yet", found)


def _templates(definitions: Definitions) -> Iterator[Diagnostic]:
    for resource in (definitions.workflow, *definitions.library.values()):
        for template in resource.spec.templates:
            kind = template.kind
            if kind in _KINDS:
                yield _finding(resource, template, f"{_KINDS[kind]} are not run on a cluster yet, only simulated")


def _finding(resource: Resource, template: Template, message: str) -> Diagnostic:
    path: Path = (*template.path, "name")
    return Diagnostic("unsupported-on-cluster", Severity.ERROR, message, resource.document.span(path))
