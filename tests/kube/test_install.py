"""An installation as a user has it: the controller in pods, with the rights of its roles; upgraded, and taken away."""

from __future__ import annotations

import os
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from tests.kube import images, servers
from tests.kube.conftest import Cluster
from wfsim.drivers.kube.errors import NotFound
from wfsim.drivers.kube.install.objects import NAME
from wfsim.drivers.kube.labels import INSTANCE
from wfsim.drivers.kube.resources import (
    CLUSTER_ROLE_BINDINGS,
    CLUSTER_ROLES,
    DEPLOYMENTS,
    NAMESPACES,
    PODS,
    ROLES,
    SERVICE_ACCOUNTS,
    WORKFLOWS,
    ResourceType,
)

OLD, NEW = "wfsim-test:1", "wfsim-test:2"
SERVICES = ResourceType("", "v1", "services", "Service")
LEASES = ResourceType("coordination.k8s.io", "v1", "leases", "Lease")
BOX = {"image": "busybox:latest", "imagePullPolicy": "IfNotPresent", "command": ["sh", "-c"]}


@dataclass(frozen=True)
class Place:
    """Where it is installed."""

    cluster: Cluster
    namespace: str

    @property
    def words(self) -> tuple[str, ...]:
        return ("--namespace", self.namespace, "--namespaced", "--instance-id", self.namespace)

    def install(self, image: str, *more: str) -> str:
        ran = self.cluster.wfsim("install", "--apply", *self.words, "--image", image, "--replicas", "2", *more)
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    def submit(self, name: str, groups: int, seconds: int) -> None:
        body = {"metadata": {"name": name, "labels": {INSTANCE: self.namespace}}, "spec": spec(groups, seconds)}
        self.cluster.api.create(WORKFLOWS, self.namespace, body)

    def get(self, kind: ResourceType, name: str) -> Any:
        return self.cluster.api.get(kind, self.namespace if kind.namespaced else "", name)

    def pods(self) -> list[Any]:
        labels = f"app.kubernetes.io/name={NAME}"
        return list(self.cluster.api.list(PODS, self.namespace, labels=labels).items)

    def is_rolled_out(self, image: str) -> bool:
        """Both controllers are of this image, and ready."""
        status = self.get(DEPLOYMENTS, NAME).get("status", {})
        both = status.get("readyReplicas") == status.get("updatedReplicas") == status.get("replicas") == 2
        running = [one["spec"]["containers"][0]["image"] for one in self.pods()]
        return both and running == [image, image]

    def trouble(self) -> str:
        """What the controllers say, for whoever reads that a test failed."""
        found = []
        for one in self.pods():
            found.append(f"{one['metadata']['name']}: {one.get('status', {}).get('containerStatuses')}")
            found += Cluster(self.cluster.api, self.namespace, "").log(one["metadata"]["name"], "controller")[-20:]
        return "\n".join(found)


def spec(groups: int, seconds: int) -> Any:
    calls = [[{"name": f"{one}{number}", "template": "leaf"} for one in "ab"] for number in range(groups)]
    leaf = {"name": "leaf", "container": {**BOX, "args": [f"sleep {seconds}; echo hello"]}}
    return {"entrypoint": "main", "templates": [{"name": "main", "steps": calls}, leaf]}


def wait(until: Callable[[], bool], what: Callable[[], str], seconds: float = 150) -> None:
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end, what()
        time.sleep(0.3)


@pytest.fixture(scope="module")
def place(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    if not images.can_load():
        pytest.skip("the cluster's containerd is not on this machine: it gets no image of the controller")
    folder = tmp_path_factory.mktemp("controller")
    executor = images.executor(tmp_path_factory.mktemp("executor"))
    assert executor.folder is not None
    images.load(images.controllers(folder, executor.folder, OLD, NEW))
    with _api(cluster):
        made = Place(cluster, f"wfsim-install-{os.getpid()}")
        yield made
        cluster.api.delete(NAMESPACES, "", made.namespace)


@contextmanager
def _api(cluster: Cluster) -> Iterator[None]:
    """Pods reach the API server, by themselves or with some help."""
    if _reaches_the_api(cluster, "first"):
        yield
        return
    service: Any = cluster.api.get(SERVICES, "default", "kubernetes")
    if os.geteuid() != 0 or shutil.which("ip") is None:
        pytest.skip("pods of this cluster do not reach its API server, and this user may not help")
    with servers.api_for_pods(service["spec"]["clusterIP"], 443, cluster.api.server):
        if not _reaches_the_api(cluster, "second"):
            pytest.skip("pods of this cluster do not reach its API server")
        yield


def _reaches_the_api(cluster: Cluster, try_: str) -> bool:
    """Whether a pod gets an answer at the address that every pod is told."""
    line = "nc -w 5 $KUBERNETES_SERVICE_HOST $KUBERNETES_SERVICE_PORT </dev/null"
    body = {
        "metadata": {"name": f"reaches-{try_}"},
        "spec": {"restartPolicy": "Never", "containers": [{**BOX, "name": "main", "args": [line]}]},
    }
    cluster.api.create(PODS, cluster.namespace, body)
    phase = ""
    for _ in range(100):
        found: Any = cluster.api.get(PODS, cluster.namespace, f"reaches-{try_}")
        phase = found.get("status", {}).get("phase", "")
        if phase in ("Succeeded", "Failed"):
            break
        time.sleep(0.3)
    return phase == "Succeeded"


def phase(place: Place, name: str) -> str:
    return str(place.get(WORKFLOWS, name).get("status", {}).get("phase", ""))


def test_it_is_installed_runs_is_upgraded_and_goes(place: Place) -> None:
    place.install(OLD)
    wait(lambda: place.is_rolled_out(OLD), place.trouble)
    holder = place.get(LEASES, f"wfsim-controller-{place.namespace}")["spec"]["holderIdentity"]
    assert [one["metadata"]["name"] in holder for one in place.pods()].count(True) == 1

    place.submit("first", 1, 1)
    wait(lambda: phase(place, "first") == "Succeeded", place.trouble)

    place.submit("through", 6, 3)
    wait(lambda: phase(place, "through") == "Running", place.trouble)
    place.install(NEW)
    wait(lambda: place.is_rolled_out(NEW), place.trouble)
    wait(lambda: phase(place, "through") not in ("", "Running"), place.trouble)
    found = place.get(WORKFLOWS, "through")["status"]
    assert found["phase"] == "Succeeded", found
    made = place.cluster.api.list(PODS, place.namespace, labels="workflows.argoproj.io/workflow=through").items
    nodes = Counter(one["metadata"]["annotations"]["workflows.argoproj.io/node-id"] for one in made)  # type: ignore[index,call-overload]
    assert len(nodes) == 12 and set(nodes.values()) == {1}
    assert place.get(LEASES, f"wfsim-controller-{place.namespace}")["spec"]["holderIdentity"] != holder

    said = place.cluster.wfsim("uninstall", *place.words, "--keep-crds")
    assert said.returncode == 0, said.stderr
    unique = f"{NAME}-{place.namespace}"
    for kind, name in (
        (DEPLOYMENTS, NAME),
        (SERVICE_ACCOUNTS, NAME),
        (ROLES, NAME),
        (CLUSTER_ROLES, unique),
        (CLUSTER_ROLE_BINDINGS, unique),
    ):
        with pytest.raises(NotFound):
            place.get(kind, name)
    wait(lambda: not place.pods(), place.trouble)
    assert phase(place, "first") == "Succeeded"
