"""Runs with real pods whose driver is killed, whose API server answers with faults, whose pods vanish.

Where the fault is the driver's, the network's or the server's, the run comes to what it comes to without it; where it
is a pod's, the node says so. WFSIM_FULL=1 kills two hundred times instead of fifteen. Seeds are printed, and WFSIM_SEED
sets one.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread
from typing import Any, Final

import pytest

from tests.kube.conftest import Cluster
from tests.kube.faulty_proxy import Plan, faulty
from tests.kube.runs import Order, RealRun, run
from wfsim.drivers.kube import resources
from wfsim.drivers.kube.errors import NotFound
from wfsim.drivers.kube.stopping import Stop
from wfsim.drivers.kube.watch import ChangeKind, follow
from wfsim.record.compare import Difference, compare
from wfsim.record.workflow import read
from wfsim.text import Source

FULL: Final = bool(os.environ.get("WFSIM_FULL"))
SEED: Final = int(os.environ.get("WFSIM_SEED") or random.SystemRandom().randrange(1 << 32))
KILLS: Final = 200 if FULL else 15
AT_ONCE: Final = 3

# A bit of all that a driver has to remember: results, parameters, retries, a daemon, a claim, a resource, a handler.
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


@pytest.fixture(scope="module")
def pods(cluster: Cluster) -> Iterator[Pods]:
    found = Pods(cluster)
    yield found
    found.close()


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


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    print(f"WFSIM_SEED={SEED}")
    return tmp_path_factory.mktemp("faults")


@pytest.fixture(scope="module")
def reference(cluster: Cluster, place: Path) -> RealRun:
    """The run without any fault."""
    found = run(cluster, Order(workflow("reference", SPEC, place), "reference"), place)
    assert found.phase == "Succeeded", found.said
    return found


# -- the driver is killed


@dataclass(frozen=True)
class Killed:
    name: str
    kills: int
    kept: Path
    journal: Path
    said: str


def killed_and_resumed(cluster: Cluster, place: Path, name: str, chance: random.Random, most: int) -> Killed:
    """Run, kill after a while, go on, kill …; at last go on to the end."""
    file = workflow(name, SPEC, place)
    journal, kept = place / f"{name}.jsonl", place / f"{name}.json"
    words = ["run", "-n", cluster.namespace, "--journal", str(journal), "-o", "json", str(file)]
    environment = {**os.environ, "KUBECONFIG": cluster.kubeconfig, "NO_COLOR": "1"}
    kills, said = 0, ""
    while True:
        resume = ["--resume", name] if journal.exists() and journal.stat().st_size else ["--name", name]
        patience = chance.choice((0.5, 1, 1.5, 2, 3, 4)) * chance.uniform(0.6, 1.4) if kills < most else 300
        process = subprocess.Popen(
            [sys.executable, "-m", "wfsim", *words, *resume],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
        )
        try:
            out, said = process.communicate(timeout=patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            kills += 1
            continue
        assert process.returncode in (0, 1), (resume, said)
        kept.write_text(out)
        return Killed(name, kills, kept, journal, said)


def test_a_driver_that_is_killed_goes_on(cluster: Cluster, place: Path, pods: Pods, reference: RealRun) -> None:
    chance, kills, number = random.Random(SEED), 0, 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        while kills < KILLS:
            batch = [
                pool.submit(
                    killed_and_resumed, cluster, place, f"killed-{number + i}", random.Random(chance.random()), 6
                )
                for i in range(AT_ONCE)
            ]
            number += AT_ONCE
            for one in batch:
                found = one.result()
                kills += found.kills
                _as_without_it(cluster, pods, reference, found)
    print(f"killed {kills} times in {number} runs")


def _as_without_it(cluster: Cluster, pods: Pods, reference: RealRun, found: Killed) -> None:
    assert same(reference.kept, found.kept) == (), found.said
    twice = {name: uids for name, uids in pods.of(found.name).items() if len(uids) > 1}
    assert twice == {}
    made = {
        one["podName"] for one in json.loads(found.kept.read_text())["status"]["nodes"].values() if "podName" in one
    }
    resource = {one for one in made if "-object-" in one}  # made of no pod here
    assert pods.of(found.name).keys() == made - resource
    assert left_behind(cluster, found.name) == []


# -- the server and the network


@pytest.mark.parametrize("share", [0.1, 0.3])
def test_faults_of_the_server_change_nothing(
    share: float, cluster: Cluster, place: Path, pods: Pods, reference: RealRun
) -> None:
    plan = Plan(SEED, share)
    name = f"proxied-{round(share * 100)}"
    with faulty(cluster.kubeconfig, place, plan) as kubeconfig:
        through = replace(cluster, kubeconfig=kubeconfig)
        found = run(through, Order(workflow(name, SPEC, place), name), place)
    print(dict(plan.done), dict(plan.asked))
    assert plan.done
    _as_without_it(cluster, pods, reference, Killed(name, 0, found.kept, found.journal, found.said))


# -- pods


def _wait_for(cluster: Cluster, name: str, phase: str = "Running") -> str:
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
def begun(cluster: Cluster, place: Path, name: str, spec: dict[str, Any]) -> Iterator[Any]:
    """A run under way, in a thread of its own; gives how it ends."""
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(run, cluster, Order(workflow(name, spec, place), name), place)


def test_a_pod_that_somebody_deletes_is_an_error(cluster: Cluster, place: Path) -> None:
    with begun(cluster, place, "deleted", simple(["sleep", "300"])) as ending:
        cluster.api.delete(resources.PODS, cluster.namespace, _wait_for(cluster, "deleted"))
        node = ending.result().nodes[""]
    assert (node["phase"], node["message"]) == ("Error", "pod deleted")


def test_an_image_that_is_not_there_is_told_and_ends_at_the_deadline(cluster: Cluster, place: Path) -> None:
    spec = simple(["true"], activeDeadlineSeconds=8)
    spec["templates"][0]["container"].update(image="no.such.registry.example/none:1", imagePullPolicy="IfNotPresent")
    found = run(cluster, Order(workflow("no-image", spec, place), "no-image"), place)
    assert found.phases == {"": "Failed"}
    assert "PodPending" in found.journal.read_text()
    assert "no.such.registry.example/none:1" in found.journal.read_text()


def test_a_full_quota_is_waited_for(cluster: Cluster, place: Path) -> None:
    quota: Any = {"metadata": {"name": "few"}, "spec": {"hard": {"configmaps": "0", "pods": "0"}}}
    namespace = f"{cluster.namespace}-quota"
    cluster.api.create(resources.NAMESPACES, "", {"metadata": {"name": namespace}})
    kind = cluster.api.find_kind("v1", "ResourceQuota")
    try:
        cluster.api.create(kind, namespace, quota)
        _settled(cluster, kind, namespace)
        there = replace(cluster, namespace=namespace)
        with begun(there, place, "quota", simple(["true"])) as ending:
            _until(lambda: "exceeded quota" in _text(place / "quota.jsonl"))
            cluster.api.delete(kind, namespace, "few")
            found = ending.result()
    finally:
        cluster.api.delete(resources.NAMESPACES, "", namespace)
    assert found.phase == "Succeeded"


def _settled(cluster: Cluster, kind: resources.ResourceType, namespace: str) -> None:
    """Until the quota counts, and the namespace has what a pod needs."""

    def ready() -> bool:
        try:
            cluster.api.get(resources.SERVICE_ACCOUNTS, namespace, "default")
        except NotFound:
            return False
        status: Any = cluster.api.get(kind, namespace, "few").get("status")
        return bool(status and status.get("hard"))

    _until(ready)


def _until(so: Any) -> None:
    end = time.monotonic() + 90
    while not so():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.1)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


# -- two drivers


def test_a_second_driver_of_a_run_is_told_so(cluster: Cluster, place: Path) -> None:
    file = place / "two.yaml"
    with begun(cluster, place, "two", simple(["sleep", "5"])) as ending:
        _wait_for(cluster, "two")
        words = ("run", "-n", cluster.namespace, "--journal", str(place / "two.jsonl"), str(file))
        resumed = cluster.wfsim(*words, "--resume", "two")
        again = cluster.wfsim(*words, "--name", "two")
        found = ending.result()
    for second in (resumed, again):
        assert second.returncode == 3, second.stderr
        assert "another process" in second.stderr
    assert found.phase == "Succeeded"


def test_a_run_that_is_not_over_is_not_begun_anew(cluster: Cluster, place: Path) -> None:
    name = "anew"
    journal = place / f"{name}.jsonl"
    file = workflow(name, simple(["sleep", "3"]), place)
    words = ["run", "-n", cluster.namespace, "--journal", str(journal), str(file)]
    environment = {**os.environ, "KUBECONFIG": cluster.kubeconfig}
    process = subprocess.Popen([sys.executable, "-m", "wfsim", *words, "--name", name], env=environment)
    _wait_for(cluster, name)
    process.kill()
    process.wait()
    before = journal.read_text()
    again = cluster.wfsim(*words, "--name", name)
    assert again.returncode == 3
    assert f"--resume {name}" in again.stderr
    assert journal.read_text() == before
    assert cluster.wfsim(*words, "--resume", name).returncode == 0
