"""Templates of kubectl's JSONPath that lead somewhere in the object that they are asked of."""

from __future__ import annotations

import re
from random import Random
from typing import Any

from tests.oracles.inputs.conditions import OBJECTS
from tests.oracles.inputs.documents import below, document, member
from tests.oracles.inputs.mutation import mutated

SEEDS = (
    "{.status.phase}", "{.status.conditions[0].type}", "{.status.conditions[*].type}", "{.items[?(@.age>40)].first}",
    '{.status.conditions[?(@.type=="Ready")].status}', "{.metadata.labels.a\\.b/c}", "{..type}", "{.spec.list[0,2]}",
    "{.spec.list[-1]}", "{.items[0:2].age}", "{.items[::2].age}", "{range .items[*]}{.first}={.age}{'\\n'}{end}", "{@}", "{$}",
    "phase is {.status.phase}!", "{.status.replicas}", "{.status.ready}", "{.status.none}", "{.nope}", "{.status['phase','f']}",
    "{['status'].phase}", "{.items[*]['first','age']}", "{.status.*}", "{.status.f} {.status.e}", '{"a b"}', ".status.phase",
    "{.items[?(@.nets)].first}", "{.items[?(@.first=='Tom')].nets[0]}", "{range .items[*]}[{.first}{range .nets[*]} {@}{end}] {end}",
    "{.spec.list}", "{.status.conditions}", "{.items[5]}", "{.items[?(@.age != 37)].first}", "{.a.b.c}", "{ .kind }", "{1}", "{true}",
    "{.items[1:]}", "{.items[:1]}", "{.items[-2:-1].first}", "{.items[0].nets[*]}", "{..age}", "{.items..nets}", "{$.kind}",
    "{range .items[*]}{range .nets[*]}{@}{end}{.first}{end}", "{range .nope[*]}x{end}y", "{.items[0,1:2]['first']}", "{end}", "{range}",
    "{.items[?(@.age>=37)].age}", "{.items[?(@.first<'B')].first}", "{.items[?(.age==45)]}", "{.items[?(@.nets[0]=='ig')].first}",
)  # fmt: skip
_TEXTS = ("", "", " ", "x", "=", "\n", "\t", "name: ", "}", "]", "'", "é", ", ", "a.b", "$", "\\n")
_ESCAPED = re.compile(r"([ \t\r\n.,\[\]$@{}\\])")
_CONSTANTS = ("1", "40", "-1", "1.5", "2.0", "true", "false", "'x'", '"x"', "'Ready'", '"a"', "+3", "''", "'a b'", "9007199254740993",
              "'it\\'s'", '"\\u00e9"', "'\\n'", "0", "7", "'True'", "99999999999999999999", "1.", ".5", "1e3")  # fmt: skip


def request(random: Random) -> dict[str, Any]:
    kind = random.random()
    data = document(random) if kind > 0.12 else random.choice(OBJECTS)
    text = _template(random, data, random.randint(1, 3), 2) if kind > 0.12 else random.choice(SEEDS)
    if kind < 0.08 or kind > 0.87:
        text = mutated(random, text, SEEDS)
    return {"op": "jsonpath", "text": text, "data": data}


def _template(random: Random, value: Any, parts: int, depth: int) -> str:
    return random.choice(_TEXTS) + "".join(
        _part(random, value, depth) + random.choice(_TEXTS).replace("{", "") for _ in range(parts)
    )


def _part(random: Random, value: Any, depth: int) -> str:
    kind = random.random()
    if kind < 0.2 and depth:
        path, found = _path(random, value, random.randint(0, 3))
        items = found if isinstance(found, list) else [found]
        body = _template(random, random.choice(items) if items else None, random.randint(1, 2), depth - 1)
        every = random.choice(("[*]", "[*]", "", ".*", "[:]")) if isinstance(found, list) else ""
        return f"{{{random.choice(('range ', 'range'))}{path}{every}}}{body}{{{random.choice(('end', 'end', ' end ', ''))}}}"
    if kind < 0.28:
        return f"{{{random.choice(_CONSTANTS)}}}"
    path, _ = _path(random, value, random.randint(1, 4))
    extra = random.choice(("", "", "", "", "@", "$", " ", "$ "))
    return f"{{{extra}{path}{random.choice(('', '', '', ' '))}}}"


