"""jq filters, grown from tables of templates by the kinds of values that they take and give.

A template speaks of others in backquotes: `` `N` `` is any filter that gives a number of the value at hand, `` `N@S` `` one
that gives a number of a text. Kinds: N number, S text, B truth value, A array of numbers, T array of texts, L array of objects,
O object of numbers, R the object that the filter is asked of, Z anything; D the broken-down time that is an array.
"""

from __future__ import annotations

import re
from random import Random
from typing import Any

from tests.oracles.inputs.mutation import mutated

NUMBERS = ("0", "1", "2", "3", "-1", "10", "1.5", "0.1", "-2.5", "1e3", "100000000000000000000", "9007199254740993", "1e-7", "7",
           "9223372036854775807", "1e1000", "nan", "infinite", "-0", "255", "3.0", ".5", "1700000000", "1.7976931348623157e308", "-9223372036854775808")  # fmt: skip
TEXTS = ('""', '"a"', '"abc"', '"hello world"', '"a,b,c"', '"  pad\\t"', '"ÄÖ日本😀"', '"é"', '"x\\ny"', '"<&>\'\\""', '"test123abc"',
         '"2024-01-02T03:04:05Z"', '"12"', '"1.50"', '"[1,{\\"a\\":2.0}]"', '"null"', '"aGVsbG8="', '"foo bar foo"', '"%41%zz"', '"\\u0000\\u007f"',
         '"10:20"', '"\\ud83d\\ude00"', '"\\ud800"', '"a-b_c.d"', '"ABCabc"', '"aaa"', '"nan"', '"1e5"', '"-3"')  # fmt: skip
PATTERNS = ('"l"', '"[a-c]+"', '"(?<x>[a-z])(?<y>[0-9])?"', '"^h"', '"o$"', '""', '"a*"', '"\\\\d+"', '"(b)|(c)"', '"[aeiou]"', '"\\\\b"',
            '"(?<w>\\\\w+)"', '"."', '"x?"', '"(?i)A"', '" "', '"日"', '"foo"', '"("', '"a**"', '"[z-a]"', '"\\\\pL"', '"(?<n>a)?b"', '"$"')  # fmt: skip
FORMATS = ("@text", "@json", "@html", "@uri", "@urid", "@csv", "@tsv", "@sh", "@base64", "@base64d", "@base32", "@nope")
NAMES = ("n", "i", "s", "a", "t", "o", "l", "b", "z", "d", "none", "k", "name", "v")
DIRECTIVES = ["%Y-%m-%d", "%H:%M:%S", "%Y-%m-%dT%H:%M:%SZ", "%c", "%D", "%F %T", "%j", "%U %W %V", "%G-%g", "%A, %B %d", "%a %b %e", "%I:%M %p", "%s", "%Z", "%z", "%:z", "%%", "%n%t", "%y %C", "%u %w", "%k %l", "%f", "%-d/%-m", "%_H", "%^a", "%#Z", "%5Y", "%010d", "%E", "%R", "%r", "%v", "%x %X", "%P", "%+", "%h"]  # fmt: skip
DATES = ("2024-01-02T03:04:05Z|%Y-%m-%dT%H:%M:%SZ", "2024-01-02|%Y-%m-%d", "10:20:30|%H:%M:%S", "1 Feb 2023|%d %b %Y", "2023-060|%Y-%j",
         "Mon, 02 Jan 2006|%a, %d %b %Y", "2024-02-30|%F", "12/31/99|%D", "11:05 PM|%I:%M %p", "1700000000|%s", "2024-01-02 03:04 +0900|%F %R %z",
         "2023 W 10|%Y W %W", "2023 U 10 3|%Y U %U %w", "2024-W05|%G-W%V", "March|%B", "2024-01-02T03:04:05UTC|%FT%T%Z", "x|%Y", "20|%C", "5|%e")  # fmt: skip

