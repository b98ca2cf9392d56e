"""Memoized outputs as Argo keeps them: ConfigMaps with an entry of JSON for each key.

In: the ConfigMaps' names, and what the engine wants kept. Out: ``CacheRead`` of each; entries that are written. They
are read when a run begins: what another run writes meanwhile is not seen.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Final

from wfsim.drivers.kube import labels
from wfsim.drivers.kube.client import Api, Patch
from wfsim.drivers.kube.errors import AlreadyExists, NotFound
from wfsim.drivers.kube.read import below, body, labels_of, text, texts
from wfsim.drivers.kube.resources import CONFIG_MAPS
from wfsim.engine.commands import KeepOutputs
from wfsim.engine.events import CacheRead
from wfsim.yamlio.nodes import Json

_CACHE: Final = "Cache"


def named(data: Json) -> Iterator[str]:
    """The ConfigMaps that the templates of a spec name as caches, those of inline templates and defaults too."""
    for one in below(data):
        if name := text(body(body(body(one, "memoize"), "cache"), "configMap"), "name"):
            yield name


def read(api: Api, namespace: str, names: Iterable[str]) -> tuple[CacheRead, ...]:
    """What these caches hold; nothing where there is none yet."""
    return tuple(_read(api, namespace, name) for name in sorted(set(names)))


def _read(api: Api, namespace: str, name: str) -> CacheRead:
    try:
        found = api.get(CONFIG_MAPS, namespace, name)
    except NotFound:
        return CacheRead(0, name)
    label = labels_of(found).get(labels.CONFIG_MAP_TYPE)
    if label != _CACHE:
        lacks = f"{labels.CONFIG_MAP_TYPE} label" if label is None else f"label {labels.CONFIG_MAP_TYPE} = {_CACHE}"
        return CacheRead(0, name, refused=f"memoization configmap doesn't have {lacks}, refusing to use it")
    return CacheRead(0, name, {key: _entry(written) for key, written in texts(found, "data").items() if written})


def _entry(written: str) -> dict[str, Json]:
    """An entry as the engine has it."""
    try:
        found = json.loads(written)
        born = datetime.fromisoformat(found["creationTimestamp"])
        return {"node": found["nodeID"], "outputs": found.get("outputs"), "created_ms": int(born.timestamp() * 1000)}
    except (ValueError, KeyError, TypeError) as error:
        return {"refused": f"malformed cache entry: could not unmarshal JSON; unable to parse: {error}"}


def write(api: Api, namespace: str, command: KeepOutputs, now_ms: int) -> None:
    """Keep one entry, whatever others write into the same ConfigMap."""
    entry: dict[str, Json] = {
        "nodeID": command.node,
        "outputs": command.outputs,
        "creationTimestamp": _written(command.created_ms),
        "lastHitTimestamp": _written(now_ms),
    }
    data: dict[str, Json] = {"data": {command.key: json.dumps(entry, ensure_ascii=False)}}
    try:
        api.patch(CONFIG_MAPS, namespace, command.config_map, data, Patch.MERGE)
    except NotFound:
        about: dict[str, Json] = {"name": command.config_map, "labels": {labels.CONFIG_MAP_TYPE: _CACHE}}
        try:
            api.create(CONFIG_MAPS, namespace, {"metadata": about, **data})
        except AlreadyExists:  # made by another run just now
            api.patch(CONFIG_MAPS, namespace, command.config_map, data, Patch.MERGE)


def _written(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
