"""A controller in this process, on a cluster in memory."""

from __future__ import annotations

import io
import json
import threading
import time
from collections.abc import Callable
from typing import Any

from tests.drivers.kube.pretending import Cluster, Data
from wfsim.api.controlling import Preparer
from wfsim.drivers.kube.client import Api
from wfsim.drivers.kube.control.logs import Log
from wfsim.drivers.kube.control.loop import Control
from wfsim.drivers.kube.control.metrics import Metrics
from wfsim.drivers.kube.control.serving import Health
from wfsim.drivers.kube.control.settings import Settings
from wfsim.drivers.kube.resources import WORKFLOWS
from wfsim.engine.throttle import Limits

INSTANCE = "workflows.argoproj.io/controller-instanceid"


def now_ms() -> int:
    return time.time_ns() // 1_000_000


class Controlling:
    """``start``, then ``stop`` or wait until it dies. ``fault`` is what ended it."""

    def __init__(
        self,
        api: Any,
        identity: str = "a",
        limits: Limits | None = None,
        interval_ms: int = 20,
        clock: Callable[[], int] = now_ms,
    ) -> None:
        settings = Settings(
            "wfsim", identity, "ns", limits or Limits(), 4, interval_ms=interval_ms, share_ms=0, lost_ms=1_000
        )
        as_api: Api = api
        self.written = io.StringIO()
        self.metrics = Metrics()
        log = Log(self.written, now_ms, "debug")
        preparer = Preparer(as_api, "wfsim")
        prepares = (preparer.prepare, preparer.prepare_cron)
        self.control = Control(as_api, settings, *prepares, clock, log, self.metrics, Health())
        self.fault: BaseException | None = None
        self.thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        try:
            self.control.run()
        except BaseException as fault:
            self.fault = fault

    def start(self) -> Controlling:
        self.thread.start()
        return self

    def stop(self) -> None:
        self.control.stop()
        self.thread.join(30)
        assert not self.thread.is_alive()

    def log(self) -> list[Data]:
        return [json.loads(line) for line in self.written.getvalue().splitlines()]


def submit(cluster: Cluster, name: str, spec: Data, **metadata: Any) -> None:
    """Make a Workflow object that is ours."""
    about = {"name": name, "labels": {INSTANCE: "wfsim"}, **metadata}
    cluster.create(WORKFLOWS, "ns", {"metadata": about, "spec": spec})


def workflow(cluster: Cluster, name: str) -> Data:
    return cluster.objects["workflows.argoproj.io", "ns", name]


def phase(cluster: Cluster, name: str) -> str:
    found = cluster.objects.get(("workflows.argoproj.io", "ns", name)) or {}
    return str((found.get("status") or {}).get("phase") or "")


def wait(until: Callable[[], bool], seconds: float = 10) -> None:
    """Until it holds."""
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.005)


def ended(cluster: Cluster, *names: str) -> Callable[[], bool]:
    """Whether all of them have ended, and that is written."""

    def all_ended() -> bool:
        found = [cluster.objects.get(("workflows.argoproj.io", "ns", name)) for name in names]
        return all(one and one["metadata"]["labels"].get("workflows.argoproj.io/completed") == "true" for one in found)

    return all_ended


def outcome(cluster: Cluster, name: str) -> Data:
    """What is to be the same whatever happened to the controller."""
    status = workflow(cluster, name)["status"]
    nodes = status["nodes"].values()
    return {
        "phase": status["phase"],
        "message": status.get("message", ""),
        "nodes": sorted((one["name"], one["type"], one["phase"], one.get("message", "")) for one in nodes),
    }
