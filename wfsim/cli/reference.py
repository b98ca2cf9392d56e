"""The tables of functions, variables and codes as text and as Markdown.

In: the tables themselves. Out: text. ``wfsim docs`` prints it, and the pages of the documentation are written with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from wfsim.text.records import NamedTuple

if TYPE_CHECKING:
    from wfsim.lang.functions.signatures import Function

BEGIN = "<!-- functions: written by `wfsim docs expressions --format markdown` -->\n"
END = "<!-- end of functions -->\n"


class Row(NamedTuple):
    """A function as it is listed: how it is called, and what it does."""

    name: str
    signature: str
    doc: str


class Group(NamedTuple):
    """Functions that belong together."""

    title: str
    about: str
    rows: tuple[Row, ...]


def groups() -> tuple[Group, ...]:
    """All functions of expressions."""
    from wfsim.lang.functions import FUNCTIONS, SPRIG
    from wfsim.lang.functions.argo import TABLE as ARGO
    from wfsim.lang.functions.each import EACH

    own = {name: one for name, one in FUNCTIONS.items() if name not in ARGO}
    here = {name: one for name, one in SPRIG.items() if one.call is not None}
    absent = {name: one for name, one in SPRIG.items() if one.call is None}
    each = tuple(Row(name, signature, doc) for name, (signature, doc) in sorted(EACH.items()))
    return (
        Group("Of Argo", "What Argo adds to the language.", tuple(_rows(ARGO))),
        Group("Of each item", "`#` is the item, and a member of it is `.name`.", each),
        Group("Of the language", "What expr-lang brings along.", tuple(_rows(own))),
        Group("Under sprig.", "Called as `sprig.NAME(…)`.", tuple(_rows(here, "sprig."))),
        Group("Under sprig., and not here", "Known, and refused with the reason.", tuple(_rows(absent, "sprig."))),
    )


def _rows(table: dict[str, Function], prefix: str = "") -> Iterator[Row]:
    for name in sorted(table):
        one = table[name]
        signature = f"{one.signature.rpartition(' ')[0]} {one.gives}" if one.gives else one.signature
        yield Row(prefix + name, signature, one.doc)


def functions_text() -> str:
    """The functions for a terminal."""
    parts = []
    for group in groups():
        width = min(max(len(one.name + one.signature) for one in group.rows), 64)
        lines = [f"  {one.name + one.signature:<{width}}  {one.doc}" for one in group.rows]
        parts.append("\n".join((f"{group.title}: {group.about.replace('`', '')}", *lines)))
    return "\n\n".join(parts) + "\n"


def functions_markdown() -> str:
    """The functions as a part of docs/expressions.md."""
    parts = [BEGIN]
    for group in groups():
        rows = [f"| `{_cell(one.name + one.signature)}` | {_cell(one.doc)} |" for one in group.rows]
        head = (f"\n### {group.title}\n", group.about, "", "| function | what it gives |", "|---|---|")
        parts.append("\n".join((*head, *rows, "")))
    return "".join((*parts, "\n", END))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


_JQ = """# jq

`valueFrom.jqFilter` takes an output of a resource template from the live object. Argo reads it with
[gojq](https://github.com/itchyny/gojq), and stores every result in a line of its own: texts as they are, anything else
as JSON.

```console
$ wfsim docs jq capture
Regular expressions:
  capture($pattern)              What the named groups of a match find, as an object.
  capture($pattern; $flags)      The same with flags.
```

What differs from jq itself:

- All numbers of the object are floats; integers of the filter are exact, whatever their size.
- Keys of objects are in order. `.a // "b"` does not hide an error in `.a`.
- There is one input: `input` and `inputs` are refused, as modules are. `env` and `$ENV` are empty. `localtime` is UTC.
- Regular expressions are Go's: no look-ahead, no back references.
- `now` is the clock of the run.

A filter of more than a third of a million steps is stopped. This page is written by `wfsim docs jq --format markdown`.
"""


def _jq_groups() -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    from wfsim.lang.jq.functions.table import groups as all_groups

    for title, rows in all_groups().items():
        listed = tuple((one.called(), one.doc) for one in rows if not one.name.startswith("_"))
        if listed:
            yield title, listed


def jq_text() -> str:
    """The functions of jq filters for a terminal."""
    groups = tuple(_jq_groups())
    width = max(len(head) for _, rows in groups for head, _ in rows)
    parts = ["\n".join((f"{title}:", *(f"  {head:<{width}}  {doc}" for head, doc in rows))) for title, rows in groups]
    return "\n\n".join(parts) + "\n"


def jq_markdown() -> str:
    """The text of docs/jq.md."""
    parts = [_JQ]
    for title, rows in _jq_groups():
        cells = [f"| `{_cell(head)}` | {_cell(doc)} |" for head, doc in rows]
        parts.append("\n".join((f"\n## {title}\n", "| function | what it gives |", "|---|---|", *cells, "")))
    return "".join(parts)


_HEAD = """# Variables

What can stand in `{{…}}`. A part in angle brackets is a name of your own. Templating knows only text; the type says
what the text holds. A variable is there from the moment in the last column on: earlier, its tag is not replaced yet.

This page is written by `wfsim docs variables --format markdown` from the table in `wfsim/scope/catalog.py`.
"""
_COLUMNS = "| variable | what it is | type | where | from when on |\n|---|---|---|---|---|\n"


def variables_markdown() -> str:
    """The text of docs/variables.md."""
    from wfsim.scope.catalog import VARIABLES

    roots = list(dict.fromkeys(one.root for one in VARIABLES))
    parts = [_HEAD]
    for root, rows in groupby(sorted(VARIABLES, key=lambda one: roots.index(one.root)), key=lambda one: one.root):
        parts.append(f"\n## {root}\n\n{_COLUMNS}")
        parts += [f"| `{one.pattern}` | {one.doc} | {one.type} | {one.where} | {one.phase} |\n" for one in rows]
    return "".join(parts)


def variables_text() -> str:
    """The variables for a terminal, under the places where they mean something."""
    from wfsim.scope.catalog import VARIABLES, Where

    parts = []
    for where in Where:
        rows = [one for one in VARIABLES if one.where is where]
        width = max(len(one.pattern) for one in rows)
        parts.append("\n".join((f"In {where}:", *(f"  {one.pattern:<{width}}  {one.doc}" for one in rows))))
    return "\n\n".join(parts) + "\n"


def matching(text: str, words: Iterable[str]) -> str:
    """The lines that hold all the words, under the headings that they stand below."""
    wanted = [word.lower() for word in words]
    found: list[str] = []
    heading = ""
    for line in text.splitlines():
        if line and not line.startswith(" "):
            heading = line
        elif all(word in line.lower() for word in wanted) and line.strip():
            if heading:
                found += ["", heading] if found else [heading]
                heading = ""
            found.append(line)
    return "".join(f"{line}\n" for line in found)
