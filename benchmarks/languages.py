"""The languages inside strings: reading a text for the first time and evaluating one that was read, against ``re.sub``.

In: how often. Out: figures. Called by ``cases``. The floor substitutes the tags of the same text by a regular
expression and knows nothing of what they mean.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from benchmarks.figure import Figure
from benchmarks.measure import Work, least
from wfsim.lang import depends, expr, template, when
from wfsim.lang.environment import Environment

_TAG = re.compile(r"\{\{.*?\}\}")
_ENV = Environment(
    {
        "inputs.parameters.n": "5",
        "inputs.parameters.list": '[{"name": "a", "size": 3}, {"name": "b", "size": 5}]',
        "workflow.name": "nightly-x7k2p",
        "steps.flip.outputs.result": "heads",
    }
)
_OUTCOMES: Mapping[str, frozenset[depends.Result]] = {
    "a": frozenset((depends.Result.SUCCEEDED,)),
    "b": frozenset((depends.Result.FAILED,)),
}


class Language(NamedTuple):
    """``text`` holds ``%d`` where a number makes it another text; ``read`` and ``evaluate`` take such a text."""

    name: str
    text: str
    read: Callable[[str], object]
    evaluate: Callable[[str], object]


LANGUAGES = (
    Language(
        "a tag",
        "run {{workflow.name}} with {{inputs.parameters.n}} of %d",
        template.scan,
        lambda text: template.replace_value(text, _ENV, allow_unresolved=False),
    ),
    Language(
        "an expression",
        "asInt(inputs.parameters.n) * 2 + %d > 11 ? 'many' : 'few'",
        expr.parse,
        lambda text: expr.evaluate(text, _ENV),
    ),
    Language(
        "an expression over a list",
        "filter(fromJSON(inputs.parameters.list), #.size > %d) | map(#.name) | join(',')",
        expr.parse,
        lambda text: expr.evaluate(text, _ENV),
    ),
    Language("a condition of two words", "heads%d == tails", when.parse, when.evaluate),
    Language("a condition", "('heads' == 'tails' || %d > 3) && 'b' in ('a', 'b')", when.parse, when.evaluate),
    Language(
        "depends",
        "a.Succeeded && (b.Failed || b.Skipped)",
        depends.parse,
        lambda text: depends.evaluate(depends.parse(text), _OUTCOMES),
    ),
)


def figures(times: int) -> Iterator[Figure]:
    """Reading and evaluating in each language."""
    for language in LANGUAGES:
        yield from _of(language, times)


def _of(language: Language, times: int) -> Iterator[Figure]:
    texts = [language.text.replace("%d", str(1000 + number)) for number in range(times)]
    fresh = iter(
        [[language.text.replace("%d", str(10**6 * turn + number)) for number in range(times)] for turn in range(9)]
    )
    known = [texts[0]] * times
    language.evaluate(known[0])
    works: dict[str, Work] = {
        "floor": lambda: [_TAG.sub("x", text) for text in texts],
        "evaluate": lambda: [language.evaluate(text) for text in known],
    }
    if "%d" in language.text:
        works["read"] = lambda: [language.read(text) for text in next(fresh)]
    took = least(works, rounds=5, clock=time.process_time)
    for what, said in (("read", "for the first time"), ("evaluate", "that was read before")):
        if what in took:
            yield Figure(f"{what} {language.name} {said}", took[what] / times, "re.sub", took["floor"] / times)
