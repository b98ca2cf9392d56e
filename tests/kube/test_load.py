"""Many workflows, and a large one, against the API server: pods are never run, their status is patched.

WFSIM_LOAD=200x10,1x1000 asks for that many workflows of that many pods; without it, it is a small sample of the same.
"""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.kube.installing import Installed
from wfsim.drivers.kube.client import Api, Patch
from wfsim.drivers.kube.errors import NotFound
from wfsim.drivers.kube.resources import PODS
from wfsim.drivers.kube.stopping import Stop
from wfsim.drivers.kube.watch import ChangeKind, follow

SIZES = [tuple(map(int, one.split("x"))) for one in os.environ.get("WFSIM_LOAD", "8x10,1x80").split(",")]
MOST_CALLS = 6  # per node


def wide(count: int) -> dict[str, Any]:
    box = {"image": "nothing:1", "command": ["true"]}
    loop = {"name": "a", "template": "leaf", "withSequence": {"count": str(count)}}
    return {
        "entrypoint": "main",
        "templates": [
            {"name": "main", "steps": [[loop]]},
            {"name": "leaf", "nodeSelector": {"wfsim.dev/nowhere": "true"}, "container": box},
        ],
    }


class _Kubelet:
    """Says of every pod that it ran and succeeded."""

    def __init__(self, api: Api, namespace: str) -> None:
        self._api, self._namespace, self._stop = api, namespace, Stop()
        self._pool = ThreadPoolExecutor(4)
        Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        for change in follow(self._api, PODS, self._namespace, stop=self._stop):
            if change.kind is ChangeKind.ADDED:
                found: Any = change.object
                self._pool.submit(self._end, found["metadata"]["name"])

    def _end(self, name: str) -> None:
        ended = {"exitCode": 0, "reason": "Completed"}
        main = {"name": "main", "image": "x", "imageID": "x", "ready": False, "restartCount": 0}
        status = {"phase": "Succeeded", "containerStatuses": [{**main, "state": {"terminated": ended}}]}
        try:
            self._api.patch(PODS, self._namespace, name, {"status": status}, Patch.MERGE, subresource="status")
        except NotFound:
            return

    def stop(self) -> None:
        self._stop.set()
        self._pool.shutdown()


@pytest.mark.parametrize(("count", "size"), SIZES)
def test_calls_and_time_per_node(installed: Installed, count: int, size: int) -> None:
    kubelet = _Kubelet(installed.api, installed.namespace)
    names = [f"load-{count}-{size}-{number}" for number in range(count)]
    for name in names:
        installed.submit(name, wide(size))
    began = time.monotonic()
    controller = installed.start("--no-lease")
    found = installed.wait(*names, seconds=900)
    wall_s = time.monotonic() - began
    assert {one["phase"] for one in found.values()} == {"Succeeded"}
    asked = sum(_values(installed.answer("/metrics"), "wfsim_api_requests_total"))
    cpu_s, memory = _used(controller.pid)
    controller.terminate()
    controller.wait(20)
    kubelet.stop()
    nodes = count * size
    print(
        f"\n{count} x {size}: {asked / nodes:.2f} calls, {1000 * cpu_s / nodes:.2f} ms of CPU a node, "
        f"{memory} MB, {60 * nodes / wall_s:.0f} pods a minute"
    )
    assert asked / nodes <= MOST_CALLS


def _values(text: str, name: str) -> list[float]:
    return [float(line.rpartition(" ")[2]) for line in text.splitlines() if line.startswith(name)]


def _used(pid: int) -> tuple[float, int]:
    """Seconds of CPU, and the most memory in megabytes."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    rows = [row for row in Path(f"/proc/{pid}/status").read_text().splitlines() if row.startswith("VmHWM")]
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"), int(rows[0].split()[1]) // 1024
