"""Which pods remove which artifacts of a workflow.

In: a Workflow object. Out: ``Collection``s. Artifacts that want the same of their pod share one, as in Argo; a pod's
name follows from what it is to remove, so that a second look finds the pod of the first, and a run that was retried
gets another one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from wfsim.drivers.kube import labels
from wfsim.drivers.kube.artifactgc.terms import FINALIZER, STRATEGIES, TERMS, home, place, strategy
from wfsim.drivers.kube.read import annotations_of, body, labels_of, meta, objects, text, texts, words
from wfsim.engine.cleanup import ON_COMPLETION, ON_DELETION
from wfsim.lang.gotext import fnv32a
from wfsim.record.workflow import node_bodies
from wfsim.spec.model import JsonObject

_SHORT: Final = {ON_COMPLETION: "wfcomp", ON_DELETION: "wfdel"}
_MOST: Final = 1_000  # artifacts that a pod is told of


@dataclass(frozen=True, slots=True)
class Doomed:
    """An artifact that goes. ``home``: where the artifacts of its template live that say only a key."""

    node: str
    data: JsonObject
    home: JsonObject

    @property
    def name(self) -> str:
        return text(self.data, "name")


@dataclass(frozen=True, slots=True)
class Collection:
    """What one pod removes."""

    pod: str
    strategy: str
    service_account: str
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    artifacts: tuple[Doomed, ...]


def is_held(found: JsonObject) -> bool:
    """Whether the object stays until its artifacts are gone."""
    return FINALIZER in words(body(found, "metadata"), "finalizers")


def terms_of(found: JsonObject) -> JsonObject:
    """The terms that are kept in an object."""
    written = annotations_of(found).get(TERMS, "")
    read = json.loads(written) if written else {}
    return read if isinstance(read, dict) else {}


def due(found: JsonObject) -> tuple[str, ...]:
    """The strategies whose time has come. A run that goes on is waited for even where somebody deletes it."""
    if labels_of(found).get(labels.COMPLETED) != "true":
        return ()
    return STRATEGIES if meta(found, "deletionTimestamp") else (ON_COMPLETION,)


def collections(found: JsonObject, wanted: str) -> tuple[Collection, ...]:
    """The pods that remove what goes by a strategy."""
    general = body(terms_of(found), "artifactGC")
    groups: dict[str, list[Doomed]] = {}
    for one in _doomed(found, wanted):
        groups.setdefault(_key(one, general), []).append(one)
    return tuple(
        _collection(found, wanted, group[start : start + _MOST], general)
        for group in groups.values()
        for start in range(0, len(group), _MOST)
    )


def _doomed(found: JsonObject, wanted: str) -> Iterator[Doomed]:
    kept = terms_of(found)
    general, homes = body(kept, "artifactGC"), body(kept, "homes")
    for id_, node in sorted(node_bodies(body(found, "status")).items()):
        if not isinstance(node, dict) or node.get("type") != "Pod":
            continue
        reference = body(node, "templateRef")
        name = text(reference, "template") or text(node, "templateName")
        there = body(homes, home(text(reference, "name"), name)) or place(body(kept, "repository"))
        for one in objects(body(node, "outputs"), "artifacts"):
            if strategy(one, general) == wanted:
                yield Doomed(id_, one, there)


def _said(one: Doomed, general: JsonObject) -> tuple[str, dict[str, str], dict[str, str]]:
    """What is wanted of the pod: by the workflow, and over it by the artifact."""
    own = body(one.data, "artifactGC")
    ours, theirs = body(general, "podMetadata"), body(own, "podMetadata")
    account = text(own, "serviceAccountName") or text(general, "serviceAccountName")
    both = (texts(ours, field) | texts(theirs, field) for field in ("labels", "annotations"))
    return account, *both  # type: ignore[return-value]


def _key(one: Doomed, general: JsonObject) -> str:
    """Artifacts with the same key share a pod; a pod has one volume of artifacts."""
    return json.dumps([*_said(one, general), one.home.get("volume")], sort_keys=True)


def _collection(found: JsonObject, wanted: str, group: list[Doomed], general: JsonObject) -> Collection:
    nodes = node_bodies(body(found, "status"))
    rows = [[one.node, one.name, text(body(nodes, one.node), "finishedAt")] for one in group]
    number = fnv32a(json.dumps([_key(group[0], general), rows], sort_keys=True))
    account, labelled, noted = _said(group[0], general)
    account = account or text(terms_of(found), "serviceAccountName")
    name = f"{meta(found, 'name')}-artgc-{_SHORT[wanted]}-{number}"
    return Collection(name, wanted, account, labelled, noted, tuple(group))
