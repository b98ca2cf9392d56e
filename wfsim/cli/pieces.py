"""Verdicts about parts of many sources, kept in the cache: who changes one file of thousands waits for that one.

In: sources, how some of them are judged, and the cache. Out: the verdict about all. ``lint`` calls it where the cache
does not know them all together. Parts are what ``processes`` tells apart: each file that is judged by itself, and all
the others together. What is kept of them is one entry, with the parts of this time first.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from wfsim.cli import processes, verdicts
from wfsim.cli.processes import Judge
from wfsim.cli.verdicts import Verdict
from wfsim.text import Diagnostic, Source, digests, in_order
from wfsim.text.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from wfsim.cli.verdicts import Cache

_FEW = 20  # sources that are judged anew as soon as looked up
_ROOM = 3_000_000  # characters of an entry
_MOST_OF_ONE = 200_000  # and of a part in it

Held = dict[str, str]


def verdict(sources: Sequence[Source], judge: Judge, cache: Cache | None, asked: Iterable[str]) -> Verdict:
    """The verdict about all sources."""
    if cache is None or len(sources) < _FEW:
        return processes.verdict(sources, judge)
    key = digests.of_parts((b"pieces", *verdicts.judge(asked)))
    held = _held(cache.get(key))
    parts = [_Part.of(one) for one in _parts(sources)]
    known = {part.name: part.read(held[part.name]) for part in parts if part.name in held}
    missing = [part for part in parts if known.get(part.name) is None]
    fresh = _judged(sources, missing, judge)
    found = [known.get(part.name) or fresh[part.name] for part in parts]
    if missing:
        made = {part.name: written for part in missing if (written := part.written(fresh[part.name])) is not None}
        current = {part.name: made.get(part.name) or held.get(part.name) for part in parts}
        cache.put(key, _fitting({**current, **held}))
    findings = in_order(finding for one in found for finding in one.findings)
    return Verdict(findings, tuple(holder for one in found for holder in one.holders))


class _Part(NamedTuple):
    """Sources that are judged together; the name is of what they are."""

    sources: list[Source]
    name: str

    @classmethod
    def of(cls, sources: list[Source]) -> _Part:
        return cls(sources, verdicts.digest(sources))

    def read(self, written: str) -> Verdict | None:
        return verdicts.of_bytes(written.encode(), self.sources)

    def written(self, found: Verdict) -> str | None:
        data = verdicts.to_bytes(found, self.sources)
        return data.decode() if data is not None and len(data) <= _MOST_OF_ONE else None


def _parts(sources: Sequence[Source]) -> list[list[Source]]:
    together, alone = processes.parted(sources)
    return [*([together] if together else []), *([one] for one in alone)]


def _judged(sources: Sequence[Source], parts: Sequence[_Part], judge: Judge) -> dict[str, Verdict]:
    """What is found now about some parts, each with its own."""
    homes = {id(source): part.name for part in parts for source in part.sources}
    asked = [one for one in sources if id(one) in homes]
    findings: dict[str, list[Diagnostic]] = {part.name: [] for part in parts}
    holders: dict[str, list[Source]] = {part.name: [] for part in parts}
    if asked:
        found = processes.verdict(asked, judge)
        elsewhere = parts[0].name  # a fault of ours may be told of no source at all
        for one in found.findings:
            findings[homes.get(id(one.at.source), elsewhere)].append(one)
        for source in found.holders:
            holders[homes[id(source)]].append(source)
    return {part.name: Verdict(tuple(findings[part.name]), tuple(holders[part.name])) for part in parts}


def _held(data: bytes | None) -> Held:
    """The parts of an entry; none where it is none of ours."""
    try:
        found = json.loads(data) if data is not None else {}
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: one for name, one in found.items() if isinstance(one, str)}


def _fitting(parts: dict[str, str | None]) -> bytes:
    """As many parts as there is room for, the first ones first."""
    room = _ROOM
    kept = {}
    for name, one in parts.items():
        if one is not None and room > len(one) + len(name):
            kept[name] = one
            room -= len(one) + len(name) + 8
    return json.dumps(kept, separators=(",", ":")).encode()
