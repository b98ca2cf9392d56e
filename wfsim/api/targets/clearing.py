"""A run that somebody deletes while its object waits for artifacts to go.

In: the object as it was, and whom to tell. Out: they are gone, or somebody is told why not. A controller sees to runs
of its own; of those that a command drove nobody would, once the command has ended.
"""

from __future__ import annotations

from collections.abc import Callable

from wfsim.drivers.kube import labels
from wfsim.drivers.kube.artifactgc.collecting import Collector
from wfsim.drivers.kube.artifactgc.planning import is_held
from wfsim.drivers.kube.artifactgc.terms import FINALIZER
from wfsim.drivers.kube.artifactgc.waiting import OnCluster, collected
from wfsim.drivers.kube.client import Api
from wfsim.drivers.kube.read import labels_of, meta
from wfsim.spec.model import JsonObject


def clear(api: Api, found: JsonObject, say: Callable[[str], None]) -> None:
    """The object of a run has been deleted, as far as it goes."""
    if not is_held(found) or labels_of(found).get(labels.INSTANCE) != labels.BY_HAND:
        return
    name = meta(found, "name")
    if labels_of(found).get(labels.COMPLETED) != "true":
        say(f"{name} goes when its run is over and artifacts are removed; `wfsim run --resume {name}` goes on with it")
        return
    place = OnCluster(Collector(api, say), meta(found, "namespace"), name)
    if not collected(place):
        say(f"{name} goes when the pods that remove its artifacts have ended; `delete` it again to see to that")
    elif place.found() is not None:
        say(f"{name} stays: artifacts of it could not be removed, and its finalizer {FINALIZER} waits for that")
