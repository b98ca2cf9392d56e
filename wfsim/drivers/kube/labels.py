"""The labels of Argo's by which objects of a run are found, and the instances of wfsim's own.

In: nothing. Out: names. Whoever makes, watches or asks for objects on a cluster takes them from here.
"""

from __future__ import annotations

from typing import Final

_ARGO = "workflows.argoproj.io/"
WORKFLOW: Final = _ARGO + "workflow"
COMPLETED: Final = _ARGO + "completed"
PHASE: Final = _ARGO + "phase"
COMPONENT: Final = _ARGO + "component"  # of pods that are no node's own: what they do
INSTANCE: Final = _ARGO + "controller-instanceid"
CONFIG_MAP_TYPE: Final = _ARGO + "configmap-type"

# Values of INSTANCE: controllers, Argo's and ours, leave workflows of another instance alone.
CONTROLLER: Final = "wfsim"
BY_HAND: Final = "wfsim-run"  # runs that a command drives
