"""The only home of lark: the parsers of the grammar files.

In: the name of a grammar, what makes nodes of its rules. Out: a parser of token streams. Called by the languages. The
files are the package ``wfsim.grammar`` where wfsim is installed, and the folder ``grammar`` in a bare checkout. Beside
each grammar lie its tables, made by ``tables_text``; where they are of another text than the grammar's, lark makes them
anew, so a changed grammar works at once.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Any, Generic, TypeVar

from wfsim.lang.lalr import Builders, Rule, Tables, Token, Unexpected, parse
from wfsim.text import digests

__all__ = ["Parser", "Token", "Unexpected", "tables_text", "text_of"]

Node = TypeVar("Node")


def text_of(name: str) -> str:
    """The text of a file of the grammar folder; without an ending, of a grammar."""
    file = name if "." in name else f"{name}.lark"
    ours = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
    folder = os.path.join(ours, "grammar")
    if not os.path.isdir(folder):
        folder = os.path.join(os.path.dirname(ours), "grammar")
    with open(os.path.join(folder, file), encoding="utf-8") as opened:
        return opened.read()


class Parser(Generic[Node]):
    """A parser over tokens; ``builders`` maps the rules' names to what makes a node of the rule's children."""

    def __init__(self, name: str, builders: Builders) -> None:
        self._name = name
        self._builders = builders
        self._tables: Tables | None = None

    def parse(self, tokens: Iterable[Token]) -> Node:
        """The node of the start rule. ``Unexpected`` where the tokens do not fit the grammar."""
        if self._tables is None:
            self._tables = _tables(self._name)
        node: Node = parse(self._tables, self._builders, tokens)
        return node


def _tables(name: str) -> Tables:
    import json

    grammar = text_of(name)
    try:
        data = json.loads(text_of(f"{name}.tables.json"))
    except FileNotFoundError:
        data = None
    if data is None or data["grammar"] != _digest(grammar):
        data = _made(grammar)
    rules = tuple(Rule(*one) for one in data["rules"])
    return Tables(data["start"], data["accepting"], rules, tuple(data["states"]))


def tables_text(name: str) -> str:
    """The tables of a grammar as the text of their file: rules, then a line for each state."""
    import json

    data = _made(text_of(name))
    states = ",\n".join(json.dumps(one, sort_keys=True, separators=(",", ":")) for one in data.pop("states"))
    rules = ",\n".join(json.dumps(one, separators=(",", ":")) for one in data.pop("rules"))
    head = json.dumps(data, sort_keys=True)[:-1]
    return f'{head},\n"rules": [\n{rules}\n],\n"states": [\n{states}\n]}}\n'


def _digest(grammar: str) -> str:
    return digests.of_text(grammar)[:16]


def _made(grammar: str) -> dict[str, Any]:
    """The tables that lark makes of a grammar, as JSON data with numbers of our own."""
    import json

    from lark import Lark
    from lark.lexer import Lexer
    from lark.parsers.lalr_analysis import Shift

    class Given(Lexer):
        """The tokens are made elsewhere."""

        def __init__(self, lexer_conf: object) -> None:
            pass

        def lex(self, lexer_state: Any, parser_state: Any = None) -> Iterator[Any]:
            return iter(())

    lark: Any = Lark(grammar, parser="lalr", lexer=Given, maybe_placeholders=False)
    table = lark.parser.parser._parse_table
    start, end = table.start_states["start"], table.end_states["start"]
    number = _numbered(table.states, start, Shift)
    used = {argument for actions in table.states.values() for kind, argument in actions.values() if kind is not Shift}
    rules = sorted(used, key=lambda rule: json.dumps(_rule(rule) + [one.name for one in rule.expansion]))
    order = {rule: i for i, rule in enumerate(rules)}
    states = [
        {
            symbol: number[argument] if kind is Shift else -order[argument] - 1
            for symbol, (kind, argument) in table.states[state].items()
        }
        for state in number
    ]
    return {
        "grammar": _digest(grammar),
        "start": number[start],
        "accepting": number[end],
        "rules": [_rule(rule) for rule in rules],
        "states": states,
    }


def _numbered(states: Any, start: Any, shift: Any) -> dict[Any, int]:
    """States in the order in which a walk from the start meets them; lark's own numbers vary from run to run."""
    found = {start: 0}
    for state in (todo := [start]):
        for _, (kind, argument) in sorted(states[state].items(), key=lambda one: one[0]):
            if kind is shift and argument not in found:
                found[argument] = len(found)
                todo.append(argument)
    return found


def _rule(rule: Any) -> list[Any]:
    origin = rule.origin.name
    inlined = origin.startswith("_") and not rule.alias
    passes = bool(rule.options.expand1) and not rule.alias
    return [origin, len(rule.expansion), rule.alias or origin, inlined, passes]
