"""Which pods of a run, and which of their containers, somebody wants the logs of.

In: the name of a run or of a pod, a ``LogQuery``. Out: ``Pods``. A run whose pods are there has logs although the
cluster has no Workflow object of it (``wfsim run`` on a cluster without the definitions).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from wfsim.api.problem import Problem
from wfsim.api.targets import containerlogs, objects, podlogs
from wfsim.api.targets.containerlogs import Wanted
from wfsim.api.targets.target import LogQuery
from wfsim.drivers.kube import labels
from wfsim.drivers.kube.client import Api
from wfsim.drivers.kube.errors import NotFound
from wfsim.drivers.kube.pods import names
from wfsim.drivers.kube.resources import PODS, WORKFLOWS
from wfsim.engine.phases import NodeType
from wfsim.record.run import RunRecord
from wfsim.record.workflow import NotARun
from wfsim.spec.model import JsonObject


@dataclass(frozen=True, slots=True)
class Pods:
    """``run`` is None where the cluster has no object of it."""

    api: Api
    namespace: str
    name: str
    query: LogQuery
    run: RunRecord | None

    @classmethod
    def of(cls, api: Api, namespace: str, name: str, query: LogQuery) -> Pods:
        """Problem where nothing has this name."""
        run = _run(api, namespace, name)
        if run is None and not _pods(api, namespace, name):
            owner = _owner(api, namespace, name)
            if not owner:
                raise Problem(f'workflows.argoproj.io "{name}" not found', ())
            name, query = owner, replace(query, pod=name)
            run = _run(api, namespace, name)
        return cls(api, namespace, name, query, run)

    @property
    def over(self) -> bool:
        """Whether the run has ended for sure."""
        return self.run is not None and self.run.phase.completed

    @property
    def wanted(self) -> Wanted:
        """Problem where there is no such pod or step."""
        return Wanted(self.namespace, self.name, f"{labels.WORKFLOW}={self.name}", self._which(), self._containers)

    def _which(self) -> _Which:
        pod = self.query.pod
        if not pod:
            return _Which("", None)
        if self.run is not None:
            try:
                return _Which(pod, podlogs.nodes_of(self.run, pod))
            except Problem:
                if not self.query.follow:
                    raise
        which = _Which(pod, None)
        if not self.query.follow and not any(map(which, _pods(self.api, self.namespace, self.name))):
            raise Problem(f'{self.name} has no pod or step "{pod}"', ())
        return which

    def _containers(self, pod: JsonObject) -> tuple[str, ...]:
        """Those that the query means; of a container set all, unless one is named."""
        node = containerlogs.of_node(pod)
        listed = self.run.nodes if self.run is not None else ()
        of_set = tuple(one.display_name for one in listed if one.type is NodeType.CONTAINER and one.boundary_id == node)
        return containerlogs.containers(pod, self.query.container, of_set)

    def have_ended(self) -> bool:
        """Whether all pods that there are have ended: the best that is known of a run without an object."""
        found = _pods(self.api, self.namespace, self.name)
        return bool(found) and all(map(containerlogs.has_ended, found))


@dataclass(frozen=True, slots=True)
class _Which:
    """Whether a pod is meant: one of some nodes, or the one of a name, or those of a step."""

    name: str
    nodes: frozenset[str] | None

    def __call__(self, pod: JsonObject) -> bool:
        if self.nodes is not None:
            return containerlogs.of_node(pod) in self.nodes
        full = objects.text(pod, "metadata", "annotations", names.NODE_NAME)
        exact = (objects.place(pod)[1], containerlogs.of_node(pod), full)
        return not self.name or self.name in exact or full.endswith(f".{self.name}")


def _run(api: Api, namespace: str, name: str) -> RunRecord | None:
    try:
        found = api.get(WORKFLOWS, namespace, name)
    except NotFound:
        return None
    try:
        return objects.record_of(found)
    except NotARun as error:
        raise Problem(f"{name}: {error}", ()) from None


def _pods(api: Api, namespace: str, name: str) -> tuple[JsonObject, ...]:
    return api.list(PODS, namespace, labels=f"{labels.WORKFLOW}={name}").items


def _owner(api: Api, namespace: str, pod: str) -> str:
    """The run that a pod is of; empty where there is no such pod."""
    try:
        found = api.get(PODS, namespace, pod)
    except NotFound:
        return ""
    return objects.text(found, "metadata", "labels", labels.WORKFLOW)
