"""http and data templates on a real cluster: requests to a server of this machine, lists of an S3 store."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from tests.kube import servers
from tests.kube.conftest import Cluster, Store
from tests.kube.runs import Order, differences, run
from wfsim.drivers.kube.resources import PODS

Data = dict[str, Any]


@dataclass
class Server:
    """What was asked, and the address."""

    address: str = ""
    asked: list[tuple[str, str, str, str]] = field(default_factory=list)  # method, path, a header, body


@pytest.fixture
def server() -> Iterator[Server]:
    found = Server()

    class Answers(BaseHTTPRequestHandler):
        def _any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            tried = sum(1 for one in found.asked if one[1] == self.path)
            found.asked.append((self.command, self.path, self.headers.get("Authorization", ""), body))
            again = self.path == "/again" and tried < 2
            answer = b"x" * 20_000 if self.path == "/long" else json.dumps({"path": self.path, "got": body}).encode()
            self.send_response(503 if again or self.path == "/broken" else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST = _any

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing is written."""

    listening = ThreadingHTTPServer((servers.HOST, 0), Answers)
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    found.address = f"http://{servers.HOST}:{listening.server_port}"
    yield found
    listening.shutdown()
    listening.server_close()


def written(place: Path, name: str, spec: Data) -> Path:
    file = place / f"{name}.yaml"
    body = {"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", "metadata": {"name": name}, "spec": spec}
    file.write_text(json.dumps(body))
    return file


def step(name: str, given: str = "") -> list[Data]:
    arguments = {"parameters": [{"name": "given", "value": given}]} if given else {}
    return [{"name": name, "template": name, "continueOn": {"failed": True}, "arguments": arguments}]


def test_requests_of_every_kind(cluster: Cluster, server: Server, tmp_path: Path) -> None:
    secret = {"secretKeyRef": {"name": "my-secret", "key": "mypassword"}}
    posts = {
        "url": f"{server.address}/post",
        "method": "POST",
        "body": "{{inputs.parameters.given}}",
        "headers": [{"name": "Authorization", "valueFrom": secret}],
        "successCondition": "response.statusCode == 200 && response.body contains '/post'",
    }
    templates: list[Data] = [
        {
            "name": "main",
            "steps": [step(n) for n in ("get",)]
            + [step("post", "{{steps.get.outputs.result}}")]
            + [step(n) for n in ("long", "broken", "unmet", "again", "refused", "late", "absent")],
        },
        {"name": "get", "http": {"url": f"{server.address}/get"}},
        {"name": "post", "inputs": {"parameters": [{"name": "given"}]}, "http": posts},
        {"name": "long", "http": {"url": f"{server.address}/long"}},
        {"name": "broken", "http": {"url": f"{server.address}/broken"}},
        {"name": "unmet", "http": {"url": f"{server.address}/get", "successCondition": "response.body contains 'x'"}},
        {"name": "again", "retryStrategy": {"limit": "3"}, "http": {"url": f"{server.address}/again"}},
        {"name": "refused", "http": {"url": f"http://{servers.HOST}:1/"}},
        {"name": "late", "http": {"url": "http://198.18.0.255:81/", "timeoutSeconds": 1}},
        {
            "name": "absent",
            "http": {
                "url": server.address,
                "headers": [{"name": "A", "valueFrom": {"secretKeyRef": {"name": "none", "key": "k"}}}],
            },
        },
    ]
    file = written(tmp_path, "asks", {"entrypoint": "main", "templates": templates})
    found = run(cluster, Order(file, "asks"), tmp_path)
    nodes = found.nodes
    assert json.loads(nodes["[0].get"]["outputs"]["result"]) == {"path": "/get", "got": ""}
    assert nodes["[0].get"]["type"] == "HTTP"
    assert server.asked[1] == ("POST", "/post", "S00perS3cret", '{"path": "/get", "got": ""}')
    assert len(nodes["[2].long"]["outputs"]["result"]) == 20_000
    said = {name.partition(".")[2]: (one["phase"], one.get("message", "")) for name, one in nodes.items()}
    assert said["broken"] == ("Failed", "received non-2xx response code: 503")
    assert said["unmet"] == ("Failed", "successCondition 'response.body contains 'x'' evaluated false")
    assert said["again"][0] == "Succeeded" and said["again(2)"][0] == "Succeeded" and said["again(1)"][0] == "Failed"
    assert said["refused"] == (
        "Failed",
        f'Get "http://{servers.HOST}:1/": dial tcp {servers.HOST}:1: connect: connection refused',
    )
    assert said["late"][0] == "Failed" and said["late"][1]
    assert said["absent"] == ("Failed", "secret 'none' does not have the key 'k'")
    labels = "workflows.argoproj.io/workflow=asks,workflows.argoproj.io/component=agent"
    end = time.monotonic() + 60
    while cluster.api.list(PODS, cluster.namespace, labels=labels).items:  # a kubelet takes its time
        assert time.monotonic() < end
        time.sleep(0.5)
    assert "S00perS3cret" not in found.journal.read_text() + found.kept.read_text()
    assert differences(found) == ""


def test_a_condition_sees_the_headers_of_the_answer(cluster: Cluster, server: Server, tmp_path: Path) -> None:
    condition = "response.headers['Content-Type'][0] == 'application/json'"
    template = {"name": "main", "http": {"url": server.address, "successCondition": condition}}
    file = written(tmp_path, "typed", {"entrypoint": "main", "templates": [template]})
    found = run(cluster, Order(file, "typed"), tmp_path)
    assert (found.phase, found.code) == ("Succeeded", 0), found.workflow["status"]


def test_a_list_of_what_there_is(cluster: Cluster, store: Store, tmp_path: Path) -> None:
    client = servers.s3_client(store.endpoint)
    for name in ("a.txt", "b.pdf", "sub/c.txt"):
        client.put_object(servers.BUCKET, f"listed/{name}", BytesIO(b"1"), 1)
    data = {
        "source": {"artifactPaths": {"name": "all", "s3": {"key": "listed/"}}},
        "transformation": [{"expression": "filter(data, {# endsWith '.txt'})"}],
    }
    each = {"parameters": [{"name": "file", "value": "{{item}}"}]}
    box = {
        "image": "busybox:latest",
        "imagePullPolicy": "IfNotPresent",
        "command": ["echo", "{{inputs.parameters.file}}"],
    }
    templates = [
        {
            "name": "main",
            "steps": [
                [{"name": "list", "template": "list"}],
                [{"name": "each", "template": "each", "arguments": each, "withParam": "{{steps.list.outputs.result}}"}],
            ],
        },
        {"name": "list", "data": data},
        {"name": "each", "inputs": {"parameters": [{"name": "file"}]}, "container": box},
    ]
    file = written(tmp_path, "lists", {"entrypoint": "main", "templates": templates})
    found = run(cluster, Order(file, "lists", repository=store.repository), tmp_path)
    assert found.phase == "Succeeded", found.workflow["status"]
    assert found.result("[0].list") == '["listed/a.txt","listed/sub/c.txt"]'
    assert found.log("[1].each(1:listed/sub/c.txt)") == "listed/sub/c.txt"
    assert differences(found) == ""
