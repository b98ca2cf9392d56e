"""Which store an address means.

In: a URL, a path, or nothing. Out: an open ``Store``. StoreError where there is none.
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from wfsim.record.store.errors import StoreError
from wfsim.record.store.runs import Store
from wfsim.record.store.sqlite import SqliteDatabase

_POSTGRES = ("postgresql", "postgres")


def default_address() -> str:
    """The file of the user's own runs: ``$XDG_DATA_HOME/wfsim/runs.db``."""
    data = os.environ.get("XDG_DATA_HOME") or os.path.join(os.path.expanduser("~"), ".local", "share")
    return os.path.join(data, "wfsim", "runs.db")


def open(url: str = "") -> Store:
    """The store at an address: a path, ``sqlite:///path`` (``?mode=ro`` to read only), ``postgresql://…``."""
    url = url or default_address()
    scheme = url.partition("://")[0] if "://" in url else ""
    if not scheme:
        return Store(SqliteDatabase(Path(url)))
    if scheme in _POSTGRES:
        from wfsim.record.store.postgres import PostgresDatabase

        return Store(PostgresDatabase(url))
    if scheme == "sqlite":
        parts = urlsplit(url)
        path = unquote(parts.netloc + parts.path) if parts.netloc else unquote(parts.path)
        return Store(SqliteDatabase(Path(path), read_only=dict(parse_qsl(parts.query)).get("mode") == "ro"))
    raise StoreError(
        f"there are no stores of the kind {scheme!r}",
        "Name a file, sqlite:///path, or postgresql://user@host/database.",
    )
