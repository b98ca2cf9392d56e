"""Reading and writing at places of a value: by key, by index, by slice, by path.

In: values and paths. Out: what is there, or a new value with something else there. A value that was read is never
changed; ``Owned`` knows the containers that an update made itself and may go on changing.
"""

from __future__ import annotations

from typing import Any, Final

from wfsim.lang.errors import BudgetSpent
from wfsim.lang.jq import encoding, mistakes
from wfsim.lang.jq.budget import Budget
from wfsim.lang.jq.mistakes import JqError
from wfsim.lang.jq.order import compare
from wfsim.lang.jq.values import Value, Written, to_int, to_int_up

LARGEST: Final = 0x20000000
LONGEST: Final = 150


class Gone:
    """What stands where something was deleted, until all is."""


GONE: Final[Any] = Gone()


def index(budget: Budget, value: Value, key: Value) -> Value:
    """``value[key]``."""
    match key:
        case str():
            if isinstance(value, dict):
                return value.get(key)
            if value is None:
                return None
            raise mistakes.no_object(value)
        case bool() | None:
            raise _no_key_of(value, key)
        case int() | float() | Written():
            return _at(value, to_int(key) or 0)
        case list():
            if value is None or isinstance(value, list):
                return None if value is None else [*occurrences(budget, value, key)]
            raise mistakes.no_array(value)
        case _:
            if value is None:
                return None
            first, last = _bounds(key)
            part = cut(value, first, last)
            budget.spend(len(part) >> 3 if isinstance(part, (str, list)) else 0)
            return part


def _no_key_of(value: Value, key: Value) -> JqError:
    if isinstance(value, list):
        return mistakes.no_array_index(key)
    return mistakes.no_text_index(key) if isinstance(value, str) else mistakes.no_key(key)


def _at(value: Value, place: int) -> Value:
    if value is None:
        return None
    if not isinstance(value, (list, str)):
        raise mistakes.no_array(value)
    place = place + len(value) if place < 0 else place
    return value[place] if 0 <= place < len(value) else None


def occurrences(budget: Budget, values: list[Value], wanted: list[Value]) -> list[int]:
    """Where a list of values stands in another one."""
    if not wanted:
        return []
    last = len(values) - len(wanted) + 1
    budget.spend(3)
    return [at for at in range(last) if not compare(budget, values[at : at + len(wanted)], wanted)]


def _bounds(key: dict[str, Value]) -> tuple[Value, Value]:
    if "start" not in key or "end" not in key:
        raise mistakes.no_slice(key)
    return key["start"], key["end"]


def cut(value: Value, first: Value, last: Value) -> Value:
    """``value[first:last]``. All of it is the value itself."""
    if value is None:
        return None
    if not isinstance(value, (list, str)):
        raise mistakes.no_array(value)
    start, end = _range(value, first, last)
    return value if end - start == len(value) else value[start:end]


def _range(value: list[Value] | str, first: Value, last: Value) -> tuple[int, int]:
    refused = mistakes.no_array_index if isinstance(value, list) else mistakes.no_text_index
    start, end = 0, len(value)
    if first is not None:
        found = to_int(first)
        if found is None:
            raise refused(first)
        start = _clamped(found, 0, len(value))
    if last is not None:
        found = to_int_up(last)
        if found is None:
            raise refused(last)
        end = _clamped(found, start, len(value))
    return start, end


def _clamped(place: int, least: int, most: int) -> int:
    place = place + most if place < 0 else place
    return max(place, least) if place < most else most


def get(budget: Budget, value: Value, path: Value) -> Value:
    """``getpath(path)``."""
    if not isinstance(path, list):
        raise mistakes.unfit("getpath", value, path)
    here = value
    for key in path:
        if here is not None and not isinstance(here, (list, dict)):
            raise mistakes.unfit("getpath", value, path)
        try:
            here = index(budget, here, key)
        except JqError as error:
            raise mistakes.failed(error.message, "getpath", value, path) from None
    return here


class Owned:
    """The containers that an update made, and may change."""

    def __init__(self) -> None:
        self._made: dict[int, Value] = {}

    def new(self, value: Any) -> Any:
        """Marks a container as made here."""
        self._made[id(value)] = value
        return value

    def __contains__(self, value: Value) -> bool:
        return id(value) in self._made


