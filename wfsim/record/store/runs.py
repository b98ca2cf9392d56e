"""The store: runs by name, lists of them, the archive, and the objects that runs refer to.

In: a ``Database``. Out: ``Store``. A run has a version, so that of two who change it at once the second is told.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Any

from wfsim.record.store.database import Cell, Database, Row, Taken, Transaction
from wfsim.record.store.errors import AlreadyThere, Changed, StoreError
from wfsim.record.store.packing import from_bytes, packed, to_bytes, unpacked
from wfsim.record.store.stored import KeptObject, Query, StoredRun, Summary, summary
from wfsim.yamlio.nodes import Json

_RUN = "object, journal, context, version, live"
_CONTEXT = ("sources", "mocks", "seed", "coming", "taken", "target")


class Store:
    """Runs and objects, wherever they are kept."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def address(self) -> str:
        """What to call it before the user."""
        return self._database.address

    def close(self) -> None:
        self._database.close()

    # -- runs

    def add(self, run: StoredRun) -> StoredRun:
        """Keep a new run. AlreadyThere where a listed one has its name."""
        seen = summary(run.record, target=run.target)
        row: dict[str, Cell] = {"uid": seen.uid, "namespace": seen.namespace, "name": seen.name, "version": 1}
        row |= _cells(run, seen)
        marks = ", ".join("?" * len(row))
        with self._database.writing() as table:
            try:
                table.change(f"insert into runs ({', '.join(row)}) values ({marks})", tuple(row.values()))
            except Taken:
                raise AlreadyThere(seen.name) from None
        return replace(run, version=1)

    def replace(self, run: StoredRun) -> StoredRun:
        """Keep a run as it is now. Changed where it is no longer the version that was read."""
        seen = summary(run.record, target=run.target)
        row = _cells(run, seen)
        marks = ", ".join(f"{key} = ?" for key in row)
        statement = f"update runs set {marks}, version = version + 1 where uid = ? and version = ?"
        with self._database.writing() as table:
            if table.change(statement, (*row.values(), seen.uid, run.version)) != 1:
                raise Changed(seen.name)
        return replace(run, version=run.version + 1)

    def get(self, namespace: str, name: str, *, archived: bool = False) -> StoredRun | None:
        """The run of a name; where none is listed and ``archived``, the latest of the archive."""
        statement = f"select {_RUN} from runs where namespace = ? and name = ? and live >= ? "
        order = "order by live desc, created_ms desc limit 1"
        with self._database.reading() as table:
            found = table.rows(statement + order, (namespace, name, 0 if archived else 1))
        return _run(found[0]) if found else None

    def of_uid(self, uid: str) -> StoredRun | None:
        """One run, listed or archived."""
        with self._database.reading() as table:
            found = table.rows(f"select {_RUN} from runs where uid = ?", (uid,))
        return _run(found[0]) if found else None

    def list(self, query: Query) -> tuple[Summary, ...]:
        """The runs that are meant, the newest first."""
        where, values = _where(query)
        with self._database.reading() as table:
            rows = table.rows(f"select summary, live from runs {where} order by created_ms desc, name", values)
        return tuple(one for one in map(_summary, rows) if query.takes(one))

    def names(self, namespace: str, prefix: str = "") -> frozenset[str]:
        """The names of all listed runs that begin so."""
        where, values = _where(Query(namespace=namespace, prefix=prefix))
        with self._database.reading() as table:
            return frozenset(str(one[0]) for one in table.rows(f"select name from runs {where}", values))

    def version(self, uid: str) -> int | None:
        """How often a run was changed; None where it is gone."""
        with self._database.reading() as table:
            found = table.rows("select version from runs where uid = ? and live = 1", (uid,))
        return int(str(found[0][0])) if found else None

    def delete(self, uid: str, *, archived: bool = False) -> bool:
        """Take a run off the list; one that ended stays in the archive unless ``archived``. Whether it was there."""
        with self._database.writing() as table:
            if archived:
                return table.change("delete from runs where uid = ?", (uid,)) == 1
            gone = table.change("delete from runs where uid = ? and finished_ms is null", (uid,))
            kept = table.change("update runs set live = 0, version = version + 1 where uid = ? and live = 1", (uid,))
        return gone + kept == 1

    def expire(self, now_ms: int) -> None:
        """Take those off the list whose time (``ttlStrategy``) is over."""
        where = "from runs where live = 1 and deleted_ms is not null and deleted_ms <= ?"
        with self._database.reading() as table:
            if not table.rows(f"select 1 {where} limit 1", (now_ms,)):
                return
        with self._database.writing() as table:
            table.change(
                f"update runs set live = 0, version = version + 1 where uid in (select uid {where})", (now_ms,)
            )

    # -- objects

    def keep(self, one: KeptObject, *, new: bool) -> None:
        """Keep an object. AlreadyThere where ``new`` and it exists; Changed where it is to be replaced and does not."""
        key = (one.kind, one.namespace, one.name)
        with self._database.writing() as table:
            if new:
                self._insert(table, one)
                return
            statement = "update objects set object = ? where kind = ? and namespace = ? and name = ?"
            if table.change(statement, (to_bytes(dict(one.object)), *key)) != 1:
                raise Changed(one.name)

    def _insert(self, table: Transaction, one: KeptObject) -> None:
        statement = "insert into objects (kind, namespace, name, created_ms, object) values (?, ?, ?, ?, ?)"
        try:
            table.change(statement, (one.kind, one.namespace, one.name, one.created_ms, to_bytes(dict(one.object))))
        except Taken:
            raise AlreadyThere(one.name) from None

    def kept(self, kinds: Iterable[str], namespace: str = "", name: str = "") -> tuple[KeptObject, ...]:
        """Objects of some kinds; of every namespace and name where none is given. Those of no namespace are of all."""
        wanted = tuple(kinds)
        clauses, values = [f"kind in ({', '.join('?' * len(wanted))})"], [*wanted]
        if namespace:
            clauses.append("namespace in (?, '')")
            values.append(namespace)
        if name:
            clauses.append("name = ?")
            values.append(name)
        statement = "select kind, name, namespace, object, created_ms from objects"
        with self._database.reading() as table:
            rows = table.rows(f"{statement} where {' and '.join(clauses)} order by kind, namespace, name", values)
        return tuple(_kept(one) for one in rows)

    def drop(self, kind: str, namespace: str, name: str) -> bool:
        """Delete an object; whether it was there."""
        statement = "delete from objects where kind = ? and namespace = ? and name = ?"
        with self._database.writing() as table:
            return table.change(statement, (kind, namespace, name)) == 1