TEMPLATES: dict[str, tuple[str, ...]] = {
    "N": (
        "`N` + `N`", "`N` - `N`", "`N` * `N`", "`N` / `N`", "`N` % `N`", "-`N`", "`S` | length", "`A` | length", "`O` | length", "`A` | add",
        "`A` | min", "`A` | max", "`A`[0]", "`A`[`N`]", "`A` | first", "`A` | last", "`N` | floor", "`N` | ceil", "`N` | round", "`N` | sqrt",
        "`N` | fabs", "`N` | trunc", "`N` | abs", "`S` | utf8bytelength", "`S` | index(`S`)", "`S` | rindex(`S`)", "`A` | index(`N`)",
        "`S` | tonumber", "`N` | tonumber", "`N` | significand", "`N` | logb", "pow(`N`; `N`)", "`A` | bsearch(`N`)", "reduce `A`[] as $x (`N`; . + $x)",
        "first(`A`[])", "nth(`N`; `A`[])", "until(. > 100 or . != .; . * 2 + 7)", "`L` | map(.v) | add", "[`A`[] | `N@N`] | add", "`N` | exp2", "`N` | rint",
        "`N` as $x | `N`", "def f: `N@N`; `N` | f", "def f(g): `N@N` + (g | `N@N`); `N` | f(`N@N`)", "def f($a; $b): $a * 10 + $b; f(`N`; `N`)",
        "if `B` then `N` else `N` end", "`O`[\"k\"]", "`N` // `N`", "`S` | fromjson? // `N`", "`D` | mktime", "`N` | gmtime | mktime", "`N` | modf | .[`N`]",
        "`N` | frexp | .[0]", "`A` | length as $n | $n", "label $f | `A`[] | if . > 1 then ., break $f else empty end", "ldexp(`N`; `N`)", "fmin(`N`; `N`)",
        "fmax(`N`; `N`)", "fmod(`N`; `N`)", "`A` | map(select(`B@N`)) | length", "copysign(`N`; `N`)", "drem(`N`; `N`)", "remainder(`N`; `N`)", "fma(`N`; `N`; `N`)",
        "`S` | explode[0]", "`N` | log2", "`N` | log10", "`N` | log", "atan2(`N`; `N`)", "hypot(`N`; `N`)", "`A` | .[-1]", "fdim(`N`; `N`)", "nextafter(`N`; `N`)",
        "`N` | cbrt", "nearbyint", "`A` as [$x, $y] | $y", "`L` as [{v: $x}] | $x", "`O` as {k: $x} | $x", "`Z` as [$x] ?// {k: $x} ?// $x | `N`", "input_line_number",
        "getpath([\"n\"])", "`R` | .n", "`N` | until(. >= 5; . + 1.5)", "last(limit(3; `A`[]))", "`S` | ltrimstr(\"a\") | length", "[`N`, `N`] | max",
        "`N` | exp10", "`S` | fromdateiso8601", "`T` | length", "`R` | .a[0]", "{a: `N`}.a", "[`N`][0]", "`N` | tojson | fromjson", "`N` | tostring | tonumber",
        "`N` | @json | fromjson", "limit(1; `N`, `N`)", "`N`, `N`", "`A`[]", "empty", "(`N`, `N`) as $v | $v", "`N` | sin", "`N` | cos", "`N` | tan", "`N` | exp",
        "`N` | atan", "`N` | asin", "`N` | acos", "`N` | tanh", "`N` | sinh", "`N` | cosh", "`N` | gamma", "`N` | lgamma", "`N` | erf", "`N` | erfc", "`N` | expm1", "`N` | log1p",
        "`N` | j0", "`N` | y1", "jn(`N`; `N`)", "`N` | asinh", "`N` | acosh", "`N` | atanh", "yn(`N`; `N`)", "`N` | j1", "`N` | y0", "`N` | tgamma",
    ),
    "S": (
        "`S` + `S`", "`S` * `N`", "`N` | tostring", "`Z` | tojson", "`S` | ascii_downcase", "`S` | ascii_upcase", "`S`[`N`:`N`]", "`S`[`N`]", "`T` | join(`S`)", "`T`[0]", "`T` | add",
        "`S` | ltrimstr(`S`)", "`S` | rtrimstr(`S`)", "`S` | trimstr(`S`)", "`S` | trim", "`S` | ltrim", "`S` | rtrim", "`S` | explode | implode", "`A` | implode",
        "\"x\\(`Z`)y\\(`N`)\"", "`Z` | type", "`S` | sub(P; `S`)", "`S` | gsub(P; `S`)", "`S` | gsub(P; `S`; FLAGS)", "`S` | sub(P; \"\\(.x)\"; FLAGS)", "F \"a\\(`Z`)b\\(`S`)\"",
        "`Z` | F", "`N` | todate", "`N` | strftime(DIRECTIVE)", "`D` | strftime(DIRECTIVE)", "`N` | strflocaltime(DIRECTIVE)", "`D` | todate", "`S` | capture(P) | tojson", "try error(`S`) catch .",
        "try error(`Z`) catch tojson", "`Z` | try error catch tojson", "`S` | match(P).string", "`T` | first", "`T` | last", "if `B` then `S` else `S` end", "`S` // `S`",
        "`O` | keys[0]", "`O` | to_entries[0].key", "`A` | @csv", "`T` | @tsv", "`T` | @sh", "`S` | @base64 | @base64d", "`S` | @uri | @urid", "`Z` | format(\"json\")",
        "`S` | [match(P; \"g\") | .offset, .length] | tojson", "`S` / `S` | .[0]", "`S` as $s | $s + $s", "reduce `T`[] as $x (\"\"; . + $x)", "`S` | splits(P)", "`T`[]", "`S` | @html",
        "`S` | scan(P) | tojson", "getpath([\"s\"])", "`R` | .s", "{(`S`): 1} | keys[0]", "`S` | ascii", "`S` | test(P) | tostring", "[`S`] | implode", "`A` | @text", "`Z` | @json",
        "try (`Z` | WRONG) catch .", "try (`Z` + `Z`) catch .", "try (`Z`[`Z`]) catch .", "try (`Z` | .[`Z`:`Z`]) catch .", "try (`Z` * `Z`) catch .", "try (`Z` | has(`Z`)) catch .", "try (`Z` - `Z`) catch .",
        "try (`Z` / `Z`) catch .", "try (`Z` % `Z`) catch .", "try (`Z` | setpath(`Z`; 1)) catch .", "try (`Z` | delpaths(`Z`)) catch .", "try (`Z` | getpath(`Z`)) catch .", "try (`Z` | contains(`Z`)) catch .",
        "try (`Z` | join(`Z`)) catch .", "try (`Z` | flatten(`Z`)) catch .", "try (`Z` | .k = 1) catch .", "try (`Z` | .[0] = 1) catch .", "try (path(`Z`)) catch .", "try (`Z` | test(`Z`)) catch .", "try (`S` | test(P; `S`)) catch .",
        "try (`S` | strptime(DIRECTIVE)) catch .", "try (`S` | fromjson) catch .", "try (`S` | tonumber) catch .", "try ([`Z`] | @csv) catch .", "try (`Z` | implode) catch .", "try (`S` | @base64d) catch .", "try {(`Z`): 1} catch .",
        "try (`Z` | mktime) catch .", "try (`Z` | splits(`Z`)) catch .", "try (`Z` | index(`Z`)) catch .", "try (`Z` | startswith(`Z`)) catch .", "try (`Z` | sort_by(.k)) catch .", "try (`Z` | range(`Z`)) catch .", "`S` | toboolean | tostring", "try (`S` | @urid) catch .",
        "try (`Z` | .. |= 1) catch .", "try (`Z` | -.) catch .", "try (`Z` | strftime(`Z`)) catch .", "try (`Z` | ltrimstr(`Z`)) catch .", "try (`Z` | split(`Z`)) catch .", "try (`Z` | from_entries) catch .", "try (`Z` | with_entries(.)) catch .", "try (`Z` | tojson | fromjson | .k) catch .",
    ),
    "B": (
        "`N` == `N`", "`N` < `N`", "`Z` < `Z`", "`Z` == `Z`", "`Z` != `Z`", "`Z` >= `Z`", "`N` > `N`", "`S` <= `S`", "`B` and `B`", "`B` or `B`", "`B` | not", "`S` | test(P)",
        "`S` | test(P; FLAGS)", "`S` | startswith(`S`)", "`S` | endswith(`S`)", "`A` | any(. > 1)", "`A` | all(. > 1)", "`O` | has(`S`)", "`A` | has(`N`)", "`A` | contains([`N`])",
        "`S` | contains(`S`)", "`S` | inside(`S`)", "`N` | isnan", "`N` | isinfinite", "`N` | isnormal", "`N` | isfinite", "`A` | IN([`N`])", "`N` | IN(`A`[])", "isempty(`A`[])",
        "any(`A`[]; `B@N`)", "all(`A`[]; `B@N`)", "`T` | index(`S`) != null", "`S` | in(`O`)", "true", "false", "null", "[`B`] | any", "[`B`] | all", "IN(`A`[]; `A`[])", "`O` | contains(`O`)", "`T` | contains(`T`)", "`Z` | not",
        "`S` | tostring == .", "`Z` == (tojson | fromjson)", "(`Z` | type) == \"object\"",
    ),
    "A": (
        "[`N`, `N`]", "[`A`[] | `N@N`]", "`A` | map(`N@N`)", "`A` | map(select(`B@N`))", "`A` | sort", "`A` | reverse", "`A` | unique", "[range(`M`)]", "[range(`M`; `M`)]",
        "[range(`M`; `M`; `M`)]", "`A` + `A`", "`A` - `A`", "`A`[`N`:`N`]", "`A`[`N`:]", "[limit(`M`; `A`[])]", "[skip(`M`; `A`[])]", "`A` | flatten", "`S` | explode", "`L` | map(.v)",
        "`O` | [.[]]", "`A` | .[0] = `N`", "`A` | .[`M`] |= `N@N`", "`A` | .[] += `N`", "`A` | del(.[`M`])", "`A` | sort_by(`N@N`)", "[foreach `A`[] as $x (`N`; . + $x)]",
        "[foreach `A`[] as $x (0; . + $x; [$x, .])] | flatten", "`A` | to_entries | map(.value)", "[.[]?]", "`S` | indices(`S`)", "`A` | indices(`N`)", "[`N` | while(. < 100; . * 2 + 3)]", "[limit(4; `N` | recurse(. + 1))]",
        "[limit(4; `N` | repeat(`N@N`))]", "[first(`A`[]), last(`A`[])]", "`A` | unique_by(`N@N`)", "`A` | group_by(`N@N`) | map(.[0])", "[`A` | min_by(`N@N`), max_by(`N@N`)]", "[recurse | numbers]",
        "`A` | map_values(`N@N`)", "`A` | map_values(empty)", "`A` | .[1:] = `A`", "`A` | .[:2] |= map(`N@N`)", "`A` | to_entries | map(.key)", "`A` | tojson | fromjson", "[`A`[] as $x | $x, `N`]",
        "`A` | [.[] as $a | .[] as $b | $a * $b]", "`A` | delpaths([[0], [1]])", "`A` | transpose?", "[`N`, `N` | ., 1]", "[splits(\"a\")?]", "`A` | combinations? // `A`", "[`A`, `A`] | transpose | .[0]", "`A` | del(.[0, 2])",
        "[`A` | .[] | if `B@N` then . elif `B@N` then `N@N` else `N` end]", "`A` | .[2:4] = [`N`]", "`A` | .[1:] |= `A@A`", "`A` | (.[] | select(`B@N`)) |= `N@N`", "[label $a | label $b | `N`, break $a, `N`]", "`A` | .[-1] = `N`", "`A` | .[5] = `N`", "`A` | .[1.7] = 9",
        "`A` | pick(.[1])", "`A` | pick(first)", "[`A` | paths | .[0]]", "`A` | add(.[])", "[add(`A`[])]", "`A` | getpath([0]), 1 | [.]", "[`N` | limit(3; ., .)]", "`A` | toarray", "[nth(`M`; range(10))]", "`A` | have_literal_numbers", "[`A` | .[`M`]?]", "[`A` | .[] |= (., .)] | flatten",
    ),
    "T": (
        "[`S`, `S`]", "`S` | split(`S`)", "`S` / `S`", "`S` | [splits(P)]", "`S` | split(P; FLAGS)", "`S` | [scan(P)] | map(tojson)", "`O` | keys", "`T` | map(`S@S`)", "`T` | sort", "`T` | unique", "`T` + `T`",
        "`T` - `T`", "`L` | map(.name)", "`T`[`N`:`N`]", "`T` | map(select(`B@S`))", "[`T`[] | `S@S`]", "`A` | map(tostring)", "`T` | sort_by(length)", "`T` | reverse", "[`S` | match(P; \"g\") | .string]",
        "`O` | to_entries | map(.key)", "`O` | [paths | tojson]", "`T` | group_by(length) | map(.[0])", "`S` | [match(P; \"g\") | .captures | tojson]", "[`Z` | .. | strings]", "[`S` | limit(3; repeat(.))]", "`T` | .[0] |= `S@S`",
        "[path(..) | tojson]", "[`R` | path(.a[], .o.k) | tojson]", "[`R` | paths(type == \"number\") | tojson]", "`T` | unique_by(length)", "[`Z` | tostream | tojson]", "[`R` | leaf_paths | tojson]", "builtins | map(select(startswith(\"m\")))", "[`S` | capture(P; \"g\") | tojson]",
        "[`Z` | path(first(.a, .k, .[0]?)) | tojson]", "[`R` | path(.a | select(`B@A`)) | tojson]", "[`Z` | path(if `B` then .[0]? else . end) | tojson]", "[`R` | path(.a // .o) | tojson]", "[`R` | path(getpath([\"o\", \"k\"])) | tojson]", "[`R` | path(.a[1:][0]) | tojson]", "[`R` | path(limit(2; .a[])) | tojson]",
        "[`R` | path(reduce 1 as $x (.; .o)) | tojson]", "[`R` | path(.l[] | select(.v > 1) | .name) | tojson]", "[`R` | path(recurse(.[]?; . != null)) | tojson]", "[`R` | path(.a | first, last) | tojson]", "[`R` | path(try .s.x catch .) | tojson]", "[`R` | path(.a | .[`M`:`M`]) | tojson]", "[`R` | path(foreach .a[] as $x (0; $x; $x)) | tojson]",
        "[`R` | path(. as {o: $o} | .o | .k) | tojson]", "[`R` | path(label $f | .a[] | ., break $f) | tojson]", "[`R` | path(def f: .o; f | .k) | tojson]", "[`R` | path(.l | map(.v)?) | tojson]", "[`R` | path(.a[-1], .a[1.5]) | tojson]", "[`R` | path(empty, .s) | tojson]", "[`R` | path(input?, .s) | tojson]", "[`R` | path(.o | to_entries?) | tojson]",
    ),
    "L": (
        "[{name: `S`, v: `N`}, {name: `S`, v: `N`}]", "`L` | map(select(`B@O`))", "`L` | sort_by(.v)", "`L` | sort_by(.name, .v)", "`L` | map(.v |= `N@N`)", "`L` | map(.name += `S`)", "`L` | map(. + {v: `N`})",
        "`L` | reverse", "`L` | unique_by(.v)", "`L` | group_by(.v) | map(.[0])", "[`L`[] | {name, v}]", "`L` | map({name: .name, v: (.v * 2)})", "`L` | INDEX(.name) | [.[]]", "`O` | to_entries | map({name: .key, v: .value})", "`L` | .[0].v = `N`",
        "`L` | map(to_entries | from_entries)", "`L` | map(with_entries(.))", "`L` | map(del(.name))", "`L`[:`N`]", "`L` | map(pick(.v))", "[`L` | max_by(.v), min_by(.name)]", "`L` | [JOIN(INDEX(.name); .name)[] | .[0]]", "`L` | map(.v //= `N`)", "`L` | walk(if type == \"number\" then `N@N` else . end)",
    ),
    "O": (
        "{k: `N`, j: `N`}", "{(`S`): `N`}", "`O` + `O`", "`O` * `O`", "`O` | .k = `N`", "`O` | .k |= `N@N`", "`O` | .k += `N`", "`O` | .x //= `N`", "`O` | del(.k)", "`O` | map_values(`N@N`)",
        "`O` | with_entries(.value |= `N@N`)", "`O` | with_entries(.key |= `S@S`)", "`O` | to_entries | from_entries", "`L` | map({(.name): .v}) | add", "`O` | setpath([\"j\"]; `N`)", "`O` | delpaths([[\"k\"]])", "reduce `A`[] as $x ({}; .[$x | tostring] = $x)",
        "`N` as $k | {$k}", "{\"a\": `N`, \"b\\(1)\": `N`}", "`S` | capture(P) | {k: length}", "`O` | map_values(select(`B@N`))", "{k: (`N`, `N`)}", "`R` | {n, i}", "`R` | {s, \"n\"} | {n}", "`O` | tojson | fromjson", "{a: {b: `N`}} * {a: {c: `N`}} | .a", "`O` | . as {k: $v, $k} | {$v, $k}",
        "`O` | pick(.k)", "`O` | (.k, .j) |= `N@N`", "`O` | .[\"k\"] -= `N`", "`O` | .k *= `N`", "`O` | .k /= `N`", "`O` | .k %= `N`", "`O` | (.k | select(`B@N`)) |= empty", "`O` | getpath([\"x\", \"y\"]) as $z | . + {z: $z}", "`O` | to_entries | map(select(.value > 1)) | from_entries", "{if: `N`, and: 2} | .if",
        "`O` | tostream as [$p, $v] | {k: $v}", "fromstream(`O` | tostream)", "`O` | reduce keys[] as $k (.; .[$k] += 1)", "`T` | INDEX(.)", "`O` | .a.b.c = `N`", "`O` | .k as $x | {a: $x, b: [$x, `N`]}", "{\"k\": `N`,}", "`O` | paths |= .", "`O` | .[] |= `N@N`", "`O` | .. |= .", "`O` | del(.[])", "`O` | del(.k, .j)", "{} | .a += 1 | .b -= 1",
        "`O` | to_entries[0]", "{@text \"a\": 1}", "`O` | .[(\"k\", \"j\")] = `N`", "`O` | .k = (`N`, `N`)", "`O` | .k |= (`N`, `N`)", "`O` | .k += (`N`, `N`)", "`N` as $__loc__ | {$__loc__}", "{(\"a\", \"b\"): (1, 2)}", "`O` | limit(1; .k = (1, 2))", "[`O`, `O`] | add", "`O` | {k, j: 1 | . + 1}",
    ),
    "D": ("`N` | gmtime", "`S` | strptime(DIRECTIVE)", "STRPTIME", "[2024, 1, 2, 3, 4, 5.5, 1, 1]", "`N` | localtime", "[`N`, `N`, `N`, `N`, `N`, `N`, `N`, `N`]", "[2024, 14, 40]", "STRPTIME"),
    "R": (".", "{n: `N`, i: `N`, s: `S`, a: `A`, t: `T`, o: `O`, l: `L`}"),
    "M": ("0", "1", "2", "3", "5", "-1", "4", "`A` | length", "2.5"),
}  # fmt: skip
ANY = "NNSSBATLOZR"
LEAVES: dict[str, dict[str, tuple[str, ...]]] = {
    "R": {"N": (".n", ".i", ".o.k", ".a[0]", ".l[0].v"), "S": (".s", ".d", ".t[0]", ".l[1].name"), "B": (".b", ".none"), "A": (".a",), "T": (".t",),
          "L": (".l",), "O": (".o",), "R": (".",), "Z": (".z", ".", ".none", ".a", ".o", ".[\"s\"]", "..")},
    "N": {"N": (".",)},
    "S": {"S": (".",)},
    "B": {"B": (".",)},
    "A": {"A": (".",), "N": (".[0]", "length")},
    "T": {"T": (".",), "S": (".[0]",), "N": ("length",)},
    "L": {"L": (".",), "O": (".[0]",), "N": (".[0].v",)},
    "O": {"O": (".",), "N": (".k", ".v", "length")},
    "D": {"D": (".",), "A": (".",), "N": (".[0]",)},
}  # fmt: skip
CONSTANTS = {
    "N": NUMBERS, "S": TEXTS, "B": ("true", "false", "null"), "A": ("[1,2,3]", "[]", "[3,1,2,1]", "[0.5,null,-1]", "[[1,2],[3]]"), "T": ('["x","yy"]', '["b","a","b"]', "[]"),
    "L": ('[{"name":"p","v":1},{"name":"q","v":2},{"name":"p","v":null}]', '[{"v":3},{"name":"r"}]'), "O": ('{"k":1,"j":2}', "{}", '{"b":null,"a":-1}', '{"k":[1]}'), "D": ("[2024,1,29,12,0,0,4,59]", "[]"),
    "R": (".",), "Z": ("null", "true", "false", '"x"', "[]", "{}", "[1,[2]]", '{"a":{"b":1}}', '{"start":1,"end":2}', "[[0]]", '["a"]', '[["a"],["b"]]', '{"start":null}', '"a\\u00e9b"', "[null]", '{"key":"k","value":1}', "[nan]", "1e400"), "M": ("1",),
}  # fmt: skip
WRONG = ("ascii_downcase", "keys", "add", "tonumber", "tojson | fromjson", "explode", "implode", "join(\",\")", "fromjson", "length", "floor", "sqrt", "sort", "group_by(.)", "unique", "min", "max", "reverse", "flatten",
         "transpose", "to_entries", "from_entries", "ltrimstr(1)", "split(1)", "test(1)", "match(\"a\"; 1)", "has(1)", "contains(1)", "inside(1)", "indices(1)", "index(\"a\")", "startswith(1)", "endswith(\"\")", "@csv", "@tsv", "@sh", "@base64d", "error",
         "error(null)", ".[]", ".a", ".[0]", ".[1:]", ".[\"a\"]", "tostream", "todate", "fromdate", "mktime", "gmtime", "strftime(\"%Y\")", "strptime(\"%Y\")", "isnan", "range(.)", "limit(-1; 1)", "skip(-1; 1)", "nth(-1; 1)", "splits(1)", "sub(1; 2)", "ascii", "getpath(1)", "setpath(1; 1)",
         "delpaths(1)", "delpaths([1])", "del(.a.b)", "paths", "pick(.a)", "pick(.[0])", "utf8bytelength", "trim", "abs", "toboolean", "tojson", "modulemeta", "first", "last", "any", "all", "combinations", "walk(.a)", "map(.)", "map_values(.)", "bsearch(1)", "min_by(.a)", "halt_error", "@uri", "@urid", "@html", "@text", "format(1)",
         "format(\"x\")", "splits(\"a\"; \"x\")", "IN(.[])", "INDEX(.a)", "fromstream(.)", "truncate_stream(.)", "while(.; .[0])", "recurse(.a)", "env", "$ENV", "builtins | length", "halt", "getpath([\"a\",0])", "_plus", "_negate", "_captures", "trimstr(1)", "ltrim", "frexp", "modf", "flatten(-1)", "implode | explode")  # fmt: skip