def put(budget: Budget, value: Value, path: Value, new: Value, owned: Owned) -> Value:
    """``setpath(path; new)``."""
    if not isinstance(path, list):
        raise mistakes.unfit("setpath", value, path)
    try:
        found: Value = _updated(budget, value, path, 0, new, owned)
        return found
    except JqError as error:
        raise mistakes.failed(error.message, "setpath", value, path, new) from None


def delete(budget: Budget, value: Value, paths: Value, owned: Owned) -> Value:
    """``delpaths(paths)``: all of them as they are before anything is gone."""
    if not isinstance(paths, list):
        raise mistakes.unfit("delpaths", value, paths)
    if not paths:
        return value
    here: Any = value
    for path in paths:
        try:
            if not isinstance(path, list):
                raise mistakes.no_array(path)
            here = _updated(budget, here, path, 0, GONE, owned)
        except JqError as error:
            raise mistakes.failed(error.message, "delpaths", value, paths) from None
    swept: Value = _swept(here, owned)
    return swept


def _updated(budget: Budget, value: Any, path: list[Value], at: int, new: Any, owned: Owned) -> Any:
    """The value with ``new`` at what is left of the path."""
    if at == len(path):
        return new
    if at > LONGEST:
        raise BudgetSpent("a path is too long to write to")
    match path[at]:
        case bool() | None | list():
            raise (mistakes.no_array_index if isinstance(value, list) else mistakes.no_key)(path[at])
        case _ if value is GONE:
            return GONE
        case str() as key:
            if value is not None and not isinstance(value, dict):
                raise mistakes.no_object(value)
            return _with_member(budget, value, key, path, at, new, owned)
        case key:
            if value is not None and not isinstance(value, list):
                raise mistakes.no_array(value)
            write = _with_slice if isinstance(key, dict) else _with_item
            return write(budget, value, key, path, at, new, owned)


def _with_member(budget: Budget, value: Any, key: str, path: list[Value], at: int, new: Any, owned: Owned) -> Any:
    there = value or {}
    if new is GONE and key not in there:
        return value
    found = _updated(budget, there.get(key), path, at + 1, new, owned)
    if value not in owned:
        budget.spend(len(there) >> 3)
        value = owned.new({**there})
    value[key] = found
    return value


def _with_item(budget: Budget, value: Any, key: Value, path: list[Value], at: int, new: Any, owned: Owned) -> Any:
    there: list[Any] = value or []
    asked = to_int(key) or 0
    place = asked + len(there) if asked < 0 else asked
    outside = not 0 <= place < len(there)
    if outside and new is GONE:
        return value
    if place < 0:
        raise JqError(f"array index should not be negative: {encoding.preview(asked)}")
    if place >= LARGEST and outside:
        raise JqError(f"array index too large: {encoding.preview(place)}")
    found = _updated(budget, None if outside else there[place], path, at + 1, new, owned)
    if value not in owned:
        budget.spend(len(there) >> 3)
        value = owned.new([*there])
    if outside:
        budget.spend((place - len(value)) >> 3)
        value.extend([None] * (place + 1 - len(value)))
    value[place] = found
    return value


def _with_slice(budget: Budget, value: Any, key: Any, path: list[Value], at: int, new: Any, owned: Owned) -> Any:
    there: list[Any] = value or []
    start, end = _range(there, *_bounds(key))
    if start == end and new is GONE:
        return value
    found = _updated(budget, there[start:end], path, at + 1, new, owned)
    if found is GONE:
        found = [GONE] * (end - start)
    if not isinstance(found, list):
        raise mistakes.no_array(found)
    budget.spend((len(there) + len(found)) >> 3)
    if value in owned and len(found) == end - start:
        value[start:end] = found
        return value
    return owned.new([*there[:start], *found, *there[end:]])


def _swept(value: Any, owned: Owned) -> Any:
    """The value without what is gone, which only containers made here can hold."""
    if value is GONE:
        return None
    if value not in owned:
        return value
    if isinstance(value, dict):
        return {key: _swept(item, owned) for key, item in value.items() if item is not GONE}
    return [_swept(item, owned) for item in value if item is not GONE]