def _cells(run: StoredRun, seen: Summary) -> dict[str, Cell]:
    """What of a row changes with the run."""
    context = {key: getattr(run, key) for key in _CONTEXT}
    return {
        "live": int(run.live),
        "status": seen.status,
        "phase": seen.phase,
        "created_ms": seen.created_ms,
        "finished_ms": seen.finished_ms,
        "deleted_ms": seen.deleted_ms,
        "summary": json.dumps(asdict(seen)),
        "object": to_bytes(dict(run.object)),
        "journal": packed(run.journal),
        "context": to_bytes(context),
    }


def _run(row: Row) -> StoredRun:
    data, journal, context, version, live = row
    found, more = from_bytes(data), from_bytes(context)
    if not isinstance(found, dict) or not isinstance(more, dict):
        raise StoreError("an entry of the store is damaged: it holds no run")
    given: dict[str, Any] = {key: more[key] for key in _CONTEXT if key in more}
    for key in ("sources", "coming", "taken"):
        given[key] = tuple(tuple(one) if key == "sources" else one for one in given.get(key, ()))
    given["mocks"] = tuple(given["mocks"]) if given.get("mocks") else None
    return StoredRun(found, journal=unpacked(journal), version=int(str(version)), live=live == 1, **given)


def _summary(row: Row) -> Summary:
    try:
        given = json.loads(str(row[0]))
        given["pods"] = tuple(given["pods"])
        given["parameters"] = tuple(tuple(one) for one in given["parameters"])
        return replace(Summary(**given), live=row[1] == 1)
    except (ValueError, TypeError, KeyError) as error:
        raise StoreError(f"an entry of the store is damaged: {error}") from None


def _kept(row: Row) -> KeptObject:
    kind, name, namespace, data, created = row
    found: Json = from_bytes(data)
    if not isinstance(found, dict):
        raise StoreError("an entry of the store is damaged: it holds no object")
    return KeptObject(str(kind), str(name), str(namespace), found, int(str(created)))


def _where(query: Query) -> tuple[str, tuple[Cell, ...]]:
    """The part of a query that the database answers; labels are looked at afterwards."""
    clauses: list[tuple[str, tuple[Cell, ...]]] = [
        ("finished_ms is not null", ()) if query.archived else ("live = 1", ()),
    ]
    if query.namespace:
        clauses.append(("namespace = ?", (query.namespace,)))
    if query.name:
        clauses.append(("name = ?", (query.name,)))
    if query.prefix:
        clauses.append(("substr(name, 1, ?) = ?", (len(query.prefix), query.prefix)))
    if query.statuses:
        clauses.append((f"phase in ({', '.join('?' * len(query.statuses))})", tuple(sorted(query.statuses))))
    if query.completed is not None:
        clauses.append((f"finished_ms is {'not ' if query.completed else ''}null", ()))
    if query.since_ms is not None:
        clauses.append(("(finished_ms is null or created_ms > ?)", (query.since_ms,)))
    if query.from_ms is not None:
        clauses.append(("created_ms >= ?", (query.from_ms,)))
    if query.until_ms is not None:
        clauses.append(("created_ms < ?", (query.until_ms,)))
    if query.ended_ms is not None:
        clauses.append(("finished_ms is not null and finished_ms < ?", (query.ended_ms,)))
    text = " and ".join(one for one, _ in clauses)
    return f"where {text}", tuple(value for _, values in clauses for value in values)
