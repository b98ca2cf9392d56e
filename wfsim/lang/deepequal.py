"""Whether two values are the same to Go's reflect.DeepEqual: type by type, to the bottom.

In: two values. Out: a truth. Called by the functions that look for a value in a list, and for maps by ``operators``.
"""

from __future__ import annotations

from wfsim.lang.govalues import Opaque, is_nil, type_name
from wfsim.lang.values import Json


def identical(left: Json, right: Json) -> bool:
    """Whether the values are the same, types included. What was compared once is not compared again."""
    todo: list[tuple[Json, Json]] = [(left, right)]
    seen: set[tuple[int, int]] = set()
    while todo:
        one, other = todo.pop()
        if type_name(one) != type_name(other) or is_nil(one) != is_nil(other):
            return False
        if isinstance(one, Opaque) or not isinstance(one, (list, dict)):
            if one != other and one is not other:
                return False
        elif (id(one), id(other)) not in seen:
            seen.add((id(one), id(other)))
            if one is not other and not _paired(one, other, todo):
                return False
    return True


def _paired(one: list[Json] | dict[str, Json], other: Json, todo: list[tuple[Json, Json]]) -> bool:
    """Puts what is inside on the list of what is to be compared; whether the sizes and names are the same."""
    if isinstance(one, list) and isinstance(other, list):
        todo.extend(zip(one, other, strict=False))
        return len(one) == len(other)
    assert isinstance(one, dict) and isinstance(other, dict)
    if one.keys() != other.keys():
        return False
    todo.extend((one[key], other[key]) for key in one)
    return True
