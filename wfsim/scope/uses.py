"""Every use of a name or expression in a template, with its place in the file.

In: an object and one of its templates. Out: ``Use``, in order of writing. A template without ``{{`` and without fields
that are expressions costs one walk over its strings. Called by whoever asks what a text refers to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum

from wfsim.lang import tags
from wfsim.lang.errors import LangError
from wfsim.lang.tags import TagKind
from wfsim.spec.model import Call, JsonObject, Resource, Template
from wfsim.text import Span
from wfsim.text.records import NamedTuple
from wfsim.yamlio import inner
from wfsim.yamlio.nodes import Json, Path, Scalar


class Kind(StrEnum):
    """In which language the text of a use is."""

    SIMPLE = "simple"  # the name in {{name}}
    EXPRESSION = "expression"  # what stands in {{=…}}
    FIELD = "field"  # a field that is an expression without braces
    WHEN = "when"  # a condition of a step or task, before its tags are replaced
    DEPENDS = "depends"  # a task's name in depends or dependencies


class Use(NamedTuple):
    """One use: ``text`` is ``value[start:end]`` of the scalar at ``path``."""

    resource: Resource
    template: Template
    call: Call | None
    path: Path
    start: int
    end: int
    kind: Kind
    text: str

    @property
    def span(self) -> Span:
        """The characters of the file; the nearest thing that is written where they came in by normalising."""
        document = self.resource.document
        node = document.node(self.path)
        if isinstance(node, Scalar) and self.end <= len(node.text):
            return inner(document.source, node, self.start, self.end)
        return document.span(self.path)

    @property
    def field(self) -> str:
        """The name of the field, without indices."""
        return next((step for step in reversed(self.path) if isinstance(step, str)), "")


# Fields that hold an expression, by the key above them and their own.
_EXPRESSIONS = frozenset(
    (
        ("valueFrom", "expression"),
        ("retryStrategy", "expression"),
        ("http", "successCondition"),
        ("hooks", "expression"),
        ("*", "fromExpression"),
    )
)


def uses(resource: Resource, template: Template) -> Iterator[Use]:
    """All uses in a template, those in its inline templates included."""
    calls = {one.path: one for one in _calls(template)}
    depths = sorted({len(path) for path in calls}, reverse=True)
    for path, value in _texts(template.data, template.path):
        call = next((calls[path[:depth]] for depth in depths if path[:depth] in calls), None)
        for start, end, kind in parts(path, value):
            yield Use(resource, template, call, path, start, end, kind, value[start:end])


def _calls(template: Template) -> Iterator[Call]:
    """The calls of a template, innermost first."""
    for call in template.calls:
        if call.inline is not None:
            yield from _calls(call.inline)
        yield call


def _texts(data: Json | JsonObject, path: Path) -> Iterator[tuple[Path, str]]:
    match data:
        case str():
            yield path, data
        case list():
            for index, value in enumerate(data):
                yield from _texts(value, (*path, index))
        case dict() | Mapping():
            for key, value in data.items():
                yield from _texts(value, (*path, key))
        case _:
            pass


def parts(path: Path, value: str) -> Iterator[tuple[int, int, Kind]]:
    """The uses in one text: where each begins and ends, and its language."""
    field = path[-1]
    if field == "when":
        yield 0, len(value), Kind.WHEN
    elif field == "depends":
        yield from _terms(value)
    elif len(path) > 1 and path[-2] == "dependencies" and "dag" in path:
        yield 0, len(value), Kind.DEPENDS
    elif _is_expression(path):
        yield 0, len(value), Kind.FIELD
    if "{{" in value:
        for tag in tags.scan(value):
            size = len(tag.key)
            start = value.index(tag.key, tag.body_start) if size else tag.body_start
            yield start, start + size, Kind.SIMPLE if tag.kind is TagKind.SIMPLE else Kind.EXPRESSION


def _is_expression(path: Path) -> bool:
    """A hook's name stands between ``hooks`` and its fields."""
    above = path[-2] if len(path) > 1 else ""
    hook = path[-3] if len(path) > 2 else ""
    return not {(above, path[-1]), (hook if hook == "hooks" else "", path[-1]), ("*", path[-1])}.isdisjoint(
        _EXPRESSIONS
    )


def _terms(text: str) -> Iterator[tuple[int, int, Kind]]:
    """The names of tasks in ``depends``; none where it cannot be parsed."""
    try:
        from wfsim.lang import depends  # seldom needed, and slow to import

        terms = depends.parse(text).terms
    except LangError:
        return
    for term in terms:
        yield term.start, term.start + len(term.task), Kind.DEPENDS
