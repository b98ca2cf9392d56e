"""The controller on a real cluster, with the rights that it is installed with and no others; killed again and again."""

from __future__ import annotations

import random
import signal
import time
from collections import Counter
from threading import Thread
from typing import Any

import pytest

from tests.kube.conftest import Cluster
from tests.kube.installing import Data, Installed
from wfsim.drivers.kube.client import Api, Patch, connect
from wfsim.drivers.kube.errors import Forbidden, NotFound
from wfsim.drivers.kube.install.applying import apply
from wfsim.drivers.kube.install.objects import Installation, objects
from wfsim.drivers.kube.resources import (
    CONFIG_MAPS,
    PODS,
    SECRETS,
    WORKFLOWS,
)
from wfsim.drivers.kube.stopping import Stop
from wfsim.drivers.kube.watch import ChangeKind, follow

BOX: Data = {"image": "busybox:latest", "imagePullPolicy": "IfNotPresent", "command": ["sh", "-c"]}


@pytest.fixture(autouse=True)
def no_network() -> None:
    """Here connections are what it is about."""


def steps(count: int, *, fails: int = 0) -> Data:
    """Groups of two pods; the last one fails and is tried again."""
    groups = [[{"name": f"{one}{number}", "template": "leaf"} for one in "ab"] for number in range(count)]
    last = [[{"name": "last", "template": "bad"}]] if fails else []
    return {
        "entrypoint": "main",
        "onExit": "leaf",
        "templates": [
            {"name": "main", "steps": [*groups, *last]},
            {"name": "leaf", "container": {**BOX, "args": ["sleep 1; echo hello"]}},
            {"name": "bad", "retryStrategy": {"limit": str(fails)}, "container": {**BOX, "args": ["exit 3"]}},
        ],
    }


def locked() -> Data:
    spec = steps(1)
    spec["templates"][1]["synchronization"] = {"mutexes": [{"name": "one"}]}
    return spec


def test_a_workflow_runs_with_the_rights_of_the_installation_and_it_ends_gracefully(installed: Installed) -> None:
    controller = installed.start()
    installed.submit("first", steps(2, fails=1))
    found = installed.wait("first")["first"]
    assert found["phase"] == "Failed"
    names = sorted(one["name"] for one in found["nodes"].values() if one["type"] == "Pod")
    assert names == [
        "first.onExit",
        *(f"first[{at}].{one}{at}" for at in (0, 1) for one in "ab"),
        "first[2].last(0)",
        "first[2].last(1)",
    ]
    assert installed.answer("/healthz") == installed.answer("/readyz") == "ok\n"
    assert 'wfsim_workflows_ended_total{phase="Failed"} 1.0' in installed.answer("/metrics")
    controller.send_signal(signal.SIGTERM)
    assert controller.wait(20) == 0


def test_it_may_not_read_another_namespace_or_a_secret(installed: Installed, cluster: Cluster) -> None:
    own = connect(installed.own)
    with pytest.raises(Forbidden):
        own.get(CONFIG_MAPS, cluster.namespace, "params")
    with pytest.raises(Forbidden):
        own.list(PODS, cluster.namespace)
    with pytest.raises(Forbidden):
        own.list(SECRETS, installed.namespace)


def test_killed_at_any_moment_nothing_is_lost_and_nothing_is_done_twice(installed: Installed) -> None:
    chance = random.Random(7)
    specs = {f"kill-{number}": steps(3, fails=number % 2) for number in range(4)} | {
        f"lock-{number}": locked() for number in range(2)
    }
    seen = _Pods(installed.api, installed.namespace)
    for name, spec in specs.items():
        installed.submit(name, spec)
    for _ in range(8):
        controller = installed.start("--no-lease")
        time.sleep(chance.uniform(0.6, 3))
        controller.kill()
        controller.wait()
    last = installed.start("--no-lease")
    found = installed.wait(*specs, seconds=180)
    phases = {name: one["phase"] for name, one in found.items()}
    assert phases == {name: "Failed" if name in ("kill-1", "kill-3") else "Succeeded" for name in specs}
    messages = {node.get("message", "") for one in found.values() for node in one["nodes"].values()}
    assert not [one for one in messages if "deleted" in one or "internal" in one]
    assert [name for name, count in Counter(seen.stop()).items() if count > 1] == []
    last.send_signal(signal.SIGTERM)
    assert last.wait(20) == 0


class _Pods:
    """The names of all pods that came into being."""

    def __init__(self, api: Api, namespace: str) -> None:
        self._stop, self._names = Stop(), list[str]()
        self._thread = Thread(target=self._watch, args=(api, namespace), daemon=True)
        self._thread.start()

    def _watch(self, api: Api, namespace: str) -> None:
        for change in follow(api, PODS, namespace, stop=self._stop):
            if change.kind is ChangeKind.ADDED:
                found: Any = change.object
                self._names.append(found["metadata"]["name"])

    def stop(self) -> list[str]:
        self._stop.set()
        return self._names


def test_of_two_controllers_the_second_takes_over_when_the_first_ends(installed: Installed) -> None:
    first = installed.start()
    time.sleep(2)
    installed.submit("handed", steps(4))
    second = installed.start()
    time.sleep(4)
    first.send_signal(signal.SIGTERM)
    assert first.wait(20) == 0
    assert installed.wait("handed")["handed"]["phase"] == "Succeeded"
    assert "wfsim_leader 1.0" in installed.answer("/metrics")
    second.send_signal(signal.SIGTERM)
    assert second.wait(20) == 0


def test_an_upgrade_of_the_installation_leaves_a_run_alone(installed: Installed) -> None:
    controller = installed.start()
    installed.submit("through", steps(3))
    time.sleep(2)
    again = [one for one in objects(Installation(installed.namespace, namespaced=True)) if one["kind"] != "Deployment"]
    list(apply(installed.api, again))
    assert installed.wait("through")["through"]["phase"] == "Succeeded"
    controller.send_signal(signal.SIGTERM)
    controller.wait(20)


def test_terminate_suspend_and_deletion(installed: Installed) -> None:
    controller = installed.start()
    waits = {"entrypoint": "main", "templates": [{"name": "main", "suspend": {}}]}
    for name in ("ends", "goes"):
        installed.submit(name, waits)
    end = time.monotonic() + 20
    while installed.get("ends").get("status", {}).get("phase") != "Running" and time.monotonic() < end:
        time.sleep(0.1)
    installed.api.patch(WORKFLOWS, installed.namespace, "ends", {"spec": {"shutdown": "Terminate"}}, Patch.MERGE)
    installed.api.delete(WORKFLOWS, installed.namespace, "goes")
    assert installed.wait("ends")["ends"]["phase"] == "Failed"
    with pytest.raises(NotFound):
        installed.get("goes")
    controller.send_signal(signal.SIGTERM)
    controller.wait(20)
