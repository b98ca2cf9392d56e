"""The language of ``depends``: what must have become of other tasks.

In: the text, then the outcomes of tasks. Out: the terms with their places, and whether the condition holds. Argo
expands bare names and evaluates the rest as an expression; what people write of that is a small language with a grammar
of its own (grammar/depends.lark), and only what that does not know goes the long way through ``expr``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final

from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.lang.grammars import Parser, Token, Unexpected
from wfsim.lang.syntax import Binary, Conditional, Group, Node, Term, Unary
from wfsim.lang.values import Json
from wfsim.text.records import NamedTuple, dataclass


class Result(StrEnum):
    """What can be said of a task."""

    SUCCEEDED = "Succeeded"
    FAILED = "Failed"
    ERRORED = "Errored"
    SKIPPED = "Skipped"
    OMITTED = "Omitted"
    DAEMONED = "Daemoned"
    ANY_SUCCEEDED = "AnySucceeded"
    ALL_FAILED = "AllFailed"


OF_LOOPS: Final = frozenset({Result.ANY_SUCCEEDED, Result.ALL_FAILED})
SATISFYING: Final = (Result.SUCCEEDED, Result.SKIPPED, Result.DAEMONED)
Outcomes = Mapping[str, Container[str]]


class ContinueOn(NamedTuple):
    """A task's ``continueOn``: which bad ends satisfy a bare name too."""

    error: bool = False
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Depends:
    """A condition: its text, its terms in order of writing, and its tree where the grammar knows it."""

    text: str
    terms: tuple[Term, ...]
    tree: Node | None

    @property
    def tasks(self) -> tuple[str, ...]:
        """The names of the tasks, each once, in order of writing."""
        return tuple(dict.fromkeys(term.task for term in self.terms))


_TERM: Final = re.compile(
    r"(?P<task>[a-zA-Z0-9][-a-zA-Z0-9]*?)\.(?P<result>[A-Z][a-zA-Z]+)|(?P<bare>[a-zA-Z0-9][-a-zA-Z0-9]*)"
)
_OPERATORS: Final = {
    "&&": "AND",
    "||": "OR",
    "==": "EQUALITY",
    "!=": "EQUALITY",
    "!": "NOT",
    "(": "OPEN",
    ")": "CLOSE",
    "?": "QUESTION",
    ":": "COLON",
}
_OPERATOR: Final = re.compile(r"\s*(&&|\|\||==|!=|[!()?:])\s*|\s+")
DEEPEST: Final = 100


@lru_cache(maxsize=1 << 15)  # a dag has a condition for each task, and several ask for each
def parse(text: str) -> Depends:
    """The condition of a text. LangError where it is none."""
    terms = tuple(_terms(text))
    tree = _joined(text, terms)
    if tree is None:
        try:
            tree = _PARSER.parse(_tokens(text, terms))
        except (Unexpected, LangError):
            from wfsim.lang import expr  # for what the grammar does not know; it has the last word on what is wrong

            expr.parse(_expanded(text, terms, {}).replace("-", "_"))
    return Depends(text, terms, tree)


def tasks_of(text: str) -> tuple[str, ...]:
    """The names of the tasks in a condition, whether it can be parsed or not."""
    return tuple(dict.fromkeys(term.task for term in _terms(text)))


def of_dependencies(names: Iterable[str]) -> Depends:
    """The condition of a list of ``dependencies``: all of them."""
    found: list[Term] = []
    at = 0
    for name in names:
        found.append(Term(at, at + len(name), name, None))
        at += len(name) + len(" && ")
    text = " && ".join(term.task for term in found)
    return Depends(text, tuple(found), _chained("&&", found))


def evaluate(depends: Depends, outcomes: Outcomes, continue_on: Mapping[str, ContinueOn] | None = None) -> bool:
    """Whether the condition holds; ``outcomes`` has for each task all that can be said of it (``Result``)."""
    allowed = {} if continue_on is None else continue_on
    if not depends.terms and not depends.text.strip():
        return True
    if depends.tree is None:
        return evaluate_logic(_expanded(depends.text, depends.terms, allowed), outcomes)
    return _holds(depends.tree, outcomes, allowed)


def evaluate_logic(text: str, outcomes: Outcomes) -> bool:
    """A condition in which every task has its result, as Argo evaluates it at last: with dashes made underscores."""
    from wfsim.lang import expr

    names: dict[str, dict[str, Json]] = {
        task.replace("-", "_"): {result.value: result.value in known for result in Result}
        for task, known in outcomes.items()
    }
    return expr.evaluate_structs(text.replace("-", "_"), names)


def _terms(text: str) -> Iterator[Term]:
    for found in _TERM.finditer(text):
        yield Term(found.start(), found.end(), found["task"] or found["bare"], found["result"])


