"""What ``init`` brings in, and what it refuses."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import tarfile
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.executor.making import Pod
from wfsim.executor.failure import Failure
from wfsim.executor.job import read_job


def tgz(path: Path, *members: tuple[str, str, str]) -> None:
    """A tar of (name, kind, content or target)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kinds = {"file": tarfile.REGTYPE, "dir": tarfile.DIRTYPE, "sym": tarfile.SYMTYPE, "hard": tarfile.LNKTYPE}
    with tarfile.open(path, "w:gz") as tar:
        for name, kind, text in members:
            info = tarfile.TarInfo(name)
            info.type = kinds.get(kind, tarfile.CHRTYPE)
            info.mode = 0o4751
            if kind in ("sym", "hard"):
                info.linkname = text
            info.size = len(text) if kind == "file" else 0
            tar.addfile(info, io.BytesIO(text.encode()))


def bring(pod: Pod, location: dict[str, Any], path: Path | None = None, **more: Any) -> Path:
    where = path or pod.home / "in/a"
    pod.init(inputs=[{"name": "a", "path": str(where), "location": location} | more])
    return where


def stored(pod: Pod, *members: tuple[str, str, str]) -> dict[str, Any]:
    tgz(pod.home / "store/k.tgz", *members)
    return {"volume": {"key": "k.tgz"}}


@pytest.mark.parametrize("source", ["echo 'it''s' $(false) $$\n\n", "", "ä𝄞\r\n" * 300_000])
def test_a_script_is_brought_as_it_is(pod: Pod, source: str) -> None:
    pod.init(script=source)
    script = pod.home / "staging/script"
    assert script.read_bytes() == source.encode()
    assert os.access(script, os.X_OK)


def test_raw_text_with_a_mode(pod: Pod) -> None:
    path = bring(pod, {"raw": {"data": "raw\n"}}, mode=0o751)
    assert (path.read_text(), path.stat().st_mode & 0o777) == ("raw\n", 0o751)


def test_an_archive_of_one_file_is_that_file(pod: Pod) -> None:
    path = bring(pod, stored(pod, ("out.txt", "file", "text")))
    assert (path.read_text(), path.stat().st_mode & 0o7777) == ("text", 0o751)


def test_an_archive_of_one_folder_is_that_folder(pod: Pod) -> None:
    members = [("d/", "dir", ""), ("d/sub/x", "file", "x"), ("d/sub/l", "sym", "x"), ("d/h", "hard", "d/sub/x")]
    path = bring(pod, stored(pod, *members), mode=0o700, recurseMode=True)
    assert ((path / "sub/x").read_text(), os.readlink(path / "sub/l"), (path / "h").read_text()) == ("x", "x", "x")
    assert {one.stat().st_mode & 0o777 for one in [path, *path.rglob("*")]} == {0o700}
    assert sorted(one.name for one in path.parent.iterdir()) == ["a"]


def test_an_archive_of_several_is_a_folder_with_them(pod: Pod) -> None:
    path = bring(pod, stored(pod, ("x", "file", "1"), ("y", "file", "2")))
    assert sorted(one.name for one in path.iterdir()) == ["x", "y"]


def test_a_mounted_folder_is_filled(pod: Pod) -> None:
    path = pod.home / "mount"
    path.mkdir()
    (path / "there").write_text("")
    bring(pod, stored(pod, ("d/x", "file", "1")), path)
    assert sorted(one.name for one in path.iterdir()) == ["there", "x"]


def test_archives_stay_packed_where_the_template_says_so(pod: Pod) -> None:
    path = bring(pod, stored(pod, ("x", "file", "1")), archive={"none": {}})
    assert tarfile.is_tarfile(path)


def test_zips_are_unpacked_only_where_the_template_says_so(pod: Pod) -> None:
    (pod.home / "store").mkdir()
    with zipfile.ZipFile(pod.home / "store/k", "w") as packed:
        packed.writestr("d/x", "1")
    assert zipfile.is_zipfile(bring(pod, {"volume": {"key": "k"}}))
    assert (bring(pod, {"volume": {"key": "k"}}, pod.home / "in/b", archive={"zip": {}}) / "x").read_text() == "1"


@pytest.mark.parametrize(
    "members",
    [
        [("../out", "file", "x")],
        [("/tmp/out", "file", "x")],
        [("d/../../out", "file", "x")],
        [("l", "sym", "/etc"), ("l/x", "file", "x")],
        [("l", "sym", "..")],
        [("d/l", "sym", "../../x")],
        [("l", "sym", "."), ("x", "file", "")],
        [("d", "dir", ""), ("l", "sym", "d"), ("l/x", "file", "x")],
        [("h", "hard", "/etc/passwd")],
        [("h", "hard", "../x")],
        [("dev", "char", "")],
    ],
    ids=str,
)
def test_archives_that_reach_outside_are_refused(pod: Pod, members: list[tuple[str, str, str]]) -> None:
    location = stored(pod, *members)
    before = sorted(str(one) for one in pod.home.iterdir())
    with pytest.raises(Failure, match="artifact a failed to load: unsafe archive"):
        bring(pod, location)
    assert set(before) <= {str(one) for one in pod.home.iterdir()}
    assert not list(pod.home.rglob("out")) and not Path("/tmp/out").exists()


