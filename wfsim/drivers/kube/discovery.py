"""Any kind that a server knows, from ``apiVersion`` and ``kind`` as they stand in a manifest.

In: what the server tells of a group and version (``APIResourceList``). Out: ``ResourceType``.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.drivers.kube.resources import Call, ResourceType
from wfsim.spec.model import JsonObject


def question(api_version: str) -> Call:
    """What to ask: its path is that of the group and version."""
    return sought(api_version, "")


def sought(api_version: str, kind: str) -> Call:
    """For messages about a kind of which the plural is not known."""
    group, _, version = api_version.rpartition("/")
    return Call("get", ResourceType(group, version, kind, kind, namespaced=False))


def kinds(api_version: str, listed: JsonObject) -> Iterator[ResourceType]:
    """The kinds of a group and version; parts of objects (``pods/log``) are none."""
    group, _, version = api_version.rpartition("/")
    resources = listed.get("resources")
    for one in resources if isinstance(resources, list) else ():
        if not isinstance(one, dict) or "/" in str(one.get("name")):
            continue
        yield ResourceType(group, version, str(one.get("name")), str(one.get("kind")), bool(one.get("namespaced")))
