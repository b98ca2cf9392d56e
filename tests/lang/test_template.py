"""Tags: where they are, and what replaces them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lark import Lark

from wfsim.lang import grammars, template
from wfsim.lang.environment import Environment
from wfsim.lang.errors import Absent, LangError, Missing
from wfsim.lang.template import Tag, TagKind
from wfsim.lang.values import Json

ENV = Environment(
    {
        "a": "1",
        "b.c": 'say "hi"\n',
        "which": "a",
        "gone": None,
        "control": "\x01",
        "number": 5,
        "steps.x.outputs.result": "[1,2]",
        "steps.x.status": "Succeeded",
    }
)
TEXTS = st.lists(st.sampled_from(["{", "}", "{{", "}}", "{{=", "=", " ", "a", "b.c", "\\", '"', "+", "\n"])).map(
    "".join
)


def replaced(text: str, **rules: bool) -> str:
    return template.replace_value(text, ENV, **({"allow_unresolved": True} | rules))


def strictly(text: str) -> str:
    return template.replace_value(text, ENV, allow_unresolved=True, strict=("steps", "tasks"))


def test_places_of_tags() -> None:
    text = "x{{ a }}{{=b + 1}}{{}}"
    assert template.scan(text) == (
        Tag(1, 8, 3, 6, TagKind.SIMPLE, "a"),
        Tag(8, 18, 11, 16, TagKind.EXPRESSION, "b + 1"),
        Tag(18, 22, 20, 20, TagKind.SIMPLE, ""),
    )
    assert template.unclosed(text) is None
    assert template.unclosed("{{a}} {{b}") == 6


@given(TEXTS)
def test_tags_cover_the_text_in_order_and_begin_and_end_with_braces(text: str) -> None:
    at = 0
    for tag in template.scan(text):
        assert at <= tag.start < tag.body_start <= tag.body_end < tag.end <= len(text)
        assert "{{" not in text[at : tag.start]
        assert text[tag.start : tag.body_start] in ("{{", "{{=")
        assert text[tag.body_end : tag.end] == "}}"
        at = tag.end
    rest = text[at:]
    assert ("{{" in rest) == (template.unclosed(text) is not None)
    assert "}}" not in rest.partition("{{")[2]


def _by_grammar(text: str) -> list[str]:
    parser = Lark(grammars.text_of("template"), parser="lalr", lexer="contextual", keep_all_tokens=True)
    return ["".join(map(str, part.children)) for part in parser.parse(text).children if part.data != "text"]


@pytest.mark.parametrize(
    "text", ["", "a", "{{a}}", "x{{ =a }}y{{=b}}", "{ {{a}} }", "{{a}b}}", "{{=a}b}}", "{{}}", "{{=}}"]
)
def test_the_scanner_finds_what_the_grammar_describes(text: str) -> None:
    assert _by_grammar(text) == [text[tag.start : tag.end] for tag in template.scan(text)]


@given(st.lists(st.sampled_from(["{{a}}", "{{ b.c }}", "{{=a + 'x'}}", "text", " { ", "} ", "\n"])).map("".join))
def test_the_scanner_and_the_grammar_agree_on_texts_of_whole_tags(text: str) -> None:
    assert _by_grammar(text) == [text[tag.start : tag.end] for tag in template.scan(text)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no tag", "no tag"),
        ("{{a}}-{{ b.c }}", '1-say "hi"\n'),
        ("{{nope}} {{ nope }}", "{{nope}} {{ nope }}"),
        ("{{x.{{which}}.y}}", "{{x.a.y}}"),
        ("{{x.{{nope}}.y}}", "{{x.{{nope}}.y}}"),
        ("{{{{which}}}}", "{{{{which}}}}"),
        ("}} {{ =a}}", "}} {{ =a}}"),
        ("{{=a + '!'}} {{= {'k': a} }}", '1! {"k":"1"}'),
        ("{{=b.c}}", 'say "hi"\n'),
        ("{{='<' + `>`}}", "<>"),
        ("{{=nope + 'x'}}", "{{=nope + 'x'}}"),
        ("{{=item ?? 'x'}} {{=lastRetry.exitCode}}", "{{=item ?? 'x'}} {{=lastRetry.exitCode}}"),
        ("{{=a > 1}}", "{{=a > 1}}"),
        ("{{=gone}} {{=gone ?? 'z'}}", "{{=gone}} z"),
        ('{{="é\\u00e9"}}', "éé"),
    ],
)
def test_replacing(text: str, value: str) -> None:
    assert replaced(text) == value


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{{gone}}", "unable to substitute {{gone}}: output is an absent optional"),
        ("{{number}}", "failed to resolve {{number}} to string"),
        ("{{control}}", "cannot finish template replacement because the result was invalid JSON"),
        ("{{a", 'Cannot find end tag="}}" in the template="\\"{{a\\"" starting from "a\\""'),
        ("{{=a +}}", "failed to evaluate expression: unexpected token EOF"),
        ("{{={a: {b: 1}}}}", "failed to evaluate expression: unexpected token EOF"),
    ],
)
def test_what_is_an_error_in_every_mode(text: str, problem: str) -> None:
    for rules in ({"allow_unresolved": True}, {"allow_unresolved": False}):
        with pytest.raises(LangError) as error:
            replaced(text, **rules)
        assert error.value.message.startswith(problem)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{{ nope }}", "failed to resolve {{ nope }}"),
        ("{{=nope.x}}", "failed to evaluate expression: nope is missing"),
        ("{{=b.nope}}", "failed to evaluate expression: b.nope is missing"),
        ("{{=nofn(a)}}", "failed to evaluate expression: nofn is missing"),
        ("{{=gone}}", 'failed to evaluate expression "gone"'),
        ("{{=a > 1}}", "failed to evaluate expression: invalid operation: > (mismatched types string and int) (1:3)"),
        ("{{=b.c > 1}}", "failed to evaluate expression: invalid operation: string > int (1:5)\n | b.c > 1\n | ....^"),
    ],
)
def test_where_everything_has_to_be_there(text: str, problem: str) -> None:
    with pytest.raises(LangError) as error:
        replaced(text, allow_unresolved=False)
    assert error.value.message.startswith(problem)
    assert not isinstance(error.value, Missing)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("{{steps.y.status}}", "steps.y.status"),
        ("{{tasks}}", "tasks"),
        ("{{=steps.y.status}}", "steps.y"),
        ("{{=tasks.t.status + nope}}", "tasks"),
    ],
)
def test_strict_names_are_waited_for(text: str, key: str) -> None:
    with pytest.raises(Missing) as error:
        strictly(text)
    assert error.value.key == key


@pytest.mark.parametrize(
    "text", ["{{nope}}", "{{stepsX.a}}", "{{steps.y.outputs.artifacts.z}}", "{{=nope}}", "{{=item.x}}"]
)
def test_what_is_not_strict_may_stay(text: str) -> None:
    assert strictly(text) == text


def test_under_strict_rules_a_failing_expression_without_missing_names_is_an_error() -> None:
    with pytest.raises(LangError, match="cannot fetch outputs from <nil>"):
        strictly("{{=steps.y.outputs.result ?? 'x'}}")
    with pytest.raises(LangError, match=r"invalid operation: int\(\[1,2\]\)"):
        strictly("{{=asInt(steps.x.outputs.result)}}")
    assert strictly("{{=steps?.y?.outputs?.result ?? 'x'}}") == "x"


def test_an_absent_optional_names_itself() -> None:
    with pytest.raises(Absent) as error:
        strictly("x {{ gone }}")
    assert error.value.key == "gone"


def test_text_that_is_not_json_is_refused() -> None:
    with pytest.raises(LangError, match="cannot do template replacements with invalid JSON"):
        template.replace("{{a}}", ENV, allow_unresolved=True)


@given(TEXTS, st.booleans())
def test_any_text_gives_json_or_a_lang_error(text: str, allow: bool) -> None:
    try:
        found = template.replace(json.dumps({"k": text}), ENV, allow_unresolved=allow)
    except LangError:
        return
    value: Json = json.loads(found)
    assert isinstance(value, dict)
