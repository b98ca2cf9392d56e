"""A store in a PostgreSQL database, for runs that several people share.

In: a URL as libpq takes it. Out: a ``Database``. The library is looked for only here (``pip install
argo-wfsim[postgres]``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit, urlunsplit

from wfsim.record.store.database import FORMAT, Cell, Row, Taken, tables
from wfsim.record.store.errors import StoreError
from wfsim.record.store.sqlite import check_format

if TYPE_CHECKING:
    import psycopg

_MAKING: Final = 0x77667369  # the lock of those who make the tables

# The first two characters of an SQLSTATE → what it means for the user, and the way out.
_SAID: Final = {
    "08": ("cannot be reached", "Look at the address, and whether the server runs."),
    "25": ("may only be read", "Name another with WFSIM_STORE."),
    "28": ("does not let this user in", "Look at user and password in the URL."),
    "3D": ("does not exist", "Create the database, or name another in the URL."),
    "42": ("does not give this user the rights", "Grant the rights to make and change tables in it."),
    "53": ("has no room, or no connection, left", "Try again later, or make room."),
    "55": ("is locked", "Try again."),
    "57": ("was shut down", "Try again when the server runs."),
    "XX": ("is damaged", "Ask who runs the server."),
}


class _Transaction:
    def __init__(self, connection: psycopg.Connection[tuple[Any, ...]]) -> None:
        self._connection = connection

    def rows(self, statement: str, values: Sequence[Cell] = ()) -> list[Row]:
        return [*self._connection.execute(_ours(statement), tuple(values)).fetchall()]

    def change(self, statement: str, values: Sequence[Cell] = ()) -> int:
        from psycopg.errors import UniqueViolation

        try:
            return self._connection.execute(_ours(statement), tuple(values)).rowcount
        except UniqueViolation as error:
            raise Taken(str(error)) from None


def _ours(statement: str) -> bytes:
    """The statement with psycopg's marks for values."""
    return statement.replace("%", "%%").replace("?", "%s").encode()


class PostgresDatabase:
    """One connection to the server."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._open: psycopg.Connection[tuple[Any, ...]] | None = None

    @property
    def address(self) -> str:
        parts = urlsplit(self._url)
        user, at, host = parts.netloc.rpartition("@")
        return urlunsplit(parts._replace(netloc=f"{user.partition(':')[0]}{at}{host}", query=""))

    @contextmanager
    def reading(self) -> Iterator[_Transaction]:
        with self._told() as connection, connection.transaction():
            yield _Transaction(connection)

    writing = reading

    def close(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None

    def _connected(self) -> psycopg.Connection[tuple[Any, ...]]:
        import psycopg

        found = psycopg.connect(self._url, autocommit=True, connect_timeout=10)
        try:
            self._prepare(found)
        except BaseException:
            found.close()
            raise
        return found

    def _prepare(self, connection: psycopg.Connection[tuple[Any, ...]]) -> None:
        """Make the tables where there are none; one process at a time, since making them twice at once fails."""
        known = connection.execute("select to_regclass('format')").fetchone()
        if known is not None and known[0] is not None:
            row = connection.execute("select number from format").fetchone()
            if row is not None:
                check_format(int(row[0]), self.address)
                return
        with connection.transaction():
            connection.execute("select pg_advisory_xact_lock(%s)", (_MAKING,))
            for statement in tables("bytea"):
                connection.execute(statement.encode())
            connection.execute(
                "insert into format (number) select %s where not exists (select 1 from format)", (FORMAT,)
            )

    @contextmanager
    def _told(self) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
        """The connection; what the server says, in words."""
        try:
            import psycopg
        except ImportError:
            raise StoreError(
                "a store in PostgreSQL needs the library psycopg, which is not installed",
                "pip install 'argo-wfsim[postgres]'",
            ) from None
        try:
            if self._open is None:
                self._open = self._connected()
            yield self._open
        except psycopg.Error as error:
            self.close()
            raise self._meaning(error) from error

    def _meaning(self, error: psycopg.Error) -> StoreError:
        said = " ".join(str(error).split())
        state = error.sqlstate or ("08" if "connect" in said else "")
        for beginning, (what, hint) in _SAID.items():
            if state.startswith(beginning):
                return StoreError(f"the store {self.address} {what}: {said}", hint)
        return StoreError(f"the store {self.address} cannot be used: {said}", "Name another with WFSIM_STORE.")
