"""jq: what filters give, what is said of those that are none, and that none runs on for ever.

What gojq itself answers to thousands of filters is asked by tests/oracles;
here is what a reader wants to see.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time

import pytest

from wfsim.lang import jq
from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.lang.jq import machine
from wfsim.lang.jq.functions import table
from wfsim.lang.values import Json

JOB: Json = {
    "metadata": {"name": "p", "n": 2, "labels": {"app": "web"}},
    "status": {
        "active": 3,
        "start": "2024-01-02T03:04:05Z",
        "conditions": [{"type": "Ready", "status": "True"}, {"type": "Done", "status": "False", "reason": "why"}],
    },
    "items": [],
}


@pytest.mark.parametrize(
    ("filter", "text"),
    [
        (".metadata.name", "p"),
        (".status.conditions[0].type", "Ready"),
        (".status.conditions[] | .type", "Ready\nDone"),
        ("[.status.conditions[].type]", '["Ready","Done"]'),
        ('.status.conditions[] | select(.type == "Done") | .reason', "why"),
        ('.metadata["name"], .metadata."n"', "p\n2"),
        ('.nope.x // "d"', "d"),
        (".metadata | keys", '["labels","n","name"]'),
        ('"\\(.metadata.name) has \\(.status.active)"', "p has 3"),
        (".status.conditions | map({(.type): .status}) | add", '{"Done":"False","Ready":"True"}'),
        ("reduce range(5) as $i (0; . + $i)", "10"),
        ("[foreach (1, 2, 3) as $x (0; . + $x; [$x, .])]", "[[1,1],[2,3],[3,6]]"),
        ("def fac: if . <= 1 then 1 else . * (. - 1 | fac) end; 25 | fac", "15511210043330985984000000"),
        (". as {metadata: {$name, labels: {app: $app}}} | [$name, $app]", '["p","web"]'),
        (".metadata as [$a] ?// {name: $a} | $a", "p"),
        ("label $out | 1, break $out, 2", "1"),
        ("try error({a: 1}) catch .a", "1"),
        (
            ".status.active |= . + 1 | .status | del(.conditions, .start) | .x.y += 1 | tojson",
            '{"active":4,"x":{"y":1}}',
        ),
        ('[paths(type == "number") | join(".")]', '["metadata.n","status.active"]'),
        ('[.metadata.labels | to_entries[] | "\\(.key)=\\(.value)"] | join(",")', "app=web"),
        ('"2 apples, 10 pears" | [scan("[0-9]+") | tonumber] | add', "12"),
        ('"aXbxc" | [splits("x"; "i")], gsub("(?<l>[a-z])"; "<\\(.l)>")', '["a","b","c"]\n<a>X<b><x><c>'),
        ('.status.start | fromdate | todate, strftime("%A")', "2024-01-02T03:04:05Z\nTuesday"),
        ('@csv "\\([1, "a\\"b", null])", @base64 "\\(.metadata.name)"', '1,"a""b",\ncA=='),
        ('@sh "echo \\("it\'s")"', "echo 'it'\\''s'"),
        ("env, $ENV.HOME", "{}\nnull"),
        ("[limit(3; repeat(1))], first(range(10; 0; -3)), isempty(empty)", "[1,1,1]\n10\ntrue"),
        ("1e1000, -0, 3.0, 0.1 + 0.2 | tojson", "1.7976931348623157e+308\n0\n3\n0.30000000000000004"),
        ("100000000000000000000, -100000000000000000000 + 1", "100000000000000000000\n-99999999999999999999"),
        ('10 / 4, 7 % 3, -7 % 3, "ab" * 2, ([3, 1] - [1])', "2.5\n1\n-1\nabab\n[3]"),
        ("module {a: 1}; # a comment\n.metadata.n", "2"),
        ('"\\u00e9<" | ., [.]', 'é<\n["é\\u003c"]'),
        ("  ", None),
    ],
)
def test_what_filters_give(filter: str, text: str | None) -> None:
    if text is None:
        with pytest.raises(LangError, match="missing query"):
            jq.evaluate(filter, JOB)
    else:
        assert jq.evaluate(filter, JOB) == text


@pytest.mark.parametrize(
    ("filter", "message", "place"),
    [
        (".a | ", "unexpected EOF", ""),
        (".a b", 'unexpected token "b"', "b"),
        ("[.a", "unexpected EOF", ""),
        (".a ]", 'unexpected token "]"', "]"),
        ('"abc', "unterminated string literal", '"abc'),
        ('"a\\qb"', 'invalid escape sequence "\\q" in string literal', "\\q"),
        ("1 + 1x", 'invalid token "1x"', "1x"),
        ("! .a", 'unexpected token "!"', "!"),
        ("'a'", 'unexpected token "\'"', "'"),
        (".a == .b == .c", 'unexpected token "=="', "== .c"),
        ("if .a then 1", "unexpected EOF", ""),
        ("nope(.a; 1)", "function not defined: nope/2", "nope(.a; 1)"),
        ("map", "function not defined: map/0", "map"),
        (".a | $x", "variable not defined: $x", "$x"),
        ("$__loc__", "variable not defined: $__loc__", "$__loc__"),
        ("break $f", "label not defined: $f", "break $f"),
        ("input", "input(s)/0 is not allowed", "input"),
        ("[inputs]", "input(s)/0 is not allowed", "inputs"),
        ('import "m" as m; m::f', 'cannot load module: "m"', 'import "m"'),
        ("def f: 1;", 'missing query (try ".")', None),
        ("[.[] | now]", "now reads the clock, which there is in a run only", "now"),
    ],
)
def test_bad_filters_say_what_and_where(filter: str, message: str, place: str | None) -> None:
    with pytest.raises(LangError) as error:
        jq.evaluate(filter, [1])
    assert error.value.message == message
    if place is not None:
        assert error.value.start is not None and error.value.end is not None
        assert filter[error.value.start :].startswith(place) or place in filter[error.value.start : error.value.end]


@pytest.mark.parametrize(
    ("filter", "told"),
    [
        (".a | ", "found the end, expected a filter"),
        (".a b", "found `b`, expected an operator or the end"),
        ("[.a", "found the end, expected `]` or an operator"),
        ("if .a then 1", "found the end, expected `elif`, `else`, `end` or an operator"),
        ("{a b}", "found `b`, expected `}` or `:`"),
        ("reduce .[] as $x 1", "found `1`, expected `(`"),
        ('"a\\(1 2)"', "found `2`, expected `)` or an operator"),
        (".a as x | 1", "found `x`, expected a variable, `[` or `{`"),
        ("nope", "function not defined: nope/0"),
    ],
)
def test_what_could_have_stood_there(filter: str, told: str) -> None:
    with pytest.raises(LangError) as error:
        jq.check(filter)
    assert error.value.told(filter) == told


_NO_YEAR = 'strptime("%Y") cannot be applied to "x": failed to parse "x" with "%Y": cannot parse "%Y"'


@pytest.mark.parametrize(
    ("filter", "message"),
    [
        (".metadata.name.x", 'expected an object but got: string ("p")'),
        (".metadata.n[]", "cannot iterate over: number (2)"),
        (".metadata + 1", 'cannot add: object ({"labels":{"app":"web"}," ...}) and number (1)'),
        ("1 / 0", "cannot divide number (1) by: number (0)"),
        ("path(1)", "invalid path against: number (1)"),
        ("[1] | implode | error", "error: \x01"),
        ('test("(")', 'invalid regular expression "(": error parsing regexp: missing closing ): `(`'),
        ("halt", "halt error: null"),
        ("nan", "json: unsupported value: NaN"),
        ('"x" | strptime("%Y")', _NO_YEAR),
    ],
)
def test_errors_of_a_run_are_gojqs(filter: str, message: str) -> None:
    with pytest.raises(LangError) as error:
        jq.evaluate(f"({filter})" if filter != "nan" else filter, "x" if "test" in filter else JOB)
    assert error.value.message == message


@pytest.mark.parametrize(
    "filter",
    [
        "def f: f; f",
        "def f: 1 + f; f",
        "def f: try error catch f; f",
        "[repeat(1)]",
        "[range(1e12)]",
        "last(range(infinite))",
        'reduce range(100) as $i ("x"; . + .)',
        '"x" * 1e9',
        "reduce range(1000) as $i (2; . * .)",
        "reduce range(100) as $i ([]; [., .]) | tojson",
        "reduce range(100) as $i ([]; [., .]) | . == .",
        "reduce range(100) as $i ([]; [., .]) | flatten",
        "reduce range(100) as $i ([]; [., .]) | contains(.)",
        "reduce range(1000) as $i (0; [.]) | . == .",
        "[] | .[1e8] = 1",
        "[range(1e5)] as $a | [range(1e5) | $a[1:]]",
        "path(repeat(.a?))",
        "until(false; .)",
        "jn(1e9; 1)",
        '[match("";"g")] | repeat(.)',
        "." + ".a" * 1000,
        "(" * 1000 + ")" * 1000,
        "[" * 1000,
        "1" * 10_000,
        '"' + "a" * 200_000 + '"',
    ],
)
def test_nothing_runs_for_ever(filter: str) -> None:
    began = time.perf_counter()
    with pytest.raises(LangError) as error:
        jq.evaluate(filter, "x" * 1000)
    assert isinstance(error.value, BudgetSpent) or "unexpected" in error.value.message
    assert time.perf_counter() - began < 5


def test_a_budget_is_not_caught() -> None:
    with pytest.raises(BudgetSpent):
        jq.evaluate("try repeat(1) catch 2", None)
    with pytest.raises(BudgetSpent):
        jq.evaluate(". as [$x] ?// $x | def f: 1 + f; f", [])


def test_the_clock_is_that_of_the_run() -> None:
    assert jq.evaluate("now | todate, now", None, 1_704_067_200_500) == "2024-01-01T00:00:00Z\n1704067200.5"


def test_calls_at_the_end_need_no_memory() -> None:
    assert jq.evaluate("def down: if . > 0 then . - 1 | down else . end; 10000 | down", None) == "0"
    assert jq.evaluate("def deep: if . > 0 then 1 + (. - 1 | deep) else . end; 10000 | deep", None) == "10000"


def test_long_chains_of_one_operator() -> None:
    assert jq.evaluate(" | ".join(["."] * 2000), 1) == "1"
    assert jq.evaluate(", ".join("1" * 2000), None) == "\n".join("1" * 2000)
    assert jq.evaluate(" + ".join("1" * 2000), None) == "2000"


def test_data_is_left_as_it_is() -> None:
    data: Json = {"a": [1, {"b": 2}]}
    before = json.dumps(data)
    jq.evaluate(".a[1].b = 5 | .a |= map(1) | del(.a[0]) | .a += [1] | [.a[]] | sort", data)
    assert json.dumps(data) == before


def test_values_of_a_machine_are_not_shared_between_runs() -> None:
    assert jq.evaluate("{} | .a = 1", None) == '{"a":1}'
    assert jq.evaluate("{} | .a = 1", None) == '{"a":1}'
    assert jq.evaluate("{}", None) == "{}"


def test_every_function_has_a_line_about_it_and_runs_or_says_why_not() -> None:
    for (name, arity), function in table.functions().items():
        assert function.doc.endswith(".") and len(function.doc) < 100, name
        arguments = f"({'; '.join(['.'] * arity)})" if arity else ""
        try:
            jq.check(f"{name}{arguments}")
        except LangError as error:
            assert function.refused or name == "inputs", (name, arity, error.message)


def test_the_builtins_are_listed() -> None:
    names = json.loads(jq.evaluate("builtins", None))
    assert {"map/1", "limit/2", "getpath/1", "splits/2", "input/0"} <= set(names)
    assert not any(name.startswith("_") for name in names)
    assert names == sorted(names, key=lambda one: (one.split("/")[0], int(one.split("/")[1])))


def test_machines_end_where_a_budget_ends() -> None:
    from wfsim.lang.jq import compiling
    from wfsim.lang.jq.budget import Budget

    code = compiling.code("[range(10)]")
    with pytest.raises(BudgetSpent):
        machine.Machine(None, Budget(5)).run(code)
    assert machine.Machine(None, Budget(5000)).run(code) == [[*range(10)]]


def test_jq_is_imported_when_it_is_used() -> None:
    program = (
        "import sys; from wfsim.lang import jq; print([one for one in sys.modules if one.startswith('wfsim.lang.jq.')])"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
