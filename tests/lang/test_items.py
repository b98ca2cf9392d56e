"""Items of loops: names and variables."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wfsim.lang import items
from wfsim.lang.errors import LangError
from wfsim.lang.values import Json

SIMPLE = st.none() | st.booleans() | st.integers(-1000, 1000) | st.text(max_size=5)
VALUES = st.recursive(SIMPLE, lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=3), inner), max_leaves=6)


def test_numbers_keep_their_spelling_in_with_param() -> None:
    found = items.from_param("[1.0, 1e3, -0]")
    assert [one.suffix for one in found] == ["1.0", "1e3", "-0"]
    assert [one.variables["item"] for one in found] == ["1.0", "1e3", "-0"]


def test_numbers_of_with_items_are_as_the_decoder_has_them() -> None:
    assert [one.suffix for one in items.expand([1.0, 1.5, True])] == ["1", "1.5", "true"]


def test_a_map_is_sorted_in_the_name_and_keeps_escapes() -> None:
    (one,) = items.from_param('[ {"b": {"z": 1.0, "a": "<"}, "a": "q\\"x"} ]')
    assert one.kind is items.ItemKind.MAP
    assert one.suffix == 'a:q\\"x,b:{"z":1.0,"a":"<"}'
    assert one.variables == {
        "item": '{"a":"q\\"x","b":{"z":1.0,"a":"\\u003c"}}',
        "item.a": 'q\\"x',
        "item.b": '{"z":1.0,"a":"<"}',
    }


def test_a_string_is_decoded_in_the_variable_and_not_in_the_name() -> None:
    (one,) = items.from_param('["\\u00fc(1)\\n"]')
    assert one.suffix == "\\u00fc1\\n"
    assert one.variables == {"item": "ü(1)\n"}


def test_null_is_an_empty_list() -> None:
    (one,) = items.from_param("[null]")
    assert (one.kind, one.suffix, one.variables) == (items.ItemKind.LIST, "[]", {"item": "null"})


def test_a_list_is_named_as_go_prints_one() -> None:
    (one,) = items.expand([[1, "a b", None, {"k": 2}]])
    assert one.suffix == '[1 a b null {"k":2}]'
    assert one.variables == {"item": '[1,"a b",null,{"k":2}]'}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (' "x" ', '"x": json: cannot unmarshal string into Go value of type []v1alpha1.Item'),
        ("{}", "{}: json: cannot unmarshal object into Go value of type []v1alpha1.Item"),
        ("1", "1: json: cannot unmarshal number into Go value of type []v1alpha1.Item"),
        ("{{steps.a.outputs.result}}", "invalid character '{' looking for beginning of object key string"),
        ("", ": unexpected end of JSON input"),
        ("[NaN]", "invalid character 'N' looking for beginning of value"),
    ],
)
def test_what_is_no_list(text: str, problem: str) -> None:
    with pytest.raises(LangError) as error:
        items.from_param(text)
    assert error.value.message.startswith("withParam value could not be parsed as a JSON list: ")
    assert error.value.message.endswith(problem)


def test_null_as_a_whole_is_no_item() -> None:
    assert items.from_param("null") == items.from_param(" [ ] ") == ()


@pytest.mark.parametrize(
    ("count", "start", "end", "format", "suffixes"),
    [
        ("3", None, None, None, ["0", "1", "2"]),
        (3, 5, None, None, ["5", "6", "7"]),
        ("0", "1", None, None, []),
        ("9", "5", "3", None, ["5", "4", "3"]),
        ("-3", None, None, None, ["0", "-1", "-2", "-3", "-4"]),
        ("2", "9", None, "user%02X", ["user09", "user0A"]),
        ("1", None, None, "(%s)", ["%!sint=0"]),
    ],
)
def test_sequences(count: str, start: str, end: str, format: str, suffixes: list[str]) -> None:
    assert [one.suffix for one in items.sequence(count, start, end, format)] == suffixes


def test_wrong_sequences() -> None:
    with pytest.raises(LangError, match=r'strconv.Atoi: parsing "x": invalid syntax'):
        items.sequence("x")
    with pytest.raises(LangError, match="neither end nor count was specified in withSequence"):
        items.sequence()
    with pytest.raises(LangError, match="more than 2000000 items"):
        items.sequence("1000000000")


@given(st.lists(VALUES, max_size=4))
def test_both_kinds_of_lists_have_as_many_items_as_values_and_names_without_parentheses(values: list[Json]) -> None:
    for found in (items.expand(values), items.from_param(json.dumps(values))):
        assert len(found) == len(values)
        for one, value in zip(found, values, strict=True):
            assert not set("()") & set(one.suffix)
            if isinstance(value, str):
                assert one.variables["item"] == value
            elif isinstance(value, dict):
                assert set(one.variables) == {"item", *(f"item.{key}" for key in value)}


@given(st.text())
def test_any_text_is_a_list_or_a_lang_error(text: str) -> None:
    try:
        items.from_param(text)
    except LangError:
        return
