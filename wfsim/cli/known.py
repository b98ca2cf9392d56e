"""The baseline file of ``wfsim lint``: read, compared with, written.

In: a path and findings. Out: the findings that it does not know. Called by ``lint``. What a baseline is stands in
``checks.baseline``; paths in it are relative to the folder that it lies in, so that it holds from anywhere.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence

from wfsim.checks import baseline
from wfsim.cli.globs import relative
from wfsim.cli.inputs import shown
from wfsim.cli.settings import Settings, Stop
from wfsim.cli.streams import CannotDo, Exit, Streams
from wfsim.cli.writing import replace
from wfsim.text import Diagnostic, Severity, Source

DEFAULT = "wfsim-baseline.json"


def path(args: argparse.Namespace, held: Settings) -> str:
    """The baseline that the command line or the configuration names, as seen from the working directory."""
    if args.baseline or not held.baseline:
        return args.baseline or (DEFAULT if args.write_baseline else "")
    return relative(os.path.join(held.root, held.baseline), os.getcwd())


def _paths(path: str) -> Callable[[str], str]:
    folder = os.path.dirname(os.path.realpath(path))
    return lambda name: name if name.startswith("<") else relative(name, folder)


def without(path: str, found: Sequence[Diagnostic], names: Sequence[str], streams: Streams) -> tuple[Diagnostic, ...]:
    """The findings that the baseline does not know. Stop where it cannot be read."""
    path_of = _paths(path)
    judged = set(map(path_of, names))
    folder = os.path.dirname(os.path.realpath(path))

    def is_judged(name: str) -> bool:
        return name in judged or not (name.startswith("<") or os.path.exists(os.path.join(folder, name)))

    compared = baseline.compared(found, _read(path, streams), path_of, is_judged)
    if compared.known:
        streams.note(f"{compared.known} known finding{'s' * (compared.known != 1)} not reported ({shown(path)})")
    if compared.stale:
        streams.note(_gone(compared.stale))
    return compared.new


def _gone(stale: Sequence[baseline.Entry]) -> str:
    listed = ", ".join(f"{one.code} in {one.path}" for one in stale[:_MOST_NAMED])
    more = f" and {len(stale) - _MOST_NAMED} more" if len(stale) > _MOST_NAMED else ""
    return f"known, but gone: {listed}{more} (--write-baseline brings the list up to date)"


_MOST_NAMED = 3


def _read(path: str, streams: Streams) -> baseline.Baseline:
    message, offset = "", 0
    source = Source(shown(path), path)
    try:
        with open(path, encoding="utf-8-sig") as file:
            source = Source(source.name, file.read())
        return baseline.read(source)
    except OSError as error:
        message = f"cannot read the baseline: {error.strerror or error}"
    except UnicodeDecodeError:
        message = "the baseline is no text in UTF-8"
    except baseline.Broken as error:
        message, offset = error.message, error.offset
    at = source.span(offset, offset + 1)
    streams.report([Diagnostic("bad-baseline", Severity.ERROR, message, at, hint=_WAY_OUT)])
    raise Stop(Exit.USAGE)


_WAY_OUT = "`wfsim lint --write-baseline` writes a new one."


def write(path: str, found: Sequence[Diagnostic], streams: Streams) -> None:
    """Write a baseline that knows all of these. CannotDo where that is not possible."""
    text = baseline.written(found, _paths(path))
    try:
        replace(path, text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise CannotDo(f"cannot write {path}: {error.strerror or error}") from error
    streams.note(f"{len(found)} finding{'s' * (len(found) != 1)} written to {shown(path)}")