_SLOT = re.compile(r"`(\w)(?:@(\w))?`|\b(P|F|FLAGS|DIRECTIVE|WRONG|STRPTIME)\b")


class _Growth:
    """One filter, as it grows."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.size = 0

    def grow(self, want: str, here: str, depth: int) -> str:
        """A filter that most often gives a value of a kind."""
        random = self.random
        self.size += 1
        if want == "Z":
            leaf = here == "R" and random.random() < 0.15
            kinds = "Z" if random.random() < 0.3 else ANY.replace("Z", "")
            want = "Z" if leaf or depth <= 0 else random.choice(kinds)
        if depth <= 0 or self.size > 14 or random.random() < 0.2 or want not in TEMPLATES:
            return self._leaf(want, here)
        template = random.choice(TEMPLATES[want])
        return f"({self._filled(template, here, depth - 1)})"

    def _leaf(self, want: str, here: str) -> str:
        leaves = LEAVES.get(here, {}).get(want, ())
        if leaves and self.random.random() < 0.65:
            return self.random.choice(leaves)
        return self.random.choice(CONSTANTS[want])

    def _filled(self, template: str, here: str, depth: int) -> str:
        def one(found: re.Match[str]) -> str:
            if found[3]:
                return self._word(found[3])
            return self.grow(found[1], found[2] or here, depth)

        return _SLOT.sub(one, template)

    def _word(self, word: str) -> str:
        random = self.random
        match word:
            case "P":
                return random.choice(PATTERNS)
            case "F":
                return random.choice(FORMATS)
            case "FLAGS":
                return random.choice(('"g"', '"i"', '"gi"', "null", '"x"', '"m"', '"gm"'))
            case "DIRECTIVE":
                return f'"{random.choice(DIRECTIVES)}"'
            case "STRPTIME":
                text, _, form = random.choice(DATES).partition("|")
                return f'"{text}" | strptime("{form}")'
            case _:
                return random.choice(WRONG)


_WILD = {
    "filter": (
        "`expr`", "`expr`", "`expr` | `filter`", "`expr`, `filter`", "`expr` as `pattern` | `filter`", "`expr` as `pattern` ?// `pattern` | `filter`",
        "def f: `filter`; `filter`", "def f(g): `filter`; `filter`", "def f($x; g): `filter`; `filter`", "label $l | `filter`", "`expr` as $x | `filter`", "`expr`",
        "`expr`, `expr` | `filter`", "def g: `expr`; def f: g, `expr`; `filter`", "`expr` as [$a] ?// {a: $b} ?// $c | `filter`",
    ),
    "expr": (
        "`term`", "`term`", "`term`", "`expr` // `expr`", "`expr` + `expr`", "`expr` - `term`", "`expr` * `term`", "`expr` / `term`", "`expr` % `term`", "`term` == `term`", "`term` < `term`",
        "`term` and `term`", "`term` or `term`", "`path` = `term`", "`path` |= `term`", "`path` += `term`", "`path` //= `term`", "`path` -= `term`", "`path` *= `term`", "`term`", "`term` >= `term`", "`term` != `term`",
        "`path` |= (`filter`)", "`path` |= empty", "(`path`, `path`) |= `term`", "`path` /= `term`", "`path` %= `term`",
    ),
    "term": (
        "`path`", "`path`", "`literal`", "`literal`", "(`filter`)", "[`filter`]", "[`filter`]", "{a: `value`, b: `value`}", "{(`term`): `value`}", "{$x}", "{a, \"b\"}", "{\"x\\(`filter`)\": 1}", "{a: `value` | `value`}", "{@json \"a\": 2}",
        "if `filter` then `filter` else `filter` end", "if `filter` then `filter` end", "if `expr` then `expr` elif `expr` then `expr` else `expr` end", "try `term` catch `term`", "try `term`", "-`term`", "+`term`", "`term`?", "`term`[`filter`]",
        "reduce `term` as `pattern` (`filter`; `filter`)", "foreach `term` as `pattern` (`filter`; `filter`)", "foreach `term` as `pattern` (`filter`; `filter`; `filter`)", "break $l", "$x", "$y", "f", "g", "f(`filter`)", "f(`filter`; `filter`)",
        "\"<\\(`filter`)>\"", "@json \"<\\(`filter`)>\"", "@csv", "@base64", "`call`", "`call`", "`call`", "`call`", "`term`.a", "`term`[]?", "`term` [1:]", "`term`.[\"a\"]", "..", "`term`|=1", "try error(`term`) catch .", "(try `term` catch error)?", "`term`[`term`:`term`]", "$__loc__", "$ENV", "`term`.\"a\"", "`term`[:1]",
    ),
    "value": ("`term`", "`literal`", "`expr`", "`path`"),
    "path": (
        ".", ".a", ".b", ".[0]", ".[1]", ".[-1]", ".[]", ".[]?", ".a.b", ".a[0]", ".[\"a\"]", ".a?", ".[1:]", ".[:1]", ".[0:2]", "..", ".a[]", ".[`term`]", ".[`term`:`term`]", "first", "last", "getpath(`term`)", "(.a, .b)", "(.a | .b)", "(.. | select(`expr`))", ".[`term`]?", "(.a // .b)",
        "if `expr` then .a else .b end", "select(`expr`)", "recurse", "(.[] | `path`)", "`path`.a", "`path`[0]", "`path`?", "empty", "first(`path`)", "limit(1; `path`)", "(`term` as $x | `path`)", "paths", "(`path`, `path`)", "(`path` | `path`)", "to_entries", "(label $l | `path`, break $l)", "error", "(.a as [$x] ?// $x | `path`)", ".[1.5]", ".[\"a\"[0:1]]", ".[-1:]",
        "last(`path`)", "(try `path` catch .b)", "reduce `path` as $x (.; `path`)", "foreach `path` as $x (.; `path`)", ".[[0]]", ".[{start:0,end:1}]", ".[null]", "walk(`path`)", "recurse(`path`)", "(def f: `path`; f)", "input?",
    ),
    "literal": ("0", "1", "2", "-1", "1.5", "null", "true", "false", "\"a\"", "\"\"", "\"b\"", "[]", "{}", "[1,2]", "{\"a\":1}", "[[0]]", "[\"a\"]", "nan", "infinite", "1e19", "\"1.50\"", "[\"a\",0]", "{\"a\":{\"b\":[1,2]}}", "\"xyx\"", "{start:1,end:2}", "10000000000000000000", "[null]", "[3,1,2]", "\"[1.0]\""),
    "pattern": ("$x", "$y", "[$x]", "[$x, $y]", "{a: $x}", "{$x}", "{a: [$x]}", "{\"a\": $x}", "{(`expr`): $y}", "{$a: [$x]}", "[[$x], {a: $y}]", "{$x, b: $y}", "{\"x\\(1)\": $x}", "[$x, $x]", "{a: $x, ($x): $y}"),
    "call": (
        "map(`filter`)", "select(`filter`)", "path(`filter`)", "[path(`filter`)]", "del(`path`)", "to_entries", "with_entries(`filter`)", "length", "keys", "add", "first(`filter`)", "last(`filter`)", "limit(`literal`; `filter`)", "any(`filter`)", "all(`filter`)", "isempty(`filter`)",
        "error", "error(`term`)", "not", "type", "tojson", "fromjson", "tostring", "tonumber", "sort", "sort_by(`filter`)", "group_by(`filter`)", "unique", "min", "max", "reverse", "flatten", "range(`literal`)", "empty", "recurse(`filter`)", "getpath(`term`)", "setpath(`term`; `term`)", "delpaths(`term`)", "paths(`filter`)", "pick(`path`)",
        "tostream", "fromstream(`filter`)", "walk(`filter`)", "map_values(`filter`)", "has(`term`)", "contains(`term`)", "inside(`term`)", "index(`term`)", "indices(`term`)", "splits(`term`)", "test(`term`)", "sub(`term`; `filter`)", "gsub(`term`; `filter`)", "ltrimstr(`term`)", "join(`term`)", "ascii_downcase", "explode", "implode", "input", "debug", "halt", "env", "builtins | length",
        "while(`expr`; `term`)", "until(`expr`; `term`)", "repeat(`term`)", "combinations", "transpose", "bsearch(`term`)", "IN(`filter`)", "INDEX(`filter`)", "nth(`literal`; `filter`)", "skip(`literal`; `filter`)", "add(`filter`)", "to_entries | from_entries", "abs", "toboolean", "trim", "splits(`term`; `term`)", "min_by(`filter`)", "max_by(`filter`)", "unique_by(`filter`)", "_add(`term`; `term`)", "_index(`term`; `term`)", "_modify(`path`; `filter`)", "_assign(`path`; `filter`)", "_slice(`term`; `term`; `term`)", "_last(`filter`)", "_equal(`term`; `term`)", "_range(`literal`; `literal`; `literal`)", "_captures", "format(`term`)", "in(`term`)", "capture(`term`)", "scan(`term`)", "match(`term`)", "truncate_stream(`filter`)", "limit(1; `path`)", "getpath([\"a\"])", "ascii", "@text", "tojson | fromjson", "halt_error", "significand", "localtime", "mktime", "gmtime", "todate", "splits(\"a\")",
    ),
}  # fmt: skip
_HOLE = re.compile(r"`([a-z]+)`")
_SMALL: tuple[Any, ...] = (None, 1, "a", "b1a", [], {}, [1, 2, 3], ["a", "b"], {"a": 1, "b": 2}, {"a": {"b": [1, 2]}, "b": None}, [[1, [2]], {"a": 3}], {"a": [1, {"b": 2}, "x"], "b": "a"}, True, {"a": "b", "b": {"a": 1}}, [{"a": 1, "b": 2}, {"a": 2}, {"a": 1}], [[0], [1, 2]])  # fmt: skip


def _wild(random: Random, rule: str, depth: int) -> str:
    """Anything that the grammar allows, whatever it means."""
    if depth <= 0 and rule in ("filter", "expr", "term", "value"):
        rule = random.choice(("literal", "path", "call"))
    forms = _WILD[rule]
    if depth <= -2:
        forms = tuple(one for one in forms if "`" not in one) or (".",)
    return _HOLE.sub(lambda found: _wild(random, found[1], depth - 1), random.choice(forms))


def _data(random: Random) -> dict[str, Any]:
    """An object of the shape that the leaves speak of; now and then something in it is of another kind."""
    data: dict[str, Any] = {
        "n": random.choice((3.5, 0, -2, 1e21, 12345678901234567890, 0.1, 7)),
        "i": random.choice((7, 1, 0, 100, -3)),
        "s": random.choice(("hello world", "", "äöü", "a,b", "Test 123", "2024-01-02T03:04:05Z", "x<y>&z")),
        "a": random.choice(([1, 2, 3], [], [5, 3.5, 5, -1], [2, [3], None], [10, 9, 8, 7, 6, 5])),
        "t": random.choice((["x", "yy", "z"], ["b", "a"], [], ["aa", "a", "aa"])),
        "o": random.choice(({"k": 1, "j": 2}, {}, {"k": None, "a": 5}, {"b": 1.5, "k": -1, "": 0})),
        "l": random.choice(([{"name": "p", "v": 1}, {"name": "q", "v": 2}], [{"name": "x", "v": None}], [])),
        "b": random.choice((True, False)),
        "z": random.choice((None, "z", [1, "a", {"b": None}], {"c": [True]}, 4)),
        "d": "2015-03-05T23:51:47Z",
    }
    if random.random() < 0.1:
        data[random.choice(NAMES)] = random.choice((None, "odd", 5, [], {}))
    return data


def _grown(random: Random) -> str:
    growth = _Growth(random)
    text = growth.grow(random.choice("NSBATLOZ"), "R", random.randint(1, 4))
    while random.random() < 0.15:
        text += random.choice((" | ", ", ", " // ", " == ", " + ", " as $x | $x, ")) + growth.grow(
            random.choice("NSATLOZ"), "R", 1
        )
    return text[1:-1] if text[:1] == "(" and random.random() < 0.2 else text


def jq(random: Random) -> dict[str, Any]:
    """What ``valueFrom.jqFilter`` holds, and an object."""
    if random.random() < 0.3:
        text = _wild(random, "filter", random.randint(1, 4))
        form = random.choice(("{}", "try ({}) catch .", "[limit(20; ({})?)]", "def f: 1; def f(g): g, .a; def g: .a; 2 as $x | 3 as $y | label $l | try ({}) catch .", "def f: .b; def g: 1; 1 as $x | 2 as $y | [limit(20; ({})?)]", "[.[]? | try ({}) catch .]"))  # fmt: skip
        text, data = form.format(text) if "{}" in form else text, random.choice(_SMALL)
    else:
        text, data = _grown(random), _data(random)
    if random.random() < 0.08:
        text = mutated(random, text, (_grown(random),))
    return {"op": "jq", "text": text, "data": data}
