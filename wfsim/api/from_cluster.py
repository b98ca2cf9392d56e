"""What workflows refer to and their files do not hold: WorkflowTemplates and ConfigMaps of the cluster.

In: a workspace and a connection. Out: the workspace with them. Called by ``on_cluster``. What the cluster does not have
either stays missing, and is told as it is without a cluster.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from wfsim.api.problem import Problem
from wfsim.drivers.kube import caches
from wfsim.drivers.kube.artifactgc.terms import terms
from wfsim.drivers.kube.client import Api
from wfsim.drivers.kube.errors import NotFound
from wfsim.drivers.kube.read import annotations_of, below, body
from wfsim.drivers.kube.resources import (
    CLUSTER_WORKFLOW_TEMPLATES,
    CONFIG_MAPS,
    EVERYWHERE,
    WORKFLOW_TEMPLATES,
    ResourceType,
)
from wfsim.engine.definitions import Definitions
from wfsim.engine.events import CacheRead
from wfsim.spec.model import JsonObject, Kind
from wfsim.spec.workspace import Workspace, load
from wfsim.text import Severity, Source
from wfsim.text.records import NamedTuple
from wfsim.yamlio import Json, plain, read

_TEMPLATES: Final = {
    WORKFLOW_TEMPLATES: Kind.WORKFLOW_TEMPLATE,
    CLUSTER_WORKFLOW_TEMPLATES: Kind.CLUSTER_WORKFLOW_TEMPLATE,
}


_BOOKKEEPING: Final = ("managedFields", "resourceVersion", "uid", "generation", "creationTimestamp")


class Wanted(NamedTuple):
    """An object that is referred to."""

    kind: ResourceType
    name: str


def completed(workspace: Workspace, api: Api, namespace: str) -> Workspace:
    """The workspace with all that it refers to, as far as the cluster has it. Where no object of the files names a
    namespace, those of the cluster name none either: all of them are meant to be in one."""
    bare = not any(one.namespace for one in workspace.resources)
    asked: set[Wanted] = set()
    while missing := [one for one in _missing(workspace) if one not in asked]:
        asked.update(missing)
        found = [source for one in missing if (source := _source(one, api, namespace, bare)) is not None]
        if found:
            sources = {one.source.name: one.source for one in workspace.documents}
            workspace = load((*sources.values(), *found))
    return workspace


def _missing(workspace: Workspace) -> Iterator[Wanted]:
    there = {(one.kind, one.name) for one in workspace.resources}
    for resource in workspace.resources:
        for wanted in dict.fromkeys(_references(dict(resource.spec.data))):
            kind = _TEMPLATES.get(wanted.kind)
            known = wanted.name in workspace.config_maps if kind is None else (kind, wanted.name) in there
            if not known and wanted.name and "{{" not in wanted.name:
                yield wanted


def _references(data: Json) -> Iterator[Wanted]:
    """Every object that is referred to anywhere below."""
    for here in below(data):
        for key, value in here.items():
            if key in ("templateRef", "workflowTemplateRef") and isinstance(value, dict):
                kind = CLUSTER_WORKFLOW_TEMPLATES if value.get("clusterScope") is True else WORKFLOW_TEMPLATES
                yield Wanted(kind, str(value.get("name") or ""))
            elif key == "configMapKeyRef" and isinstance(value, dict):
                yield Wanted(CONFIG_MAPS, str(value.get("name") or ""))


def _source(wanted: Wanted, api: Api, namespace: str, bare: bool) -> Source | None:
    """The object as a text of its own; None where the cluster does not have it."""
    where = namespace if wanted.kind.namespaced else EVERYWHERE
    try:
        found = api.get(wanted.kind, where, wanted.name)
    except NotFound:
        return None
    whole = {"apiVersion": wanted.kind.api_version, "kind": wanted.kind.kind, **_without_bookkeeping(found, bare)}
    return Source(f"cluster:{wanted.kind.plural}/{wanted.name}", json.dumps(whole, ensure_ascii=False, indent=1))


def _without_bookkeeping(found: JsonObject, bare: bool) -> dict[str, Json]:
    """The object as a person would have written it."""
    kept = dict(body(found, "metadata"))
    for key in (*_BOOKKEEPING, *(("namespace",) if bare else ())):
        kept.pop(key, None)
    return {**found, "metadata": kept}


_REPOSITORIES: Final = "artifact-repositories"
_DEFAULT_KEY: Final = "workflows.argoproj.io/default-artifact-repository"


def repository(api: Api, namespace: str, spec: JsonObject) -> JsonObject | None:
    """Where artifacts live that say nothing of it: what ``artifactRepositoryRef`` of the workflow names, else the
    default of the namespace's ConfigMap ``artifact-repositories``. None where there is neither; Problem where a named
    one is missing or cannot be read."""
    named = body(spec, "artifactRepositoryRef")
    name = str(named.get("configMap") or _REPOSITORIES)
    try:
        found = api.get(CONFIG_MAPS, namespace, name)
    except NotFound:
        if named:
            raise Problem(f"artifactRepositoryRef names the ConfigMap {name!r}, which is not there", ()) from None
        return None
    key = str(named.get("key") or annotations_of(found).get(_DEFAULT_KEY, ""))
    if not key and not named:
        return None
    text = body(found, "data").get(key)
    if not isinstance(text, str):
        raise Problem(f"the ConfigMap {name!r} has no artifact repository {key!r}", ())
    return repository_of(text, f"ConfigMap {name}")


def repository_of(text: str, what: str) -> JsonObject:
    """An artifact repository as YAML has it (``s3: {…}``). Problem where it is none."""
    reading = read(Source(what, text))
    found = plain(reading.documents[0].root) if reading.documents else None
    if not isinstance(found, dict) or any(one.severity is Severity.ERROR for one in reading.findings):
        raise Problem(f"{what} holds no artifact repository", reading.findings)
    return found


def cached(made: Definitions, api: Api) -> tuple[CacheRead, ...]:
    """The memoized outputs that templates of the run may find."""
    specs: list[Json] = [dict(one.spec.data) for one in (made.workflow, *made.library.values())]
    return caches.read(api, made.namespace, caches.named(specs))


def artifact_terms(made: Definitions, repository: JsonObject | None) -> JsonObject | None:
    """How artifacts of a run are collected (``artifactGC``); None where none are."""
    libraries = [(one.name, one.spec.data) for one in made.library.values()]
    return terms(made.workflow.spec.data, libraries, repository)
