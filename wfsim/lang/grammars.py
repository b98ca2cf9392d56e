"""The only home of lark: a parser for each grammar file, made once and only when it is needed.

In: the name of a grammar, what makes nodes of it. Out: a parser of token streams or text. Called by the languages.
The files are the package ``wfsim.grammar`` where wfsim is installed, and the folder ``grammar`` in a bare checkout.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from lark import Lark

Node = TypeVar("Node")


@dataclass(frozen=True, slots=True)
class Token:
    """A token of a language: ``kind`` as the grammar names it, its value, and its place in the text."""

    kind: str
    value: Any
    start: int
    end: int


class Unexpected(Exception):
    """The grammar does not go on with this token; None at the end of the text."""

    def __init__(self, token: Token | None) -> None:
        super().__init__("unexpected end" if token is None else f"unexpected {token.kind}")
        self.token = token


def text_of(name: str) -> str:
    """The text of a grammar file."""
    from importlib import resources
    from pathlib import Path

    try:
        found = resources.files("wfsim.grammar") / f"{name}.lark"
        return found.read_text(encoding="utf-8")
    except ModuleNotFoundError:
        beside = Path(__file__).resolve().parent.parent.parent / "grammar" / f"{name}.lark"
        return beside.read_text(encoding="utf-8")


class Parser(Generic[Node]):
    """A parser over tokens; ``builders`` maps the rules' names to what makes a node of the rule's children.

    Nodes are made while parsing, from the inside out: no tree in between, and no recursion however deep the text.
    """

    def __init__(self, name: str, builders: dict[str, Callable[[list[Any]], Any]]) -> None:
        self._name = name
        self._builders = builders
        self._lark: Lark | None = None

    def _made(self) -> Lark:
        if self._lark is None:
            self._lark = _lark(text_of(self._name), self._builders)
        return self._lark

    def parse(self, tokens: Iterable[Token]) -> Node:
        """The node of the start rule. ``Unexpected`` where the tokens do not fit the grammar."""
        from lark.exceptions import UnexpectedInput

        try:
            result: Node = self._made().parse(tokens)  # type: ignore[assignment]
        except UnexpectedInput as error:
            found = getattr(getattr(error, "token", None), "value", None)
            raise Unexpected(found if isinstance(found, Token) else None) from None
        return result


def _lark(grammar: str, builders: dict[str, Callable[[list[Any]], Any]]) -> Lark:
    from lark import Lark, Transformer
    from lark.lexer import Lexer
    from lark.lexer import Token as LarkToken

    class Given(Lexer):
        """Hands over tokens that were made before."""

        def __init__(self, lexer_conf: object) -> None:
            pass

        def lex(self, lexer_state: Any, parser_state: Any = None) -> Iterator[LarkToken]:
            for token in lexer_state:
                yield LarkToken(token.kind, token)

    maker: Any = type("Maker", (Transformer,), {name: _bound(build) for name, build in builders.items()})
    return Lark(grammar, parser="lalr", lexer=Given, transformer=maker(visit_tokens=False), maybe_placeholders=False)


def _bound(build: Callable[[list[Any]], Any]) -> Callable[[Any, list[Any]], Any]:
    def method(_: object, children: list[Any]) -> Any:
        return build([getattr(child, "value", child) if hasattr(child, "type") else child for child in children])

    return method
