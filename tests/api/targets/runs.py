"""Runs as they stand on a cluster: simulated, and written as the controller that is meant would have written them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.drivers.kube.fake import FakeCluster
from wfsim.api.targets.kube import KubeTarget
from wfsim.api.targets.sim import SimTarget
from wfsim.api.targets.target import Submission
from wfsim.drivers.kube.labels import INSTANCE
from wfsim.drivers.kube.resources import WORKFLOWS
from wfsim.record.store import open
from wfsim.text import Source

Data = dict[str, Any]
NOW = 1_800_000_000_000
HEAD = "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {generateName: deploy-, labels: {team: a}}\nspec:\n"
ASKS = (
    HEAD
    + """
  entrypoint: main
  templates:
    - name: main
      steps:
        - [{name: ask, template: ask}, {name: also, template: also}]
        - - name: say
            template: say
            arguments: {parameters: [{name: x, value: "{{steps.ask.outputs.parameters.go}}"}]}
    - name: ask
      suspend: {}
      outputs: {parameters: [{name: go, valueFrom: {supplied: {}}}]}
    - name: also
      suspend: {}
      outputs: {parameters: [{name: how, valueFrom: {default: fast, supplied: {}}}]}
    - name: say
      inputs: {parameters: [{name: x}]}
      container: {image: a, command: [echo, "{{inputs.parameters.x}}"]}
"""
)
FAILS = (
    HEAD
    + """
  entrypoint: main
  onExit: leaf
  arguments: {parameters: [{name: p, value: "1"}]}
  templates:
    - name: main
      steps:
        - [{name: a, template: leaf}]
        - [{name: b, template: leaf}, {name: c, template: leaf}]
        - [{name: d, template: leaf}]
    - name: leaf
      container: {image: alpine, args: ["{{workflow.parameters.p}}"]}
"""
)
FAILING = 'mocks:\n  "step:c": {exitCode: 2}\n'


def target(
    tmp_path: Path, name: str = "kube", cluster: FakeCluster | None = None, say: Callable[[str], None] = lambda _: None
) -> KubeTarget:
    """A target on a cluster in memory; its archive is a file."""
    archive = str(tmp_path / "archive.db")
    return KubeTarget(cluster or FakeCluster(), lambda: open(archive), name=name, say=say, now=lambda: NOW)


def simulated(tmp_path: Path, text: str, mocks: str = "") -> Data:
    """A run, as far as it goes."""
    sim = SimTarget(open(str(tmp_path / "sim.db")), now=lambda: NOW - 3_600_000)
    given = Source("<mocks>", mocks) if mocks else None
    (made,) = sim.submit(Submission(sources=(Source("w.yaml", text),), namespace="ns", mocks=given))
    sim.close()
    return dict(made)


def written(cluster: FakeCluster, run: Data, instance: str) -> Data:
    """A run on the cluster as Argo's controller leaves it, or, with an instance, as wfsim's does."""
    metadata = dict(run["metadata"])
    labels = {**metadata["labels"], **({INSTANCE: instance} if instance else {})}
    annotations = metadata["annotations"]
    status = run["status"]
    if not instance:
        annotations = {key: one for key, one in annotations.items() if not key.startswith("wfsim")}
        nodes = {id_: {**one, "progress": "1/1"} for id_, one in status["nodes"].items()}
        conditions = [{"type": "Completed", "status": labels["workflows.argoproj.io/completed"].title()}]
        status = {**status, "nodes": nodes, "conditions": conditions, "progress": "2/3"}
    whole = {**run, "metadata": {**metadata, "labels": labels, "annotations": annotations}, "status": status}
    return cluster.put(WORKFLOWS, whole)
