"""Resource templates on a cluster: an object is made, changed or deleted in the name of the run's service account.

In: ``ApplyResource``. Out: ``ResourceChanged`` for each state of the object, or ``PodFinished`` with what the server
said against it. The engine judges conditions and takes the outputs; it says ``StopPod`` when it has seen enough.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock, Thread
from typing import Any, Final
from zlib import crc32

from wfsim.drivers.kube.client import Api, Patch
from wfsim.drivers.kube.errors import AlreadyExists, ApiError, NotFound
from wfsim.drivers.kube.inbox import Slot
from wfsim.drivers.kube.read import body, meta, objects
from wfsim.drivers.kube.resources import ResourceType
from wfsim.drivers.kube.run import RunOnCluster
from wfsim.drivers.kube.stopping import Stop
from wfsim.drivers.kube.watch import ChangeKind, follow
from wfsim.drivers.kube.workers import Task, Workers
from wfsim.engine.commands import ApplyResource
from wfsim.engine.events import PodFinished, PodPending, PodStarted, ResourceChanged
from wfsim.spec.model import JsonObject
from wfsim.text import Severity, Source
from wfsim.yamlio import Json, plain, read

NODE_LABEL: Final = "wfsim.dev/node"
_PATCHES: Final = {"strategic": Patch.STRATEGIC, "merge": Patch.MERGE, "json": Patch.JSON, "": Patch.STRATEGIC}


class BadManifest(ValueError):
    """The manifest of a resource template is no object of Kubernetes; the text is the node's message."""


@dataclass(frozen=True, slots=True)
class _Target:
    """The object that is meant."""

    api: Api
    kind: ResourceType
    namespace: str
    name: str
    manifest: JsonObject


class ResourceTemplates:
    """The resource templates of one run that are under way."""

    def __init__(self, api: Api, run: RunOnCluster, workers: Workers, inbox: Slot) -> None:
        self._api, self._run, self._workers, self._inbox = api, run, workers, inbox
        self._lock = Lock()
        self._watching: dict[str, Stop] = {}

    def apply(self, command: ApplyResource) -> None:
        """Do what the template says, and watch the object from then on."""
        with self._lock:
            flag = self._watching.setdefault(command.node, Stop())
        wanted = body(command.template, "resource")

        def act() -> None:
            if flag.is_set():
                return
            try:
                target = self._target(command, wanted)
            except BadManifest as error:
                self._failed(command, str(error))
                return
            found = _ACTIONS[str(wanted.get("action"))](target, wanted, self._mark(command))
            self._inbox.put(PodStarted(0, command.node))
            self._inbox.put(ResourceChanged(0, command.node, _json(found)))
            if found is not None and (wanted.get("successCondition") or wanted.get("failureCondition")):
                self._watch(command.node, target, found, flag)

        def waits(error: ApiError) -> None:
            self._inbox.put(PodPending(0, command.node, error.message))

        self._workers.do(Task(act, lambda error: self._failed(command, error.message), waits))

    def stop(self, node: str) -> bool:
        """The engine has seen enough; whether the node was one of a resource template."""
        with self._lock:
            flag = self._watching.get(node)
        if flag is None:
            return False
        flag.set()
        return True

    def close(self) -> None:
        """Stop watching."""
        with self._lock:
            for flag in self._watching.values():
                flag.set()

    def _failed(self, command: ApplyResource, message: str) -> None:
        self._inbox.put(PodFinished(0, command.node, exit_code=1, artifacts=(), container_message=message))

    def _target(self, command: ApplyResource, wanted: Mapping[str, Any]) -> _Target:
        account = str(command.template.get("serviceAccountName") or self._run.service_account)
        api = self._api.acting_as(account, self._run.namespace)
        manifest = _object(str(wanted.get("manifest") or ""))
        metadata: dict[str, Any] = dict(body(manifest, "metadata"))
        kind = api.find_kind(str(manifest["apiVersion"]), str(manifest["kind"]))
        namespace = str(metadata.get("namespace") or self._run.namespace) if kind.namespaced else ""
        if wanted.get("setOwnerReference") and (owner := self._run.owner) is not None:
            metadata["ownerReferences"] = [*objects(metadata, "ownerReferences"), owner]
        return _Target(api, kind, namespace, str(metadata.get("name") or ""), {**manifest, "metadata": metadata})

    def _mark(self, command: ApplyResource) -> str:
        """By what an object is found again to which the server gave its name."""
        return f"{crc32(f'{self._run.uid}/{command.node}'.encode()):08x}"

    def _watch(self, node: str, target: _Target, found: JsonObject, flag: Stop) -> None:
        name = meta(found, "name")

        def watch() -> None:
            try:
                selector = f"metadata.name={name}"
                for change in follow(target.api, target.kind, target.namespace, fields=selector, stop=flag):
                    if flag.is_set():
                        return
                    if change.kind is not ChangeKind.SYNCED:
                        gone = change.kind is ChangeKind.DELETED
                        self._inbox.put(ResourceChanged(0, node, None if gone else _json(change.object)))
            except ApiError as error:
                self._inbox.put(PodFinished(0, node, exit_code=1, artifacts=(), container_message=error.message))
            except BaseException as fault:
                self._inbox.fail(fault)
                raise

        Thread(target=watch, name=f"wfsim-watch-{node}", daemon=True).start()


