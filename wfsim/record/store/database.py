"""What the store asks of a database, whichever it is.

In: nothing. Out: the protocol that ``sqlite`` and ``postgres`` fulfil, and the tables as both understand them.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Final, Protocol, TypeAlias

Cell: TypeAlias = str | int | bytes | None
Row: TypeAlias = Sequence[Cell]

FORMAT: Final = 1  # of the tables; a store of a later one is not touched


class Taken(Exception):
    """A row of this key is there already."""


class Transaction(Protocol):
    """Statements that happen together or not at all; ``?`` stands for a value."""

    def rows(self, statement: str, values: Sequence[Cell] = ()) -> list[Row]: ...

    def change(self, statement: str, values: Sequence[Cell] = ()) -> int:
        """How many rows it changed. Taken where a key is there already."""


class Database(Protocol):
    """One connection. Everything that goes wrong is a ``StoreError``."""

    @property
    def address(self) -> str:
        """What to call it before the user: no password stands in it."""

    def reading(self) -> AbstractContextManager[Transaction]: ...

    def writing(self) -> AbstractContextManager[Transaction]: ...

    def close(self) -> None: ...


_RUNS: Final = """
create table if not exists runs (
    uid text primary key,
    namespace text not null,
    name text not null,
    live integer not null,
    status text not null,
    phase text not null,
    created_ms bigint not null,
    finished_ms bigint,
    deleted_ms bigint,
    version integer not null,
    summary text not null,
    object {blob} not null,
    journal {blob} not null,
    context {blob} not null
)
"""
_OBJECTS: Final = """
create table if not exists objects (
    kind text not null,
    namespace text not null,
    name text not null,
    created_ms bigint not null,
    object {blob} not null,
    primary key (kind, namespace, name)
)
"""
_OTHERS: Final = (
    "create unique index if not exists runs_by_name on runs (namespace, name) where live = 1",
    "create index if not exists runs_by_age on runs (created_ms)",
    "create table if not exists format (number integer not null)",
)


def tables(blob: str) -> tuple[str, ...]:
    """The statements that make the tables; ``blob``: the word for bytes."""
    return (_RUNS.format(blob=blob), _OBJECTS.format(blob=blob), *_OTHERS)
