"""Memoized outputs on a real cluster: what one run keeps, the next one takes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.kube.conftest import Cluster
from tests.kube.faults import workflow
from tests.kube.runs import Order, RealRun, run
from wfsim.drivers.kube.resources import CONFIG_MAPS

SPEC: dict[str, Any] = {
    "entrypoint": "main",
    "templates": [
        {
            "name": "main",
            "memoize": {"key": "slow-1", "maxAge": "1h", "cache": {"configMap": {"name": "slow-cache"}}},
            "container": {"image": "alpine:3.20", "command": ["sh", "-c"], "args": ["date +%s%N > /tmp/out"]},
            "outputs": {"parameters": [{"name": "out", "valueFrom": {"path": "/tmp/out"}}]},
        }
    ],
}


def made(cluster: Cluster, name: str, place: Path) -> RealRun:
    return run(cluster, Order(workflow(name, SPEC, place), name), place)


def test_a_second_run_takes_what_the_first_one_kept(cluster: Cluster, tmp_path: Path) -> None:
    first, second = (made(cluster, name, tmp_path).nodes[""] for name in ("memo-1", "memo-2"))
    assert (first["phase"], second["phase"]) == ("Succeeded", "Succeeded")
    assert second["outputs"] == first["outputs"]
    assert [one["memoizationStatus"]["hit"] for one in (first, second)] == [False, True]
    kept: Any = cluster.api.get(CONFIG_MAPS, cluster.namespace, "slow-cache")
    assert kept["metadata"]["labels"] == {"workflows.argoproj.io/configmap-type": "Cache"}
    entry = json.loads(kept["data"]["slow-1"])
    assert (entry["nodeID"], entry["outputs"]) == (first["id"], first["outputs"])
    assert entry["lastHitTimestamp"] >= entry["creationTimestamp"]
    cluster.api.delete(CONFIG_MAPS, cluster.namespace, "slow-cache")
    assert made(cluster, "memo-3", tmp_path).nodes[""]["memoizationStatus"]["hit"] is False
