"""Artifacts that go with their workflow, in an S3 store and on a volume: by the command, and by a controller."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.kube import servers
from tests.kube.conftest import Cluster, Store, repository_at
from tests.kube.installing import Data, Installed
from tests.kube.runs import Order, run
from wfsim.drivers.kube.artifactgc.terms import FINALIZER
from wfsim.drivers.kube.errors import NotFound
from wfsim.drivers.kube.resources import (
    CONFIG_MAPS,
    PODS,
    SECRETS,
    SERVICE_ACCOUNTS,
    VOLUME_CLAIMS,
    WORKFLOWS,
    ResourceType,
)

ON_END, ON_DELETION = "OnWorkflowCompletion", "OnWorkflowDeletion"
VOLUMES = ResourceType("", "v1", "persistentvolumes", "PersistentVolume", namespaced=False)
GC_PODS = "workflows.argoproj.io/component=artifact-gc"


@pytest.fixture(autouse=True)
def no_network() -> None:
    """Here connections are what it is about."""


def workflow(general: Data, **strategies: str) -> Data:
    """One pod with a file, a folder and one more artifact for each strategy that is given."""
    own: list[Data] = [{"name": name, "artifactGC": {"strategy": one}} for name, one in strategies.items()]
    artifacts = [
        {"name": "file", "path": "/tmp/file"},
        {"name": "folder", "path": "/tmp/folder", "archive": {"none": {}}},
    ]
    artifacts += [{**one, "path": f"/tmp/{one['name']}"} for one in own]
    names = " ".join(f"/tmp/{one['name']}" for one in own)
    line = f"echo 1 > /tmp/file; mkdir /tmp/folder; for one in a b; do echo 2 > /tmp/folder/$one; done; touch x {names}"
    box = {"image": "busybox:latest", "imagePullPolicy": "IfNotPresent", "command": ["sh", "-c"], "args": [line]}
    template = {"name": "main", "container": box, "outputs": {"artifacts": artifacts}}
    return {"entrypoint": "main", "templates": [template], "artifactGC": general}


def keys(store: Store, name: str) -> list[str]:
    """What the store has of a run."""
    found = servers.s3_client(store.endpoint).list_objects(servers.BUCKET, prefix=f"{name}/", recursive=True)
    return sorted(one.object_name.rpartition(f"{name}/{name}/")[2] for one in found)


def deleted(found: Any) -> dict[str, bool]:
    rows = [one for node in found["status"]["nodes"].values() for one in node["outputs"]["artifacts"]]
    return {one["name"]: one.get("deleted", False) for one in rows}


def complaints(found: Any) -> list[Data]:
    return [one for one in found["status"].get("conditions", []) if one["type"] == "ArtifactGCError"]


def wait(until: Callable[[], bool], seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.2)


def file(place: Path, name: str, spec: Data) -> Path:
    made = place / f"{name}.yaml"
    body = {"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", "metadata": {"name": name}, "spec": spec}
    made.write_text(json.dumps(body))
    return made


# -- by the command that runs the workflow


def test_the_command_removes_what_goes_with_the_end(cluster: Cluster, store: Store, tmp_path: Path) -> None:
    spec = workflow({"strategy": ON_END}, kept="Never", late=ON_DELETION)
    found = run(cluster, Order(file(tmp_path, "gc-end", spec), "gc-end", repository=store.repository), tmp_path)
    assert found.phase == "Succeeded", found.workflow["status"]
    assert deleted(found.workflow) == {"file": True, "folder": True, "kept": False, "late": False}
    assert keys(store, "gc-end") == ["kept.tgz", "late.tgz"]
    there: Any = cluster.api.get(WORKFLOWS, cluster.namespace, "gc-end")
    assert deleted(there) == deleted(found.workflow) and FINALIZER in there["metadata"]["finalizers"]
    assert there["status"]["artifactGCStatus"]["strategiesProcessed"] == {ON_END: True}
    assert not cluster.api.list(
        PODS, cluster.namespace, labels=f"{GC_PODS},workflows.argoproj.io/workflow=gc-end"
    ).items
    said = cluster.wfsim("delete", "--on", "kube", "-n", cluster.namespace, "gc-end")
    assert said.returncode == 0, said.stderr
    with pytest.raises(NotFound):
        cluster.api.get(WORKFLOWS, cluster.namespace, "gc-end")
    assert keys(store, "gc-end") == ["kept.tgz"]


def test_artifacts_on_a_volume_go_too(cluster: Cluster, tmp_path: Path) -> None:
    claim = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "10Mi"}}}
    cluster.api.create(VOLUME_CLAIMS, cluster.namespace, {"metadata": {"name": "gc-store"}, "spec": claim})
    repository = tmp_path / "repository.json"
    repository.write_text(json.dumps({"volume": {"persistentVolumeClaim": {"claimName": "gc-store"}}}))
    spec = workflow({"strategy": ON_END}, kept="Never")
    found = run(cluster, Order(file(tmp_path, "gc-volume", spec), "gc-volume", repository=repository), tmp_path)
    assert deleted(found.workflow) == {"file": True, "folder": True, "kept": False}
    claimed: Any = cluster.api.get(VOLUME_CLAIMS, cluster.namespace, "gc-store")
    volume: Any = cluster.api.get(VOLUMES, "", claimed["spec"]["volumeName"])
    place = Path(volume["spec"]["hostPath"]["path"])
    left = [str(one.relative_to(place)) for one in place.rglob("*") if one.is_file()]
    assert left == ["gc-volume/gc-volume/kept.tgz"]


# -- by a controller


@pytest.fixture(scope="module")
def stored(installed: Installed, store: Store) -> Store:
    """The installation's namespace with that store as its repository."""
    secret = {"accessKey": servers.ACCESS, "secretKey": servers.SECRET}
    installed.api.create(SECRETS, installed.namespace, {"metadata": {"name": "s3cred"}, "stringData": secret})
    about = {
        "name": "artifact-repositories",
        "annotations": {"workflows.argoproj.io/default-artifact-repository": "own"},
    }
    data = {"own": json.dumps(repository_at(store.endpoint))}
    installed.api.create(CONFIG_MAPS, installed.namespace, {"metadata": about, "data": data})
    for name in ("collects", "other"):
        installed.api.create(SERVICE_ACCOUNTS, installed.namespace, {"metadata": {"name": name}})
    return store


