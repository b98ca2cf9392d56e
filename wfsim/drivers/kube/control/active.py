"""One workflow while the controller drives it.

In: nothing (``loop`` fills it). Out: ``Active``: the parts of a run that belong together.
"""

from __future__ import annotations

from dataclasses import dataclass

from wfsim.drivers.kube.control.crons import CRON_LABEL
from wfsim.drivers.kube.control.pool import Key
from wfsim.drivers.kube.control.publishing import Publisher
from wfsim.drivers.kube.control.settings import Prepared
from wfsim.drivers.kube.driver import RunDriver
from wfsim.drivers.kube.workflow_object import Wishes
from wfsim.engine.engine import Engine


@dataclass(slots=True)
class Active:
    """``delete_ms``: when the object is to be deleted."""

    key: Key
    uid: str
    prepared: Prepared
    wishes: Wishes
    engine: Engine | None = None
    driver: RunDriver | None = None
    publisher: Publisher | None = None
    finished: bool = False
    delete_ms: int | None = None

    @property
    def run(self) -> str:
        """As the engine's controller calls it."""
        return "/".join(self.key)

    @property
    def cron(self) -> str:
        """The CronWorkflow that made it, if any."""
        return self.prepared.definitions.workflow.labels.get(CRON_LABEL, "")
