"""Runs in which something breaks: one with a bit of all that a driver remembers, and what is looked at in the end."""

from __future__ import annotations

import json
import os
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any, Final

from tests.kube.conftest import Cluster
from tests.kube.runs import Order, RealRun, run
from wfsim.drivers.kube import resources
from wfsim.drivers.kube.stopping import Stop
from wfsim.drivers.kube.watch import ChangeKind, follow
from wfsim.record.compare import Difference, compare
from wfsim.record.workflow import read
from wfsim.text import Source

SEED: Final = int(os.environ.get("WFSIM_SEED") or random.SystemRandom().randrange(1 << 32))

# Results, parameters, retries, a daemon, a claim, a resource, a handler.
NUMBER: Final = {"name": "text", "value": "{{steps.number.outputs.result}}"}
SPEC: Final[dict[str, Any]] = {
    "entrypoint": "main",
    "onExit": "bye",
    "podGC": {"strategy": "OnWorkflowSuccess", "deleteDelayDuration": "0s"},
    "volumeClaimTemplates": [
        {
            "metadata": {"name": "desk"},
            "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Mi"}}},
        }
    ],
    "templates": [
        {
            "name": "main",
            "steps": [
                [{"name": "service", "template": "service"}, {"name": "number", "template": "number"}],
                [
                    {"name": "write", "template": "write", "arguments": {"parameters": [NUMBER]}},
                    {"name": "flaky", "template": "flaky"},
                    {"name": "many", "template": "echo", "withSequence": {"count": "3"}},
                ],
                [{"name": "read", "template": "read"}, {"name": "object", "template": "object"}],
            ],
        },
        {"name": "service", "daemon": True, "container": {"image": "alpine:3.20", "command": ["sleep", "1000"]}},
        {"name": "number", "script": {"image": "alpine:3.20", "command": ["sh"], "source": "sleep 1; echo 42"}},
        {
            "name": "write",
            "inputs": {"parameters": [{"name": "text"}]},
            "container": {
                "image": "alpine:3.20",
                "command": ["sh", "-c"],
                "args": ["echo {{inputs.parameters.text}} > /desk/note; sleep 1; cp /desk/note /tmp/out"],
                "volumeMounts": [{"name": "desk", "mountPath": "/desk"}],
            },
            "outputs": {"parameters": [{"name": "out", "valueFrom": {"path": "/tmp/out"}}]},
        },
        {
            "name": "flaky",
            "retryStrategy": {"limit": 2},
            "container": {
                "image": "alpine:3.20",
                "command": ["sh", "-c"],
                "args": ["sleep 1; exit {{retries}}{{retries}}"],
            },
        },
        {"name": "echo", "container": {"image": "alpine:3.20", "command": ["echo", "hello"]}},
        {
            "name": "read",
            "container": {
                "image": "alpine:3.20",
                "command": ["cat", "/desk/note"],
                "volumeMounts": [{"name": "desk", "mountPath": "/desk"}],
            },
        },
        {
            "name": "object",
            "resource": {
                "action": "create",
                "manifest": "apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: made-}\ndata: {a: b}\n",
            },
            "outputs": {"parameters": [{"name": "a", "valueFrom": {"jsonPath": "{.data.a}"}}]},
        },
        {
            "name": "bye",
            "container": {
                "image": "alpine:3.20",
                "command": ["sh", "-c"],
                "args": ["sleep 1; echo {{workflow.status}}"],
            },
        },
    ],
}


def workflow(name: str, spec: dict[str, Any], place: Path) -> Path:
    file = place / f"{name}.yaml"
    body = {"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", "metadata": {"name": name}, "spec": spec}
    file.write_text(json.dumps(body), encoding="utf-8")
    return file


def simple(command: list[str], **more: Any) -> dict[str, Any]:
    """The spec of one container."""
    return {
        "entrypoint": "main",
        "templates": [{"name": "main", "container": {"image": "alpine:3.20", "command": command}, **more}],
    }


# -- what is looked at


