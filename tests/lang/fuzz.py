"""Every language fed with anything: ``python -m tests.lang.fuzz [--cases 1000000] [--seed 1]``.

Nothing but a LangError may come out, within a second. ``feed`` gives one input to the language of a request;
tests/lang/test_fuzz.py runs some thousand of them.
"""

from __future__ import annotations

import argparse
import sys
import time
from random import Random
from typing import Any

from tests.oracles.inputs.mutation import ODD, mutated
from tests.oracles.languages import LANGUAGES, OURS
from wfsim.lang import expr, template
from wfsim.lang import when as when_language
from wfsim.lang.errors import LangError

SLOW = 1.0


def request(random: Random) -> dict[str, Any]:
    """A request of some language, its text changed, or made of anything at all."""
    asked = dict(random.choice(LANGUAGES).inputs(random))
    text = str(asked["text"])
    match random.randrange(4):
        case 0:
            asked["text"] = mutated(random, mutated(random, text), (text,))
        case 1:
            asked["text"] = "".join(random.choice(ODD) for _ in range(random.randint(0, 30)))
        case 2:
            asked["text"] = random.randbytes(random.randint(0, 40)).decode("latin-1")
        case _:
            often = random.random() < 0.2
            asked["text"] = text * random.choice((1, 2, 50)) if often else text[: random.randint(0, len(text))]
    return asked


def feed(asked: dict[str, Any]) -> float:
    """Evaluates, and parses for linting, what it may; seconds it took. Anything but a LangError comes through."""
    began = time.perf_counter()
    for work in (OURS[asked["op"]], *_ALSO):
        try:
            work(asked)
        except LangError:
            continue
    return time.perf_counter() - began


_ALSO = (
    lambda asked: expr.references(expr.parse(asked["text"])),
    lambda asked: when_language.parse(asked["text"]),
    lambda asked: (template.scan(asked["text"]), template.unclosed(asked["text"])),
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    random = Random(options.seed)
    bad = 0
    for count in range(options.cases):
        asked = request(random)
        try:
            took = feed(asked)
        except Exception as error:  # what is looked for: reported, and the run goes on
            took, bad = 0.0, bad + 1
            print(f"{type(error).__name__}: {error}: {asked['op']} {asked['text'][:300]!r}", flush=True)
        if took > SLOW:
            bad += 1
            print(f"{took:.1f} s: {asked['op']} {asked['text'][:300]!r}", flush=True)
        if (count + 1) % 100_000 == 0:
            print(f"{count + 1:,} inputs, {bad} bad", flush=True)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
