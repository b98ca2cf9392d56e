"""The logs of pods on a cluster in memory: merged by time, followed, of a step, of a container, broken off."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.targets.runs import FAILING, FAILS, simulated, target, written
from tests.drivers.kube.fake import Data, FakeCluster
from wfsim.api.problem import Problem
from wfsim.api.targets.kube import KubeTarget
from wfsim.api.targets.target import LATEST, LogLine, LogQuery
from wfsim.drivers.kube import errors, labels
from wfsim.drivers.kube.pods import names
from wfsim.drivers.kube.resources import PODS, WORKFLOWS, Call
from wfsim.record.workflow import from_workflow

SET = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: several}
spec:
  entrypoint: main
  templates:
    - name: main
      containerSet: {containers: [{name: main, image: a, command: [a]}, {name: two, image: a, command: [b]}]}
      outputs: {parameters: [{name: x, valueFrom: {path: /x}}]}
"""


def at(second: float, text: str) -> str:
    return f"2026-01-01T00:00:{second:012.9f}Z {text}"


def pod(name: str, node: str, node_name: str, run: str, *, state: str = "terminated", sidecar: str = "") -> Data:
    """A pod with main and wait, and perhaps a sidecar."""
    containers = ["main", "wait", *([sidecar] if sidecar else [])]
    return {
        "metadata": {
            "name": name,
            "namespace": "ns",
            "labels": {labels.WORKFLOW: run},
            "annotations": {names.NODE_ID: node, names.NODE_NAME: node_name},
        },
        "spec": {"containers": [{"name": one} for one in containers]},
        "status": {
            "phase": "Succeeded" if state == "terminated" else "Running",
            "containerStatuses": [{"name": one, "state": {state: {}}} for one in containers],
        },
    }


@pytest.fixture
def ended(tmp_path: Path) -> tuple[FakeCluster, KubeTarget, str, dict[str, str]]:
    """A run that ended, its pods' names by step; each wrote two lines, all at once."""
    cluster = FakeCluster()
    run = written(cluster, simulated(tmp_path, FAILS, FAILING), "wfsim")
    pods = {}
    made_pods = [one for one in from_workflow(run).nodes if one.pod_name]
    for number, node in enumerate(sorted(made_pods, key=lambda one: one.name.replace(".onExit", "[9]"))):
        pods[node.display_name] = node.pod_name
        made = pod(node.pod_name, node.id, node.name, run["metadata"]["name"], sidecar="side" * (number == 0))
        cluster.put(PODS, made)
        cluster.write("ns", node.pod_name, at(number / 10, f"{node.display_name} 1"), at(30, f"{node.display_name} 2"))
    cluster.write("ns", pods["a"], at(9, "beside"), container="side")
    return cluster, target(tmp_path, cluster=cluster), run["metadata"]["name"], pods


def texts(lines: Iterator[LogLine]) -> list[str]:
    return [one.text for one in lines]


def test_all_pods_are_merged_by_time(ended: tuple[FakeCluster, KubeTarget, str, dict[str, str]]) -> None:
    _, kube, name, pods = ended
    lines = [*kube.logs("ns", name, LogQuery())]
    first = [one.text for one in lines[:4]]
    assert first == ["a 1", "b 1", "c 1", f"{[*pods][3]} 1"]
    assert sorted(one.text for one in lines[4:]) == sorted(f"{one} 2" for one in pods)
    assert lines[1].at_ms == 1767225600100
    assert {one.container for one in lines} == {"main"}
    assert texts(kube.logs("ns", LATEST, LogQuery(follow=True))) == [one.text for one in lines]


def test_one_pod_one_step_one_container(ended: tuple[FakeCluster, KubeTarget, str, dict[str, str]]) -> None:
    _, kube, name, pods = ended
    for query in (LogQuery(pods["b"]), LogQuery("b")):
        assert texts(kube.logs("ns", name, query)) == ["b 1", "b 2"]
    assert texts(kube.logs("ns", pods["b"], LogQuery())) == ["b 1", "b 2"]
    assert texts(kube.logs("ns", name, LogQuery(container="side"))) == ["beside"]
    assert texts(kube.logs("ns", name, LogQuery(container="no"))) == []
    with pytest.raises(Problem, match='no pod or step "z"'):
        kube.logs("ns", name, LogQuery("z"))
    with pytest.raises(Problem, match=r'workflows.argoproj.io "nope" not found'):
        kube.logs("ns", "nope", LogQuery())


