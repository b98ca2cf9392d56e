"""Which target is meant, and why.

In: the words of a command line, the settings, the environment. Out: a ``Choice``, and the ``Target``. Problem where
there is none of this kind.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from wfsim.api.problem import Problem
from wfsim.api.targets.target import Target

NAMES: Final = ("sim", "kube", "argo")
_IN_CLUSTER: Final = Path("/var/run/secrets/kubernetes.io/serviceaccount/token")


class Choice(NamedTuple):
    """A target's name and what decided for it."""

    name: str
    why: str


def choose(asked: str, setting: str, environment: Mapping[str, str], context: str = "") -> Choice:
    """``--on``, ``WFSIM_ON``, the setting, or else whether there is a cluster at all; ``--context`` names one."""
    choice = _chosen(asked, setting, environment)
    if not context or choice.name != "sim":
        return choice
    if asked:
        raise Problem("--context names a cluster, and --on sim needs none", ())
    return Choice("kube", "--context")


def _chosen(asked: str, setting: str, environment: Mapping[str, str]) -> Choice:
    for name, why in ((asked, "--on"), (environment.get("WFSIM_ON", ""), "WFSIM_ON"), (setting, "the setting `on`")):
        if name:
            if name not in NAMES:
                raise Problem(f"{why} says {name!r}; a target is one of {', '.join(NAMES)}", ())
            return Choice(name, why)
    found = kubeconfig(environment)
    return Choice("kube", f"{found} was found") if found else Choice("sim", "no kubeconfig was found")


def kubeconfig(environment: Mapping[str, str]) -> str:
    """Where access to a cluster is described; empty where it is not."""
    if named := environment.get("KUBECONFIG"):
        files = [one for one in named.split(os.pathsep) if one]
    else:
        files = [os.path.join(environment.get("HOME") or os.path.expanduser("~"), ".kube", "config")]
    for one in files:
        if os.path.exists(one):
            return one
    return str(_IN_CLUSTER) if "KUBERNETES_SERVICE_HOST" in environment and _IN_CLUSTER.exists() else ""


def open_target(
    choice: Choice, store: str, say: Callable[[str], None], context: str = "", namespace: str = ""
) -> Target:
    """The target of a choice. StoreError where its store is no use, NoAccess where there are no credentials."""
    from wfsim.record.store import open as open_store

    if choice.name == "sim":
        from wfsim.api.targets.sim import SimTarget

        return SimTarget(open_store(store), say)
    from wfsim.api.targets.kube import KubeTarget
    from wfsim.drivers.kube.client import connect
    from wfsim.drivers.kube.config import access

    api = connect(access(context or None, namespace or None))
    return KubeTarget(api, lambda: open_store(store), name=choice.name, say=say)
