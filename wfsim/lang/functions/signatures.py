"""Functions of expressions as data: name, signature, one line of doc, implementation.

In: what the modules beside this one declare. Out: ``Function``, checked calls. A signature reads
``(text: string, count?: int, rest...: any) -> list``; kinds are joined by ``|`` where several will do. Implementations
get arguments of the declared kinds and raise LangError with Go's words. A function that would need chance, time or the
machine it runs on has no implementation but a reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final, Protocol

from wfsim.lang import gotypes
from wfsim.lang.errors import LangError
from wfsim.lang.gotypes import GoType
from wfsim.lang.govalues import Cost, NoItems, NoMap, Uint32, characters, octets, type_name, type_of
from wfsim.lang.types import ANY, BOOL, FLOAT, INT, LIST, MAP, NIL, STRING, STRUCT, Kind, Type, kind_of
from wfsim.lang.values import Json
from wfsim.text.records import dataclass

if TYPE_CHECKING:
    from wfsim.lang.ambient import Ambient

Implementation = Callable[..., Json]
FREE: Final = Cost()
# Says for the types of arguments (None: nil) what type comes back, or raises a LangError in Go's words.
Judge = Callable[[Sequence["GoType | None"]], "GoType"]

_TYPES: Final = {
    "any": (ANY,),
    "string": (STRING,),
    "int": (INT,),
    "float": (FLOAT,),
    "number": (INT, FLOAT),
    "bool": (BOOL,),
    "list": (LIST,),
    "map": (MAP,),
    "nil": (NIL,),
    "int64": (INT,),
    "uint32": (STRUCT,),
    "time": (STRUCT,),
    "version": (STRUCT,),
    "[]string": (Type(Kind.LIST, STRING),),
    "[]int": (Type(Kind.LIST, INT),),
    "[][]any": (Type(Kind.LIST, LIST),),
    "map[string]string": (MAP,),
}
_PARAMETER: Final = re.compile(r"(?P<name>\w+)(?P<mark>\?|\.\.\.)?: (?P<kinds>[\w|]+)")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: its name, the kinds that it takes (``word``: as they are written), whether it may be left out or
    repeated."""

    name: str
    types: tuple[Type, ...]
    optional: bool
    repeated: bool
    word: str = ""

    def takes(self, kind: Kind) -> bool:
        """Whether a value of this kind will do."""
        return any(one.kind in (kind, Kind.ANY) for one in self.types) or kind is Kind.ANY


@dataclass(frozen=True)
class Function:
    """A function. ``refused`` says why it cannot be run here; empty where it can.

    ``lenient``: what it takes is looked at before a run only; in a run it makes the best of any value. ``gives``: what
    comes back in truth, where expr-lang knows it only in a run. ``go``: its types in Go's notation, joined by ``;``;
    such a function looks at what it gets itself. ``judge``: says the type of what it gives where Go has code for that.
    ``charged``: expr-lang counts the size of its result against an expression's memory. ``ambient``: it gets the clock
    and the chance of the run first, None outside of one. ``cost``: how many steps a call counts for.
    """

    name: str
    signature: str
    doc: str
    call: Implementation | None
    refused: str = ""
    lenient: bool = False
    gives: str = ""
    go: str = ""
    judge: Judge | None = None
    charged: bool = False
    ambient: bool = False
    cost: Cost = FREE

    @cached_property
    def types(self) -> tuple[GoType, ...]:
        """Its types, one for each way to call it."""
        return tuple(gotypes.functions(self.go)) if self.go else ()

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        inside = self.signature[: self.signature.rindex(")")]
        return tuple(
            Parameter(
                found["name"],
                tuple(one for word in found["kinds"].split("|") for one in _TYPES[word]),
                found["mark"] is not None,
                found["mark"] == "...",
                found["kinds"],
            )
            for found in _PARAMETER.finditer(inside)
        )

    @cached_property
    def result(self) -> Type:
        """The type of what it gives."""
        types = _TYPES.get(self.signature.rsplit("-> ", 1)[1], (ANY,))
        return types[0] if len(types) == 1 else ANY

    @property
    def really(self) -> Type:
        """The type of what it gives, when it runs."""
        return _TYPES[self.gives][0] if self.gives else self.result

    @cached_property
    def least(self) -> int:
        return sum(not one.optional for one in self.parameters)

    @cached_property
    def most(self) -> int | None:
        """How many arguments it takes at most; None without a limit."""
        return None if any(one.repeated for one in self.parameters) else len(self.parameters)

    def parameter(self, index: int) -> Parameter:
        """The parameter that an argument meets."""
        return self.parameters[min(index, len(self.parameters) - 1)]

    def check_count(self, count: int) -> None:
        """LangError for too few or too many arguments."""
        if count < self.least:
            raise LangError(f"not enough arguments to call {self.name}")
        if self.most is not None and count > self.most:
            raise LangError(f"too many arguments to call {self.name}")

    def __call__(self, arguments: Sequence[Json], ambient: Ambient | None = None) -> Json:
        """The value for these arguments."""
        if self.call is None:
            raise LangError(f"{self.name} {self.refused}")
        given = assigned(self.types[0], arguments) if self.types else self._checked(arguments)
        return self.call(ambient, *given) if self.ambient else self.call(*given)

    def _checked(self, arguments: Sequence[Json]) -> Sequence[Json]:
        self.check_count(len(arguments))
        for index, value in enumerate(() if self.lenient else arguments):
            if not self.parameter(index).takes(kind_of(value)):
                raise LangError(f"invalid argument for {self.name} (type {type_name(value)})")
        return arguments


