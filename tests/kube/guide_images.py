"""The images that the workflows of ``fixtures/guide`` name, with programs of the same names in them.

The shells, curl and git are real; the database, the web server and the compiler are a few lines that do what these
workflows ask of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.kube.images import Image

SYSTEMS = ("debian:11", "debian:12", "ubuntu:24.04", "alpine:3.20")

# A database that is spoken to over HTTP: /ping, /query (q=CREATE DATABASE x, q=SELECT * FROM m), /write?db=x.
_DATABASE = """#!/usr/bin/python3
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

DATABASES = {}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.answer("")

    def do_POST(self):
        self.answer(self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode())

    def answer(self, body):
        where = urlsplit(self.path)
        asked = {**parse_qs(where.query), **(parse_qs(body) if where.path == "/query" else {})}
        status, found = ROUTES.get(where.path, missing)(asked, body)
        data = b"" if found is None else json.dumps(found).encode() + b"\\n"
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def missing(asked, body):
    return 404, {"error": "not found"}


def ping(asked, body):
    return 204, None


def query(asked, body):
    words = asked["q"][0].split()
    if words[:2] == ["CREATE", "DATABASE"]:
        DATABASES.setdefault(words[2], [])
        return 200, {"results": [{"statement_id": 0}]}
    rows = DATABASES.get(asked["db"][0])
    if rows is None:
        return 404, {"error": "database not found"}
    return 200, {"results": [{"series": [{"name": words[-1], "values": sorted(rows)}]}]}


def write(asked, body):
    rows = DATABASES.get(asked["db"][0])
    if rows is None:
        return 404, {"error": "database not found"}
    rows.append(body)
    return 204, None


ROUTES = {"/ping": ping, "/query": query, "/write": write}
ThreadingHTTPServer(("", 8086), Handler).serve_forever()
"""

# go build -o OUT PACKAGE copies the program that lies in a package; go test ./x/... runs the test that lies there.
_GO = """#!/bin/sh
set -e
case $1 in
build) mkdir -p "$(dirname "$3")"; cp "$4/main" "$3"; chmod 755 "$3" ;;
test) part=${2%/...}; sh "$part/test"; echo "ok $part" ;;
*) echo "go $1: unknown command" >&2; exit 2 ;;
esac
"""

# Takes the place of Docker's daemon and of its client, which need more of a kernel than a test may ask for.
_DOCKERD = """#!/bin/sh
test -w /sys/kernel || { echo 'not privileged' >&2; exit 1; }
mkdir -p /srv && echo running > /srv/info
exec httpd -f -p 2375 -h /srv
"""
_DOCKER = """#!/bin/sh
set -e
case $1 in
info) wget -q -O - "http://$DOCKER_HOST:2375/info" ;;
run)
  wget -q -O /dev/null "http://$DOCKER_HOST:2375/info"
  shift
  while [ "${1#-}" != "$1" ]; do shift; done
  shift
  "$@"
  ;;
esac
"""


def guide(executor: Path) -> Iterator[Image]:
    """All of them; ``executor``: the root file system of the executor's image, which has Python and git."""
    for name in SYSTEMS:
        system = name.partition(":")[0]
        yield Image(name, {"etc/os-release": f"ID={system}\nPRETTY_NAME={name.replace(':', ' ')}\n"})
    python = {"usr/local/bin/python": '#!/bin/sh\nexec python3 "$@"\n'}
    yield Image("python:3.12", python, folder=executor)
    yield Image("bash:5.2", programs=("bash",))
    yield Image("curlimages/curl:8.8.0", programs=("curl",))
    yield Image("alpine/git:2.45.2", folder=executor)
    yield Image("golang:1.22", {"usr/local/bin/go": _GO})
    yield Image("nginx:1.27", {"srv/index.html": "welcome\n"}, config=_serving(80))
    yield Image("postgres:16", {"srv/index.html": "the database answers\n"}, config=_serving(5432))
    database = {"usr/local/bin/database": _DATABASE}
    yield Image("influxdb:1.8", database, folder=executor, config={"Cmd": ["/usr/local/bin/database"]})
    yield Image("docker:27-dind", {"usr/local/bin/dockerd": _DOCKERD}, config={"Cmd": ["dockerd"]})
    yield Image("docker:27-cli", {"usr/local/bin/docker": _DOCKER})


def _serving(port: int) -> dict[str, object]:
    return {"Cmd": ["httpd", "-f", "-p", str(port), "-h", "/srv"]}
