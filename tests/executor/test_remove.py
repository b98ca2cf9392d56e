"""Artifacts removed, and what is told of those that stay."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.executor.making import Pod
from wfsim.executor import remove
from wfsim.executor.remove import remove_all


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remove, "_PAUSE", 0.0)


def row(name: str, key: str) -> dict[str, Any]:
    return {"node": "run-1", "name": name, "location": {"volume": {"key": key}}}


def kept(pod: Pod, *keys: str) -> Path:
    for key in keys:
        path = pod.layout.store / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("kept")
    return pod.layout.store


def test_files_and_folders_go(pod: Pod) -> None:
    store = kept(pod, "run/a.tgz", "run/dir/x/y", "other/a.tgz")
    assert (
        remove_all(
            {"artifacts": [row("a", "run/a.tgz"), row("b", "run/dir"), row("c", "gone")], "limit": 4096}, pod.layout
        )
        == 0
    )
    assert [str(one.relative_to(store)) for one in store.rglob("*") if one.is_file()] == ["other/a.tgz"]
    assert json.loads(pod.layout.said.read_text()) == {"failed": []}


def test_one_that_stays_does_not_keep_the_others(pod: Pod) -> None:
    store = kept(pod, "run/a.tgz")
    rows = [row("out", "../secret"), row("a", "run/a.tgz")]
    rows.append({"node": "run-2", "name": "raw", "location": {"raw": {"data": "x"}}})
    assert remove_all({"artifacts": rows, "limit": 4096}, pod.layout) == 0
    assert not (store / "run/a.tgz").exists()
    assert json.loads(pod.layout.said.read_text())["failed"] == [
        {"node": "run-1", "name": "out", "error": "the key '../secret' leads outside the volume of artifacts"},
        {"node": "run-2", "name": "raw", "error": "nothing can be removed from a location of kind 'raw'"},
    ]


def test_a_link_goes_and_what_it_points_at_stays(pod: Pod, tmp_path: Path) -> None:
    store = kept(pod, "run/a.tgz")
    (tmp_path / "far").mkdir()
    (store / "run" / "link").symlink_to(tmp_path / "far")
    remove_all({"artifacts": [row("link", "run/link")], "limit": 4096}, pod.layout)
    assert (tmp_path / "far").exists() and not (store / "run" / "link").is_symlink()


def test_what_has_no_room_in_the_message_is_in_the_log(pod: Pod, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [row(f"a{number}", "..") for number in range(40)]
    remove_all({"artifacts": rows, "limit": 500}, pod.layout)
    head = pod.layout.said.read_text()
    assert head.startswith("wfsim-report ") and head in capsys.readouterr().out
