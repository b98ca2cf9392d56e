"""Programs: expressions read, checked and compiled, kept for the next time.

In: a text and the names that it sees. Out: a program, or the LangError with which it is refused. What a check says
depends on the types of the names that an expression speaks of, so a program is kept for each combination of those.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from wfsim.lang import functions
from wfsim.lang.ambient import Ambient
from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.lang.expr.checking import check
from wfsim.lang.expr.compiling import compiled
from wfsim.lang.expr.machine import Machine, Step
from wfsim.lang.expr.optimizing import optimized
from wfsim.lang.expr.parsing import parse
from wfsim.lang.expr.place import located
from wfsim.lang.expr.trees import bare
from wfsim.lang.gotypes import GoType
from wfsim.lang.govalues import Struct, type_of
from wfsim.lang.syntax import Let, Literal, Member, Name, Node, walk
from wfsim.lang.values import MISSING, Json, Nothing

Names = Mapping[str, Json]
MOST_KEPT: Final = 4096


class Program(NamedTuple):
    """The steps of an expression."""

    text: str
    steps: tuple[Step, ...]
    variables: int

    def run(self, names: Names, ambient: Ambient | None = None) -> Json:
        """The value under these names, in a run."""
        machine = Machine(names, self.variables, ambient)
        try:
            return machine.run(self.steps)
        except RecursionError:
            raise _deep(self.text) from None
        except BudgetSpent as error:
            raise BudgetSpent(_placed(error, self.text).message, error.start, error.end) from None
        except LangError as error:
            raise _placed(error, self.text) from None


def _placed(error: LangError, text: str) -> LangError:
    return located(error.message, text, error.start or 0, error.end)


class _Tree(NamedTuple):
    """A tree without parentheses, and the names that its check may ask for."""

    tree: Node
    names: tuple[str, ...]


@lru_cache(maxsize=MOST_KEPT)
def _tree(text: str) -> _Tree:
    tree = bare(parse(text))
    names: dict[str, None] = {}
    for node in walk(tree):
        match node:
            case Name(name=name) | Let(name=name):
                names[name] = None
            case Member(property=Literal(value=str(name))):
                names[name] = None  # after $env it is one
    return _Tree(tree, tuple(names))


# The programs and refusals, by text and by the types of the names.
_Kept = dict[tuple["str | GoType | Nothing | None", ...], "Program | LangError"]
_KEPT: Final[_Kept] = {}


def program(text: str, names: Names, *, argo: bool = True) -> Program:
    """The program of an expression; ``argo``: its functions are among the names."""
    try:
        tree = _tree(text)
    except RecursionError:
        raise _deep(text) from None
    more = functions.variables() if argo else {}

    def value(name: str) -> Json | Nothing:
        found = more.get(name, MISSING)
        return names.get(name, MISSING) if found is MISSING else found

    key = (text, *(_type(value(name)) for name in tree.names), "argo" if argo else "")
    found = _KEPT.get(key)
    if found is None:
        if len(_KEPT) >= MOST_KEPT:
            _KEPT.clear()
        found = _KEPT[key] = _made(text, tree.tree, value)
    if isinstance(found, LangError):
        raise type(found)(found.message, found.start, found.end)
    return found


def _type(value: Json | Nothing) -> str | GoType | Nothing | None:
    """What a check sees of a name's value."""
    if value is MISSING:
        return MISSING
    if isinstance(value, Struct):
        return f"struct {' '.join(sorted(value))}"
    return type_of(value)


def _made(text: str, tree: Node, value: Callable[[str], Json | Nothing]) -> Program | LangError:
    try:
        natures = check(tree, text, value)
        steps, variables = compiled(optimized(tree, natures), natures)
    except RecursionError:
        return _deep(text)
    except BudgetSpent as error:
        return error
    except LangError as error:
        return error if "\n" in error.message else _placed(error, text)
    return Program(text, steps, variables)


def _deep(text: str) -> BudgetSpent:
    return BudgetSpent("the expression is nested too deeply", 0, len(text))
