"""Stores: what goes in comes out, of two who change a run the second is told, and trouble is said in words."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.record import postgres
from wfsim.lang import selectors
from wfsim.record.store import AlreadyThere, Changed, KeptObject, Query, Store, StoredRun, StoreError, open
from wfsim.record.store.packing import LARGE, packed, unpacked

MINUTE = 60_000


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """A PostgreSQL server for all tests of this run."""
    if reason := postgres.why_not():
        pytest.skip(reason)
    with postgres.server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty store, of each kind."""
    if request.param == "sqlite":
        yield str(tmp_path / "deep" / "runs.db")
        return
    import psycopg

    url: str = request.getfixturevalue("server")
    name = f"s{abs(hash(request.node.nodeid))}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"create database {name}".encode())
    yield url.replace("/postgres?", f"/{name}?")


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    found = open(address)
    yield found
    found.close()


def run(
    name: str,
    phase: str = "Succeeded",
    *,
    created: int = 0,
    took: int = 10,
    labels: dict[str, str] | None = None,
    namespace: str = "default",
    **more: Any,
) -> StoredRun:
    """A run with one pod, created in a minute of the epoch."""
    ended = phase in ("Succeeded", "Failed", "Error")
    at, end = f"1970-01-01T00:{created:02d}:00Z", f"1970-01-01T00:{created:02d}:{took:02d}Z"
    metadata = {"name": name, "namespace": namespace, "uid": f"uid-{name}-{created}", "creationTimestamp": at}
    node = {"id": name, "name": name, "displayName": name, "type": "Pod", "phase": phase}
    return StoredRun(
        {
            "apiVersion": "argoproj.io/v1alpha1",
            "kind": "Workflow",
            "metadata": {**metadata, "labels": labels or {}},
            "spec": {"priority": 3, "arguments": {"parameters": [{"name": "a", "value": "b"}]}},
            "status": {
                "phase": phase,
                "startedAt": at,
                **({"finishedAt": end} if ended else {}),
                "nodes": {name: node},
            },
        },
        **more,
    )


def names(store: Store, **query: Any) -> list[str]:
    return [one.name for one in store.list(Query(**query))]


def test_a_run_comes_back_as_it_was(store: Store) -> None:
    first = run(
        "a",
        journal="{}\n",
        sources=(("t.yaml", "kind: x\n"),),
        mocks=("m.yaml", "mocks: {}\n"),
        seed=7,
        coming=({"wave": 0, "event": {"is": "TimerFired", "at_ms": 1, "timer": "t"}},),
        taken=(1, 0),
    )
    assert store.add(first).version == 1
    assert store.get("default", "a") == replace(first, version=1)
    (seen,) = store.list(Query())
    assert (seen.status, seen.priority, seen.pods, seen.parameters) == ("Succeeded", 3, (0, 0, 1), (("a", "b"),))
    assert (seen.created_ms, seen.finished_ms, seen.live) == (0, 10_000, True)


def test_surrogates_and_large_texts_come_back(store: Store) -> None:
    text = "\ud800é" + "x" * 3 * LARGE
    store.add(run("a", journal=text))
    found = store.get("default", "a")
    assert found is not None
    assert found.journal == text
    assert len(packed(text)) < LARGE
    assert unpacked(packed("")) == ""


def test_a_name_is_free_again_when_its_run_was_deleted(store: Store) -> None:
    store.add(run("a"))
    with pytest.raises(AlreadyThere):
        store.add(run("a", created=1))
    store.add(run("a", namespace="other", created=2))
    assert store.delete("uid-a-0")
    assert not store.delete("uid-a-0")
    assert store.get("default", "a") is None
    assert store.get("default", "a", archived=True) is not None
    store.add(run("a", created=1))
    found = store.get("default", "a", archived=True)
    assert found is not None
    assert found.record.uid == "uid-a-1"
    assert names(store, namespace="default", archived=True) == ["a", "a"]


def test_a_run_that_never_ended_is_not_archived(store: Store) -> None:
    store.add(run("a", "Running"))
    assert names(store, archived=True) == []
    assert store.delete("uid-a-0")
    assert store.of_uid("uid-a-0") is None


def test_what_the_archive_forgets_is_gone(store: Store) -> None:
    store.add(run("a"))
    assert store.delete("uid-a-0", archived=True)
    assert names(store, archived=True) == names(store) == []


