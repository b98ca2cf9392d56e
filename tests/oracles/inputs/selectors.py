"""Label selectors over objects, and the paths of gjson that their keys are."""

from __future__ import annotations

import re
from random import Random
from typing import Any

from tests.oracles.inputs.conditions import OBJECTS
from tests.oracles.inputs.documents import thing
from tests.oracles.inputs.mutation import mutated

SEEDS = (
    "status.phase == Succeeded", "status.phase = Succeeded,status.replicas > 2", "status.phase in (Running, Succeeded)",
    "status.phase notin (Failed)", "!status.phase", "status.ready", "status.succeeded > 0, status.active < 1",
    "status.conditions.0.status == True", "status.conditions.#.type == x", "status.f == 1.5", "status.phase != ''",
    "metadata.name=x", "kind==Job,status.active=0", "status.conditions.1.n < 7", "status.phase in ()", "status.phase==",
    "metadata.labels.app in (web,api),status.ready==true", "status.none", "status.none == ", "a.b.c==x", "x in (a),y", "",
    "status.succeeded >> 0", "status.phase in (a,,b)", "in in (in)", "notin notin (notin, in)", "!in", "in", "x notin ( , )",
    "example.com/a.b == c", "status.phase == Running || status.phase == Done", "status.replicas >= 3", "status.phase == 'Done'",
)  # fmt: skip
_WORD = re.compile(r"([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]")
_VALUES = (
    "Succeeded",
    "Running",
    "x",
    "a",
    "1",
    "0",
    "3",
    "True",
    "true",
    "in",
    "notin",
    "A1_b",
    "x-y",
    "v1.2",
    "1.5",
    "",
)
_KEYS = (
    "status.phase",
    "nope",
    "a.b",
    "in",
    "notin",
    "example.com/name",
    "a",
    "status",
    "x_y",
    "a-b.c",
    "0",
    "items.18446744073709551616",
)
_BLANKS = ("", "", " ", " ", "  ", "\t", "\n")


def selector(random: Random) -> dict[str, Any]:
    """A condition of a resource template, and the object that it is asked of."""
    kind = random.random()
    data = thing(random) if kind > 0.12 else random.choice(OBJECTS)
    text = _selector(random, data) if kind > 0.12 else random.choice(SEEDS)
    if kind < 0.08 or kind > 0.85:
        text = mutated(random, text, SEEDS)
    return {"op": "selector", "text": text, "data": data}


def gjson(random: Random) -> dict[str, Any]:
    """A path as a label's key may write one, and an object."""
    data = thing(random)
    path, _ = _place(random, data)
    kind = random.random()
    if kind < 0.1:
        parts = path.split(".")
        parts.insert(
            random.randint(0, len(parts)),
            random.choice(("", "0", "01", "a", "00", "x-y", "9", "18446744073709551617", "a/b")),
        )
        path = ".".join(parts)
    elif kind < 0.15:
        path = random.choice(_KEYS)
    return {"op": "gjson", "text": path, "data": data}


def _place(random: Random, value: Any) -> tuple[str, Any]:
    """A path to somewhere in the value, as far as a key can name it, and what stands there."""
    parts: list[str] = []
    for _ in range(random.randint(1, 4)):
        steps: list[tuple[str, Any]] = []
        if isinstance(value, dict):
            steps = [(key, inner) for key, inner in value.items() if _WORD.fullmatch(key) and "." not in key]
        elif isinstance(value, list):
            steps = [(str(at), inner) for at, inner in enumerate(value)]
        if not steps:
            break
        step, value = random.choice(steps)
        parts.append(step)
    return (".".join(parts), value) if parts else (random.choice(_KEYS), None)


def _selector(random: Random, data: Any) -> str:
    parts = [_requirement(random, data) for _ in range(random.choice((1, 1, 1, 2, 2, 3)))]
    return random.choice((",", ", ", " , ")).join(parts)


def _requirement(random: Random, data: Any) -> str:
    key, value = _place(random, data)
    if random.random() < 0.08:
        key = random.choice(_KEYS)
    blank = random.choice(_BLANKS)
    match random.randrange(9):
        case 0:
            return key
        case 1:
            return f"!{blank}{key}"
        case 2 | 3:
            listed = [_value(random, value) for _ in range(random.choice((0, 1, 1, 2, 3)))]
            inner = random.choice((",", ", ", " ,")).join(listed)
            return f"{key} {random.choice(('in', 'notin'))}{random.choice(_BLANKS)}({inner}{random.choice(('', '', '', ','))})"
        case 4:
            number = value if isinstance(value, int) and not isinstance(value, bool) else 1
            number += random.choice((-1, 0, 1))
            return f"{key}{blank}{random.choice('<>')}{blank}{number if random.random() < 0.95 else 'x'}"
        case _:
            return f"{key}{blank}{random.choice(('=', '==', '!='))}{blank}{_value(random, value)}"


def _value(random: Random, value: Any) -> str:
    """What stands there, if a label can be that."""
    shown = (
        {True: "true", False: "false", None: ""}.get(value, str(value)) if not isinstance(value, (dict, list)) else ""
    )
    if _WORD.fullmatch(shown) and random.random() < 0.7:
        return shown
    return random.choice(_VALUES)
