"""A cluster for tests, named by WFSIM_TEST_KUBECONFIG: a namespace of this session, with what workflows refer to.

Every test here is marked ``cluster`` and skips, with the reason, where no cluster is named. Images are brought by
``images`` where the cluster's containerd runs on this machine.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.kube import guide_images, images, servers
from wfsim.drivers.kube import resources
from wfsim.drivers.kube.client import Api, connect
from wfsim.drivers.kube.config import access
from wfsim.drivers.kube.errors import AlreadyExists, ApiError, Invalid, NotFound, NotStarted
from wfsim.drivers.kube.resources import ResourceType
from wfsim.spec.model import JsonObject

if TYPE_CHECKING:
    from tests.kube.faults import Pods
    from tests.kube.installing import Installed
    from tests.kube.runs import RealRun

KUBECONFIG = os.environ.get("WFSIM_TEST_KUBECONFIG", "")
S3_PORT, HTTP_PORT = 9000, 9001


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.cluster)


@pytest.fixture(autouse=True)
def no_network() -> None:
    """Here the cluster is asked, and servers of this machine."""


@dataclass(frozen=True)
class Cluster:
    """A connection, and the namespace of this session."""

    api: Api
    namespace: str
    kubeconfig: str

    def wfsim(self, *words: str, timeout: int = 180) -> subprocess.CompletedProcess[str]:
        """The command as a user runs it."""
        environment = {**os.environ, "KUBECONFIG": self.kubeconfig, "NO_COLOR": "1"}
        whole = [sys.executable, "-m", "wfsim", *words]
        return subprocess.run(whole, capture_output=True, text=True, timeout=timeout, env=environment, check=False)

    def log(self, pod: str, container: str = "main") -> list[str]:
        """The lines of a container's log; none where it never ran."""
        from wfsim.drivers.kube.client import LogOptions

        try:
            stream = self.api.logs(self.namespace, pod, LogOptions(container=container))
            return [line.decode("utf-8", "replace") for line in stream]
        except (NotFound, NotStarted, Invalid):
            return []


@dataclass(frozen=True)
class Store:
    """A place for artifacts."""

    endpoint: str
    repository: Path

    def object(self, key: str) -> bytes:
        """What lies under a key."""
        found: bytes = servers.s3_client(self.endpoint).get_object(servers.BUCKET, key).data
        return found


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    if not KUBECONFIG:
        pytest.skip("no cluster: WFSIM_TEST_KUBECONFIG names no kubeconfig")
    if images.can_load():
        executor = images.executor(tmp_path_factory.mktemp("executor"))
        assert executor.folder is not None
        images.load([*images.PLAIN, *guide_images.guide(executor.folder), executor])
    api = connect(access(path=KUBECONFIG))
    namespace = f"wfsim-test-{os.getpid()}"
    _make(api, resources.NAMESPACES, "", {"metadata": {"name": namespace}})
    for kind, body in _furniture(namespace):
        _make(api, kind, namespace if kind.namespaced else "", body)
    _wait_for_account(api, namespace)
    yield Cluster(api, namespace, KUBECONFIG)
    api.delete(resources.NAMESPACES, "", namespace)
    api.close()


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where runs in which something breaks leave their files."""
    from tests.kube.faults import SEED

    print(f"WFSIM_SEED={SEED}")
    return tmp_path_factory.mktemp("faults")


@pytest.fixture(scope="session")
def reference(cluster: Cluster, place: Path) -> RealRun:
    """The run without any fault, for all that look what faults change."""
    from tests.kube.faults import without_any

    return without_any(cluster, place)


@pytest.fixture(scope="session")
def pods(cluster: Cluster) -> Iterator[Pods]:
    """All pods from now on."""
    from tests.kube.faults import Pods

    found = Pods(cluster)
    yield found
    found.close()


@pytest.fixture(scope="module")
def installed(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    """A namespaced installation of this module's."""
    from tests.kube.installing import installed_in

    with installed_in(cluster, tmp_path_factory.mktemp("control")) as made:
        yield made


STORAGE_CLASSES = ResourceType("storage.k8s.io", "v1", "storageclasses", "StorageClass", namespaced=False)
_EVERYTHING = {"apiGroups": ["", "batch", "apps"], "resources": ["*"], "verbs": ["*"]}


def _furniture(namespace: str) -> Iterator[tuple[ResourceType, JsonObject]]:
    """What the workflows refer to."""
    yield resources.SECRETS, {"metadata": {"name": "my-secret"}, "stringData": {"mypassword": "S00perS3cret"}}
    keys = {"accessKey": servers.ACCESS, "secretKey": servers.SECRET}
    yield resources.SECRETS, {"metadata": {"name": "s3cred"}, "stringData": keys}
    yield resources.CONFIG_MAPS, {"metadata": {"name": "params"}, "data": {"msg": "from-config"}}
    yield resources.ROLES, {"metadata": {"name": "resources"}, "rules": [_EVERYTHING]}
    yield (
        resources.ROLE_BINDINGS,
        {
            "metadata": {"name": "resources"},
            "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "resources"},
            "subjects": [{"kind": "ServiceAccount", "name": "default", "namespace": namespace}],
        },
    )
    yield (
        STORAGE_CLASSES,
        {
            "metadata": {
                "name": "wfsim-test",
                "annotations": {"storageclass.kubernetes.io/is-default-class": "true"},
            },
            "provisioner": "kubernetes.io/host-path",
        },
    )


def _make(api: Api, kind: ResourceType, namespace: str, body: JsonObject) -> None:
    try:
        api.create(kind, namespace, body)
    except AlreadyExists:
        return


def _wait_for_account(api: Api, namespace: str) -> None:
    for _ in range(100):
        try:
            api.get(resources.SERVICE_ACCOUNTS, namespace, "default")
            return
        except ApiError:
            time.sleep(0.1)
    raise RuntimeError("the namespace got no service account")


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """An S3 server on this machine, at the port that the recorded workflows name; its endpoint."""
    if servers.s3_program() is None:
        pytest.skip("no S3 server: moto is not installed")
    with servers.s3(S3_PORT) as endpoint:
        yield endpoint


@pytest.fixture(scope="session")
def http_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An HTTP server on this machine with one file, at the port that the recorded workflows name; its address."""
    folder = tmp_path_factory.mktemp("http")
    (folder / "file.txt").write_text("from http\n")
    with servers.http_files(folder, HTTP_PORT) as address:
        yield address


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """An S3 server at a port of its own, and the file that names it as the artifact repository."""
    if servers.s3_program() is None:
        pytest.skip("no S3 server: moto is not installed")
    with servers.s3() as endpoint:
        file = tmp_path_factory.mktemp("store") / "repository.yaml"
        file.write_text(json.dumps(repository_at(endpoint)))
        yield Store(endpoint, file)


def repository_at(endpoint: str) -> JsonObject:
    """The artifact repository of a test: that bucket, with the keys of the secret that every namespace here has."""
    keys = {"accessKeySecret": "accessKey", "secretKeySecret": "secretKey"}
    secrets: JsonObject = {field: {"name": "s3cred", "key": key} for field, key in keys.items()}
    place = endpoint.removeprefix("http://")
    return {"s3": {"endpoint": place, "bucket": servers.BUCKET, "insecure": True, **secrets}}
