"""A form gives what replacing the tags of the text gives, or nothing."""

from __future__ import annotations

import json
from random import Random

import pytest

from wfsim.lang import template
from wfsim.lang.environment import Environment
from wfsim.lang.errors import LangError
from wfsim.lang.forms import form
from wfsim.lang.values import Json

_PIECES = (
    "{{a}}",
    "{{ b.c }}",
    "{{missing}}",
    "{{=a}}",
    "{{a",
    "a}}",
    "{",
    "}",
    '"',
    "\\",
    "%s",
    "x",
    " ",
    "é",
    "{{a.b c}}",
)
_VALUES: tuple[Json, ...] = ("1", "two words", "%d", 'say "so"', "{{b.c}}", "{", "}", "\n", "é", "", None, ["x"], 3)


def _text(chance: Random) -> str:
    return "".join(chance.choice(_PIECES) for _ in range(chance.randrange(4)))


def _data(chance: Random, depth: int = 0) -> Json:
    kind = chance.randrange(5 if depth < 3 else 3)
    if kind == 3:
        return [_data(chance, depth + 1) for _ in range(chance.randrange(3))]
    if kind == 4:
        return {f"k{i}": _data(chance, depth + 1) for i in range(chance.randrange(3))}
    return chance.choice((_text(chance), _text(chance), "{{a}}", 1.5, True, None))


def _replaced(data: Json, env: Environment, allow_unresolved: bool) -> Json:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    replaced: Json = json.loads(template.replace(text, env, allow_unresolved=allow_unresolved))
    return replaced


@pytest.mark.parametrize("allow_unresolved", [True, False])
def test_a_form_is_the_text_with_its_tags_replaced(allow_unresolved: bool) -> None:
    chance, filled = Random(1), 0
    for _ in range(4_000):
        data = {f"f{i}": _data(chance) for i in range(3)}
        env = Environment({name: chance.choice(_VALUES) for name in ("a", "b.c")})
        before = json.dumps(data)
        blank = form(data)
        found = blank and blank.filled(env.find, allow_unresolved=allow_unresolved)
        if found is not None:
            assert found == _replaced(data, env, allow_unresolved)
            filled += "{{" in before
        assert json.dumps(data) == before
    assert filled > 200


def test_what_has_no_tag_is_shared() -> None:
    data: dict[str, Json] = {"a": {"x": ["{{n}}", {"deep": 1}]}, "b": {"y": 2}}
    blank = form(data)
    assert blank is not None
    assert blank.fields == ("a",)
    found = blank.filled({"n": "7"}.__getitem__, allow_unresolved=False)
    assert found == {"a": {"x": ["7", {"deep": 1}]}, "b": {"y": 2}}
    assert found["b"] is data["b"]


@pytest.mark.parametrize("text", ["{{=a}}", "{{a", "{{{a}}", "{{a}}{{", "{{a'b}}"])
def test_other_tags_need_the_text(text: str) -> None:
    assert form({"a": text}) is None
    assert form({text: "a"}) is None


def test_what_is_no_json_needs_the_text() -> None:
    data: dict[str, Json] = {"a": "{{a}}", "b": float("inf")}
    assert form(data) is None
    with pytest.raises(LangError, match="invalid JSON"):
        _replaced(data, Environment({"a": "1"}), True)
