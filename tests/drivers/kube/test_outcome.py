"""What pods tell the engine: phases, messages, exit codes, in Argo's words."""

from __future__ import annotations

import pytest

from tests.drivers.kube.making import Data, seen, status
from wfsim.drivers.kube import outcome
from wfsim.drivers.kube.report import Report
from wfsim.engine.events import PodFinished, PodPending, PodStarted

NO_PROGRAM = (
    "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: "
    'unable to start container process: exec: "/no/such": stat /no/such: no such file or directory: unknown'
)
WRAPPED: Data = {
    "name": "peer",
    "restartPolicy": "Always",
    "command": ["/var/run/argo/busybox", "sh", "/var/run/argo/wrapper"],
}


def finished(pod: Data, report: Report | None = None) -> PodFinished:
    event = outcome.of_pod(pod, report, 5)
    assert isinstance(event, PodFinished)
    return event


def waiting(name: str, reason: str, message: str = "") -> Data:
    return {"name": name, "state": {"waiting": {"reason": reason, "message": message}}}


@pytest.mark.parametrize(
    ("pod", "message"),
    [
        (seen("Pending"), ""),
        (seen("Pending", waiting("main", "ContainerCreating")), "ContainerCreating"),
        (seen("Pending", waiting("main", "ImagePullBackOff", "Back-off")), "ImagePullBackOff: Back-off"),
        (
            seen(
                "Pending",
                waiting("main", "PodInitializing"),
                inits=(waiting("init", "ErrImageNeverPull", "not there"),),
            ),
            "ErrImageNeverPull: not there",
        ),
        (
            seen("Pending", conditions=[{"type": "PodScheduled", "reason": "Unschedulable", "message": "0/1 nodes"}]),
            "Unschedulable: 0/1 nodes",
        ),
    ],
)
def test_why_a_pod_waits(pod: Data, message: str) -> None:
    assert outcome.of_pod(pod, None, 5) == PodPending(5, "n", message)


def test_a_daemon_has_started_when_it_is_ready() -> None:
    pod = seen("Running", status("main", None), podIP="10.0.0.1")
    pod["spec"]["nodeName"] = "node1"
    assert outcome.of_pod(pod, None, 5) == PodStarted(5, "n", "10.0.0.1", "node1")
    pod["metadata"]["annotations"]["wfsim/daemon"] = "true"
    assert outcome.of_pod(pod, None, 5) == PodStarted(5, "n", "10.0.0.1", "node1")
    pod["status"]["containerStatuses"][0]["ready"] = False
    assert outcome.of_pod(pod, None, 5) is None
    pod["status"]["containerStatuses"][0]["ready"] = True
    pod["spec"]["initContainers"] = [WRAPPED]
    pod["status"]["initContainerStatuses"] = [status("peer", None) | {"ready": False}]
    assert outcome.of_pod(pod, None, 5) is None


def test_a_pod_that_ended_well() -> None:
    pod = seen("Succeeded", status("main"), status("wait"))
    pod["status"]["containerStatuses"][0]["state"]["terminated"]["finishedAt"] = "1970-01-01T00:00:03Z"
    report = Report("r", {"p": "v"}, {"a": {"s3": {"key": "k"}}})
    event = finished(pod, report)
    assert (event.exit_code, event.result, event.parameters, event.artifacts) == (0, "r", {"p": "v"}, ("a",))
    assert (event.error, event.pod_message, event.container_message, event.finished_ms) == ("", "", "", 3000)


