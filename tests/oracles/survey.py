"""The long run: ``python -m tests.oracles.survey [--cases 20000] [--seed 1] [--out found.jsonl] [language …]``.

Out: one line per language (cases, disagreements), and every disagreement as a line of JSON where ``--out`` is given.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from random import Random
from typing import Any

from tests.oracles.languages import LANGUAGES, Language, compare, ours
from tests.oracles.oracle import Oracle


def survey(language: Language, cases: int, seed: int, oracle: Oracle) -> list[dict[str, Any]]:
    """The disagreements among so many distinct inputs."""
    random = Random(f"{language.name} {seed}")
    seen: set[str] = set()
    found: list[dict[str, Any]] = []
    tries = 0
    while len(seen) < cases and tries < 5 * cases:
        tries += 1
        request = language.inputs(random)
        key = json.dumps([request["text"], request.get("data"), request.get("number"), request.get("start")])
        if key in seen:
            continue
        seen.add(key)
        theirs = oracle.ask(request)
        try:
            difference = compare(request, ours(request), theirs)
        except Exception as error:  # a crash of ours is a disagreement, too, and the run goes on
            difference = f"CRASH {type(error).__name__}: {error}"
        if difference and not by_chance(request, theirs, oracle):
            found.append({"language": language.name, "difference": difference, "request": request, "answer": theirs})
    return found


def by_chance(request: dict[str, Any], theirs: dict[str, Any] | None, oracle: Oracle, times: int = 12) -> bool:
    """Whether the libraries do not agree with themselves: Go's maps have no order."""
    return any(oracle.ask(request) != theirs for _ in range(times))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("languages", nargs="*")
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out")
    options = parser.parse_args()
    oracle = Oracle()
    every: list[dict[str, Any]] = []
    for language in LANGUAGES:
        if options.languages and language.name not in options.languages:
            continue
        started = time.monotonic()
        found = survey(language, options.cases, options.seed, oracle)
        every += found
        took = time.monotonic() - started
        print(f"{language.name:20} {options.cases:7} cases {len(found):6} disagree {took:7.1f} s", flush=True)
    oracle.close()
    if options.out:
        with open(options.out, "w", encoding="utf-8") as out:
            out.writelines(json.dumps(one) + "\n" for one in every)
    return 1 if every else 0


if __name__ == "__main__":
    sys.exit(main())