class Pods:
    """All pods that ever were of some runs: by run and name the uids. Two of one name were made for one attempt."""

    def __init__(self, cluster: Cluster) -> None:
        self.seen: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.began: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._stop = Stop()
        self._cluster = cluster
        self._thread = Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        for change in follow(self._cluster.api, resources.PODS, self._cluster.namespace, stop=self._stop):
            metadata, status = change.object.get("metadata"), change.object.get("status")
            if change.kind is not ChangeKind.SYNCED and isinstance(metadata, dict) and isinstance(status, dict):
                labels = metadata.get("labels")
                run = str(labels.get("workflows.argoproj.io/workflow")) if isinstance(labels, dict) else ""
                key = (run, str(metadata["name"]))
                self.seen[key].add(str(metadata["uid"]))
                if status.get("containerStatuses"):
                    self.began[key].add(str(metadata["uid"]))

    def of(self, run: str) -> dict[str, set[str]]:
        return {name: uids for (own, name), uids in self.seen.items() if own == run}

    def close(self) -> None:
        self._stop.set()
        self._thread.join()


def left_behind(cluster: Cluster, name: str) -> list[str]:
    """Pods and claims of a run that go on a while after its end."""
    labels = f"workflows.argoproj.io/workflow={name}"
    end = time.monotonic() + 60
    while True:
        found = [
            f"{kind.kind} {one['metadata']['name']}"  # type: ignore[index,call-overload]
            for kind in (resources.PODS, resources.VOLUME_CLAIMS)
            for one in cluster.api.list(kind, cluster.namespace, labels=labels).items
            if _goes_on(one)
        ]
        if not found or time.monotonic() > end:
            return found
        time.sleep(0.5)


def _goes_on(one: Any) -> bool:
    ended = one["kind"] == "Pod" and one["status"]["phase"] in ("Succeeded", "Failed")
    return not ended and not one["metadata"].get("deletionTimestamp")


def same(one: Path, other: Path) -> tuple[Difference, ...]:
    """How two real runs differ, but for addresses."""
    left, right = (read(Source(str(path), path.read_text(encoding="utf-8"))).record for path in (one, other))
    assert left is not None and right is not None
    return compare(left, right)


def without_any(cluster: Cluster, place: Path) -> RealRun:
    """The run without any fault."""
    found = run(cluster, Order(workflow("reference", SPEC, place), "reference"), place)
    assert found.phase == "Succeeded", found.said
    return found


def as_without_it(cluster: Cluster, pods: Pods, reference: RealRun, name: str, kept: Path, said: str) -> None:
    """The run came to what the reference came to, with one pod for each attempt, and nothing of it goes on."""
    assert same(reference.kept, kept) == (), said
    twice = {pod: uids for pod, uids in pods.of(name).items() if len(uids) > 1}
    assert twice == {}
    made = {one["podName"] for one in json.loads(kept.read_text())["status"]["nodes"].values() if "podName" in one}
    resource = {one for one in made if "-object-" in one}  # made of no pod here
    assert pods.of(name).keys() == made - resource
    assert left_behind(cluster, name) == []


# -- a run under way


def wait_for(cluster: Cluster, name: str, phase: str = "Running") -> str:
    """The name of the first pod of a run that is in a phase."""
    labels = f"workflows.argoproj.io/workflow={name}"
    end = time.monotonic() + 90
    while time.monotonic() < end:
        for one in cluster.api.list(resources.PODS, cluster.namespace, labels=labels).items:
            found: Any = one
            if found["status"].get("phase") == phase:
                return str(found["metadata"]["name"])
        time.sleep(0.1)
    raise AssertionError(f"no pod of {name} came to {phase}")


@contextmanager
def begun(cluster: Cluster, place: Path, name: str, spec: dict[str, Any]) -> Iterator[Future[RealRun]]:
    """A run under way, in a thread of its own; gives how it ends."""
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(run, cluster, Order(workflow(name, spec, place), name), place)


def until(so: Callable[[], object]) -> None:
    """Until it is so."""
    end = time.monotonic() + 90
    while not so():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.1)
