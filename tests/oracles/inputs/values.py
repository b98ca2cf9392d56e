"""Numbers, quoting, JSON."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from tests.oracles.inputs.mutation import FLOATS, INTEGERS, WORDS, mutated


def floats(random: Random) -> dict[str, Any]:
    kind = random.random()
    if kind < 0.3:
        return {"op": "floats", "text": mutated(random, random.choice(FLOATS), FLOATS)}
    if kind < 0.6:
        return {"op": "floats", "text": repr(random.uniform(-1, 1) * 10.0 ** random.randint(-320, 308))}
    digits = str(random.randint(0, 10 ** random.randint(1, 25)))
    return {"op": "floats", "text": f"{digits}.{random.randint(0, 999)}e{random.randint(-40, 40)}"}


def text(random: Random) -> dict[str, Any]:
    return {"op": "quote", "text": _text(random)}


def _text(random: Random) -> str:
    if random.random() < 0.3:
        return mutated(random, random.choice(WORDS), WORDS)
    ranges = ((0, 31), (32, 126), (127, 255), (256, 0x2FFF), (0x3000, 0xD7FF), (0xE000, 0xFFFF), (0x10000, 0x10FFFF))
    return "".join(chr(random.randint(*random.choice(ranges))) for _ in range(random.randint(0, 6)))


def value(random: Random, depth: int = 3) -> Any:
    """Plain data."""
    kind = random.randrange(7 if depth else 5)
    match kind:
        case 0:
            return random.choice((None, True, False))
        case 1:
            return random.choice(INTEGERS)
        case 2:
            return float(random.choice(FLOATS))
        case 3 | 4:
            return _text(random)
        case 5:
            return [value(random, depth - 1) for _ in range(random.randint(0, 3))]
        case _:
            return {_text(random): value(random, depth - 1) for _ in range(random.randint(0, 3))}


def json_text(random: Random) -> dict[str, Any]:
    """A JSON text to be decoded and written again."""
    indent = random.choice((None, None, 0, 2))
    made = json.dumps(value(random), ensure_ascii=random.random() < 0.5, indent=indent)
    if random.random() < 0.28:
        made = mutated(
            random, made, ('{"a": [1, 2.50, "\\u00e9"]}', "[01]", "1e400", '"\\ud800"', "nul", "-", '{"a":1,}')
        )
    return {"op": "json", "text": made}
