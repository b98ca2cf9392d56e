"""Argo's own controller tests, run here: reconcile by reconcile, or whole with what the containers do.

Skipped where the conformance data is absent. A case that a simulation cannot tell is skipped with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conformance import terms
from wfsim import validity
from wfsim.api import choosing
from wfsim.api.project import Project
from wfsim.engine.commands import ApplyResource, Command, SetTimer, StartPod
from wfsim.engine.definitions import define
from wfsim.engine.engine import Engine
from wfsim.engine.events import Event, PodFinished, PodPending, PodStarted, RunStarted, TimerFired
from wfsim.engine.phases import Phase
from wfsim.engine.state import NodeState, RunState
from wfsim.record.state import to_state
from wfsim.record.workflow import from_workflow
from wfsim.spec.model import Kind
from wfsim.spec.workspace import Workspace, joined, load
from wfsim.text import Source

ROWS = terms.rows("scenarios.jsonl")
_RUNS = (Kind.WORKFLOW, Kind.CRON_WORKFLOW)

pytestmark = pytest.mark.skipif(not ROWS, reason="no conformance data")


class Controller:
    """One workflow under a controller that makes a pass whenever the test says so, a millisecond apart."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        started = engine.state.started_ms is not None
        self._now = engine.state.now_ms
        self._events: list[Event] = [TimerFired(self._now, "") if started else RunStarted(self._now, "uid")]
        self._timers: dict[str, int] = {}
        self._pods: list[str] = []
        # Pods that the status says run do not exist: the controller finds that they were deleted.
        gone = [one for one in engine.state.nodes.values() if one.has_pod and one.phase is Phase.RUNNING]
        self._events += [PodFinished(self._now, one.id, error="pod deleted", artifacts=()) for one in gone]

    def reconcile(self) -> None:
        self._now += 1
        due = [TimerFired(self._now, name) for name, at in self._timers.items() if at < self._now]
        for one in due:
            del self._timers[one.timer]
        events, self._events = [*self._events, *due], [TimerFired(self._now, "")]
        if not self.engine.finished:
            self._take(self.engine.send(events))

    def pods(self, phase: str) -> None:
        """Every pod comes to this phase; of those that are in it already nothing is heard."""
        for node in (self.engine.state.nodes[one] for one in self._pods):
            if node.phase.value != phase and not node.phase.fulfilled:
                self._events.append(_pod_event(self._now, node, phase))

    def _take(self, commands: Iterable[Command]) -> None:
        for one in commands:
            if isinstance(one, StartPod | ApplyResource):
                self._pods.append(one.node)
            elif isinstance(one, SetTimer):
                self._timers[one.timer] = one.at_ms


def _pod_event(now: int, node: NodeState, phase: str) -> Event:
    match phase:
        case "Pending":
            return PodPending(now, node.id)
        case "Running":
            return PodStarted(now, node.id, "10.0.0.1")
    return PodFinished(now, node.id, 0 if phase == "Succeeded" else 1, "", artifacts=())


# Rows that ask for something which no simulation of one workflow has, and why.
_OTHER = {
    "TestGlobalVarsOnExit": "begins in the middle of a run",
    "TestStorageQuota": "the quota of the cluster's storage",
    "TestNoPodsWhenShutdown": "begins in the middle of a run: the stop was asked before the first pass",
}
_OPERATIONS = ("argo cli", "kubectl/database")
_STOPPED = "the test stops the workflow from outside while it runs"
_OTHER |= {
    "TestWfTemplateRefWithHook": "begins in the middle of a run, whose spec stands in its status alone",
    "ArgoServerSuite.TestRetryStoppedButIncompleteWorkflow": "a container stops its own workflow with Argo's client",
    "ArtifactsSuite.TestInputOnMountPlugin": "asks for a step by the name of its template",
    "FunctionalSuite.TestTerminateWorkflowWhileOnExitHandlerRunning": _STOPPED,
    "FunctionalSuite.TestStepLevelMemoize": "spells a field in a case that only the test's own client forgives",
    "FunctionalSuite.TestDAGLevelMemoize": "spells a field in a case that only the test's own client forgives",
    "SignalsSuite.TestStopBehaviorWithDaemon": _STOPPED,
    "SignalsSuite.TestTerminateBehavior": _STOPPED,
    "WorkflowTemplateSuite.TestWorkflowTemplateInvalidEntryPoint": "Kubernetes refuses the pod, and here none is made",
    "SemaphoreSuite.TestTemplateLevelSemaphore": "asks for the phase while the workflow still runs",
}

