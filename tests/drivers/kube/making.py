"""Requests and pods for tests, as small as they can be."""

from __future__ import annotations

from typing import Any

from wfsim.drivers.kube import pods
from wfsim.engine.commands import StartPod

Data = dict[str, Any]
BOX: Data = {"name": "main", "container": {"image": "box", "command": ["sh", "-c"], "args": ["true"]}}
KEPT: Data = {"s3": {"bucket": "b", "endpoint": "s:9000", "accessKeySecret": {"name": "cred", "key": "id"}}}


def request(template: Data, captures: bool = False, deadline: int | None = None, **workflow: Any) -> pods.PodRequest:
    """A request for a pod of ``template`` at second 100."""
    start = StartPod("wf-1", "wf.a", "wf.a", 0, "main", "wf-main-1", template, captures, deadline)
    return pods.PodRequest(start, pods.WorkflowFacts("wf", "ns", "u-1", **workflow), 100_000)


def pod_of(template: Data, captures: bool = False, **workflow: Any) -> Data:
    """The Pod of ``template``."""
    found = pods.manifest(request(template, captures, **workflow))
    assert isinstance(found, dict)
    return found


def named(rows: Any, name: str) -> Data:
    """The entry of a list that is called so."""
    (found,) = [one for one in rows if one["name"] == name]
    assert isinstance(found, dict)
    return found


def status(name: str, code: int | None = 0, reason: str = "", message: str = "", **more: Any) -> Data:
    """A container that ended, or that runs where there is no code."""
    if code is None:
        return {"name": name, "state": {"running": {}}, "ready": True, **more}
    ended: Data = {"exitCode": code, "reason": reason or ("Error" if code else "Completed")}
    if message:
        ended["message"] = message
    return {"name": name, "state": {"terminated": ended}, "ready": False, **more}


def seen(phase: str, *containers: Data, inits: tuple[Data, ...] = (), spec: Data | None = None, **more: Any) -> Data:
    """A Pod as the API shows it."""
    whole: Data = {"phase": phase, **more}
    if containers:
        whole["containerStatuses"] = list(containers)
    if inits:
        whole["initContainerStatuses"] = list(inits)
    made = spec or {"containers": [{"name": one["name"]} for one in containers] or [{"name": "main"}]}
    about = {"name": "p", "namespace": "ns", "annotations": {"workflows.argoproj.io/node-id": "n"}}
    return {"metadata": about, "spec": made, "status": whole}