Table = dict[str, Function]


def assigned(type: GoType, arguments: Sequence[Json]) -> list[Json]:
    """The arguments as Go's reflection assigns them to parameters: nil is the zero of a parameter's type."""
    least = len(type.parameters) - type.variadic
    if len(arguments) < least or (len(arguments) > least and not type.variadic):
        most = "at least " if type.variadic else ""
        raise LangError(f"invalid number of arguments: expected {most}{least}, got {len(arguments)}")
    return [_assigned(_parameter(type, place), value) for place, value in enumerate(arguments)]


def _parameter(type: GoType, place: int) -> GoType:
    if type.variadic and place >= len(type.parameters) - 1:
        return type.parameters[-1].element or gotypes.ANY
    return type.parameters[place]


def _assigned(wanted: GoType, value: Json) -> Json:
    if value is None:
        return _zero(wanted)
    given = type_of(value)
    if given is not None and not wanted.takes(given):
        raise LangError(f"reflect: Call using {type_name(value)} as type {wanted}")
    return value


def _zero(wanted: GoType) -> Json:
    match wanted.kind:
        case "map":
            return NoMap(wanted)
        case "slice":
            return NoItems(wanted)
        case "struct" | "int64" if wanted.named:
            from wfsim.lang.moments import values  # only where a function of times gets nothing

            return values.ZERO if wanted == gotypes.TIME else values.Duration(0)
        case _:
            return _ZERO.get(wanted.kind)


_ZERO: Final[dict[str, Json]] = {"string": "", "int": 0, "bool": False, "float64": 0.0, "uint32": Uint32(0)}


def declare(
    table: Table,
    name: str,
    signature: str,
    doc: str,
    *,
    lenient: bool = False,
    gives: str = "",
    go: str = "",
    judge: Judge | None = None,
    charged: bool = False,
    ambient: bool = False,
    cost: Cost = FREE,
) -> Callable[[Implementation], Implementation]:
    """Adds the function that follows to a table."""

    def add(implementation: Implementation) -> Implementation:
        table[name] = Function(
            name, signature, doc, implementation, "", lenient, gives, go, judge, charged, ambient, cost
        )
        return implementation

    return add


def refuse(table: Table, name: str, reason: str, go: str) -> None:
    """Adds a function that is known and cannot be run here."""
    refused = f"{reason}, which a simulation does not have"
    table[name] = Function(name, "(arguments...: any) -> any", f"Not here: it {reason}.", None, refused, go=go)


# -- functions that Go finds at run time: sprig's -------------------------------------------------------------------


class Declaring(Protocol):
    """``declare`` for functions of one table whose Go types are those of their signatures."""

    def __call__(
        self,
        name: str,
        signature: str,
        doc: str,
        *,
        ambient: bool = False,
        cost: Cost | None = None,
        gives: str = "",
        fails: bool = False,
    ) -> Callable[[Implementation], Implementation]: ...


_GO: Final = {
    "any": "interface {}",
    "list": "interface {}",
    "map": "map[string]interface {}",
    "float": "float64",
    "time": "time.Time",
    "version": "*semver.Version",
    "[][]any": "[][]interface {}",
}


def _in_go(signature: str, fails: bool) -> str:
    """The signature in Go's notation; a list of any type is taken. ``fails``: an error comes back beside the value."""
    inside, _, result = signature.rpartition(" -> ")
    parameters = []
    for found in _PARAMETER.finditer(inside):
        spread = "..." if found["mark"] == "..." else ""
        parameters.append(spread + _GO.get(found["kinds"], found["kinds"]))
    gives = "[]interface {}" if result == "list" else _GO.get(result, result)
    return f"func({', '.join(parameters)}) {f'({gives}, error)' if fails else gives}"


def exact(table: Table, usual: Cost = FREE) -> Declaring:
    """``declare`` for functions whose very types Go looks at when it calls them; ``usual``: what each of them costs."""

    def declaring(
        name: str,
        signature: str,
        doc: str,
        *,
        ambient: bool = False,
        cost: Cost | None = None,
        gives: str = "",
        fails: bool = False,
    ) -> Callable[[Implementation], Implementation]:
        def add(implementation: Implementation) -> Implementation:
            checked = _checked(name, signature, implementation)
            steps = usual if cost is None else cost
            go = _in_go(signature, fails or name.startswith("must"))
            return declare(table, name, signature, doc, gives=gives, go=go, ambient=ambient, cost=steps)(checked)

        return add

    return declaring


def twins(table: Table, usual: Cost = FREE) -> Callable[[str, str, str], Callable[[Implementation], Implementation]]:
    """``exact`` for functions with a twin of ``must`` and their name, which does the same."""
    one = exact(table, usual)

    def declaring(name: str, signature: str, doc: str) -> Callable[[Implementation], Implementation]:
        def add(implementation: Implementation) -> Implementation:
            one(f"must{name[0].upper()}{name[1:]}", signature, f"The same as `{name}`.")(implementation)
            return one(name, signature, doc)(implementation)

        return add

    return declaring


def _checked(name: str, signature: str, implementation: Implementation) -> Implementation:
    """The implementation behind a look at its lists. What it gives is one text, where that is a text."""
    lists = [place for place, one in enumerate(_PARAMETER.finditer(signature)) if one["kinds"] == "list"]

    def call(*arguments: Json) -> Json:
        for place in lists:
            if not isinstance(arguments[place], list):
                raise LangError(f"{name} takes no {type_name(arguments[place])} as a list")
        value = implementation(*arguments)
        return characters(octets(value)) if isinstance(value, str) and not value.isascii() else value

    return call
