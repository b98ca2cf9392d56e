"""Calls of sprig's functions, one by one, with arguments that fit and some that do not."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from tests.oracles.inputs.expressions import quoted
from tests.oracles.inputs.mutation import FLOATS, INTEGERS, WORDS

PATTERNS = (
    "a",
    "^h",
    "[a-z]+",
    "(l+)(o)",
    "\\\\d+",
    "x*",
    "(",
    ".",
    "(?P<n>[a-z])",
    "",
    "[[:alpha:]]",
    "o\\\\b",
    "(?i)H",
    "a|b",
)
_K: dict[str, Callable[[Random], str]] = {
    "s": lambda random: quoted(
        random, random.choice((*WORDS, "hello world", "FooBar baz_qux-x", "a/b/../c.txt", "http://u:p@h:80/p?q=1#f"))
    ),
    "i": lambda random: str(random.choice((0, 1, 2, 3, 5, 7, 10, -1, -2, 42))),
    "n": lambda random: random.choice(
        (str(random.choice(INTEGERS)), random.choice(FLOATS), "'12'", "'1.7'", "'x'", "true", "'0x1f'", "'08'")
    ),
    "b": lambda random: random.choice(("true", "false")),
    "p": lambda random: f"'{random.choice(PATTERNS)}'",
    "$": lambda random: random.choice(("'X'", "'$1'", "'${1}-'", "'$n'", "''", "'$$'", "'$1x'")),
    "v": lambda random: random.choice(_VALUES)(random),
    "l": lambda random: (
        "[" + ", ".join(random.choice((_K["s"], _K["i"]))(random) for _ in range(random.randint(0, 5))) + "]"
    ),
    "a": lambda random: random.choice(("['b', 'a', 'c', 'a']", "['x']", "[]", "split('z,y,x', ',')", "['a', 1, nil]")),
    "m": lambda random: random.choice(("{a: 1}", "{a: 'x', b: {c: 2} }", "{}", "{b: 0, a: ''}", "{'a': [1], k: nil}")),
    "d": lambda random: random.choice(
        ("{a: 1}", "sprig.dict('a', 1, 'b', sprig.dict('c', 2))", "{a: 'x', b: {c: 'y'} }")
    ),
    "k": lambda random: random.choice(("'a'", "'b'", "'c'", "'k'")),
    "c": lambda random: random.choice(
        ("'>1.0'", "'^1.2'", "'~1.2.3'", "'1.x || >=2'", "'=1.2.3'", "'bad'", "'>= 1.2, < 3.0.0'", "'1.2 - 2.0'")
    ),
    "V": lambda random: random.choice(
        ("'1.2.3'", "'v2.0.0-alpha.1+b'", "'1.2'", "'x'", "'0.0.1'", "'1.2.3-rc1'", "'01.2.3'")
    ),
    "t": lambda random: random.choice(
        ("'string'", "'int'", "'slice'", "'map'", "'float64'", "'bool'", "'map[string]interface {}'")
    ),
}
_VALUES = (
    _K["s"], _K["i"], _K["n"], _K["b"], lambda random: "nil", lambda random: _K["l"](random), lambda random: _K["m"](random),
)  # fmt: skip
SIGNATURES: dict[str, tuple[str, ...]] = {
    "abbrev": ("is",), "abbrevboth": ("iis",), "add": ("n", "nn", "nnn", ""), "add1": ("n",), "add1f": ("n",), "addf": ("n", "nn", "nnn"),
    "adler32sum": ("s",), "all": ("v", "vv", ""), "any": ("v", "vv", ""), "append": ("lv",), "atoi": ("s", "n"), "b32dec": ("s",),
    "b32enc": ("s",), "b64dec": ("s",), "b64enc": ("s",), "base": ("s",), "biggest": ("nn",), "camelcase": ("s",), "cat": ("v", "vv", "sss"),
    "ceil": ("n",), "chunk": ("il",), "clean": ("s",), "coalesce": ("v", "vv", "vvv"), "compact": ("l",), "concat": ("l", "ll", "lll"),
    "contains": ("ss",), "deepCopy": ("v",), "deepEqual": ("vv",), "default": ("vv", "v"), "dict": ("sv", "svsv", "svs", ""), "dig": ("kvm", "kkvm", "kkvd"),
    "dir": ("s",), "div": ("nn",), "divf": ("nn", "nnn"), "duration": ("n", "s"), "durationRound": ("s", "n"), "empty": ("v",), "ext": ("s",), "fail": ("s",),
    "first": ("l",), "float64": ("n", "v"), "floor": ("n",), "fromJson": ("s",), "get": ("mk",), "has": ("vl",), "hasKey": ("mk",),
    "hasPrefix": ("ss",), "hasSuffix": ("ss",), "hello": ("",), "indent": ("is",), "initial": ("l",), "initials": ("s",), "int": ("n", "v"),
    "int64": ("n", "v"), "isAbs": ("s",), "join": ("sl", "sv", "sa"), "kebabcase": ("s",), "keys": ("m", "mm"), "kindIs": ("tv",), "kindOf": ("v",),
    "last": ("l",), "list": ("v", "vv", ""), "lower": ("s",), "max": ("n", "nn", "nnn"), "maxf": ("nn",), "merge": ("mm", "dd"), "mergeOverwrite": ("mm", "dd"),
    "min": ("n", "nn"), "minf": ("nn",), "mod": ("nn",), "mul": ("nn", "nnn"), "mulf": ("nn",), "mustAppend": ("lv",), "mustFirst": ("l",), "mustFromJson": ("s",),
    "mustHas": ("vl",), "mustRegexMatch": ("ps",), "mustRegexReplaceAll": ("ps$",), "mustToJson": ("v",), "mustUniq": ("l",), "nindent": ("is",), "nospace": ("s",),
    "omit": ("mk", "mkk"), "osBase": ("s",), "osClean": ("s",), "osDir": ("s",), "osExt": ("s",), "osIsAbs": ("s",), "pick": ("mk", "mkk"), "pluck": ("km", "kmm"),
    "plural": ("ssi",), "prepend": ("lv",), "quote": ("v", "vv"), "regexFind": ("ps",), "regexFindAll": ("psi",), "regexMatch": ("ps",), "regexQuoteMeta": ("s",),
    "regexReplaceAll": ("ps$",), "regexReplaceAllLiteral": ("ps$",), "regexSplit": ("psi",), "repeat": ("is",), "replace": ("sss",), "rest": ("l",), "reverse": ("l",),
    "round": ("ni", "nii"), "semver": ("V",), "semverCompare": ("cV",), "seq": ("i", "ii", "iii", ""), "set": ("mkv",), "sha1sum": ("s",), "sha256sum": ("s",),
    "sha512sum": ("s",), "slice": ("l", "li", "lii"), "snakecase": ("s",), "sortAlpha": ("l", "a"), "split": ("ss",), "splitList": ("ss",), "splitn": ("sis",),
    "squote": ("v", "vv"), "sub": ("nn",), "substr": ("iis",), "swapcase": ("s",), "ternary": ("vvb",), "title": ("s",), "toDecimal": ("v",), "toJson": ("v",),
    "toPrettyJson": ("v",), "toRawJson": ("v",), "toString": ("v",), "toStrings": ("l", "a"), "trim": ("s",), "trimAll": ("ss",), "trimPrefix": ("ss",), "trimSuffix": ("ss",),
    "trunc": ("is",), "tuple": ("vv",), "typeIs": ("tv",), "typeIsLike": ("tv",), "typeOf": ("v",), "uniq": ("l",), "unset": ("mk",), "until": ("i",), "untilStep": ("iii",),
    "untitle": ("s",), "upper": ("s",), "urlJoin": ("m",), "urlParse": ("s",), "values": ("m",), "without": ("lv", "lvv"), "wrap": ("is",), "wrapWith": ("iss",),
    "trimall": ("ss",), "push": ("lv",), "mustChunk": ("il",), "mustSlice": ("lii",), "mustRest": ("l",), "mustLast": ("l",), "mustInitial": ("l",), "mustReverse": ("l",),
    "mustWithout": ("lv",), "mustCompact": ("l",), "mustPrepend": ("lv",), "mustRegexFind": ("ps",), "mustRegexFindAll": ("psi",), "mustRegexSplit": ("psi",),
    "mustToPrettyJson": ("v",), "mustToRawJson": ("v",), "mustMerge": ("mm",), "mustMergeOverwrite": ("mm",), "mustDeepCopy": ("v",), "mustPush": ("lv",),
    "mustRegexReplaceAllLiteral": ("ps$",),
}  # fmt: skip


def request(random: Random) -> dict[str, Any]:
    """One call."""
    return call(random, random.choice(sorted(SIGNATURES)))


def call(random: Random, name: str) -> dict[str, Any]:
    """One call of a function."""
    kinds = random.choice(SIGNATURES[name])
    if random.random() < 0.08:
        kinds += "v"
    arguments = [_K["v" if random.random() < 0.05 else kind](random) for kind in kinds]
    return {"op": "expr", "text": f"sprig.{name}({', '.join(arguments)})", "env": {"empty": None}}
