"""Which tags resolve.

In: the data of a template, step, task or output after substitution, and the names in scope. Out: the tags that Argo's
validator does not know, each with the place in the user's own text that it came from.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from functools import partial

from wfsim.lang import tags
from wfsim.lang.tags import TagKind
from wfsim.scope.names import CHECKED, LET_THROUGH, Names
from wfsim.spec.model import JsonObject
from wfsim.text.records import NamedTuple
from wfsim.validity.explain import explain
from wfsim.validity.refusal import Place, Refusal, Refusals
from wfsim.validity.substitution import text_of
from wfsim.yamlio.nodes import Document, Json, Path, Scalar


class Scope(NamedTuple):
    """What is known at a place. ``later``: calls that exist but cannot be read from here, for the message."""

    names: Names
    in_template: bool = False  # a WorkflowTemplate by itself: whoever uses it may declare any workflow parameter
    later: Collection[str] = ()
    in_outputs: bool = False

    def knows(self, key: str) -> bool:
        """Whether a tag passes, with or without a name behind it."""
        if not key.startswith(CHECKED) or key in self.names or key.startswith(LET_THROUGH):
            return True
        return self.in_template and key.startswith("workflow.parameters")


def judged(document: Document, data: Json | JsonObject, path: Path, scope: Scope) -> Refusals:
    """Every tag in a piece of data. ``path`` is where the data stand in the document."""
    text = text_of(data)
    if "{{" not in text:
        return
    unknown = [(start, tag) for start, tag in _tags(text) if not scope.knows(tag.strip())]
    if not unknown:
        return
    strings = tuple(_strings(data, text))
    used: dict[tuple[Path, str], int] = {}
    for start, tag in unknown:
        below = next((one for begin, one in reversed(strings) if begin <= start), ())
        nth = used[below, tag] = used.get((below, tag), -1) + 1
        place = _place(document, (*path, *below), "{{" + tag + "}}", nth)
        better = partial(explain, tag.strip(), scope.names, scope.later, scope.in_outputs)
        message, argo = f"there is no variable `{tag.strip()}` here", f"failed to resolve {{{{{tag}}}}}"
        yield Refusal("unresolved-variable", message, place, argo, better=better)


def resolves(text: str, scope: Scope) -> bool:
    """Whether every tag of a text is known. What is wrong with the rest of a text may come of one that is not."""
    return all(scope.knows(tag.strip()) for _, tag in _tags(text))


def _tags(text: str) -> Iterator[tuple[int, str]]:
    """Simple tags with their offsets; one that nothing closes runs to the end."""
    for tag in tags.scan(text):
        if tag.kind is TagKind.SIMPLE:
            yield tag.start, text[tag.body_start : tag.body_end]
    hole = tags.unclosed(text)
    if hole is not None and not text.startswith("{{=", hole):
        yield hole, text[hole + 2 :]


def _strings(data: Json | JsonObject, text: str) -> Iterator[tuple[int, Path]]:
    """Where each string of the JSON text begins, keys included, with its path."""
    at = 0
    for word, path in _words(data, ()):
        at = text.index(encoded := json.dumps(word, ensure_ascii=False), at)
        yield at, path
        at += len(encoded)


def _words(data: Json | JsonObject, path: Path) -> Iterator[tuple[str, Path]]:
    match data:
        case str():
            yield data, path
        case Mapping():
            for key, value in data.items():
                yield key, (*path, key)
                yield from _words(value, (*path, key))
        case list():
            for index, value in enumerate(data):
                yield from _words(value, (*path, index))
        case _:
            pass


def _place(document: Document, path: Path, tag: str, nth: int) -> Place:
    """The tag in the user's text; the whole value where it came in with another one."""
    node = document.node(path)
    if isinstance(node, Scalar) and isinstance(node.value, str):
        start = -1
        for _ in range(nth + 1):
            start = node.value.find(tag, start + 1)
            if start == -1:
                return Place(document, path)
        return Place(document, path, part=(start, start + len(tag)))
    return Place(document, path)


def unclosed(document: Document, data: JsonObject, path: Path) -> Iterator[Place]:
    """Where braces are opened that the same text does not close."""
    for word, below in _words(data, ()):
        start = tags.unclosed(word) if "{{" in word else None
        if start is not None:
            yield Place(document, (*path, *below), part=(start, len(word)))