def test_a_controller_removes_by_pods_as_they_are_wanted(installed: Installed, stored: Store) -> None:
    controller = installed.start("--no-lease")
    patch = "containers: [{name: main, env: [{name: PATCHED, value: 'yes'}]}]"
    general = {
        "strategy": ON_DELETION,
        "serviceAccountName": "collects",
        "podMetadata": {"labels": {"team": "a"}, "annotations": {"why": "gc"}},
        "podSpecPatch": patch,
    }
    spec = workflow(general, kept="Never")
    spec["templates"][0]["outputs"]["artifacts"][0]["artifactGC"] = {"serviceAccountName": "other"}
    installed.submit("gc-late", spec)
    assert installed.wait("gc-late")["gc-late"]["phase"] == "Succeeded"
    time.sleep(2)
    assert keys(stored, "gc-late") == ["file.tgz", "folder/a", "folder/b", "kept.tgz"]
    made: dict[str, Any] = {}

    def gone() -> bool:
        for one in installed.api.list(PODS, installed.namespace, labels=GC_PODS).items:
            pod: Any = one
            made[pod["spec"]["serviceAccountName"]] = pod
        try:
            installed.get("gc-late")
        except NotFound:
            return True
        return False

    installed.api.delete(WORKFLOWS, installed.namespace, "gc-late")
    wait(gone)
    assert keys(stored, "gc-late") == ["kept.tgz"]
    assert sorted(made) == ["collects", "other"]
    for pod in made.values():
        assert pod["metadata"]["labels"]["team"] == "a" and pod["metadata"]["annotations"]["why"] == "gc"
        assert {"name": "PATCHED", "value": "yes"} in pod["spec"]["containers"][0]["env"]
    controller.send_signal(signal.SIGTERM)
    controller.wait(20)


def test_killed_while_it_removes_another_one_goes_on(installed: Installed, stored: Store) -> None:
    first = installed.start("--no-lease")
    names = [f"gc-kill-{number}" for number in range(4)]
    for name in names:
        installed.submit(name, workflow({"strategy": ON_END}))
    for name in names:
        installed.wait(name)
    first.kill()
    first.wait()
    second = installed.start("--no-lease")
    wait(lambda: not any(FINALIZER in installed.get(name)["metadata"].get("finalizers", []) for name in names))
    for name in names:
        assert deleted(installed.get(name)) == {"file": True, "folder": True} and keys(stored, name) == []
    second.send_signal(signal.SIGTERM)
    second.wait(20)


@pytest.mark.parametrize("forced", [False, True])
def test_what_cannot_be_removed_is_told(installed: Installed, stored: Store, forced: bool) -> None:
    name = f"gc-fails-{str(forced).lower()}"
    controller = installed.start("--no-lease")
    installed.submit(name, workflow({"strategy": ON_DELETION, "forceFinalizerRemoval": forced}))
    installed.wait(name)
    client = servers.s3_client(stored.endpoint)
    known = [one.object_name for one in client.list_objects(servers.BUCKET, recursive=True)]
    for key in known:
        client.remove_object(servers.BUCKET, key)
    client.remove_bucket(servers.BUCKET)
    try:
        installed.api.delete(WORKFLOWS, installed.namespace, name)
        if forced:
            wait(lambda: _gone(installed, name))
        else:
            wait(lambda: bool(complaints(installed.get(name))))
            found = installed.get(name)
            (condition,) = complaints(found)
            assert condition["status"] == "True" and "bucket" in condition["message"]
            assert deleted(found) == {"file": False, "folder": False} and FINALIZER in found["metadata"]["finalizers"]
    finally:
        client.make_bucket(servers.BUCKET)
    if not forced:
        installed.api.patch(WORKFLOWS, installed.namespace, name, {"metadata": {"finalizers": None}})
    controller.send_signal(signal.SIGTERM)
    controller.wait(20)


def _gone(installed: Installed, name: str) -> bool:
    try:
        installed.get(name)
    except NotFound:
        return True
    return False
