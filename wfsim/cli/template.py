"""Keep WorkflowTemplates beside the runs, as 'argo template' does; runs that are submitted may refer to them.

  wfsim template create templates/
  wfsim template list
  wfsim submit --from wftmpl/nightly

Exit code: 0, 1 it is not there, is there already or is refused, 2 wrong usage, 3 the store cannot be used.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from wfsim.cli import shelf, showing
from wfsim.cli.streams import Streams

if TYPE_CHECKING:
    from wfsim.spec.model import JsonObject

ACTIONS = ("list", "get", "create", "update", "delete", "lint")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    shelf.add_arguments(parser, ACTIONS)


def run(args: argparse.Namespace, streams: Streams) -> int:
    from wfsim.spec.model import Kind

    return shelf.run(Kind.WORKFLOW_TEMPLATE, args, streams, describe, table)


def describe(one: JsonObject) -> str:
    """Name, namespace and age, as ``argo template get`` prints them."""
    from wfsim.api.clock import now_ms
    from wfsim.render.header import instant

    namespace, name = showing.place(one)
    rows = [("Name:", name), ("Namespace:", namespace), ("Created:", instant(created_ms(one), now_ms()))]
    return "".join(f"{label:<20} {value}".rstrip() + "\n" for label, value in rows if value)


def table(found: list[JsonObject], namespaces: bool) -> str:
    from wfsim.render.runs_table import table

    rows = [["NAMESPACE"] * namespaces + ["NAME"]]
    rows += [[showing.place(one)[0]] * namespaces + [showing.place(one)[1]] for one in found]
    return table(rows)


def created_ms(one: JsonObject) -> int:
    """When an object was created."""
    from wfsim.record import times

    metadata = one.get("metadata")
    text = metadata.get("creationTimestamp") if isinstance(metadata, dict) else None
    return times.from_text(text) if isinstance(text, str) else 0
