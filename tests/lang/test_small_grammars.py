"""The grammar files of the small languages are held to their parsers: what one accepts the other one does.

The parsers are hand-written, for the originals' words and quirks. A text that the grammar leaves out on purpose
(``grammar/README.md`` says which) is odd: there, what the grammar accepts the parser has to accept, and no more.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from random import Random
from typing import Any, NamedTuple

import pytest
from lark import Lark
from lark.exceptions import UnexpectedInput

from tests.oracles.inputs import kubepaths, lookups, smalls
from tests.oracles.inputs import selectors as label_selectors
from wfsim.lang import (
    cron,
    durations,
    gjson,
    goprintf,
    grammars,
    jsonpath_reading,
    kubepath_reading,
    quantities,
    selectors,
)
from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.lang.jsonpath_operators import Operation, Path

TEXTS = 1200


@cache
def parser(name: str) -> Any:
    """The parser that Lark makes of a grammar file."""
    starts = ["start", "argo"] if name == "durations" else ["start"]
    return Lark(grammars.text_of(name), parser="lalr", lexer="contextual", start=starts)


def by_grammar(name: str, text: str, start: str = "start") -> Any:
    """The tree of a text, or None where the grammar refuses it."""
    try:
        return parser(name).parse(text, start=start)
    except UnexpectedInput:
        return None


def by_parser(parse: Callable[[str], object], text: str) -> bool | None:
    """Whether the parser accepts a text; None where it gives up or where a number is too large."""
    try:
        parse(text)
    except BudgetSpent:
        return None
    except LangError as error:
        beyond = error.expected.startswith(("at most", "the smaller end", "a time zone"))
        return None if beyond or "unsupported operator" in error.message else False
    return True


class Held(NamedTuple):
    """A grammar, the parser that it is held to, what writes texts for both, and which of them are odd."""

    grammar: str
    parse: Callable[[str], object]
    texts: Callable[[Random], str]
    odd: Callable[[str], bool] = lambda text: False
    start: str = "start"
    unsure: Callable[[str], bool] = lambda text: False


def _text(inputs: Callable[[Random], dict[str, Any]]) -> Callable[[Random], str]:
    return lambda random: str(inputs(random)["text"])


def _path(random: Random) -> str:
    """The path in a call of ``jsonpath``."""
    return lookups.path(random)


def _complains(text: str) -> None:
    if "%!" in goprintf.sprintf(text, [7]):
        raise LangError("a complaint")


def _odd_kubepath(text: str) -> bool:
    """Beyond ASCII, names in brackets that are more than a name, quotes and braces and brackets in filters."""
    inner = re.findall(r"\[(?!\?)([^\]]*)\]", text)
    keys = any(
        "'" in one and not re.fullmatch(r"( *('[^' .,\[\]$@{}\\\t\r\n]*'|[-0-9:*]*) *,?)*", one) for one in inner
    )
    filters = re.findall(r"\[\?\(.*?\)\]?", text) if "[?(" in text else []
    conditions = any(re.search(r"\\|['\"].*['\"].*['\"]|\w['\"][^'\"]*['\"]|[{}(]", one[3:]) for one in filters)
    operators = any(len(re.findall(r"[!<>=]+", one)) > 1 for one in filters)
    return not text.isascii() or keys or conditions or operators or "?" in re.sub(r"\[\?\(", "", text)


def _odd_jsonpath(text: str) -> bool:
    """Quotes and parentheses in names, escapes, scripts, blanks that are no blanks, keys without a comma between."""
    pattern = r"[()\\\t\n\u00a0\"]|'[^']*[\[\]()][^']*'|^[^'\[]*'|\][^'\[\].]*'|\]\]|[0-9]{19}|'[^'\]]*''[^'\]]*'"
    return bool(re.search(pattern, text)) or text.count("[") != text.count("]")


def _having(pattern: str) -> Callable[[str], bool]:
    return lambda text: re.search(pattern, text) is not None


_GROUPED = r"[^\[?:, ] *\("  # parentheses in a script: the library takes "(a) + (b)" for one group
HELD = (
    Held("selectors", selectors.parse, _text(label_selectors.selector), _having(r"\0|[0-9]{19}")),
    Held("durations", durations.parse_ns, _text(smalls.duration)),
    Held("durations", durations.parse_argo_ns, _text(smalls.duration), _having(r"[0-9]{19}"), "argo"),
    Held("quantities", quantities.check, _text(smalls.quantity), _having(r"[0-9]{10}$")),
    Held("cron", cron.parse, _text(smalls.cron), _having(r"=|[0-9]{19}")),
    Held("sequence-format", _complains, _text(smalls.printf), _having(r"\*|\[|[0-9]{7}")),
    Held("kubepath", kubepath_reading.parse, _text(kubepaths.request), _odd_kubepath),
    Held("jsonpath", jsonpath_reading.read, _path, _odd_jsonpath, unsure=_having(_GROUPED)),
)


def texts(one: Held, count: int) -> Iterator[str]:
    random = Random(one.grammar + one.start)
    return (one.texts(random) for _ in range(count))


@pytest.mark.parametrize("one", HELD, ids=lambda one: f"{one.grammar} {one.start}")
def test_the_grammar_and_the_parser_accept_the_same_texts(one: Held) -> None:
    counts: Counter[str] = Counter()
    for text in texts(one, TEXTS):
        accepted, tree = by_parser(one.parse, text), by_grammar(one.grammar, text, one.start)
        if accepted is None or one.unsure(text):
            continue
        if one.odd(text):
            assert accepted or tree is None, text
            counts["odd"] += 1
            continue
        assert accepted == (tree is not None), text
        counts["accepted" if accepted else "refused"] += 1
    assert counts["accepted"] > 0.15 * TEXTS and counts["refused"] > 0.02 * TEXTS, counts


def _requirement(tree: Any) -> tuple[str, str, tuple[str, ...]]:
    tokens = [(one.type, str(one)) for one in tree.children if one is not None]
    (key,) = [text for kind, text in tokens if kind == "KEY"]
    operator = next((text for kind, text in tokens if kind in ("EQUALITY", "ORDER", "MEMBERSHIP")), "")
    values = tuple(sorted({text for kind, text in tokens if kind in ("VALUE", "INTEGER")}))
    return key, operator or {"exists": "exists", "absent": "!"}[tree.data], values


def test_selectors_mean_what_the_grammar_says() -> None:
    compared = 0
    for text in texts(HELD[0], TEXTS):
        tree = by_grammar("selectors", text)
        if tree is not None:
            found = [_requirement(one) for one in tree.children if one is not None]
            ours = [(one.key, one.operator, tuple(filter(None, one.values))) for one in selectors.parse(text)]
            assert sorted(found) == sorted(ours), text
            compared += 1
    assert compared > TEXTS / 2


def test_keys_of_conditions_are_paths_of_gjson() -> None:
    for text in texts(HELD[0], TEXTS // 4):
        for one in selectors.parse(text) if by_parser(selectors.parse, text) else ():
            steps = [str(token) for token in by_grammar("gjson", one.key).children if token is not None]
            assert steps == [step for step in one.key.split(".") if step]
    assert by_grammar("gjson", "a.#.b") is None and by_grammar("gjson", "a|@this") is None
    assert gjson.get({"a": {"": [5]}}, "a..0") == 5


def test_templates_have_the_parts_that_the_grammar_finds() -> None:
    for text in texts(HELD[6], TEXTS // 4):
        tree = by_grammar("kubepath", text)
        if tree is not None:
            kinds = ["Text" if not hasattr(one, "children") else "Steps" for one in tree.children]
            assert kinds == [type(one).__name__ for one in kubepath_reading.parse(text)], text


_WORDS = ("a", "40", "@.age", "$.b[0]", "'x y'", "true", '["a", 1]', "1.5", "@", "!@.a", "n == 1", "x")
_SIGNS = ("||", "&&", "==", "!=", "<=", ">=", "<", ">", "=~", "+", "-", "**", "*", "/", "%", " in ", " not in ")


def _script(random: Random, depth: int) -> str:
    """Operands and operators, with one group at most: the library takes two of them for one."""
    text = ""
    for _ in range(random.randint(1, 4)):
        grouped = depth and "(" not in text and random.random() < 0.3
        text += f"({_script(random, depth - 1)})" if grouped else random.choice(_WORDS)
        text += random.choice(("{}", " {} ")).format(random.choice(_SIGNS))
    return text + "b"


def _shape(tree: Any) -> Any:
    """A tree of the grammar as nested operations, each a tuple of its sign and its sides."""
    if not hasattr(tree, "children"):
        return re.sub(r"\s", "", str(tree))
    if tree.data in ("path", "union", "range", "filter", "bracket"):
        return "path"
    parts = list(tree.children)
    if tree.data == "group":
        return _shape(parts[0])
    if len(parts) == 2:
        return ("!", None, _shape(parts[1]))
    return (str(parts[1]).strip(), _shape(parts[0]), _shape(parts[2]))


def _our_shape(operand: Any) -> Any:
    match operand:
        case Operation():
            left = None if operand.left is None else _our_shape(operand.left)
            return (operand.operator, left, _our_shape(operand.right))
        case Path():
            return "path"
        case list():
            return "".join(json.dumps(operand, separators=(",", ":")).split()).replace(".0", "")
        case _:
            return re.sub(r"\s", "", str(operand))


def test_operators_of_scripts_bind_as_the_grammar_says() -> None:
    random, compared = Random(7), 0
    for _ in range(TEXTS):
        text = f"$[?({_script(random, 1)})]"
        tree = by_grammar("jsonpath", text)
        if tree is None:
            continue
        try:
            (_, step) = jsonpath_reading.read(text)
        except LangError as error:
            assert "unsupported operator" in error.message, text
            continue
        assert isinstance(step, jsonpath_reading.Filter)
        (found,) = tree.children[1].children
        assert _shape(found) == _our_shape(step.condition.tree), text
        compared += 1
    assert compared > TEXTS / 3
