"""What a run deletes after itself, and when: claims, budget, pods, artifacts, the workflow object."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest

import wfsim
from tests.engine.timed import HEAD, played
from wfsim.api.run import Run
from wfsim.api.simulation import START_MS, Request, simulate
from wfsim.drivers.sim import decode
from wfsim.engine.commands import (
    CleanUp,
    CollectArtifacts,
    Command,
    CreateClaim,
    CreateDisruptionBudget,
    DeleteClaim,
    DeleteDisruptionBudget,
    DeletePod,
    DeleteRun,
)
from wfsim.record import journal
from wfsim.record.workflow import from_workflow, to_workflow
from wfsim.text import Source

TWO = """  templates:
  - name: main
    steps:
    - - {name: good, template: good}
      - {name: bad, template: bad, continueOn: {failed: true}}
    - - {name: last, template: good}
  - name: good
    metadata: {labels: {keep: "no"}}
    container: {image: "busybox:1"}
  - name: bad
    container: {image: "busybox:1"}
"""


def commands(spec: str, mocks: dict[str, Any] | None = None) -> list[tuple[int, Command]]:
    """The clean-up that a run wants, with the instant of each wish after the start."""
    stream = StringIO()
    found = decode.of_data({"mocks": mocks or {}}).mocks
    assert found is not None
    simulate(wfsim.loads(HEAD + spec).workspace, Request(mocks=found, journal=stream))
    read = journal.read(Source("journal", stream.getvalue())).journal
    assert read is not None
    pairs = [(entry.events[0].at_ms - START_MS, one) for entry in read.entries for one in entry.commands]
    return [(at, one) for at, one in pairs if isinstance(one, CleanUp)]


def deleted_pods(run: Run) -> dict[str, int]:
    """Node → when its pod is deleted, after the start."""
    zero = run.record.started_ms or 0
    rows = [(node.display_name, node.pod_deleted_ms) for node in run.record.nodes]
    return {name: at - zero for name, at in rows if at is not None}


def gc(strategy: str, more: str = "") -> str:
    return f"  podGC: {{strategy: {strategy}{more}}}\n" + TWO


@pytest.mark.parametrize(
    ("strategy", "at"),
    [
        # good ends at 1 s, bad at 2 s, last and the run at 3 s; a pod is deleted five seconds after its time has come
        ("OnPodCompletion", {"good": 6000, "bad": 7000, "last": 8000}),
        ("OnPodSuccess", {"good": 6000, "last": 8000}),
        ("OnWorkflowCompletion", {"good": 8000, "bad": 8000, "last": 8000}),
        ("OnWorkflowSuccess", {"good": 8000, "bad": 8000, "last": 8000}),
        ('""', {}),
    ],
)
def test_the_strategy_of_pod_gc_says_which_pods_go(strategy: str, at: dict[str, int]) -> None:
    bad = {"exitCode": 1, "duration": "2s"}
    assert deleted_pods(played(gc(strategy), bad=bad)) == at


def test_pods_of_a_failed_run_stay_where_only_success_deletes_them() -> None:
    failed = {"exitCode": 1}
    assert deleted_pods(played(gc("OnWorkflowSuccess"), good=failed)) == {}
    assert set(deleted_pods(played(gc("OnWorkflowCompletion"), good=failed))) == {"good", "bad"}


def test_no_pod_is_deleted_without_pod_gc() -> None:
    assert deleted_pods(played(TWO)) == {}


@pytest.mark.parametrize(
    ("delay", "after"), [("30s", 30_000), ("0s", 0), ('"7"', 7000), ("soon", 5000), ('"-1s"', 5000)]
)
def test_the_delay_of_pod_gc_is_a_duration_or_five_seconds(delay: str, after: int) -> None:
    run = played(gc("OnPodCompletion", f", deleteDelayDuration: {delay}"))
    assert deleted_pods(run) == {"good": 1000 + after, "bad": 1000 + after, "last": 2000 + after}


@pytest.mark.parametrize(
    ("selector", "gone"),
    [
        ("{matchLabels: {keep: 'no'}}", {"good", "last"}),
        ("{matchExpressions: [{key: keep, operator: DoesNotExist}]}", {"bad"}),
        ("{matchExpressions: [{key: keep, operator: In, values: ['no']}]}", {"good", "last"}),
        ("{matchExpressions: [{key: keep, operator: NotIn, values: ['no']}]}", {"bad"}),
        ("{matchExpressions: [{key: workflows.argoproj.io/workflow, operator: Exists}]}", {"good", "bad", "last"}),
        ("{matchLabels: {team: x}}", {"good", "bad", "last"}),
        ("{}", {"good", "bad", "last"}),
    ],
)
@pytest.mark.parametrize("strategy", ["OnPodCompletion", "OnWorkflowCompletion"])
def test_the_selector_of_pod_gc_is_asked_for_the_labels_of_the_pod(
    strategy: str, selector: str, gone: set[str]
) -> None:
    spec = "  podMetadata: {labels: {team: x}}\n" + gc(strategy, f", labelSelector: {selector}")
    assert set(deleted_pods(played(spec))) == gone


def test_the_pod_of_a_daemon_that_was_ended_is_no_success() -> None:
    spec = """  podGC: {strategy: STRATEGY}
  templates:
  - name: main
    steps: [[{name: server, template: server}], [{name: use, template: use}]]
  - name: server
    daemon: true
    container: {image: "busybox:1"}
  - name: use
    container: {image: "busybox:1"}
