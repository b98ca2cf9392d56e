"""Findings that were there before: known, written down, and not reported again.

In: findings, and the text of a baseline file. Out: the new findings and the entries that have become stale; or the
text of a new baseline. ``wfsim lint --baseline`` calls it. A finding is known by its path, code and the text of its
line, and the file counts how often: a line that moves stays known, a second finding like it is new.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from wfsim.checks import ALWAYS, FORMER
from wfsim.text import Diagnostic, Source
from wfsim.text.records import NamedTuple

VERSION = 1
PathOf = Callable[[str], str]
_TEXTS = ("path", "code", "text")


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
                    "message": {"type": "string", "description": "for people; not compared"},
                },
            },
        },
    },
}


class Entry(NamedTuple):
    """What makes a finding the same one as before. Its words do not: a better message is no new finding."""

    path: str
    code: str
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
    """The entry of a finding."""
    return Entry(path_of(one.at.source.name), one.code, one.written)


def compared(
    findings: Iterable[Diagnostic], baseline: Baseline, path_of: PathOf, is_judged: Callable[[str], bool]
) -> Compared:
    """What is new. An entry can be stale only where its file was judged or is gone."""
    left = Counter(baseline)
    new: list[Diagnostic] = []
    for one in findings:
        key = entry(one, path_of)
        if one.code not in ALWAYS and left[key] > 0:
            left[key] -= 1
        else:
            new.append(one)
    stale = tuple(key for key, count in left.items() if count > 0 and is_judged(key.path))
    return Compared(tuple(new), sum(baseline.values()) - sum(left.values()), stale)


def written(findings: Iterable[Diagnostic], path_of: PathOf) -> str:
    """The text of a baseline of these findings: sorted, one entry a block, so that changes read well."""
    counted: Counter[Entry] = Counter()
    messages: dict[Entry, str] = {}
    for one in findings:
        if one.code not in ALWAYS:
            key = entry(one, path_of)
            counted[key] += 1
            messages.setdefault(key, one.message)
    rows = [{**key._asdict(), "count": count, "message": messages[key]} for key, count in sorted(counted.items())]
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
        found[Entry(row["path"], FORMER.get(row["code"], row["code"]), row["text"])] += count
    return found
