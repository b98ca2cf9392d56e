"""The words that all verbs on runs have, and what they lead to: a target, the runs that are meant, durations, labels.

In: parsed words. Out: an open ``Target``, names, a ``Query``. What is wrong with a store is CannotDo, with a selector
or a duration UsageError.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from wfsim.api.clock import now_ms
from wfsim.cli import loading, settings
from wfsim.cli.streams import CannotDo, Streams, UsageError

if TYPE_CHECKING:
    from wfsim.api.targets.opening import Choice
    from wfsim.api.targets.target import Target
    from wfsim.lang.selectors import Requirement
    from wfsim.record.store.stored import Query
    from wfsim.text import Source

_ENGINES = {"wfsim": "kube", "argo": "argo"}  # who runs it on a cluster → the target
_UNITS = {"s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000}


def add_target(parser: argparse.ArgumentParser, *, everywhere: bool = True) -> None:
    """The words about where runs live; ``everywhere``: the verb may look into all namespaces."""
    add = parser.add_argument
    add("--on", default="", metavar="TARGET", help="where runs live: sim, kube or argo (see 'wfsim submit --help')")
    add("--engine", default="", choices=("", *_ENGINES), metavar="NAME", help="argo: the same as --on argo")
    add("--store", default="", metavar="URL", help="the store of simulated runs, and the archive (or postgresql://…)")
    add_cluster(parser)
    if everywhere:
        add("-A", "--all-namespaces", action="store_true", help="of all namespaces")
    else:
        parser.set_defaults(all_namespaces=False)


def add_cluster(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("-n", "--namespace", default="", metavar="NAME", help="the namespace (default: the context's, or default)")
    add("--context", default="", metavar="NAME", help="the context of the kubeconfig (default: the current one)")


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


@contextmanager
def opened(args: argparse.Namespace, streams: Streams) -> Iterator[Target]:
    """The target that is meant, which is told; a namespace that nobody named is its own from then on.

    CannotDo where its store is no use, or the cluster refuses something.
    """
    from wfsim.api.targets.opening import open_target
    from wfsim.record.store.errors import StoreError

    found = _settings(streams)
    choice = _choice(args, found.on)
    streams.note(f"on {choice.name} ({choice.why})")
    refusals = _refusals() if choice.name != "sim" else ()
    store = args.store or os.environ.get("WFSIM_STORE", "") or _of_settings(found)
    target = None
    try:
        target = open_target(choice, store, streams.note, args.context, args.namespace)
        args.namespace = args.namespace or target.namespace
        yield target
    except StoreError as error:
        raise CannotDo(f"{error.message}\n  {error.hint}" if error.hint else error.message) from None
    except refusals as error:
        raise CannotDo("\n  ".join(str(error).splitlines())) from None
    finally:
        if target is not None:
            target.close()


def _choice(args: argparse.Namespace, setting: str) -> Choice:
    from wfsim.api.targets.opening import choose

    asked = _ENGINES.get(args.engine, "")
    if asked and args.on not in ("", asked):
        raise UsageError(f"--engine {args.engine} means --on {asked}, not --on {args.on}")
    return choose(args.on or asked, setting, os.environ, args.context)


def _refusals() -> tuple[type[Exception], ...]:
    """What a cluster answers, and what is wrong with the way to it: each says what one can do about it."""
    from wfsim.drivers.kube.errors import ApiError
    from wfsim.drivers.kube.kubeconfig import NoAccess

    return ApiError, NoAccess


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
    names = places(args, target, args.names)
    if not args.selector and not args.field_selector:
        if not names:
            raise UsageError("name a workflow, or choose by labels with -l")
        return names
    from wfsim.record.store.stored import Query

    query = Query(namespace=where(args), labels=requirements(args.selector))
    return names + [one for one in matching(target, query, args.field_selector) if one not in names]


def where(args: argparse.Namespace) -> str:
    """The namespace of a query: the empty one is all of them."""
    return "" if args.all_namespaces else str(args.namespace)


def places(args: argparse.Namespace, target: Target, names: Iterable[str]) -> list[tuple[str, str]]:
    """Namespace and name of runs that are named; with ``-A`` wherever they are. UsageError where that is not clear."""
    if not args.all_namespaces:
        return [(args.namespace, name) for name in names]
    return [_somewhere(target, name) for name in names]


def _somewhere(target: Target, name: str) -> tuple[str, str]:
    from wfsim.api.problem import Problem
    from wfsim.api.targets.target import LATEST
    from wfsim.record.store.stored import Query

    found = target.list(Query(name="" if name == LATEST else name))
    if not found:
        raise Problem("No workflows found" if name == LATEST else f'workflows.argoproj.io "{name}" not found', ())
    if len(found) > 1 and name != LATEST:
        namespaces = ", ".join(sorted(one.namespace for one in found))
        raise UsageError(f"{name} is in several namespaces ({namespaces}); say which with -n")
    return found[0].namespace, found[0].name


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
