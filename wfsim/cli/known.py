"""The baseline file of ``wfsim lint``: read, compared with, written.

In: a path and findings. Out: the findings that it does not know. Called by ``lint``. What a baseline is stands in
``checks.baseline``; paths in it are relative to the folder that it lies in, so that it holds from anywhere.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from wfsim.checks import baseline
from wfsim.cli.globs import relative
from wfsim.cli.inputs import shown
from wfsim.cli.settings import Settings, Stop
from wfsim.cli.streams import CannotDo, Exit, Streams
from wfsim.text import Diagnostic, Severity, Source


def configured(held: Settings) -> str:
    """The path that the configuration names, as seen from the working directory."""
    return shown(os.path.join(held.root, held.baseline)) if held.baseline else ""


def _paths(path: str) -> Callable[[str], str]:
    folder = os.path.dirname(os.path.realpath(path))
    return lambda name: name if name.startswith("<") else relative(name, folder)


def without(path: str, found: Sequence[Diagnostic], names: Sequence[str], streams: Streams) -> tuple[Diagnostic, ...]:
    """The findings that the baseline does not know. Stop where it cannot be read."""
    path_of = _paths(path)
    compared = baseline.compared(found, _read(path, streams), path_of, set(map(path_of, names)))
    if compared.known:
        streams.note(f"{compared.known} known finding{'s' * (compared.known != 1)} not reported ({shown(path)})")
    if compared.stale:
        count, first = len(compared.stale), compared.stale[0]
        streams.note(
            f"{count} known finding{'s are' if count != 1 else ' is'} gone, the first of them {first.code} in "
            f"{first.path}: --write-baseline takes {'them' if count != 1 else 'it'} off the list"
        )
    return compared.new


def _read(path: str, streams: Streams) -> baseline.Baseline:
    try:
        with open(path, encoding="utf-8") as file:
            source = Source(shown(path), file.read())
        return baseline.read(source)
    except OSError as error:
        message, source, offset = f"cannot read the baseline: {error.strerror or error}", Source(path, path), 0
    except UnicodeDecodeError:
        message, source, offset = "the baseline is no text in UTF-8", Source(path, path), 0
    except baseline.Broken as error:
        message, offset = error.message, error.offset
    hint = "`wfsim lint --write-baseline` writes a new one."
    at = source.span(offset, offset + 1)
    streams.report([Diagnostic("bad-baseline", Severity.ERROR, message, at, hint=hint)])
    raise Stop(Exit.USAGE)


def write(path: str, found: Sequence[Diagnostic], streams: Streams) -> None:
    """Write a baseline that knows all of these. CannotDo where that is not possible."""
    text = baseline.written(found, _paths(path))
    try:
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise CannotDo(f"cannot write {path}: {error.strerror or error}") from error
    streams.note(f"{len(found)} finding{'s' * (len(found) != 1)} written to {shown(path)}")
