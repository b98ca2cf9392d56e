"""``python -m benchmarks.mutations [COUNT] [--missed]``: the share of single mistakes that ``wfsim lint`` finds.

COUNT mistakes of each kind (default 200) are made in manifests that lint without an error or warning and simulate to a
success: the project's own and, where they lie beside the checkout, Argo's examples. A row for each kind: how many do
harm (``benchmarks.harm``), and the shares of those that are found, by an error or warning that was not there, and
that Argo's linter refuses. The same numbers come out each time. ``--missed`` lists what is not found.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from benchmarks.corpus import corpus
from benchmarks.harm import Outcome, is_worse, outcome
from benchmarks.measure import ROOT
from benchmarks.mutants import KINDS, Mutant, mutated
from wfsim.checks.api import run_all
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


def originals() -> Iterator[Original]:
    """All manifests that are fit to be broken."""
    own = [path.read_bytes() for part in ("ok", "guide") for path in sorted((ROOT / "fixtures" / part).rglob("*.yaml"))]
    seen = set()
    for data in (*own, *corpus().texts):
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


def main(words: list[str]) -> int:
    numbers = [int(word) for word in words if word.isdecimal()]
    sound = list(originals())
    print(f"{len(sound)} manifests\n\n{HEAD}")
    everything: list[Judged] = []
    for kind in KINDS:
        some = list(made(kind, sound, numbers[0] if numbers else 200, Random(kind)))
        everything += some
        print(row(kind, some), flush=True)
    print(row("all", everything))
    if "--missed" in words:
        for one in everything:
            if one.harm and not one.found:
                change = f"{one.mutant.was.strip()!r} -> {one.mutant.becomes.strip()!r}"
                print(f"{one.mutant.kind}: {one.original.name}:{one.mutant.line}: {change}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
