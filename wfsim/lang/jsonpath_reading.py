"""Reads the paths of Argo's function ``jsonpath``: ``$.items[?(@.age > 40)].name``.

In: text. Out: the steps of the path; LangError in the words of Argo's library. ``jsonpath`` takes the steps, the
scripts in parentheses are read by ``jsonpath_operators``. ``grammar/jsonpath.lark`` describes the language; what the
library makes of quotes and parentheses in odd places is its own, and kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final, TypeAlias

from wfsim.lang import gonumbers
from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.lang.gospace import trimmed
from wfsim.lang.jsonpath_operators import Script, compiled
from wfsim.text.records import NamedTuple, dataclass


@dataclass(frozen=True, slots=True)
class Root:
    """``$``: back to the whole document."""


@dataclass(frozen=True, slots=True)
class Current:
    """``@``: stay."""


@dataclass(frozen=True, slots=True)
class Every:
    """``*``."""


@dataclass(frozen=True, slots=True)
class Deep:
    """``..``: here and everywhere below."""


@dataclass(frozen=True, slots=True)
class Length:
    """``.length``."""


@dataclass(frozen=True, slots=True)
class Key:
    """``.name`` and ``['name']``."""

    key: str


@dataclass(frozen=True, slots=True)
class Index:
    """``[3]``."""

    index: int


@dataclass(frozen=True, slots=True)
class Filter:
    """``[?(condition)]``."""

    condition: Script


@dataclass(frozen=True, slots=True)
class Computed:
    """``[(script)]``: a key or an index that a script gives."""

    script: Script


@dataclass(frozen=True, slots=True)
class Union:
    """``[a,b]``."""

    parts: tuple[str | int | Script, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """``[first:last:step]``."""

    first: int | Script | None
    last: int | Script | None
    step: int | Script | None


Step: TypeAlias = "Root | Current | Every | Deep | Length | Key | Index | Filter | Computed | Union | Range"
Argument: TypeAlias = "str | int | None"

MOST_STEPS: Final = 500
DEEPEST: Final = 20
_WHOLE: Final[dict[str, Step]] = {"$": Root(), "@": Current(), "*": Every(), "..": Deep(), "length": Length()}


class Piece(NamedTuple):
    """The text of one step, and where it begins."""

    text: str
    start: int


@lru_cache(maxsize=512)
def read(path: str) -> tuple[Step, ...]:
    """The steps of a path."""
    try:
        return _steps(path, 0)
    except BudgetSpent:
        raise
    except LangError as error:
        message = f"invalid JSONPath selector '{path}' {error}"
        raise LangError(message, error.start, error.end, expected=error.expected) from None


def _steps(path: str, depth: int) -> tuple[Step, ...]:
    """``depth``: how many scripts the path stands in."""
    pieces = list(_pieces(path))
    if len(pieces) > MOST_STEPS or depth > DEEPEST:
        raise BudgetSpent("a JSONPath has too many steps, or too many paths inside of paths")
    return tuple(_step(piece, depth) for piece in pieces)


def _pieces(path: str) -> Iterator[Piece]:
    """Cuts a path at each dot or bracket that stands in no quotes and no parentheses.

    Quotes and parentheses are counted from where a step begins anew, brackets from the beginning of the path.
    """
    _check_beginning(path)
    yield Piece(path[0], 0)
    start, brackets = 1, 0  # of the step being read, and how many brackets it has opened
    counts = dict.fromkeys("'()[]", 0)
    fresh = True
    for at in range(1, len(path)):
        character = path[at]
        if fresh:
            counts |= {"'": 0, "(": 0, ")": 0}
        fresh = False
        if character in counts:
            counts[character] += 1
        guarded = counts["'"] % 2 == 1 or counts["("] != counts[")"]
        if path.startswith("..", start) and at == start + 1:
            yield Piece("..", start)
            start, fresh = at + 1, True
        elif character == "[":
            brackets += 1
            if brackets == 1 and path[start:at] not in ("", "."):
                yield _without_dot(path, start, at)
                start = at
        elif guarded or at == start:
            continue
        elif brackets and character == "]" and counts["["] == counts["]"]:
            yield _without_dot(path, start, at + 1)
            start, brackets, fresh = at + 1, 0, True
        elif not brackets and character == ".":
            yield _without_dot(path, start, at)
            start = at
    if start < len(path):
        yield _without_dot(path, start, len(path))


def _check_beginning(path: str) -> None:
    if path[:1] not in ("$", "@"):
        message = f"unexpected token '{path[:1]}' at index 0"
        raise LangError(message, 0, min(len(path), 1), expected="`$` at the beginning")
    if path[1:2] not in ("", ".", "["):
        raise LangError(f"unexpected token '{path[1]}' at index 1", 1, 2, expected="`.` or `[`")


def _without_dot(path: str, start: int, end: int) -> Piece:
    start += path[start] == "."
    return Piece(path[start:end], start)


def _step(piece: Piece, depth: int) -> Step:
    text = trimmed(piece.text)
    if not text:
        end = piece.start + len(piece.text)
        raise LangError("invalid token. token string is empty", piece.start, end, expected="a name behind the dot")
    if text in _WHOLE:
        return _WHOLE[text]
    if not text.startswith("["):
        return Key(text)
    inner = trimmed(text[1:-1])
    if not text.endswith("]") or not inner:
        raise _shapeless(text, piece.start)
    return _Subscript(text, inner, piece.start, depth).step()


def _shapeless(text: str, start: int) -> LangError:
    message = f"invalid token. '{text}' does not match any token format"
    return LangError(message, start, start + len(text), expected=_BRACKETS)


_BRACKETS: Final = (
    "a name in quotes, an index, a range, several of them with commas, `*`, or a script such as [?(@.age > 40)]"
)


class _Subscript:
    """What stands between brackets: ``text`` with them, ``inner`` without."""

    def __init__(self, text: str, inner: str, start: int, depth: int) -> None:
        self.text = text
        self.inner = inner
        self.start = start
        self.depth = depth

    def refused(self) -> LangError:
        return _shapeless(self.text, self.start)

    def script(self, text: str) -> Script:
        """A script and the paths in it; ``text`` has no parentheses around it."""
        try:
            return compiled(text, lambda path: _steps(path, self.depth + 1))
        except BudgetSpent:
            raise
        except LangError as error:
            raise LangError(error.message, self.start, self.start + len(self.text), expected=error.expected) from None

    def step(self) -> Step:
        if self.inner == "*":
            return Every()
        if self.inner.startswith("?"):
            if not (self.inner.startswith("?(") and self.inner.endswith(")")):
                raise self.refused()
            return Filter(self.script(trimmed(self.inner[2:-1])))
        arguments = _Arguments(self).read()
        if len(arguments) == 1:
            return self.single(arguments[0])
        values, colons, commas = _values(arguments)
        if commas and not colons and commas < len(values):
            return Union(tuple(map(self.part, values)))
        if colons and not commas and colons <= 2:
            edges = [*map(self.edge, values), None, None]
            return Range(edges[0], edges[1], edges[2])
        raise self.refused()

    def single(self, argument: Argument) -> Step:
        match argument:
            case int():
                return Index(argument)
            case str() if _is_key(argument):
                return Key(argument[1:-1])
            case str() if _is_script(argument):
                return Computed(self.script(argument[1:-1]))
            case _:
                raise self.refused()

    def part(self, argument: Argument) -> str | int | Script:
        if isinstance(argument, int):
            return argument
        if argument is not None and _is_script(argument):
            return self.expression(argument)
        if argument is not None and _is_key(argument):
            return argument[1:-1]
        raise self.refused()

    def edge(self, argument: Argument) -> int | Script | None:
        if not isinstance(argument, str):
            return argument
        if not _is_script(argument):
            raise self.badly_formed(argument)
        return self.expression(argument)

    def expression(self, argument: str) -> Script:
        try:
            return self.script(argument[1:-1])
        except BudgetSpent:
            raise
        except LangError as error:
            raise LangError(f"invalid expression. {error}", error.start, error.end, expected=error.expected) from None

    def badly_formed(self, text: str) -> LangError:
        message = f"invalid expression. invalid format '{text}'"
        return LangError(message, self.start, self.start + len(self.text), expected=_BRACKETS)


def _is_script(text: str) -> bool:
    return len(text) > 2 and text.startswith("(") and text.endswith(")")


def _is_key(text: str) -> bool:
    return len(text) > 1 and text[0] == text[-1] and text[0] in "'\""


def _number_or_text(text: str) -> int | str:
    number = gonumbers.parse_int(text)
    return text if number is None else number


def _values(arguments: list[Argument]) -> tuple[list[Argument], int, int]:
    """The arguments without their separators, None where a colon follows on a colon; how many colons and commas."""
    values: list[Argument] = []
    after_colon = False
    for one in arguments:
        if one == ":":
            values.extend([None] if after_colon else [])
        elif one != ",":
            values.append(one)
        after_colon = one == ":"
    return values, arguments.count(":"), arguments.count(",")


class _Arguments:
    """Cuts what stands between brackets into keys with their quotes, numbers, scripts, ``:`` and ``,``.

    A closing parenthesis counts even in quotes; a quote behind a backslash loses the backslash.
    """

    def __init__(self, subscript: _Subscript) -> None:
        self.subscript = subscript
        self.found: list[Argument] = []
        self.buffer = ""
        self.quote = ""
        self.depth = 0

    def read(self) -> list[Argument]:
        for at, character in enumerate(self.subscript.inner):
            self.buffer += character
            if character in ("'", '"'):
                self.quoted(character)
            elif character == ")":
                self.closed()
            elif self.quote:
                continue
            elif character == "(":
                self.depth += 1
            elif self.depth == 0:
                self.outside(character, at)
        if self.buffer:
            self.found.append(_number_or_text(self.buffer))
        return self.found

    def quoted(self, mark: str) -> None:
        if self.depth or (self.quote and self.quote != mark):
            return
        if self.buffer[-2:-1] == "\\":
            self.buffer = self.buffer[:-2] + mark
            return
        self.quote = "" if self.quote else mark
        if self.quote and self.buffer != mark:
            raise self.subscript.refused()
        if not self.quote:
            if not _is_key(self.buffer):
                raise self.subscript.refused()
            self.done(self.buffer)

    def closed(self) -> None:
        self.depth -= 1
        if self.depth == 0:
            if not _is_script(self.buffer):
                raise self.subscript.badly_formed(self.buffer)
            self.done(self.buffer)

    def outside(self, character: str, at: int) -> None:
        if character == " ":
            self.buffer = trimmed(self.buffer)
        elif character in (":", ","):
            self.separated(character, at)

    def separated(self, separator: str, at: int) -> None:
        before = self.buffer[:-1]
        if before:
            value = _number_or_text(before)
            if separator == ":" and isinstance(value, str):
                raise self.subscript.refused()
            self.found.append(value)
        elif separator == ":" and at == 0:
            self.found.append(None)
        self.done(separator)

    def done(self, argument: str) -> None:
        self.found.append(argument)
        self.buffer = ""
