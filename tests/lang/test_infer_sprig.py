"""Static types of calls of sprig's functions: what is said fails in a run, and what fails for its types is said."""

from __future__ import annotations

import re
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.oracles.inputs import functions
from wfsim.lang import expr
from wfsim.lang.ambient import World
from wfsim.lang.environment import Environment
from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.lang.flaws import Flaw, Trouble
from wfsim.lang.infer import infer
from wfsim.lang.shapes import Shape, of_value

ENV = Environment(functions.ENV, world=World(lambda: "seed", lambda: 1_704_067_200_000))
NAMES = ENV.nested()
SHAPES: dict[str, Shape] = {name: of_value(value) for name, value in NAMES.items()}
DEFINITE = (Trouble.ARGUMENTS, Trouble.TYPES, Trouble.FUNCTION)
# Where all parts are evaluated, whatever comes of them.
STRICT = (
    *(
        "{}",
        "toJSON({})",
        "[{}, {}]",
        "{{a: {}}}",
        "string({})",
        "{} == {}",
        "upper({})",
        "len({})",
        "{} + {}",
        "{}._0",
        "-{}",
    ),
    *("sprig.list({}, {})", "sprig.typeOf({})", "sprig.add({}, {})", "sprig.repeat({}, {})", "sprig.trunc({}, {})"),
    *("sprig.keys({})", "sprig.first({})", "sprig.join({}, {})", "sprig.get({}, {})", "sprig.unixEpoch({})"),
    *("sprig.until({})", "sprig.upper({})", "sprig.hasKey({}, {})"),
)


def flaws(text: str) -> list[Flaw]:
    """What cannot work. That a predicate runs over the bytes of a text is a mistake, and works."""
    found = infer(expr.parse(text), text, SHAPES)[1]
    return [one for one in found if one.trouble in DEFINITE and "takes the bytes" not in one.message]


def written(seed: int, plain: bool) -> str:
    """A call, or two in a form that evaluates them all."""
    random = Random(seed)
    form = random.choice(STRICT)
    makers = [lambda: functions.strict_call(random, plain) for _ in range(form.replace("{{", "").count("{"))]
    return form.format(*(make() for make in makers))


FOR_ITS_TYPES = re.compile(
    r"reflect: Call using|invalid number of arguments: expected|\w+ takes no [\w.\[\]{} *]+ as a list"
)
# What these give may be anything.
ANYTHING = re.compile(
    r"sprig\.(must)?(D|d)eepCopy|\.(default|coalesce|ternary|dig|get)\b|(F|f)romJson|(F|f)irst|(L|l)ast|(M|m)erge|(S|s)lice|\[0\]"
)


@given(st.integers(0, 2**32))
def test_what_is_said_of_a_call_holds(seed: int) -> None:
    text = written(seed, plain=False)
    found = flaws(text)
    if found:
        with pytest.raises(LangError):
            expr.evaluate(text, ENV)
            pytest.fail(f"{text} works, and {found[0].message}")


@given(st.integers(0, 2**32))
def test_what_a_run_refuses_for_its_types_is_said(seed: int) -> None:
    text = written(seed, plain=True)
    try:
        expr.evaluate(text, ENV)
    except BudgetSpent:
        return
    except LangError as error:
        if FOR_ITS_TYPES.match(error.message) and not ANYTHING.search(text):
            assert flaws(text), f"{text}: {error.message}"


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (
            "sprig.repeat(sprig.add(1, 2), 'x')",
            "`repeat` takes an int as count, and `sprig.add(1, 2)` is an int64",
            "Make an int of it: `int(sprig.add(1, 2))`.",
        ),
        (
            "sprig.repeat(2.0, 'x')",
            "`repeat` takes an int as count, and `2.0` is a number",
            "Make an int of it: `int(2.0)`.",
        ),
        (
            "sprig.keys(sprig.split(',', env.text))",
            "`keys` takes a map of anything, and `sprig.split(',', env.text)` is a map of texts",
            "",
        ),
        (
            "sprig.first(env.text)",
            "`first` takes a list, and `env.text` is text",
            "Make data of the JSON text: `fromJSON(env.text)`.",
        ),
        ("sprig.unixEpoch(env.text)", "`unixEpoch` takes a point in time, and `env.text` is text", ""),
        (
            "sprig.upper(sprig.now())",
            "`upper` takes text, and `sprig.now()` is a point in time",
            "Make a text of it: `string(sprig.now())`.",
        ),
        ("sprig.round(1.5, 1, 1)", "`round` takes a float64 as up, and `1` is a number", ""),
        ("sprig.trim('a', 'b')", "too many arguments: `trim(text: string) -> string`", ""),
        ("sprig.max()", "too few arguments: `max(first: any, values...: any) -> int64`", ""),
    ],
)
def test_said(text: str, message: str, hint: str) -> None:
    assert [(one.message, one.hint) for one in flaws(text)] == [(message, hint)]


@pytest.mark.parametrize(
    "text",
    [
        "sprig.repeat(int(sprig.add(1, 2)), 'x')",
        "sprig.until(sprig.int('3'))",
        "sprig.first(sprig.splitList(',', env.text))",
        "sprig.first(1..3)",
        "sprig.join(',', sprig.until(3))",
        "sprig.split(',', env.text)._0 + 'x'",
        "sprig.add(1, 2) + 1 == 4",
        "sprig.date('2006', sprig.dateModify('1h', sprig.now()))",
        "(sprig.now() - sprig.toDate('2006', '2020')).Hours() > 1",
        "sprig.semver('1.2').Major() == 1",
        "sprig.trim(nil)",
        "sprig.default('x', env.map)",
        "sprig.upper(env.list[1])",
        "sprig.upper('a') == 1",
        "sprig.list(1 == 'a', ['a'] == 2, 'x' in [1])",
    ],
)
def test_silent(text: str) -> None:
    assert flaws(text) == []
    expr.evaluate(text, ENV)
