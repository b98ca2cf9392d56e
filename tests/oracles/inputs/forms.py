"""The grammar of ``typed``: forms by the type of what they give, and the leaves."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Final

from tests.oracles.inputs.mutation import FLOATS, INTEGERS, WORDS

PATTERNS: Final = (
    "a",
    "^h",
    "[a-z]+",
    "o$",
    "x*",
    "(a|b)c?",
    "\\\\d+",
    ".",
    "^$",
    "(?i)HELLO",
    "\\\\bfoo\\\\b",
    "[[:alpha:]]",
    "é|日",
    "\\\\pL",
    "(?s).*",
)
LAYOUTS: Final = (
    "2006-01-02", "15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04:05Z07:00", "02 Jan 06 15:04 MST", "Monday, 02-Jan-06 15:04:05 MST",
    "Mon, 02 Jan 2006 15:04:05 MST", "Jan _2 2006", "3:04PM", "06/1/2 03:04:05.000 pm", "__2 002", "2006.01.02,999999 -0700", "Z07:00:00 -07",
    "January 2 2006 15h", "20060102150405", "2006-002", "'06 Mon", "15:4:5.999", "MST", "-07:00:00 Z0700", "Monday", "_2006", "Jan 02, 2006 at 3:04pm (MST)",
)  # fmt: skip
DATES: Final = (
    "2024-02-29", "2023-12-31", "10:11:12", "2024-02-29 10:11:12", "2024-02-29T10:11:12Z", "2024-02-29T10:11:12+02:00", "2024-06-30T23:59:59.123456789-07:00",
    "02 Jan 06 15:04 MST", "02 Jan 06 15:04 UTC", "Monday, 02-Jan-06 15:04:05 GMT", "Mon, 02 Jan 2006 15:04:05 CET", "1969-12-31", "0001-01-01", "9999-12-31",
    "Tue, 29 Feb 2000 01:02:03 GMT+3", "1900-02-28", "2024-03-31T01:30:00Z", "2024-10-27 02:30:00", "0000-01-01T00:00:00Z",
)  # fmt: skip
ZONES: Final = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "Local",
    "",
    "Africa/Casablanca",
    "Etc/GMT+5",
)
SPANS: Final = (
    "1h30m",
    "10s",
    "0s",
    "-5m",
    "100ms",
    "1us",
    "36h",
    "2562047h",
    "1.5h",
    "1ns",
    "999999h",
    "-1h2m3.004s",
    "15m",
)
TYPES: Final = (
    "int",
    "num",
    "str",
    "bool",
    "ints",
    "strs",
    "nums",
    "bools",
    "list",
    "maps",
    "map",
    "any",
    "time",
    "span",
)

VARIABLES: Final = {
    "str": ("workflow.name", "inputs.parameters.text", "inputs.parameters.n", "steps['flip-coin'].outputs.result", "status", "inputs.parameters.empty", "item.key", "retries", "workflow['parameters'].env", "$env.status", "$env['retries']", "steps?.gen?.outputs?.parameters?.p"),
    "any": ("inputs.parameters.nope", "steps.skipped.outputs.parameters.q", "item", "workflow.parameters", "item.key", "status", "steps?.nope?.x", "$env?.nope"),
    "int": ("asInt(inputs.parameters.n)", "asInt(retries)"),
    "num": ("asFloat(inputs.parameters.f)",),
    "list": ("fromJSON(inputs.parameters.list)", "keys(workflow)"),
    "map": ("fromJSON(inputs.parameters.map)", "workflow.parameters", "item"),
    "time": ("date(inputs.parameters.date)",),
}  # fmt: skip


def quoted(random: Random, text: str) -> str:
    """A text as an expression writes it."""
    if "`" not in text and random.random() < 0.06:
        return f"`{text}`"
    mark = random.choice("'\"")
    escaped = text.replace("\\", "\\\\").replace(mark, "\\" + mark).replace("\n", "\\n")
    if random.random() < 0.08:
        escaped += random.choice(
            ("\\u00e9", "\\x41", "\\101", "\\u{1F600}", "\\t", "\\U0001F680", "\\a", "\\v", "\\ud800")
        )
    return f"{mark}{escaped}{mark}"


def _int(random: Random) -> str:
    value = random.choice(INTEGERS)
    if value >= 0 and random.random() < 0.1:
        return random.choice(
            (f"{value:#x}", f"{value:#b}", f"{value:#o}", f"{value:_}", f"{value:#X}".replace("X", "x"))
        )
    return str(value)


def _list_of(kind: str) -> Callable[[Random], str]:
    def made(random: Random) -> str:
        return "[" + ", ".join(LEAVES[kind](random) for _ in range(random.choice((0, 1, 2, 3, 3, 4, 5)))) + "]"

    return made


def _map(random: Random) -> str:
    kind = random.choice(("int", "str", "num", "bool", "ints"))
    pairs = [
        f"{random.choice(('a', 'b', 'k', chr(39) + 'b-c' + chr(39), '7'))}: {LEAVES[kind](random)}"
        for _ in range(random.randint(0, 3))
    ]
    return f"{{{', '.join(pairs)}}}"


def _maps(random: Random) -> str:
    return (
        "["
        + ", ".join(
            f"{{a: {random.choice((LEAVES['small'], LEAVES['str']))(random)}, b: {LEAVES['int'](random)}}}"
            for _ in range(random.randint(0, 4))
        )
        + "]"
    )


def _long(random: Random) -> str:
    """Long enough for a sort to show its steps."""
    return "[" + ", ".join(str(random.randint(0, 9)) for _ in range(random.choice((13, 20, 60, 100)))) + "]"


LEAVES: Final[dict[str, Callable[[Random], str]]] = {
    "int": _int,
    "num": lambda random: random.choice((random.choice(FLOATS), random.choice(FLOATS), str(random.choice(INTEGERS)))),
    "str": lambda random: quoted(random, random.choice(WORDS)),
    "bool": lambda random: random.choice(("true", "false")),
    "any": lambda random: random.choice(("nil", "1", "'a'", "true", "[1]", "{a: 1}", "2.5", "'x'", "b'ab'", "[nil]", "[]", "{}")),
    "small": lambda random: str(random.choice((0, 1, 2, 3, 0, 1, -1, -2, 5))),
    "place": lambda random: random.choice(("0", "0", "-1", "1")),
    "few": lambda random: str(random.randint(0, 6)),
    "ints": lambda random: _long(random) if random.random() < 0.03 else _list_of("int")(random),
    "strs": _list_of("str"),
    "nums": _list_of("num"),
    "bools": _list_of("bool"),
    "list": lambda random: _list_of(random.choice(("int", "str", "num", "bool", "any")))(random),
    "maps": _maps,
    "map": _map,
    "bytes": lambda random: random.choice(("b'abc'", "b\"\\xff\\x00\"", "b'é'", "b''", "b'\\101\\n'")),
    "pattern": lambda random: f"'{random.choice(PATTERNS)}'",
    "layout": lambda random: f"\"{random.choice(LAYOUTS)}\"",
    "zone": lambda random: f"'{random.choice(ZONES)}'",
    "time": lambda random: f"date('{random.choice(DATES)}')",
    "span": lambda random: f"duration('{random.choice(SPANS)}')",
    "json": lambda random: random.choice(("'[1,2.5,\"x\",null]'", "'{\"a\":{\"b\":[1,true]}}'", "'3'", "'\"s\"'", "'null'", "' [ ] '", "'1e400'", "'{\"a\":1,\"a\":2}'", "inputs.parameters.list", "inputs.parameters.map", "workflow.parameters.json")),
    "numeral": lambda random: random.choice(("'12'", "'-7'", "'0'", "'+5'", "inputs.parameters.n", "retries", "'9223372036854775807'", "'007'", "'x1'")),
    "decimal": lambda random: random.choice(("'1.5'", "'-0'", "'1e3'", "'0x1p-2'", "'Inf'", "'nan'", "'1_0.5'", "'.5'", "inputs.parameters.f", "inputs.parameters.n", "'1,5'")),
}  # fmt: skip
_SIGNS: Final = ("<", ">", "<=", ">=", "==", "!=")
FORMS: Final[dict[str, tuple[str, ...]]] = {
    "int": (
        "<int> + <int>", "<int> - <int>", "<int> * <int>", "<int> % <small>", "-<int>", "+<int>", "(<int>)", "len(<str>)", "len(<ints>)", "len(<map>)",
        "int(<num>)", "int(<int>)", "int(<numeral>)", "asInt(<int>)", "asInt(<numeral>)", "asInt(<num>)", "count(<ints>, <int?>)", "count(<bools>)", "indexOf(<str>, <str>)",
        "lastIndexOf(<str>, <str>)", "<bool> ? <int> : <int>", "if <bool> { <int> } else { <int> }", "abs(<int>)", "first([<int>, <int>])", "last([<int>])",
        "[<int>, <int>, <int>][<place>]", "max(<int>, <int>)", "min(<int>, <int>, <int>)", "max([<int>, <int>])", "sum(<ints>)", "sum(<strs>, <str→int>)", "sum(1..<few>)",
        "sum(1..5, # * <small>)", "sum(<small>..<few>, # - 1)", "sum(2..<few>, 3 + #)", "reduce(1..<few>, # + #acc, <int>)", "findIndex(<ints>, <int?>)", "findLastIndex(<ints>, <int?>)",
        "bitand(<int>, <int>)", "bitor(<int>, <int>)", "bitxor(<int>, <int>)", "bitnand(<int>, <int>)", "bitnot(<int>)", "bitshl(<int>, <few>)", "bitshr(<int>, <few>)",
        "bitushr(<int>, <few>)", "reduce(<ints>, #acc + #, <int>)", "reduce([<int>, <int>], <int→int>)", "count(<strs>, <str?>)", "<int> ?? <int>", "<ints> | count(<int?>)",
        "<ints> | sum()", "<strs> | len()", "<time>.Year()", "<time>.Day()", "<time>.YearDay()", "<time>.Hour()", "<time>.Nanosecond()", "<time>.Compare(<time>)", "<time>.ISOWeek()",
        "<time>.Unix() + <int>", "<span>.Milliseconds() % 7", "int(<time>.Month())", "int(<span>)", "len(<bytes>)", "<bytes>[0] + 1", "let x = <int>; x * x", "get(<ints>, <place>) ?? <int>",
        "find(<ints>, <int?>) ?? <int>", "len(filter(<ints>, <int?>))", "filter([<int>, <int>, 7], <int?>)[0]", "sum([<int>, <int>, asInt(<numeral>)])", "sum(map(<strs>, len(#)))",
        "len(sprig.splitList(',', <str>))", "sprig.int(<numeral>)", "reduce(<strs>, #acc + len(#), 0)", "int(sprig.add(<int>, <int>))", "<map>.a ?? <int>", "::len(<strs>)", "first(filter(<ints>, <int?>)) ?? 1",
        "last(filter(<ints>, <int?>)) ?? 0", "filter(<ints>, <int?>)[-1] ?? 0", "<time>.Second() + <time>.Minute()", "abs(-<int>)", "median(<ints>) | int()", "toPairs({a: <int>})[0][1]",
        "findLast(<ints>, <int?>) ?? <int>",
    ),
    "num": (
        "<num> + <num>", "<num> - <int>", "<num> * <num>", "<num> / <int>", "<int> / <int>", "<num> ** <few>", "<num> ^ <few>", "-<num>", "float(<num>)", "float(<decimal>)",
        "asFloat(<int>)", "asFloat(<decimal>)", "ceil(<num>)", "floor(<num>)", "round(<num>)", "abs(<num>)", "mean(<nums>)", "median(<nums>)", "max(<num>, <num>)", "min(<nums>, 1.5)",
        "sum(<nums>)", "<int>", "<bool> ? <num> : <int>", "sum(<nums>, <num→num>)", "mean(<num>, <int>, [<num>])", "median(<int>, <num>)", "<span>.Hours()", "<span>.Minutes()", "<span>.Seconds()",
        "<num> ?? <num>", "max(<nums>) ?? <num>", "<num> ** 0.5", "2 ** <small>", "(<num>) ** -1", "<num> ** 1.7", "round(<num> * 100) / 100", "<span> * 1.5", "reduce(<nums>, # * #acc, 1.0)", "mean(map(<ints>, # / 2))",
    ),
    "str": (
        "<str> + <str>", "upper(<str>)", "lower(<str>)", "trim(<str>)", "trim(<str>, <str>)", "string(<any>)", "string(<num>)", "string(<list>)", "string(<map>)", "join(<strs>)", "join(<strs>, <str>)",
        "replace(<str>, <str>, <str>)", "replace(<str>, <str>, <str>, <small>)", "repeat(<str>, <few>)", "toJSON(<any>)", "toJSON(<list>)", "toJSON(<map>)", "type(<any>)", "type(<time>)",
        "type(<ints>)", "toBase64(<str>)", "fromBase64(toBase64(<str>))", "fromBase64('aGk=')", "<str>[<place>:<few>]", "<str>[:<small>]", "<str>[<small>:]", "<str>[:]", "trimPrefix(<str>, <str>)",
        "trimPrefix(<str>)", "trimSuffix(<str>, <str>)", "trimSuffix(<str>)", "<bool> ? <str> : <str>", "if <bool> { <str> } else if <bool> { <str> } else { <str> }", "toJson(<any>)", "toJson(<map>)",
        "toJson(<list>)", "<str> ?? <str>", "sprig.trim(<str>)", "sprig.toString(<num>)", "sprig.upper(<str>)", "<str> | upper()", "<str> | trim() | lower()", "<str> | replace('a', <str>)",
        "join(map(<ints>, <int→str>), ',')", "first([<str>])", "split(<str> + ',', ',')[0]", "[<str>, <str>][<place>]", "get([<str>], 0)", "{a: <str>}.a", "{'b-c': <str>}['b-c']", "<any> ?? <str>",
        "let s = <str>; s + s", "(let t = <strs>; join(t, '/'))", "reduce(<strs>, # + #acc, '')", "<time>.Format(<layout>)", "<time>.String()", "<time>.Month().String()", "<time>.Weekday().String()",
        "<span>.String()", "string(<time>)", "string(<span>)", "string(timezone('UTC'))", "<time>.Location().String()", "<time>.Zone()", "<time>.GoString()", "toJSON(<time>)", "jsonpath(<json>, '$.a')",
        "find(<strs>, <str?>) ?? <str>", "string(<bytes>)", "type(<bytes>)", "sprig.replace('a', 'b', <str>)", "upper(<str>)[0:1]", "toJSON(<span>)", "string(<time> - <time>)", "string(<time>.In(timezone(<zone>)))",
        "type(sprig.add(1, 2))", "string(sprig.list(<int>, <str>))", "sprig.quote(<str>)", "findLast(<strs>, <str?>) ?? <str>", "string(groupBy(<strs>, len(#)))", "string(sortBy(<maps>, .b))", "string(toPairs(<map>))",
    ),
    "bool": (
        "<int> == <int>", "<num> < <num>", "<str> == <str>", "<str> != <str>", "<str> < <str>", "<num> >= <int>", "<int> <= <num>", "<str> > <str>", "<bool> && <bool>", "<bool> || <bool>", "!<bool>",
        "not <bool>", "<bool> and <bool>", "<bool> or <bool>", "<str> contains <str>", "<str> startsWith <str>", "<str> endsWith <str>", "<str> not contains <str>", "<str> matches <pattern>",
        "<str> not matches <pattern>", "<str> matches ('^' + <str>)", "<bytes> matches <pattern>", "<int> in <ints>", "<str> in <strs>", "<str> in <map>", "<int> not in <ints>", "<str> not in <strs>",
        "<any> in <list>", "<int> in <small>..<few>", "<num> in 1..3", "<str> in ['a', 'b', 'hello-x7']", "<int> in [1, 2, 3]", "<any> in ['a', <str>]", "all(<ints>, <int?>)", "any(<strs>, <str?>)", "none(<nums>, <num?>)",
        "one(<ints>, <int?>)", "all(<ints>, # > 0) && all(<ints>, # < 9)", "any(<strs>, <str?>) || any(<strs>, <str?>)", "none([1, 2], # > 1) and none([1, 2], # < 0)", "<any> == <any>", "<any> != <any>", "<any> == nil",
        "nil != <any>", "<list> == <list>", "<ints> == <list>", "<map> == <map>", "<strs> == split(<str>, ',')", "hasPrefix(<str>, <str>)", "hasSuffix(<str>, <str>)", "<bool> == <bool>", "<bool> != <bool>", "<bool> ? <bool> : <bool>",
        "1 < <int> < 10", "<num> <= <num> < <int>", "<time> < <time>", "<time> == <time>", "<time>.After(<time>)", "<time>.Before(<time>)", "<time>.Equal(<time>)", "<time>.IsZero()", "<time> >= <time>", "<span> > <span>",
        "<span> == <span>", "<span> <= <span>", "<time>.IsDST()", "<time>.Month() == <time>.Month()", "<time>.Weekday() in [<time>.Weekday()]", "count(<ints>, <int?>) > 0", "count(<ints>, <int?>) >= 2", "count(<strs>, <str?>) < 2",
        "len(filter(<ints>, <int?>)) > 0", "<bytes> == <bytes>", "not (<str> in <strs>)", "let b = <bool>; b or <bool>", "<any> in <map>", "type(<any>) == 'string'", "<int> == <num>", "<bool> and true", "false or <bool>", "<bool> && false",
        "timezone(<zone>) == timezone(<zone>)", "sprig.contains('a', <str>)", "sprig.hasKey(<map>, 'a')", "<bools> | any(#)", "<maps> | all(.b > 0)", "any(<maps>, .a == <small>)", "'a' in <map>", "<int> in {a: 1} ?? false", "1 == 1.0",
        "<int> == findLast(<ints>, <int?>)",
    ),
    "ints": (
        "map(<ints>, <int→int>)", "filter(<ints>, <int?>)", "concat(<ints>, <ints>)", "<ints>[<place>:<few>]", "<ints>[:<small>]", "<ints>[<small>:]", "reverse(<ints>)", "uniq(<ints>)", "sort(<ints>)", "sort(<ints>, 'desc')",
        "sortBy(<ints>, <int→int>)", "sortBy(<ints>, -#, 'asc')", "sortBy(<ints>, # % 3, 'desc')", "flatten([<ints>, <ints>])", "take(<ints>, <few>)", "[<int>, <int>]", "<small>..<few>", "-3..<few>", "map(<strs>, <str→int>)",
        "<ints> | map(# + 1)", "<ints> | filter(# > 1) | reverse()", "map(filter(<ints>, <int?>), <int→int>)", "filter(filter(<ints>, <int?>), <int?>)", "<bool> ? <ints> : <ints>", "map(<ints>, {let y = #; y + #index})",
        "flatten(map(<ints>, [#, # + 1]))", "map(<few>..4, #index)", "flatten(map(1..3, map(1..#, # * 2)))", "<ints> ?? <ints>", "values({a: <int>})", "split('1,2', ',') | map(int(#))", "get({a: <ints>}, 'a')",
    ),
    "strs": (
        "split(<str>, <str>)", "split(<str>, ',', <small>)", "splitAfter(<str>, <str>)", "splitAfter(<str>, ' ', <few>)", "keys({a: 1})", "map(<strs>, <str→str>)", "filter(<strs>, <str?>)", "sort(<strs>)", "sort(<strs>, 'desc')",
        "sortBy(<strs>, len(#))", "sortBy(<strs>, #, 'desc')", "uniq(<strs>)", "reverse(<strs>)", "take(<strs>, <few>)", "<strs>[<small>:]", "map(<ints>, string(#))", "[<str>, <str>]", "concat(<strs>, [<str>])", "<str> | split('')",
        "map(<maps>, toJSON(.a))", "sprig.splitList(',', <str>)", "flatten([<strs>])", "map(<strs>, upper(#) | trim())",
    ),
    "nums": ("map(<ints>, # / 2)", "sort(<nums>)", "filter(<nums>, <num?>)", "[<num>, <num>]", "concat(<nums>, <ints>)", "map(<nums>, <num→num>)", "sortBy(<nums>, -#)", "uniq(<nums>)", "map(<strs>, len(#) * 1.5)"),
    "bools": ("map(<ints>, <int?>)", "[<bool>, <bool>]", "map(<strs>, <str?>)", "filter(<bools>, #)", "map(<maps>, 'a' in #)"),
    "maps": ("filter(<maps>, .b > <int>)", "sortBy(<maps>, .b)", "sortBy(<maps>, #.b, 'desc')", "map(<ints>, {{a: #, b: #index}})", "reverse(<maps>)", "[<map>, {a: <any>}]", "<maps>[<small>:]", "map(<ints>, {b: #, 'a': <int→str>})"),
    "list": (
        "<ints>", "<strs>", "<nums>", "[<any>, <any>]", "concat(<list>, <strs>)", "reverse(<list>)", "uniq(<list>)", "flatten([<list>, <list>])", "take(<list>, <few>)", "map(<list>, <any→str>)", "filter(<list>, <any?>)", "values(<map>)",
        "keys(<map>)", "toPairs(<map>)", "fromJSON(<json>) ?? [1]", "<list>[<small>:]", "flatten([[<any>], [[<any>]]])", "sortBy(<list>, string(#))", "<bool> ? <list> : <list>", "map(toPairs(<map>), #[0])", "sprig.list(<int>, <str>)",
        "map(<list>, type(#))", "map(<list>, # ?? 'none')", "[<time>, <span>]", "<bytes> ?? []", "groupBy(<ints>, # % 2)[<few>]", "groupBy(<strs>, #)['a']", "uniq(concat(<ints>, <nums>))", "map(<list>, [#])", "sprig.until(<few>)",
        "[<str>, nil, <int>]", "findLast([<list>], true)", "[0, findLast(<ints>, <int?>)]",
    ),
    "map": (
        "{a: <any>, 'b-c': <any>}", "{(<str>): <any>}", "{a: <ints>, b: {c: <str>}}", "fromJSON('{\"a\":' + string(<int>) + '}')", "{a: <int>, a: <int>}", "<bool> ? <map> : <map>", "<map> ?? {a: 1}", "{k: <time>}", "{'1': <bool>, 2: <num>}",
        "first([<map>])", "find(<maps>, .b > 0) ?? {a: 0}", "{a: {b: {c: <any>}}}", "sprig.dict('a', <int>)", "{a: nil, b: [<any>]}", "reduce(<maps>, #, {a: 1})", "{(<str>) + 'x': <int>, }",
    ),
    "any": (
        "<int>", "<str>", "<list>", "<map>", "<bool>", "<num>", "fromJSON(<json>)", "<map>.a", "<map>?.b", "<map>['k']", "<any> ?? <any>", "get(<map>, <str>)", "get(<list>, <small>)", "find(<list>, <any?>)", "last(<list>)",
        "first(<list>)", "<map>?.a?.b", "findLast(<list>, <any?>)", "jsonpath(<json>, '$')", "<bool> ? <any> : <any>", "if <bool> { <any> } else { <any> }", "<any> | string()", "max(<list>)", "min(<nums>)", "reduce(<list>, #)", "<time>",
        "<span>", "<time>.Month()", "<time>.Weekday()", "timezone(<zone>)", "<bytes>", "<bytes>[<place>:]", "[<any>][0]", "get(<map>, 'a') ?? nil", "{a: {b: <any>}}.a.b", "groupBy(<ints>, # > 1)", "fromPairs(toPairs(<map>))", "fromPairs([[<str>, <int>]])['a']",
        "get(<str>, <place>)", "<map>.a?.b ?? <any>", "abs(<num>)", "nil ?? <any>", "(<any>; <any>)", "$env['item']", "let z = <any>; [z, z]", "sprig.default(<any>, <any>)", "toPairs(<map>)", "<any> == nil ? <any> : <any>", "type(asInt)", "[asInt][0](<numeral>)", "asInt == nil", "item?.key", "(let f = sprig.trim; f(<str>))", "(let f = <time>.Format; f(<layout>))", "<map>.a(<any>)",
        # Nobody counts the arguments of calls within those of what expr-lang does not know.
        "sprig.list(len(<any>, <list>))", "<str> + sprig.toString(string())", "sprig.list(trim(<str>, <str>, <str>))", "map(<strs>, sprig.list(type(<any>, #)))", "sprig.list(hasPrefix(<str>))",
        "[<any>, sprig.list(upper())]", "sprig.list(join(<strs>, <str>, <str>), <any>)", "sprig.list(first(), last(<list>, 1), get(<map>, 'a', 1))", "sprig.list(<few>, float())", "sprig.list(split(<str>))",
        "sprig.list(concat())", "sprig.list(<any>, replace(<str>, <str>))", "sprig.list(keys(<map>, <map>))", "sprig.list(bitand(<int>))", "sprig.list(trimPrefix(<str>, <str>, <str>), max(), mean())",
        "fromJSON(<json>)?.a", "[<int>, <int>] | map(<int→any>)", "get(<time>, 'Year') == nil",
    ),
    "time": (
        "date('2024-02-29', '2006-01-02')", "date('10:11:12')", "<time> + <span>", "<span> + <time>", "<time> - <span>", "<time>.Add(<span>)", "<time>.AddDate(<small>, <few>, <small>)", "<time>.Truncate(<span>)", "<time>.Round(<span>)",
        "<time>.UTC()", "<time>.Local()", "<time>.In(timezone(<zone>))", "date('2024-10-27 02:30:00', '2006-01-02 15:04:05', <zone>)", "date(timezone(<zone>), '2024-03-31 02:30:00')", "date(timezone(<zone>), '2024-02-29', '2006-01-02')",
        "date(<time>.Format('2006-01-02T15:04:05Z07:00'))", "date(<time>.Format(<layout>), <layout>)", "<bool> ? <time> : <time>", "[<time>][0]", "date('2024-02-29 10:11:12 EST', '2006-01-02 15:04:05 MST')", "date(<time>.Format('2006-01-02'))",
    ),
    "span": (
        "<span> + <span>", "<span> - <span>", "<time> - <time>", "<time>.Sub(<time>)", "<span> * <int>", "<few> * <span>", "<span> * <span>", "<span>.Abs()", "<span>.Round(<span>)", "<span>.Truncate(<span>)", "max(<span>, <span>)",
        "min([<span>][0], <span>)", "duration(string(<few>) + 'm')", "<bool> ? <span> : <span>", "<span> ?? <span>",
    ),
}  # fmt: skip
