"""Text as Go writes it."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wfsim.lang import gojson, gonumbers, goprintf, gotext
from wfsim.lang.errors import LangError
from wfsim.lang.values import Json

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("value", "plain", "printed", "in_json"),
    [
        (0.0, "0", "0", "0"),
        (-0.0, "-0", "-0", "-0"),
        (1.5, "1.5", "1.5", "1.5"),
        (100000.0, "100000", "100000", "100000"),
        (1e6, "1000000", "1e+06", "1000000"),
        (1234567.5, "1234567.5", "1.2345675e+06", "1234567.5"),
        (1e20, "100000000000000000000", "1e+20", "100000000000000000000"),
        (1e21, "1000000000000000000000", "1e+21", "1e+21"),
        (0.0001, "0.0001", "0.0001", "0.0001"),
        (1e-7, "0.0000001", "1e-07", "1e-7"),
        (0.1 + 0.2, "0.30000000000000004", "0.30000000000000004", "0.30000000000000004"),
    ],
)
def test_floats_in_three_forms(value: float, plain: str, printed: str, in_json: str) -> None:
    assert (gonumbers.plain(value), gonumbers.printed(value), gonumbers.in_json(value)) == (plain, printed, in_json)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_form_of_a_float_reads_back_as_that_float(value: float) -> None:
    for form in (gonumbers.plain(value), gonumbers.printed(value), gonumbers.in_json(value)):
        assert float(form) == value


def test_integers_wrap_at_64_bits() -> None:
    assert gonumbers.wrap(2**63) == -(2**63)
    assert gonumbers.wrap(-(2**63) - 1) == 2**63 - 1
    assert gonumbers.parse_int("9223372036854775807") == 2**63 - 1
    assert gonumbers.parse_int("9223372036854775808") is None
    assert gonumbers.atoi_problem("9223372036854775808") == "value out of range"
    assert gonumbers.parse_int("٣") is None
    assert gonumbers.parse_int("+07") == 7


@pytest.mark.parametrize("text", ["", "_1000", "1__0", "0x10", "infinit", "+nan", "1e999", ".", " 1"])
def test_texts_that_are_no_floats(text: str) -> None:
    assert gonumbers.parse_float(text) is None


def test_texts_that_are_floats() -> None:
    assert gonumbers.parse_float(".5") == 0.5
    assert gonumbers.parse_float("5.") == 5
    assert gonumbers.parse_float("-Inf") == -math.inf
    assert gonumbers.parse_float("0x1p4") == 16


@given(VALUES)
def test_json_reads_back(value: Json) -> None:
    text = gojson.render(value)
    assert gojson.valid(text)
    assert gojson.render(gojson.parse(text)) == text
    assert gojson.parse(gojson.indented(value)) == gojson.parse(text)


def test_json_escapes_what_html_would_read() -> None:
    assert (
        gojson.render({"b": "<a&b>", "a": [1, 1.0, None, True]})
        == '{"a":[1,1,null,true],"b":"\\u003ca\\u0026b\\u003e"}'
    )
    assert gojson.render("<", html=False) == '"<"'
    assert gojson.indented({"a": [1], "b": {}}) == '{\n  "a": [\n    1\n  ],\n  "b": {}\n}'


def test_half_a_pair_is_no_character() -> None:
    assert gojson.parse(r'"\ud83d\ude00 \ud83d \\ud83d \uDE00"') == "😀 \ufffd \\ud83d \ufffd"


def test_numbers_that_json_has_not() -> None:
    with pytest.raises(LangError, match="unsupported value: NaN"):
        gojson.render(math.nan)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("hello", "invalid character 'h' looking for beginning of value"),
        ("trux", "invalid character 'x' in literal true (expecting 'e')"),
        ("nothing", "invalid character 'o' in literal null (expecting 'u')"),
        ("[1}", "invalid character '}' after array element"),
        ('{"a" 1}', "invalid character '1' after object key"),
        ('{"a":1 "b"}', "invalid character '\"' after object key:value pair"),
        ("{a", "invalid character 'a' looking for beginning of object key string"),
        ("01", "invalid character '1' after top-level value"),
        ("1.x", "invalid character 'x' after decimal point in numeric literal"),
        ("1ex", "invalid character 'x' in exponent of numeric literal"),
        ("-x", "invalid character 'x' in numeric literal"),
        ('"\x01"', "invalid character '\\x01' in string literal"),
        ('"\\q"', "invalid character 'q' in string escape code"),
        ('"\\u12x4"', "invalid character 'x' in \\u hexadecimal character escape"),
        ("", "unexpected end of JSON input"),
        ('"a', "unexpected end of JSON input"),
        ("tr", "invalid character ' ' in literal true (expecting 'u')"),
        ("-", "invalid character ' ' in numeric literal"),
        ("é", "invalid character 'Ã' looking for beginning of value"),
        ("\\", "invalid character '\\\\' looking for beginning of value"),
        ('{"a":[', "unexpected end of JSON input"),
        ("NaN", "invalid character 'N' looking for beginning of value"),
    ],
)
def test_what_is_wrong_with_a_json_text_in_gos_words(text: str, problem: str) -> None:
    assert gojson.problem(text) == problem
    assert not gojson.valid(text)


@given(st.text(alphabet='[]{}",:\\tfn0123eE+-. u\x01'))
def test_the_two_readers_of_json_agree(text: str) -> None:
    assert (gojson.problem(text) is None) == gojson.valid(text)


def test_a_deep_json_text_is_refused_and_not_a_crash() -> None:
    assert gojson.problem("[" * 20_000) == "exceeded max depth"
    with pytest.raises(LangError, match="exceeded max depth"):
        gojson.parse("[" * 100_000 + "]" * 100_000)


def test_values_as_parameters() -> None:
    assert [gotext.any_string(one) for one in (True, 1e3, 12345678901234567, None, [1], "x")] == [
        "true",
        "1000",
        "12345678901234568",
        "",
        "",
        "x",
    ]


def test_values_as_fmt_prints_them() -> None:
    assert gotext.printed({"b": [1, "x", None], "a": 2.0}) == "map[a:2 b:[1 x <nil>]]"


def test_a_control_character_is_quoted_as_go_does_and_not_as_json_does() -> None:
    assert gotext.quote('é\x01\x7f\u00a0\ufeff"\\\n\a') == '"é\\x01\\x7f\\u00a0\\ufeff\\"\\\\\\n\\a"'


@pytest.mark.parametrize(
    ("format", "arguments", "text"),
    [
        ("%d", [5], "5"),
        ("%02X", [10], "0A"),
        ("%5d|%-5d|%05d", [-3, -3, -3], "   -3|-3   |-0003"),
        ("%+d % d", [1, 1], "+1  1"),
        ("%#x %#o %O %b", [255, 8, 8, 5], "0xff 010 0o10 101"),
        ("%c%U%q", [65, 65, 65], "AU+0041'A'"),
        ("%s", [5], "%!s(int=5)"),
        ("%d", ["x"], "%!d(string=x)"),
        ("%d %d", [1], "1 %!d(MISSING)"),
        ("x", [1, "y"], "x%!(EXTRA int=1, string=y)"),
        ("%", [], "%!(NOVERB)"),
        ("100%%", [], "100%"),
        ("%*d", [4, 7], "   7"),
        ("%.3d", [7], "007"),
        ("%.2f %6.1f %e", [1.005, 2.25, 1234.5], "1.00    2.2 1.234500e+03"),
        ("%v %v %v %v", [1.0, None, [1, "a"], {"k": True}], "1 <nil> [1 a] map[k:true]"),
        ("%q %x %.2s|%5s", ['a"', "hi", "xyz", "r"], '"a\\"" 6869 xy|    r'),
        ("%t %T", [True, 1.5], "true float64"),
        ("%s", [["a", 1]], "[a %!s(int=1)]"),
        ("%5f", [65], "%!f(int=   65)"),
        ("%U %#U", [-1, 65], "U+FFFFFFFFFFFFFFFF U+0041 'A'"),
    ],
)
def test_printf(format: str, arguments: list[Json], text: str) -> None:
    assert goprintf.sprintf(format, arguments) == text


def test_a_format_cannot_ask_for_a_gigabyte() -> None:
    assert goprintf.sprintf("%999999999d", [1]) == "%!(NOVERB)%!(EXTRA int=1)"
    with pytest.raises(LangError, match="million"):
        goprintf.sprintf("%[1]999999d" * 3 + "%999999.999999d%[1]999999.999999d" * 2, [1])


def test_results_of_a_loop() -> None:
    assert gotext.aggregate_results(["1", ' {"b": 1, "a": 1.50}', '"x\\u00e9 <"']) == (
        r'[1,{"b":1,"a":1.50},"x\u00e9 \u003c"]'
    )
    assert gotext.aggregate_results([]) == "[]"
    with pytest.raises(LangError, match="invalid character 'h' looking for beginning of value"):
        gotext.aggregate_results(["heads"])


def test_parameters_of_a_loop_are_texts_unless_all_hold_lists_or_maps() -> None:
    assert gotext.aggregate_parameters(["1", "2"]) == '["1","2"]'
    assert gotext.aggregate_parameters(["[1]", '{"a":2}']) == '[[1],{"a":2}]'
    assert gotext.aggregate_parameters(["[1]", "x"]) == '["[1]","x"]'
    assert gotext.aggregate_members([{"b": "1", "a": "2"}]) == '[{"a":"2","b":"1"}]'
