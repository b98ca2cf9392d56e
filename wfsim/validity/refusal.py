"""A reason to refuse, before it is a finding: what is wrong, where, and in which words Argo says it.

In: what the rules of this package yield. Out: ``Diagnostic`` for ``lint`` and Argo's own text for ``refusal``. Places
are paths into a document, and turn into spans only when something is found: a valid file never pays for them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterable, Iterator
from functools import partial
from itertools import islice
from typing import TypeAlias, TypeVar

from wfsim.spec.spelling import Suggestion, nearest, sole
from wfsim.text import Argo, Diagnostic, Related, Severity, Span
from wfsim.text.records import NamedTuple
from wfsim.validity.codes import CODES
from wfsim.validity.placeholders import PREFIX, holds_placeholder
from wfsim.yamlio import inner
from wfsim.yamlio.nodes import Document, Mapping, Path, Scalar

CALLED = " is refused when called from here: "  # between a template's name and what is wrong with it
_MOST_CANDIDATES, _SHORT = 500, 3
# What a message quotes of a text with a placeholder in it.
_WITH_PLACEHOLDER = f"`[^`]*{re.escape(PREFIX)}[^`]*`"


class Place(NamedTuple):
    """A value of a document, its key, or some characters of its text (``part``, indices into the value)."""

    document: Document
    path: Path
    key: bool = False
    part: tuple[int, int] | None = None

    def span(self) -> Span:
        """The characters to underline; the nearest thing that exists where the place itself does not.

        The first key of a mapping stands for all of it: whole bodies are too much to underline.
        """
        node = self.document.node(self.path)
        if self.part is not None and isinstance(node, Scalar) and self.part[1] <= len(str(node.value)):
            return inner(self.document.source, node, *self.part)
        if self.key and node is not None:
            return self.document.key_span(self.path)
        path = self.path
        while node is None and path:
            path = path[:-1]
            node = self.document.node(path)
        if isinstance(node, Mapping) and node.entries:
            return node.entries[0].key.span
        return self.document.span(path)

    def written(self) -> str:
        """The value at the place as the user wrote it."""
        node = self.document.node(self.path)
        return node.text if isinstance(node, Scalar) else ""


class Refusal(NamedTuple):
    """One reason. ``argo`` is Argo's text of it, with the location that Argo puts in front.

    ``until_submitted``: a value given when the workflow is submitted makes it run. ``better``: a message and a hint
    that take some work, as a late ``hint`` does. ``unseen``: what Argo does where its validator does not look.
    """

    code: str
    message: str
    place: Place
    argo: str
    hint: str | Callable[[], str] = ""
    related: tuple[tuple[str, Place], ...] = ()
    until_submitted: bool = False
    unseen: Argo | None = None
    better: Callable[[], tuple[str, str]] | None = None

    def changed(self, change: Change) -> Refusal:
        return change(self)

    def diagnostic(self, *, advise: bool = True) -> Diagnostic:
        """The finding; with ``advise`` all of it. What Argo never reads (a dropped document) it cannot refuse."""
        message, hint = self.message, self.hint if isinstance(self.hint, str) else ""
        if advise and self.better is not None:
            message, hint = self.better()
        elif advise and not isinstance(self.hint, str):
            hint = self.hint()
        if holds_placeholder(message):
            message = re.sub(_WITH_PLACEHOLDER, f"`{self.place.written()}`".replace("\\", r"\\"), message)
            message = re.sub(PREFIX + "[0-9]+", "…", message)
            hint = "Argo's validator accepts no variable here."
        severity = CODES[self.code].severity
        at = self.place.span()
        return Diagnostic(
            code=self.code,
            severity=Severity.WARNING if self.until_submitted else severity,
            message=message,
            at=at,
            related=tuple(Related(text, place.span()) for text, place in self.related),
            hint=str(hint),
            fix=hint.fix(at) if isinstance(hint, Suggestion) else None,
            argo=Argo.NONE if self.place.document.dropped else self.unseen or Argo.REJECTS,
        )


class Visit(NamedTuple):
    """A template to be judged in this place. Chains of them may be long: ``walked`` keeps the stack, not Python.

    ``changes``: what becomes of each reason on its way out.
    """

    found: Refusals
    changes: tuple[Change, ...] = ()

    def changed(self, change: Change) -> Visit:
        return self._replace(changes=(*self.changes, change))


T = TypeVar("T")
Change: TypeAlias = Callable[[Refusal], Refusal]
# What a rule is: it yields reasons, and templates to be judged first, and may return what it learnt on the way.
Judged: TypeAlias = Generator[Refusal | Visit, None, T]
Refusals: TypeAlias = Judged[None]


def walked(found: Refusals) -> Iterator[Refusal]:
    """All reasons in order, those of the templates visited in their places."""
    stack = [Visit(found)]
    while stack:
        match next(stack[-1].found, None):
            case None:
                stack.pop()
            case Visit() as visit:
                stack.append(visit)
            case Refusal() as one:
                for level in reversed(stack):
                    for change in level.changes:
                        one = change(one)
                yield one


def changed(change: Change, found: Judged[T]) -> Judged[T]:
    """The same, with something done to every reason."""
    while True:
        try:
            one = next(found)
        except StopIteration as end:
            result: T = end.value
            return result
        yield one.changed(change)


def prefixed(prefix: str, found: Judged[T]) -> Judged[T]:
    """The same reasons as Argo words them one level further out."""
    return changed(lambda one: one._replace(argo=prefix + one.argo), found)


def brought_home(found: Judged[T], call: Place, where: str) -> Judged[T]:
    """Reasons inside another object's template belong, for the caller's file, to the place of the call."""

    def home(one: Refusal) -> Refusal:
        if one.place.document is call.document:
            return one
        related = (("the place itself", one.place), *one.related)
        better = partial(_said_of, where, one.better) if one.better is not None else None
        hint = partial(_plain, one.hint)
        return one._replace(place=call, message=_at_call(where, one.message), related=related, hint=hint, better=better)

    return changed(home, found)


def _at_call(where: str, message: str) -> str:
    return f"{where}{CALLED}{message}"


def _said_of(where: str, better: Callable[[], tuple[str, str]]) -> tuple[str, str]:
    message, hint = better()
    return _at_call(where, message), str(hint)


def _plain(hint: str | Callable[[], str]) -> str:
    """A hint as words only: what it would replace does not stand at the place of the call."""
    return str(hint if isinstance(hint, str) else hint())


def likeliest(word: str, known: Iterable[str]) -> str:
    """A hint with the nearest known word, or empty; of a crowd only the first are looked at.

    Words of one or two letters are all near to each other: only letter case may differ.
    """
    candidates: Iterable[str] = islice(known, _MOST_CANDIDATES)
    if len(word) < _SHORT:
        candidates = (one for one in candidates if one.lower() == word.lower())
    candidates = list(candidates)
    close = nearest(word, candidates)
    said = f"Did you mean `{close}`?" if close else ""
    return Suggestion.of(word, close, said) if close and close == sole(word, candidates) else said


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> Callable[[], str]:
    """``likeliest``, or another hint, worked out when it is asked for."""
    return lambda: likeliest(word, known) or otherwise
