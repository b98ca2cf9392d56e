"""Artifacts in a store that speaks S3: a small one, started here."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

import pytest

from tests.executor.making import Pod, needs_busybox
from wfsim.executor.failure import Failure, NotThere
from wfsim.executor.stores import fetch, keep, listed, remove

pytest.importorskip("minio")


@dataclass
class Store:
    """Buckets with objects, and who asked."""

    endpoint: str = ""
    objects: dict[str, bytes] = field(default_factory=dict)
    buckets: set[str] = field(default_factory=set)
    authorizations: set[str] = field(default_factory=set)

    def location(self, key: str, **more: Any) -> dict[str, Any]:
        secrets = {f"{one}Secret": {"name": "cred", "key": one} for one in ("accessKey", "secretKey")}
        own = {"bucket": "bkt", "endpoint": self.endpoint, "insecure": True, "region": "us-east-1", "key": key}
        return {"s3": own | secrets | more}


def handler(store: Store) -> type[BaseHTTPRequestHandler]:
    class Answers(BaseHTTPRequestHandler):
        def _answer(self, code: int, body: bytes = b"") -> None:
            store.authorizations.add(self.headers.get("Authorization", "").split("/")[0])
            self.send_response(code)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Type", "application/xml")
            self.send_header("ETag", '"e"')
            self.send_header("Last-Modified", "Thu, 01 Jan 1970 00:00:00 GMT")
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def _absent(self) -> None:
            said = "The specified key does not exist."
            self._answer(404, f"<Error><Code>NoSuchKey</Code><Message>{said}</Message></Error>".encode())

        def do_GET(self) -> None:
            split = urlsplit(self.path)
            path, query = unquote(split.path), parse_qs(split.query)
            if "list-type" in query:
                prefix = "/bkt/" + query["prefix"][0]
                keys = [one[5:] for one in sorted(store.objects) if one.startswith(prefix)]
                rows = "".join(f"<Contents><Key>{escape(one)}</Key><Size>1</Size></Contents>" for one in keys)
                self._answer(200, f"<ListBucketResult><Name>bkt</Name>{rows}</ListBucketResult>".encode())
            elif path in store.objects:
                self._answer(200, store.objects[path])
            else:
                self._absent()

        def do_HEAD(self) -> None:
            path = unquote(urlsplit(self.path).path)
            if path in store.objects:
                self._answer(200, store.objects[path])
            else:
                self._answer(200 if path.strip("/") in store.buckets else 404)

        def do_PUT(self) -> None:
            path = unquote(urlsplit(self.path).path)
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if path.count("/") == 1:
                store.buckets.add(path[1:])
            else:
                store.objects[path] = body
            self._answer(200)

        def do_DELETE(self) -> None:
            store.objects.pop(unquote(urlsplit(self.path).path), None)
            self._answer(204)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing is written."""

    return Answers


@pytest.fixture
def store(pod: Pod) -> Iterator[Store]:
    found = Store()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(found))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found.endpoint = f"127.0.0.1:{server.server_port}"
    secret = pod.home / "secret/cred"
    secret.mkdir(parents=True)
    (secret / "accessKey").write_text("id")
    (secret / "secretKey").write_text("hidden word")
    (pod.home / "scratch").mkdir()
    yield found
    server.shutdown()
    server.server_close()


def test_a_file_is_kept_and_fetched(pod: Pod, store: Store) -> None:
    source, target = pod.home / "source", pod.home / "target"
    source.write_bytes(b"text" * 1000)
    keep(source, store.location("w/ä b.tgz", createBucketIfNotPresent={}), pod.layout)
    assert store.buckets == {"bkt"}
    assert store.objects == {"/bkt/w/ä b.tgz": b"text" * 1000}
    fetch(store.location("w/ä b.tgz"), target, pod.layout)
    assert target.read_bytes() == source.read_bytes()
    assert store.authorizations == {"AWS4-HMAC-SHA256 Credential=id"}


def test_a_folder_is_kept_as_keys_and_fetched_from_them(pod: Pod, store: Store) -> None:
    source = pod.home / "source"
    (source / "sub").mkdir(parents=True)
    (source / "a").write_text("1")
    (source / "sub/b").write_text("2")
    keep(source, store.location("dir"), pod.layout)
    assert store.objects == {"/bkt/dir/a": b"1", "/bkt/dir/sub/b": b"2"}
    fetch(store.location("dir"), pod.home / "target", pod.layout)
    assert (pod.home / "target/sub/b").read_text() == "2"


def test_what_is_not_there(pod: Pod, store: Store) -> None:
    with pytest.raises(NotThere, match="The specified key does not exist"):
        fetch(store.location("none"), pod.home / "target", pod.layout)


def test_keys_that_lead_outside_are_refused(pod: Pod, store: Store) -> None:
    store.objects["/bkt/dir/../../x"] = b"x"
    with pytest.raises(Failure):
        fetch(store.location("dir"), pod.home / "target", pod.layout)
    assert not (pod.home.parent / "x").exists()


def test_no_answer(pod: Pod, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    import minio
    from urllib3.exceptions import MaxRetryError

    def gone(*_: Any, **__: Any) -> None:
        raise MaxRetryError(None, "/bkt/k", None)  # type: ignore[arg-type]

    monkeypatch.setattr(minio.Minio, "get_object", gone)
    with pytest.raises(Failure, match="failed to get file"):
        fetch(store.location("k"), pod.home / "target", pod.layout)


@needs_busybox
def test_no_secret_comes_out(pod: Pod, store: Store) -> None:
    left = pod.home / "f"
    pod.init(containers={"main": {"artifacts": [str(left)]}})
    pod.run("sh", "-c", f"echo x > {left}")
    row = {"name": "a", "path": str(left), "location": store.location("k.tgz")}
    process = pod.wait(artifacts=[row])
    out, err = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "/bkt/k.tgz" in store.objects
    assert b"hidden" not in out + err + (pod.home / "said").read_bytes()


def test_what_is_kept_is_removed_with_all_below_it(pod: Pod, store: Store) -> None:
    store.objects |= {"/bkt/run/a.tgz": b"a", "/bkt/run/dir/x": b"x", "/bkt/run/dir/y/z": b"z", "/bkt/run/dirt": b"d"}
    remove(store.location("run/a.tgz"), pod.layout)
    remove(store.location("run/dir"), pod.layout)
    assert store.objects == {"/bkt/run/dirt": b"d"}
    remove(store.location("run/a.tgz"), pod.layout)  # what is gone is no trouble


def test_without_a_key_nothing_is_removed(pod: Pod, store: Store) -> None:
    store.objects["/bkt/run/a.tgz"] = b"a"
    with pytest.raises(Failure, match="has no key"):
        remove(store.location("/"), pod.layout)
    assert store.objects


def test_keys_below_a_key_are_listed(pod: Pod, store: Store) -> None:
    store.objects |= {"/bkt/in/a": b"1", "/bkt/in/sub/b": b"2", "/bkt/into": b"3"}
    assert listed(store.location("in/"), pod.layout) == listed(store.location("in"), pod.layout) == ["in/a", "in/sub/b"]
    assert listed(store.location("into"), pod.layout) == []  # a file, and nothing below it
    with pytest.raises(NotThere, match="no key found of name none"):
        listed(store.location("none"), pod.layout)
