"""List the parameters that a workflow takes: names, defaults, allowed values, which template reads them.

For a WorkflowTemplate without an entrypoint, what each of its templates takes. '(required)' stands for a parameter
without a default.
"""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from wfsim.cli import loading
from wfsim.cli.streams import Exit, Streams

if TYPE_CHECKING:
    from wfsim.api.settable import Settable


_WIDEST = 60


def add_arguments(parser: argparse.ArgumentParser) -> None:
    loading.add_workflow(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to print them")


def run(args: argparse.Namespace, streams: Streams) -> int:
    return loading.answer(lambda: _list(args, streams), streams)


def _list(args: argparse.Namespace, streams: Streams) -> int:
    from wfsim.api.choosing import choose
    from wfsim.api.settable import settable

    workspace = loading.workspace(args.paths, streams)
    resource = choose(workspace, args.workflow)
    rows = settable(resource, workspace)
    if args.format == "json":
        streams.write(json.dumps([one.to_json() for one in rows], indent=2, ensure_ascii=False) + "\n")
    elif rows:
        streams.write(_text(rows))
    else:
        streams.note(f"{resource.display_name} takes no parameters")
    return Exit.FINE


def _text(rows: tuple[Settable, ...]) -> str:
    from wfsim.render.table import aligned
    from wfsim.render.words import one_line

    head = ["PARAMETER", "DEFAULT", "ALLOWED", "TAKEN BY", "DESCRIPTION"]
    cells = [head, *([one_line(cell) for cell in _cells(row)] for row in rows)]
    used = [column for column, title in enumerate(head) if column < 2 or any(row[column] for row in cells[1:])]
    return "\n".join(aligned([[row[column] for column in used] for row in cells], 2)) + "\n"


def _cells(row: Settable) -> list[str]:
    name = f"{row.template}: {row.name}" if row.template else row.name
    default = row.source or ("(required)" if row.default is None else _shown(row.default))
    taken = "" if row.template else ", ".join(row.taken_by) or "(nothing)"
    return [name, default, ", ".join(row.enum), taken, row.description]


def _shown(value: str) -> str:
    """A value on one line, shortened; one that could be taken for words of ours in quotes."""
    short = " ".join(value.split())
    if len(short) > _WIDEST:
        return short[: _WIDEST - 1] + "…"
    return short if short and not short.startswith("(") else json.dumps(value, ensure_ascii=False)