"""
    assert deleted_pods(played(spec.replace("STRATEGY", "OnPodSuccess"))) == {"use": 6000}
    assert deleted_pods(played(spec.replace("STRATEGY", "OnPodCompletion"))) == {"use": 6000, "server": 6000}


def test_each_pod_is_deleted_once() -> None:
    nodes = [one.node for _, one in commands(gc("OnPodCompletion")) if isinstance(one, DeletePod)]
    assert len(nodes) == len(set(nodes)) == 3


TTL = """  ttlStrategy: {TTL}
  templates:
  - name: main
    container: {image: "busybox:1"}
"""


def deleted(ttl: str, mock: dict[str, Any]) -> int | None:
    run = played(TTL.replace("{TTL}", "{" + ttl + "}"), main=mock)
    return None if run.record.deleted_ms is None else run.record.deleted_ms - START_MS


def test_the_workflow_is_deleted_a_second_after_its_time_to_live() -> None:
    # of whole seconds from the second in which it finished: 1.5 s counts as 1 s
    both = "secondsAfterSuccess: 10, secondsAfterFailure: 20, secondsAfterCompletion: 30"
    ok, failed = {"duration": "1500ms"}, {"exitCode": 1, "duration": "1500ms"}
    assert deleted(both, ok) == 12_000
    assert deleted(both, failed) == 22_000
    assert deleted("secondsAfterCompletion: 30", ok) == 32_000
    assert deleted("secondsAfterFailure: 20", ok) is None
    assert deleted("secondsAfterSuccess: 0", ok) == 2000


def test_of_a_run_in_error_only_the_time_after_completion_counts() -> None:
    broken = {"error": "no image"}
    assert deleted("secondsAfterFailure: 20, secondsAfterCompletion: 30", broken) == 32_000
    assert deleted("secondsAfterFailure: 20", broken) is None


CLAIMS = """  arguments: {parameters: [{name: class, value: fast}]}
  volumeClaimTemplates:
  - metadata: {name: work}
    spec: {resources: {requests: {storage: 3Gi}}, storageClassName: "{{workflow.parameters.class}}"}
  - {metadata: {name: cache}, spec: {resources: {requests: {storage: 1Gi}}}}
  templates:
  - name: main
    container: {image: "busybox:1"}
