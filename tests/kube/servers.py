"""Servers of this machine that pods of a test cluster reach: S3, files over HTTP, a git daemon.

Each is a context manager that gives an address. A port is one that was free a moment ago, unless it is said.
"""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

HOST = os.environ.get("WFSIM_KUBE_HOST", "198.18.255.1")  # an address of this machine that pods reach
BUCKET = "wf-artifacts"
ACCESS, SECRET = "wfsim", "wfsim-secret"
_PATIENCE_S = 60


def free_port() -> int:
    with socket.socket() as one:
        one.bind((HOST, 0))
        return int(one.getsockname()[1])


def s3_program() -> Path | None:
    """The S3 server of this environment, if there is one."""
    path = Path(sys.executable).with_name("moto_server")
    return path if path.exists() else None


@contextmanager
def s3(port: int = 0) -> Iterator[str]:
    """An S3 server with a bucket and one object; its endpoint with the scheme."""
    port = port or free_port()
    program = s3_program()
    assert program is not None
    server = subprocess.Popen([str(program), "-H", HOST, "-p", str(port)], stderr=subprocess.DEVNULL)
    endpoint = f"http://{HOST}:{port}"
    try:
        _wait_for_http(endpoint, server)
        client = s3_client(endpoint)
        client.make_bucket(BUCKET)
        client.put_object(BUCKET, "in/hello.txt", io.BytesIO(b"from s3\n"), 8)
        yield endpoint
    finally:
        server.terminate()
        server.wait()


def s3_client(endpoint: str):  # type: ignore[no-untyped-def]
    """A client of that server."""
    from minio import Minio

    return Minio(endpoint.removeprefix("http://"), ACCESS, SECRET, secure=False)


@contextmanager
def http_files(folder: Path, port: int = 0) -> Iterator[str]:
    """The files of a folder; the address."""
    server = ThreadingHTTPServer((HOST, port), partial(SimpleHTTPRequestHandler, directory=str(folder)))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def git_daemon(folder: Path) -> Iterator[str]:
    """The bare repositories of a folder; the address."""
    port = free_port()
    words = [
        "git",
        "daemon",
        "--export-all",
        "--reuseaddr",
        f"--base-path={folder}",
        f"--listen={HOST}",
        f"--port={port}",
    ]
    server = subprocess.Popen([*words, str(folder)], stderr=subprocess.DEVNULL)
    try:
        _wait_for_port(port, server)
        yield f"git://{HOST}:{port}"
    finally:
        server.terminate()
        server.wait()


@contextmanager
def api_for_pods(address: str, port: int, server: str) -> Iterator[None]:
    """The API server at the address that pods are told, where nothing on this machine serves such addresses: put on
    the loopback device for as long as it is needed, and what comes there handed on."""
    subprocess.run(["ip", "addr", "add", f"{address}/32", "dev", "lo"], check=True)
    try:
        listening = socket.create_server((address, port))
        host, _, there = server.removeprefix("https://").rpartition(":")
        Thread(target=_hand_on, args=(listening, (host, int(there))), daemon=True).start()
        yield
        listening.close()
    finally:
        subprocess.run(["ip", "addr", "del", f"{address}/32", "dev", "lo"], check=True)


def _hand_on(listening: socket.socket, there: tuple[str, int]) -> None:
    while True:
        try:
            one, _ = listening.accept()
            two = socket.create_connection(there)
        except OSError:
            return
        for source, target in ((one, two), (two, one)):
            Thread(target=_pump, args=(source, target), daemon=True).start()


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    for one in (source, target):
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)


def repository(folder: Path, files: dict[str, str], tag: str) -> None:
    """A bare repository with one commit on main, and a tag on it."""
    work = folder.with_suffix(".work")
    work.mkdir(parents=True)
    for name, text in files.items():
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        (work / name).write_text(text)
    author = ["-c", "user.name=tests", "-c", "user.email=tests@example.org"]

    def git(*words: str) -> None:
        subprocess.run(["git", "-C", str(work), *author, *words], check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    git("add", "-A")
    git("commit", "-q", "-m", "all")
    git("tag", "-a", "-m", tag, tag)
    git("clone", "-q", "--bare", str(work), str(folder))


def _wait_for_http(address: str, server: subprocess.Popen[bytes]) -> None:
    def answers() -> None:
        urllib.request.urlopen(address, timeout=5).close()

    _wait(answers, server)


def _wait_for_port(port: int, server: subprocess.Popen[bytes]) -> None:
    _wait(lambda: socket.create_connection((HOST, port), 5).close(), server)


def _wait(ready, server: subprocess.Popen[bytes]) -> None:  # type: ignore[no-untyped-def]
    end = time.monotonic() + _PATIENCE_S
    while True:
        if server.poll() is not None:
            raise RuntimeError(f"{server.args!r} ended at once")
        try:
            ready()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