def _joined(text: str, terms: tuple[Term, ...]) -> Node | None:
    """Terms joined by one operator only, by far the most conditions, without a parser."""
    edges = [0, *(edge for term in terms for edge in (term.start, term.end)), len(text)]
    gaps = [text[start:end].strip() for start, end in zip(edges[::2], edges[1::2], strict=True)]
    between = set(gaps[1:-1])
    if not terms or gaps[0] or gaps[-1] or len(between) > 1 or not between <= {"&&", "||"}:
        return None
    return _chained(between.pop() if between else "", list(terms))


def _chained(operator: str, terms: list[Term]) -> Node | None:
    if not terms:
        return None
    tree: Node = terms[0]
    for term in terms[1:]:
        tree = Binary(tree.start, term.end, operator, tree, term, tree.end)
    return tree


def _tokens(text: str, terms: tuple[Term, ...]) -> Iterator[Token]:
    at, depth = 0, 0
    for term in (*terms, Term(len(text), len(text), "", None)):
        while at < term.start:
            found = _OPERATOR.match(text, at, term.start)
            if found is None:
                raise LangError(f"unexpected character {text[at]!r}", at, at + 1)
            if found[1]:
                kind = _OPERATORS[found[1]]
                depth += {"OPEN": 1, "NOT": 1, "QUESTION": 1, "CLOSE": -1}.get(kind, 0)
                if depth > DEEPEST:
                    raise BudgetSpent("a condition is nested too deeply", found.start(1), found.end(1))
                yield Token(kind, found[1], found.start(1), found.end(1))
            at = found.end()
        if term.task:
            yield Token("TERM", term, term.start, term.end)
            at = term.end


def _expanded(text: str, terms: tuple[Term, ...], continue_on: Mapping[str, ContinueOn]) -> str:
    parts: list[str] = []
    at = 0
    for term in terms:
        parts.append(text[at : term.start])
        if term.result is None:
            accepted = " || ".join(f"{term.task}.{result}" for result in _accepted(term.task, continue_on))
            parts.append(f"({accepted})")
        else:
            parts.append(text[term.start : term.end])
        at = term.end
    parts.append(text[at:])
    return "".join(parts)


def _accepted(task: str, continue_on: Mapping[str, ContinueOn]) -> tuple[Result, ...]:
    """What satisfies a bare name."""
    allowed = continue_on.get(task)
    if allowed is None or not (allowed.error or allowed.failed):
        return SATISFYING
    extra = [Result.ERRORED] * allowed.error + [Result.FAILED] * allowed.failed
    return (*SATISFYING, *extra)


def _holds(node: Node, outcomes: Outcomes, continue_on: Mapping[str, ContinueOn]) -> bool:
    match node:
        case Term():
            return _term_holds(node, outcomes, continue_on)
        case Group():
            return _holds(node.inner, outcomes, continue_on)
        case Unary():
            return not _holds(node.operand, outcomes, continue_on)
        case Conditional():
            branch = node.then if _holds(node.condition, outcomes, continue_on) else node.otherwise
            return _holds(branch, outcomes, continue_on)
        case Binary():
            return _chain_holds(node, outcomes, continue_on)
        case _:
            raise AssertionError(node)


def _chain_holds(node: Binary, outcomes: Outcomes, continue_on: Mapping[str, ContinueOn]) -> bool:
    chain: list[Binary] = []
    here: Node = node
    while isinstance(here, Binary):
        chain.append(here)
        here = here.left
    value = _holds(here, outcomes, continue_on)
    for one in reversed(chain):
        match one.operator:
            case "&&":
                value = value and _holds(one.right, outcomes, continue_on)
            case "||":
                value = value or _holds(one.right, outcomes, continue_on)
            case _:
                value = (value == _holds(one.right, outcomes, continue_on)) is (one.operator == "==")
    return value


def _term_holds(term: Term, outcomes: Outcomes, continue_on: Mapping[str, ContinueOn]) -> bool:
    known = outcomes.get(term.task)
    if known is None:
        raise LangError(f"unknown name {term.task}", term.start, term.end)
    if term.result is None:
        return any(result in known for result in _accepted(term.task, continue_on))
    if term.result not in _RESULTS:
        message = f"task result '{term.result}' for task '{term.task}' is invalid"
        raise LangError(message, term.start, term.end)
    return term.result in known


_RESULTS: Final = frozenset(map(str, Result))


def _binary(children: list[Any]) -> Node:
    left, operator, right = children
    return Binary(left.start, right.end, operator.value, left, right, operator.start)


_BUILDERS: Final[dict[str, Callable[[list[Any]], Any]]] = {
    "start": lambda children: children[0],
    "binary": _binary,
    "unary": lambda children: Unary(children[0].start, children[1].end, "!", children[1]),
    "term": lambda children: children[0].value,
    "group": lambda children: Group(children[0].start, children[2].end, children[1]),
    "conditional": lambda children: Conditional(
        children[0].start, children[4].end, children[0], children[2], children[4]
    ),
}
_PARSER: Final[Parser[Node]] = Parser("depends", _BUILDERS)
