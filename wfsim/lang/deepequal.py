"""Go's deep equality: values of one type with the same in them, to the bottom.

In: two values. Out: a truth. Called by ``==`` for what is no number and no plain list, and by sprig's functions that
look for a value in a list.
"""

from __future__ import annotations

from wfsim.lang.govalues import Opaque, is_nil, type_of
from wfsim.lang.values import Json


def alike(left: Json, right: Json) -> bool:
    """Whether the values are the same, types included. What was compared once is not compared again."""
    todo: list[tuple[Json, Json]] = [(left, right)]
    seen: set[tuple[int, int]] = set()
    while todo:
        one, other = todo.pop()
        if type_of(one) != type_of(other) or is_nil(one) is not is_nil(other):
            return False
        if isinstance(one, Opaque) and isinstance(other, Opaque):
            if one.type.kind == "func" or one.content() != other.content():
                return False
        elif not isinstance(one, (list, dict)):
            if one != other:
                return False
        elif one is not other and (id(one), id(other)) not in seen:
            seen.add((id(one), id(other)))
            if not _paired(one, other, todo):
                return False
    return True


def _paired(one: list[Json] | dict[str, Json], other: Json, todo: list[tuple[Json, Json]]) -> bool:
    """Puts what is inside on the list of what is to be compared; whether the sizes and names are the same."""
    if isinstance(one, list) and isinstance(other, list):
        todo.extend(zip(one, other, strict=False))
        return len(one) == len(other)
    if not isinstance(one, dict) or not isinstance(other, dict) or one.keys() != other.keys():
        return False
    todo.extend((one[key], other[key]) for key in one)
    return True
