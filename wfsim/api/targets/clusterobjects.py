"""Templates and CronWorkflows that a cluster has.

In: files and names. Out: Argo's objects. Called by ``kube``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from wfsim.api.from_cluster import completed
from wfsim.api.problem import Problem
from wfsim.api.targets import changing, objects
from wfsim.api.targets.kept import given_of, own_object
from wfsim.drivers.kube.client import Api
from wfsim.drivers.kube.errors import AlreadyExists, Conflict
from wfsim.drivers.kube.labels import INSTANCE
from wfsim.drivers.kube.resources import (
    CLUSTER_WORKFLOW_TEMPLATES,
    CRON_WORKFLOWS,
    EVERYWHERE,
    WORKFLOW_TEMPLATES,
    ResourceType,
)
from wfsim.spec.model import JsonObject, Kind, Resource
from wfsim.spec.workspace import Workspace
from wfsim.text import Argo, Source
from wfsim.yamlio.nodes import Json

TYPES: Final[Mapping[Kind, ResourceType]] = {
    Kind.WORKFLOW_TEMPLATE: WORKFLOW_TEMPLATES,
    Kind.CLUSTER_WORKFLOW_TEMPLATE: CLUSTER_WORKFLOW_TEMPLATES,
    Kind.CRON_WORKFLOW: CRON_WORKFLOWS,
}
_TRIES: Final = 20


@dataclass(frozen=True, slots=True)
class ClusterObjects:
    """The objects of a cluster. ``instance``: whose controller fires CronWorkflows; empty: Argo's usual one."""

    api: Api
    instance: str

    def all(self, kind: Kind, namespace: str) -> tuple[JsonObject, ...]:
        """Those of a namespace, of all of them where none is named; of CronWorkflows, this target's own."""
        type_ = TYPES[kind]
        labels = self._selector if kind is Kind.CRON_WORKFLOW else ""
        listed = self.api.list(type_, _place(type_, namespace), labels=labels)
        return tuple(objects.shown(one) for one in listed.items)

    @property
    def _selector(self) -> str:
        return f"{INSTANCE}={self.instance}" if self.instance else f"!{INSTANCE}"

    def one(self, kind: Kind, namespace: str, name: str) -> JsonObject:
        """NotFound where it is not there."""
        type_ = TYPES[kind]
        return objects.shown(self.api.get(type_, _place(type_, namespace), name))

    def put(self, kind: Kind, namespace: str, sources: tuple[Source, ...], *, new: bool) -> tuple[JsonObject, ...]:
        """Create or replace every object of a kind that the files hold. Problem where Argo would refuse one."""
        given, found = given_of(kind, sources)
        self._judge(given, namespace)
        return tuple(objects.shown(self._put(one, namespace, new=new)) for one in found)

    def _judge(self, given: Workspace, namespace: str) -> None:
        from wfsim.validity import validate

        own = {one.source.name for one in given.documents}
        wrong = [one for one in validate(completed(given, self.api, namespace)) if one.argo is Argo.REJECTS]
        if wrong := [one for one in wrong if one.at.source.name in own]:
            raise Problem("not everything in these files can be created", wrong)

    def _put(self, one: Resource, namespace: str, *, new: bool) -> JsonObject:
        type_ = TYPES[one.kind]
        place = _place(type_, one.namespace or namespace)
        body = own_object(one, place)
        if one.kind is Kind.CRON_WORKFLOW and self.instance:
            metadata = objects.part(body, "metadata")
            labels: dict[str, Json] = {INSTANCE: self.instance, **objects.part(metadata, "labels")}
            body["metadata"] = {**metadata, "labels": labels}
        if not new:
            return self._replace(type_, place, body)
        try:
            return self.api.create(type_, place, body)
        except AlreadyExists:
            raise Problem(f'{type_.qualified} "{one.name}" already exists', ()) from None

    def _replace(self, type_: ResourceType, place: str, body: JsonObject) -> JsonObject:
        """The object instead of the one that is there; what its controller has written stays."""
        metadata, name = objects.part(body, "metadata"), objects.place(body)[1]
        for _ in range(_TRIES):
            there = self.api.get(type_, place, name)
            version = objects.text(there, "metadata", "resourceVersion")
            status = {"status": there["status"]} if there.get("status") else {}
            try:
                return self.api.replace(
                    type_, place, {**status, **body, "metadata": {**metadata, "resourceVersion": version}}
                )
            except Conflict:
                continue
        raise Problem(f"{name} is changed by somebody else again and again; try later", ())

    def remove(self, kind: Kind, namespace: str, name: str) -> None:
        """NotFound where it is not there."""
        type_ = TYPES[kind]
        self.api.delete(type_, _place(type_, namespace), name)

    def suspend(self, namespace: str, name: str, suspended: bool) -> JsonObject:
        """A CronWorkflow, suspended or not."""
        changed = changing.change(self.api, CRON_WORKFLOWS, namespace, name, lambda _: {"spec": {"suspend": suspended}})
        return objects.shown(changed)


def _place(type_: ResourceType, namespace: str) -> str:
    return namespace if type_.namespaced else EVERYWHERE
