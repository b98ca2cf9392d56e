"""Named tuples of our own making are as those of ``typing``."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
import typing
from typing import Any

import pytest

from wfsim.text.records import NamedTuple, dataclass, replace


class Ours(NamedTuple):
    """A place."""

    line: int
    column: int = 1
    name: str = "x"

    @property
    def both(self) -> tuple[int, int]:
        return self.line, self.column

    @classmethod
    def first(cls) -> Ours:
        return cls(1)

    def __add__(self, other: Any) -> Ours:
        return self._replace(line=self.line + super().__getitem__(0))  # what needs the class finds it


class Theirs(typing.NamedTuple):
    """A place."""

    line: int
    column: int = 1
    name: str = "x"


class Bare(NamedTuple):
    only: int


KINDS = (Ours, Theirs)


@pytest.mark.parametrize(("args", "more"), [((1,), {}), ((1, 2, "a"), {}), ((1,), {"name": "b"}), ((), {"line": 3})])
def test_values(args: tuple[Any, ...], more: dict[str, Any]) -> None:
    ours, theirs = (kind(*args, **more) for kind in KINDS)
    assert ours == theirs == tuple(theirs) and hash(ours) == hash(theirs)
    assert repr(ours) == repr(theirs).replace("Theirs", "Ours")
    assert (ours.line, ours.column, ours.name) == tuple(theirs)
    assert ours._asdict() == theirs._asdict() and ours._replace(column=9) == theirs._replace(column=9)
    assert type(ours._replace(column=9)) is type(Ours._make(ours)) is type(copy.copy(ours)) is Ours
    assert pickle.loads(pickle.dumps(ours)) == ours


@pytest.mark.parametrize(("args", "more"), [((), {}), ((1, 2, 3, 4), {}), ((1,), {"line": 2}), ((1,), {"other": 2})])
def test_wrong_arguments(args: tuple[Any, ...], more: dict[str, Any]) -> None:
    said = []
    for kind in KINDS:
        with pytest.raises(TypeError) as caught:
            kind(*args, **more)
        said.append(str(caught.value).rpartition("__new__")[2])
    assert said[0] == said[1]


def test_classes() -> None:
    assert Ours.__doc__ == Theirs.__doc__ and Ours.__name__ == "Ours" and Ours.__module__ == __name__
    assert (Ours._fields, Ours._field_defaults) == (Theirs._fields, Theirs._field_defaults)
    assert str(inspect.signature(Ours)) == "(line, column=1, name='x')"
    assert Ours.first().both == (1, 1) and Ours(2) + None == Ours(4)
    assert Bare(5) == (5,) and not hasattr(Bare(5), "__dict__")
    match Ours(1, 2):
        case Ours(line, column=column):
            assert (line, column) == (1, 2)


def test_mistakes() -> None:
    with pytest.raises(ValueError, match="other"):
        Ours(1)._replace(other=2)  # type: ignore[call-arg]
    with pytest.raises(AttributeError):
        Ours(1).line = 2  # type: ignore[misc]
    with pytest.raises(TypeError, match="without a default"):

        class Wrong(NamedTuple):
            first: int = 1
            second: int  # type: ignore[misc]


@dataclasses.dataclass(frozen=True, slots=True)
class TheirNode:
    """A node."""

    start: int
    end: int

    def size(self) -> int:
        return self.end - self.start


@dataclasses.dataclass(frozen=True, slots=True)
class TheirLeaf(TheirNode):
    text: str
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Node:
    """A node."""

    start: int
    end: int

    def size(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Leaf(Node):
    text: str
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Lone:
    only: int


@dataclass(frozen=True, slots=True)
class Nothing(Node):
    """No field of its own."""


@dataclass(slots=True)
class Open:
    value: int = 0


LEAVES = (Leaf, TheirLeaf)


@pytest.mark.parametrize(
    ("args", "more"),
    [((1, 2, "a"), {}), ((1, 2, "a", True), {}), ((1, 2), {"text": "b"}), ((), {"text": "c", "end": 4, "start": 1})],
)
def test_objects(args: tuple[Any, ...], more: dict[str, Any]) -> None:
    ours, theirs = (kind(*args, **more) for kind in LEAVES)
    assert repr(ours) == repr(theirs).replace("Their", "")
    assert ours.size() == theirs.size() and isinstance(ours, Node)
    assert ours == Leaf(*args, **more) != Leaf(9, 9, "z") and hash(ours) == hash(Leaf(*args, **more))
    assert replace(ours, end=7) == Leaf(ours.start, 7, ours.text, ours.bare)
    assert copy.copy(ours) == copy.deepcopy(ours) == pickle.loads(pickle.dumps(ours)) == ours
    assert not hasattr(ours, "__dict__")
    with pytest.raises(AttributeError, match="cannot assign to field 'text'"):
        ours.text = "x"  # type: ignore[misc]
    with pytest.raises(AttributeError, match="cannot delete field 'text'"):
        del ours.text


@pytest.mark.parametrize(("args", "more"), [((), {}), ((1, 2, "a", True, 5), {}), ((1, 2, "a"), {"other": 1})])
def test_wrong_arguments_of_objects(args: tuple[Any, ...], more: dict[str, Any]) -> None:
    said = []
    for kind in LEAVES:
        with pytest.raises(TypeError) as caught:
            kind(*args, **more)
        said.append(str(caught.value).rpartition("__init__")[2])
    assert said[0] == said[1]


def test_classes_of_objects() -> None:
    assert str(inspect.signature(Leaf)) == "(start, end, text, bare=False)"
    assert Leaf.__match_args__ == TheirLeaf.__match_args__ and Node.__doc__ == "A node."
    assert Lone(3) == Lone(3) != Lone(4) and hash(Lone(3)) == hash(Lone(3)) and Nothing(1, 2) != Node(1, 2)
    assert replace(Open(1), value=2) == Open(2)
    match Leaf(1, 2, "a"):
        case Leaf(start, _, text):
            assert (start, text) == (1, "a")
    with pytest.raises(TypeError, match="without a default"):

        @dataclass(frozen=True, slots=True)
        class Wrong(Leaf):
            late: int  # type: ignore[misc]
