"""The final pods of real runs: what is inferred of each is what Argo's controller inferred."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from wfsim.drivers.kube import outcome
from wfsim.engine.events import PodFinished

ROOT = Path(__file__).resolve().parents[3]
HOME = Path(os.environ.get("WFSIM_CONFORMANCE", ROOT.parent / "shared" / "conformance")) / "cluster"
RUNS = sorted(HOME.glob("*.json"))


def as_ours(pod: dict[str, Any], sidecars: set[str]) -> dict[str, Any]:
    """Sidecars where they stand in our pods."""
    spec, status = pod["spec"], pod["status"]
    theirs = [one for one in spec["containers"] if one["name"] in sidecars]
    spec["initContainers"] += [one | {"restartPolicy": "Always"} for one in theirs]
    spec["containers"] = [one for one in spec["containers"] if one not in theirs]
    ended = [one for one in status["containerStatuses"] if one["name"] in sidecars]
    status["initContainerStatuses"] += ended
    status["containerStatuses"] = [one for one in status["containerStatuses"] if one not in ended]
    return pod


def verdict(event: PodFinished) -> tuple[str, str]:
    """Phase and message that the engine makes of it."""
    if event.error:
        return "Error", event.error
    if event.pod_message:
        return "Failed", event.pod_message
    if not event.exit_code:
        return "Succeeded", ""
    tail = f": {event.container_message}" if event.container_message else ""
    return "Failed", f"main: {event.reason} (exit code {event.exit_code}){tail}"


@pytest.mark.skipif(not RUNS, reason="no recorded runs of a real Argo here")
@pytest.mark.parametrize("path", RUNS, ids=lambda path: path.stem)
def test_what_argo_inferred(path: Path) -> None:
    run = json.loads(path.read_text(encoding="utf-8"))
    nodes = run["workflow"]["status"].get("nodes", {})
    templates = [*run["workflow"]["spec"].get("templates", [])]
    sidecars = {one["name"] for template in templates for one in template.get("sidecars", [])}
    resources = {one["name"] for one in templates if "resource" in one}
    for pod in run["pods"]:
        node = nodes[pod["metadata"]["annotations"]["workflows.argoproj.io/node-id"]]
        if node["templateName"] in resources or node["name"].endswith(".server"):
            continue  # done without a pod here; a daemon that was ended when its scope was over
        event = outcome.of_pod(as_ours(pod, sidecars), None, 0)
        assert isinstance(event, PodFinished)
        assert verdict(event) == (node["phase"], node.get("message", "")), node["name"]
        assert str(event.exit_code) == node["outputs"]["exitCode"]
        assert event.node == node["id"]
