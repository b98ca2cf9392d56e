"""What versions of Argo do not have in common: fields, functions of expressions, behaviour.

In: ``versions.json`` beside this file, read when somebody asks for a version, or writes a field that the newest does
not have. Out: which versions there are, the fields that a type has in one, and what became of a field. ``shape`` and
the checks call it, and the docs are made of it. ``tests/oracles/versions.py`` derives the facts from Argo's own types.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from wfsim.spec import types
from wfsim.spec.types import Field
from wfsim.text.records import NamedTuple
from wfsim.version import ARGO


class Change(NamedTuple):
    """What became of a field: the version that brought it, and those that deprecated and removed it.

    ``type``: its type where it is removed. ``instead``: the field that takes a list of such values in its place.
    """

    since: str = ""
    removed: str = ""
    deprecated: str = ""
    type: str = ""
    instead: str = ""
    hint: str = ""

    def is_in(self, version: str) -> bool:
        """Whether a version has the field."""
        return not is_before(version, self.since) and (not self.removed or is_before(version, self.removed))

    def is_deprecated_in(self, version: str) -> bool:
        return bool(self.deprecated) and self.is_in(version) and not is_before(version, self.deprecated)


class Accepted(NamedTuple):
    """What versions before ``until`` accept: a text in which they do not see what a code finds."""

    code: str
    text: str
    until: str


class News(NamedTuple):
    """Something that works differently since a version.

    ``releases``: those that brought it, one a minor version, where it was not the first of ``version``. ``finds``: what
    ``checks.upgrading`` looks for; ``code``: the findings that are so since then, at places of which ``text`` is a
    regular expression; neither where files do not tell. ``way``: what to do.
    """

    version: str
    what: str
    releases: tuple[str, ...] = ()
    finds: str = ""
    code: str = ""
    text: str = ".*"
    severity: str = "warning"
    way: str = ""

    def holds_in(self, release: str) -> bool:
        """Whether a release works in the new way."""
        brought = self.releases or (f"{self.version}.0",)
        minor = numbers(release)[:2]
        same = [one for one in brought if numbers(one)[:2] == minor]
        return not is_before(release, (same or brought)[0])


class Bound(NamedTuple):
    """What the full schema of the CRDs asks of a field: of a list, of a text (or each of a list), of a number."""

    type: str
    field: str
    most: int | None = None
    longest: int | None = None
    pattern: str = ""
    least: int = 0
    greatest: int | None = None

    def holds(self, number: int) -> bool:
        return self.greatest is None or self.least <= number <= self.greatest


def numbers(version: str) -> tuple[int, ...]:
    """A version as something that can be compared."""
    return tuple(int(part) for part in version.split("."))


def is_before(version: str, other: str) -> bool:
    return bool(other) and numbers(version) < numbers(other)


def named(word: str) -> str:
    """The version that a word means, with ``v`` and patch or without; empty for one that is not known."""
    found = re.fullmatch(pattern(), word)
    return found[1] if found else ""


def release(word: str) -> str:
    """The release that a word means: the one that it names, or the one that stands for its version."""
    version = named(word)
    patched = word.removeprefix("v")
    return patched if patched != version else known()[version]


def pattern() -> str:
    """A regular expression of the words for the versions that are known."""
    return rf"^v?({'|'.join(map(re.escape, known()))})(\.\d+)?$"


NEWEST = ".".join(ARGO.split(".")[:2])  # the one that counts where nobody says otherwise


@cache
def table() -> Mapping[str, Any]:
    """The table as it is written."""
    import json
    import os

    with open(os.path.join(os.path.dirname(__file__), "versions.json"), encoding="utf-8") as file:
        loaded: dict[str, Any] = json.load(file)
    return loaded


def known() -> Mapping[str, str]:
    """Every version, oldest first, with the release that stands for it."""
    found: dict[str, str] = table()["versions"]
    return found


@cache
def changes(type_name: str) -> Mapping[str, Change]:
    """What became of the fields of a type; those are not in it that all versions have."""
    return {name: Change(**row) for name, row in table()["fields"].get(type_name, {}).items()}


@cache
def fields(type_name: str, version: str) -> Mapping[str, Field]:
    """The fields of a type in a version."""
    changed = changes(type_name)
    found = {
        name: field
        for name, field in types.fields(type_name).items()
        if name not in changed or changed[name].is_in(version)
    }
    gone = {
        name: Field(name, types.parse(one.type), False)
        for name, one in changed.items()
        if one.removed and one.is_in(version)
    }
    return found | gone if gone else found


def singular(name: str) -> str:
    """The field that took one value before ``name`` took a list of them; empty where there was none."""
    return _singulars().get(name, "")


@cache
def _singulars() -> Mapping[str, str]:
    return {
        row["instead"]: name
        for found in table()["fields"].values()
        for name, row in found.items()
        if row.get("instead")
    }


def functions() -> Mapping[str, str]:
    """Functions of expressions that came after the oldest version, with the version that brought them."""
    found: dict[str, str] = table()["functions"]
    return found


def accepted(version: str) -> tuple[Accepted, ...]:
    """What a version does not find fault with."""
    rows = (Accepted(**row) for row in table()["accepted"])
    return tuple(row for row in rows if is_before(version, row.until))


def news() -> tuple[News, ...]:
    """Everything that works differently since a version."""
    return tuple(News(**{**row, "releases": tuple(row.get("releases", ()))}) for row in table()["changes"])


def between(older: str, newer: str) -> tuple[News, ...]:
    """What one release does in the old way, and a later one in the new."""
    return tuple(one for one in news() if one.holds_in(newer) and not one.holds_in(older))


def bounds(type_name: str) -> tuple[Bound, ...]:
    """What the full schema of the CRDs asks of the fields of a type, where Argo's own linter does not in all places."""
    return tuple(Bound(**row) for row in table()["schema"] if row["type"] == type_name)
