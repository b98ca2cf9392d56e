"""Calls of Argo's function ``jsonpath``: paths that lead somewhere in the document that they are asked of."""

from __future__ import annotations

import json
import re
from random import Random
from typing import Any

from tests.oracles.inputs.conditions import OBJECTS
from tests.oracles.inputs.documents import anything, below, document, member
from tests.oracles.inputs.forms import quoted
from tests.oracles.inputs.mutation import mutated

SEEDS = (
    "$.status.phase", "$.status.conditions[0].type", "$.status.conditions[*].type", "$..type", "$.items[?(@.age>40)].first",
    "$['status']['phase']", "$.items[-1].first", "$.items[0:1]", "$.items[0,1].age", "$.*", "$", "$.nope", "$.items[9]",
    "$.status.conditions[?(@.type=='Ready')].status", "$.items[(@.length-1)].first", "$.items.length", "$..*", "$.items[::2]",
    "status.phase", "$.items[?(@.first=~'^T')].age", "$.items[?(@.nets)].first", "$.spec.list[2][0]", "$['status','kind']",
    "$.status.none", "$.items[?(@.age>=37 && @.first=='Tom')]", "@.kind", "$.items[*].nets[*]", "$.status.replicas", "$.",
    "$.items[?(@.first in ['Tom','Ann'])].age", "$.items[?(@.nets[0] not in [1])]", "$[?(!@.a)]", "$.items[(1-1)]", "$.['a']",
    "$.items[?('ig' in @.nets)].first", "$.items[?((@.age+1)*2 > 80)]", "$.items[?(@.age % 2 == 1)]", "$.items[?(@.age ** 2 > 1500)]",
    "$.items[?(@.first == $.items[0].first)]", "$..[0]", "$..['first']", "$..[?(@.age)]", "$.items[(@.length-1),0]", "$.$.a", "$.@",
    "$.items[?(@.age - 1 == 36 || @.age / 2 < 20)]", "$.items[-2:]", "$.items[::-1].first", "$.items[1:0:-1]", "$..length", "$...a",
)  # fmt: skip
_SIMPLE = re.compile(r"[^.\[\]'()\s][^.\[\]'()]*")
_COMPARISONS = ("==", "!=", "<", ">", "<=", ">=", "=~", "==", ">", " == ", " != ", " < ", " >= ", " =~ ")
_SUMS = ("+", "-", "*", "/", "%", "**", " + ", " - ", " * ", " / ", " % ", " ** ")
_CONSTANTS = ("0", "1", "2", "7", "40", "1.5", "-1", "'Ready'", "'x'", '"x"', "true", "false", "nil", "null", "'a'", "x", "1e3",
              "'^T'", "'.*'", "^[a-z]+$", "[1,2]", '["a","b"]', "['a','b']", '{"k":1}', "''", "'True'", "'7'", "NaN", "_", "a b")  # fmt: skip


def request(random: Random) -> dict[str, Any]:
    data, path = _asked(random)
    return {"op": "expr", "text": f"jsonpath(data, {quoted(random, path)})", "env": {"data": json.dumps(data)}}


def path(random: Random) -> str:
    """A path alone."""
    return _asked(random)[1]


def _asked(random: Random) -> tuple[Any, str]:
    data = document(random)
    kind = random.random()
    if kind < 0.12:
        data, path = random.choice(OBJECTS), random.choice(SEEDS)
    else:
        path = _path(random, data)
    if kind < 0.06 or kind > 0.89:
        path = mutated(random, path, SEEDS)
    return data, path


def _path(random: Random, data: Any) -> str:
    return random.choice("$$$$$$$$$@") + _steps(random, data, data, random.randint(0, 5), 2)


def _steps(random: Random, root: Any, value: Any, count: int, depth: int) -> str:
    """So many steps, each of which fits what the one before may find; fewer where nothing is below."""
    found = ""
    while count > 0:
        count -= 1
        if random.random() < 0.04:
            found += ".length"
            value = 1
            continue
        if not isinstance(value, (dict, list)) and random.random() < 0.85:
            break
        step, value = _step(random, root, value, depth)
        found += step
    return found


def _step(random: Random, root: Any, value: Any, depth: int) -> tuple[str, Any]:
    """A step and something that it may find."""
    inner = below(value)
    some = random.choice(inner) if inner else None
    kind = random.random()
    if kind < 0.06:
        return random.choice((".*", "[*]", ".[*]", "[ * ]")), some
    if kind < 0.11:
        deep = random.choice([one for one in (value, *inner) if isinstance(one, (dict, list))] or [value])
        return random.choice(("..*", f"..{_name(random, deep)}", "..[0]", "..", f"..['{member(random, deep)}']")), some
    if kind < 0.2 and depth:
        return _filtered(random, root, value, depth), some
    if isinstance(value, dict) or (not isinstance(value, list) and kind < 0.7):
        return _of_map(random, root, value, depth)
    return _of_list(random, root, value, depth)


