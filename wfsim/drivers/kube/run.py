"""What all objects of a run on a cluster have in common.

In: nothing (data that ``api`` fills). Out: ``RunOnCluster``. The driver and its parts read it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from wfsim.drivers.kube import labels
from wfsim.drivers.kube.read import body, objects
from wfsim.drivers.kube.resources import WORKFLOWS
from wfsim.spec.model import JsonObject
from wfsim.yamlio import Json


@dataclass(frozen=True, slots=True)
class RunOnCluster:
    """A run. ``uid`` is that of its Workflow object, empty where the cluster has none; ``service_account`` is whose
    rights resource templates have; ``warn`` tells the user something that does not stop the run."""

    name: str
    namespace: str
    warn: Callable[[str], None]
    uid: str = ""
    service_account: str = "default"

    @property
    def selector(self) -> str:
        """The labels of the run's pods."""
        return f"{labels.WORKFLOW}={self.name}"

    @property
    def owner(self) -> JsonObject | None:
        """The reference by which the run's objects go when its Workflow object goes."""
        if not self.uid:
            return None
        return {
            "apiVersion": WORKFLOWS.api_version,
            "kind": WORKFLOWS.kind,
            "name": self.name,
            "uid": self.uid,
            "controller": True,
            "blockOwnerDeletion": True,
        }

    def owned(self, metadata: JsonObject) -> dict[str, Json]:
        """The metadata of an object that belongs to the run."""
        labelled = {**body(metadata, "labels"), labels.WORKFLOW: self.name}
        found: dict[str, Json] = {**metadata, "namespace": self.namespace, "labels": labelled}
        return found if self.owner is None else {**found, "ownerReferences": [dict(self.owner)]}

    def is_foreign(self, found: JsonObject) -> bool:
        """Whether an object belongs to another run, of the same name."""
        uids = [one.get("uid") for one in objects(body(found, "metadata"), "ownerReferences")]
        return uids != ([self.uid] if self.uid else [])
