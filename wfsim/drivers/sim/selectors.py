"""Which mock a node takes: matching of selectors and their order.

In: the mocks of a file, and the names of a node. Out: the most specific mock that matches. Called by ``choice``.

The order, most specific first: ``node`` without a wildcard, ``node`` with one (more plain characters first), ``step``
(longer path first), ``template``. Of two equal ones the first in the file counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from wfsim.drivers.sim.mocks import By, Mock, Selector

_WILD = re.compile(r"[*?]")
# ``[0]`` a step group, ``.name`` a step or task, ``(0:item)`` a loop member or ``(0)`` an attempt
_PIECE = re.compile(r"\[(?P<group>\d+)\]|\.(?P<name>[^.\[(]*)|(?P<member>\([^()]*\))")


@dataclass(frozen=True, eq=False)
class Names:
    """The names by which selectors know a node. ``logical`` is ``full`` without attempt numbers."""

    full: str
    logical: str
    template: str
    workflow: str
    entrypoint: str = ""

    @cached_property
    def path(self) -> tuple[str, ...]:
        """The steps from the entrypoint down, its template first: main, tails, heads; loop members as ``a(0:x)``."""
        return (self.entrypoint, *step_path(self.logical.removeprefix(self.workflow)))

    @property
    def is_member(self) -> bool:
        """Whether it is a member of a loop."""
        return self.logical.endswith(")") and self.logical != self.workflow

    @property
    def relative(self) -> str:
        """The name without the workflow's, so that a run's name changes nothing but names."""
        return self.logical.removeprefix(self.workflow)


def step_path(relative: str) -> tuple[str, ...]:
    """The names of steps, tasks and hooks in a node's name after the workflow's: ``[0].a(0:x)[1].b`` → a(0:x), b."""
    steps: list[str] = []
    for piece in _PIECE.finditer(relative):
        if piece["name"] is not None:
            steps.append(piece["name"])
        elif piece["member"] is not None and steps:
            steps[-1] += piece["member"]
    return tuple(steps)


class Table:
    """The mocks of a file, most specific first."""

    def __init__(self, mocks: Iterable[Mock]) -> None:
        self._rows = [(mock, matcher(mock.selector)) for mock in sorted(mocks, key=_rank)]

    def find(self, names: Names) -> Mock | None:
        """The mock that a node takes, or None."""
        return next((mock for mock, matches in self._rows if matches(names)), None)


def _rank(mock: Mock) -> tuple[int, int, int]:
    selector = mock.selector
    match selector.by:
        case By.NODE:
            wild = len(_WILD.findall(selector.text))
            return (-By.NODE, int(wild > 0), wild - len(selector.text))
        case By.STEP:
            return (-By.STEP, 0, -len(selector.text.split(".")))
    return (-By.TEMPLATE, 0, 0)


def matcher(selector: Selector) -> Callable[[Names], bool]:
    """The test for a selector."""
    text = selector.text
    match selector.by:
        case By.NODE:
            pattern = glob(text)
            return lambda names: (
                pattern.fullmatch(names.full) is not None or pattern.fullmatch(names.logical) is not None
            )
        case By.STEP:
            wanted = _elements(text)
            return lambda names: _ends_with(names.path, wanted)
    return lambda names: names.template == text


@lru_cache(maxsize=1024)
def glob(text: str) -> re.Pattern[str]:
    """``*`` is any text, ``?`` any one character, and all else (brackets too, which node names are full of) itself."""
    words = {"*": ".*", "?": "."}
    return re.compile("".join(words.get(one) or re.escape(one) for one in text), re.DOTALL)


def _elements(text: str) -> tuple[str, ...]:
    return step_path("." + text)


def _ends_with(path: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    if not wanted or len(wanted) > len(path):
        return False
    return all(same(have, want) for have, want in zip(path[-len(wanted) :], wanted, strict=True))


def same(have: str, want: str) -> bool:
    """``a`` is every member of the loop ``a``, ``a(0)`` the one of this index, ``a(0:x)`` exactly this one."""
    return have == want or have.partition("(")[0] == want or have.partition(":")[0] + ")" == want
