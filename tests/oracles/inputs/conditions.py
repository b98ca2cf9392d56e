"""Conditions: ``when`` after substitution and ``depends``; objects that look like Kubernetes'."""

from __future__ import annotations

import re
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
_BARE = (
    "heads",
    "a",
    "foo_bar",
    "v2",
    "Succeeded",
    "dév",
    "nil",
    "null",
    "True",
    "x1y2",
    "[a b-c]",
    "[true]",
    "a\\-b",
    "a\\ b",
    "h\\'s",
    "[x\\]y]",
)
_QUOTED = (
    "'a'",
    '"b c"',
    "''",
    "'it\\'s'",
    "'1.5'",
    "'true'",
    "'a,b'",
    "'日本'",
    "'v1.2.3'",
    "'a(b'",
    "'x==y'",
    "'2024-02-30'",
    "'a\\\\b'",
    "'\\t'",
    "'1e3'",
    "'0x1f'",
)
_DATED = ("'2024-01-02'", "'2024-01-02 10:11'", "'Mon Jan  2 15:04:05 2006'", "'3:04PM'", "'2024-01-02T10Z'", "'2024-01-02T10:11:12.5+02:00'")  # fmt: skip
_NUMBERS = (
    "0",
    "1",
    "2",
    "7",
    "2.5",
    "10",
    "0x1f",
    "1.",
    ".5",
    "007",
    "12345678901234567890",
    "3.0",
    "100",
    "0.1",
    "63",
    "1\\0",
)
_FOUND = ("'^a'", "'o'", "foo", "'[0-9]+'", "'.*'", "'(a|b)$'", "'^$'", "'(?i)HEADS'", "'\\\\d'", "'b c'", "heads")
# By what they give: a hole such as ``<num>`` is filled, and blanks may go.
_FORMS = {
    "bool": ("<text> == <text>", "<text> != <text>", "<num> == <num>", "<num> < <num>", "<num> >= <num>", "<num> != <num>", "<text> < <text>", "<text> > <text>", "<time> < <time>", "<time> == <time>",
             "<text> =~ <found>", "<text> !~ <found>", "<text> in (<text>, <text>)", "<num> in (<num>, <num>, <num>)", "<text> in (<text>, <num>)", "<text> IN (<text>,<text>)", "<bool> && <bool>",
             "<bool> || <bool>", "!<group>", "!true", "(<bool>)", "(<bool>) == (<bool>)", "true", "false", "(<bool> ? <bool> : <bool>)", "<text> == <num>", "<text> == <dated>", "<dated> != <text>", "<dated> > <dated>", "<dated> == <num>", "<text> in (<dated>, <text>)", "(<bool>) != <text>", "<any> == <any>",
             "<text> <= <text>", "<num> <= <num>", "(<bool> ? <num> : <num>) == <num>", "<bool> && <bool> || <bool>", "<text> == <text> && <text> != <text>", "<list> == <list>", "<num> == <num> == true",
             "(<any> ?? <bool>)", "!<group> || <bool>", "<text> in (<list>)", "!(<text> in (<text>, <text>))", "(<text>) == (<text>)", "<text> == ''"),
    "group": ("(<bool>)", "true", "false", "(<bool> && <bool>)"),
    "num": ("<num> + <num>", "<num> - <num>", "<num> * <num>", "<num> / <num>", "<num> % <num>", "<num> ** <num>", "-<one>", "~<one>", "<num> & <num>", "<num> | <num>", "<num> ^ <num>", "<num> << <few>", "<num> >> <few>",
            "(<num>)", "(<bool> ? <num> : <num>)", "<num> - <num> - <num>", "<num> / <num> * <num>", "<num> + -<one>"),
    "one": ("(<num>)",),
    "text": ("<text> + <text>", "<text> + <num>", "(<text>)", "(<bool> ? <text> : <text>)", "<num> + <text>", "(<text> ?? <text>)"),
    "list": ("(<text>, <text>)", "(<num>, <text>)", "<num>, <num>", "(<list>, <num>)"),
    "any": ("<text>", "<num>", "<bool>", "(<any>)"),
}  # fmt: skip
_LEAVES = {
    "bool": ("true", "false", "heads == heads", "1 > 2"), "group": ("true", "false"), "num": _NUMBERS, "one": _NUMBERS[:6], "few": ("0", "1", "3", "64", "70"), "text": (*_BARE, *_QUOTED), "found": _FOUND, "dated": _DATED,
    "time": ("'2024-01-02'", "'2024-01-02 10:11:12'", "'2024-01-02T10:11:12Z'", "'2024-01-02T10:11:12-07:00'", "'2023-12-31 23:59'", "1704153600", "'Tue Jan  2 10:11:12 UTC 2024'", "'Tue Jan 02 10:11:12 +0200 2024'", "'10:11AM'"),
    "list": ("(a, b)", "(1, 2)", "('a', 1, true)"), "any": ("a", "1", "true", "'x'"),
}  # fmt: skip
_HOLE = re.compile(r"<([a-z]+)>")


def when(random: Random) -> dict[str, Any]:
    """A condition of a step."""
    kind = random.random()
    if kind < 0.1:
        text = mutated(random, random.choice(WHEN), WHEN)
    elif kind < 0.15:
        text = random.choice(("", " ")).join(random.choice(_PIECES) for _ in range(random.randint(1, 9)))
    else:
        text = _written(random, "bool", random.randint(0, 4))
        if random.random() < 0.15:
            text = re.sub(r"(?<=[\w')]) (?=[=!<>&|])|(?<=[=<>&|]) (?=[\w'(])", "", text)
        if random.random() < 0.08:
            text = mutated(random, text, WHEN)
    return {"op": "when", "text": text}


def _written(random: Random, type: str, depth: int) -> str:
    """A condition, or a part of one, of a type; now and then of another."""
    if random.random() < 0.015:
        type = random.choice(tuple(_FORMS))
    if depth <= 0 or type not in _FORMS or random.random() < 0.1:
        return random.choice(_LEAVES[type])
    form = random.choice(_FORMS[type])
    return _HOLE.sub(lambda hole: _written(random, hole[1], depth - 1), form)


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