def test_a_run_without_an_object_has_logs(ended: tuple[FakeCluster, KubeTarget, str, dict[str, str]]) -> None:
    cluster, kube, name, pods = ended
    cluster.absent.add(WORKFLOWS)
    assert len(texts(kube.logs("ns", name, LogQuery()))) == 8
    for query in (LogQuery(pods["b"]), LogQuery("b")):
        assert texts(kube.logs("ns", name, query)) == ["b 1", "b 2"]
    assert texts(kube.logs("ns", pods["c"], LogQuery())) == ["c 1", "c 2"]
    with pytest.raises(Problem, match="no pod or step"):
        kube.logs("ns", name, LogQuery("z"))


def test_all_containers_of_a_set(tmp_path: Path) -> None:
    cluster = FakeCluster()
    run = written(cluster, simulated(tmp_path, SET), "")
    (root,) = [one for one in from_workflow(run).nodes if one.pod_name]
    made = pod("p", root.id, root.name, "several", sidecar="two")
    cluster.put(PODS, made)
    cluster.write("ns", "p", at(2, "from main"))
    cluster.write("ns", "p", at(1, "from two"), container="two")
    argo = target(tmp_path, "argo", cluster)
    assert texts(argo.logs("ns", "several", LogQuery())) == ["from two", "from main"]
    assert texts(argo.logs("ns", "several", LogQuery(container="two"))) == ["from two"]


def test_lines_without_an_instant_stay_where_they_are(tmp_path: Path) -> None:
    cluster = FakeCluster()
    cluster.put(PODS, pod("p", "n", "wf.a", "wf"))
    cluster.write("ns", "p", "2026-01-01T02:00:01.5+02:00 one", "unable to read the log", at(2, ""))
    lines = [*target(tmp_path, cluster=cluster).logs("ns", "wf", LogQuery())]
    assert [(one.text, one.at_ms % 10_000) for one in lines] == [
        ("one", 1500),
        ("unable to read the log", 1500),
        ("", 2000),
    ]


def test_following_sees_pods_that_come_and_ends_with_the_run(tmp_path: Path) -> None:
    cluster = FakeCluster()
    run: dict[str, Any] = {"metadata": {"name": "wf", "namespace": "ns"}, "status": {"phase": "Running"}}
    cluster.put(WORKFLOWS, run)
    cluster.put(PODS, pod("p", "n", "wf.a", "wf", state="waiting"))
    lines = target(tmp_path, "argo", cluster).logs("ns", "wf", LogQuery(follow=True))

    def go_on() -> None:
        cluster.write("ns", "p", at(1, "one"))
        cluster.put(PODS, pod("p", "n", "wf.a", "wf", state="running"))

    threading.Timer(0.05, go_on).start()
    assert next(lines).text == "one"
    cluster.write("ns", "q", at(2, "of another"), ended=True)
    cluster.put(PODS, pod("q", "m", "wf.b", "wf"))
    assert next(lines).text == "of another"
    cluster.put(WORKFLOWS, {**run, "status": {"phase": "Succeeded"}})
    cluster.write("ns", "p", at(3, "late"), ended=True)
    assert texts(lines) == ["late"]


def test_a_stream_that_breaks_is_read_on(tmp_path: Path) -> None:
    cluster, broken = FakeCluster(), [1, 2]
    run: dict[str, Any] = {"metadata": {"name": "wf", "namespace": "ns"}, "status": {"phase": "Running"}}
    cluster.put(WORKFLOWS, run)
    cluster.put(PODS, pod("p", "n", "wf.a", "wf", state="running"))
    cluster.write("ns", "p", at(1.25, "one"), at(1.5, "two"), ended=True)

    def cut(call: Call) -> None:
        if call.subresource == "log" and broken:
            broken.pop()
            raise errors.CutOff(call, "the connection ended")

    cluster.before = cut
    lines = target(tmp_path, "argo", cluster).logs("ns", "wf", LogQuery(follow=True))
    assert [next(lines).text, next(lines).text] == ["one", "two"]
    cluster.put(WORKFLOWS, {**run, "status": {"phase": "Failed"}})
    assert texts(lines) == []


def test_a_right_that_is_missing_ends_the_following(tmp_path: Path) -> None:
    cluster = FakeCluster()
    cluster.put(WORKFLOWS, {"metadata": {"name": "wf", "namespace": "ns"}, "status": {"phase": "Running"}})
    cluster.put(PODS, pod("p", "n", "wf.a", "wf", state="running"))
    cluster.write("ns", "p", at(1, "one"))
    cluster.forbidden.add("get pods/log")
    with pytest.raises(errors.Forbidden, match=r'"resources": \["pods/log"\], "verbs": \["get"\]'):
        [*target(tmp_path, "argo", cluster).logs("ns", "wf", LogQuery(follow=True))]
