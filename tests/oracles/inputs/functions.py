"""Calls of sprig's functions: every one, with arguments that fit and some that do not, within each other, and with what
they give used further."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from tests.oracles.inputs.forms import quoted
from tests.oracles.inputs.mutation import FLOATS, INTEGERS, WORDS

Maker = Callable[[Random], str]
PATTERNS = ("a", "^h", "[a-z]+", "(l+)(o)", "\\\\d+", "x*", "(", ".", "(?P<n>[a-z])", "", "[[:alpha:]]", "o\\\\b", "(?i)H", "a|b", "é",
            "^", "$", "\\\\s", "(a)|(b)", "[^,]+", "(?s).", "\\\\pL", "a{2,1001}", ",")  # fmt: skip
TEXTS = (*WORDS, "hello world", "FooBar baz_qux-x", "HTTPServer2xx", "a/b/../c.txt", "/a//b/", "ßtraße", "İstanbul ǆ", "e\u0301",
         "  two  words ", "tab\tand\u00a0nbsp", "line1\nline2\n", "aaa,bb,,c", "日本語 テスト", "😀 smile", "x" * 40, "$1 $$", "c:d", "%d %v",
         "null", "[1,", '{"a":1e400,"b":[1e999,2]}', "\u2028", "don't STOP", "user@host", "Ünïcödé-Text_1", "bar.BAZ", "_a_b_", "08", "1_000",
         "+5", ".5", "5.", "1e400", "-", "Infinity", "NaN", "0b11", "0o17", "99999999999999999999", "-99999999999999999999")  # fmt: skip
URLS = ("http://u:p@h:80/p?q=1#f", "https://example.com", "/path only", "mailto:a@b.c", "http://[::1]:8080/x", "//host/p", "http://a b/", "?q",
        "#f", "s3://bucket/key%20x", "http://h:port/", "http://é.com/ü?ö#ä", "a:b:c", "http://u%40x@h/", "%zz", "http://h/%41%2f", "HTTP://H/",
        "http://h?", "*", "a/b:c", ":x", "file:///a", "http://a:1:2/")  # fmt: skip
ENCODED = ("aGVsbG8=", "aGVsbG8", "aGVs\nbG8=", "w6k=", "gA==", "a=", "=", "a===", "aGVsbG8=x", "NBSWY3DP", "NBSWY3DPEB3W64TMMQ======",
           "NBSWY3D", "MZXW6===", "MZXW6=", "M=======", "8Z==", "____", "AA", "AA=A", "AAA=\r\n")  # fmt: skip
LAYOUTS = ("2006-01-02", "2006-01-02T15:04:05Z07:00", "Mon Jan _2 15:04:05 2006", "3:04PM", "02 Jan 06 15:04 MST", "Monday", "January 2",
           "15:04:05.000", "20060102", "2006-01-02 15:04:05.999999999 -0700 MST", "002 __2", "06/1/2", "3:4:5 pm", "-07:00:00", "", "x")  # fmt: skip
DATES = ("2024-02-29", "2024-02-29T10:11:12Z", "2023-12-31T23:59:59+02:00", "Mon Jan  2 15:04:05 2006", "3:04PM", "02 Jan 06 15:04 CET",
         "Tuesday", "20240102", "0000-01-01", "9999-12-31", "2023-02-29", "1969-07-20T20:17:40.5Z", "15:04:05.123", "", "x")  # fmt: skip
ZONES = (
    "UTC",
    "Local",
    "",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Nowhere/At",
    "EST",
    "Australia/Lord_Howe",
)
SPANS = ("1h", "-1.5h", "90m", "3600", "1h30m15s", "2us", "1d", "", "100h", "9000h", "-30m", "1500ms", "x", "87600h")
CONSTRAINTS = (">1.0", "^1.2", "~1.2.3", "1.x || >=2", "=1.2.3", "bad", ">= 1.2, < 3.0.0", "1.2 - 2.0", "*", "", "!=1.2", "<=1", ">1.2.x",
               "~>1", "^0.2", "^0.0.3", ">=1.0-0", "=>1 =<2", "!=1.2.3", "^0", "~0", "1.2.3-rc1", ">1,", "^1.2.3 || ~0.5", "v1", "<2.0.0-beta.2")  # fmt: skip
VERSIONS = ("1.2.3", "v2.0.0-alpha.1+b", "1.2", "x", "0.0.1", "1.2.3-rc1", "01.2.3", "1", "", "1.2.3.4", "2.0.0-beta.10", "1.2.3+meta", "0.2.5",
            "1.2.3-01", "99999999999999999999.0.0", "1.2.3-", "3.0.0-rc.1")  # fmt: skip
TYPES = ("string", "int", "slice", "map", "float64", "bool", "map[string]interface {}", "[]string", "[]interface {}", "int64", "invalid",
         "<nil>", "semver.Version", "struct", "ptr", "time.Time")  # fmt: skip


def _of(texts: tuple[str, ...]) -> Maker:
    return lambda random: quoted(random, random.choice(texts))


def _list(random: Random) -> str:
    kinds = random.choice(("s", "i", "si", "n", "v", "sib"))
    return "[" + ", ".join(_K[random.choice(kinds)](random) for _ in range(random.randint(0, 5))) + "]"


def _map(random: Random) -> str:
    keys = random.sample(("a", "b", "c", "k"), random.randint(0, 3))
    return "{" + ", ".join(f"{key}: {random.choice(_VALUES)(random)}" for key in keys) + " }"


_K: dict[str, Maker] = {
    "s": _of(TEXTS),
    "i": lambda random: str(random.choice((0, 1, 2, 3, 4, 5, 7, 10, 30, -1, -2, 42))),
    "n": lambda random: random.choice(
        (str(random.choice(INTEGERS)), random.choice(FLOATS), "'12'", "'1.7'", "'x'", "true", "'0x1f'", "'08'", "-2.5", "2.5", "'1e3'", "nil",
         "'1_0'", "''", "' 1'", "-7", "'abc'[0]", "sprig.int64(3)", "'-.5'", "'+'", "1e300", "-9223372036854775807", "1/0", "0.1", "0.2", "1e-9")
    ),
    "f": lambda random: random.choice(("0.5", "0.1", "1.0", "nil")),
    "b": lambda random: random.choice(("true", "false")),
    "p": lambda random: f"'{random.choice(PATTERNS)}'",
    "$": lambda random: random.choice(("'X'", "'$1'", "'${1}-'", "'$n'", "''", "'$$'", "'$1x'", "'${n}'", "'$0'", "'${'", "'$01'", "'é$2'")),
    "v": lambda random: random.choice(_VALUES)(random),
    "l": _list,
    "a": lambda random: random.choice(("['b', 'a', 'c', 'a']", "['x']", "[]", "split('z,y,x', ',')", "['a', 1, nil]", "1..3", "[nil, nil]",
                                       "sprig.splitList(' ', 'b a é')", "[[1], ['a']]", "sprig.until(3)", "[0, '', false, [], {}, nil, 'a']",
                                       "sprig.rest([])", "sprig.regexFindAll('z', 'a', -1)", "sprig.chunk(2, [1, 2, 3])", "map([1, 2], # * 1.5)",
                                       "toPairs({a: 1})", "date('2024-01-02').AppendFormat(nil, '2006')", "[duration('1h'), date('2024-01-02')]", "concat([1.5], 1..2)",
                                       "[sprig.semver('1.2.3'), sprig.int64(1), 'a'[0]]", "sort(['b', 'a'])", "sprig.toStrings(1..3)", "filter('ab', true)")),
    "m": lambda random: random.choice(("groupBy([1, 2], # % 2)", "fromPairs([['a', 1]])", "{a: {b: {c: {}}}, k: [{a: nil}] }", "{a: sprig.int64(1), b: duration('1s')}",
                                       "sprig.merge({a: 1}, {b: {c: sprig.semver('1')} })", "{'a': date('2024-01-02'), k: 1.5}", "{a: 1}", "{a: 'x', b: {c: 2} }", "{}", "{b: 0, a: ''}", "{'a': [1], k: nil}", "sprig.dict('a', 1, 'k')",
                                       "fromJSON('{\"a\": {\"b\": 1.5}}')", "sprig.split(',', 'a,b')", "nil", _map(random), _map(random))),
    "d": lambda random: random.choice(("{a: 1}", "sprig.dict('a', 1, 'b', sprig.dict('c', 2))", "{a: 'x', b: {c: 'y'} }", _map(random))),
    "k": lambda random: random.choice(("'a'", "'b'", "'c'", "'k'", "'_0'")),
    "c": _of(CONSTRAINTS), "V": _of(VERSIONS), "t": _of(TYPES), "u": _of(URLS), "e": _of((*ENCODED, "hello")), "L": _of(LAYOUTS), "Z": _of(ZONES),
    "D": _of(SPANS), "Q": _of(DATES), "N": lambda random: f"sprig.int64({_K['n'](random)})", "g": _of(("RSA", "x", "ed448")), "h": _of(("a:b", ":", "user:")),
    "U": lambda random: random.choice(("{scheme: 'http', host: 'h', path: '/p q'}", "{path: 'a:b'}", "{host: 'h', path: 'p', query: 'q', fragment: 'é'}",
                                       "{scheme: 's', opaque: 'o'}", "{host: 'h', userinfo: 'u:p%40'}", "{scheme: 1}", "{userinfo: 'a b'}", "{}",
                                       f"sprig.urlParse({_K['u'](random)})", "{host: nil}", "{path: '*', scheme: 'x'}", "{userinfo: 'u/x'}")),
    "T": lambda random: f"sprig.toDate({_K['L'](random)}, {quoted(random, random.choice(DATES))})" if random.random() < 0.5
    else random.choice(("sprig.toDate('2006-01-02', '2024-02-29')", "sprig.toDate('2006-01-02T15:04:05Z07:00', '2024-06-30T10:11:12.5+02:00')",
                        "date('2024-01-02')", "nil", "date('2024-03-31 01:30:00', '2006-01-02 15:04:05', 'Europe/Berlin')")),
    "A": lambda random: random.choice((_K["T"](random), "0", "1700000000", "sprig.int64(1700000000)", "-62135596800", "1e9", "nil" if random.random() < 0.01 else "86400")),
    "C": lambda random: "nil" if random.random() < 0.7 else _K["i"](random),
    "w": lambda random: random.choice(("'long'", "'pin'", "'maximum'", "'basic'", "'x'", "'medium'", "'short'")) if random.random() < 0.04 else "'x'",
    "O": lambda random: random.choice(("duration('90m')", "date('2024-02-29')", "date('2024-02-29').Month()", "date('2024-02-29').Weekday()", "timezone('UTC')",
                                       "sprig.semver('v1.2.3-rc.1+b')", "sprig.semver('1.2').IncMajor()", "sprig.semver('0.1').Major()", "'abc'[1]", "sprig.int64(-5)",
                                       "date('2024-01-02').MarshalText()", "duration('-1h').Hours()", "9007199254740993", "-9223372036854775807 - 1", "1e22", "2 ** 62",
                                       "date('2024-01-02') - date('2023-01-02')", "sprig.atoi('9')", "type(nil)", "first([])", "bitnot(0)", "0x7fffffff + 1")),
    "E": lambda random: random.choice(("''", "'30tEfhuJSVRhpG97XCuWgz2okj7L8vQ1s6V9zVUPeDQ='", "'x'", "'aGVsbG8='", "'YQ=='")),
}  # fmt: skip
_VALUES: tuple[Maker, ...] = (
    _K["s"], _K["i"], _K["n"], _K["b"], lambda random: "nil", lambda random: _K["l"](random), lambda random: _K["m"](random), lambda random: _K["O"](random),
    lambda random: _K["a"](random), lambda random: "env.text", lambda random: "env.list", lambda random: "env.map", lambda random: "'é'[0:1]",
    lambda random: "sprig.trunc(1, 'é')",
)  # fmt: skip
SIGNATURES: dict[str, tuple[str, ...]] = {
    "abbrev": ("is",), "abbrevboth": ("iis",), "add": ("n", "nn", "nnn", ""), "add1": ("n",), "add1f": ("n",), "addf": ("n", "nn", "nnn", ""),
    "adler32sum": ("s",), "all": ("v", "vv", ""), "any": ("v", "vv", ""), "append": ("lv", "av"), "atoi": ("s", "n"), "b32dec": ("e", "s"),
    "b32enc": ("s",), "b64dec": ("e", "s"), "b64enc": ("s",), "base": ("s",), "biggest": ("nn",), "camelcase": ("s",), "cat": ("v", "vv", "sss"),
    "ceil": ("n",), "chunk": ("il", "ia"), "clean": ("s",), "coalesce": ("v", "vv", "vvv"), "compact": ("l", "a"), "concat": ("l", "ll", "al", ""),
    "contains": ("ss",), "deepCopy": ("v", "d"), "deepEqual": ("vv", "ll", "aa", "mm"), "default": ("vv", "v", "vvv"), "dict": ("sv", "svsv", "svs", ""),
    "dig": ("kvm", "kkvm", "kkvd", "km"), "dir": ("s",), "div": ("nn",), "divf": ("nn", "nnn", "n"), "empty": ("v", "a", "m"), "ext": ("s",),
    "fail": ("s",), "first": ("l", "a"), "float64": ("n", "v", "s"), "floor": ("n",), "fromJson": ("s",), "get": ("mk",), "has": ("vl", "sa", "ia"),
    "hasKey": ("mk",), "hasPrefix": ("ss",), "hasSuffix": ("ss",), "hello": ("",), "indent": ("is",), "initial": ("l", "a"), "initials": ("s",),
    "int": ("n", "v", "s"), "int64": ("n", "v", "s"), "isAbs": ("s",), "join": ("sl", "sv", "sa"), "kebabcase": ("s",), "keys": ("m", "mm"),
    "kindIs": ("tv", "ta"), "kindOf": ("v", "a"), "last": ("l", "a"), "list": ("v", "vv", ""), "lower": ("s",), "max": ("n", "nn", "nnn"),
    "maxf": ("nn", "n", "nnn"), "merge": ("mm", "dd", "ddd"), "mergeOverwrite": ("mm", "dd", "ddd"), "min": ("n", "nn"), "minf": ("nn", "nnn"),
    "mod": ("nn",), "mul": ("nn", "nnn"), "mulf": ("nn", "nnn"), "mustAppend": ("lv",), "mustFirst": ("l",), "mustFromJson": ("s",), "mustHas": ("vl",),
    "mustRegexMatch": ("ps",), "mustRegexReplaceAll": ("ps$",), "mustToJson": ("v",), "mustUniq": ("l",), "nindent": ("is",), "nospace": ("s",),
    "omit": ("mk", "mkk"), "osBase": ("s",), "osClean": ("s",), "osDir": ("s",), "osExt": ("s",), "osIsAbs": ("s",), "pick": ("mk", "mkk"),
    "pluck": ("km", "kmm"), "plural": ("ssi",), "prepend": ("lv", "av"), "quote": ("v", "vv"), "regexFind": ("ps",), "regexFindAll": ("psi",),
    "regexMatch": ("ps",), "regexQuoteMeta": ("s",), "regexReplaceAll": ("ps$",), "regexReplaceAllLiteral": ("ps$",), "regexSplit": ("psi",),
    "repeat": ("is",), "replace": ("sss",), "rest": ("l", "a"), "reverse": ("l", "a"), "round": ("ni", "nif"), "semver": ("V",), "semverCompare": ("cV",),
    "seq": ("i", "ii", "iii", "", "iiii"), "set": ("mkv",), "sha1sum": ("s",), "sha256sum": ("s",), "sha512sum": ("s",), "slice": ("l", "li", "lii", "ann"),
    "snakecase": ("s",), "sortAlpha": ("l", "a", "v"), "split": ("ss",), "splitList": ("ss",), "splitn": ("sis",), "squote": ("v", "vv"), "sub": ("nn",), "subf": ("nn", "nnn", "n"),
    "substr": ("iis",), "swapcase": ("s",), "ternary": ("vvb",), "title": ("s",), "toDecimal": ("v", "n"), "toJson": ("v",), "toPrettyJson": ("v",),
    "toRawJson": ("v",), "toString": ("v", "n"), "toStrings": ("l", "a", "v"), "trim": ("s",), "trimAll": ("ss",), "trimPrefix": ("ss",),
    "trimSuffix": ("ss",), "trunc": ("is",), "tuple": ("vv",), "typeIs": ("tv", "ta"), "typeIsLike": ("tv", "ta"), "typeOf": ("v", "a"), "uniq": ("l", "a"),
    "unset": ("mk",), "until": ("i",), "untilStep": ("iii",), "untitle": ("s",), "upper": ("s",), "urlJoin": ("U",), "urlParse": ("u", "s"), "values": ("m",),
    "without": ("lv", "lvv", "as"), "wrap": ("is",), "wrapWith": ("iss",), "trimall": ("ss",), "push": ("lv",), "mustChunk": ("il",), "mustSlice": ("lii",),
    "mustRest": ("l",), "mustLast": ("l",), "mustInitial": ("l",), "mustReverse": ("l",), "mustWithout": ("lv",), "mustCompact": ("l",), "mustPrepend": ("lv",),
    "mustRegexFind": ("ps",), "mustRegexFindAll": ("psi",), "mustRegexSplit": ("psi",), "mustToPrettyJson": ("v",), "mustToRawJson": ("v",), "mustMerge": ("mm",),
    "mustMergeOverwrite": ("mm",), "mustDeepCopy": ("v",), "mustPush": ("lv",), "mustRegexReplaceAllLiteral": ("ps$",), "derivePassword": ("Cwsss",),
    "decryptAES": ("sE",), "encryptAES": ("s'",), "htpasswd": ("hs",), "genPrivateKey": ("g",),
    "date": ("LA",), "date_in_zone": ("LAZ",), "dateInZone": ("LAZ",), "date_modify": ("DT",), "dateModify": ("DT",), "duration": ("n", "D", "N"),
    "durationRound": ("D", "n", "N"), "htmlDate": ("A",), "htmlDateInZone": ("AZ",), "must_date_modify": ("DT",), "mustDateModify": ("DT",), "mustToDate": ("LQ",),
    "toDate": ("LQ",), "unixEpoch": ("T",),
}  # fmt: skip
# By chance, or of the clock: what is asked of them has one answer.
BY_CHANCE: dict[str, tuple[str, ...]] = {
    "randAlphaNum": ("i",), "randAlpha": ("i",), "randAscii": ("i",), "randNumeric": ("i",), "randBytes": ("i",), "randInt": ("ii",), "shuffle": ("s",),
    "uuidv4": ("",), "now": ("",), "ago": ("A",),
}  # fmt: skip
ASKED = ("len(`)", "sprig.typeOf(`)", "sprig.empty(`)", "type(`)", "` == 'x'", "sprig.kindOf(`) + ''", "sort(split(`, '')) | len()", "`.Year() > 2000",
         "sprig.regexMatch('^[a-z0-9-]+$', `)")  # fmt: skip
# Of keys and certificates: only where Go makes none either.
OF_KEYS: dict[str, tuple[str, ...]] = {
    "bcrypt": ("i", ""), "genCA": ("ss",), "genCAWithKey": ("sis",), "genSelfSignedCert": ("ss", "sssi"), "genSelfSignedCertWithKey": ("ssssi",),
    "genSignedCert": ("s",), "genSignedCertWithKey": ("ssssi",), "buildCustomCert": ("ss",), "getHostByName": ("i",),
}  # fmt: skip
USES = (
    "let m = {a: 1}; let x = sprig.set(m, 'b', `); [m, x]", "let l = `; [sprig.sortAlpha(l), l]", "let m = {a: {b: 1} }; [sprig.merge(m, {a: {c: `} }), m]",
    "let m = {a: 1, k: 2}; [sprig.unset(m, 'a'), m, len(m)]", "[sprig.set(env.map, 'new', `), env.map]", "map([1, 2], sprig.list(#, `))", "filter([`, ^], sprig.empty(#))",
    "[^, `] | map(sprig.kindOf(#))", "` | sprig.toString()", "` | sprig.list('x')", "sprig.list(`...)", "(`)?.String()", "(`).Minor()", "(`).Year()", "groupBy([`, ^], sprig.typeOf(#)) | len()",
    "sortBy([`, ^], sprig.toString(#))", "reduce([1, 2], sprig.add(#acc, #), `)", "find([`, ^], sprig.kindIs('string', #))", "sprig['toJson'](`)", "let f = sprig.typeOf; f(`)",
    "` not in [^]", "{'k': `, 'j': ^} == {'k': `, 'j': ^}", "[`] == [^]", "sprig.dict('a', `) == {a: `}", "sprig.deepEqual([`], [`])", "`?.a?.b ?? ^", "string(`) == sprig.toString(`)",
    "`", "`", "`", "`", "toJSON(`)", "string(`)", "sprig.toJson(`)", "sprig.toString(`)", "sprig.kindOf(`)", "sprig.typeOf(`)", "` + 1", "` + 'x'", "` == ^",
    "` ?? 'none'", "` < 3", "len(`)", "[`, ^]", "{a: `}.a", "`[0]", "`?._0", "`._5", "let x = `; [x, x]", "` in [^, 1]", "^ in (`)", "map(`, #)", "first(`)",
    "sprig.quote(`)", "sprig.list(`, ^)", "sprig.default('d', `)", "-(`)", "` ? 1 : 2", "type(`)", "keys(`)", "`[1:]", "sort(`)", "` != nil", "sprig.cat(`, ^)",
    "join(`, '-')", "upper(`)", "` contains 'a'", "` % 2", "sprig.empty(`)", "sprig.int(`)", "sprig.ternary(`, ^, true)", "sprig.deepEqual(`, ^)", "toJson(`)",
    "sprig.repeat(`, 'ab')", "sprig.until(`)", "sprig.keys(`)", "sprig.sortAlpha(`)", "sprig.join(',', `)", "sprig.trim(`)", "sprig.float64(`)", "` * 2", "` / 2",
    "max(`, 1)", "uniq([`, ^])", "int(`)", "float(`)", "concat(`, [1])", "reverse(`)", "sprig.first(`)", "sum(`)", "any(`, # == 1)", "` == nil", "sprig.get(`, 'a')",
)  # fmt: skip


def _argument(random: Random, kind: str, depth: int) -> str:
    if kind == "'":
        return "''"
    if random.random() < 0.05:
        kind = "v"
    if depth and random.random() < 0.15:
        return _call(random, random.choice(_NAMES), depth - 1)
    return _K[kind](random)


def _call(random: Random, name: str, depth: int) -> str:
    kinds = random.choice(_ALL[name])
    if random.random() < 0.03:
        kinds += "v"
    elif kinds and random.random() < 0.02:
        kinds = kinds[:-1]
    return f"sprig.{name}({', '.join(_argument(random, kind, depth) for kind in kinds)})"


_ALL = {**SIGNATURES, **BY_CHANCE, **OF_KEYS}
_NAMES = sorted(SIGNATURES)
_EVERY = sorted(_ALL)
ENV = {"env.text": "Hello, Wörld", "env.list": [1, "a", None, 2.5], "env.map": {"a": 1, "b": {"c": "d"}}, "empty": None}


def request(random: Random) -> dict[str, Any]:
    """One call, and what becomes of it."""
    return call(random, random.choice(_EVERY))


def call(random: Random, name: str) -> dict[str, Any]:
    """One call of a function."""
    if random.random() < 0.01:
        return {"op": "expr", "text": f"[sprig.typeOf(sprig.{name}), sprig.kindOf(sprig.{name})]", "env": {}}
    text = _call(random, name, 2)
    use = random.choice(ASKED if name in BY_CHANCE else USES)
    if "^" in use:
        use = use.replace("^", _call(random, random.choice(_NAMES), 1) if random.random() < 0.4 else _K["v"](random))
    return {"op": "expr", "text": use.replace("`", text), "env": ENV}


def strict_call(random: Random, plain: bool) -> str:
    """A call whose arguments are all evaluated; ``plain``: they are what they look like, and no variables."""
    if not plain:
        return _call(random, random.choice(_EVERY), 2)
    name = random.choice(sorted({*SIGNATURES} - {"decryptAES", "derivePassword"}))
    kinds = random.choice(SIGNATURES[name])
    return f"sprig.{name}({', '.join(_plain(random, kind) for kind in kinds)})"


def _plain(random: Random, kind: str) -> str:
    if random.random() < 0.3:
        return random.choice(
            (
                "'a'",
                "1",
                "2.5",
                "true",
                "['a', 'b']",
                "{a: 1}",
                "1..2",
                "sprig.add(1, 2)",
                "sprig.split(',', 'a')",
                "sprig.now()",
                "sprig.splitList(',', 'a')",
                "sprig.dict('a', 1)",
                "nil",
                "sprig.until(2)",
                "sprig.float64(1)",
                "sprig.upper('a')",
            )
        )
    return _K[kind](random) if kind in "sibpLZDQktcVu" else random.choice(("'a'", "1"))
