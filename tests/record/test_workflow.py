"""A run as Argo's Workflow object: there and back without a loss, and real ones from a cluster."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wfsim.engine.phases import NodeType, Phase
from wfsim.record import times
from wfsim.record.run import NodeRecord, RunRecord
from wfsim.record.workflow import from_workflow, read, to_text, to_workflow
from wfsim.render import header
from wfsim.spec.model import JsonObject
from wfsim.text import Source

CONFORMANCE = Path(os.environ.get("WFSIM_CONFORMANCE") or Path(__file__).parents[2].parent / "shared" / "conformance")
REAL = sorted((CONFORMANCE / "cluster").glob("*.json"))

WORD = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=8)
INSTANT = st.none() | st.integers(0, 4_000_000_000_000)
PARAMETERS = st.lists(st.fixed_dictionaries({"name": WORD, "value": WORD}), max_size=2)
ARGUMENTS: st.SearchStrategy[JsonObject | None] = st.none() | st.builds(
    lambda parameters, result: {"parameters": parameters, "result": result}, PARAMETERS, WORD
)


@st.composite
def nodes(draw: st.DrawFn, id_: str) -> NodeRecord:
    return NodeRecord(
        id=id_,
        name=draw(WORD),
        display_name=draw(WORD),
        type=draw(st.sampled_from(NodeType)),
        phase=draw(st.sampled_from(Phase)),
        message=draw(WORD),
        template_name=draw(WORD),
        template_ref=draw(st.none() | st.just({"name": "w", "template": "t"})),
        template_scope=draw(WORD),
        boundary_id=draw(WORD),
        children=tuple(draw(st.lists(WORD, max_size=2))),
        outbound_nodes=tuple(draw(st.lists(WORD, max_size=2))),
        inputs=draw(ARGUMENTS),
        outputs=draw(ARGUMENTS),
        started_ms=draw(INSTANT),
        finished_ms=draw(INSTANT),
        pod_name=draw(st.text("abc", min_size=1, max_size=3)),
        pod_ip=draw(WORD),
        host=draw(WORD),
        hooked=draw(st.booleans()),
        retried=draw(st.booleans()),
        daemoned=draw(st.booleans()),
    )


@st.composite
def runs(draw: st.DrawFn) -> RunRecord:
    ids = draw(st.lists(WORD, max_size=4, unique=True))
    return RunRecord(
        name=draw(WORD),
        phase=draw(st.sampled_from(Phase)),
        message=draw(WORD),
        nodes=tuple(draw(nodes(id_)) for id_ in ids),
        namespace=draw(WORD),
        uid=draw(WORD),
        generate_name=draw(WORD),
        started_ms=draw(st.integers(1, 4_000_000_000_000)),
        finished_ms=draw(INSTANT),
        outputs=draw(ARGUMENTS),
        spec={"entrypoint": draw(WORD)},
        pod_names=draw(st.sampled_from(["v1", "v2"])),
        seed=draw(st.none() | st.integers()),
        complaints=draw(st.dictionaries(WORD, st.just("so it is"), max_size=2)),
    )


@given(runs())
def test_a_record_comes_back_as_it_was(run: RunRecord) -> None:
    node_ids = [node for node in run.nodes if node.id]
    if len(node_ids) == len(run.nodes):
        found = read(Source("run.json", to_text(run)))
        assert found.findings == ()
        assert found.record == run


def test_what_a_controller_complains_of_is_kept_and_shown() -> None:
    complaint = {"type": "ArtifactGCError", "status": "True", "message": "Access Denied (pod: p)"}
    status = {"phase": "Succeeded", "startedAt": "2026-01-01T00:00:00Z", "nodes": {}}
    status["conditions"] = [{"type": "Completed", "status": "True"}, complaint]  # type: ignore[assignment]
    record = from_workflow({"kind": "Workflow", "metadata": {"name": "run"}, "status": status})  # type: ignore[dict-item]
    assert to_workflow(record)["status"]["conditions"][-1] == complaint  # type: ignore[index,call-overload]
    shown = header.render(record, now_ms=1_800_000_000_000)
    assert " ArtifactGCError     Access Denied (pod: p)\n" in shown


@given(st.integers(0, 200_000_000_000_000))
def test_times_are_cut_to_seconds(ms: int) -> None:
    assert times.from_text(times.to_text(ms)) == ms // 1000 * 1000


def test_times_of_other_writers() -> None:
    assert times.from_text("2024-01-01T01:00:00.25+01:00") == 1_704_067_200_250


def test_the_object_has_argos_shape() -> None:
    node = NodeRecord(
        id="w",
        name="w",
        display_name="w",
        type=NodeType.POD,
        phase=Phase.FAILED,
        message="m",
        template_name="main",
        template_scope="local/w",
        started_ms=1_704_067_200_000,
        finished_ms=1_704_067_201_250,
        pod_name="w",
        retried=True,
    )
    run = RunRecord(
        "w", Phase.FAILED, "m", (node,), started_ms=1_704_067_200_000, finished_ms=1_704_067_201_250, seed=4
    )
    data = to_workflow(run)
    assert data["metadata"] == {
        "name": "w",
        "creationTimestamp": "2024-01-01T00:00:00Z",
        "labels": {"workflows.argoproj.io/completed": "true", "workflows.argoproj.io/phase": "Failed"},
        "annotations": {"workflows.argoproj.io/pod-name-format": "v2", "wfsim/record": "1", "wfsim/seed": "4"},
    }
    status = data["status"]
    assert isinstance(status, dict) and isinstance(status["nodes"], dict)
    assert status["nodes"]["w"] == {
        "id": "w",
        "name": "w",
        "displayName": "w",
        "type": "Pod",
        "templateName": "main",
        "templateScope": "local/w",
        "phase": "Failed",
        "message": "m",
        "podName": "w",
        "startedAt": "2024-01-01T00:00:00Z",
        "finishedAt": "2024-01-01T00:00:01Z",
        "finishedAtMillis": 250,
        "progress": "0/1",
        "nodeFlag": {"retried": True},
    }


def run_with(status: object, kind: str = "Workflow") -> str:
    return json.dumps({"kind": kind, "metadata": {"name": "w"}, "status": status})


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("{", "", "not JSON"),
        ("[]", "[]", "not the Workflow of a run"),
        ('{"kind": "Pod"}', '{"kind": "Pod"}', "this is a Pod"),
        ('{"kind": "Workflow", "metadata": {"name": "w"}}', '{"name": "w"}', "did not run"),
        (run_with({"phase": "Done"}), '"Done"', "no phase that Argo knows"),
        (run_with({"phase": "Failed", "nodes": {"w": {"type": "Pot"}}}), '"Pot"', "no type"),
        (run_with({"phase": "Failed", "nodes": {"w": 3}}), "3", "a node is an object"),
        (run_with({"phase": "Failed", "nodes": []}), "[]", "'nodes' is not an object"),
        (run_with({"phase": "Failed", "startedAt": "noon"}), '"noon"', "no time"),
        (run_with({"phase": "Failed", "offloadNodeStatusVersion": "x"}), '"x"', "stored elsewhere"),
        (run_with({"phase": "Failed", "compressedNodes": "x"}), '"x"', "cannot be unpacked"),
        ("[" * 100_000, "", "nested too deep"),
    ],
)
def test_anything_else_is_refused_with_its_place(text: str, place: str, said: str) -> None:
    found = read(Source("run.json", text))
    assert found.record is None
    (one,) = found.findings
    assert one.code == "not-a-run" and said in one.message and place in one.at.text


@pytest.mark.skipif(not REAL, reason=f"no recorded runs in {CONFORMANCE}")
@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_real_runs_are_read(path: Path) -> None:
    data = json.loads(path.read_text(encoding="utf-8"))
    record = from_workflow(data["workflow"])
    nodes = data["workflow"]["status"]["nodes"]
    assert {node.id for node in record.nodes} == set(nodes)
    assert record.nodes[0].name == record.name
    started = [node.started_ms or 0 for node in record.nodes[1:]]
    assert started == sorted(started)
    pods = {pod["metadata"]["name"] for pod in data["pods"]}
    of_nodes = {node.pod_name for node in record.nodes if node.type is NodeType.POD}
    assert {name for name in pods if not name.endswith("-agent")} <= of_nodes


@pytest.mark.skipif(not REAL, reason=f"no recorded runs in {CONFORMANCE}")
@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_real_runs_come_back(path: Path) -> None:
    record = from_workflow(json.loads(path.read_text(encoding="utf-8"))["workflow"])
    assert from_workflow(to_workflow(record)) == record
