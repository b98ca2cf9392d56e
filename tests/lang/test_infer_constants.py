"""What fails in every run is said of the smallest part that does, and of nothing that may be right."""

from __future__ import annotations

import pytest

from wfsim.lang import expr
from wfsim.lang.flaws import Trouble
from wfsim.lang.infer import infer
from wfsim.lang.shapes import TEXT, map_of

NAMES = {"inputs": map_of({"parameters": map_of({"x": TEXT, "y": TEXT})})}


def flaws(text: str) -> list[tuple[Trouble, str]]:
    _, found = infer(expr.parse(text), text, NAMES)
    return [(one.trouble, text[one.start : one.end]) for one in found]


@pytest.mark.parametrize(
    ("text", "trouble", "place"),
    [
        ("date('2023-13-01')", Trouble.ARGUMENTS, "date('2023-13-01')"),
        ("upper(string(int('a')))", Trouble.ARGUMENTS, "int('a')"),
        ("inputs.parameters.x + string(asInt('1.5.2'))", Trouble.ARGUMENTS, "asInt('1.5.2')"),
        ("let d = duration('1x'); d", Trouble.ARGUMENTS, "duration('1x')"),
        ("sprig.list(inputs.parameters.x, max('a', 1))", Trouble.ARGUMENTS, "max('a', 1)"),
        ("[1, 2][2]", Trouble.TYPES, "[1, 2][2]"),
        ("asInt(inputs.parameters.x) % 0", Trouble.TYPES, "asInt(inputs.parameters.x) % 0"),
        ("asInt(inputs.parameters.x) / 0", Trouble.ODD, "asInt(inputs.parameters.x) / 0"),
        ("inputs.parameters.x.length()", Trouble.TYPES, "inputs.parameters.x.length"),
        ("split(inputs.parameters.x, ',').join('-')", Trouble.TYPES, "split(inputs.parameters.x, ',').join"),
        ("asInt(inputs.parameters.x) // 2", Trouble.ODD, "// 2"),
        (
            "1 +\n asInt(inputs.parameters.x) // asInt(inputs.parameters.y)\n + 3",
            Trouble.ODD,
            "// asInt(inputs.parameters.y)",
        ),
    ],
)
def test_it_is_said(text: str, trouble: Trouble, place: str) -> None:
    assert flaws(text) == [(trouble, place)]


@pytest.mark.parametrize(
    "text",
    [
        "inputs.parameters.x == '' ? 1 : int('a')",
        "inputs.parameters.x == 'a' && int('a') > 1",
        "inputs.parameters.x ?? string(int('a'))",
        "map(fromJSON(inputs.parameters.x), {int('a')})",
        "now().Add(duration('1h')).Format('2006')",
        "date('2024-01-01', '2006-01-02', 'Nowhere/Land')",
        "timezone('Nowhere/Land')",
        "sprig.fail('stop')",
        "sprig.genCA('a', 1)",
        "0 / 1",
        "asInt(inputs.parameters.x) // the whole half, 2",
        "asInt(inputs.parameters.x) // todo",
        "asInt(inputs.parameters.x) // 2024-01-01",
        "'http://a//2'",
        "1 /* // 2 */ + 1",
        "// asInt(inputs.parameters.x)\n1",
        "fromJSON(inputs.parameters.x).length()",
        "sprig.list(max(), mean(), [min()])",
    ],
)
def test_nothing_is_said(text: str) -> None:
    assert flaws(text) == []


def test_a_long_chain_of_methods_takes_no_longer_than_its_length() -> None:
    text = "inputs.parameters.x" + ".trim()" * 60
    assert len(flaws(text)) == 1
