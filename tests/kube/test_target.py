"""The commands of ``argo`` on a real cluster, with a controller beside them; what they do to runs, and what they print.

The definitions of Workflows are brought where they are missing, and stay.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.kube.conftest import Cluster
from tests.kube.faults import until
from wfsim.drivers.kube.install.applying import apply
from wfsim.drivers.kube.install.objects import Installation, objects
from wfsim.drivers.kube.resources import DEFINITIONS, PODS, WORKFLOWS

BOX = "{image: 'busybox:latest', imagePullPolicy: IfNotPresent, command: [sh, -c]"
HEAD = "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {generateName: target-}\nspec:\n"
ASKS = (
    HEAD
    + f"""
  entrypoint: main
  arguments: {{parameters: [{{name: p, value: "1"}}]}}
  templates:
    - name: main
      steps:
        - [{{name: ask, template: ask}}, {{name: also, template: also}}]
        - - name: say
            template: say
            arguments: {{parameters: [{{name: x, value: "{{{{steps.ask.outputs.parameters.go}}}}"}}]}}
        - [{{name: last, template: last}}]
    - name: ask
      suspend: {{}}
      outputs: {{parameters: [{{name: go, valueFrom: {{supplied: {{}}}}}}]}}
    - {{name: also, suspend: {{}}}}
    - name: say
      inputs: {{parameters: [{{name: x}}]}}
      container: {BOX}, args: ["echo {{{{inputs.parameters.x}}}}"]}}
    - name: last
      container: {BOX}, args: ["echo p is {{{{workflow.parameters.p}}}}; test {{{{workflow.parameters.p}}}} = 2"]}}
"""
)
TALKS = (
    HEAD
    + f"""
  entrypoint: main
  templates:
    - name: main
      steps: [[{{name: a, template: talk}}, {{name: b, template: talk}}]]
    - name: talk
      container: {BOX}, args: ["for i in 1 2 3; do echo {{{{pod.name}}}} $i; sleep 1; done"]}}
