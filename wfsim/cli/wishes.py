"""The words of ``wfsim lint`` that say which findings are wanted, and the settings that they come to.

In: the parsed command line. Out: ``Settings``, in which an option has taken the place of the key of the same name, and
the ``Policy`` and the choice of files that follow from them. ``lint`` calls it.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable

from wfsim.cli import settings as configured
from wfsim.cli.settings import Settings
from wfsim.cli.streams import Streams, UsageError
from wfsim.text import Severity
from wfsim.text.records import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from wfsim.checks.policy import Policy

LEVELS = (*(one.value for one in Severity), "never")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Everything that can stand in a configuration file, and which one to read."""
    add = parser.add_argument
    add("--fail-on", choices=LEVELS, help="the least severity that makes the exit code 1 (default: error)")
    add("--select", action="append", metavar="CODE,…", help="report these codes alone; `bad-*` names all that begin so")
    add("--extend-select", action="append", metavar="CODE,…", help="report these codes, too, which are off by default")
    add("--ignore", action="append", metavar="CODE,…", help="do not report these codes")
    add("--per-file-ignores", action="append", metavar="GLOB:CODE,…", help="do not report these codes in these files")
    add("--severity", action="append", metavar="CODE=LEVEL", help="count a code as error, warning or info")
    add("--external-templates", action="append", metavar="NAME,…", help="templates known to live elsewhere; `*` works")
    add("--exclude", action="append", metavar="GLOB", help="leave these files and folders out")
    add("--argo-version", metavar="X.Y", help="judge by the fields and rules of this version (default: 4.1)")
    add("--upgrade-from", metavar="X.Y", help="say, too, what works differently since this older version")
    add("--config", metavar="FILE", help="read this configuration (default: the nearest wfsim.toml or pyproject.toml)")
    add("--no-config", action="store_true", help="read no configuration")


def settings(args: argparse.Namespace, streams: Streams) -> Settings:
    """What holds for this command line."""
    if args.config and args.no_config:
        raise UsageError("--config and --no-config exclude each other")
    found = configured.DEFAULT if args.no_config else configured.of(args.paths, args.config or "", streams)
    changes: dict[str, Any] = {}
    if args.fail_on:
        changes["fail_on"] = args.fail_on
    if args.select:
        changes["select"] = _codes("--select", args.select)
        changes["extend_select"] = changes["ignore"] = ()
    if args.extend_select:
        changes["extend_select"] = _codes("--extend-select", args.extend_select)
    if args.ignore:
        changes["ignore"] = _codes("--ignore", args.ignore)
    if args.external_templates:
        changes["external_templates"] = tuple(_split(args.external_templates))
    if args.severity:
        changes["severity"] = {**found.severity, **dict(map(_level, _split(args.severity)))}
    if args.argo_version:
        changes["argo_version"] = _version("--argo-version", args.argo_version)
    if args.upgrade_from:
        changes["upgrade_from"] = _older(args.upgrade_from, changes.get("argo_version", found.argo_version))
    return found._replace(**changes) if changes else found


def _version(option: str, word: str) -> str:
    from wfsim.spec import versions

    version = versions.named(word)
    if not version:
        raise UsageError(f"{option}: {word!r} is not among the versions known: {', '.join(versions.known())}")
    return version


def _older(word: str, newer: str) -> str:
    """The release that is left behind."""
    from wfsim.spec import versions

    _version("--upgrade-from", word)
    newer = newer or versions.NEWEST
    if not versions.is_before(release := versions.release(word), versions.known()[newer]):
        raise UsageError(f"--upgrade-from: {word} is not older than {newer}, the version to come (--argo-version)")
    return release


def policy(args: argparse.Namespace, held: Settings) -> Policy | None:
    """The policy of some settings; None where every finding is wanted as it is."""
    per_file = [(pattern, codes, held.root) for pattern, codes in held.per_file_ignores]
    if args.per_file_ignores:
        per_file = [(*_per_file(one), "") for one in args.per_file_ignores]
    if not (held.select or held.extend_select or held.ignore or per_file or held.severity or held.external_templates):
        return None
    from wfsim.checks.policy import Policy
    from wfsim.cli.globs import fits

    rows = tuple((fits((pattern,), root), codes) for pattern, codes, root in per_file)
    return Policy(held.select, held.ignore, rows, held.severity, held.external_templates, held.extend_select)


def left_out(args: argparse.Namespace, held: Settings) -> Callable[[str], bool] | None:
    """Which files and folders are not to be looked at; None where all are."""
    patterns, root = (args.exclude, "") if args.exclude else (held.exclude, held.root)
    if not patterns:
        return None
    from wfsim.cli.globs import fits

    for pattern in args.exclude or ():
        _check_glob("--exclude", pattern)
    return fits(patterns, root)


def included(held: Settings) -> Callable[[str], bool] | None:
    """Which files of a folder are meant; None for those with the usual endings."""
    if not held.include:
        return None
    from wfsim.cli.globs import fits

    return fits(held.include, held.root)


def _split(words: Iterable[str]) -> list[str]:
    return [part.strip() for word in words for part in word.split(",") if part.strip()]


def _codes(option: str, words: Iterable[str]) -> tuple[str, ...]:
    found = tuple(_split(words))
    for word in found:
        _check(option, word)
    return found


def _check(option: str, word: str) -> None:
    from wfsim.checks.patterns import is_known, nearest_code

    if not is_known(word):
        meant = nearest_code(word)
        way_out = f"did you mean {meant!r}?" if meant else "'wfsim rules' lists all"
        raise UsageError(f"{option}: there is no code {word!r}; {way_out}")


def _level(word: str) -> tuple[str, Severity]:
    code, _, level = word.partition("=")
    _check("--severity", code)
    if level not in LEVELS[:-1]:
        raise UsageError(f"--severity: {word!r} is not CODE=LEVEL with a level of {', '.join(LEVELS[:-1])}")
    return code, Severity(level)


def _check_glob(option: str, pattern: str) -> None:
    from wfsim.cli.globs import wrong

    if said := wrong(pattern):
        raise UsageError(f"{option}: {pattern!r}: {said}")


def _per_file(word: str) -> tuple[str, tuple[str, ...]]:
    pattern, colon, codes = word.rpartition(":")
    drive = pattern[1:3] in (":/", ":\\")
    if not colon or not pattern or not codes or ":" in pattern[2 * drive :]:
        raise UsageError(f"--per-file-ignores: {word!r} is not GLOB:CODE[,CODE]; repeat it for another GLOB")
    _check_glob("--per-file-ignores", pattern)
    return pattern, _codes("--per-file-ignores", (codes,))
