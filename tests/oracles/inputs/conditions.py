"""Conditions: ``when`` after substitution and ``depends``; objects that look like Kubernetes'."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.oracles.inputs.mutation import mutated

WHEN = (
    "heads == heads", "'heads' == tails", "my-step == my-step", "\"a b\" == 'a b'", "1 == 1.0", "'1' == 1", "5 > 3",
    "Failed in (Failed, Error)", "Failed in ('Failed')", "foo =~ '^f'", "'foo' !~ \"o$\"", "'2024-01-02' > '2024-01-01'",
    "true && !false", "(a == b) || (c == c)", "1 + 2 * 3 == 7", "2 ** 3 > 7 && 7 % 2 == 1", "a.b == c", "10 / 4 >= 2.5",
    "true ? a : b", "x ?? y == x", "-3 < 0", "1 ==-1", "", "!true", "'a' + 'b' == 'ab'", "foo != ''", "[a b] == 'a b'",
    "0x1f == 31", "1e3 == 1000", "6 & 3 == 2", "1 | 2 == 3", "1 << 4 == 16", "~1 == -2", "a, b", "(1, 2, 3)", "3 in (1, 2, 3)",
    "'it''s' == x", "a\\-b == 'a-b'", "heads==heads&&tails!=heads", "a = b", "a and b", "not a", "a === b", "foo() == 1",
    "1 < 'a'", "abc < abd", "'2024-01-01T10:00:00Z' == '2024-01-01 10:00:00'", "true == 'true'", "((a == a)", "a == a)",
    "1.2.3 == 1.2.3", "3.5 == 3.50", "== b", "a ==", "succeeded == true", "'a' in ('a','b') && true", "x =~ '['", "a ? b",
    "(true ? 1 : 2) == 1", "v1.2 == v1.2", "2024-01-01 == 2023", "{{x}} == y", "a>b", "a <b", "5>=5 == true", "'日' == 日",
)  # fmt: skip
_PIECES = ("a", "b", "foo", "'a'", "\"b\"", "'x y'", "1", "2.5", "-1", "0", "true", "false", "'2024-01-02'", "(", ")", "==",
           "!=", "<", ">", "<=", ">=", "=~", "!~", "in", "&&", "||", "!", "+", "-", "*", "/", "%", "**", "?", ":", "??", ",",
           "&", "|", "^", "<<", ">>", "~", "a.b", "[v]", "'^a'", "''", "1e2", "0x10", "nil", "IN", "a-b", "(a, b)", "(1)")  # fmt: skip


def when(random: Random) -> dict[str, Any]:
    """A condition of a step."""
    kind = random.random()
    if kind < 0.35:
        text = mutated(random, random.choice(WHEN), WHEN)
    elif kind < 0.55:
        text = random.choice(("", " ")).join(random.choice(_PIECES) for _ in range(random.randint(1, 9)))
    else:
        text = _logical(random, random.randint(0, 3))
    return {"op": "when", "text": text}


def _operand(random: Random, depth: int) -> str:
    if depth <= 0 or random.random() < 0.4:
        return random.choice(
            ("a", "foo", "'a'", '"b c"', "1", "2.5", "true", "false", "0", "7", "'2024-01-02'", "-4", "''")
        )
    left, right = _operand(random, depth - 1), _operand(random, depth - 1)
    sign = random.choice(("+", "-", "*", "/", "%", "**", "&", "|", "^", "<<", ">>", "?", ":", "??", ","))
    made = f"{left} {sign} {right}"
    return f"({made})" if random.random() < 0.4 else made


def _logical(random: Random, depth: int) -> str:
    if depth <= 0:
        sign = random.choice(("==", "!=", "<", ">", "<=", ">=", "=~", "!~", "in"))
        return f"{_operand(random, 2)} {sign} {_operand(random, 2)}"
    match random.randrange(5):
        case 0:
            return f"!({_logical(random, depth - 1)})"
        case 1:
            return f"({_logical(random, depth - 1)})"
        case 2:
            tail = f"? {_logical(random, depth - 1)} : {_logical(random, depth - 1)}"
            return f"{_logical(random, depth - 1)} {tail}"
        case _:
            return f"{_logical(random, depth - 1)} {random.choice(('&&', '||'))} {_logical(random, depth - 1)}"


_TASKS = ("A", "B", "build-it", "x1", "a-b-c", "Z")
_RESULTS = ("Succeeded", "Failed", "Errored", "Skipped", "Omitted", "Daemoned", "AnySucceeded", "AllFailed")


def depends(random: Random) -> dict[str, Any]:
    """A condition of a task in which each task has its result, and what became of the tasks."""
    text = _dependence(random, random.randint(0, 3))
    if random.random() < 0.3:
        text = mutated(random, text, ("A.Succeeded", "not B.Failed", "A.Nope", "true", "A == B", "A.Succeeded ?? B"))
    outcomes = {task: random.sample(_RESULTS, random.randint(0, 2)) for task in _TASKS}
    return {"op": "depends", "text": text, "env": outcomes}


def _dependence(random: Random, depth: int) -> str:
    if depth <= 0:
        return f"{random.choice(_TASKS)}.{random.choice(_RESULTS)}"
    match random.randrange(7):
        case 0:
            return f"!{_dependence(random, depth - 1)}"
        case 1:
            return f"({_dependence(random, depth - 1)})"
        case 2:
            parts = (_dependence(random, depth - 1) for _ in range(3))
            return "{} ? {} : {}".format(*parts)
        case _:
            sign = random.choice(("&&", "||", "&&", "||", "==", "!=", "and", "or"))
            return f"{_dependence(random, depth - 1)} {sign} {_dependence(random, depth - 1)}"


OBJECTS: tuple[Any, ...] = (
    {"status": {"phase": "Succeeded", "replicas": 3, "ready": True, "succeeded": 1, "none": None, "f": 1.50, "e": 1e21,
                "conditions": [{"type": "Ready", "status": "True", "n": 1}, {"type": "Failed", "status": "False", "n": 5}]},
     "metadata": {"name": "x", "labels": {"a.b/c": "v", "app": "web"}, "items": []}, "spec": {"list": [1, "two", [3]]}},
    {"status": {"active": 0, "phase": ""}, "kind": "Job", "a": {"b": {"c": "ü<&>"}}},
    {"items": [{"first": "Tom", "age": 37, "nets": ["ig", "fb"]}, {"first": "Ann", "age": 45, "nets": []}], "": 1},
)  # fmt: skip
