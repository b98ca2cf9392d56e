"""What versions of Argo do not have in common, as text and as Markdown.

In: the table of ``spec.versions``. Out: text. ``wfsim docs versions`` prints it; docs/versions.md is written with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wfsim.spec import versions
from wfsim.text.records import NamedTuple
from wfsim.version import ARGO

_HEAD = f"""# Versions of Argo

wfsim follows Argo Workflows {ARGO}. `wfsim lint --argo-version X.Y`, or `argo-version = "X.Y"` in the configuration,
judges by the fields and rules of another version: an upgrade is one run of lint with the version to come, and `--fix`
writes what can be written mechanically.

- `field-not-in-version`: the version does not have the field. Its linter refuses the object, its API server drops the
  field in silence.
- `deprecated-field`: the version has the field, and a later one removed it.
- `function-not-in-version`: expressions of the version do not have the function.

`--upgrade-from X.Y` beside it names the version that is left behind, and asks for what works differently since then:

```sh
wfsim lint --upgrade-from 3.5 workflows/
wfsim lint --upgrade-from 3.6.5 --argo-version 4.0 workflows/
```

- `works-differently`: this place is accepted by both versions, and does something else in the one to come. The message
  says what, since which version, and what it was before.
- Findings whose reason came with one of the versions between say so.

Without a patch the release counts that stands for the version (below). A change that is not listed with a code under
*What works differently* cannot be told from files, and is for reading.

`argo: rejects` of a finding speaks of the linter of the version that was named. The facts are those of one release of
each version; those of fields and functions are read from Argo's own types by `python -m tests.oracles.versions`.

This page is written by `wfsim docs versions --format markdown` from the table in `wfsim/spec/versions.json`.
"""


class _Table(NamedTuple):
    """A heading, the heads of columns, and rows."""

    title: str
    heads: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


def markdown() -> str:
    """The text of docs/versions.md."""
    return "".join((_HEAD, *(_written(one) for one in _tables())))


def _written(table: _Table) -> str:
    lines = [f"| {' | '.join(cells)} |" for cells in (table.heads, ("---",) * len(table.heads), *table.rows)]
    return "\n".join((f"\n## {table.title}\n", *lines, ""))


def text() -> str:
    """The same for a terminal, one line a row."""
    parts = []
    for table in _tables():
        lines = ["  " + "  ".join(f"{cell.replace('`', '')}" for cell in row if cell) for row in table.rows]
        parts.append("\n".join((f"{table.title}:", *lines)))
    return "\n\n".join(parts) + "\n"


def _tables() -> tuple[_Table, ...]:
    return (
        _Table("Releases that stand for versions", ("version", "release"), tuple(versions.known().items())),
        _Table("Fields that came later", ("since", "field", "in"), tuple(_came())),
        _Table(
            "Fields that were removed", ("removed in", "field", "in", "deprecated since", "way out"), tuple(_removed())
        ),
        _Table(
            "Functions of expressions that came later",
            ("since", "function"),
            tuple((since, f"`{name}`") for name, since in versions.functions().items()),
        ),
        _Table("What works differently", ("since", "what", "code", "way out"), tuple(map(_differs, versions.news()))),
    )


def _differs(one: versions.News) -> tuple[str, str, str, str]:
    codes = ("works-differently" if one.finds else "", one.code)
    since = " and ".join(one.releases) or one.version
    return since, one.what, ", ".join(f"`{code}`" for code in codes if code), one.way


def _came() -> Iterator[tuple[str, str, str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for type_name, name, change in _changes():
        if change.since:
            found.setdefault((change.since, name), []).append(f"`{type_name}`")
    for (since, name), types in sorted(found.items(), key=lambda one: (versions.numbers(one[0][0]), one[0][1])):
        yield since, f"`{name}`", ", ".join(types)


def _removed() -> Iterator[tuple[str, str, str, str, str]]:
    for type_name, name, change in _changes():
        if change.removed:
            yield change.removed, f"`{name}`", f"`{type_name}`", change.deprecated, change.hint


def _changes() -> Iterator[tuple[str, str, versions.Change]]:
    for type_name in versions.table()["fields"]:
        for name, change in versions.changes(type_name).items():
            yield type_name, name, change