def _object(text: str) -> dict[str, Any]:
    """The manifest as data. BadManifest where it is not one object with a kind."""
    reading = read(Source("manifest", text))
    if reading.findings and any(one.severity is Severity.ERROR for one in reading.findings):
        raise BadManifest(f"the manifest cannot be read: {reading.findings[0].message}")
    found = [plain(one.root) for one in reading.documents if one.root is not None]
    objects = [one for one in found if isinstance(one, dict) and one]
    if len(objects) != 1:
        raise BadManifest(f"the manifest holds {len(objects)} objects, not one")
    for field in ("apiVersion", "kind"):
        if not isinstance(objects[0].get(field), str):
            raise BadManifest(f"the manifest has no {field}")
    return objects[0]


def _json(found: JsonObject | None) -> Json:
    return None if found is None else dict(found)


# -- what each action does: the object as it is then, None where it is gone


def _get(target: _Target, wanted: Mapping[str, Any], mark: str) -> JsonObject | None:
    return target.api.get(target.kind, target.namespace, target.name)


def _create(target: _Target, wanted: Mapping[str, Any], mark: str) -> JsonObject | None:
    """Create the object, with a mark by which a second try finds what the first one made."""
    own = body(target.manifest, "metadata")
    marked = {**own, "labels": {**body(own, "labels"), NODE_LABEL: mark}}
    if not target.name and (there := _marked(target, mark)):
        return there[0]
    try:
        return target.api.create(target.kind, target.namespace, {**target.manifest, "metadata": marked})
    except AlreadyExists:
        ours = [one for one in _marked(target, mark) if meta(one, "name") == target.name]
        if not ours:
            raise
        return ours[0]


def _marked(target: _Target, mark: str) -> tuple[JsonObject, ...]:
    return target.api.list(target.kind, target.namespace, labels=f"{NODE_LABEL}={mark}").items


def _apply(target: _Target, wanted: Mapping[str, Any], mark: str) -> JsonObject | None:
    manifest = target.manifest
    return target.api.patch(target.kind, target.namespace, target.name, manifest, Patch.APPLY, force=True)


def _replace(target: _Target, wanted: Mapping[str, Any], mark: str) -> JsonObject | None:
    version = meta(target.api.get(target.kind, target.namespace, target.name), "resourceVersion")
    metadata = {**body(target.manifest, "metadata"), "resourceVersion": version}
    return target.api.replace(target.kind, target.namespace, {**target.manifest, "metadata": metadata})


def _patch(target: _Target, wanted: Mapping[str, Any], mark: str) -> JsonObject | None:
    how = _PATCHES[str(wanted.get("mergeStrategy") or "")]
    return target.api.patch(target.kind, target.namespace, target.name, target.manifest, how)


def _delete(target: _Target, wanted: Mapping[str, Any], mark: str) -> JsonObject | None:
    try:
        target.api.delete(target.kind, target.namespace, target.name)
    except NotFound:  # kubectl is told to ignore it, too
        return None
    return None


_ACTIONS: Final[Mapping[str, Callable[[_Target, Mapping[str, Any], str], JsonObject | None]]] = {
    "get": _get,
    "create": _create,
    "apply": _apply,
    "replace": _replace,
    "patch": _patch,
    "delete": _delete,
}
