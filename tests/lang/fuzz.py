"""Every language fed with anything: ``python -m tests.lang.fuzz [--cases 1000000] [--seed 1]``.

Nothing but a LangError may come out, within a second of computing. ``feed`` gives one input to the language of a
request, and to everything that reads texts of unknown languages: inference, traps, the traces of ``wfsim eval``.
tests/lang/test_fuzz.py runs some thousand inputs.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from random import Random
from typing import Any

from tests.oracles.inputs.mutation import ODD, mutated
from tests.oracles.inputs.realistic import ENV
from tests.oracles.languages import LANGUAGES, OURS
from wfsim.lang import (
    cron,
    depends,
    durations,
    expr,
    gjson,
    gonumbers,
    goprintf,
    jsonpath,
    kubepath,
    quantities,
    selectors,
    template,
    tracing,
    traps,
)
from wfsim.lang import when as when_language
from wfsim.lang.environment import Environment
from wfsim.lang.errors import LangError
from wfsim.lang.infer import infer
from wfsim.lang.shapes import of_value

SLOW = 1.0
LONG = 10_000  # characters: more than anybody writes


def request(random: Random) -> dict[str, Any]:
    """A request of some language, its text changed, or made of anything at all."""
    asked = dict(random.choice(LANGUAGES).inputs(random))
    text = str(asked["text"])
    match random.randrange(40):
        case 0:
            asked["text"] = _nested(random, text)
        case 1:
            ends = ("[?(", "@.a", "(a", "{.a", "1h", "%[1]", "..", ",a in (")
            piece = random.choice((*ODD[1:], text[: random.randint(1, 8)], *ends))
            asked["text"] = (piece * random.choice((10, 100, 1_000, 10_000)))[:LONG] + random.choice(("", text))
        case kind if kind < 10:
            asked["text"] = mutated(random, mutated(random, text), (text,))
        case kind if kind < 20:
            asked["text"] = "".join(random.choice(ODD) for _ in range(random.randint(0, 30)))
        case kind if kind < 30:
            asked["text"] = random.randbytes(random.randint(0, 40)).decode("latin-1")
        case _:
            often = random.random() < 0.2
            asked["text"] = text * random.choice((1, 2, 9)) if often else text[: random.randint(0, len(text))]
    return asked


_PAIRS = (
    *(("(", ")"), ("[", "]"), ("{a: ", "}"), ("-", ""), ("!", ""), ("not ", ""), ("map([1], ", ")"), ("a.", "")),
    *(("", "[0]"), ("", "?.b"), ("x ? ", " : 1"), ("let v = ", "; v"), ("1 + (", ")"), ("", " | string()"), ("'", "'")),
    *(("{{", "}}"), ("{{=", "}}"), ("upper(", ")"), ("", " ?? 1"), ("", " && true"), ("[1, ", "]"), ("$[?(", ")]")),
    *(("if true {", "} else {1}"), ("filter(", ", true)")),
)


def _nested(random: Random, text: str) -> str:
    """The text inside of many others."""
    for _ in range(random.randint(1, 3)):
        opening, closing = random.choice(_PAIRS)
        times = random.choice((1, 2, 5, 30, 130, 400))
        text = opening * times + text + closing * times
    return text[:5_000]


def feed(asked: dict[str, Any]) -> float:
    """Evaluates, and parses for linting, what it may; how long the longest took. All but a LangError comes through."""
    longest = 0.0
    for work in (OURS[asked["op"]], *_ALSO):
        began = time.process_time()
        with suppress(LangError):
            work(asked)
        longest = max(longest, time.process_time() - began)
    return longest


def _small(work: Callable[[str, Any], object]) -> Callable[[dict[str, Any]], None]:
    """A small language fed with a text that was written for any: what it refuses has its place in the text."""

    def fed(asked: dict[str, Any]) -> None:
        text = str(asked["text"])
        try:
            work(text, asked.get("data", {"a": [{"a": 1}, "a"]}))
        except LangError as error:
            assert 0 <= (error.start or 0) <= len(text) and (error.start or 0) <= (error.end or 0) <= len(text) + 1, (
                error
            )
            assert error.told(text)

    return fed


_ENVIRONMENT = Environment(ENV)
_SHAPES = {name: of_value(value) for name, value in _ENVIRONMENT.nested().items()}
_OUTCOMES = {"A": frozenset({"Succeeded"}), "build-it": frozenset({"Failed"})}


def _traced(asked: dict[str, Any]) -> None:
    text = asked["text"]
    tracing.trace(text, tracing.guess(text), _ENVIRONMENT, _OUTCOMES)


def _inferred(asked: dict[str, Any]) -> None:
    tree = expr.parse(asked["text"])
    expr.references(tree)
    infer(tree, asked["text"], _SHAPES)


_ALSO = (
    _inferred,
    _traced,
    lambda asked: when_language.parse(asked["text"]),
    lambda asked: depends.parse(asked["text"]),
    lambda asked: (template.scan(asked["text"]), template.unclosed(asked["text"])),
    lambda asked: (traps.in_expression(asked["text"]), traps.in_when(asked["text"]), traps.in_depends(asked["text"])),
    _small(lambda text, data: jsonpath.lookup(data, text)),
    _small(lambda text, data: kubepath.evaluate(text, data)),
    _small(lambda text, data: [selectors.holds(one, data) for one in selectors.parse(text)]),
    _small(lambda text, data: gjson.get(data, text)),
    _small(lambda text, data: (durations.parse_ns(text), durations.parse_argo_ns(text))),
    _small(lambda text, data: quantities.parse(text)),
    _small(lambda text, data: gonumbers.int_or_string(text)),
    _small(lambda text, data: goprintf.complaints(text, [7])),
    _small(lambda text, data: cron.parse(text).following(datetime(2024, 1, 1, tzinfo=UTC))),
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
