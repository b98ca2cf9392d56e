"""Templates and CronWorkflows that a store keeps beside its runs.

In: files and names. Out: Argo's objects; they go into the store as they were decoded. Called by ``sim``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from wfsim.api.problem import Problem
from wfsim.api.targets import submitting
from wfsim.record import times
from wfsim.record.store import AlreadyThere, Changed, KeptObject, Store
from wfsim.spec.model import JsonObject, Kind, Resource
from wfsim.spec.workspace import Workspace, joined, load
from wfsim.text import Argo, Severity, Source
from wfsim.yamlio.nodes import Json

KEPT: Final = (Kind.WORKFLOW_TEMPLATE, Kind.CLUSTER_WORKFLOW_TEMPLATE, Kind.CRON_WORKFLOW)
_CALLED: Final[Mapping[Kind, str]] = {
    Kind.WORKFLOW_TEMPLATE: "workflow template",
    Kind.CLUSTER_WORKFLOW_TEMPLATE: "cluster workflow template",
    Kind.CRON_WORKFLOW: "cron workflow",
}
_PLURAL: Final[Mapping[Kind, str]] = {
    Kind.WORKFLOW_TEMPLATE: "workflowtemplates.argoproj.io",
    Kind.CLUSTER_WORKFLOW_TEMPLATE: "clusterworkflowtemplates.argoproj.io",
    Kind.CRON_WORKFLOW: "cronworkflows.argoproj.io",
}


@dataclass(frozen=True, slots=True)
class Shelf:
    """The objects of one store; ``now`` tells the instant."""

    store: Store
    now: Callable[[], int]

    def all(self, kind: Kind, namespace: str) -> tuple[JsonObject, ...]:
        return tuple(one.object for one in self.store.kept((kind.value,), _place(kind, namespace)))

    def one(self, kind: Kind, namespace: str, name: str) -> JsonObject:
        """Problem where it is not there."""
        found = self.store.kept((kind.value,), _place(kind, namespace), name)
        if not found:
            raise Problem(f'{_PLURAL[kind]} "{name}" not found', ())
        return found[0].object

    def put(self, kind: Kind, namespace: str, sources: tuple[Source, ...], *, new: bool) -> tuple[JsonObject, ...]:
        """Keep every object of a kind that the files hold. Problem where Argo would refuse one, or there is none."""
        given, found = given_of(kind, sources)
        self._judge(given, sources)
        return tuple(self._put_one(one, namespace, new=new) for one in found)

    def _judge(self, given: Workspace, sources: tuple[Source, ...]) -> None:
        from wfsim.validity import validate

        names = {one.name for one in sources}
        others = load(one for one in self.sources(given) if one.name not in names)
        wrong = [one for one in validate(joined((given, others))) if one.argo is Argo.REJECTS]
        wrong = [one for one in wrong if one.at.source.name in names]
        if wrong:
            raise Problem("not everything in these files can be created", wrong)

    def _put_one(self, one: Resource, namespace: str, *, new: bool) -> JsonObject:
        place = "" if one.kind is Kind.CLUSTER_WORKFLOW_TEMPLATE else one.namespace or namespace
        now = self.now()
        data = own_object(one, place)
        data["metadata"] = {**submitting.metadata(data), "creationTimestamp": times.to_text(now)}
        try:
            self.store.keep(KeptObject(one.kind.value, one.name, place, data, now), new=new)
        except AlreadyThere:
            raise Problem(f'{_PLURAL[one.kind]} "{one.name}" already exists', ()) from None
        except Changed:
            raise Problem(f'{_PLURAL[one.kind]} "{one.name}" not found', ()) from None
        return data

    def remove(self, kind: Kind, namespace: str, name: str) -> None:
        """Problem where it is not there."""
        if not self.store.drop(kind.value, _place(kind, namespace), name):
            raise Problem(f'{_PLURAL[kind]} "{name}" not found', ())

    def suspend(self, namespace: str, name: str, suspended: bool) -> JsonObject:
        """A CronWorkflow, suspended or not."""
        data = dict(self.one(Kind.CRON_WORKFLOW, namespace, name))
        spec = data.get("spec")
        data["spec"] = {**(spec if isinstance(spec, dict) else {}), "suspend": suspended}
        self.store.keep(KeptObject(Kind.CRON_WORKFLOW.value, name, namespace, data), new=False)
        return data

    def sources(self, given: Workspace, namespace: str = "") -> tuple[Source, ...]:
        """What is kept as files, without what the given ones say themselves."""
        own = {(one.kind.value, one.name) for one in given.resources}
        kept = self.store.kept([one.value for one in KEPT], namespace)
        return tuple(as_source(one.object) for one in kept if (one.kind, one.name) not in own)


def given_of(kind: Kind, sources: tuple[Source, ...]) -> tuple[Workspace, tuple[Resource, ...]]:
    """The files, and their objects of a kind. Problem where there is none, or one cannot be read."""
    given = load(sources)
    found = tuple(one for one in given.resources if one.kind is kind)
    errors = [one for one in given.findings if one.severity is Severity.ERROR]
    if not found:
        raise Problem(f"No {_CALLED[kind]} found in given files", errors)
    if errors:
        raise Problem("not everything in these files can be created", errors)
    return given, found


def own_object(one: Resource, namespace: str) -> dict[str, Json]:
    """The object as it is created in a namespace, an empty one for what has none."""
    metadata = one.data.get("metadata")
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": one.kind.value,
        **{key: value for key, value in one.data.items() if key not in ("apiVersion", "kind", "metadata")},
        "metadata": {
            **(dict(metadata) if isinstance(metadata, Mapping) else {}),
            "name": one.name,
            **({"namespace": namespace} if namespace else {}),
        },
    }


def as_source(data: JsonObject) -> Source:
    """An object as a file; its name says what it is."""
    metadata = data.get("metadata")
    name = metadata.get("name") if isinstance(metadata, Mapping) else ""
    return Source(f"<{data.get('kind')}/{name}>", json.dumps(data, ensure_ascii=False, indent=2))


def _place(kind: Kind, namespace: str) -> str:
    return "" if kind is Kind.CLUSTER_WORKFLOW_TEMPLATE else namespace
