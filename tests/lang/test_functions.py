"""The functions of expressions: values, refusals, and laws of the table."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wfsim.lang import expr, functions, semver
from wfsim.lang.errors import LangError
from wfsim.lang.functions.signatures import Function
from wfsim.lang.govalues import Int64, NoItems, NoMap, strings
from wfsim.lang.moments.values import ZERO
from wfsim.lang.values import Json

EVERY = [*functions.FUNCTIONS.values(), *functions.SPRIG.values()]
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.floats(-5, 5)
    | st.sampled_from([1e308, -1e308, float("inf"), float("nan"), 1e-320, 2**63 - 1, -(2**63), 10**9])
    | st.sampled_from(
        ["", "a", "a,b", "5", "(", "{}", "é", "\udcc3", "1e308", "Local", "2006-01-02", "1h", ">1", "x" * 3000]
    )
    | st.sampled_from([Int64(-1), ZERO, semver.parse("1.2"), NoItems(), NoMap(), strings(["a"])]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b"]), inner, max_size=2),
    max_leaves=4,
)


# A list that holds others many times over: millions of numbers, and the memory of a few.
SHARED = "let a = [1, 1];" + "".join(
    f" let {b} = [{a}, {a}, {a}, {a}, {a}, {a}];" for a, b in zip("abcdefgh", "bcdefghx", strict=True)
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("trim('  a ') + trim('xax', 'x')", "aa"),
        ("trimPrefix('abc', 'ab') + trimSuffix('abc', 'bc')", "ca"),
        ("upper('aé') + lower('AÉ')", "AÉaé"),
        ("split('a,b,c', ',', 2)", ["a", "b,c"]),
        ("split('ab', '')", ["a", "b"]),
        ("splitAfter('a,b', ',')", ["a,", "b"]),
        ("replace('aaa', 'a', 'b', 2)", "bba"),
        ("repeat('ab', 2)", "abab"),
        ("join(['a', 'b'], '-') + join(['c'])", "a-bc"),
        ("[indexOf('éa', 'a'), lastIndexOf('aba', 'a'), indexOf('a', 'x')]", [2, 2, -1]),
        ("hasPrefix('ab', 'a') and hasSuffix('ab', 'b')", True),
        ("string({'a': [1, 2.0, nil]})", "map[a:[1 2 <nil>]]"),
        (
            "[type(1), type(1.5), type('a'), type([]), type({}), type(nil), type(true)]",
            ["int", "float", "string", "array", "map", "nil", "bool"],
        ),
        ("fromJSON('{\"a\": [1]}').a[0]", 1.0),
        ("fromBase64(toBase64('é'))", "é"),
        ("int('7') + int(2.9) + asInt('-3')", 6),
        ("float('1.5') + asFloat('2')", 3.5),
        ("[abs(-3), abs(-1.5)]", [3, 1.5]),
        ("[ceil(1.2), floor(-1.2), round(2.5), round(-2.5)]", [2.0, -2.0, 3.0, -3.0]),
        ("[max(1, [5, 2]), min([3, 2]), mean(1, 2), median([3, 1, 2])]", [5, 2, 1.5, 2.0]),
        (
            "[bitand(6, 3), bitor(6, 3), bitxor(6, 3), bitnand(6, 3), bitshl(1, 4), bitshr(-8, 1), bitnot(0)]",
            [2, 7, 5, 4, 16, -4, -1],
        ),
        ("[first([1, 2]), last([1, 2]), first([])]", [1, 2, None]),
        ("take([1, 2, 3], 2)", [1, 2]),
        ("[keys({'b': 1, 'a': 2}), values({'b': 1, 'a': 2})]", [["a", "b"], [2, 1]]),
        ("fromPairs(toPairs({'a': 1})).a", 1),
        ("reverse(uniq([1, 1.0, 2]))", [2, 1]),
        ("concat([1], [2])", [1, 2]),
        ("flatten([1, [2, [3]]])", [1, 2, 3]),
        ("sort([3, 1, 2], 'desc')", [3, 2, 1]),
        ("jsonpath('{\"a\": {\"b\": [1, 2]}}', '$.a.b[1]')", 2.0),
        ("toJson({'b': '<', 'a': 1.0})", '{"a":1,"b":"\\u003c"}'),
        ("sprig.trim(' a ') + sprig.trimSuffix('c', 'bc') + sprig.upper('d')", "abD"),
        ("sprig.default('x', '') + sprig.default('x', 'y')", "xy"),
        ("sprig.coalesce('', 0, 'a')", "a"),
        ("sprig.ternary(1, 2, false)", 2),
        ("[sprig.int('12'), sprig.int('x'), sprig.int(3.7), sprig.float64('1.5')]", [12, 0, 3, 1.5]),
        (
            "[sprig.add(1, '2', 3.9), sprig.sub(5, 2), sprig.mul(2, 3), sprig.div(-7, 2), sprig.mod(-7, 2)]",
            [6, 3, 6, -3, -1],
        ),
        ("sprig.list(1, 'a')", [1, "a"]),
        ("sprig.dict('a', 1, 'b')", {"a": 1, "b": ""}),
        ("[sprig.has(1, [1]), sprig.has(1.0, [1])]", [True, False]),
        ("sprig.join('-', ['a', 1])", "a-1"),
        ("sprig.split('-', 'a-b')._1", "b"),
        ("sprig.splitList('-', 'a-b')", ["a", "b"]),
        ("sprig.regexReplaceAll('a(x*)b', '-ab-axxb-', '${1}W')", "-W-xxW-"),
        ("sprig.regexFindAll('[0-9]+', '1 22 3', 2)", ["1", "22"]),
        ("sprig.regexSplit('z+', 'pizza', -1)", ["pi", "a"]),
        ("sprig.quote('a', 1) + sprig.squote('b')", '"a" "1"\'b\''),
        ("sprig.indent(2, sprig.cat('a', 1)) + sprig.nindent(1, 'b')", "  a 1\n b"),
        ("sprig.substr(0, 2, 'abc') + sprig.trunc(-1, 'xyz')", "abz"),
        ("sprig.b64enc('a') + sprig.b64dec('YQ==')", "YQ==a"),
        ("sprig.sha256sum('')", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("sprig.toJson(sprig.untilStep(0, 6, 2))", "[0,2,4]"),
        ("sprig.dig('a', 'b', 'none', {'a': {'b': 1}}) == 1 and sprig.dig('x', 'none', {}) == 'none'", True),
        ("sprig.int('0x1f') + sprig.int('017')", 46),
        ("sprig.trim(nil) + sprig.kindOf([])", "slice"),
        ("sprig.b64dec('YQ')", "illegal base64 data at input byte 0"),
        ("sprig.push([1], 2)", [1, 2]),
        ("sprig.base('/a/b.c') + sprig.ext('/a/b.c') + sprig.dir('/a/b') + sprig.clean('/a/../b//c')", "b.c.c/a/b/c"),
        ("[sprig.addf(0.1, 0.2), sprig.divf(1, 3), sprig.maxf(1, '2.5')]", [0.3, 0.3333333333333333, 2.5]),
        (
            "sprig.merge({'a': 1, 'd': {'x': 1} }, {'a': 2, 'b': 3, 'd': {'y': 2} })",
            {"a": 1, "b": 3, "d": {"x": 1, "y": 2}},
        ),
        ("sprig.mergeOverwrite({'a': 1}, {'a': 2})", {"a": 2}),
        ("sprig.seq(3) + '|' + sprig.seq(0, 2, 4) + '|' + sprig.seq(2, 0)", "1 2 3|0 2 4|2 1 0"),
        ("sprig.toDecimal('17')", 15),
        ("sprig.chunk(2, [1, 2, 3])", [[1, 2], [3]]),
        ("sprig.round(1.2345, 2)", 1.23),
    ],
)
def test_values(text: str, value: Json) -> None:
    assert expr.value_of(text, {}) == value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("int('x')", "invalid operation: int(x) (1:1)\n | int('x')\n | ^"),
        ("asInt(nil)", "reflect: call of reflect.Value.Type on zero Value"),
        ("asInt(true)", "invalid operation: int(bool)"),
        ("float('x')", "invalid operation: float(x)"),
        ("repeat('x', -1)", "invalid argument for repeat (expected positive integer, got -1)"),
        ("join([1])", "interface conversion"),
        ("fromBase64('!')", "illegal base64 data"),
        ("fromJSON('{')", "unexpected end of JSON input"),
        ("jsonpath('x', '$')", "invalid character 'x' looking for beginning of value"),
        ("jsonpath('{}', '$.a')", "key: invalid token key 'a' not found"),
        ("sort([1, 'a'])", "invalid operation: "),
        ("sort([1], 'up')", "invalid order up, expected asc or desc"),
        ("concat()", "invalid number of arguments"),
        ("bitshl(1, -1)", "invalid operation: negative shift count -1 (type int)"),
        ("sprig.div(1, 0)", "runtime error: integer divide by zero"),
        ("sprig.nope(1)", "invalid operation: cannot call nil"),
        ("sprig.trim(1)", "reflect: Call using int as type string"),
        ("sprig.repeat(sprig.int64(2), 'x')", "reflect: Call using int64 as type int"),
        ("sprig.keys(sprig.split(',', 'a'))", "reflect: Call using map[string]string as type map[string]interface {}"),
        ("sprig.trim()", "invalid number of arguments: expected 1, got 0"),
        ("sprig.max()", "invalid number of arguments: expected at least 1, got 0"),
        ("sprig.set(nil, 'a', 1)", "assignment to entry in nil map"),
        ("sprig.repeat(1000000000, 'x')", "memory budget exceeded"),
        ("sprig.indent(1000000000, 'x')", "memory budget exceeded"),
        ("sprig.untilStep(0, 1000000000, 1)", "memory budget exceeded"),
        ("sprig.seq(1000000000)", "memory budget exceeded"),
        ("sprig.replace('', sprig.repeat(9000, 'x'), sprig.repeat(9000, 'y'))", "memory budget exceeded"),
        ("sprig.regexReplaceAll('', sprig.repeat(9000, 'y'), sprig.repeat(9000, 'x'))", "memory budget exceeded"),
        ("sprig.wrapWith(1, sprig.repeat(9000, 'x'), sprig.repeat(9000, 'y'))", "memory budget exceeded"),
        ("sprig.regexFindAll('', sprig.repeat(200000, 'x'), -1)", "a pattern finds more than 100000 times"),
        ("sprig.uniq(map(1..500, [#]))", "too many lists and maps to compare"),
        ("sprig.kebabcase(sprig.repeat(500000, 'x'))", "words of a text of more than 200000 characters"),
        ("sprig.toDate(sprig.repeat(20000, '2'), 'x')", "a date of more than 10000 characters"),
        ("map(1..100, sprig.derivePassword(nil, 'x', 'y', 'z', string(#)))", "the expression runs too long"),
        ("map(1..100000, sprig.upper(sprig.repeat(900000, 'x')))", "memory budget exceeded"),
        ("sprig.randAscii(1000000000)", "memory budget exceeded"),
        ("sprig.genSignedCert('x', nil, nil, 1, nil)", "genSignedCert makes keys and certificates"),
        (f"{SHARED} sprig.toJson(x)", "memory budget exceeded"),
        (f"{SHARED} sprig.deepCopy(x)", "memory budget exceeded"),
        ("let m = {a: 1}; let n = sprig.set(m, 'm', m); string(n)", "value is nested too deeply"),
        ("let m = {a: 1}; let n = sprig.set(m, 'm', m); sprig.deepCopy(n)", "value is nested too deeply"),
        ("let m = {a: 1}; let n = sprig.set(m, 'm', m); sprig.merge(n, n)", "the expression is nested too deeply"),
        ("date('2024-13-01')", "invalid date 2024-13-01"),
        ("sprig.semver('x')", "invalid semantic version"),
        ("sprig.fail('no')", "no"),
        ("sprig.uuidv4()", "uuidv4 needs chance"),
    ],
)
def test_refusals(text: str, message: str) -> None:
    with pytest.raises(LangError) as error:
        expr.value_of(text, {})
    assert error.value.message.startswith(message)


@pytest.mark.parametrize("function", EVERY, ids=lambda one: one.name)
def test_every_function_says_what_it_takes(function: Function) -> None:
    assert function.doc.endswith(".")
    assert function.refused or function.call is not None
    assert function.parameters or function.signature.startswith("()")
    assert all(not one.optional for one in function.parameters[: function.least])


@given(st.sampled_from(EVERY), st.lists(VALUES, max_size=4))
def test_any_arguments_give_a_value_or_a_lang_error(function: Function, arguments: list[Json]) -> None:
    try:
        found = function(arguments)
    except LangError:
        return
    assert found is None or isinstance(found, (bool, int, float, str, list, dict))