def test_of_two_changes_the_second_is_told(store: Store) -> None:
    kept = store.add(run("a", "Running"))
    changed = store.replace(replace(run("a"), version=kept.version))
    assert changed.version == 2 == store.version("uid-a-0")
    with pytest.raises(Changed):
        store.replace(replace(run("a", "Failed"), version=kept.version))
    (seen,) = store.list(Query())
    assert seen.phase == "Succeeded"
    store.delete("uid-a-0")
    with pytest.raises(Changed):
        store.replace(changed)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["d", "c", "b", "a-2", "a-1"]),
        ({"prefix": "a-"}, ["a-2", "a-1"]),
        ({"prefix": "a_"}, []),
        ({"statuses": frozenset(("Failed", "Error"))}, ["b"]),
        ({"completed": True}, ["c", "b", "a-2", "a-1"]),
        ({"completed": False}, ["d"]),
        ({"since_ms": 3 * MINUTE}, ["d", "c"]),
        ({"until_ms": 2 * MINUTE}, ["d", "a-1"]),
        ({"from_ms": 2 * MINUTE, "until_ms": 4 * MINUTE}, ["a-2", "b"]),
        ({"ended_ms": 2 * MINUTE + 10_001}, ["a-2", "a-1"]),
        ({"name": "b"}, ["b"]),
        ({"namespace": "other"}, ["c"]),
        ({"labels": "team=x"}, ["b", "a-1"]),
        ({"labels": "team!=x"}, ["d", "c", "a-2"]),
        ({"labels": "team in (x,y),tier"}, ["a-1"]),
        ({"labels": "!team"}, ["d", "c"]),
        ({"labels": "workflows.argoproj.io/phase=Failed"}, ["b"]),
        ({"archived": True, "labels": "team"}, ["b", "a-2", "a-1"]),
    ],
)
def test_queries(store: Store, query: dict[str, Any], found: list[str]) -> None:
    store.add(run("a-1", created=1, labels={"team": "x", "tier": "1"}))
    store.add(run("a-2", created=2, labels={"team": "y"}))
    store.add(run("b", "Failed", created=3, labels={"team": "x"}))
    store.add(run("c", created=4, namespace="other"))
    store.add(run("d", "Running", created=1, labels={}))
    if "labels" in query:
        query = {**query, "labels": selectors.parse(query["labels"])}
    assert sorted(names(store, **query)) == sorted(found)


def test_names_of_runs(store: Store) -> None:
    for name in ("a-1", "a-2", "b"):
        store.add(run(name))
    assert store.names("default", "a-") == {"a-1", "a-2"}


def test_a_run_whose_time_is_over_leaves_the_list(store: Store) -> None:
    one = run("a")
    status: Any = one.object["status"]
    store.add(replace(one, object={**one.object, "status": {**status, "deletedAt": "1970-01-01T00:01:00Z"}}))
    store.expire(MINUTE - 1)
    assert names(store) == ["a"]
    store.expire(MINUTE)
    assert names(store) == []
    assert names(store, archived=True) == ["a"]


def test_objects_beside_runs(store: Store) -> None:
    one = KeptObject("WorkflowTemplate", "t", "default", {"kind": "WorkflowTemplate"}, 5)
    everywhere = KeptObject("ClusterWorkflowTemplate", "c", "", {"kind": "ClusterWorkflowTemplate"}, 6)
    store.keep(one, new=True)
    store.keep(everywhere, new=True)
    with pytest.raises(AlreadyThere):
        store.keep(one, new=True)
    changed = replace(one, object={"kind": "WorkflowTemplate", "spec": {}})
    store.keep(changed, new=False)
    kinds = ("WorkflowTemplate", "ClusterWorkflowTemplate")
    assert store.kept(kinds, "default") == (everywhere, changed)
    assert store.kept(kinds, "other") == (everywhere,)
    assert store.kept(kinds, name="t") == (changed,)
    assert store.drop("WorkflowTemplate", "default", "t")
    assert not store.drop("WorkflowTemplate", "default", "t")
    with pytest.raises(Changed):
        store.keep(one, new=False)


MANY = """
import sys
sys.path.insert(0, {root!r})
from dataclasses import replace
from tests.record.test_store import run
from wfsim.record.store import AlreadyThere, Changed, open

store, mine = open({address!r}), int(sys.argv[1])
for number in range(15):
    store.add(run(f"own-{{mine}}-{{number}}"))
    try:
        store.add(run(f"shared-{{number}}", "Running", journal=""))
    except AlreadyThere:
        pass
    while True:
        kept = store.get("default", f"shared-{{number}}")
        try:
            store.replace(replace(kept, journal=kept.journal + f"{{mine}}\\n"))
            break
        except Changed:
            pass
"""


