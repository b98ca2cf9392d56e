"""Outages of what a cluster is made of: while the server or the node is away a run waits, and goes on afterwards.

WFSIM_TEST_PIDS names a folder with a file for each program of the cluster, ``kube-apiserver`` and ``kubelet`` among
them, that begins with its process id; WFSIM_TEST_UP is a command that starts what of them does not run. Without these
two the tests skip: of anybody else's cluster nothing is stopped.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest

from tests.kube.conftest import Cluster
from tests.kube.faults import SPEC, Pods, as_without_it, begun, simple, until, wait_for
from tests.kube.runs import RealRun
from wfsim.drivers.kube.errors import ApiError
from wfsim.drivers.kube.resources import ResourceType

PIDS: Final = os.environ.get("WFSIM_TEST_PIDS", "")
UP: Final = os.environ.get("WFSIM_TEST_UP", "")
NODES: Final = ResourceType("", "v1", "nodes", "Node", namespaced=False)
DOWN_S: Final = 4

pytestmark = pytest.mark.skipif(not (PIDS and UP), reason="WFSIM_TEST_PIDS and WFSIM_TEST_UP name no cluster to stop")


def send(program: str, what: signal.Signals) -> None:
    """A signal to a program of the cluster."""
    pid = int((Path(PIDS) / program).read_text(encoding="utf-8").split()[0])
    command = Path(f"/proc/{pid}/cmdline").read_bytes()
    assert program.encode() in command.split(b"\0")[0], f"{pid} is no {program}: {command!r}"
    os.kill(pid, what)


@contextmanager
def frozen(program: str) -> Iterator[None]:
    """A program that does nothing for a while."""
    send(program, signal.SIGSTOP)
    try:
        yield
    finally:
        send(program, signal.SIGCONT)


@contextmanager
def stopped(program: str) -> Iterator[None]:
    """A program that is killed, and started anew."""
    send(program, signal.SIGKILL)
    try:
        yield
    finally:
        subprocess.run([UP], check=True, stdout=subprocess.DEVNULL)


def is_ready(cluster: Cluster) -> bool:
    """Whether the node can take pods."""
    try:
        (node,) = cluster.api.list(NODES).items
    except (ApiError, ValueError):
        return False
    status: Any = node["status"]
    return any(one["type"] == "Ready" and one["status"] == "True" for one in status["conditions"])


@pytest.mark.parametrize("how", [stopped, frozen])
def test_an_api_server_that_is_away_for_a_while(
    how: Any, cluster: Cluster, place: Path, pods: Pods, reference: RealRun
) -> None:
    name = f"server-{how.__name__}"
    with begun(cluster, place, name, SPEC) as ending:
        wait_for(cluster, name)
        with how("kube-apiserver"):
            time.sleep(DOWN_S)
        found = ending.result()
    as_without_it(cluster, pods, reference, name, found.kept, found.said)


def test_a_node_that_is_not_ready_for_a_while(cluster: Cluster, place: Path, pods: Pods, reference: RealRun) -> None:
    name = "node-not-ready"
    with begun(cluster, place, name, SPEC) as ending:
        wait_for(cluster, name)
        with frozen("kubelet"):
            until(lambda: not is_ready(cluster))
        found = ending.result()
    as_without_it(cluster, pods, reference, name, found.kept, found.said)


def test_a_pod_whose_node_is_lost_fails_and_says_so(cluster: Cluster, place: Path) -> None:
    (node,) = cluster.api.list(NODES).items
    about: Any = node["metadata"]
    with begun(cluster, place, "node-lost", simple(["sleep", "600"])) as ending:
        wait_for(cluster, "node-lost")
        with stopped("kubelet"):
            cluster.api.delete(NODES, "", about["name"])
            found = ending.result().nodes[""]
    until(lambda: is_ready(cluster))
    assert found["phase"] in ("Failed", "Error")  # the second where the pod is gone before its end is seen
    assert found["message"] == "pod deleted" or "node no longer exists" in found["message"]
