"""Filter text to a syntax tree, by the grammar in grammar/jq.lark.

In: text. Out: a ``Program``, or a LangError in gojq's words with its place, and with what could have stood there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

from wfsim.lang import gojson
from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.lang.govalues import valid
from wfsim.lang.grammars import Parser, Token, Unexpected
from wfsim.lang.jq import syntax, tokens
from wfsim.lang.jq.syntax import Node

LONGEST: Final = 100_000
DEEPEST: Final = 150
_WORDS: Final = {"null": None, "true": True, "false": False}


@lru_cache(maxsize=512)
def parse(text: str) -> syntax.Program:
    """The tree of a filter."""
    if len(text) > LONGEST:
        raise BudgetSpent(f"a jq filter of more than {LONGEST} characters")
    try:
        program: syntax.Program = _PARSER.parse(tokens.read(valid(text)))
    except Unexpected as error:
        raise _mistake(error, text) from None
    if syntax.depth(program) > DEEPEST:
        raise BudgetSpent("a jq filter is nested too deeply")
    return program


def _mistake(error: Unexpected, text: str) -> LangError:
    token, expected = error.token, _words(frozenset(error.expected))
    if token is None:
        return LangError("unexpected EOF", len(text), len(text), expected=expected)
    shown = gojson.string(text[token.start : token.end], html=False)
    return LangError(f"unexpected token {shown}", token.start, token.end, expected=expected)


_ENDS: Final = {
    **dict.fromkeys(("THEN", "ELIF", "ELSE", "END"), ""),
    "CLOSE": ")",
    "END_INDEX": "]",
    "END_BRACE": "}",
    "COLON": ":",
    "SEMICOLON": ";",
    "OPEN": "(",
    "PIPE": "|",
    "DESTRUCTURE": "?//",
}


def _words(kinds: frozenset[str]) -> str:
    """Kinds of tokens in words: what could begin, end or go on there."""
    begins, goes_on = {"NUMBER", "IF"} <= kinds, "SIGN" in kinds
    if begins:
        ends = kinds & {"END_INDEX", "END_BRACE"}
        found = [*(f"`{_ENDS[kind]}`" for kind in sorted(ends)), "a filter"]
        return " or ".join(found)
    ends = kinds - _KEYWORDS if "NAME" in kinds else kinds - {"PIPE", "OPEN"} if goes_on else kinds
    found = [f"`{sign or kind.lower()}`" for kind, sign in _ENDS.items() if kind in ends]
    found += [word for kind, word in _BEGINNINGS.items() if kind in kinds and not goes_on]
    found += ["an operator"] * goes_on + ["the end"] * ("$END" in kinds)
    return ", ".join(found[:-1]) + (" or " if found[1:] else "") + "".join(found[-1:])


_KEYWORDS: Final = frozenset(tokens.KEYWORDS.values())
_BEGINNINGS: Final = {"NAME": "a name", "VARIABLE": "a variable", "STRING": "a text", "INDEX": "`[`", "BRACE": "`{`"}


def _start(children: list[Any]) -> syntax.Program:
    *head, body = [one for one in children if not isinstance(one, (Token, _Unused))]
    imports = tuple(one for one in head if isinstance(one, syntax.Constant))
    if isinstance(body, _Definitions):
        return syntax.Program(imports, tuple(body), None)
    return syntax.Program(imports, (), body)


class _Unused(tuple[()]):
    """Data about the module itself, which nothing reads."""


class _Definitions(list[syntax.Definition]):
    """A filter that only defines functions."""


def _import(children: list[Any]) -> syntax.Constant:
    word, path, *_ = children
    return syntax.Constant(word.start, path.end, path.value)


def _definition(children: list[Any]) -> syntax.Definition:
    word, name, *parameters, _, body, end = children
    names = tuple(str(one) for one in parameters[0]) if parameters else ()
    return syntax.Definition(word.start, end.end, name.value, names, body)


def _define(children: list[Any]) -> Node:
    definition, body = children
    return syntax.Define(definition.start, body.end, definition, body)


def _label(children: list[Any]) -> Node:
    word, name, _, body = children
    return syntax.Label(word.start, body.end, name.value, body)


def _bind(children: list[Any]) -> Node:
    source, _, patterns, _, body = children
    return syntax.Bind(source.start, body.end, source, tuple(patterns), body)


def _binary(children: list[Any]) -> Node:
    left, operator, right = children
    return syntax.Binary(left.start, right.end, operator.value, left, right, operator.start)


def _unary(children: list[Any]) -> Node:
    sign, operand = children
    return syntax.Unary(sign.start, operand.end, sign.value, operand)


def _try(children: list[Any]) -> Node:
    word, body, *handler = children
    last = handler[1] if handler else None
    return syntax.Try(word.start, (last or body).end, body, last)


def _identity(children: list[Any]) -> Node:
    (point,) = children
    return syntax.Identity(point.start, point.end)


def _target(children: list[Any]) -> tuple[Node, list[Any]]:
    """What a suffix is written behind, and the rest: at the beginning of a term that is the value itself."""
    first = children[0]
    if not isinstance(first, Token):
        return first, [one for one in children[1:] if not (isinstance(one, Token) and one.kind == "DOT")]
    rest = children[1:] if first.kind == "DOT" else children
    return syntax.Identity(first.start, first.start, False), rest


def _field(children: list[Any]) -> Node:
    target, (name,) = _target(children)
    return syntax.Index(target.start, name.end, target, syntax.Constant(name.start, name.end, name.value))


def _member(children: list[Any]) -> Node:
    target, (key,) = _target(children)
    return syntax.Index(target.start, key.end, target, key)


def _index(children: list[Any]) -> Node:
    target, (_, key, end) = _target(children)
    return syntax.Index(target.start, end.end, target, key)


def _slice(children: list[Any]) -> Node:
    target, (_, *between, end) = _target(children)
    colon = next(place for place, one in enumerate(between) if isinstance(one, Token))
    first, last = between[:colon], between[colon + 1 :]
    return syntax.Slice(target.start, end.end, target, first[0] if first else None, last[0] if last else None)


def _iterate(children: list[Any]) -> Node:
    target, (_, end) = _target(children)
    return syntax.Iterate(target.start, end.end, target)


def _optional(children: list[Any]) -> Node:
    target, mark = children
    return syntax.Optional(target.start, mark.end, target)


def _recurse(children: list[Any]) -> Node:
    (points,) = children
    return syntax.Call(points.start, points.end, "recurse", ())


def _constant(children: list[Any]) -> Node:
    (token,) = children
    value = token.value if token.kind in ("NUMBER", "STRING") else _WORDS[token.value]
    return syntax.Constant(token.start, token.end, value)


def _call(children: list[Any]) -> Node:
    name = children[0]
    arguments = tuple(one for one in children if not isinstance(one, Token))
    return syntax.Call(name.start, children[-1].end, name.value, arguments)


def _variable(children: list[Any]) -> Node:
    (name,) = children
    return syntax.Variable(name.start, name.end, name.value)


def _object(children: list[Any]) -> Node:
    entries = tuple(one for one in children if isinstance(one, syntax.Entry))
    return syntax.Object(children[0].start, children[-1].end, entries)


def _key(token: Any) -> Node:
    """A key: what was written, or a variable; a text is a node already."""
    if not isinstance(token, Token):
        return token  # type: ignore[no-any-return]
    if token.kind == "VARIABLE":
        return syntax.Variable(token.start, token.end, token.value)
    return syntax.Constant(token.start, token.end, token.value)


def _entry(children: list[Any]) -> syntax.Entry:
    return syntax.Entry(_key(children[0]), None)


def _pair(children: list[Any]) -> syntax.Entry:
    key, _, value = children
    return syntax.Entry(_key(key), value)


def _computed(children: list[Any]) -> syntax.Entry:
    open_, key, close, _, value = children
    return syntax.Entry(syntax.Group(open_.start, close.end, key), value)


def _array(children: list[Any]) -> Node:
    first, *body, last = children
    return syntax.Array(first.start, last.end, body[0] if body else None)


def _format(children: list[Any]) -> Node:
    name, *text = children
    if not text:
        return syntax.Format(name.start, name.end, name.value)
    (found,) = text
    parts = found.parts if isinstance(found, syntax.Text) else (found,)
    return syntax.Text(name.start, found.end, parts, name.value)


def _text(children: list[Any]) -> Node:
    parts: list[Node] = []
    opened = 0
    for one in children[1:-1]:
        match one:
            case Token("STRING", value, start, end):
                parts.append(syntax.Constant(start, end, value))
            case Token("STRING_QUERY", _, start, _):
                opened = start
            case Token("CLOSE", _, _, end):
                parts[-1] = syntax.Group(opened, end, parts[-1])
            case _:
                parts.append(one)
    return syntax.Text(children[0].start, children[-1].end, tuple(parts))


def _if(children: list[Any]) -> Node:
    nodes = [one for one in children if not isinstance(one, (Token, _Branch))]
    branches = [one.pair for one in children if isinstance(one, _Branch)]
    otherwise = nodes[2] if len(nodes) > 2 else None
    return syntax.If(children[0].start, children[-1].end, ((nodes[0], nodes[1]), *branches), otherwise)


class _Branch:
    """``elif … then …``, until its ``if`` takes it in."""

    def __init__(self, children: list[Any]) -> None:
        _, condition, _, then = children
        self.pair: tuple[Node, Node] = (condition, then)


def _reduce(children: list[Any]) -> Node:
    word, source, _, pattern, _, initial, _, update, end = children
    return syntax.Reduce(word.start, end.end, source, pattern, initial, update)


def _foreach(children: list[Any]) -> Node:
    word, source, _, pattern, _, initial, _, update, *rest, end = children
    return syntax.Foreach(word.start, end.end, source, pattern, initial, update, rest[1] if rest else None)


def _break(children: list[Any]) -> Node:
    word, name = children
    return syntax.Break(word.start, name.end, name.value)


def _group(children: list[Any]) -> Node:
    open_, inner, close = children
    return syntax.Group(open_.start, close.end, inner)


def _to_variable(children: list[Any]) -> syntax.Pattern:
    (name,) = children
    return syntax.ToVariable(name.start, name.end, name.value)


def _to_array(children: list[Any]) -> syntax.Pattern:
    items = tuple(one for one in children if not isinstance(one, Token))
    return syntax.ToArray(children[0].start, children[-1].end, items)


def _to_object(children: list[Any]) -> syntax.Pattern:
    picks = tuple(one for one in children if isinstance(one, syntax.Pick))
    return syntax.ToObject(children[0].start, children[-1].end, picks)


def _pick(children: list[Any]) -> syntax.Pick:
    key, *rest = children
    pattern = rest[-1] if rest else None
    if isinstance(key, Token) and key.kind == "VARIABLE":
        return syntax.Pick(syntax.Constant(key.start, key.end, key.value[1:]), key.value, pattern)
    return syntax.Pick(_key(key), "", pattern)


def _pick_computed(children: list[Any]) -> syntax.Pick:
    open_, key, close, _, pattern = children
    return syntax.Pick(syntax.Group(open_.start, close.end, key), "", pattern)


_BUILDERS: Final[Mapping[str, Callable[[list[Any]], Any]]] = {
    "start": _start,
    "constant_object": lambda _: _Unused(),
    "import": _import,
    "definitions": _Definitions,
    "definition": _definition,
    "parameters": lambda children: [one.value for one in children if one.kind in ("NAME", "VARIABLE")],
    "define": _define,
    "label": _label,
    "bind": _bind,
    "patterns": lambda children: [one for one in _flat(children) if not isinstance(one, Token)],
    "binary": _binary,
    "unary": _unary,
    "try": _try,
    "identity": _identity,
    "field": _field,
    "member": _member,
    "index": _index,
    "slice": _slice,
    "iterate": _iterate,
    "optional": _optional,
    "recurse": _recurse,
    "constant": _constant,
    "string": _constant,
    "call": _call,
    "variable": _variable,
    "object": _object,
    "entry": _entry,
    "pair": _pair,
    "computed": _computed,
    "array": _array,
    "format": _format,
    "text": _text,
    "if": _if,
    "elif": _Branch,
    "reduce": _reduce,
    "foreach": _foreach,
    "break": _break,
    "group": _group,
    "to_variable": _to_variable,
    "to_array": _to_array,
    "to_object": _to_object,
    "pick": _pick,
    "pick_key": _pick,
    "pick_computed": _pick_computed,
}
_PARSER: Final[Parser[Any]] = Parser("jq", _BUILDERS)


def _flat(children: list[Any]) -> list[Any]:
    """Patterns in one list."""
    return [one for child in children for one in (child if type(child) is list else [child])]
