"""Filters of jq over objects."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.oracles.inputs.conditions import OBJECTS
from tests.oracles.inputs.mutation import mutated

JQ = (
    ".status.phase", ".status.conditions[0].type", ".status.conditions[].type", ".items | map(.age) | add", ".items | length",
    '.status.conditions[] | select(.type == "Ready") | .status', ".status.replicas + 1", ".kind // \"none\"", "[.items[].first]",
    ".items | sort_by(.age) | reverse | .[0].first", "{name: .metadata.name, kind}", "keys", ".status | to_entries", ".[\"status\"]",
    ".items[] | \"\\(.first) is \\(.age)\"", "if .kind == \"Job\" then 1 else 2 end", "try error(\"x\") catch .", ".nope.x", ".a?.b?",
    "[.items[] | select(.age > 40)] | length", ".status.phase | ascii_downcase", ".status.phase | test(\"^S\")", "..", "[..] | length",
    "reduce .items[] as $i (0; . + $i.age)", "[limit(3; range(10))]", ".items as $x | $x[0].first", "def f(x): x * 2; f(.status.replicas)",
    ".items | group_by(.age) | map(length)", ".items | map({(.first): .age}) | add", "[paths] | length", ".spec.list | join(\",\")",
    ".items | any(.age > 40)", ".items | min_by(.age).first", "tojson", ".status | has(\"phase\")", "[.items[].nets[]] | unique",
    ".items[0] | with_entries(.value |= tostring)", ".status.conditions |= map(.type)", "del(.items)", ".items | first", "@base64 \"x\\(.kind)\"",
    ".kind | @json", "[.items[].age] | @csv", "\"a,b\" | split(\",\")", "1 as $x | 2 as $y | [$x,$y]", "[1,2,3] | .[1:]", "ltrimstr(\"a\")",
    ".items | to_entries[] | .key", "input", "$ENV.HOME", "env | length", "[.[]?]", "null", "[1,[2]] | flatten", "{} | .a.b.c = 1",
    "label $out | 1, break $out, 2", "[range(0;10;3)]", "\"x\" * 3", "[3,1,2] | sort", ".items[1:] | .[0].first", "type", "not", "-1",
    "[.items[] | .age as $a | $a * 2]", "1, 2 | . + 1", ".status.f == 1.5 and true", "\"abc\" | explode | implode", "limit(1; .items[])",
    ".items | map(select(.first | startswith(\"T\")))", "[splits(\"a\")]", "\"a1b2\" | [scan(\"[0-9]\")]", "\"x\" | gsub(\"x\"; \"y\")", "now | type",
    ".. | numbers", "[.items[].age] | (min, max)", "10 / 4", "10 % 4", "{a: 1} * {b: {c: 2}}", "[1,2] - [2]", "\"abc\" | .[1:2]", "tostring",
    "\"1.5\" | tonumber", "[1,2,3] | index(2)", "\"abcb\" | indices(\"b\")", "[1,2] | contains([1])", "infinite | floor", "nan | isnan", "@text",
    "to_entries | map(.key) | sort", ".items | length as $n | $n", "getpath([\"status\",\"phase\"])", "[.items[] | keys[0]]", "walk(.)", "ascii",
)  # fmt: skip


def jq(random: Random) -> dict[str, Any]:
    """What ``valueFrom.jqFilter`` holds, and an object."""
    return {"op": "jq", "text": _changed(random, JQ), "data": random.choice(OBJECTS)}


def _changed(random: Random, seeds: tuple[str, ...]) -> str:
    text = random.choice(seeds)
    kind = random.random()
    if kind < 0.15:
        return text
    if kind < 0.35 and seeds is JQ:
        return text + random.choice((" | ", ", ", " // ", " == ", " + ", " and ")) + random.choice(seeds)
    return mutated(random, text, seeds)
