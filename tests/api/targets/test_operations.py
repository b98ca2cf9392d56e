"""What people do to a run on a cluster: in Argo's own way, and by wishes where wfsim drives it.

Either way the run is afterwards what the operation of the engine makes of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.api.targets.runs import ASKS, FAILING, FAILS, NOW, simulated, target, written
from tests.drivers.kube.fake import Data, FakeCluster
from wfsim.api.problem import Problem
from wfsim.api.targets import objects, rewriting
from wfsim.api.targets.kube import KubeTarget
from wfsim.api.targets.target import Again, NodeChange
from wfsim.drivers.kube.labels import INSTANCE
from wfsim.drivers.kube.resources import PODS, WORKFLOWS
from wfsim.drivers.kube.workflow_object import WISHES, Wishes
from wfsim.engine.engine import Engine
from wfsim.engine.events import NodeSet
from wfsim.engine.operations import resubmit, retry, steering
from wfsim.engine.operations.outcome import Operated
from wfsim.engine.phases import Phase
from wfsim.engine.state import NodeState, RunState
from wfsim.record import packing
from wfsim.record.state import to_state
from wfsim.record.workflow import from_workflow

INSTANCES = ("", "wfsim")
_SEEN = ("name", "type", "phase", "message", "boundary_id", "outbound_nodes", "outputs", "started_ms", "finished_ms")


def made(tmp_path: Path, text: str, instance: str, mocks: str = "") -> tuple[FakeCluster, KubeTarget, Data]:
    """A cluster with one run."""
    cluster = FakeCluster()
    run = written(cluster, simulated(tmp_path, text, mocks), instance)
    return cluster, target(tmp_path, "kube" if instance else "argo", cluster), run


def seen(state: RunState) -> dict[str, Any]:
    """What of a state stands in Argo's status, times in whole seconds."""

    def node(one: NodeState) -> dict[str, Any]:
        found = {key: getattr(one, key) for key in _SEEN} | {"children": {*one.children}}
        return {key: value // 1000 if key.endswith("_ms") and value else value for key, value in found.items()}

    return {id_: node(one) for id_, one in state.nodes.items()}


def granted(found: Data) -> RunState:
    """The state once the driver has heard the wishes in an object."""
    held = rewriting.held({**found, "metadata": {**found["metadata"], "annotations": {}}})
    record = objects.record_of(found)
    engine = Engine(held.definitions, to_state(record))
    for event in Wishes().of(found):
        assert isinstance(event, NodeSet)
        engine.send([replace(event, at_ms=engine.state.now_ms)])
    return engine.state


def name_of(run: Data) -> str:
    return str(run["metadata"]["name"])


def phases(state: RunState) -> dict[str, str]:
    return {one.display_name: one.phase.value for one in state.nodes.values()}


# -- nodes

Act = Callable[[KubeTarget, str], object]
NODES: dict[str, tuple[Act, Callable[[rewriting.Held], Operated]]] = {
    "stop": (
        lambda it, name: it.stop("ns", name, "displayName=ask", "not today"),
        lambda it: steering.stop_nodes(it.definitions, it.state, "displayName=ask", "not today"),
    ),
    "resume": (
        lambda it, name: it.resume("ns", name, "displayName=also"),
        lambda it: steering.resume(it.definitions, it.state, "displayName=also"),
    ),
    "set": (
        lambda it, name: it.set_node("ns", name, NodeChange("displayName=ask", {"go": 'a "b"\nc'}, "hm", "")),
        lambda it: steering.set_outputs(it.definitions, it.state, "displayName=ask", {"go": 'a "b"\nc'}, "hm"),
    ),
    "set and end": (
        lambda it, name: it.set_node("ns", name, NodeChange("displayName=ask", {"go": "1"}, "", "Succeeded")),
        lambda it: steering.set_outputs(it.definitions, it.state, "displayName=ask", {"go": "1"}, "", Phase.SUCCEEDED),
    ),
}


@pytest.mark.parametrize("act", NODES)
@pytest.mark.parametrize("instance", INSTANCES)
def test_nodes_are_set(act: str, instance: str, tmp_path: Path) -> None:
    cluster, it, run = made(tmp_path, ASKS, instance)
    done, expected = NODES[act]
    before = rewriting.held(run)
    wanted = expected(before).state
    done(it, name_of(run))
    found = cluster.get(WORKFLOWS, "ns", name_of(run))
    after = granted(found) if instance else to_state(objects.record_of(found))
    ids = [id_ for id_, one in wanted.nodes.items() if one.type.value == "Suspend"]
    assert {id_: seen(after)[id_] for id_ in ids} == {id_: seen(wanted)[id_] for id_ in ids}
    assert (found["status"] == run["status"]) is bool(instance)
    if not instance:
        assert all(one["progress"] == "1/1" for one in found["status"]["nodes"].values())


@pytest.mark.parametrize("instance", INSTANCES)
def test_what_was_set_before_counts_at_once(instance: str, tmp_path: Path) -> None:
    """Whether or not the driver has read it yet."""
    cluster, it, run = made(tmp_path, ASKS, instance)
    name = name_of(run)
    with pytest.raises(Problem, match="raw output parameter 'go' has not been set and does not have a default value"):
        it.resume("ns", name)
    it.set_node("ns", name, NodeChange("displayName=ask", {"go": "1"}))
    with pytest.raises(Problem, match="cannot set output parameter 'go'"):
        it.set_node("ns", name, NodeChange("displayName=ask", {"go": "2"}))
    it.resume("ns", name)
    with pytest.raises(Problem, match="no suspend nodes matching"):
        it.resume("ns", name, "displayName=ask")
    found = cluster.get(WORKFLOWS, "ns", name)
    after = granted(found) if instance else to_state(objects.record_of(found))
    assert phases(after) | {"ask": "Succeeded", "also": "Succeeded"} == phases(after)
    outputs = {one.display_name: one.outputs for one in after.nodes.values() if one.display_name in ("ask", "also")}
    assert outputs == {
        "ask": {"parameters": [{"name": "go", "value": "1"}]},
        "also": {"parameters": [{"name": "how", "value": "fast"}]},
    }


def test_wishes_that_are_granted_are_forgotten(tmp_path: Path) -> None:
    cluster, it, run = made(tmp_path, ASKS, "wfsim")
    name = name_of(run)
    it.resume("ns", name, "displayName=also")
    also = next(id_ for id_, one in run["status"]["nodes"].items() if one["displayName"] == "also")
    cluster.patch(WORKFLOWS, "ns", name, {"status": {"nodes": {also: {"phase": "Succeeded"}}}})
    it.stop("ns", name, "displayName=ask", "no")
    annotations = cluster.get(WORKFLOWS, "ns", name)["metadata"]["annotations"]
    wishes = json.loads(annotations[WISHES])
    assert [(one["phase"], one["message"]) for one in wishes] == [("Failed", "no")]


@pytest.mark.parametrize("instance", INSTANCES)
def test_a_suspended_workflow_goes_on(instance: str, tmp_path: Path) -> None:
    cluster, it, run = made(tmp_path, ASKS, instance)
    name = name_of(run)
    cluster.patch(WORKFLOWS, "ns", name, {"status": {"nodes": None}})
    it.suspend("ns", name)
    assert cluster.get(WORKFLOWS, "ns", name)["spec"]["suspend"] is True
    it.resume("ns", name)
    assert "suspend" not in cluster.get(WORKFLOWS, "ns", name)["spec"]


def test_stop_and_terminate(tmp_path: Path) -> None:
    cluster, it, run = made(tmp_path, ASKS, "wfsim")
    name = name_of(run)
    for act, strategy in ((it.stop, "Stop"), (it.terminate, "Terminate"), (it.stop, "Terminate")):
        act("ns", name)
        assert cluster.get(WORKFLOWS, "ns", name)["spec"]["shutdown"] == strategy
    cluster.patch(WORKFLOWS, "ns", name, {"status": {"phase": "Failed"}})
    with pytest.raises(Problem, match="cannot shutdown a completed workflow"):
        it.stop("ns", name)


def test_a_phase_that_is_none(tmp_path: Path) -> None:
    _, it, run = made(tmp_path, ASKS, "wfsim")
    with pytest.raises(Problem, match="'Great' is no phase of a node"):
        it.set_node("ns", name_of(run), NodeChange(phase="Great"))


# -- retry and resubmit


@pytest.mark.parametrize("instance", (*INSTANCES, "wfsim-run"))
def test_retry(instance: str, tmp_path: Path) -> None:
    cluster, it, run = made(tmp_path, FAILS, instance, FAILING)
    name = name_of(run)
    before = rewriting.held(run)
    wanted = retry.retry(before.definitions, before.state, at_ms=NOW, parameters={"p": "2"})
    nodes = from_workflow(run).nodes
    for one in nodes:
        if one.pod_name:
            cluster.put(PODS, {"metadata": {"name": one.pod_name, "namespace": "ns"}, "status": {"phase": "Failed"}})
    found = dict(it.retry("ns", name, Again(parameters={"p": "2"})))
    after = to_state(objects.record_of(found))
    assert seen(after) == seen(wanted.state)
    assert (after.phase, after.started_ms, after.finished_ms, after.message) == (Phase.UNKNOWN, NOW, None, "")
    left = {key[2] for key in cluster.objects if key[0] == "pods"}
    assert left == {one.pod_name for one in nodes if one.pod_name} - {*wanted.pods}
    about: Any = found["metadata"]
    assert "workflows.argoproj.io/completed" not in about["labels"]
    assert about["labels"].get(INSTANCE) == ("wfsim" if instance else None)
    spec: Any = found["spec"]
    assert spec["arguments"]["parameters"] == [{"name": "p", "value": "2"}]
    if not instance:
        status: Any = found["status"]
        assert status["conditions"] == [{"type": "Completed", "status": "False"}]
        assert all("progress" in one for one in status["nodes"].values())


def test_what_cannot_be_retried(tmp_path: Path) -> None:
    cluster, it, run = made(tmp_path, FAILS, "")
    with pytest.raises(Problem, match="To retry a succeeded workflow"):
        it.retry("ns", name_of(run), Again())
    cluster.patch(WORKFLOWS, "ns", name_of(run), {"status": {"phase": "Running"}})
    with pytest.raises(Problem, match="Cannot retry a workflow in phase Running"):
        it.retry("ns", name_of(run), Again())


def test_retry_lifts_what_ended_the_run(tmp_path: Path) -> None:
    cluster, it, run = made(tmp_path, FAILS, "", FAILING)
    stored = {"shutdown": "Stop", "activeDeadlineSeconds": 0, "entrypoint": "main"}
    patch = {"spec": {"shutdown": "Stop", "activeDeadlineSeconds": 0}, "status": {"storedWorkflowTemplateSpec": stored}}
    cluster.patch(WORKFLOWS, "ns", name_of(run), patch)
    found: Any = it.retry("ns", name_of(run), Again())
    assert not {"shutdown", "activeDeadlineSeconds"} & {*found["spec"]}
    assert found["status"]["storedWorkflowTemplateSpec"] == {"entrypoint": "main"}


@pytest.mark.parametrize("instance", INSTANCES)
def test_resubmit(instance: str, tmp_path: Path) -> None:
    cluster, it, run = made(tmp_path, FAILS, instance, FAILING)
    owners = [{"kind": "Job", "name": "j", "uid": "u", "apiVersion": "batch/v1"}]
    cluster.patch(WORKFLOWS, "ns", name_of(run), {"metadata": {"ownerReferences": owners, "annotations": {"a": "b"}}})
    found: Any = it.resubmit("ns", name_of(run), Again(parameters={"p": "3"}, priority=7))
    about = found["metadata"]
    assert about["name"] != name_of(run)
    assert about["name"].startswith("deploy-")
    origin = {"workflows.argoproj.io/resubmitted-from-workflow": name_of(run)}
    assert about["labels"] == {"team": "a", **origin, **({INSTANCE: instance} if instance else {})}
    assert {key: one for key, one in about["annotations"].items() if key != "wfsim.dev/change"} == {"a": "b"}
    assert about["ownerReferences"] == owners
    assert (found["spec"]["priority"], found["spec"]["arguments"]["parameters"][0]["value"]) == (7, "3")
    assert "status" not in found


@pytest.mark.parametrize("instance", INSTANCES)
def test_a_memoized_resubmission_takes_over_what_succeeded(instance: str, tmp_path: Path) -> None:
    _, it, run = made(tmp_path, FAILS, instance, FAILING)
    found: Any = it.resubmit("ns", name_of(run), Again(memoized=True))
    before = rewriting.held(run)
    wanted = resubmit.resubmit(before.definitions, before.state, found["metadata"]["name"], memoized=True, at_ms=NOW)
    after = to_state(objects.record_of(found))
    assert seen(after) == seen(wanted.state)
    assert after.phase is Phase.UNKNOWN
    assert [one["status"] for one in found["status"]["conditions"]] == ["False"]
    assert not [key for one in found["status"]["nodes"].values() for key in one if key.endswith("Millis")]


def test_a_run_that_succeeded_is_not_taken_over(tmp_path: Path) -> None:
    cluster, it, run = made(tmp_path, FAILS, "")
    with pytest.raises(Problem, match="workflow must be Failed/Error to resubmit in memoized mode"):
        it.resubmit("ns", name_of(run), Again(memoized=True))
    assert len(cluster.objects) == 1


# -- runs that are too large for etcd as they are


def packed_run(cluster: FakeCluster, run: Data) -> Data:
    """The same with its nodes packed, as Argo packs them."""
    status = {key: one for key, one in run["status"].items() if key != "nodes"}
    nodes = json.dumps(run["status"]["nodes"])
    return cluster.put(WORKFLOWS, {**run, "status": {**status, "compressedNodes": packing.packed(nodes)}})


@pytest.mark.parametrize("instance", INSTANCES)
def test_packed_nodes_stay_packed(instance: str, tmp_path: Path) -> None:
    cluster, it, run = made(tmp_path, ASKS, instance)
    name = name_of(run)
    packed_run(cluster, run)
    it.set_node("ns", name, NodeChange("displayName=ask", {"go": "1"}))
    it.resume("ns", name)
    found = cluster.get(WORKFLOWS, "ns", name)
    assert "nodes" not in found["status"]
    after = granted(found) if instance else to_state(objects.record_of(found))
    assert phases(after) | {"ask": "Succeeded", "also": "Succeeded"} == phases(after)


@pytest.mark.parametrize("memoized", [False, True])
def test_packed_nodes_of_a_run_that_begins_again(memoized: bool, tmp_path: Path) -> None:
    cluster, it, run = made(tmp_path, FAILS, "", FAILING)
    packed_run(cluster, run)
    before = rewriting.held(run)
    act = it.resubmit if memoized else it.retry
    found: Any = act("ns", name_of(run), Again(memoized=memoized))
    wanted = (
        resubmit.resubmit(before.definitions, before.state, found["metadata"]["name"], memoized=True, at_ms=NOW)
        if memoized
        else retry.retry(before.definitions, before.state, at_ms=NOW)
    )
    assert "nodes" not in cluster.get(WORKFLOWS, "ns", found["metadata"]["name"])["status"]
    assert seen(to_state(objects.record_of(found))) == seen(wanted.state)
