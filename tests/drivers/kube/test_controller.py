"""The controller on a cluster in memory: what it does, and what is left of it when it dies."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from tests.drivers.kube.controlling import INSTANCE, Controlling, ended, outcome, phase, submit, wait, workflow
from tests.drivers.kube.pretending import Cluster, Data, Dead, Flaky, Mortal
from wfsim.drivers.kube.client import Patch
from wfsim.drivers.kube.resources import PODS, WORKFLOWS
from wfsim.engine.throttle import Limits

BOX: Data = {"image": "box", "command": ["true"]}
STEPS: Data = {
    "entrypoint": "main",
    "templates": [
        {
            "name": "main",
            "steps": [
                [{"name": "a", "template": "leaf"}],
                [{"name": "b", "template": "leaf"}, {"name": "c", "template": "leaf", "withItems": ["x", "y"]}],
            ],
        },
        {"name": "leaf", "container": BOX},
    ],
}
RETRIED: Data = {
    "entrypoint": "main",
    "onExit": "leaf",
    "podGC": {"strategy": "OnPodCompletion", "deleteDelayDuration": "0s"},
    "templates": [
        {"name": "main", "dag": {"tasks": [{"name": "t", "template": "bad"}, {"name": "u", "template": "leaf"}]}},
        {"name": "bad", "retryStrategy": {"limit": "2"}, "container": {**BOX, "args": ["fail"]}},
        {"name": "leaf", "container": BOX},
    ],
}
LOCKED: Data = {
    "entrypoint": "main",
    "templates": [
        {"name": "main", "steps": [[{"name": "a", "template": "leaf"}, {"name": "b", "template": "leaf"}]]},
        {"name": "leaf", "synchronization": {"mutexes": [{"name": "one"}]}, "container": BOX},
    ],
}
SPECS = {"steps": STEPS, "retried": RETRIED, "locked": LOCKED, "locked-2": LOCKED}


def kubelet(pod: Data) -> int:
    return 3 if "fail" in (pod["spec"]["containers"][0].get("args") or []) else 0


def all_run(cluster: Cluster, *apis: Any) -> None:
    """Each of the APIs serves a controller, until it dies; the last one until all is over."""
    for number, api in enumerate(apis):
        one = Controlling(api, f"c{number}").start()
        if isinstance(api, Mortal):
            wait(lambda one=one: not one.thread.is_alive() or ended(cluster, *SPECS)())
            if one.thread.is_alive():
                one.stop()
            else:
                assert isinstance(one.fault, Dead)
        else:
            wait(ended(cluster, *SPECS))
            one.stop()


@pytest.fixture(scope="module")
def undisturbed() -> dict[str, Data]:
    cluster = Cluster(kubelet)
    for name, spec in SPECS.items():
        submit(cluster, name, spec)
    all_run(cluster, cluster)
    return {name: outcome(cluster, name) for name in SPECS}


def test_workflows_end_as_they_should(undisturbed: dict[str, Data]) -> None:
    phases = {name: one["phase"] for name, one in undisturbed.items()}
    assert phases == {"steps": "Succeeded", "retried": "Failed", "locked": "Succeeded", "locked-2": "Succeeded"}
    assert len(undisturbed["steps"]["nodes"]) == 7
    assert ("retried.t(2)", "Pod", "Failed", "main: Error (exit code 3)") in undisturbed["retried"]["nodes"]


@pytest.mark.parametrize("done", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("first", range(1, 36))
def test_whatever_moment_it_dies_at_the_next_one_goes_on(first: int, done: bool, undisturbed: dict[str, Data]) -> None:
    """It dies three times; no pod is made twice, no lock is held by two, and all ends as without it."""
    cluster = Cluster(kubelet)
    for name, spec in SPECS.items():
        submit(cluster, name, spec)
    all_run(cluster, *(Mortal(cluster, after, done=done) for after in (first, 1 + first // 2, 2)), cluster)
    assert {name: outcome(cluster, name) for name in SPECS} == undisturbed
    twice = [key for key, count in Counter(cluster.created).items() if count > 1]
    assert twice == []
    assert most_locked(cluster) == 1


@pytest.mark.parametrize("every", [3, 5, 7])
def test_requests_that_are_lost_change_nothing(every: int, undisturbed: dict[str, Data]) -> None:
    cluster = Cluster(kubelet)
    for name, spec in SPECS.items():
        submit(cluster, name, spec)
    all_run(cluster, Flaky(cluster, every))
    assert {name: outcome(cluster, name) for name in SPECS} == undisturbed
    assert [key for key, count in Counter(cluster.created).items() if count > 1] == []


def most_locked(cluster: Cluster) -> int:
    """How many pods that take the one lock ran at the same time, at most."""
    running: set[str] = set()
    most = 0
    for _, key, _, after in cluster.history:
        if key[0] == "pods" and key[2].startswith("locked"):
            state = (after.get("status") or {}).get("phase") if after else "gone"
            (running.add if state == "Running" else running.discard)(key[2])
            most = max(most, len(running))
    return most


def test_pods_are_marked_and_deleted_only_after_their_end_is_written() -> None:
    cluster = Cluster(kubelet)
    submit(cluster, "retried", RETRIED)
    one = Controlling(cluster).start()
    wait(ended(cluster, "retried"))
    wait(lambda: not any(key[0] == "pods" for key in cluster.objects))
    one.stop()
    written: dict[str, str] = {}
    for _, key, before, after in cluster.history:
        if key[0] == "workflows.argoproj.io" and after:
            nodes = (after.get("status") or {}).get("nodes") or {}
            written |= {node["podName"]: node["phase"] for node in nodes.values() if node.get("podName")}
        elif key[0] == "pods" and (
            not after or after["metadata"]["labels"]["workflows.argoproj.io/completed"] == "true"
        ):
            assert written[key[2]] in ("Succeeded", "Failed"), before


def test_a_run_that_is_deleted_is_driven_no_more() -> None:
    cluster = Cluster(lambda pod: None)
    submit(cluster, "steps", STEPS)
    one = Controlling(cluster).start()
    wait(lambda: phase(cluster, "steps") == "Running")
    cluster.delete(WORKFLOWS, "ns", "steps")
    wait(lambda: one.metrics.text().find(b"wfsim_workflows_active 0.0") >= 0)
    submit(cluster, "steps", STEPS)
    wait(lambda: phase(cluster, "steps") == "Running")
    one.stop()


def test_a_pod_that_somebody_deletes_fails_its_node_and_the_run() -> None:
    cluster = Cluster(lambda pod: None)
    submit(cluster, "steps", STEPS)
    one = Controlling(cluster).start()
    wait(lambda: pods(cluster) != [] and running(cluster))
    cluster.delete(PODS, "ns", pods(cluster)[0])
    wait(ended(cluster, "steps"))
    one.stop()
    assert outcome(cluster, "steps")["phase"] == "Failed"
    assert ("steps[0].a", "Pod", "Error", "pod deleted") in outcome(cluster, "steps")["nodes"]


def test_a_pod_that_somebody_deletes_while_no_controller_runs_is_not_made_again() -> None:
    cluster = Cluster(lambda pod: None)
    submit(cluster, "steps", STEPS)
    one = Controlling(cluster).start()
    wait(lambda: any(node["phase"] == "Running" and node["type"] == "Pod" for node in nodes(cluster, "steps")))
    one.stop()
    cluster.delete(PODS, "ns", pods(cluster)[0])
    two = Controlling(cluster, "b").start()
    wait(ended(cluster, "steps"))
    two.stop()
    assert len([key for key in cluster.created if key[0] == "pods"]) == 1


def test_somebody_stops_a_run_and_resumes_another() -> None:
    spec = {"entrypoint": "main", "templates": [{"name": "main", "suspend": {}}]}
    cluster = Cluster()
    for name in ("stopped", "resumed"):
        submit(cluster, name, spec)
    one = Controlling(cluster).start()
    wait(lambda: all(nodes(cluster, name) for name in ("stopped", "resumed")))
    cluster.patch(WORKFLOWS, "ns", "stopped", {"spec": {"shutdown": "Terminate"}}, Patch.MERGE)
    wishes = json.dumps([{"id": "1", "node": "resumed"}])
    cluster.patch(WORKFLOWS, "ns", "resumed", {"metadata": {"annotations": {"wfsim.dev/wishes": wishes}}}, Patch.MERGE)
    wait(ended(cluster, "stopped", "resumed"))
    one.stop()
    assert (phase(cluster, "stopped"), phase(cluster, "resumed")) == ("Failed", "Succeeded")


def test_a_suspended_run_begins_nothing_until_it_is_resumed() -> None:
    cluster = Cluster()
    submit(cluster, "steps", {**STEPS, "suspend": True})
    one = Controlling(cluster).start()
    wait(lambda: phase(cluster, "steps") == "Running")
    assert pods(cluster) == []
    cluster.patch(WORKFLOWS, "ns", "steps", {"spec": {"suspend": None}}, Patch.MERGE)
    wait(ended(cluster, "steps"))
    one.stop()
    assert phase(cluster, "steps") == "Succeeded"


def test_only_so_many_run_at_once_and_the_rest_wait_even_over_a_restart() -> None:
    cluster = Cluster(lambda pod: None)
    for number in range(4):
        submit(cluster, f"w{number}", STEPS)
    one = Controlling(cluster, limits=Limits(2)).start()
    wait(lambda: sorted(phase(cluster, f"w{number}") for number in range(4)) == ["Pending"] * 2 + ["Running"] * 2)
    one.stop()
    two = Controlling(cluster, "b", limits=Limits(2)).start()
    cluster.kubelet = lambda pod: 0
    for key in [key for key in cluster.objects if key[0] == "pods"]:
        cluster.end(key, 0)
    wait(ended(cluster, *(f"w{number}" for number in range(4))))
    two.stop()


def test_a_workflow_that_cannot_be_run_ends_with_the_reason() -> None:
    cluster = Cluster()
    submit(cluster, "none", {"entrypoint": "main", "templates": [{"name": "main", "plugin": {"hello": {}}}]})
    submit(cluster, "wrong", {"entrypoint": "nothing", "templates": STEPS["templates"]})
    one = Controlling(cluster).start()
    wait(ended(cluster, "none", "wrong"))
    one.stop()
    assert "plugin templates" in workflow(cluster, "none")["status"]["message"]
    assert phase(cluster, "wrong") == "Failed"
    assert workflow(cluster, "wrong")["status"]["message"].startswith("invalid spec: ")


def test_of_two_controllers_the_one_that_others_wrote_over_lets_go() -> None:
    """Both believe that they lead, which the Lease allows for less than the time that ``podGC`` waits."""
    cluster = Cluster(kubelet)
    specs = {**SPECS, "retried": {**RETRIED, "podGC": {"strategy": "OnPodCompletion"}}}
    for name, spec in specs.items():
        submit(cluster, name, spec)
    both = [Controlling(cluster, identity).start() for identity in ("a", "b")]
    wait(ended(cluster, *SPECS))
    for one in both:
        one.stop()
    assert [key for key, count in Counter(cluster.created).items() if count > 1] == []


def test_workflows_of_others_are_left_alone() -> None:
    cluster = Cluster()
    cluster.create(WORKFLOWS, "ns", {"metadata": {"name": "argos"}, "spec": STEPS})
    cluster.create(WORKFLOWS, "ns", {"metadata": {"name": "other", "labels": {INSTANCE: "x"}}, "spec": STEPS})
    submit(cluster, "steps", STEPS)
    one = Controlling(cluster).start()
    wait(ended(cluster, "steps"))
    one.stop()
    assert (phase(cluster, "argos"), phase(cluster, "other")) == ("", "")


def test_a_run_is_deleted_when_its_time_is_over_even_by_the_next_controller() -> None:
    cluster = Cluster()
    submit(cluster, "soon", {**STEPS, "ttlStrategy": {"secondsAfterCompletion": 1}})
    one = Controlling(cluster).start()
    wait(ended(cluster, "soon"))
    one.stop()
    two = Controlling(cluster, "b").start()
    wait(lambda: ("workflows.argoproj.io", "ns", "soon") not in cluster.objects)
    two.stop()
    assert pods(cluster) == []


def test_nothing_of_a_workflow_gets_into_the_log() -> None:
    cluster = Cluster()
    spec = {**STEPS, "arguments": {"parameters": [{"name": "password", "value": "S00perS3cret"}]}}
    submit(cluster, "steps", spec)
    one = Controlling(cluster).start()
    wait(ended(cluster, "steps"))
    one.stop()
    assert "S00perS3cret" not in one.written.getvalue()
    assert [line["msg"] for line in one.log()] == ["ready", "started", "ended", "ending"]


def pods(cluster: Cluster) -> list[str]:
    return [key[2] for key in cluster.objects if key[0] == "pods"]


def running(cluster: Cluster) -> bool:
    return all(
        (cluster.objects["pods", "ns", name].get("status") or {}).get("phase") == "Running" for name in pods(cluster)
    )


def nodes(cluster: Cluster, name: str) -> list[Data]:
    return list(((workflow(cluster, name).get("status") or {}).get("nodes") or {}).values())
