"""What a project says about how it wants to be linted, and where it says so.

In: the paths of a command line. Out: ``Settings``: those of the nearest ``wfsim.toml``, ``.wfsim.toml`` or
``[tool.wfsim]`` in ``pyproject.toml``, found by walking up, or those that hold without one. ``lint`` calls ``of``; the
file itself is read by ``config``, which is loaded where there is one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence

from wfsim.cli.streams import Exit, Streams, UsageError
from wfsim.text import Severity
from wfsim.text.records import NamedTuple

NAMES = ("wfsim.toml", ".wfsim.toml", "pyproject.toml")


class Settings(NamedTuple):
    """The keys of the configuration. ``root``: the folder that patterns and paths in it are relative to."""

    root: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    severity: Mapping[str, Severity] = {}
    fail_on: str = "error"
    external_templates: tuple[str, ...] = ()
    argo_version: str = ""
    upgrade_from: str = ""  # no key: an upgrade is asked about once
    baseline: str = ""
    on: str = ""
    store: str = ""


DEFAULT = Settings()


class Stop(Exception):
    """The command ends here with this exit code; what there is to say was said."""

    def __init__(self, code: Exit) -> None:
        super().__init__(str(code))
        self.code = code


def of(paths: Sequence[str], named: str, streams: Streams) -> Settings:
    """The settings that hold for some paths; ``named`` is the file of ``--config``. Stop where they have mistakes."""
    if named and not os.path.isfile(named):
        raise UsageError(f"--config: there is no file {named!r}")
    path = named or find(paths)
    if not path:
        return DEFAULT
    from wfsim.cli import config

    settings, findings = config.read(path)
    if findings:
        streams.report(findings)
        raise Stop(Exit.USAGE)
    return settings


def find(paths: Sequence[str]) -> str:
    """The configuration file nearest to what all the paths have in common; empty where there is none."""
    for folder in _upwards(_common(paths)):
        for name in NAMES:
            path = os.path.join(folder, name)
            if os.path.isfile(path) and (name != "pyproject.toml" or _has_table(path)):
                return path
    return ""


def _common(paths: Sequence[str]) -> str:
    """The folder that holds all the paths; the working directory for standard input."""
    folders = []
    for path in paths:
        full = os.path.realpath("." if path == "-" else path)
        folders.append(full if os.path.isdir(full) else os.path.dirname(full))
    try:
        return os.path.commonpath(folders)
    except ValueError:  # drives of Windows have nothing in common
        return os.getcwd()


def _upwards(folder: str) -> Iterator[str]:
    """The folder and those above it, up to the root of the repository, the home folder or the file system."""
    home = os.path.realpath(os.path.expanduser("~"))
    while True:
        yield folder
        above = os.path.dirname(folder)
        if above == folder or folder == home or os.path.exists(os.path.join(folder, ".git")):
            return
        folder = above


_KEYS = (b"[", b"tool", b"wfsim", b'"', b"'")  # how a line begins that can be a table of ours


def _has_table(path: str) -> bool:
    """Whether a ``pyproject.toml`` configures wfsim. One that names it and is broken does, so that this is said."""
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError:
        return False
    if not any(b"wfsim" in line and line.lstrip().startswith(_KEYS) for line in data.splitlines()):
        return False
    import tomllib

    try:
        return "wfsim" in tomllib.loads(data.decode("utf-8-sig")).get("tool", {})
    except (ValueError, TypeError, RecursionError):
        return True