"""
)


@pytest.fixture(scope="module")
def controlled(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """The cluster, with a controller for the namespace of this session."""
    definitions = [one for one in objects(Installation(cluster.namespace)) if one["kind"] == DEFINITIONS.kind]
    list(apply(cluster.api, definitions))
    log = tmp_path_factory.mktemp("target") / "controller.log"
    words = [
        sys.executable,
        "-m",
        "wfsim",
        "controller",
        "-n",
        cluster.namespace,
        "--no-lease",
        "--listen",
        "127.0.0.1:18099",
    ]
    environment = {**os.environ, "KUBECONFIG": cluster.kubeconfig}
    with log.open("wb") as stream:
        controller = subprocess.Popen(words, stderr=stream, env=environment)
    yield cluster
    controller.terminate()
    assert controller.wait(30) == 0, log.read_text()


def said(cluster: Cluster, *words: str, code: int = 0) -> str:
    ran = cluster.wfsim(words[0], "-q", "-n", cluster.namespace, "--on", "kube", *words[1:])
    assert ran.returncode == code, ran.stderr
    return ran.stdout


def submitted(cluster: Cluster, text: str, place: Path, *words: str) -> str:
    (place / "w.yaml").write_text(text)
    return said(cluster, "submit", str(place / "w.yaml"), "-o", "name", *words).strip()


def waiting(cluster: Cluster, name: str) -> None:
    """Until a node waits for somebody."""
    for _ in range(300):
        found: Any = cluster.api.get(WORKFLOWS, cluster.namespace, name)
        nodes = (found.get("status") or {}).get("nodes") or {}
        if any(one["displayName"] == "also" and one["phase"] == "Running" for one in nodes.values()):
            return
        time.sleep(0.1)
    raise AssertionError(f"{name} waits for nobody")


def test_set_resume_retry_resubmit(controlled: Cluster, tmp_path: Path) -> None:
    name = submitted(controlled, ASKS, tmp_path)
    waiting(controlled, name)
    selector = ("--node-field-selector", "displayName=ask")
    said(controlled, "node", "set", name, *selector, "--output-parameter", "go=it 'goes'")
    said(controlled, "resume", name)
    said(controlled, "wait", name, code=1)
    assert {*said(controlled, "logs", name).splitlines()} >= {
        f"{pod}: p is 1" for pod in pods(controlled, name, "last")
    }
    tree = said(controlled, "retry", name, "-p", "p=2", "--watch", "-o", "short").splitlines()
    assert ("✔ last" in tree[-1], pods(controlled, name, "last")[0] in tree[-1]) == (True, True)
    assert said(controlled, "logs", name, "last").endswith("p is 2\n")
    again = said(controlled, "resubmit", name, "-o", "name").strip()
    waiting(controlled, again)
    said(controlled, "stop", again, *selector, "--message", "not today")
    said(controlled, "resume", again)
    said(controlled, "wait", again, code=1)
    assert "not today" in said(controlled, "get", again)
    for one in (name, again):
        said(controlled, "delete", one)
    assert name in said(controlled, "list", "--archived", "-o", "name").split()


def pods(cluster: Cluster, run: str, step: str) -> list[str]:
    listed: Any = cluster.api.list(PODS, cluster.namespace, labels=f"workflows.argoproj.io/workflow={run}").items
    annotation = "workflows.argoproj.io/node-name"
    names = {one["metadata"]["annotations"][annotation]: one["metadata"]["name"] for one in listed}
    return [name for node, name in names.items() if node.endswith(f".{step}")]


def test_logs_are_followed_and_merged(controlled: Cluster, tmp_path: Path) -> None:
    name = submitted(controlled, TALKS, tmp_path)
    lines = said(controlled, "logs", name, "--follow", "--timestamps").splitlines()
    assert len(lines) == 6
    for pod in {line.split()[0] for line in lines}:  # those of two pods come in order as far as they arrive in time
        assert [line.rsplit(" ", 1)[1] for line in lines if line.startswith(pod)] == ["1", "2", "3"]
    again = said(controlled, "logs", name, "--timestamps").splitlines()
    assert sorted(again) == sorted(lines)
    instants = [line.split()[1] for line in again]
    assert instants == sorted(instants)


def test_a_run_by_hand_has_logs_and_goes_over_to_the_controller(controlled: Cluster, tmp_path: Path) -> None:
    (tmp_path / "w.yaml").write_text(TALKS.replace("sleep 1; done", "done; exit 3"))
    words = [
        "run",
        "-q",
        "-n",
        controlled.namespace,
        "--name",
        "by-hand",
        "--journal",
        str(tmp_path / "j"),
        "-o",
        "json",
    ]
    ran = controlled.wfsim(*words, str(tmp_path / "w.yaml"))
    assert (ran.returncode, json.loads(ran.stdout)["status"]["phase"]) == (1, "Failed"), ran.stderr
    assert len(said(controlled, "logs", "by-hand").splitlines()) == 6
    said(controlled, "retry", "by-hand")
    said(controlled, "wait", "by-hand", code=1)
    found: Any = json.loads(said(controlled, "get", "by-hand", "-o", "json"))
    assert found["metadata"]["labels"]["workflows.argoproj.io/controller-instanceid"] == "wfsim"
    said(controlled, "delete", "by-hand")


STEPWISE = (
    HEAD
    + f"""
  entrypoint: main
  templates:
    - name: main
      steps: [[{{name: a, template: long}}], [{{name: b, template: short}}]]
    - name: long  # enough for a command that suspends the run, on a busy machine
      container: {BOX}, args: ["sleep 12"]}}
    - {{name: short, container: {BOX}, args: ["true"]}}}}
"""
)


def test_a_run_by_hand_is_suspended_and_resumed(controlled: Cluster, tmp_path: Path) -> None:
    name, file = "by-hand-slowly", tmp_path / "w.yaml"
    file.write_text(STEPWISE)
    words = ["run", "-n", controlled.namespace, "--name", name, "--journal", str(tmp_path / "j"), str(file)]
    environment = {**os.environ, "KUBECONFIG": controlled.kubeconfig}
    driving = subprocess.Popen([sys.executable, "-m", "wfsim", *words], env=environment, stdout=subprocess.DEVNULL)
    until(lambda: pods(controlled, name, "a"))
    said(controlled, "suspend", name)
    assert "✔ a" not in said(controlled, "get", name)
    until(lambda: "✔ a" in said(controlled, "get", name))
    time.sleep(2)
    assert (pods(controlled, name, "b"), driving.poll()) == ([], None)
    said(controlled, "resume", name)
    assert driving.wait(60) == 0
    assert len(pods(controlled, name, "b")) == 1
    assert controlled.wfsim("replay", str(tmp_path / "j"), str(file)).returncode == 0


def test_a_namespace_that_is_not_there(controlled: Cluster, tmp_path: Path) -> None:
    (tmp_path / "w.yaml").write_text(TALKS)
    for words in (("submit", str(tmp_path / "w.yaml")), ("list",), ("get", "x")):
        ran = controlled.wfsim(words[0], "-n", "nowhere-at-all", "--on", "kube", *words[1:])
        assert ran.returncode in (1, 3)
        assert "kubectl create namespace nowhere-at-all" in ran.stderr
