"""Submitting to a cluster: what is created of files, or of an object that is there.

In: a ``Submission``. Out: Workflow objects as the API server made them. What Argo would refuse is refused here, before
anything is created; what a file refers to must be on the cluster, for the controller sees nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from wfsim.api import choosing
from wfsim.api.defining import Order, defined
from wfsim.api.from_cluster import completed
from wfsim.api.problem import Problem
from wfsim.api.targets import changing, objects, submitting
from wfsim.api.targets.kept import as_source
from wfsim.api.targets.playing import own_resource
from wfsim.api.targets.target import Submission
from wfsim.api.unsupported import refuse
from wfsim.drivers.kube.client import Api
from wfsim.drivers.kube.labels import INSTANCE
from wfsim.drivers.kube.resources import WORKFLOWS
from wfsim.spec.model import JsonObject, Kind, Resource
from wfsim.spec.workspace import Workspace, load
from wfsim.text import Diagnostic
from wfsim.yamlio.nodes import Json

_MISSING: Final = ("templateref-unresolved",)
_SHARED: Final = (Kind.WORKFLOW_TEMPLATE, Kind.CLUSTER_WORKFLOW_TEMPLATE)


@dataclass(frozen=True, slots=True)
class Sender:
    """Submits for one controller; ``instance`` is empty for Argo's usual one."""

    api: Api
    instance: str
    now: Callable[[], int]

    def origin(self, submission: Submission) -> tuple[Kind, str]:
        """Kind and name of what a submission is from."""
        return submitting.origin(submission.origin)

    def submit(self, submission: Submission, origin: JsonObject | None) -> Iterator[JsonObject]:
        """Every Workflow of the files, or the one that comes of ``origin``. All are judged before one is created."""
        if submission.mocks is not None or submission.seed is not None:
            raise Problem("--mocks and --seed are for simulated runs; on a cluster the containers run themselves", ())
        found, given = self._resources(submission, origin)
        if origin is not None:
            kind, name = self.origin(submission)
            if kind in submitting.LABELS:
                labels = {submitting.LABELS[kind]: name, **submission.labels}
                submission = replace(submission, labels=labels)
        bodies = [self._body(one, submission) for one in found]
        if not submission.dry_run or submission.judged:
            for resource, body in zip(found, bodies, strict=True):
                self._judge(resource, given, body)
        for body in bodies:
            yield self._send(body, submission)

    def _resources(self, submission: Submission, origin: JsonObject | None) -> tuple[tuple[Resource, ...], Workspace]:
        if origin is None:
            given = load(submission.sources)
            return submitting.workflows(given, frozenset(one.name for one in submission.sources)), given
        kind, _ = self.origin(submission)
        given = load([as_source(submitting.from_run(origin) if kind is Kind.WORKFLOW else _bare(origin))])
        return given.resources, given

    def _body(self, resource: Resource, submission: Submission) -> dict[str, Json]:
        """The object that is to be created, for the controller that is to run it."""
        body = submitting.submitted(resource, submission)
        metadata = submitting.metadata(body)
        labels: dict[str, Json] = {key: one for key, one in objects.part(metadata, "labels").items() if key != INSTANCE}
        if self.instance:
            labels[INSTANCE] = self.instance
        return {**body, "metadata": {**metadata, **({"labels": labels} if labels else {})}}

    def _judge(self, resource: Resource, given: Workspace, body: JsonObject) -> None:
        """Problem where the controller would refuse it."""
        namespace, generated, name = submitting.names(body)
        shown = name or generated
        if name:
            choosing.run_name(resource, name, 0)
        own, alone = own_resource(body, shown)
        tried = defined(completed(alone, self.api, namespace), Order(own, shown, self.now(), namespace=namespace))
        if reason := tried.definitions.refusal:
            beside = any(one.kind in _SHARED and f'"{one.name}"' in reason for one in given.resources)
            hint = "; it is in the files, but not on the cluster: `wfsim template create` puts it there"
            raise Problem(f"Failed to submit workflow: {reason}{hint if beside else ''}", self._places(given, resource))
        if self.instance:
            refuse(tried.definitions)

    def _places(self, given: Workspace, resource: Resource) -> tuple[Diagnostic, ...]:
        """Where in the files it stands; of what is missing nothing stands there."""
        order = Order(choosing.as_workflow(resource), resource.display_name, self.now())
        return tuple(one for one in defined(given, order).refused if one.code not in _MISSING)

    def _send(self, body: JsonObject, submission: Submission) -> JsonObject:
        namespace, generated, name = submitting.names(body)
        if submission.judged:
            return self.api.create(WORKFLOWS, namespace, body, dry_run=True)
        if submission.dry_run:
            return body
        return changing.create(self.api, WORKFLOWS, namespace, lambda _: body, name, generated)


def _bare(found: JsonObject) -> dict[str, Json]:
    """An object as a person would have written it."""
    metadata = objects.part(found, "metadata")
    kept = {key: metadata[key] for key in ("name", "namespace", "labels") if key in metadata}
    return {
        "apiVersion": found.get("apiVersion"),
        "kind": found.get("kind"),
        "metadata": kept,
        "spec": found.get("spec"),
    }
