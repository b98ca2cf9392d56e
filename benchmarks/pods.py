"""Real pods: what a run makes against as many plain pods made by hand, on the cluster that WFSIM_TEST_KUBECONFIG names.

In: how many. Out: figures. Called by ``cases``, and only when it is asked for. The image is one that the cluster has
(``alpine:latest``); every pod is given all at once, and the clock stops when the last has ended.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from benchmarks.figure import Figure
from benchmarks.measure import Work, least
from wfsim.drivers.kube import resources
from wfsim.drivers.kube.client import Api, connect
from wfsim.drivers.kube.config import access

IMAGE: Final = {"image": "alpine:latest", "imagePullPolicy": "IfNotPresent"}
_PLAIN, _COLLECTED = 1 / 0.9, 140 / 57  # what is left of the rate of plain pods; of the second, Argo's own share
_POLL_S: Final = 0.2


def figures(count: int, rounds: int) -> Iterator[Figure]:
    """Pods that do nothing, and pods whose output parameter is read."""
    api = connect(access(path=os.environ["WFSIM_TEST_KUBECONFIG"]))
    namespace = f"wfsim-benchmark-{os.getpid()}"
    api.create(resources.NAMESPACES, "", {"metadata": {"name": namespace}})
    try:
        _wait(lambda: api.list(resources.SERVICE_ACCOUNTS, namespace).items)
        with tempfile.TemporaryDirectory() as folder:
            works: Mapping[str, Work] = {
                "by hand": partial(_by_hand, api, namespace, count),
                "trivial": partial(_run, Path(folder), namespace, count, {}),
                "outputs": partial(_run, Path(folder), namespace, count, _WITH_OUTPUT),
            }
            took = least(works, rounds, warm_up=False)
    finally:
        api.delete(resources.NAMESPACES, "", namespace)
        api.close()
    floor = f"one of {count} plain pods"
    yield Figure(f"one of {count} trivial pods", took["trivial"] / count, floor, took["by hand"] / count, _PLAIN)
    yield Figure(
        f"one of {count} pods with an output", took["outputs"] / count, floor, took["by hand"] / count, _COLLECTED
    )


def _wait(until: Any) -> None:
    while not until():
        time.sleep(_POLL_S)


def _by_hand(api: Api, namespace: str, count: int) -> None:
    batch = f"plain-{time.time_ns()}"
    spec: Any = {"restartPolicy": "Never", "containers": [{"name": "main", "command": ["true"], **IMAGE}]}
    for number in range(count):
        about: Any = {"name": f"{batch}-{number}", "labels": {"batch": batch}}
        api.create(resources.PODS, namespace, {"metadata": about, "spec": spec})

    def ended() -> bool:
        found: Any = api.list(resources.PODS, namespace, labels=f"batch={batch}").items
        return all(one["status"].get("phase") in ("Succeeded", "Failed") for one in found)

    _wait(ended)


_WITH_OUTPUT: Final[Mapping[str, Any]] = {
    "container": {"command": ["sh", "-c", "echo x > /tmp/out"], **IMAGE},
    "outputs": {"parameters": [{"name": "out", "valueFrom": {"path": "/tmp/out"}}]},
}


def _run(folder: Path, namespace: str, count: int, template: Mapping[str, Any]) -> None:
    """A loop of so many pods, driven by a process of its own."""
    loop = {"name": "a", "template": "leaf", "withSequence": {"count": str(count)}}
    leaf = {"name": "leaf", "container": {"command": ["true"], **IMAGE}, **template}
    spec = {"entrypoint": "main", "templates": [{"name": "main", "steps": [[loop]]}, leaf]}
    body = {"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", "metadata": {"generateName": "rate-"}}
    file = folder / "rate.yaml"
    file.write_text(json.dumps({**body, "spec": spec}))
    words = ["run", "-n", namespace, "--journal", str(folder / f"{time.time_ns()}.jsonl"), str(file)]
    environment = {**os.environ, "KUBECONFIG": os.environ["WFSIM_TEST_KUBECONFIG"]}
    subprocess.run([sys.executable, "-m", "wfsim", *words], env=environment, check=True, stdout=subprocess.DEVNULL)
