"""Artifacts in a repository that says where: they are found again by who reads them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.kube.conftest import Cluster, Store, repository_at
from tests.kube.runs import Order, run


def test_a_repository_says_under_which_key(cluster: Cluster, store: Store, tmp_path: Path) -> None:
    repository: Any = repository_at(store.endpoint)
    repository["s3"]["keyFormat"] = "kept/{{workflow.namespace}}/{{pod.name}}"
    file, kept = tmp_path / "keys.yaml", tmp_path / "repository.json"
    kept.write_text(json.dumps(repository))
    given = {"artifacts": [{"name": "note", "from": "{{steps.write.outputs.artifacts.note}}"}]}
    note = {"artifacts": [{"name": "note", "path": "/tmp/note"}]}
    templates = [
        {
            "name": "main",
            "steps": [
                [{"name": "write", "template": "write"}],
                [{"name": "read", "template": "read", "arguments": given}],
            ],
        },
        {"name": "write", "container": _shell("echo kept > /tmp/note"), "outputs": note},
        {"name": "read", "container": _shell("cat /tmp/note"), "inputs": note},
    ]
    spec = {"entrypoint": "main", "templates": templates}
    body = {"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", "metadata": {"name": "keys"}, "spec": spec}
    file.write_text(json.dumps(body))
    found = run(cluster, Order(file, "keys", repository=kept), tmp_path)
    assert found.phase == "Succeeded", found.workflow["status"]
    assert found.log("[1].read") == "kept"
    write = found.nodes["[0].write"]
    key = f"kept/{cluster.namespace}/{write['podName']}/note.tgz"
    assert write["outputs"]["artifacts"][0]["s3"]["key"] == key
    assert store.object(key)


def _shell(line: str) -> dict[str, Any]:
    return {"image": "alpine:3.20", "command": ["sh", "-c"], "args": [line]}
