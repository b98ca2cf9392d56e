"""Kubernetes' strategic merge patch, for ``podSpecPatch``.

In: a pod's spec and a patch (both plain data). Out: the patched spec. Lists whose entries have a key are merged by it,
others are replaced; ``null`` deletes; ``$patch``, ``$deleteFromPrimitiveList`` and ``$retainKeys`` do what they do
there.
"""

from __future__ import annotations

from wfsim.drivers.kube.read import copy
from wfsim.yamlio.nodes import Json

# The field of an entry that names it, by the list's field. As in the types of core/v1.
KEYS = {
    "containers": "name",
    "env": "name",
    "ephemeralContainers": "name",
    "hostAliases": "ip",
    "imagePullSecrets": "name",
    "initContainers": "name",
    "ports": "containerPort",
    "resourceClaims": "name",
    "schedulingGates": "name",
    "topologySpreadConstraints": "topologyKey",
    "volumeDevices": "devicePath",
    "volumeMounts": "mountPath",
    "volumes": "name",
}
_PATCH, _RETAIN, _DELETE, _ORDER = "$patch", "$retainKeys", "$deleteFromPrimitiveList/", "$setElementOrder/"


def merged(original: dict[str, Json], patch: dict[str, Json]) -> dict[str, Json]:
    """``original`` with ``patch`` in it; neither is changed."""
    mode = patch.get(_PATCH)
    if mode == "replace":
        return {key: copy(value) for key, value in patch.items() if key != _PATCH}
    if mode == "delete":
        return {}
    found = {key: copy(value) for key, value in original.items()}
    retained = patch.get(_RETAIN)
    if isinstance(retained, list):
        found = {key: value for key, value in found.items() if key in retained}
    for key, value in patch.items():
        if key.startswith(_DELETE):
            _drop(found, key[len(_DELETE) :], value)
        elif value is None:
            found.pop(key, None)
        elif not key.startswith((_PATCH, _RETAIN, _ORDER)):
            found[key] = _value(key, found.get(key), value)
    return found


def _value(key: str, old: Json, new: Json) -> Json:
    if isinstance(new, dict):
        return merged(old if isinstance(old, dict) else {}, new)
    if isinstance(new, list) and key in KEYS:
        return _list(KEYS[key], old if isinstance(old, list) else [], new)
    return copy(new)


def _list(key: str, old: list[Json], new: list[Json]) -> list[Json]:
    """Entries of the same name are merged, new ones come behind."""
    if any(isinstance(one, dict) and one == {_PATCH: "replace"} for one in new):
        return [copy(one) for one in new if one != {_PATCH: "replace"}]
    found = [copy(one) for one in old]
    for entry in new:
        name = entry.get(key) if isinstance(entry, dict) else None
        place = next((i for i, one in enumerate(found) if isinstance(one, dict) and one.get(key) == name), None)
        if not isinstance(entry, dict):
            found.append(copy(entry))
        elif entry.get(_PATCH) == "delete":
            found = [one for one in found if not (isinstance(one, dict) and one.get(key) == name)]
        elif place is None:
            found.append(merged({}, entry))
        else:
            was = found[place]
            found[place] = merged(was if isinstance(was, dict) else {}, entry)
    return found


def _drop(found: dict[str, Json], key: str, values: Json) -> None:
    old = found.get(key)
    if isinstance(old, list) and isinstance(values, list):
        found[key] = [one for one in old if one not in values]
