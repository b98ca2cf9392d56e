"""Findings that were there before: known, written down, and not reported again.

In: findings, and the text of a baseline file. Out: the new findings and the entries that have become stale; or the
text of a new baseline. ``wfsim lint --baseline`` calls it. A finding is known by its path, code, message and the text
of its line, and the file counts how often: a line that moves stays known, a second finding like it is new.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from wfsim.text import Diagnostic, Source

VERSION = 1
PathOf = Callable[[str], str]
_TEXTS = ("path", "code", "message", "text")


# The file as JSON Schema, for editors.
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["version", "findings"],
    "properties": {
        "version": {"const": VERSION},
        "findings": {
            "type": "array",
            "items": {
                "type": "object",
                "required": list(_TEXTS),
                "properties": {
                    **{key: {"type": "string"} for key in _TEXTS},
                    "count": {"type": "integer", "minimum": 1, "description": "how many findings are the same"},
                },
            },
        },
    },
}


class Entry(NamedTuple):
    """What makes a finding the same one as before."""

    path: str
    code: str
    message: str
    text: str


Baseline = Counter[Entry]


class Broken(Exception):
    """The text is no baseline: what is wrong with it, and the offset where that is known."""

    def __init__(self, message: str, offset: int = 0) -> None:
        super().__init__(message)
        self.message, self.offset = message, offset


class Compared(NamedTuple):
    """``known``: how many findings the baseline knows; ``stale``: what it knows and nobody finds any more."""

    new: tuple[Diagnostic, ...]
    known: int
    stale: tuple[Entry, ...]


def entry(one: Diagnostic, path_of: PathOf) -> Entry:
    """The entry of a finding; blanks around the line do not count, so that it may be indented anew."""
    return Entry(path_of(one.at.source.name), one.code, one.message, one.at.source.line(one.at.first.line).strip())


def compared(findings: Iterable[Diagnostic], baseline: Baseline, path_of: PathOf, looked_at: set[str]) -> Compared:
    """What is new. An entry can be stale only in a file that was looked at."""
    left = Counter(baseline)
    new: list[Diagnostic] = []
    for one in findings:
        key = entry(one, path_of)
        if left[key] > 0:
            left[key] -= 1
        else:
            new.append(one)
    stale = tuple(key for key, count in left.items() if count > 0 and key.path in looked_at)
    return Compared(tuple(new), sum(baseline.values()) - sum(left.values()), stale)


def written(findings: Iterable[Diagnostic], path_of: PathOf) -> str:
    """The text of a baseline of these findings: sorted, one entry a block, so that changes read well."""
    counted = Counter(entry(one, path_of) for one in findings)
    rows = [{**key._asdict(), "count": count} for key, count in sorted(counted.items())]
    return json.dumps({"version": VERSION, "findings": rows}, indent=1, ensure_ascii=False) + "\n"


def read(source: Source) -> Baseline:
    """The entries of a baseline. Broken where it is none."""
    try:
        data: Any = json.loads(source.text)
    except json.JSONDecodeError as error:
        raise Broken(f"this is not JSON: {error.msg}", error.pos) from None
    except (ValueError, RecursionError) as error:
        raise Broken(f"this is not JSON: {error}") from None
    if not isinstance(data, dict) or not isinstance(data.get("findings"), list):
        raise Broken("this is not a baseline of wfsim: it has no list `findings`")
    if data.get("version") != VERSION:
        raise Broken(f"this baseline has version {data.get('version')!r}; this wfsim reads version {VERSION}")
    found: Baseline = Counter()
    for number, row in enumerate(data["findings"]):
        if not isinstance(row, dict) or not all(isinstance(row.get(key), str) for key in _TEXTS):
            raise Broken(f"findings[{number}] needs the texts " + ", ".join(f"`{key}`" for key in _TEXTS))
        count = row.get("count", 1)
        if type(count) is not int or count < 1:
            raise Broken(f"findings[{number}]: `count` must be a whole number above 0")
        found[Entry(*(row[key] for key in _TEXTS))] += count
    return found