def _name(random: Random, value: Any) -> str:
    key = member(random, value)
    return key if _SIMPLE.fullmatch(key) else "a"


def _of_map(random: Random, root: Any, value: Any, depth: int) -> tuple[str, Any]:
    key = member(random, value)
    under = value.get(key) if isinstance(value, dict) else None
    kind = random.random()
    if kind < 0.6 and _SIMPLE.fullmatch(key):
        return f".{key}", under
    if kind < 0.9:
        mark = random.choice("'''\"")
        shown = key.replace(mark, "\\" + mark)
        return random.choice(("", "", ".")) + f"[{mark}{shown}{mark}]", under
    keys = [f"'{member(random, value)}'" for _ in range(random.randint(2, 3))]
    if depth and random.random() < 0.1:
        keys[0] = f"({_sum(random, root, value, depth - 1)})"
    return f"[{random.choice((',', ', ', ' , ')).join(keys)}]", [under]


def _of_list(random: Random, root: Any, value: Any, depth: int) -> tuple[str, Any]:
    size = len(value) if isinstance(value, list) else 0
    inner = below(value)
    at = random.randint(-size, max(size - 1, 0)) if random.random() < 0.93 else random.randint(-5, 5)
    some = inner[at] if -size <= at < size else None
    match random.randrange(10):
        case 0 | 1 | 2 | 3:
            return random.choice((f"[{at}]", f"[ {at} ]", f"[{at}]", f".[{at}]")), some
        case 4 | 5 | 6:
            edges = [_edge(random, root, value, depth) for _ in range(random.choice((2, 2, 3)))]
            return f"[{':'.join(edges)}]", inner
        case 7:
            return (
                f"[{','.join(_edge(random, root, value, depth, filled=True) for _ in range(random.randint(2, 3)))}]",
                inner,
            )
        case 8 if depth:
            inside = random.choice(("@.length-1", "@.length - 1", "0", "1-1", _sum(random, root, value, depth - 1)))
            return f"[({inside})]", some
        case _:
            return "[*]", some


def _edge(random: Random, root: Any, value: Any, depth: int, filled: bool = False) -> str:
    kind = random.random()
    if kind < 0.35 and not filled:
        return ""
    if kind < 0.42 and depth:
        return f"({_sum(random, root, value, depth - 1)})"
    return str(
        random.choice(
            (0, 1, 2, 3, -1, -2, 1, 0, 5, 9223372036854775807, -9223372036854775808, "+1", "01")[
                : 7 if kind < 0.9 else 13
            ]
        )
    )


def _filtered(random: Random, root: Any, value: Any, depth: int) -> str:
    inner = below(value)
    item = random.choice(inner) if inner else None
    return random.choice(("[?({})]", "[?( {} )]", ".[?({})]")).format(
        _condition(random, root, item, random.randint(0, 2), depth - 1)
    )


def _condition(random: Random, root: Any, item: Any, size: int, depth: int) -> str:
    if size > 0 and random.random() < 0.6:
        left, right = (_condition(random, root, item, size - 1, depth) for _ in range(2))
        made = left + random.choice(("||", "&&", " || ", " && ")) + right
        return random.choice((made, made, f"({made})", f"!({made})"))
    kind = random.random()
    if kind < 0.15:
        return random.choice(("", "!")) + _operand(random, root, item, depth)
    if kind < 0.3:
        left, right = _operand(random, root, item, depth), _operand(random, root, item, depth)
        right = random.choice((right, "[1,2]", "['a']", '["Ready","x"]', '{"a":"x"}', "['Ready']"))
        return f"{left}{random.choice((' in ', ' not in '))}{right}"
    made = _sum(random, root, item, depth) + random.choice(_COMPARISONS) + _sum(random, root, item, depth)
    return random.choice((made, made, made, f"({made})"))


def _sum(random: Random, root: Any, item: Any, depth: int) -> str:
    first = _operand(random, root, item, depth)
    if random.random() < 0.75:
        return first
    made = first + random.choice(_SUMS) + _sum(random, root, item, depth)
    return made if random.random() < 0.7 else f"({made})"


def _operand(random: Random, root: Any, item: Any, depth: int) -> str:
    kind = random.random()
    if kind < 0.55:
        return "@" + _steps(random, root, item, random.randint(0, 2), max(depth, 0))
    if kind < 0.62:
        return "$" + _steps(random, root, root, random.randint(0, 3), max(depth, 0))
    if kind < 0.94:
        return random.choice(_CONSTANTS)
    return json.dumps(anything(random, 1))
