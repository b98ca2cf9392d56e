"""Which tags resolve.

In: the data of a template, step, task or output after substitution, and the names in scope. Out: the tags that Argo's
validator does not know, each with the place in the user's own text that it came from.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING

from wfsim.lang import tags
from wfsim.lang.tags import TagKind
from wfsim.scope.names import CHECKED, LET_THROUGH, Names
from wfsim.spec.model import JsonObject
from wfsim.text.records import NamedTuple
from wfsim.validity.explain import explain
from wfsim.validity.refusal import Place, Refusal, Refusals
from wfsim.validity.substitution import no_end, swallows, text_of
from wfsim.yamlio.nodes import Document, Json, Path, Scalar

if TYPE_CHECKING:
    from wfsim.spec.marshal import Marshalled


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


def judged(document: Document, data: Json | JsonObject, path: Path, scope: Scope, of: str) -> Refusals:
    """Every tag in a piece of data. ``path`` is where the data stand in the document, ``of`` the name of their type."""
    text = text_of(data)
    if "{{" not in text:
        return
    unknown = [tag for _, tag in _tags(text) if not scope.knows(tag.strip())]
    if not unknown and not swallows(text):
        return
    written = _written(data, of)
    yield from _open_end(document, path, written)
    used: dict[tuple[Path, str], int] = {}
    for start, tag in _tags(written.text):
        if scope.knows(tag.strip()):
            continue
        argo = f"failed to resolve {{{{{tag}}}}}"
        below = _string(written, start)
        if swallows("{{" + tag):
            yield never_closed(_opened(document, (*path, *below)), argo)
            continue
        nth = used[below, tag] = used.get((below, tag), -1) + 1
        place = _place(document, (*path, *below), "{{" + tag + "}}", nth)
        better = partial(explain, tag.strip(), scope.names, scope.later, scope.in_outputs)
        message = f"there is no variable `{tag.strip()}` here"
        yield Refusal("unresolved-variable", message, place, argo, better=better)


def never_closed(place: Place, argo: str) -> Refusal:
    """What is said of a tag that nothing closes."""
    message = "this tag is never closed, and so swallows what follows"
    return Refusal("unclosed-expression", message, place, argo, "Close it with `}}`.")


def closed(document: Document, data: Json | JsonObject, path: Path, of: str) -> Refusals:
    """Whether every tag in a piece of data ends somewhere in the text that Argo makes of it."""
    if swallows(text_of(data)):
        yield from _open_end(document, path, _written(data, of))


def _written(data: Json | JsonObject, of: str) -> Marshalled:
    """The text that Argo makes of the data."""
    from wfsim.spec.marshal import marshalled  # seldom needed

    return marshalled(data, of)


def _open_end(document: Document, path: Path, written: Marshalled) -> Refusals:
    hole = tags.unclosed(written.text)
    if hole is not None:
        yield never_closed(_opened(document, (*path, *_string(written, hole))), no_end(written.text, hole))


def _string(written: Marshalled, start: int) -> Path:
    """Which string of a text an offset lies in."""
    index = bisect_right(written.strings, start, key=itemgetter(0)) - 1
    return written.strings[index][1] if index >= 0 else ()


def _opened(document: Document, path: Path) -> Place:
    """The braces of a scalar that it does not close itself."""
    node = document.node(path)
    text = node.value if isinstance(node, Scalar) and isinstance(node.value, str) else ""
    start = tags.unclosed(text)
    return Place(document, path) if start is None else Place(document, path, part=(start, len(text)))


def resolves(text: str, scope: Scope) -> bool:
    """Whether every tag of a text is known. What is wrong with the rest of a text may come of one that is not."""
    return all(scope.knows(tag.strip()) for _, tag in _tags(text))


def _tags(text: str) -> Iterator[tuple[int, str]]:
    """Simple tags with their offsets."""
    for tag in tags.scan(text):
        if tag.kind is TagKind.SIMPLE:
            yield tag.start, text[tag.body_start : tag.body_end]


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
