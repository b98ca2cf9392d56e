"""Every text of a workspace that holds a tag, with the template and the call that it belongs to.

In: a workspace. Out: ``Text``. Checks read them from their context. The texts of an inline template belong to that
template, not to the step or task around it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from wfsim.checks.calls import templates_of
from wfsim.lang import template as templating
from wfsim.lang.template import Tag, TagKind
from wfsim.spec.model import Call, Resource, Template
from wfsim.spec.workspace import Workspace
from wfsim.text import Span
from wfsim.yamlio import Document, Json, Path, Scalar
from wfsim.yamlio.inner import inner


@dataclass(frozen=True, slots=True)
class Text:
    """One text. ``field`` is its path within the call where it is in one, else within the template."""

    value: str
    resource: Resource
    template: Template
    path: Path
    field: Path
    call: Call | None = None
    tags: tuple[Tag, ...] = ()

    @property
    def names(self) -> tuple[Tag, ...]:
        """The simple tags."""
        return tuple(tag for tag in self.tags if tag.kind is TagKind.SIMPLE)

    @property
    def expressions(self) -> tuple[Tag, ...]:
        """The expression tags."""
        return tuple(tag for tag in self.tags if tag.kind is TagKind.EXPRESSION)

    @property
    def in_hook(self) -> bool:
        return self.call is not None and self.field[:1] == ("hooks",)

    def at(self, start: int, end: int) -> Span:
        """The place of some characters of the text."""
        return part(self.resource.document, self.path, start, end)

    def tag_at(self, tag: Tag) -> Span:
        return self.at(tag.start, tag.end)


def part(document: Document, path: Path, start: int, end: int) -> Span:
    """The place of some characters of the text at a path; of the whole value where it is no text."""
    node = document.node(path)
    return inner(document.source, node, start, end) if isinstance(node, Scalar) else document.span(path)


def texts(workspace: Workspace) -> Iterator[Text]:
    """All texts with a tag in the templates of all objects, in order of writing."""
    for resource in workspace.resources:
        for template in templates_of(resource):
            yield from _of_template(resource, template)


def _of_template(resource: Resource, template: Template) -> Iterator[Text]:
    calls = {call.path: call for call in template.calls}
    for path, value in strings(template.data, template.path):
        if "{{" not in value:
            continue
        call = calls.get(path[: len(template.path) + 3])  # steps, group, number; or dag, tasks, number
        depth = len(call.path if call else template.path)
        yield Text(value, resource, template, path, path[depth:], call, _scanned(value))


def strings(data: Json | Mapping[str, Json], path: Path) -> Iterator[tuple[Path, str]]:
    """Every text below, with its path; bodies of inline templates left out."""
    waiting: list[tuple[Path, Json | Mapping[str, Json]]] = [(path, data)]
    while waiting:
        here, value = waiting.pop()
        if isinstance(value, str):
            yield here, value
        elif isinstance(value, Mapping):
            waiting.extend(((*here, key), one) for key, one in reversed(list(value.items())) if key != "inline")
        elif isinstance(value, list):
            waiting.extend(((*here, index), one) for index, one in reversed(list(enumerate(value))))


@lru_cache(maxsize=4096)
def _scanned(value: str) -> tuple[Tag, ...]:
    return templating.scan(value)
