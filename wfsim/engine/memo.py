"""Memoization: outputs kept under a key in a ConfigMap, for the life of the simulation.

In: templates with ``memoize``. Out: nodes that took their outputs from the cache.
"""

from __future__ import annotations

import re
from copy import deepcopy

from wfsim.engine import leaf, limits
from wfsim.engine.errors import CallError
from wfsim.engine.phases import Phase
from wfsim.engine.run import Run
from wfsim.engine.sites import Site
from wfsim.engine.state import NodeState
from wfsim.spec.model import Memoize, Template
from wfsim.yamlio.nodes import Json

_KEY = re.compile(r"^[a-zA-Z0-9][-a-zA-Z0-9]*$")


def look_up(run: Run, site: Site, template: Template, *, fresh: bool) -> NodeState | None:
    """The node of a call with outputs from the cache; None where it has to run. ``fresh``: nothing has begun."""
    if template.memoize is None or not fresh:
        return None
    key = template.memoize.key
    if not _KEY.match(key):
        error = CallError(f"invalid cache key: {key}")
        run.fail(site, error.message)
        raise error
    entry = run.caches.get(_cache(run, template.memoize), {}).get(key)
    if not isinstance(entry, dict) or _too_old(run, template.memoize.max_age, entry):
        return None
    made = leaf.executable(run, site, template, site.name)
    made.memo_hit = True
    made.outputs = deepcopy(entry["outputs"]) if isinstance(entry["outputs"], dict) else None
    return run.mark(made, Phase.SUCCEEDED)


def _cache(run: Run, memoize: Memoize) -> str:
    return f"{run.definitions.namespace}/{memoize.config_map}"


def _too_old(run: Run, max_age: str, entry: dict[str, Json]) -> bool:
    if not max_age:
        return False
    born = entry["created_ms"]
    return isinstance(born, int) and run.state.now_ms > born + limits.span(max_age, "invalid maxAge:")


def save(run: Run, template: Template, node: NodeState) -> None:
    """Keep the outputs of a node that succeeded."""
    if template.memoize is None or node.phase is not Phase.SUCCEEDED or node.memo_hit:
        return
    cache = run.caches.setdefault(_cache(run, template.memoize), {})
    cache[template.memoize.key] = {
        "node": node.id,
        "outputs": deepcopy(node.outputs),
        "created_ms": run.state.now_ms,
    }
