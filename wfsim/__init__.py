"""Check, simulate and test Argo Workflows without a cluster.

``wfsim.load(path)`` gives a ``Project`` with ``lint()``, ``plan()`` and ``simulate()``. Names are imported when they
are first used: ``import wfsim`` costs nothing.
"""

from __future__ import annotations

from wfsim.version import __version__

TYPE_CHECKING = False  # as in typing, which takes longer to import than all that is here

if TYPE_CHECKING:
    from wfsim.api.problem import Misuse, Problem
    from wfsim.api.project import Project, load, loads
    from wfsim.api.run import Node, Run
    from wfsim.engine.phases import Phase

__all__ = ["Misuse", "Node", "Phase", "Problem", "Project", "Run", "__version__", "load", "loads"]

_HOMES = {
    "Misuse": "wfsim.api.problem",
    "Node": "wfsim.api.run",
    "Phase": "wfsim.engine.phases",
    "Problem": "wfsim.api.problem",
    "Project": "wfsim.api.project",
    "Run": "wfsim.api.run",
    "load": "wfsim.api.project",
    "loads": "wfsim.api.project",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'wfsim' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
