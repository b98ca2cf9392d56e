"""Expressions: written from a grammar, well typed for the most part, and realistic ones changed a little."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.oracles.inputs.mutation import mutated
from tests.oracles.inputs.realistic import ENV, SEEDS
from tests.oracles.inputs.typed import TYPES, written


def request(random: Random) -> dict[str, Any]:
    """One expression."""
    return {"op": "expr", "text": _text(random, random.choice(TYPES), 0.1), "env": ENV}


def condition(random: Random) -> dict[str, Any]:
    """One condition, asked for its truth."""
    type = "bool" if random.random() < 0.96 else random.choice(TYPES)
    return {"op": "expr_bool", "text": _text(random, type, 0.04), "env": ENV}


def _text(random: Random, type: str, changed: float) -> str:
    kind = random.random()
    if kind >= 2 * changed:
        return written(random, type, random.randint(1, 4))
    if kind >= changed:
        return mutated(random, written(random, type, random.randint(1, 3)), SEEDS)
    return mutated(random, random.choice(SEEDS), SEEDS)


__all__ = ["ENV", "SEEDS", "condition", "request"]
