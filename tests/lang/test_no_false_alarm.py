"""What comes to a value has no error: expressions as the oracles get them, run and judged by static types."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import Any, Final

import pytest

from tests.oracles.inputs import expressions
from wfsim.lang import expr, functions
from wfsim.lang.environment import Environment
from wfsim.lang.errors import LangError
from wfsim.lang.expr.machine import Machine, Step
from wfsim.lang.expr.programs import program
from wfsim.lang.flaws import Flaw, Trouble
from wfsim.lang.infer import infer
from wfsim.lang.shapes import NUMBER, Shape, of_value

CASES: Final = 1200
FAILS: Final = (Trouble.ARGUMENTS, Trouble.TYPES, Trouble.FUNCTION)
NAMES: Final = Environment(expressions.ENV).nested()
SHAPES: Final = {name: of_value(value) for name, value in NAMES.items()}


def executed(text: str) -> set[tuple[int, int]]:
    """The places of all that a run passed through."""
    code = program(text, NAMES)
    places: set[tuple[int, int]] = set()

    def noted(machine: Machine, step: Step) -> None:
        places.add((step.node.start, step.node.end))
        step.work(machine, step.given)

    machine = Machine({**NAMES, **functions.variables()}, code.variables, None)
    machine.run(tuple(Step(noted, step, step.node) for step in code.steps))
    return places


def alarms(text: str, shapes: Mapping[str, Shape] = SHAPES) -> Iterator[Flaw]:
    """The errors that static types see where a run passed by without one."""
    try:
        places = executed(text)
    except LangError:
        return
    for one in infer(expr.parse(text), text, shapes)[1]:
        if one.trouble in FAILS and (one.start, one.end) in places:
            yield one


@pytest.mark.parametrize("ask", [expressions.request, expressions.condition])
def test_no_false_alarm(ask: Callable[[Random], dict[str, Any]]) -> None:
    random = Random(7)
    texts = [str(ask(random)["text"]) for _ in range(CASES)]
    assert [(text, one.message) for text in texts for one in alarms(text)] == []


def test_a_false_alarm_would_be_seen() -> None:
    assert [one.message for one in alarms("status + 'x'", {"status": NUMBER})] != []