@pytest.mark.parametrize(
    ("pod", "expected"),
    [
        (seen("Failed", status("main", 3)), (3, "Error", "", "", "")),
        (seen("Failed", status("main", 137, "OOMKilled")), (137, "OOMKilled", "", "", "")),
        (seen("Failed", status("main", 5), status("wait", 64)), (5, "Error", "", "", "")),
        (
            seen("Failed", status("main", 128, "StartError", NO_PROGRAM)),
            (
                64,
                "Error",
                'failed to find name in PATH: exec: "/no/such": stat /no/such: no such file or directory',
                "",
                "",
            ),
        ),
        (
            seen(
                "Failed", status("main", 128, "StartError", 'exec: "nope": executable file not found in $PATH: unknown')
            ),
            (64, "Error", 'failed to find name in PATH: exec: "nope": executable file not found in $PATH', "", ""),
        ),
        (
            seen("Failed", status("main", 128, "StartError", "cannot mount /x")),
            (128, "StartError", "cannot mount /x", "", ""),
        ),
        (
            seen("Failed", status("main", 143), message="Pod was active on the node longer", reason="DeadlineExceeded"),
            (143, "Error", "", "Pod was active on the node longer", ""),
        ),
        (
            seen("Failed", message="The node was low on resource: memory.", reason="Evicted"),
            (0, "Error", "", "The node was low on resource: memory.", ""),
        ),
        (seen("Failed"), (0, "Error", "", "can't find failed message for pod p namespace ns", "")),
        (
            seen("Failed", waiting("main", "PodInitializing"), inits=(status("init", 1, message="no such key"),)),
            (0, "Error", "", "", "init: Error (exit code 1): no such key"),
        ),
        (
            seen(
                "Failed",
                status("main", None),
                conditions=[{"type": "DisruptionTarget", "status": "True", "message": "PodGC: node no longer exists"}],
            ),
            (
                0,
                "Error",
                "",
                "pod failed: neither main nor wait container completed successfully: PodGC: node no longer exists",
                "",
            ),
        ),
        (seen("Unknown"), (0, "Error", "", "", "Unexpected pod phase for p: Unknown")),
    ],
)
def test_how_a_pod_failed(pod: Data, expected: tuple[object, ...]) -> None:
    event = finished(pod)
    assert (event.exit_code, event.reason, event.container_message, event.pod_message, event.error) == expected


def test_what_cannot_be_collected_is_an_error_of_wait() -> None:
    pod = seen("Failed", status("main"), status("wait", 64, message="{}"))
    gone = "open /var/run/argo/outputs/parameters/tmp/none: no such file or directory"
    event = finished(pod, Report(error=gone))
    assert (event.exit_code, event.error) == (0, f"wait: Error (exit code 64): {gone}")


def test_a_program_that_ended_while_its_sidecar_goes_on() -> None:
    spec = {"containers": [{"name": "main"}], "initContainers": [{"name": "db", "restartPolicy": "Always"}]}
    pod = seen("Running", status("main"), inits=(status("db", None),), spec=spec)
    assert finished(pod).exit_code == 0
    pod["spec"]["initContainers"] = [WRAPPED]
    pod["status"]["initContainerStatuses"] = [status("peer", None)]
    assert isinstance(outcome.of_pod(pod, None, 5), PodStarted)


@pytest.mark.parametrize(("code", "message"), [(0, ""), (143, ""), (137, ""), (2, "peer: Error (exit code 2)")])
def test_sidecars_may_be_killed_but_not_fail(code: int, message: str) -> None:
    spec = {"containers": [{"name": "main"}], "initContainers": [WRAPPED]}
    pod = seen("Succeeded", status("main"), inits=(status("peer", code),), spec=spec)
    assert (finished(pod).pod_message, finished(pod).exit_code) == (message, 0)


def test_the_containers_of_a_set() -> None:
    pod = seen(
        "Failed", status("a", 3), status("b", 64, message='dependency "a" exited with non-zero code: 3'), status("main")
    )
    event = finished(pod)
    assert event.containers == {"a": 3, "b": 64}
    assert (event.exit_code, event.pod_message) == (0, "a: Error (exit code 3)")


def test_pods_that_are_deleted() -> None:
    pod = seen("Failed", status("main", 137))
    pod["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z"
    assert finished(pod).error == "pod deleted"
    well = seen("Succeeded", status("main"))
    well["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z"
    assert finished(well).error == ""
    gone = outcome.of_deleted(seen("Running", status("main", None)), 7)
    assert gone is not None and (gone.at_ms, gone.error) == (7, "pod deleted")
    assert outcome.of_deleted(seen("Pending"), 7) is None


def test_a_pod_whose_main_never_ran_has_to_be_stopped() -> None:
    never = status("main", 128, "StartError", NO_PROGRAM)
    assert outcome.is_stuck(seen("Running", never, status("wait", None)))
    assert not outcome.is_stuck(seen("Running", status("main", 1), status("wait", None)))
    assert not outcome.is_stuck(seen("Failed", never))
    assert not outcome.is_stuck(seen("Failed", never, status("wait", 143)))
