"""The page of all variables, written from the table."""

from __future__ import annotations

from itertools import groupby

from wfsim.scope.catalog import VARIABLES

_HEAD = """# Variables

What can stand in `{{…}}`. A part in angle brackets is a name of your own. Templating knows only text; the type says
what the text holds. A variable is there from the moment in the last column on: earlier, its tag is not replaced yet.

This page is written from the table in `wfsim/scope/catalog.py`.
"""

_COLUMNS = "| variable | what it is | type | where | from when on |\n|---|---|---|---|---|\n"
ROOTS = list(dict.fromkeys(one.root for one in VARIABLES))


def page() -> str:
    """The text of docs/variables.md."""
    parts = [_HEAD]
    grouped = sorted(VARIABLES, key=lambda one: ROOTS.index(one.root))
    for root, rows in groupby(grouped, key=lambda one: one.root):
        parts.append(f"\n## {root}\n\n{_COLUMNS}")
        parts += [f"| `{one.pattern}` | {one.doc} | {one.type} | {one.where} | {one.phase} |\n" for one in rows]
    return "".join(parts)
