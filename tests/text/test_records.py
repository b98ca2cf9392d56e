"""Named tuples of our own making are as those of ``typing``."""

from __future__ import annotations

import copy
import inspect
import pickle
import typing
from typing import Any

import pytest

from wfsim.text.records import NamedTuple


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
