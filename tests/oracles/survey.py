"""The long run: ``python -m tests.oracles.survey [--cases 20000] [--seed 1] [--out found.jsonl] [language …]``.

Out: one line per language (cases, disagreements), and every disagreement as a line of JSON where ``--out`` is given.
``--record`` adds the disagreements, with the libraries' answers, to the rows of ``fixtures/lang``.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from tests.oracles.languages import LANGUAGES, Language, compare, ours
from tests.oracles.oracle import Oracle

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "lang"

KNOWN: tuple[tuple[str, str], ...] = (
    # docs/compatibility.md has the reasons, under "Languages".
    (r"\bsprig\.(bcrypt|htpasswd)\b", r"^error .*hashes with bcrypt, which a simulation does not have"),
    (
        r"\bsprig\.gen(CA|SelfSignedCert|SignedCert)",
        r"^error .*makes keys and certificates, which a simulation does not have",
    ),
    (r"\bsprig\.(mustS|s)lice\b", r"^error .*reflect.Value.Slice: slice index out of bounds"),
    (r"\btimezone\b", r"is where it is in memory"),
    (r"", r"is a function, and what Go prints for one is a place in memory"),
    (r"\{\{=", r"^error 'failed to evaluate expression: [\w.-]+ is missing'"),
)


def known(request: dict[str, Any], difference: str) -> bool:
    """Whether a disagreement is one of the deliberate ones."""
    text = str(request["text"])
    return any(re.search(where, text) and re.search(what, difference) for where, what in KNOWN)


def by_chance(request: dict[str, Any], theirs: dict[str, Any] | None, oracle: Oracle, times: int = 200) -> bool:
    """Whether the libraries do not agree with themselves: the order of Go's maps is chance, though not an even one."""
    return any(oracle.ask(request) != theirs for _ in range(times))


def distinct(language: Language, cases: int, seed: int) -> Iterator[dict[str, Any]]:
    """So many different requests of a language."""
    random = Random(f"{language.name} {seed}")
    seen: set[str] = set()
    for _ in range(5 * cases):
        request = language.inputs(random)
        key = json.dumps([request.get(name) for name in ("text", "data", "number", "start", "env", "allow", "strict")])
        if key not in seen:
            seen.add(key)
            yield request
        if len(seen) == cases:
            return


def survey(language: Language, cases: int, seed: int, oracle: Oracle) -> tuple[int, int, list[dict[str, Any]]]:
    """How many inputs were asked, how many of them succeeded, and the disagreements."""
    asked, fine, found = 0, 0, []
    for request in distinct(language, cases, seed):
        asked += 1
        theirs = oracle.ask(request)
        fine += theirs is not None and "result" in theirs
        try:
            difference = compare(request, ours(request), theirs)
        except Exception as error:  # a crash of ours is a disagreement, too, and the run goes on
            difference = f"CRASH {type(error).__name__}: {error}"
        if difference and not known(request, difference) and not by_chance(request, theirs, oracle):
            found.append({"language": language.name, "difference": difference, "request": request, "answer": theirs})
    return asked, fine, found


def record(found: list[dict[str, Any]]) -> None:
    """Adds rows to the fixtures, each request once."""
    FIXTURES.mkdir(parents=True, exist_ok=True)
    for one in found:
        path = FIXTURES / f"{one['language'].replace(' ', '-')}.jsonl"
        rows = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        answer = {"error": True} if "error" in one["answer"] else one["answer"]
        row = json.dumps({**one["request"], "answer": answer}, ensure_ascii=False)
        row = re.sub("[\x80-\x9f\u2028\u2029]", lambda sign: f"\\u{ord(sign[0]):04x}", row)  # some of them end lines
        if row not in rows:
            path.write_text("\n".join([*rows, row]) + "\n", encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("languages", nargs="*")
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out")
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    oracle = Oracle()
    every: list[dict[str, Any]] = []
    for language in LANGUAGES:
        if options.languages and language.name not in options.languages:
            continue
        started = time.monotonic()
        asked, fine, found = survey(language, options.cases, options.seed, oracle)
        every += found
        took = f"{time.monotonic() - started:7.1f} s"
        print(f"{language.name:20} {asked:7} cases, {fine:7} succeed, {len(found):6} disagree {took}", flush=True)
    oracle.close()
    if options.record:
        record(every)
    if options.out:
        with open(options.out, "w", encoding="utf-8") as out:
            out.writelines(json.dumps(one) + "\n" for one in every)
    return 1 if every else 0


if __name__ == "__main__":
    sys.exit(main())
