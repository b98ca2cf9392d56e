"""What was found in texts, kept in the cache: the same texts need no second look.

In: sources, and all else that a verdict depends on. Out: the verdict that the cache holds; or one goes in. ``lint``
calls it. A verdict is a function of its texts, of what is looked for, and of the code that looks: of wfsim's own files
and of the libraries that it reads with, which ``_looker`` takes the measure of. It is kept as JSON, with places as
numbers, and holds for the sources that are given when it is taken out.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from wfsim.text import Argo, Diagnostic, Edit, Fix, Related, Severity, Source, Span, digests
from wfsim.text.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Any, Protocol

    class Cache(Protocol):
        """Something that keeps bytes."""

        def get(self, key: str) -> bytes | None: ...

        def put(self, key: str, data: bytes) -> None: ...


_FORM = b"3"  # of what is kept
_DISTRIBUTION = "argo_wfsim-"
# Libraries that verdicts depend on: packages, and how the names of their distributions begin.
_LIBRARIES = {"yaml": "pyyaml-", "re2": "google_re2-", "lark": "lark-", "tzdata": "tzdata-"}
_FINE = b"+"  # no findings; behind it the numbers of the holders


class Verdict(NamedTuple):
    """All findings about some sources, and those of them that hold an object of Argo's."""

    findings: tuple[Diagnostic, ...]
    holders: tuple[Source, ...] = ()

    @property
    def any_object(self) -> bool:
        return bool(self.holders)


class Kept(NamedTuple):
    """The verdict about some sources, in or out of a cache. ``asked``: all that it depends on beside them."""

    held: Cache
    sources: Sequence[Source]
    key: str

    @classmethod
    def of(cls, held: Cache, sources: Sequence[Source], asked: Iterable[str]) -> Kept:
        return cls(held, sources, _key(sources, asked))

    def get(self) -> Verdict | None:
        """What is kept; None where nothing is, or nothing that can be understood."""
        data = self.held.get(self.key)
        return None if data is None else of_bytes(data, self.sources)

    def put(self, verdict: Verdict) -> None:
        """Keep a verdict, if it can be written."""
        data = to_bytes(verdict, self.sources)
        if data is not None:
            self.held.put(self.key, data)


def to_bytes(verdict: Verdict, sources: Sequence[Source]) -> bytes | None:
    """A verdict as bytes. None for one that has places elsewhere, or is about a fault of ours."""
    numbers = {id(source): number for number, source in enumerate(sources)}
    if any(one.code == "internal-error" for one in verdict.findings):
        return None
    try:
        rows = [_row(one, numbers) for one in verdict.findings]
        holders = [numbers[id(one)] for one in verdict.holders]
    except KeyError:
        return None
    if not rows:
        return _FINE + ",".join(map(str, holders)).encode()
    import json

    return json.dumps([holders, rows], separators=(",", ":")).encode()


def _key(sources: Sequence[Source], asked: Iterable[str]) -> str:
    return digests.of_parts((*judge(asked), *_texts(sources)))


def judge(asked: Iterable[str]) -> tuple[bytes, ...]:
    """What a verdict depends on beside its texts."""
    words = (*_looker(), *(word.encode() for word in asked))
    return (_FORM, b"%d" % len(words), *words)


def _texts(sources: Iterable[Source]) -> Iterator[bytes]:
    return (_bytes(text) for source in sources for text in (source.name, source.text))


def digest(sources: Iterable[Source]) -> str:
    """A short name for some sources, whoever judges them."""
    return digests.of_parts(_texts(sources))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


@cache
def _looker() -> tuple[bytes, ...]:
    """What judges: Python, this code and the libraries that it reads with."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    return sys.version.encode(), *(_installed(package) or _in_a_checkout(package))


def _installed(package: str) -> tuple[bytes, ...]:
    """Of an installed package the list of its files with their digests, which is the same on every machine, and the
    versions of the libraries beside it. Nothing where it is not installed."""
    place = os.path.dirname(package)
    found = sorted(name for name in os.listdir(place) if name.endswith(".dist-info"))
    ours = next((name for name in found if name.startswith(_DISTRIBUTION)), None)
    libraries = [name for name in found if name.lower().startswith(tuple(_LIBRARIES.values()))]
    if ours is None or len(libraries) < len(_LIBRARIES):
        return ()
    try:
        with open(os.path.join(place, ours, "RECORD"), "rb") as file:
            record = file.read()
    except OSError:
        return ()
    return (record, *map(os.fsencode, libraries)) if b"wfsim/__main__.py,sha256=" in record else ()


def _in_a_checkout(package: str) -> tuple[bytes, ...]:
    """Size and time of change of every file of ours, and of the libraries as far as one file shows them."""
    grammar = os.path.join(os.path.dirname(package), "grammar")
    ours = (*_measures(package), *(_measures(grammar) if os.path.isdir(grammar) else ()))
    return *ours, *(next(_found(name), b"") for name in _LIBRARIES)


def _measures(folder: str) -> Iterator[bytes]:
    with os.scandir(folder) as entries:
        for one in sorted(entries, key=lambda one: one.name):
            if one.is_dir():
                if one.name != "__pycache__":
                    yield from _measures(one.path)
            else:
                yield _measure(one.path, one.stat())


def _found(library: str) -> Iterator[bytes]:
    """The measure of a library, as the import system would find it."""
    for place in sys.path:
        path = os.path.join(place, library, "__init__.py")
        try:
            yield _measure(path, os.stat(path))
        except OSError:
            continue


def _measure(path: str, stat: os.stat_result) -> bytes:
    return f"{path} {stat.st_size} {stat.st_mtime_ns}".encode("utf-8", "surrogateescape")


def _row(one: Diagnostic, numbers: Mapping[int, int]) -> list[Any]:
    """A finding as plain data. KeyError where it speaks of a source that is not among those."""

    def place(at: Span) -> list[int]:
        return [numbers[id(at.source)], at.start, at.end]

    fix: list[Any] = []
    if one.fix is not None:
        first = Edit(one.fix.at, one.fix.text)
        fix = [one.fix.title, *([*place(edit.at), edit.text] for edit in (first, *one.fix.also))]
    related = [[near.message, *place(near.at)] for near in one.related]
    return [one.code, one.severity, one.message, *place(one.at), related, one.hint, fix, one.argo, one.secret]


def of_bytes(data: bytes, sources: Sequence[Source]) -> Verdict | None:
    """The verdict that some bytes are, about these sources; None where they are none."""
    try:
        if data.startswith(_FINE):
            numbers = data[len(_FINE) :]
            return Verdict((), tuple(sources[int(one)] for one in numbers.split(b",")) if numbers else ())
        import json

        holders, rows = json.loads(data)
        return Verdict(tuple(_finding(row, sources) for row in rows), tuple(sources[one] for one in holders))
    except (ValueError, TypeError, IndexError):  # whole, and yet not ours
        return None


def _finding(row: list[Any], sources: Sequence[Source]) -> Diagnostic:
    def span(source: int, start: int, end: int) -> Span:
        return sources[source].span(start, end)

    code, severity, message, source, start, end, related, hint, fix, argo, secret = row
    return Diagnostic(
        code,
        Severity(severity),
        message,
        span(source, start, end),
        tuple(Related(said, span(*at)) for said, *at in related),
        hint,
        _fix(fix[0], [Edit(span(*at), text) for *at, text in fix[1:]]) if fix else None,
        Argo(argo),
        bool(secret),
    )


def _fix(title: str, edits: list[Edit]) -> Fix:
    first, *also = edits
    return Fix(title, first.at, first.text, tuple(also))
