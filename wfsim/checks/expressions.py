"""Every expression of a workspace: ``{{=…}}`` tags, and fields that are expressions as a whole.

In: a workspace and its texts with tags. Out: ``Expression``. Checks read them from their context. A field that holds
tags is no expression yet, and is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from wfsim.checks.calls import templates_of
from wfsim.checks.texts import Text, part, strings
from wfsim.spec.model import Call, Resource, Template
from wfsim.spec.workspace import Workspace
from wfsim.text import Span
from wfsim.yamlio import Json, Path

# The last names of fields that are expressions, with the name of the field around them where not all are.
_FIELDS = {"fromExpression": "", "successCondition": "http"}
_UNDER = {"retryStrategy", "valueFrom", "stopStrategy", "transformation"}


@dataclass(frozen=True, slots=True)
class Expression:
    """One expression. ``start``: where it begins in the text at ``path``; ``field``: its path within the template."""

    text: str
    resource: Resource
    template: Template | None
    call: Call | None
    path: Path
    field: Path
    start: int = 0

    def at(self, start: int, end: int) -> Span:
        """The place of some characters of the expression."""
        return part(self.resource.document, self.path, self.start + start, self.start + end)

    @property
    def is_tag(self) -> bool:
        return self.start > 0


def expressions(workspace: Workspace, texts: Iterable[Text]) -> Iterator[Expression]:
    """All of them: first the tags, then the fields."""
    for text in texts:
        for tag in text.expressions:
            start = tag.body_start + text.value[tag.body_start :].index(tag.key)
            yield Expression(tag.key, text.resource, text.template, text.call, text.path, text.field, start)
    for resource in workspace.resources:
        yield from _of_spec(resource)
        for template in templates_of(resource):
            yield from _of_template(resource, template)


def _of_spec(resource: Resource) -> Iterator[Expression]:
    spec = resource.spec
    for key in ("hooks", "retryStrategy"):
        body = spec.data.get(key)
        if isinstance(body, Mapping):
            for path, text in _fields(body, (*spec.path, key)):
                yield Expression(text, resource, None, None, path, path)


def _of_template(resource: Resource, template: Template) -> Iterator[Expression]:
    calls = {call.path: call for call in template.calls}
    size = len(template.path)
    for path, text in _fields(template.data, template.path):
        yield Expression(text, resource, template, calls.get(path[: size + 3]), path, path[size:])


def _fields(data: Json | Mapping[str, Json], path: Path) -> Iterator[tuple[Path, str]]:
    """Fields below that are an expression and hold no tag."""
    for found, text in strings(data, path):
        if text.strip() and "{{" not in text and _is_expression(found):
            yield found, text


def _is_expression(path: Path) -> bool:
    last = path[-1]
    if last == "expression":
        return path[-2] in _UNDER or path[-3] in ("hooks", "transformation")
    return isinstance(last, str) and last in _FIELDS and _FIELDS[last] in ("", path[-2])
