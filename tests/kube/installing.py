"""A namespaced installation on a real cluster, and controllers that run outside with its credentials."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.kube.conftest import Cluster
from wfsim.drivers.kube.client import Api
from wfsim.drivers.kube.config import Access, access
from wfsim.drivers.kube.install.applying import apply, remove
from wfsim.drivers.kube.install.objects import NAME, Installation, objects
from wfsim.drivers.kube.resources import DEPLOYMENTS, NAMESPACES, SERVICE_ACCOUNTS, WORKFLOWS

Data = dict[str, Any]
INSTANCE = "workflows.argoproj.io/controller-instanceid"


@dataclass
class Installed:
    """A namespaced installation, and controllers that run outside with the credentials of its service account."""

    api: Api
    namespace: str
    kubeconfig: Path
    own: Access
    folder: Path
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        port = 18100 + len(self.running) % 100
        log = (self.folder / f"controller-{len(self.running)}.log").open("wb")
        command = [sys.executable, "-m", "wfsim", "controller", "-n", self.namespace, "--listen", f"127.0.0.1:{port}"]
        environment = {**os.environ, "KUBECONFIG": str(self.kubeconfig)}
        made = subprocess.Popen([*command, *words], stderr=log, env=environment)
        self.running.append(made)
        return made

    def answer(self, path: str) -> str:
        port = 18100 + (len(self.running) - 1) % 100
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as found:
            return str(found.read().decode())

    def submit(self, name: str, spec: Data) -> None:
        body = {"metadata": {"name": name, "labels": {INSTANCE: "wfsim"}}, "spec": spec}
        self.api.create(WORKFLOWS, self.namespace, body)

    def get(self, name: str) -> Any:
        return self.api.get(WORKFLOWS, self.namespace, name)

    def wait(self, *names: str, seconds: float = 120) -> dict[str, Data]:
        """Until all of them have ended; their status."""
        end = time.monotonic() + seconds
        while True:
            found = {name: self.get(name) for name in names}
            labels = [one["metadata"]["labels"] for one in found.values()]
            if all(one.get("workflows.argoproj.io/completed") == "true" for one in labels):
                return {name: one["status"] for name, one in found.items()}
            assert time.monotonic() < end, {name: one.get("status", {}).get("phase") for name, one in found.items()}
            time.sleep(0.2)


@contextmanager
def installed_in(cluster: Cluster, folder: Path) -> Iterator[Installed]:
    """All of an installation but its Deployment, in a namespace of its own."""
    namespace = f"wfsim-control-{os.getpid()}-{folder.name.lower().strip('_')}"
    installation = Installation(namespace, namespaced=True)
    without = [one for one in objects(installation) if one["kind"] != DEPLOYMENTS.kind]
    list(apply(cluster.api, without))
    answer: Any = cluster.api.create(
        SERVICE_ACCOUNTS, namespace, {"spec": {"expirationSeconds": 7200}}, name=NAME, subresource="token"
    )
    admin = access(path=cluster.kubeconfig)
    kubeconfig = folder / "kubeconfig"
    kubeconfig.touch(mode=0o600)
    kubeconfig.write_text(json.dumps(_config(admin, namespace, answer["status"]["token"])))
    made = Installed(cluster.api, namespace, kubeconfig, access(path=str(kubeconfig)), folder)
    yield made
    for one in made.running:
        if one.poll() is None:
            one.kill()
            one.wait()
    list(remove(cluster.api, without, definitions_too=False, even_if_used=False))
    cluster.api.delete(NAMESPACES, "", namespace)


def _config(admin: Access, namespace: str, token: str) -> Data:
    authority = (
        {"certificate-authority": admin.ca_file} if admin.ca_file else {"certificate-authority-data": admin.ca_data}
    )
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "c", "cluster": {"server": admin.server, **authority}}],
        "users": [{"name": "u", "user": {"token": token}}],
        "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u", "namespace": namespace}}],
        "current-context": "c",
    }