"""


def test_claims_are_made_at_the_start_and_deleted_after_a_success() -> None:
    found = commands(CLAIMS)
    made = [(at, one.name, one.volume) for at, one in found if isinstance(one, CreateClaim)]
    assert made == [(0, "wf-work", "work"), (0, "wf-cache", "cache")]
    template = next(one.template for _, one in found if isinstance(one, CreateClaim))
    assert template["spec"] == {"resources": {"requests": {"storage": "3Gi"}}, "storageClassName": "fast"}
    assert [(at, one.name) for at, one in found if isinstance(one, DeleteClaim)] == [
        (1000, "wf-work"),
        (1000, "wf-cache"),
    ]
    assert played(CLAIMS).record.claims == {}


def test_claims_of_a_failed_run_stay_unless_they_are_collected_on_completion() -> None:
    failed = {"exitCode": 1}
    kept = played(CLAIMS, main=failed).record
    assert kept.claims == {"work": "wf-work", "cache": "wf-cache"}
    status = to_workflow(kept)["status"]
    assert isinstance(status, dict)
    assert status["persistentVolumeClaims"] == [
        {"name": "work", "persistentVolumeClaim": {"claimName": "wf-work"}},
        {"name": "cache", "persistentVolumeClaim": {"claimName": "wf-cache"}},
    ]
    always = "  volumeClaimGC: {strategy: OnWorkflowCompletion}\n" + CLAIMS
    assert played(always, main=failed).record.claims == {}


def test_a_claim_without_a_name_ends_the_run() -> None:
    run = played(CLAIMS.replace("{name: cache}", "{labels: {a: b}}"))
    assert (run.phase, run.message) == (
        "Error",
        "pvc create error: volumeClaimTemplates[1].metadata.name is required",
    )


def test_a_run_that_does_not_begin_makes_no_claim() -> None:
    assert commands("  suspend: true\n" + CLAIMS) == []


def test_the_disruption_budget_lives_as_long_as_the_run() -> None:
    found = commands("  podDisruptionBudget: {minAvailable: 1}\n" + TTL.replace("{TTL}", "{}"))
    spec = {"selector": {"matchLabels": {"workflows.argoproj.io/workflow": "wf"}}, "minAvailable": 1}
    assert found == [(0, CreateDisruptionBudget("wf", spec)), (1000, DeleteDisruptionBudget("wf"))]


ARTIFACTS = """  artifactGC: {strategy: OnWorkflowDeletion}
  ttlStrategy: {secondsAfterCompletion: 60}
  templates:
  - name: main
    container: {image: "busybox:1"}
    outputs:
      artifacts:
      - {name: report, path: /report}
      - {name: log, path: /log, artifactGC: {strategy: OnWorkflowCompletion}}
      - {name: model, path: /model, artifactGC: {strategy: Never}}
"""


def test_artifacts_go_by_their_own_strategy_else_by_that_of_the_workflow() -> None:
    found = [one for _, one in commands(ARTIFACTS) if isinstance(one, CollectArtifacts | DeleteRun)]
    late = START_MS + 62_000
    assert found == [
        CollectArtifacts("OnWorkflowCompletion", ("wf/log",), START_MS + 1000),
        CollectArtifacts("OnWorkflowDeletion", ("wf/report",), late),
        DeleteRun(late),
    ]


def test_artifacts_wait_for_a_deletion_that_nobody_announces() -> None:
    found = commands(ARTIFACTS.replace("ttlStrategy", "podMetadata").replace("secondsAfterCompletion: 60", ""))
    assert [type(one).__name__ for _, one in found] == ["CollectArtifacts"]


def test_clean_up_survives_its_file() -> None:
    spec = "  podGC: {strategy: OnPodCompletion, deleteDelayDuration: 1500ms}\n" + ARTIFACTS
    record = played(spec).record
    data = to_workflow(record)
    status = data["status"]
    assert isinstance(status, dict)
    assert status["artifactGCStatus"] == {"strategiesProcessed": {"OnWorkflowCompletion": True}}
    assert status["deletedAt"] == "2024-01-01T00:01:02Z"
    assert from_workflow(data) == record
    assert record.nodes[0].pod_deleted_ms == START_MS + 2500


def test_a_template_reference_brings_its_clean_up() -> None:
    text = """
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata: {name: base}
spec:
  entrypoint: main
  podGC: {strategy: OnPodCompletion}
  ttlStrategy: {secondsAfterCompletion: 5}
  templates: [{name: main, container: {image: "busybox:1"}}]
---
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: wf}
spec: {workflowTemplateRef: {name: base}, ttlStrategy: {secondsAfterCompletion: 9}}
"""
    record = wfsim.loads(text).simulate(workflow="wf").record
    assert record.deleted_ms == START_MS + 11_000
    assert record.nodes[0].pod_deleted_ms == START_MS + 6000
