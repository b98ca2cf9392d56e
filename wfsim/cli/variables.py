"""The variables of ``wfsim eval``: from ``-p``, a file, and a node of a run.

In: parsed words. Out: flat dotted names with values, and what became of tasks. UsageError and CannotDo say what is
wrong with what was given.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from wfsim.cli import inputs, loading
from wfsim.cli.streams import CannotDo, Streams, UsageError

if TYPE_CHECKING:
    from wfsim.lang.values import Json
    from wfsim.record.run import NodeRecord, RunRecord

# What holds data in Argo, too; all else is text.
_DATA: Final = ("data", "request", "response", "cronworkflow")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add(
        "-p",
        "--parameter",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a variable (inputs.parameters.n=5), a parameter (n=5: of the inputs and of the workflow), "
        "or for depends a task (build=Succeeded)",
    )
    add("--vars", metavar="FILE", help="JSON or YAML with variables: flat names, or maps in maps")
    add("--run", metavar="FILE", help="a finished run ('wfsim simulate --format json')")
    add("--node", metavar="NAME", default="", help="the node of the run whose variables are meant")


def gather(args: argparse.Namespace, streams: Streams) -> dict[str, Json]:
    """All variables; -p wins over --vars, and that over the run."""
    if bool(args.node) and not args.run:
        raise UsageError("--node names a node of a run; give that with --run FILE")
    found: dict[str, Json] = {}
    if args.run:
        found.update(_of_run(args.run, args.node, streams))
    if args.vars:
        found.update(_of_file(args.vars, streams))
    for word in args.parameter:
        found.update(_of_word(word))
    return found


def outcomes(args: argparse.Namespace) -> dict[str, frozenset[str]]:
    """What became of tasks, for ``depends``: NAME=RESULT, several results with commas."""
    from wfsim.lang.depends import Result

    found: dict[str, frozenset[str]] = {}
    for word in args.parameter:
        name, equals, given = word.partition("=")
        results = frozenset(one.strip() for one in given.split(",") if one.strip())
        unknown = sorted(results - {one.value for one in Result})
        if not equals or unknown:
            wrong = f"{unknown[0]!r} is no result" if unknown else f"{word!r} has no '='"
            raise UsageError(f"-p: {wrong}; a task ends {', '.join(one.value for one in Result)}")
        found[name.strip()] = results
    return found


def _of_word(word: str) -> Iterator[tuple[str, Json]]:
    name, equals, value = word.partition("=")
    name = name.strip()
    if not equals or not name:
        raise UsageError(f"-p takes NAME=VALUE, not {word!r}")
    if _is_variable(name):
        yield name, value
    else:
        yield f"workflow.parameters.{name}", value
        yield f"inputs.parameters.{name}", value


def _is_variable(name: str) -> bool:
    from wfsim.scope.catalog import VARIABLES, find

    return find(name) is not None or ("." in name and name.partition(".")[0] in {row.root for row in VARIABLES})


def _of_file(path: str, streams: Streams) -> Iterator[tuple[str, Json]]:
    from wfsim.text import Severity
    from wfsim.yamlio import plain, read

    given = inputs.read([path], streams)
    if given.failed or len(given.sources) != 1:
        streams.report(given.findings)
        raise CannotDo(f"cannot read the variables of {path}")
    reading = read(given.sources[0])
    data = plain(reading.documents[0].root) if reading.documents else {}
    if any(one.severity is Severity.ERROR for one in reading.findings) or not isinstance(data, Mapping):
        streams.report(reading.findings)
        raise CannotDo(f"{path} does not hold names and values")
    for name, value in data.items():
        yield from _flat(name, value)


def _flat(name: str, value: Json) -> Iterator[tuple[str, Json]]:
    """Maps in maps as dotted names; what is no text becomes the text that Argo makes of it."""
    from wfsim.lang import gojson, gotext
    from wfsim.scope.catalog import Type, find

    row = find(name)
    if value is None or name.partition(".")[0] in _DATA or (row is not None and row.type is Type.ARTIFACT):
        yield name, value
    elif isinstance(value, Mapping) and value:
        for key, inner in value.items():
            yield from _flat(f"{name}.{key}", inner)
    else:
        yield name, gojson.render(value) if isinstance(value, (list, Mapping)) else gotext.any_string(value)


def _of_run(path: str, name: str, streams: Streams) -> dict[str, Json]:
    from wfsim.record.variables import variables

    record = loading.record(path, streams)
    return variables(record, _node(record, name, path))


def _node(record: RunRecord, name: str, path: str) -> NodeRecord:
    """A node by its full name, its id, or the name that the tree shows, where only one has it; else the root."""
    if not record.nodes:
        raise CannotDo(f"the run in {path} has no nodes")
    if not name:
        return record.named(record.name) or record.nodes[0]
    exact = record.named(name) or record.node(name)
    shown = [one for one in record.nodes if one.display_name == name]
    if exact is not None or len(shown) == 1:
        return exact or shown[0]
    if shown:
        raise UsageError(f"several nodes are shown as {name!r}: {', '.join(one.name for one in shown[:8])}")
    from difflib import get_close_matches

    names = [word for one in record.nodes for word in (one.display_name, one.name)]
    near = get_close_matches(name, names, 1, 0.5)
    raise UsageError(f"the run has no node {name!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
