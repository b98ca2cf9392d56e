"""What the controller counts, for Prometheus.

In: what happens. Out: the text of ``/metrics``. ``metered`` counts what is asked of the API server.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.gc_collector import GCCollector
from prometheus_client.process_collector import ProcessCollector

from wfsim.drivers.kube.errors import ApiError
from wfsim.drivers.kube.resources import Call
from wfsim.version import __version__

_QUICK = (0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0)


class Metrics:
    """One controller's. For any number of threads."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        GCCollector(registry=self._registry)
        within = self._registry
        info = Gauge("wfsim_info", "The version of wfsim.", ["version"], registry=within)
        info.labels(__version__).set(1)
        self.leader = Gauge("wfsim_leader", "Whether this controller is the one that acts.", registry=within)
        self.active = Gauge("wfsim_workflows_active", "Workflows that are being driven.", registry=within)
        self.ended = Counter("wfsim_workflows_ended", "Workflows that ended.", ["phase"], registry=within)
        self.refused = Counter(
            "wfsim_workflows_refused", "Workflows that were ended without being run.", registry=within
        )
        self.resumed = Counter(
            "wfsim_workflows_resumed", "Workflows whose driving another process had begun.", registry=within
        )
        self.events = Counter("wfsim_events", "What happened to runs.", ["type"], registry=within)
        self.commands = Counter("wfsim_commands", "What engines wanted done.", ["type"], registry=within)
        self.batches = Histogram(
            "wfsim_batch_seconds", "How long events of one instant take.", buckets=_QUICK, registry=within
        )
        self.faults = Counter("wfsim_faults", "Runs that were ended by a fault of wfsim.", registry=within)
        self._asked = Counter(
            "wfsim_api_requests", "What was asked of the API server.", ["verb", "resource", "code"], registry=within
        )

    def asked(self, call: Call, error: ApiError | None) -> None:
        """Something was asked of the API server."""
        self._asked.labels(call.verb, call.resource, str(error.code) if error is not None else "ok").inc()

    def text(self) -> bytes:
        """All of it, as Prometheus reads it."""
        return generate_latest(self._registry)
