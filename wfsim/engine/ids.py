"""Names and ids of nodes and pods, made from paths as Argo makes them; no chance anywhere.

In: the workflow's name and a node's full name. Out: ids, display names, pod names (both forms).
"""

from __future__ import annotations

import re
from functools import lru_cache

_GROUP = re.compile(r"^(\[\d+\])?\.")
_POD_PREFIX_MAX = 253 - 10 - 1  # Kubernetes' limit, less the hash and its dash
_OFFSET, _PRIME, _MASK = 2166136261, 16777619, 0xFFFFFFFF


@lru_cache(maxsize=256)
def fnv1a(text: str) -> int:
    """The 32-bit FNV-1a hash of the UTF-8 bytes. A node's name is asked for several times while the node is made."""
    cut = max(text.rfind("."), text.rfind("("))
    return _hashed(text[cut:], _begun(text[:cut])) if cut > 0 else _hashed(text, _OFFSET)


@lru_cache(maxsize=256)
def _begun(text: str) -> int:
    """The hash so far, behind what a template's children and a loop's members all begin with."""
    return _hashed(text, _OFFSET)


def _hashed(text: str, value: int) -> int:
    for byte in text.encode("utf-8", "surrogatepass"):
        value = ((value ^ byte) * _PRIME) & _MASK
    return value


def node_id(workflow: str, name: str) -> str:
    """``workflow`` for the root, else ``workflow-HASH``."""
    return workflow if name == workflow else f"{workflow}-{fnv1a(name)}"


def display_name(name: str, boundary: str | None) -> str:
    """The node's name below the node that contains it (``boundary``: its full name)."""
    if boundary is None or not name.startswith(boundary):
        return name
    return _GROUP.sub("", name[len(boundary) :])


def pod_name(workflow: str, name: str, template: str, form: str = "v2") -> str:
    """The pod of a node: ``v2`` carries the template's name, ``v1`` is the node id."""
    if form == "v1" or name == workflow:
        return node_id(workflow, name)
    prefix = f"{workflow}-{template}" if template else workflow
    return f"{prefix[:_POD_PREFIX_MAX]}-{fnv1a(name)}"