@pytest.mark.parametrize(("name", "mode", "text"), [("../out", 0o100644, "x"), ("l", 0o120777, "/etc/passwd")])
def test_zips_that_reach_outside_are_refused(pod: Pod, name: str, mode: int, text: str) -> None:
    (pod.home / "store").mkdir()
    with zipfile.ZipFile(pod.home / "store/k", "w") as packed:
        info = zipfile.ZipInfo(name)
        info.external_attr = mode << 16
        packed.writestr(info, text)
    with pytest.raises(Failure, match="unsafe archive"):
        bring(pod, {"volume": {"key": "k"}}, archive={"zip": {}})


def test_what_is_optional_may_be_missing(pod: Pod) -> None:
    assert not bring(pod, {"volume": {"key": "none"}}, optional=True).exists()
    with pytest.raises(Failure, match="artifact a failed to load: there is no none"):
        bring(pod, {"volume": {"key": "none"}})
    with pytest.raises(Failure, match="leads outside"):
        bring(pod, {"volume": {"key": "../x"}})


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        allowed = self.headers.get("Authorization") == "Basic bmFtZTp3b3Jk" or self.path != "/private"
        code = 404 if self.path == "/none" else 200 if allowed else 401
        self.send_response(code)
        self.end_headers()
        self.wfile.write(f"{self.path} {self.headers.get('X-Own')}".encode() if code == 200 else b"")

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is written."""


@pytest.fixture
def web() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_the_web(pod: Pod, web: str) -> None:
    secret = pod.home / "secret/cred"
    secret.mkdir(parents=True)
    (secret / "u").write_text("name")
    (secret / "p").write_text("word")
    location = {"http": {"url": f"{web}/file", "headers": [{"name": "X-Own", "value": "v"}]}}
    assert bring(pod, location).read_text() == "/file v"
    basic = {"usernameSecret": {"name": "cred", "key": "u"}, "passwordSecret": {"name": "cred", "key": "p"}}
    location = {"http": {"url": f"{web}/private", "auth": {"basicAuth": basic}}}
    assert bring(pod, location, pod.home / "in/b").read_text() == "/private None"
    for path, said in (("none", "404"), ("private", "401")):
        with pytest.raises(Failure, match=said):
            bring(pod, {"http": {"url": f"{web}/{path}"}}, pod.home / "in/c")
    with pytest.raises(Failure, match="no address"):
        bring(pod, {"http": {"url": "file:///etc/passwd"}}, pod.home / "in/c")


@pytest.mark.skipif(shutil.which("git") is None, reason="no git here")
def test_git(pod: Pod) -> None:
    home = pod.home / "repo"

    def git(*words: str) -> str:
        who = ["-c", "user.name=t", "-c", "user.email=t@example.com"]
        done = subprocess.run(["git", "-C", home, *who, *words], capture_output=True, text=True, check=True)
        return done.stdout.strip()

    home.mkdir()
    git("init", "-q", "-b", "main")
    commits = []
    for text in ("one", "two", "three"):
        (home / "f").write_text(text)
        git("add", "f")
        git("commit", "-qm", text)
        commits.append(git("rev-parse", "HEAD"))
    git("tag", "v2", commits[1])
    git("branch", "side", commits[0])
    for number, (more, text) in enumerate(
        [
            ({}, "three"),
            ({"revision": commits[0]}, "one"),
            ({"revision": "v2"}, "two"),
            ({"revision": "side", "depth": 1}, "one"),
            ({"depth": 1, "singleBranch": True, "branch": "main"}, "three"),
        ]
    ):
        path = bring(pod, {"git": {"repo": str(home)} | more}, pod.home / f"in/{number}")
        assert (path / "f").read_text() == text
    with pytest.raises(Failure, match="git checkout failed"):
        bring(pod, {"git": {"repo": str(home), "revision": "nosuch"}}, pod.home / "in/x")
    with pytest.raises(Failure, match="no revision"):
        bring(pod, {"git": {"repo": str(home), "revision": "--orphan"}}, pod.home / "in/y")


def test_a_job_that_is_none() -> None:
    with pytest.raises(Failure, match="no WFSIM_JOB_0"):
        read_job({})
    with pytest.raises(Failure, match="holds no job"):
        read_job({"WFSIM_JOB_0": "eJw="})
