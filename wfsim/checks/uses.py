"""Every use of a name or expression in a workspace, as checks want to see it.

In: a workspace. Out: ``scope.uses.Use``. Checks read them from their context. What stands in an inline template belongs
to that template, not to the step or task around it; the expressions of a spec come with an empty template, those of its
``templateDefaults`` with a template made of these alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.checks.calls import defaults_of, templates_of
from wfsim.scope import defaults
from wfsim.scope.uses import Kind, Use, parts, uses
from wfsim.spec.model import Resource, Template
from wfsim.spec.workspace import Workspace
from wfsim.text import Span
from wfsim.yamlio import Document, Path, Scalar, inner

_OF_SPEC = Template()


def uses_of(workspace: Workspace) -> Iterator[Use]:
    """All uses in all objects, in order of writing."""
    for resource in workspace.resources:
        yield from _of_spec(resource)
        shared = defaults_of(resource)
        if shared is not None:
            yield from uses(resource, shared)
        for template in templates_of(resource):
            nested = len(template.path) + 3  # steps, group, number; or dag, tasks, number
            yield from (use for use in uses(resource, template) if use.path[nested : nested + 1] != ("inline",))


def _of_spec(resource: Resource) -> Iterator[Use]:
    """The expressions of the spec's own hooks, their arguments included, and of its retry strategy."""
    spec = resource.spec
    found = {hook.path: hook.expression for hook in spec.hooks}
    if spec.retry_strategy is not None:
        found[spec.retry_strategy.path] = spec.retry_strategy.expression
    for path, text in found.items():
        if text:
            yield Use(resource, _OF_SPEC, None, (*path, "expression"), 0, len(text), Kind.FIELD, text)
    for hook in spec.hooks:
        for argument in hook.arguments.parameters:
            value, path = argument.value or "", (*argument.path, "value")
            for start, end, kind in parts(path, value) if "{{=" in value else ():
                if kind is Kind.EXPRESSION:
                    yield Use(resource, _OF_SPEC, None, path, start, end, kind, value[start:end])


def field(use: Use) -> Path:
    """The path of a use's text within its call, or else within its template."""
    return use.path[len(use.call.path if use.call is not None else use.template.path) :]


def in_hook(use: Use) -> bool:
    """Whether it stands in a hook of a step or task, which is run when that has ended."""
    return use.call is not None and field(use)[:1] == ("hooks",)


def in_defaults(use: Use) -> bool:
    """Whether it stands in ``templateDefaults``: it is part of templates that say the rest."""
    return defaults.are_around(use.resource, use.path)


def is_expression(use: Use) -> bool:
    """A field that holds tags is no expression before they are replaced."""
    return use.kind is Kind.EXPRESSION or (use.kind is Kind.FIELD and "{{" not in use.text and bool(use.text.strip()))


def part(document: Document, path: Path, start: int, end: int) -> Span:
    """The place of some characters of the text at a path; of the whole value where it is no text."""
    node = document.node(path)
    return inner(document.source, node, start, end) if isinstance(node, Scalar) else document.span(path)


def part_of(use: Use, start: int, end: int) -> Span:
    """The place of some characters of a use's text."""
    return part(use.resource.document, use.path, use.start + start, use.start + end)
