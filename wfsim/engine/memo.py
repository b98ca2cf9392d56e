"""Memoization: outputs kept under a key in a ConfigMap.

In: templates with ``memoize``, and what the ConfigMaps held. Out: nodes that took their outputs from the cache; what is
to be written there. A simulation has caches of its own, which are empty when it begins.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy

from wfsim.engine import leaf, limits
from wfsim.engine.commands import KeepOutputs
from wfsim.engine.events import CacheRead
from wfsim.engine.phases import Phase
from wfsim.engine.run import Run
from wfsim.engine.sites import Site
from wfsim.engine.state import Caches, NodeState
from wfsim.spec.model import Memoize, Template
from wfsim.yamlio.nodes import Json

_KEY = re.compile(r"^[a-zA-Z0-9][-a-zA-Z0-9]*$")
_WHOLE = ""  # no key: what is said of a cache as a whole


def look_up(run: Run, site: Site, template: Template, *, fresh: bool) -> NodeState | None:
    """The node of a call with outputs from the cache; None where it has to run. ``fresh``: nothing has begun.

    What has to run has its node from here on, and until it ends that is Pending, whatever runs below it.
    """
    if template.memoize is None or not fresh:
        return None
    key = template.memoize.key
    if not _KEY.match(key):
        run.refuse(site, f"invalid cache key: {key}")
    cache = run.caches.get(_cache(run.definitions.namespace, template.memoize.config_map), {})
    entry = cache.get(_WHOLE) or cache.get(key)
    if isinstance(entry, dict) and (refused := entry.get("refused")):
        run.refuse(site, str(refused))
    if not isinstance(entry, dict) or _too_old(run, template.memoize.max_age, entry):
        if run.node(site.name) is None:
            leaf.waiting(run, site, template)
        return None
    made = leaf.waiting(run, site, template)
    made.memo = {**(made.memo or {}), "hit": True}
    made.outputs = deepcopy(entry["outputs"]) if isinstance(entry["outputs"], dict) else None
    _write(run, template.memoize, entry)
    return run.mark(made, Phase.SUCCEEDED)


def learn(caches: Caches, namespace: str, read: CacheRead) -> None:
    """What a ConfigMap holds takes the place of what was known of it."""
    found: dict[str, Json] = {key: dict(entry) for key, entry in read.entries.items()}
    caches[_cache(namespace, read.config_map)] = {_WHOLE: {"refused": read.refused}} if read.refused else found


def _cache(namespace: str, config_map: str) -> str:
    return f"{namespace}/{config_map}"


def _write(run: Run, memoize: Memoize, entry: Mapping[str, Json]) -> None:
    created = entry["created_ms"]
    assert isinstance(created, int)
    command = KeepOutputs(memoize.config_map, memoize.key, str(entry["node"]), deepcopy(entry["outputs"]), created)
    run.commands.append(command)


def _too_old(run: Run, max_age: str, entry: dict[str, Json]) -> bool:
    if not max_age:
        return False
    born = entry["created_ms"]
    return isinstance(born, int) and run.state.now_ms > born + limits.span(max_age, "invalid maxAge:")


def save(run: Run, template: Template, node: NodeState) -> None:
    """Keep the outputs of a node that succeeded."""
    if template.memoize is None or node.phase is not Phase.SUCCEEDED or node.memo_hit:
        return
    cache = run.caches.setdefault(_cache(run.definitions.namespace, template.memoize.config_map), {})
    entry: dict[str, Json] = {"node": node.id, "outputs": deepcopy(node.outputs), "created_ms": run.state.now_ms}
    cache[template.memoize.key] = entry
    _write(run, template.memoize, entry)
