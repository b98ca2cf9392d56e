"""Fixes of findings → the mended text, where that is certain to change nothing else.

In: a source and the fixes for it. Out: ``Mended``. ``wfsim lint --fix`` calls it, again until nothing is left to do. Of
fixes that overlap the first one counts. The mended text is read again: wherever it says something else than before
outside the fixed places, or the place is one that an alias repeats, the fix is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from wfsim.text import Fix, Severity, Source, Span
from wfsim.yamlio import Mapping, Node, Reading, Scalar, plain, read
from wfsim.yamlio import Sequence as Listed


class Mended(NamedTuple):
    """The text after the fixes, and those that were made."""

    text: str
    made: tuple[Fix, ...]


def mended(source: Source, fixes: Iterable[Fix]) -> Mended:
    """The text with as many of the fixes as are safe together; as it was where YAML cannot be read to begin with."""
    before = read(source)
    chosen = apart(fixes)
    if not chosen or _is_broken(before):
        return Mended(source.text, ())
    if not is_safe(source, before, chosen):
        chosen = [one for one in chosen if is_safe(source, before, (one,))]
        if not is_safe(source, before, chosen):
            chosen = chosen[:1]
    return Mended(_spliced(source.text, chosen), tuple(chosen))


def apart(fixes: Iterable[Fix]) -> list[Fix]:
    """The fixes in order of place, none of which touches the one before it."""
    chosen: list[Fix] = []
    for one in sorted(fixes, key=lambda fix: (fix.at.start, fix.at.end, fix.text)):
        if one.at.text != one.text and (not chosen or one.at.start > chosen[-1].at.end):
            chosen.append(one)
    return chosen


def _spliced(text: str, fixes: Sequence[Fix]) -> str:
    for one in reversed(fixes):
        text = text[: one.at.start] + one.text + text[one.at.end :]
    return text


def _is_broken(reading: Reading) -> bool:
    return any(one.severity is Severity.ERROR for one in reading.findings) or not reading.documents


def is_safe(source: Source, before: Reading, fixes: Sequence[Fix]) -> bool:
    """Whether the mended text says the same as before everywhere else."""
    after = read(Source(source.name, _spliced(source.text, fixes)))
    if _is_broken(after) or len(after.documents) != len(before.documents):
        return False
    compare = _Compare(tuple(one.at for one in fixes))
    return all(
        compare.same(old.root, new.root, old.root.span if old.root else None, False)
        for old, new in zip(before.documents, after.documents, strict=True)
    )


class _Compare:
    """Two trees, and the places in which the first may differ from the second."""

    def __init__(self, places: Sequence[Span]) -> None:
        self.places = places

    def touched(self, at: Span) -> bool:
        return any(one.start <= at.end and at.start <= one.end for one in self.places)

    def same(self, old: Node | None, new: Node | None, around: Span | None, aliased: bool) -> bool:
        """Whether the nodes differ in fixed places only. ``aliased``: what is written elsewhere must stay as it is."""
        if old is None or new is None:
            return old is new
        aliased = aliased or not (around is not None and around.covers(old.span))
        match old, new:
            case Scalar(), Scalar():
                return (old.value, type(old.value)) == (new.value, type(new.value)) or self.may_change(old, aliased)
            case Mapping(), Mapping() if len(old.entries) == len(new.entries):
                return self.entries(old, new, aliased)
            case Listed(), Listed() if len(old.items) == len(new.items):
                return all(self.same(a, b, old.span, aliased) for a, b in zip(old.items, new.items, strict=True))
            case _, Listed(items=(only,)) if not isinstance(old, Listed):
                return self.may_change(old, aliased) and plain(old) == plain(only)
        return self.may_change(old, aliased)

    def entries(self, old: Mapping, new: Mapping, aliased: bool) -> bool:
        for a, b in zip(old.entries, new.entries, strict=True):
            if a.key.text != b.key.text and (a.merged or not self.may_change(a.key, aliased)):
                return False
            if not self.same(a.value, b.value, old.span, aliased or a.merged):
                return False
        return True

    def may_change(self, node: Node, aliased: bool) -> bool:
        """Whether a node stands where a fix is; of a collection all of it must."""
        if aliased:
            return False
        if isinstance(node, Scalar):
            return self.touched(node.span)
        return any(one.covers(node.span) for one in self.places)
