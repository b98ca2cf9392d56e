"""A store in one file.

In: a path. Out: a ``Database``. The file is made where there is none; SQLite's own locks keep processes apart.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final
from urllib.parse import quote

from wfsim.record.store.database import FORMAT, Cell, Row, Taken, tables
from wfsim.record.store.errors import StoreError

_PATIENCE: Final = 20.0  # seconds that another process may hold the file

# How the name of an error of SQLite begins → what it means for the user, and the way out.
_SAID: Final = {
    "SQLITE_BUSY": ("is locked by another process", "Try again when the other command has ended."),
    "SQLITE_LOCKED": ("is locked by another process", "Try again when the other command has ended."),
    "SQLITE_READONLY": ("may only be read", "Let it be written, or name another store with WFSIM_STORE."),
    "SQLITE_PERM": ("may not be opened", "Let it be read and written, or name another store with WFSIM_STORE."),
    "SQLITE_FULL": (
        "is full: there is no room for more",
        "Make room on its disk, or delete runs (wfsim delete --all).",
    ),
    "SQLITE_CORRUPT": (
        "is damaged",
        "Move the file away: a new one is made. `sqlite3 FILE .recover` may save its runs.",
    ),
    "SQLITE_NOTADB": ("is no store of runs", "Name another file with WFSIM_STORE."),
    "SQLITE_CANTOPEN": ("cannot be opened", "Look at its path and its rights, or name another with WFSIM_STORE."),
    "SQLITE_IOERR": ("cannot be read or written", "Look at its disk."),
    "SQLITE_TOOBIG": ("takes no object of this size", "Split the workflow."),
}


class _Transaction:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, statement: str, values: Sequence[Cell] = ()) -> list[Row]:
        return self._connection.execute(statement, values).fetchall()

    def change(self, statement: str, values: Sequence[Cell] = ()) -> int:
        try:
            return self._connection.execute(statement, values).rowcount
        except sqlite3.IntegrityError as error:
            raise Taken(str(error)) from None


class SqliteDatabase:
    """One connection to the file."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self._path, self._read_only = path, read_only
        self._open: sqlite3.Connection | None = None

    @property
    def address(self) -> str:
        return str(self._path)

    @contextmanager
    def reading(self) -> Iterator[_Transaction]:
        with self._told():
            yield _Transaction(self._connection("begin"))
            self._done("commit")

    @contextmanager
    def writing(self) -> Iterator[_Transaction]:
        with self._told():
            yield _Transaction(self._connection("begin immediate"))
            self._done("commit")

    def close(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None

    def _connection(self, begin: str) -> sqlite3.Connection:
        if self._open is None:
            self._open = self._connected()
        self._open.execute(begin)
        return self._open

    def _done(self, word: str) -> None:
        if self._open is not None and self._open.in_transaction:
            self._open.execute(word)

    def _connected(self) -> sqlite3.Connection:
        mode = "ro" if self._read_only else "rwc"
        if not self._read_only:
            self._make_file()
        where = f"file:{quote(str(self._path.absolute()))}?mode={mode}"
        found = sqlite3.connect(where, timeout=_PATIENCE, isolation_level=None, uri=True)
        try:
            self._prepare(found)
        except BaseException:
            found.close()
            raise
        return found

    def _make_file(self) -> None:
        """The folder and an empty file, for nobody else's eyes: what people submit may hold secrets."""
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"the folder of the store {self.address} cannot be made: {error.strerror or error}",
                "Name another place with WFSIM_STORE.",
            ) from None
        with suppress(OSError):  # SQLite says what is wrong with the path
            os.close(os.open(self._path, os.O_CREAT | os.O_WRONLY, 0o600))

    def _prepare(self, connection: sqlite3.Connection) -> None:
        """Make the tables where there are none. StoreError where they are of a later wfsim."""
        number = int(connection.execute("pragma user_version").fetchone()[0])
        check_format(number, self.address)
        if number == FORMAT:
            return
        connection.execute("begin immediate")
        for statement in tables("blob"):
            connection.execute(statement)
        connection.execute(f"pragma user_version = {FORMAT}")
        connection.execute("commit")

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What SQLite says, in words."""
        try:
            yield
        except sqlite3.Error as error:
            self._undo()
            raise self._meaning(error) from error
        except BaseException:
            self._undo()
            raise

    def _undo(self) -> None:
        try:
            self._done("rollback")
        except sqlite3.Error:  # what cannot be undone was never done
            self.close()

    def _meaning(self, error: sqlite3.Error) -> StoreError:
        name = getattr(error, "sqlite_errorname", "") or ""
        if name == "SQLITE_ERROR" and "no such table" in str(error):
            name = "SQLITE_NOTADB"
        for beginning, (what, hint) in _SAID.items():
            if name.startswith(beginning):
                return StoreError(f"the store {self.address} {what}", hint)
        return StoreError(f"the store {self.address} cannot be used: {error}", "Name another with WFSIM_STORE.")


def check_format(number: int, address: str) -> None:
    """StoreError where the tables are of a later wfsim."""
    if number > FORMAT:
        raise StoreError(
            f"the store {address} is of a later wfsim (its format is {number}, this one knows {FORMAT})",
            "Use that wfsim, or name another store with WFSIM_STORE.",
        )
