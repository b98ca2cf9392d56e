"""Documents to look into, and the places in them: what the languages of paths are asked about."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.oracles.inputs.conditions import OBJECTS
from tests.oracles.inputs.mutation import FLOATS, INTEGERS, WORDS

KEYS = (
    "a",
    "b",
    "name",
    "status",
    "type",
    "items",
    "n",
    "length",
    "x-y",
    "a.b",
    "é",
    "a b",
    "index",
    "0",
    "list",
    "it's",
    "in",
    "",
)
_WEIGHTS = (9, 9, 9, 6, 6, 6, 9, 1, 1, 1, 1, 1, 1, 1, 4, 1, 1, 1)
SCALARS: tuple[Any, ...] = (None, True, False, "", "x", "Ready", "True", "7", "'q'", '"d"', "null", *WORDS[:9])


def document(random: Random) -> Any:
    """A map mostly, sometimes one of the objects that look like Kubernetes', now and then anything."""
    kind = random.random()
    if kind < 0.3:
        return random.choice(OBJECTS)
    if kind < 0.9:
        return _map(random, 3)
    return anything(random, 3)


def thing(random: Random) -> Any:
    """A map, as every object of Kubernetes is one."""
    return random.choice(OBJECTS) if random.random() < 0.3 else _map(random, 3)


def anything(random: Random, depth: int) -> Any:
    match random.randrange(9 if depth > 0 else 5):
        case 0 | 1:
            return random.choice(SCALARS)
        case 2 | 3:
            return random.choice((*INTEGERS[:11], 1.5, 2.0, -0.5, 40, 37))
        case 4:
            return random.choice((float(random.choice(FLOATS)), random.choice(INTEGERS), random.choice(WORDS)))
        case 5 | 6:
            return _map(random, depth - 1)
        case _:
            return _list(random, depth - 1)


def _map(random: Random, depth: int) -> dict[str, Any]:
    keys = random.choices(KEYS, _WEIGHTS, k=random.randint(1, 5))
    return {key: anything(random, depth) for key in keys}


def _list(random: Random, depth: int) -> list[Any]:
    size = random.choice((0, 1, 2, 2, 3, 3, 4))
    if random.random() < 0.6:  # things of one kind, as lists mostly are
        keys = random.choices(KEYS[:7], k=random.randint(1, 3))
        return [{key: anything(random, depth - 1) for key in keys if random.random() < 0.9} for _ in range(size)]
    return [anything(random, depth) for _ in range(size)]


def below(value: Any) -> list[Any]:
    """What stands right below."""
    if isinstance(value, dict):
        return list(value.values())
    return list(value) if isinstance(value, list) else []


def member(random: Random, value: Any) -> str:
    """A key of the value, or of what stands in its list; sometimes one that is not there."""
    inner = value
    if isinstance(value, list) and value:
        inner = random.choice(value)
    if isinstance(inner, dict) and inner and random.random() < 0.93:
        return random.choice(list(inner))
    return random.choice(KEYS)
