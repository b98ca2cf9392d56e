"""The examples of docs/expressions.md: a line is what is written, ``->``, and what it comes to."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from wfsim.lang import depends, expr, gojson, template, when
from wfsim.lang.environment import Environment
from wfsim.lang.errors import LangError
from wfsim.lang.values import Json

PAGE = Path(__file__).resolve().parents[2] / "docs" / "expressions.md"
ENV = Environment(
    {
        "workflow.name": "hello",
        "workflow.parameters.env": "prod",
        "inputs.parameters.n": "5",
        "inputs.parameters.list": "[3,1,2]",
        "steps.flip-coin.outputs.result": "heads",
        "steps.skipped.outputs.parameters.p": None,
    }
)
OUTCOMES = {"build": {"Succeeded"}, "scan": {"Failed"}, "docs-1": {"Skipped"}, "push": {"Omitted"}}
LANGUAGES: dict[str, Callable[[str], Json]] = {
    "template": lambda text: template.replace_value(text, ENV, allow_unresolved=True),
    "expr": lambda text: expr.evaluate(text, ENV),
    "when": when.evaluate,
    "depends": lambda text: depends.evaluate(depends.parse(text), OUTCOMES),
}


def examples() -> list[tuple[str, str, str]]:
    found = []
    for block in re.finditer(r"^```(\w+)\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.M | re.S):
        for line in block[2].splitlines() if block[1] in LANGUAGES else ():
            text, expected = re.split(r" +-> ", line)
            found.append((block[1], text, expected))
    return found


@pytest.mark.parametrize(("language", "text", "expected"), examples())
def test_an_example_says_the_truth(language: str, text: str, expected: str) -> None:
    try:
        value = LANGUAGES[language](text)
    except LangError as error:
        assert expected.startswith("error: "), error.message
        assert expected.removeprefix("error: ") in error.message
        return
    assert (value if isinstance(value, str) else gojson.render(value)) == expected


def test_every_language_has_examples() -> None:
    assert {language for language, _, _ in examples()} == set(LANGUAGES)
