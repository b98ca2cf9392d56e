"""What the pods of a simulated run would have written: the command that was to run, and what the mocks made of it.

In: a stored run and its journal. Out: lines. Called by ``sim``. A pod that a retry began again shows its last life.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from wfsim.api.problem import Problem
from wfsim.api.run import Run
from wfsim.api.targets.target import LogLine, LogQuery
from wfsim.engine.commands import ApplyResource, StartPod
from wfsim.engine.events import PodFinished, PodStarted, ResourceChanged
from wfsim.engine.phases import NodeType
from wfsim.record.journal import read
from wfsim.record.run import RunRecord
from wfsim.record.store.stored import StoredRun
from wfsim.spec.model import JsonObject
from wfsim.text import Source
from wfsim.yamlio.nodes import Json

MAIN: Final = "main"
_LISTS: Final = ("sidecars", "initContainers")


@dataclass(slots=True)
class _Pod:
    """The last life of a pod."""

    node: str
    name: str
    template: JsonObject
    begins_ms: int
    started_ms: int | None = None
    ended: PodFinished | None = None
    objects: list[ResourceChanged] = field(default_factory=list)


def lines(run: StoredRun, nodes: frozenset[str] | None, query: LogQuery) -> Iterator[LogLine]:
    """All lines, by instant; of some nodes only where they are named."""
    alive = {one.id for one in run.record.nodes}
    found: list[LogLine] = []
    for pod in _pods(run):
        if pod.node in alive and (nodes is None or pod.node in nodes):
            found += _of_pod(pod, query)
    return iter(sorted(found, key=lambda one: one.at_ms))


def _pods(run: StoredRun) -> list[_Pod]:
    """Every pod that was started. Problem where the journal is damaged."""
    if not run.journal:
        return []
    journal = read(Source("<journal>", run.journal)).journal
    if journal is None:
        raise Problem("the journal of this run is damaged: its logs are lost", ())
    pods: dict[str, _Pod] = {}
    for entry in journal.entries:
        for event in entry.events:
            match event:
                case PodStarted() if event.node in pods:
                    pods[event.node].started_ms = event.at_ms
                case PodFinished() if event.node in pods:
                    pods[event.node].ended = event
                case ResourceChanged() if event.node in pods:
                    pods[event.node].objects.append(event)
        for command in entry.commands:
            if isinstance(command, StartPod | ApplyResource):
                begins = entry.events[0].at_ms if entry.events else 0
                pods[command.node] = _Pod(command.node, command.pod_name, command.template, begins)
    return list(pods.values())


def _of_pod(pod: _Pod, query: LogQuery) -> Iterator[LogLine]:
    at_ms = pod.begins_ms if pod.started_ms is None else pod.started_ms
    for name, container in _containers(pod.template):
        if not _wanted(name, pod.template, query):
            continue
        for text in _command(container):
            yield LogLine(pod.name, name, at_ms, text)
        if pod.ended is not None and name not in _beside(pod.template):
            for text in _answer(pod.ended, name):
                yield LogLine(pod.name, name, pod.ended.at_ms, text)
    if query.container in ("", MAIN):
        yield from _of_resource(pod, at_ms)


def _wanted(name: str, template: JsonObject, query: LogQuery) -> bool:
    """Whether a container's lines are wanted: main's, of a set all of them, or those of the one that is named."""
    if query.container:
        return name == query.container
    return name == MAIN or (template.get("containerSet") is not None and name not in _beside(template))


def _containers(template: JsonObject) -> Iterator[tuple[str, JsonObject]]:
    for key in ("container", "script"):
        body = template.get(key)
        if isinstance(body, Mapping):
            yield MAIN, body
    body = template.get("containerSet")
    listed = body.get("containers") if isinstance(body, Mapping) else None
    yield from _named(listed)
    for key in _LISTS:
        yield from _named(template.get(key))


def _named(listed: Json) -> Iterator[tuple[str, JsonObject]]:
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, Mapping):
            yield str(one.get("name", "")), one


def _beside(template: JsonObject) -> frozenset[str]:
    """The containers that run beside main: no mock says anything of them."""
    return frozenset(name for key in _LISTS for name, _ in _named(template.get(key)))


def _command(container: JsonObject) -> Iterator[str]:
    """The rendered command as a shell would trace it; of a script its source, too."""
    words = [*_words(container.get("command")), *_words(container.get("args"))]
    source = container.get("source")
    if words:
        first, *rest = shlex.join(words).splitlines() or [""]
        yield f"$ {first}"
        yield from (f"> {line}" for line in rest)
    elif source is None:
        yield f"$ # the command of the image {container.get('image', '')}"
    if isinstance(source, str):
        yield from (f"> {line}" for line in source.splitlines())


def _words(value: Json) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []


def _answer(ended: PodFinished, container: str) -> Iterator[str]:
    """What the mocks made of it."""
    main = container == MAIN
    if main and ended.result is not None:
        yield from ended.result.splitlines()
    if main:
        for name, value in ended.parameters.items():
            yield f"# output {name}: {value}"
    code = ended.exit_code if main else ended.containers.get(container, 0)
    said = [f"exit code {code}"] if code else []
    said += [one for one in (ended.pod_message, ended.container_message if main else "", ended.error) if one]
    if said:
        yield f"# {': '.join(said)}"


def _of_resource(pod: _Pod, at_ms: int) -> Iterator[LogLine]:
    """What a resource template does, and the objects that it sees."""
    body = pod.template.get("resource")
    if not isinstance(body, Mapping):
        return
    yield LogLine(pod.name, MAIN, at_ms, f"$ kubectl {body.get('action', '')} -f -")
    manifest = body.get("manifest")
    for text in manifest.splitlines() if isinstance(manifest, str) else ():
        yield LogLine(pod.name, MAIN, at_ms, f"> {text}")
    for one in pod.objects:
        seen = json.dumps(one.object, ensure_ascii=False, separators=(",", ":"))
        yield LogLine(pod.name, MAIN, one.at_ms, f"# object: {seen}")
    if pod.ended is not None:
        for text in _answer(pod.ended, MAIN):
            yield LogLine(pod.name, MAIN, pod.ended.at_ms, text)


def nodes_of(record: RunRecord, pod: str) -> frozenset[str]:
    """The nodes that are meant: by the pod's name, by an id, or all pods of a step."""
    exact = frozenset(one.id for one in record.nodes if pod in (one.pod_name, one.id))
    if exact:
        return exact
    named = [one.record for one in Run(record).find(pod)]
    if not named:
        raise Problem(f'{record.name} has no pod or step "{pod}"', ())
    wanted, waiting = set[str](), [one.id for one in named]
    by_boundary: dict[str, list[str]] = {}
    for one in record.nodes:
        by_boundary.setdefault(one.boundary_id, []).append(one.id)
        if one.type is NodeType.RETRY:
            by_boundary.setdefault(one.id, []).extend(one.children)
    while waiting:
        if (here := waiting.pop()) not in wanted:
            wanted.add(here)
            waiting += by_boundary.get(here, [])
    return frozenset(wanted)
