"""A run as the verbs print it: header and tree, or the object in a form of ``-o``.

In: a Workflow object. Out: text. Called by ``get``, ``submit``, ``watch`` and those that change runs.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from wfsim.api.clock import now_ms
from wfsim.cli.streams import Streams, UsageError

if TYPE_CHECKING:
    from wfsim.record.run import NodeRecord, RunRecord
    from wfsim.render.style import Style
    from wfsim.spec.model import JsonObject
    from wfsim.yamlio.nodes import Json

FORMS = ("name", "json", "yaml", "short", "wide")


def add_look(parser: argparse.ArgumentParser) -> None:
    """The words about how a tree looks."""
    add = parser.add_argument
    add("--no-color", action="store_true", help="without colours, as with NO_COLOR")
    add("--no-utf8", action="store_true", help="draw with plain 7-bit characters")
    add("--style", choices=("argo", "guide"), default="argo", help="the tree as Argo prints it, or as its old guide")
    add("--status", default="", metavar="PHASE", help="show only nodes of this phase")
    add("--node-field-selector", default="", metavar="FIELDS", help="show only nodes with these fields (phase=Failed)")


def text(workflow: JsonObject, args: argparse.Namespace, streams: Streams) -> str:
    """The run as it is to be printed."""
    form: str = args.output
    if form == "name":
        return f"{_name(workflow)}\n"
    if form in ("json", "yaml"):
        return data(dict(workflow), form)
    from wfsim.render.header import render as header

    record = record_of(workflow)
    if form == "short":
        return tree(record, args, streams)
    drawn = tree(record, args, streams)
    return header(record, now_ms()) + (f"\n{drawn}" if drawn else "")


def data(value: Json, form: str) -> str:
    """Data as JSON or YAML."""
    if form == "json":
        return json.dumps(value, indent=4, ensure_ascii=False) + "\n"
    from wfsim.yamlio.writing import to_yaml

    return to_yaml(value)


def tree(record: RunRecord, args: argparse.Namespace, streams: Streams) -> str:
    from wfsim.render.tree import Layout, render

    guide = getattr(args, "style", "argo") == "guide"
    layout = Layout.GUIDE if guide else Layout(args.output) if args.output in ("short", "wide") else Layout.ARGO
    return render(record, style(args, streams), layout, _shown(args))


def style(args: argparse.Namespace, streams: Streams) -> Style:
    found = streams.style()
    if getattr(args, "no_color", False):
        found = found._replace(colour=False)
    return found._replace(unicode=False) if getattr(args, "no_utf8", False) else found


def _shown(args: argparse.Namespace) -> Callable[[NodeRecord], bool]:
    """Which nodes have a line."""
    from wfsim.engine.operations import selecting
    from wfsim.engine.operations.outcome import Refused

    phase, selector = getattr(args, "status", ""), getattr(args, "node_field_selector", "")
    if not isinstance(phase, str):
        phase = ""
    if phase and selector:
        raise UsageError("cannot use both --status and --node-field-selector")
    try:
        terms = selecting.parse(f"phase={phase}" if phase else selector)
    except Refused as error:
        raise UsageError(f"selector is invalid: {error.message}") from None
    return lambda node: selecting.matches(terms, node)


def record_of(workflow: JsonObject) -> RunRecord:
    """The run of an object; one that has not begun has no status. Problem where its nodes cannot be read."""
    from wfsim.api.problem import Problem
    from wfsim.record.workflow import NotARun, from_workflow

    try:
        return from_workflow({**workflow, "status": workflow.get("status") or {"phase": ""}})
    except NotARun as error:
        raise Problem(f"{_name(workflow)}: {error.message}", ()) from None


def show(workflows: Sequence[JsonObject], args: argparse.Namespace, streams: Streams) -> None:
    """Print runs one after another; a form of data is a list where there are several."""
    form = args.output
    if form in ("json", "yaml") and len(workflows) > 1:
        streams.write(data([dict(one) for one in workflows], form))
        return
    streams.write("\n".join(text(one, args, streams) for one in workflows))


def _name(workflow: JsonObject) -> str:
    metadata = workflow.get("metadata")
    found = metadata if isinstance(metadata, dict) else {}
    return str(found.get("name") or found.get("generateName") or "")


def place(workflow: JsonObject) -> tuple[str, str]:
    """Namespace and name of an object."""
    metadata = workflow.get("metadata")
    found = metadata if isinstance(metadata, dict) else {}
    return str(found.get("namespace") or ""), _name(workflow)