def _path(random: Random, value: Any, count: int) -> tuple[str, Any]:
    found = ""
    while count > 0 and (isinstance(value, (dict, list)) or random.random() < 0.1):
        count -= 1
        step, value = _step(random, value)
        found += step
    return found or ".", value


def _step(random: Random, value: Any) -> tuple[str, Any]:
    inner = below(value)
    some = random.choice(inner) if inner else None
    kind = random.random()
    if kind < 0.05:
        return random.choice((".*", "[*]")) if isinstance(value, list) else ".*", some
    if kind < 0.1:
        key = member(random, value)
        return random.choice((f"..{_name(key)}", f"..{_name(member(random, some))}", "..*", "..", "..[0]")), None
    if isinstance(value, dict):
        return _of_map(random, value)
    return _of_list(random, value, inner, some)


def _name(key: str) -> str:
    return _ESCAPED.sub(r"\\\1", key)


def _of_map(random: Random, value: dict[str, Any]) -> tuple[str, Any]:
    key = member(random, value)
    kind = random.random()
    if kind < 0.7:
        return f".{_name(key)}", value.get(key)
    if kind < 0.85:
        return random.choice(("", ".")) + f"['{_name(key)}']", value.get(key)
    keys = [f"'{_name(member(random, value))}'" for _ in range(random.randint(2, 3))]
    return f"[{random.choice((',', ', ')).join(keys)}]", value.get(key)


def _of_list(random: Random, value: Any, inner: list[Any], some: Any) -> tuple[str, Any]:
    size = len(inner)
    match random.randrange(12):
        case 0 | 1 | 2:
            return "[*]", some
        case 3 | 4:
            at = random.randint(-size, max(size - 1, 0))
            return f"[{at}]", inner[at] if size else None
        case 5 | 6:
            return f"[{_slice(random, size)}]", inner
        case 7:
            parts = [random.choice((str(random.randint(0, max(size - 1, 0))), _slice(random, size))) for _ in range(2)]
            return f"[{random.choice((',', ', ')).join(parts)}]", inner
        case 8 | 9 | 10:
            return _filter(random, some), some
        case _:
            return random.choice(
                ("[5]", "[-7]", "[2:1]", "[0:9]", "[:-1]", "[::0]", "[0:2:-1]", "[]", "[:]", "[0:0]", "[9:9]")
            ), some


def _slice(random: Random, size: int) -> str:
    first, last = sorted((random.randint(0, size), random.randint(0, size)))
    first = random.choice(("", str(first), str(first), str(first - size) if first < size else ""))
    step = random.choice(("", "", "", ":", ":1", ":2", ":3"))
    return f"{first}:{random.choice(('', str(last), str(last)))}{step}"


def _filter(random: Random, item: Any) -> str:
    left, found = _path(random, item, random.randint(0, 2))
    left = random.choice(("@", "@", "@", "")) + (left if left != "." else "")
    kind = random.random()
    if kind < 0.2:
        return f"[?({left})]"
    right = random.choice(_CONSTANTS)
    if kind < 0.75:
        right = _literal(random, found)
    elif kind < 0.8:
        right = f"@{_path(random, item, 1)[0]}"
    sign = random.choice(("==", "==", "!=", "<", ">", "<=", ">=", " == ", " > ", "=", "!"))
    sign = "==" if sign in ("=", "!") and random.random() < 0.8 else sign
    return f"[?({left}{sign}{right})]"


def _literal(random: Random, value: Any) -> str:
    """A constant of the value's own kind, as comparisons need it."""
    match value:
        case bool():
            return random.choice(("true", "false"))
        case int():
            return str(random.choice((value, value + 1, 0)))
        case float():
            return f"{value:f}"
        case _:
            text = value if isinstance(value, str) and random.random() < 0.7 else random.choice(("a", "x", "Ready"))
            mark = random.choice("'\"")
            return mark + text.replace("\\", "\\\\").replace(mark, "\\" + mark).replace("\n", "\\n") + mark