def test_several_processes_lose_nothing(address: str) -> None:
    root = str(Path(__file__).resolve().parents[2])
    script = MANY.format(root=root, address=address)
    working = [subprocess.Popen([sys.executable, "-c", script, str(mine)]) for mine in range(3)]
    assert [one.wait(timeout=120) for one in working] == [0, 0, 0]
    store = open(address)
    assert len(store.list(Query())) == 3 * 15 + 15
    for number in range(15):
        shared = store.get("default", f"shared-{number}")
        assert shared is not None
        assert sorted(shared.journal.split()) == ["0", "1", "2"]
    store.close()


# -- trouble


def said(address: str) -> StoreError:
    """What is said of a store that cannot be read or written."""
    store = open(address)
    try:
        with pytest.raises(StoreError) as caught:
            store.add(run("z"))
    finally:
        store.close()
    assert caught.value.hint
    return caught.value


def test_a_file_that_is_no_store(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("this is a text, and no database at all\n" * 50)
    assert said(str(path)).message == f"the store {path} is no store of runs"


def test_a_damaged_store(tmp_path: Path) -> None:
    path = tmp_path / "runs.db"
    store = open(str(path))
    for number in range(40):
        store.add(run(f"r{number}", journal="j" * 9000))
    store.close()
    data = bytearray(path.read_bytes())
    for page in range(1, len(data) // 4096):
        data[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    path.write_bytes(data)
    assert said(str(path)).message == f"the store {path} is damaged"


def test_a_damaged_entry(tmp_path: Path) -> None:
    path = tmp_path / "runs.db"
    store = open(str(path))
    store.add(run("a"))
    with sqlite3.connect(path) as connection:
        connection.execute("update runs set object = x'7a0102', summary = '{}'")
    for ask in (lambda: store.get("default", "a"), lambda: store.list(Query())):
        with pytest.raises(StoreError, match="an entry of the store is damaged"):
            ask()
    store.close()


def test_a_locked_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wfsim.record.store.sqlite._PATIENCE", 0.05)
    path = tmp_path / "runs.db"
    open(str(path)).list(Query())
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("begin exclusive")
    assert said(str(path)).message == f"the store {path} is locked by another process"
    other.close()


def test_a_store_that_may_only_be_read(tmp_path: Path) -> None:
    path = tmp_path / "runs.db"
    store = open(str(path))
    store.add(run("a"))
    store.close()
    url = f"sqlite://{path}?mode=ro"
    reader = open(url)
    assert names(reader) == ["a"]
    reader.close()
    assert said(url).message == f"the store {path} may only be read"


def test_a_full_store(tmp_path: Path) -> None:
    path = tmp_path / "runs.db"
    store = open(str(path))
    store.add(run("a"))
    database: Any = store._database
    database._open.execute(f"pragma max_page_count = {path.stat().st_size // 4096 + 2}")
    with pytest.raises(StoreError, match="is full: there is no room for more"):
        for number in range(100):
            store.add(run(f"r{number}", sources=tuple((str(i), str(hash(str(i)))) for i in range(900))))
    assert "a" in names(store)
    store.close()


def test_a_place_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "cannot be made" in said(str(tmp_path / "file" / "runs.db")).message
    assert "cannot be opened" in said(f"sqlite://{tmp_path}/none.db?mode=ro").message
    with pytest.raises(StoreError, match="there are no stores of the kind 'mysql'"):
        open("mysql://x/y")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such rights")
def test_a_store_is_its_owners_alone(tmp_path: Path) -> None:
    store = open(str(tmp_path / "own" / "runs.db"))
    store.add(run("a"))
    store.close()
    assert (tmp_path / "own" / "runs.db").stat().st_mode & 0o077 == 0


def test_a_store_of_a_later_wfsim(tmp_path: Path) -> None:
    path = tmp_path / "runs.db"
    with sqlite3.connect(path) as connection:
        connection.execute("pragma user_version = 99")
    assert "is of a later wfsim (its format is 99" in said(str(path)).message


def test_the_usual_place(monkeypatch: pytest.MonkeyPatch) -> None:
    from wfsim.record.store import default_address

    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert default_address() == "/data/wfsim/runs.db"
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setenv("HOME", "/home/ann")
    assert default_address() == "/home/ann/.local/share/wfsim/runs.db"


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    error = said(f"postgresql://ann:secret@/runs?host={tmp_path}")
    assert error.message.startswith("the store postgresql://ann@/runs cannot be reached: ")
    assert "secret" not in error.message


def test_a_database_that_is_not_there(server: str) -> None:
    error = said(server.replace("/postgres?", "/nothing?"))
    assert 'database "nothing" does not exist' in error.message


def test_a_server_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    error = said("postgresql://x/y")
    assert error.message == "a store in PostgreSQL needs the library psycopg, which is not installed"