# What the containers of a row really do, where the row was read off a script that says more than its exit code.
_NUMBERS = {"result": "[]"}
_CORRECTED: dict[str, dict[str, Any]] = {
    "FunctionalSuite.TestLoopEmptyParam": {"gen-number-list": _NUMBERS},
    "FunctionalSuite.TestDAGEmptyParam": {"gen-number-list": _NUMBERS},
    "FunctionalSuite.TestParameterAggregation": {
        "node:*odd-or-even(0:1)": {"outputs": {"parameters": {"num": "1", "evenness": "odd"}}},
        "node:*odd-or-even(1:2)": {"outputs": {"parameters": {"num": "2", "evenness": "even"}}},
        "divide-by-2": {"outputs": {"parameters": {"res": "1", "num": "1"}}},
    },
    "FunctionalSuite.TestContainerSetRetrySuccess": {"main": {"containers": {"a": 1}}},
    "ArtifactsSuite.TestMainLog/ActiveDeadlineSeconds": {"sleep": {"duration": 86400}},
    "ArtifactsSuite.TestMainLogPlugin/ActiveDeadlineSeconds": {"sleep": {"duration": 86400}},
    "MetricsSuite.TestFailedMetric": {"echo": {"exitCode": 1}},
    "WorkflowConfigMapSelectorSubstitutionSuite.TestGlobalArgDefaultCMParamValueWhenNotFound": {
        "whalesay": {"outputs": {"parameters": {"message": "default value"}}}
    },
    "examples/parameter-aggregation-script.yaml": {
        f"node:*odd-or-even({n - 1}:{n})": {"result": {"num": n, "evenness": "odd" if n % 2 else "even"}}
        for n in range(1, 5)
    },
    "examples/volumes-emptydir.yaml": {"volumes-emptydir-example": {"exitCode": 0}},
    "SignalsSuite.TestSignaled": {"main": {"exitCode": 143}},
    "SignalsSuite.TestSignaledContainerSet": {"entrypoint": {"containers": {"one": 137, "two": 143}, "exitCode": 137}},
}
_WITHOUT_CONFIG_MAP = "WorkflowConfigMapSelectorSubstitutionSuite.TestInvalidNameParameterSubstitution"
_CONFIG_MAPS = {"my-config": {"workflow": "1", "template": "1"}, "cmref-parameters": {"msg": "hello"}}


def _why_not(row: terms.Row) -> str:
    """Why a row cannot be told to a simulation; empty where it can."""
    outside = [one for one in row.get("needs") or () if one in _OPERATIONS]
    if outside:
        return f"the test acts from outside while it runs: {', '.join(outside)}"
    return _OTHER.get(row["id"], "")


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_scenario(row: terms.Row) -> None:
    if why := _why_not(row):
        pytest.skip(why)
    try:
        terms.speakable(row["expected"])
        outcome = _by_passes(row) if "steps" in row["outcomes"] else _whole(row)
    except terms.Unspeakable as error:
        pytest.skip(str(error))
    phase, message, nodes, root = outcome
    terms.check_workflow(row["expected"].get("workflow", {}), phase, message)
    terms.check_nodes(row["expected"], nodes, root)


def _by_passes(row: terms.Row) -> Any:
    found = terms.loaded(row)
    resource = choosing.as_workflow(choosing.choose(found, terms.workflow_in(found)))
    refusal = validity.refusal(resource, found) or ""
    definitions = define(resource, found, name=resource.name or f"{resource.generate_name}x", refusal=refusal)
    begun = _begun(row) if row["has_initial_status"] else None
    engine = Engine(definitions, begun)
    controller = Controller(engine)
    for step in row["outcomes"]["steps"]:
        if step["op"] == "reconcile":
            controller.reconcile()
        else:
            controller.pods(step["phase"])
    state = engine.state
    return state.phase.value, state.message, list(state.nodes.values()), state.name


def _begun(row: terms.Row) -> RunState:
    """The middle of a run."""
    state = to_state(from_workflow({"kind": "Workflow", **yaml.safe_load(row["yaml"])}))
    state.phase, state.begun = Phase.RUNNING, True
    if state.started_ms is None:
        state.started_ms = state.now_ms
    return state


def _whole(row: terms.Row) -> Any:
    found = terms.loaded(row)
    mocks = terms.mocks(row["outcomes"]["by_template"], found)
    said = {one.pop("template"): one for one in mocks.get("mocks", [])} | _CORRECTED.get(row["id"], {})
    maps = {} if row["id"] == _WITHOUT_CONFIG_MAP else _CONFIG_MAPS
    run = Project(found).simulate(mocks={"mocks": said, "configMaps": maps}, workflow=terms.workflow_in(found))
    return terms.of_run(run)


# -- Argo's examples --------------------------------------------------------------------------------------------------

EXAMPLES = terms.rows("examples.jsonl")


@cache
def _loaded(path: Path) -> Workspace:
    return load([Source(str(path), path.read_text(encoding="utf-8"))])


@pytest.mark.parametrize("row", EXAMPLES, ids=[row["id"] for row in EXAMPLES])
def test_example(row: terms.Row) -> None:
    folder = terms.DATA / "argo-examples"
    path = folder / row["id"].removeprefix("examples/").partition("#")[0]
    beside = [path.parent, folder / "configmaps", folder / "workflow-template"]
    texts = [path, *(one for each in beside for one in sorted(each.glob("*.yaml")))]
    found = joined(map(_loaded, dict.fromkeys(texts)))
    names = [one.name or one.generate_name for one in found.resources if one.document.source.name == str(path)]
    runnable = [one for one in found.resources if one.document.source.name == str(path) and one.kind in _RUNS]
    if not runnable:
        pytest.skip(f"holds no workflow, only {', '.join(names) or 'nothing of Argo'}")
    if not all(map(found.judged, runnable)):
        pytest.skip("Argo's decoder leaves it out without a word")
    try:
        mocks = terms.mocks(row["by_template"], found)
    except terms.Unspeakable as error:
        pytest.skip(str(error))
    said = {one.pop("template"): one for one in mocks.get("mocks", [])} | _CORRECTED.get(row["id"], {})
    for one in runnable:
        run = Project(found).simulate(mocks={"mocks": said}, workflow=f"{one.kind}/{one.display_name}")
        assert run.phase.completed or {two.code for two in run.findings} & {"run-stalled"}
        if row.get("expected"):
            terms.check_workflow(row["expected"].get("workflow", {}), run.phase.value, run.message)
            terms.check_nodes(row["expected"], run.record.nodes, run.record.name)
