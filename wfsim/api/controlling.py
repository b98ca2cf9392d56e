"""What a Workflow object on a cluster means, for the controller.

In: the object as the API server gives it. Out: ``Prepared``: definitions, the state in which another process left it,
how its pods are made. ``Unfit`` where it cannot be run. Templates that it refers to are kept beside its state, so that
a run goes on with those that it began with.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Final

from wfsim.api import choosing
from wfsim.api.defining import Order, defined
from wfsim.api.from_cluster import artifact_terms, cached, completed, repository
from wfsim.api.problem import Problem
from wfsim.api.unsupported import refuse
from wfsim.drivers.kube import labels
from wfsim.drivers.kube.client import Api
from wfsim.drivers.kube.control.crons import PreparedCron
from wfsim.drivers.kube.control.publishing import SOURCES
from wfsim.drivers.kube.control.settings import MakePod, Prepared, Unfit
from wfsim.drivers.kube.pods import Executor, PodRequest, WorkflowFacts, agent, manifest
from wfsim.drivers.kube.read import body, text, texts
from wfsim.drivers.kube.resources import CRON_WORKFLOWS
from wfsim.engine.commands import SendTask, StartPod
from wfsim.engine.crons import CronRunner, child_of
from wfsim.engine.definitions import Definitions
from wfsim.engine.engine import Engine
from wfsim.engine.state import RunState
from wfsim.lang.errors import LangError
from wfsim.record.packing import Unpackable, packed, unpacked
from wfsim.record.state import to_state
from wfsim.record.workflow import NotARun, from_workflow
from wfsim.spec.model import JsonObject, Resource
from wfsim.spec.workspace import Workspace, load
from wfsim.text import Source
from wfsim.yamlio import Json

_OWN: Final = "cluster:workflow"
_KEPT: Final = ("cluster:workflowtemplates/", "cluster:clusterworkflowtemplates/")
_MOST_SOURCES: Final = 100_000  # characters of an annotation: all of them together have 256 kB
_BOOKKEEPING: Final = ("managedFields", "resourceVersion", "generation", "creationTimestamp", "uid", "selfLink")


@dataclass(frozen=True, slots=True)
class Preparer:
    """For any number of threads."""

    api: Api
    instance: str
    executor: Executor = field(default_factory=Executor)
    service_account: str = "default"

    def prepare(self, found: JsonObject) -> Prepared:
        """The workflow of an object. ApiError where what it refers to cannot be read."""
        try:
            return self._prepared(found)
        except Problem as error:
            raise Unfit(str(error)) from None

    def prepare_cron(self, found: JsonObject) -> PreparedCron:
        """The CronWorkflow of an object."""
        workspace = load((_source(found, "CronWorkflow"),))
        (resource,) = workspace.resources or (None,)
        if resource is None or resource.cron is None or not workspace.judged(resource):
            wrong = [one.message for one in workspace.findings]
            raise Unfit("; ".join(wrong) or "the object is no CronWorkflow that could fire")
        try:
            runner = CronRunner(resource, text(body(found, "metadata"), "uid"))
        except LangError as error:
            raise Unfit(error.message) from None
        runner.state.last_scheduled_ms = _scheduled_ms(found)
        return PreparedCron(runner, partial(self._child, found, resource))

    def _child(self, found: JsonObject, cron: Resource, name: str, at_ms: int) -> JsonObject:
        """The Workflow object that is made for an instant."""
        metadata, made = body(found, "metadata"), child_of(cron, choosing.as_workflow(cron), at_ms)
        owner: dict[str, Json] = {
            "apiVersion": CRON_WORKFLOWS.api_version,
            "kind": CRON_WORKFLOWS.kind,
            "name": text(metadata, "name"),
            "uid": text(metadata, "uid"),
            "controller": True,
            "blockOwnerDeletion": True,
        }
        about: dict[str, Json] = {
            "name": name,
            "namespace": text(metadata, "namespace"),
            "labels": {**made.labels, labels.INSTANCE: self.instance},
            "annotations": dict[str, Json](made.annotations),
            "ownerReferences": [owner],
        }
        return {"metadata": about, "spec": dict(body(body(found, "spec"), "workflowSpec"))}

    def _prepared(self, found: JsonObject) -> Prepared:
        metadata = body(found, "metadata")
        namespace, name = text(metadata, "namespace"), text(metadata, "name")
        workspace = completed(load((_source(found), *_kept(metadata))), self.api, namespace)
        own = [one for one in workspace.resources if one.document.source.name == _OWN]
        if len(own) != 1 or not workspace.judged(own[0]):
            raise Problem("the object is no Workflow that could run", workspace.findings)
        order = Order(choosing.as_workflow(own[0]), name, _created_ms(metadata), namespace=namespace)
        made = defined(workspace, order).definitions
        refuse(made)
        spec = made.workflow.spec.data
        store = repository(self.api, namespace, spec)
        return Prepared(
            definitions=made,
            state=_state(found),
            make_pod=self._pods(made, text(metadata, "uid"), store),
            service_account=str(spec.get("serviceAccountName") or self.service_account),
            careful=_takes_locks(made),
            annotations=tuple(_sources(workspace)),
            terms=artifact_terms(made, store),
            caches=cached(made, self.api),
        )

    def _pods(self, made: Definitions, uid: str, repository: JsonObject | None) -> MakePod:
        facts = WorkflowFacts(
            name=made.name,
            namespace=made.namespace,
            uid=uid,
            spec=made.workflow.spec.data,
            repository=repository,
            labels={labels.INSTANCE: self.instance},
            executor=self.executor,
        )

        def make(engine: Engine, command: StartPod | SendTask) -> JsonObject:
            if isinstance(command, SendTask):
                return agent(command, facts)
            state = engine.state
            return manifest(PodRequest(command, replace(facts, claims=dict(state.claims)), state.now_ms))

        return make


def _source(found: JsonObject, kind: str = "Workflow") -> Source:
    """The object as a person would have written it."""
    metadata = {key: value for key, value in body(found, "metadata").items() if key not in _BOOKKEEPING}
    written = {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": kind,
        "metadata": metadata,
        "spec": found.get("spec"),
    }
    return Source(_OWN, json.dumps(written, ensure_ascii=False, indent=1))


def _kept(metadata: JsonObject) -> Iterator[Source]:
    """The templates that the run began with."""
    kept = texts(metadata, "annotations").get(SOURCES, "")
    try:
        found = json.loads(unpacked(kept)) if kept else {}
    except (Unpackable, ValueError) as error:
        raise Problem(f"the annotation {SOURCES} cannot be read: {error}", ()) from None
    if isinstance(found, Mapping):
        yield from (Source(str(name), str(written)) for name, written in found.items())


def _sources(workspace: Workspace) -> Iterator[tuple[str, str]]:
    """The annotation with them; none where there are none, or too many for an annotation."""
    sources = {one.source.name: one.source.text for one in workspace.documents if one.source.name.startswith(_KEPT)}
    written = packed(json.dumps(sources, ensure_ascii=False, separators=(",", ":"))) if sources else ""
    if written and len(written) <= _MOST_SOURCES:
        yield SOURCES, written


def _state(found: JsonObject) -> RunState | None:
    """Where another process left it; None where it has done nothing but wait."""
    if not found.get("status"):
        return None
    try:
        record = from_workflow(dict(found))
        if not record.nodes and record.started_ms is None:
            return None
        return to_state(record)
    except (NotARun, ValueError) as error:
        raise Problem(f"the status of the object is no state of a run: {error}", ()) from None


def _scheduled_ms(found: JsonObject) -> int | None:
    """When a CronWorkflow fired last."""
    written = text(body(found, "status"), "lastScheduledTime")
    return int(datetime.fromisoformat(written).timestamp() * 1000) if written else None


def _created_ms(metadata: JsonObject) -> int:
    return int(datetime.fromisoformat(text(metadata, "creationTimestamp")).timestamp() * 1000)


def _takes_locks(made: Definitions) -> bool:
    """Whether anything in the workflow or its templates is synchronized."""
    return any('"synchronization"' in json.dumps(one.spec.data) for one in (made.workflow, *made.library.values()))
