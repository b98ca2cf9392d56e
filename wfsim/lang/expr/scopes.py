"""What ``machine`` does for the functions with a predicate: where it is in a list, and what comes of the items.

In: the machine. Out: its stack and its scopes, changed. ``loops`` puts these steps together.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from wfsim.lang import gosort, operators
from wfsim.lang.errors import LangError
from wfsim.lang.expr.machine import Machine, Scope, binary
from wfsim.lang.gotypes import go
from wfsim.lang.govalues import Keyed, key_of
from wfsim.lang.values import Json


class Sorting(NamedTuple):
    """What ``sortBy`` collects."""

    descending: bool
    items: list[Json]
    keys: list[Json]


def jump_at_end(machine: Machine, to: int) -> None:
    scope = machine.scopes[-1]
    if scope.index >= scope.size:
        machine.at = to


def begin(machine: Machine, _: Any) -> None:
    machine.scopes.append(Scope(machine.stack.pop()))


def end(machine: Machine, _: Any) -> None:
    machine.scopes.pop()


def item(machine: Machine, _: Any) -> None:
    machine.stack.append(machine.scopes[-1].item())


def index(machine: Machine, _: Any) -> None:
    machine.stack.append(machine.scopes[-1].index)


def step(machine: Machine, by: int) -> None:
    machine.scopes[-1].index += by


def to_last(machine: Machine, _: Any) -> None:
    machine.scopes[-1].index = machine.scopes[-1].size - 1


def not_before(machine: Machine, _: Any) -> None:
    """Whether the index is still in the list, on the stack."""
    machine.stack.append(machine.scopes[-1].index >= 0)


def size(machine: Machine, _: Any) -> None:
    machine.stack.append(machine.scopes[-1].size)


def count_one(machine: Machine, _: Any) -> None:
    machine.scopes[-1].count += 1


def jump_if_counted(machine: Machine, given: tuple[int, int]) -> None:
    enough, to = given
    if machine.scopes[-1].count >= enough:
        machine.at = to


def counted(machine: Machine, _: Any) -> None:
    machine.stack.append(machine.scopes[-1].count)


def load_acc(machine: Machine, _: Any) -> None:
    machine.stack.append(machine.scopes[-1].acc)


def add(machine: Machine, _: Any) -> None:
    binary(machine, operators.add)


def store_acc(machine: Machine, _: Any) -> None:
    machine.scopes[-1].acc = machine.stack.pop()


_GROUPS: Final = go("map[interface {}][]interface {}")


def start_groups(machine: Machine, _: Any) -> None:
    machine.scopes[-1].acc = Keyed({}, _GROUPS)


def group(machine: Machine, _: Any) -> None:
    scope = machine.scopes[-1]
    scope.acc.setdefault(key_of(machine.stack.pop()), []).append(scope.item())


def start_sorting(machine: Machine, _: Any) -> None:
    order = machine.stack.pop()
    if not isinstance(order, str):
        raise LangError("sortBy order argument must be a string")
    if order not in ("asc", "desc"):
        raise LangError("unknown order, use asc or desc")
    machine.scopes[-1].acc = Sorting(order == "desc", [], [])


def collect(machine: Machine, _: Any) -> None:
    scope = machine.scopes[-1]
    scope.acc.items.append(scope.item())
    scope.acc.keys.append(machine.stack.pop())


def sort(machine: Machine, _: Any) -> None:
    scope = machine.scopes[-1]
    found: Sorting = scope.acc
    machine.left -= scope.size * scope.size.bit_length()
    places = gosort.places(found.keys, _after if found.descending else operators.less)
    machine.grow(scope.size)
    machine.stack.append([found.items[place] for place in places])


def _after(left: Json, right: Json) -> bool:
    return operators.less(right, left)
