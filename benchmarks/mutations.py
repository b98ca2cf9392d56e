"""``python -m benchmarks.mutations [COUNT] [--missed] [--held-out] [--files FOLDER] [--seed WORD]``: the share of
single mistakes that ``wfsim lint`` finds.

COUNT mistakes of each kind (default 200) are made in manifests that lint without an error or warning and simulate to a
success: the project's own and, where they lie beside the checkout, Argo's examples. ``--held-out`` takes manifests that
no check was ever measured with while it was written: the other fixtures and the good examples of the pages; ``--files``
those of a folder. A row for each kind: how many do harm (``benchmarks.harm``), and the shares of those that are found,
by an error or warning that was not there, and that Argo's linter refuses. The same numbers come out each time, and
others with another ``--seed``. ``--missed`` lists what is not found.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

from benchmarks.corpus import corpus
from benchmarks.harm import Outcome, is_worse, outcome
from benchmarks.measure import ROOT
from benchmarks.mutants import KINDS, Mutant, mutated
from wfsim import checks
from wfsim.checks.api import run_all
from wfsim.checks.pages import examples
from wfsim.spec.workspace import load
from wfsim.text import Argo, Severity, Source

HEAD = "| mistake in | made | do harm | of those found | refused by Argo's linter |\n|---|---|---|---|---|"
_TRIES = 40


class Said(NamedTuple):
    """A finding without its place."""

    code: str
    message: str
    severity: Severity
    argo: Argo


class Original(NamedTuple):
    """A manifest without a mistake: its findings, and what its runs come to."""

    name: str
    text: str
    findings: frozenset[Said]
    outcome: Outcome


class Judged(NamedTuple):
    """A mistake: whether it does harm, whether it is found by an error or warning, and whether Argo refuses it."""

    original: Original
    mutant: Mutant
    harm: bool
    found: bool
    refused: bool


def findings(text: str) -> frozenset[Said]:
    """What lint says of a text."""
    found = run_all(load([Source("m.yaml", text)]))
    return frozenset(Said(one.code, one.message, one.severity, one.argo) for one in found)


def measured() -> Iterator[bytes]:
    """The manifests that checks were measured with while they were written."""
    for part in _MEASURED:
        yield from texts(ROOT / "fixtures" / part)
    yield from corpus().texts


def held_out() -> Iterator[bytes]:
    """Those that they were not: other fixtures, and what the pages of codes show as good."""
    for folder in sorted((ROOT / "fixtures").iterdir()):
        if folder.name not in (*_MEASURED, "err"):
            yield from texts(folder)
    for module in checks.ALL:
        yield from (one.text.encode() for one in examples(module) if not one.is_bad)


_MEASURED = ("ok", "guide")


def texts(folder: Path) -> Iterator[bytes]:
    """The manifests of a folder."""
    yield from (path.read_bytes() for path in sorted(folder.rglob("*.yaml")))


def originals(manifests: Iterable[bytes]) -> Iterator[Original]:
    """All manifests that are fit to be broken."""
    seen = set()
    for data in manifests:
        text = data.decode("utf-8")
        if text in seen or "kind: " not in text:
            continue
        seen.add(text)
        found = findings(text)
        if all(one.severity is Severity.INFO for one in found) and (came := outcome(text)).well:
            yield Original(text.partition("name: ")[2].partition("\n")[0], text, found, came)


def judged(original: Original, mutant: Mutant) -> Judged:
    """What a mistake does, and what is said of it."""
    new = findings(mutant.text) - original.findings
    found = any(one.severity is not Severity.INFO for one in new)
    refused = any(one.argo is Argo.REJECTS for one in new)
    return Judged(original, mutant, is_worse(outcome(mutant.text), original.outcome), found, refused)


def made(kind: str, sound: list[Original], count: int, chance: Random) -> Iterator[Judged]:
    """So many mistakes of a kind, spread over all manifests that have a place for it."""
    for _ in range(count * _TRIES):
        original = chance.choice(sound)
        mutant = mutated(kind, original.text, chance)
        if mutant is not None:
            yield judged(original, mutant)
            count -= 1
        if not count:
            return


def row(kind: str, all_of: list[Judged]) -> str:
    """A row of the table."""
    harmful = [one for one in all_of if one.harm]
    found, refused = sum(one.found for one in harmful), sum(one.refused for one in harmful)
    shares = " | ".join(f"{share / len(harmful):.1%}" if harmful else "" for share in (found, refused))
    return f"| {kind} | {len(all_of)} | {len(harmful)} | {shares} |"


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutations")
    parser.add_argument("count", nargs="?", type=int, default=200)
    parser.add_argument("--missed", action="store_true")
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--files", type=Path)
    parser.add_argument("--seed", default="")
    return parser


def main(words: list[str]) -> int:
    asked = arguments().parse_args(words)
    given = texts(asked.files) if asked.files else held_out() if asked.held_out else measured()
    sound = list(originals(given))
    print(f"{len(sound)} manifests\n\n{HEAD}")
    everything: list[Judged] = []
    for kind in KINDS:
        some = list(made(kind, sound, asked.count, Random(f"{asked.seed}{kind}")))
        everything += some
        print(row(kind, some), flush=True)
    print(row("all", everything))
    for one in everything if asked.missed else ():
        if one.harm and not one.found:
            change = f"{one.mutant.was.strip()!r} -> {one.mutant.becomes.strip()!r}"
            print(f"{one.mutant.kind}: {one.original.name}:{one.mutant.line}: {change}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
