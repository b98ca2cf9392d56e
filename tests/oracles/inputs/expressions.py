"""Expressions: typed ones from a grammar, and changed realistic ones."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from tests.oracles.inputs.mutation import FLOATS, INTEGERS, WORDS, mutated

ENV: dict[str, Any] = {
    "workflow.name": "hello-x7",
    "workflow.parameters.env": "prod",
    "workflow.parameters.json": '[{"name":"env","value":"prod"}]',
    "inputs.parameters.n": "5",
    "inputs.parameters.f": "2.50",
    "inputs.parameters.text": 'Hello, Wörld <b>&"it\'s"</b>',
    "inputs.parameters.list": '[3,1,2,"a",null,{"k":"v"}]',
    "inputs.parameters.map": '{"b":1,"a":{"c":[1,2,3]},"z":"z"}',
    "inputs.parameters.date": "2024-02-29T10:11:12Z",
    "inputs.parameters.empty": "",
    "steps.flip-coin.outputs.result": "heads",
    "steps.gen.outputs.parameters.p": "v1.2.3",
    "steps.skipped.outputs.parameters.q": None,
    "item": "two",
    "item.key": "value",
    "retries": "1",
    "status": "Failed",
}
SEEDS = (
    "inputs.parameters.n == '5' && workflow.parameters.env != 'dev'",
    "asInt(inputs.parameters.n) + 1",
    "asInt(inputs.parameters.n) * 2 > 9 ? 'big' : 'small'",
    "steps['flip-coin'].outputs.result == 'heads'",
    "steps?.zzz?.outputs?.result ?? 'x'",
    "inputs.parameters.nope ?? 'none'",
    "map(fromJSON(inputs.parameters.list), # ?? 'nothing')",
    "filter([1,2,3,4], {# % 2 == 0}) | map(# * 10) | sum()",
    "let n = asInt(inputs.parameters.n); let m = n * n; m - n",
    "fromJSON(inputs.parameters.map).a.c[1:3]",
    "toJSON({'a': 1, b: [1, 2.5, 'x', nil, true]})",
    "jsonpath(inputs.parameters.map, '$.a.c[0]')",
    "sprig.trim(inputs.parameters.text) | upper()",
    "sprig.date('2006', now())",
    "join(split(inputs.parameters.text, ' '), '-')",
    "len(inputs.parameters.text) in 5..50",
    "all(1..5, # < 6) and not any([1, 2], {# == 3})",
    "reduce(1..5, #acc + #, 10)",
    "groupBy(['a', 'bb', 'cc'], len(#))",
    "sortBy([{n: 2}, {n: 1}], .n, 'desc')",
    "inputs.parameters.text matches '^Hello.*b>$'",
    "workflow.name startsWith 'hello' or workflow.name endsWith 'x'",
    "replace(inputs.parameters.text, 'l', 'L')",
    "string(1.0) + string(2) + string(nil) + string([1, 'a'])",
    "int('0x1f') + int(2.9) + int('12')",
    "float('1.5') / 2 ** 3 % 4",
    "-2 ** 2 + 7 // comment\n - 1",
    "1 < 2 < 3",
    "[1, 2, 3][-1] + [1, 2][0]",
    "{'a': {'b': 2} }.a?.b ?? 3",
    "keys(fromJSON(inputs.parameters.map))",
    "toPairs({a: 1}) == [['a', 1]]",
    "type(1), type('a')",
    "first([1, 2]) + last([3, 4])",
    "max(1, 2.5, [3, 4]) - min([1, 2], 0)",
    "round(2.5) + ceil(1.2) + floor(-1.2) + abs(-3)",
    "fromBase64(toBase64('hällo'))",
    "indexOf('hello', 'l') * lastIndexOf('hello', 'l')",
    "uniq([1, 1.0, '1', 1]) | len()",
    "flatten([[1], [2, [3]]])",
    "concat([1], ['a'], [nil])",
    "find([1, 2, 3], # > 1) ?? 0",
    "findIndex([1, 2, 3], # > 5)",
    "count([true, false, true]) + count([1, 2], # > 1)",
    "one([1, 2], # == 1) xor none([1], # == 2)",
    "trimPrefix('v1.2', 'v') + trimSuffix('a.txt', '.txt') + trim('xxaxx', 'x')",
    "bitand(6, 3) + bitor(6, 3) + bitxor(6, 3) + bitnot(1) + bitshl(1, 4) + bitshr(-16, 2) + bitushr(16, 2)",
    "if true { 'a' } else { 'b' }",
    "get({a: 1}, 'a') + (get([1], 3) ?? 7)",
    "mean([1, 2, 3]) + median([3, 1, 2])",
    "repeat('ab', 3) + lower('ABC')",
    "take([1, 2, 3], 2) | reverse()",
    "splitAfter('a,b,c', ',', 2)",
    "'a\\tb\\u00e9' + `raw \\n`",
    "0b101 + 0o17 + 0xFF + 1_000",
    "not (inputs.parameters.n in ['1', '5']) || status not in ['Failed']",
    "lastRetry.exitCode == '1'",
    "date('2024-01-02').Year() + duration('1h').Minutes()",
    "$env['status'] + $env.item.key",
    "status == 'Failed'; item.key",
    "[1, 2, 3] | map(let x = #; x + 1)",
    "'heads' in fromJSON('[\"heads\"]')",
    "true ? 1 : 'a' == nil",
    "!('a' contains 'b')",
)
NAMES = ("workflow.name", "inputs.parameters.n", "inputs.parameters.text", "steps['flip-coin'].outputs.result", "item.key",
         "status", "retries", "inputs.parameters.nope", "steps.skipped.outputs.parameters.q", "inputs.parameters.f")  # fmt: skip


def request(random: Random) -> dict[str, Any]:
    """One expression."""
    kind = random.random()
    if kind < 0.55:
        text = _of_type(random, random.choice(_TYPES), random.randint(1, 4))
    elif kind < 0.65:
        text = mutated(random, _of_type(random, random.choice(_TYPES), 2), SEEDS)
    else:
        text = mutated(random, random.choice(SEEDS), SEEDS)
    return {"op": "expr", "text": text, "env": ENV}


def condition(random: Random) -> dict[str, Any]:
    """One condition, asked for its truth."""
    return request(random) | {"op": "expr_bool"}


def quoted(random: Random, text: str) -> str:
    """A text as an expression writes it."""
    if "`" not in text and random.random() < 0.05:
        return f"`{text}`"
    mark = random.choice("'\"")
    escaped = text.replace("\\", "\\\\").replace(mark, "\\" + mark).replace("\n", "\\n")
    return f"{mark}{escaped}{mark}"


def _of_type(random: Random, type_: str, depth: int) -> str:
    """An expression that should have the type; now and then one of another."""
    if random.random() < 0.04:
        type_ = random.choice(_TYPES)
    if depth <= 0:
        return _LEAVES[type_](random)
    form = random.choice(_FORMS[type_])
    return _filled(random, form, depth - 1) if form else _LEAVES[type_](random)


def _filled(random: Random, form: str, depth: int) -> str:
    parts: list[str] = []
    for piece in form.split("`"):
        parts.append(_of_type(random, piece, depth) if piece in _FORMS else piece)
    return "".join(parts)


def _a_list(random: Random) -> str:
    inner = random.choice(("int", "str", "num", "bool"))
    items = [_LEAVES[inner](random) for _ in range(random.randint(0, 4))]
    return f"[{', '.join(items)}]"


def _a_map(random: Random) -> str:
    kind = random.choice(("int", "str", "num"))
    pairs = [f"{random.choice('abck')}: {_LEAVES[kind](random)}" for _ in range(random.randint(0, 3))]
    return f"{{{', '.join(pairs)}}}"


_LEAVES: dict[str, Callable[[Random], str]] = {
    "int": lambda random: str(random.choice(INTEGERS)),
    "num": lambda random: random.choice((random.choice(FLOATS), str(random.choice(INTEGERS)))),
    "str": lambda random: quoted(random, random.choice(WORDS)),
    "bool": lambda random: random.choice(("true", "false")),
    "any": lambda random: random.choice((*NAMES, "nil", "1", "'a'", "true", "[1]", "{a: 1}")),
    "list": _a_list,
    "map": _a_map,
    "small": lambda random: str(random.randint(-2, 6)),
    "pred": lambda random: random.choice(
        (
            "# > 1",
            "# == 'a'",
            "true",
            "# != nil",
            "#index > 0",
            "len(string(#)) > 1",
            "{# in [1, 'a']}",
            "type(#) == 'int'",
        )
    ),
    "mapper": lambda random: random.choice(
        ("#", "string(#)", "[#]", "#index", "# ?? 0", "type(#)", "{v: #}", "{# == 1}", "toJSON(#)", "# * 2")
    ),
}
_FORMS: dict[str, tuple[str, ...]] = {
    "int": ("", "`int` + `int`", "`int` - `int`", "`int` * `int`", "`int` % `small`", "-`int`", "(`int`)", "len(`str`)",
            "len(`list`)", "int(`num`)", "int(`str`)", "asInt(`any`)", "count(`list`, `pred`)", "indexOf(`str`, `str`)",
            "`bool` ? `int` : `int`", "abs(`int`)", "first(`list`)", "`list`[`small`]", "max(`int`, `int`)", "min(`list`)",
            "sum(`list`)", "findIndex(`list`, `pred`)", "findLastIndex(`list`, `pred`)", "lastIndexOf(`str`, `str`)",
            "bitand(`int`, `int`)", "bitor(`int`, `int`)", "bitxor(`int`, `int`)", "bitnand(`int`, `int`)", "bitnot(`int`)",
            "bitshl(`int`, `small`)", "bitshr(`int`, `small`)", "bitushr(`int`, `small`)", "let x = `int`; x + x",
            "reduce(`list`, `mapper`)", "reduce(`list`, #acc, `int`)", "len(`map`)", "`any` ?? `int`"),
    "num": ("", "`num` + `num`", "`num` - `num`", "`num` * `num`", "`num` / `num`", "`num` ** `small`", "-`num`", "+`num`",
            "float(`num`)", "float(`str`)", "asFloat(`any`)", "ceil(`num`)", "floor(`num`)", "round(`num`)", "abs(`num`)",
            "mean(`list`)", "median(`list`)", "max(`num`, `num`, `int`)", "min(`num`, `num`)", "sum(`list`)", "`int`",
            "`bool` ? `num` : `int`", "sum(`list`, `mapper`)", "`num` ^ `small`", "mean(`num`, `int`)", "median(`int`, `num`)"),
    "str": ("", "`str` + `str`", "upper(`str`)", "lower(`str`)", "trim(`str`)", "string(`any`)", "string(`num`)",
            "join(`list`)", "join(`list`, `str`)", "replace(`str`, `str`, `str`)", "repeat(`str`, `small`)", "toJSON(`any`)",
            "toJSON(`list`)", "toJSON(`map`)", "type(`any`)", "toBase64(`str`)", "fromBase64(`str`)", "`str`[`small`:`small`]",
            "trimPrefix(`str`, `str`)", "trimSuffix(`str`, `str`)", "`bool` ? `str` : `str`", "toJson(`any`)", "`any` ?? `str`",
            "toJson(`map`)", "toJson(`list`)", "`str`[`small`]", "string(`list`)", "string(`map`)", "trim(`str`, `str`)",
            "sprig.trim(`str`)", "sprig.toString(`num`)", "replace(`str`, `str`, `str`, `small`)", "`str` | upper()"),
    "bool": ("", "`int` == `int`", "`num` < `num`", "`str` == `str`", "`str` != `str`", "`str` < `str`", "`bool` && `bool`",
             "`bool` || `bool`", "!`bool`", "not `bool`", "`bool` and `bool`", "`bool` or `bool`", "`str` contains `str`",
             "`str` startsWith `str`", "`str` endsWith `str`", "`str` matches `str`", "`any` in `list`", "`str` in `map`",
             "all(`list`, `pred`)", "any(`list`, `pred`)", "none(`list`, `pred`)", "one(`list`, `pred`)", "`any` == `any`",
             "`list` == `list`", "`map` == `map`", "`int` not in `list`", "hasPrefix(`str`, `str`)", "hasSuffix(`str`, `str`)",
             "`num` >= `int`", "`int` in 1..5", "`any` == nil", "`any` != `any`", "`bool` == `bool`", "`any` < `any`"),
    "any": ("", "`int`", "`str`", "`list`", "`map`", "`bool`", "`num`", "fromJSON(`str`)", "`map`.a", "`map`?.b", "`map`['k']",
            "`any` ?? `any`", "get(`map`, `str`)", "get(`list`, `small`)", "find(`list`, `pred`)", "last(`list`)", "`any`?.a",
            "findLast(`list`, `pred`)", "jsonpath(`str`, '$.a')", "`any`.b", "`any`[`small`]", "`bool` ? `any` : `any`",
            "if `bool` { `any` } else { `any` }", "`any` + `any`", "`any` * `any`", "`any` | string()"),
    "list": ("", "map(`list`, `mapper`)", "filter(`list`, `pred`)", "concat(`list`, `list`)", "`list`[`small`:`small`]",
             "split(`str`, `str`)", "keys(`map`)", "values(`map`)", "toPairs(`map`)", "reverse(`list`)", "uniq(`list`)",
             "sort(`list`)", "sort(`list`, 'desc')", "sortBy(`list`, `mapper`)", "flatten([`list`, `list`])", "take(`list`, `small`)",
             "[`any`, `any`]", "`small`..`small`", "splitAfter(`str`, `str`)", "split(`str`, `str`, `small`)", "`list` | map(#)",
             "sortBy(`list`, #, 'asc')", "`list`[:`small`]", "`list`[`small`:]"),
    "map": ("", "groupBy(`list`, `mapper`)", "fromPairs(toPairs(`map`))", "{a: `any`, 'b-c': `any`}", "countBy(`list`, #)",
            "{(`str`): `any`}", "groupBy(`list`, #)"),
    "small": ("",),
    "pred": ("", "`bool`", "# == `int`", "# == `str`", "# in `list`"),
    "mapper": ("", "`any`", "# + `int`", "#"),
}  # fmt: skip
_TYPES = ("int", "num", "str", "bool", "any", "list", "map")
