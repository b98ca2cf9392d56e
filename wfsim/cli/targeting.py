"""The words that all verbs on runs have, and what they lead to: a target, the runs that are meant, durations, labels.

In: parsed words. Out: an open ``Target``, names, a ``Query``. What is wrong with a store is CannotDo, with a selector
or a duration UsageError.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from wfsim.cli import loading, settings
from wfsim.cli.streams import CannotDo, Streams, UsageError

if TYPE_CHECKING:
    from wfsim.api.targets.target import Target
    from wfsim.lang.selectors import Requirement
    from wfsim.record.store.stored import Query
    from wfsim.text import Source

DEFAULT_NAMESPACE = "default"
_UNITS = {"s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000}


def add_target(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--on", default="", metavar="TARGET", help="where runs live: sim, kube or argo (see 'wfsim submit --help')")
    add("--store", default="", metavar="URL", help="the store of simulated runs: a file, or postgresql://…")
    add("-n", "--namespace", default=DEFAULT_NAMESPACE, metavar="NAME", help="the namespace (default: default)")


def add_selectors(parser: argparse.ArgumentParser, about: str) -> None:
    """The words that choose runs otherwise than by name."""
    add = parser.add_argument
    add("-l", "--selector", default="", metavar="LABELS", help=f"{about} all runs with these labels (a=b,c!=d, …)")
    add("--field-selector", default="", metavar="FIELDS", help="of those, the ones with these fields (metadata.name=…)")


def add_names(parser: argparse.ArgumentParser, *, least: str = "*") -> None:
    parser.add_argument("names", nargs=least, metavar="WORKFLOW", help="the name of a run; @latest is the newest")


def add_form(parser: argparse.ArgumentParser, forms: tuple[str, ...]) -> None:
    """``-o``, as ``argo`` has it."""
    parser.add_argument("-o", "--output", default="", choices=("", *forms), metavar="FORM", help="|".join(forms))


def now_ms() -> int:
    """The time of day."""
    return time.time_ns() // 1_000_000


@contextmanager
def opened(args: argparse.Namespace, streams: Streams) -> Iterator[Target]:
    """The target that is meant, which is told. CannotDo where its store is no use."""
    from wfsim.api.targets.opening import choose, open_target
    from wfsim.record.store.errors import StoreError

    found = _settings(streams)
    choice = choose(args.on, found.on, os.environ)
    streams.note(f"on {choice.name} ({choice.why})")
    store = args.store or os.environ.get("WFSIM_STORE", "") or _of_settings(found)
    target = None
    try:
        target = open_target(choice, store, streams.note)
        yield target
    except StoreError as error:
        raise CannotDo(f"{error.message}\n  {error.hint}" if error.hint else error.message) from None
    finally:
        if target is not None:
            target.close()


def _settings(streams: Streams) -> settings.Settings:
    try:
        return settings.of((), "", streams)
    except settings.Stop:
        raise UsageError("the configuration has mistakes") from None


def _of_settings(found: settings.Settings) -> str:
    """The store that the settings name; a path is relative to their file."""
    return found.store if not found.store or "://" in found.store else os.path.join(found.root, found.store)


def run(args: argparse.Namespace, streams: Streams, work: Callable[[Target], int]) -> int:
    """The exit code of some work with the target."""

    def inside() -> int:
        with opened(args, streams) as target:
            return work(target)

    return loading.answer(inside, streams)


def sources(paths: list[str], streams: Streams) -> tuple[Source, ...]:
    """The files that are named. CannotDo where one cannot be read."""
    from wfsim.cli import inputs

    given = inputs.read(paths, streams)
    if given.failed:
        streams.report(given.findings)
        raise CannotDo("not everything that was named could be read")
    loading.report(given.findings, streams)
    return given.sources


def requirements(text: str) -> tuple[Requirement, ...]:
    """A label selector. UsageError where it is none."""
    from wfsim.lang import selectors
    from wfsim.lang.errors import LangError

    try:
        return selectors.parse(text) if text else ()
    except LangError as error:
        raise UsageError(f"{text!r} is no label selector: {error.message}") from None


def ago(text: str, option: str) -> int | None:
    """The instant that lies a duration (``10m``, ``3h``, ``1d``) back; None for no text. UsageError for any other."""
    if not text:
        return None
    from wfsim.lang import durations
    from wfsim.lang.errors import LangError

    number, unit = text[:-1], _UNITS.get(text[-1:])
    if unit is not None and number.isascii() and number.isdigit():
        return now_ms() - int(number) * unit
    try:
        return now_ms() - durations.parse_ms(text)
    except LangError as error:
        raise UsageError(f"{option}: {error.message}; for example 10m, 3h or 1d") from None


def instant(text: str, option: str) -> int | None:
    """An instant in RFC 3339, or a day in UTC; None for no text. UsageError where it is none."""
    if not text:
        return None
    from wfsim.record import times

    try:
        return times.from_text(f"{text}T00:00:00Z" if len(text) == len("2026-01-31") else text)
    except ValueError as error:
        raise UsageError(f"{option}: {error}") from None


def labels(text: str) -> dict[str, str]:
    """``a=b,c=d``. UsageError where it is something else."""
    found = {}
    for part in text.split(",") if text else ():
        key, sign, value = part.partition("=")
        if not sign or not key:
            raise UsageError(f"labels are written key=value,key=value; {part!r} is not")
        found[key.strip()] = value.strip()
    return found


def chosen(args: argparse.Namespace, target: Target) -> list[tuple[str, str]]:
    """Namespace and name of the runs that are meant: by name, and by selectors. UsageError where nothing is said."""
    names = [(args.namespace, name) for name in args.names]
    if not args.selector and not args.field_selector:
        if not names:
            raise UsageError("name a workflow, or choose by labels with -l")
        return names
    from wfsim.record.store.stored import Query

    query = Query(namespace=args.namespace, labels=requirements(args.selector))
    return names + [one for one in matching(target, query, args.field_selector) if one not in names]


def matching(target: Target, query: Query, fields: str) -> list[tuple[str, str]]:
    """Namespace and name of the runs of a query that have certain fields."""
    return [(one.namespace, one.name) for one in target.list(query) if _has_fields(one.namespace, one.name, fields)]


def _has_fields(namespace: str, name: str, fields: str) -> bool:
    from wfsim.engine.operations import selecting
    from wfsim.engine.operations.outcome import Refused

    known = {"metadata.name": name, "metadata.namespace": namespace}
    try:
        terms = selecting.parse(fields)
    except Refused as error:
        raise UsageError(error.message) from None
    for one in terms:
        if one.field not in known:
            raise UsageError(f"runs are chosen by the fields {' and '.join(known)}, not by {one.field!r}")
    return all((known[one.field] == one.value) is one.equal for one in terms)
