"""The pod of a node as a pure function of what the engine wants and what the workflow says of all its pods."""

from wfsim.drivers.kube.pods.agent import agent
from wfsim.drivers.kube.pods.manifest import manifest
from wfsim.drivers.kube.pods.needs import Needs, needs
from wfsim.drivers.kube.pods.request import Executor, PodError, PodRequest, WorkflowFacts

__all__ = ["Executor", "Needs", "PodError", "PodRequest", "WorkflowFacts", "agent", "manifest", "needs"]
