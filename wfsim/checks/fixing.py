"""Fixes of findings → the mended text, where that is certain to change nothing else.

In: a source and the fixes for it. Out: ``Mended``. ``wfsim lint --fix`` calls it, again until nothing is left to do. Of
fixes that overlap the first one counts. The mended text is read again: wherever it says something else than before
outside the fixed places, or the place is one that an alias repeats, the fix is left out.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence

from wfsim.text import Fix, Severity, Source, Span
from wfsim.text.records import NamedTuple
from wfsim.yamlio import Mapping, Node, Reading, Scalar, plain, read
from wfsim.yamlio import Sequence as Listed


class Mended(NamedTuple):
    """The text after the fixes, and those that were made."""

    text: str
    made: tuple[Fix, ...]


def mended(source: Source, fixes: Iterable[Fix]) -> Mended:
    """The text with as many of the fixes as are safe together."""
    chosen = apart(fixes)
    if not chosen:
        return Mended(source.text, ())
    before = read(source)
    if not is_safe(source, before, chosen):
        chosen = [one for one in chosen if is_safe(source, before, (one,))]
        if not is_safe(source, before, chosen):
            chosen = chosen[:1]
    return Mended(spliced(source.text, chosen), tuple(chosen))


def apart(fixes: Iterable[Fix]) -> list[Fix]:
    """The fixes in order of place, none of which touches one before it."""
    chosen: list[Fix] = []
    taken: list[tuple[int, int]] = []
    for fix in sorted(fixes, key=_order):
        places = [(one.at.start, one.at.end) for one in fix.edits]
        if any(one.at.text != one.text for one in fix.edits) and not any(_is_taken(one, taken) for one in places):
            chosen.append(fix)
            for place in places:
                insort(taken, place)
    return chosen


def _order(fix: Fix) -> list[tuple[int, int, str]]:
    return [(one.at.start, one.at.end, one.text) for one in fix.edits]


def _is_taken(place: tuple[int, int], taken: Sequence[tuple[int, int]]) -> bool:
    """Whether a place touches one of those taken, which are in order and apart."""
    index = bisect_left(taken, place)
    return any(place[0] <= end and start <= place[1] for start, end in taken[max(index - 1, 0) : index + 1])


def spliced(text: str, fixes: Iterable[Fix]) -> str:
    """A text with all edits of some fixes, none of which overlap."""
    pieces = []
    end = 0
    for edit in sorted((one for fix in fixes for one in fix.edits), key=lambda one: (one.at.start, one.at.end)):
        pieces += [text[end : edit.at.start], edit.text]
        end = edit.at.end
    return "".join((*pieces, text[end:]))


def is_safe(source: Source, before: Reading, fixes: Sequence[Fix]) -> bool:
    """Whether the mended text says the same as before everywhere else; where YAML cannot be read, more of it than
    before."""
    after = read(Source(source.name, spliced(source.text, fixes)))
    if len(after.documents) != len(before.documents):
        return False
    places = tuple(one.at for fix in fixes for one in fix.edits)
    gained = _errors(before) - _errors(after)
    if gained < 0 or (gained == 0 and not all(_is_read(one, before) for one in places)):
        return False
    compare = _Compare(places)
    return all(
        (old.root is None and gained > 0) or compare.same(old.root, new.root, False)
        for old, new in zip(before.documents, after.documents, strict=True)
    )


def _errors(reading: Reading) -> int:
    return sum(one.severity is Severity.ERROR for one in reading.findings)


def _is_read(place: Span, reading: Reading) -> bool:
    """Whether a place lies in a document that could be read, so that what a fix does there can be told."""
    return any(
        one.root is not None and one.root.span.start <= place.end and place.start <= one.root.span.end
        for one in reading.documents
    )


class _Compare:
    """Two trees, and the places in which the first may differ from the second.

    An alias is the node of its anchor, which stands further up: a node that begins before the place that a walk has
    reached is written elsewhere.
    """

    def __init__(self, places: Sequence[Span]) -> None:
        self.places = places

    def touched(self, at: Span) -> bool:
        return any(one.start <= at.end and at.start <= one.end for one in self.places)

    def same(self, old: Node | None, new: Node | None, aliased: bool) -> bool:
        """Whether the nodes differ in fixed places only. ``aliased``: what is written elsewhere must stay as it is."""
        if old is None or new is None:
            return old is new
        match old, new:
            case Scalar(), Scalar():
                return (old.value, type(old.value)) == (new.value, type(new.value)) or self.may_change(old, aliased)
            case Mapping(), Mapping() if len(old.entries) == len(new.entries):
                return self.entries(old, new, aliased)
            case Listed(), Listed() if len(old.items) == len(new.items):
                return self.items(old, new, aliased)
        return self.may_change(old, aliased)

    def items(self, old: Listed, new: Listed, aliased: bool) -> bool:
        reached = old.span.start
        for a, b in zip(old.items, new.items, strict=True):
            if not self.same(a, b, aliased or a.span.start < reached):
                return False
            reached = max(reached, a.span.end)
        return True

    def entries(self, old: Mapping, new: Mapping, aliased: bool) -> bool:
        reached = old.span.start
        for a, b in zip(old.entries, new.entries, strict=True):
            elsewhere = aliased or a.merged or a.key.span.start < reached
            renamed = a.key.text != b.key.text
            if renamed and not self.may_change(a.key, elsewhere):
                return False
            if not elsewhere:
                reached = a.key.span.end
            elsewhere = elsewhere or a.value.span.start < reached
            if not (renamed and _is_wrapped(a.value, b.value)) and not self.same(a.value, b.value, elsewhere):
                return False
            reached = max(reached, a.value.span.end)
        return True

    def may_change(self, node: Node, aliased: bool) -> bool:
        """Whether a node stands where a fix is; of a collection all of it must."""
        if aliased:
            return False
        if isinstance(node, Scalar):
            return self.touched(node.span)
        return any(one.covers(node.span) for one in self.places)


def _is_wrapped(old: Node, new: Node) -> bool:
    """Whether a value became the only one of a list: what a field wants that once took one and now takes many."""
    match old, new:
        case Listed(), _:
            return False
        case _, Listed(items=(only,)):
            return plain(old) == plain(only)
    return False
