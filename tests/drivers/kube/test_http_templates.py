"""http templates on a cluster: the pod that asks, what its end means, and that a controller goes on with them."""

from __future__ import annotations

import json
import zlib
from base64 import b64decode
from typing import Any

import pytest

from tests.drivers.kube.controlling import Controlling, ended, outcome, submit, wait, workflow
from tests.drivers.kube.pretending import Cluster, Data
from wfsim.drivers.kube import outcome as outcomes
from wfsim.drivers.kube.pods import Executor, WorkflowFacts, agent
from wfsim.drivers.kube.resources import PODS, WORKFLOWS
from wfsim.engine.commands import SendTask
from wfsim.engine.events import TaskReplied


def manifest(http: Data, **spec: Any) -> Any:
    facts = WorkflowFacts("run", "ns", "u", spec, labels={"own": "1"}, executor=Executor("exec:1"))
    return agent(SendTask("run-7", "run.ask", "run.ask", 0, "ask", {"http": http}), facts)


def job(made: Any) -> Any:
    whole = made["spec"]["containers"][0]["env"][0]["value"]
    return json.loads(zlib.decompress(b64decode(whole)))


def test_the_pod_that_asks() -> None:
    secret = {"secretKeyRef": {"name": "cred", "key": "token"}}
    http = {"url": "http://a", "headers": [{"name": "A", "valueFrom": secret}]}
    made = manifest(http, serviceAccountName="flow", tolerations=[{"key": "t"}], podSpecPatch="priority: 3")
    assert made["metadata"]["name"] == "run-7-agent"
    assert made["metadata"]["labels"] == {
        "own": "1",
        "workflows.argoproj.io/workflow": "run",
        "workflows.argoproj.io/completed": "false",
        "workflows.argoproj.io/component": "agent",
    }
    assert made["metadata"]["annotations"]["workflows.argoproj.io/node-id"] == "run-7"
    spec = made["spec"]
    assert spec["serviceAccountName"] == "flow" and spec["automountServiceAccountToken"] is False
    assert spec["tolerations"] == [{"key": "t"}] and spec["priority"] == 3
    (volume,) = spec["volumes"]
    assert volume["secret"] == {"secretName": "cred", "optional": True, "items": [{"key": "token", "path": "token"}]}
    assert spec["containers"][0]["command"] == ["wfsim-executor", "ask"]
    assert job(made) == {"http": http, "headers": False, "limit": 4096}
    assert job(manifest({**http, "successCondition": "response.headers['A'][0] == 'b'"}))["headers"] is True


def pod(phase: str, message: str = "", **status: Any) -> Data:
    about = {
        "labels": {"workflows.argoproj.io/component": "agent"},
        "annotations": {"workflows.argoproj.io/node-id": "run-7"},
    }
    ended = {"exitCode": 0, "message": message}
    rows = [{"name": "main", "state": {"terminated": ended}}] if message else []
    return {"metadata": about, "status": {"phase": phase, "containerStatuses": rows, **status}}


def test_what_its_end_means() -> None:
    assert outcomes.of_task(pod("Running"), None, 5) is None
    told = {"status": 404, "body": "no", "headers": {"A": "b"}}
    assert outcomes.of_task(pod("Succeeded"), told, 5) == TaskReplied(5, "run-7", 404, "no", {"A": "b"})
    refused = outcomes.of_task(pod("Succeeded"), {"error": "refused"}, 5)
    assert refused == TaskReplied(5, "run-7", phase="Failed", message="refused")
    evicted = outcomes.of_task({**pod("Failed"), "status": {"phase": "Failed", "message": "evicted"}}, None, 5)
    assert isinstance(evicted, TaskReplied) and evicted.phase == "Error"
    assert outcomes.of_deleted(pod("Running", "x"), 5) is None  # it is asked again


# -- a controller


def spec(**http: Any) -> Data:
    steps = [
        [{"name": "ask", "template": "ask"}],
        [
            {
                "name": "say",
                "template": "say",
                "arguments": {"parameters": [{"name": "a", "value": "{{steps.ask.outputs.result}}"}]},
            }
        ],
    ]
    return {
        "entrypoint": "main",
        "templates": [
            {"name": "main", "steps": steps},
            {"name": "ask", "http": {"url": "http://a", **http}},
            {"name": "say", "inputs": {"parameters": [{"name": "a"}]}, "container": {"image": "i", "command": ["c"]}},
        ],
    }


def answering(cluster: Cluster, **report: Any) -> None:
    left = {"main": json.dumps({"status": 200, "body": "hello", **report})}
    cluster.says = lambda made: left if made["metadata"]["name"].endswith("-agent") else {}


def node(cluster: Cluster, name: str) -> Data:
    nodes = workflow(cluster, "run")["status"]["nodes"].values()
    return next(dict(one) for one in nodes if one["displayName"] == name)


@pytest.fixture
def cluster() -> Cluster:
    made = Cluster()
    answering(made)
    return made


def test_an_answer_is_the_result_and_its_pod_goes(cluster: Cluster) -> None:
    controller = Controlling(cluster).start()
    submit(cluster, "run", spec())
    wait(ended(cluster, "run"))
    found = node(cluster, "ask")
    assert (found["type"], found["phase"], found["outputs"]) == ("HTTP", "Succeeded", {"result": "hello"})
    assert "podName" not in found
    assert node(cluster, "say")["inputs"]["parameters"] == [{"name": "a", "value": "hello"}]
    wait(lambda: not [key for key in cluster.objects if key[2].endswith("-agent")])
    controller.stop()


@pytest.mark.parametrize(
    ("report", "http", "phase", "message", "outputs"),
    [
        ({"status": 500}, {}, "Failed", "received non-2xx response code: 500", {"result": "hello"}),
        ({"error": "Get: refused"}, {}, "Failed", "Get: refused", None),
        (
            {},
            {"successCondition": "response.body == 'x'"},
            "Failed",
            "successCondition 'response.body == 'x'' evaluated false",
            {"result": "hello"},
        ),
    ],
)
def test_what_is_no_success(
    cluster: Cluster, report: Data, http: Data, phase: str, message: str, outputs: Data
) -> None:
    answering(cluster, **report)
    controller = Controlling(cluster).start()
    submit(cluster, "run", spec(**http))
    wait(ended(cluster, "run"))
    found = node(cluster, "ask")
    assert (found["phase"], found["message"], found.get("outputs")) == (phase, message, outputs)
    controller.stop()


def test_another_controller_goes_on_and_asks_nothing_twice(cluster: Cluster) -> None:
    cluster.kubelet = lambda made: None if made["metadata"]["name"].endswith("-agent") else 0
    first = Controlling(cluster).start()
    submit(cluster, "run", spec())
    wait(lambda: bool(agents(cluster)))
    wait(lambda: bool(workflow(cluster, "run").get("status", {}).get("nodes")))
    first.stop()
    second = Controlling(cluster, "b").start()
    wait(lambda: any(line["msg"] == "resumed" for line in second.log()))
    (name,) = agents(cluster)
    cluster.end(("pods", "ns", name), 0)
    wait(ended(cluster, "run"))
    assert outcome(cluster, "run")["phase"] == "Succeeded" and len(agents(cluster)) == 1
    second.stop()


def test_a_pod_that_somebody_deletes_is_made_again(cluster: Cluster) -> None:
    cluster.kubelet = lambda made: None if made["metadata"]["name"].endswith("-agent") else 0
    controller = Controlling(cluster).start()
    submit(cluster, "run", spec())
    wait(lambda: bool(agents(cluster)))
    (name,) = agents(cluster)
    wait(lambda: cluster.objects["pods", "ns", name].get("status", {}).get("phase") == "Running")
    cluster.delete(PODS, "ns", name)
    wait(lambda: len(agents(cluster)) == 2)
    wait(lambda: cluster.objects["pods", "ns", name].get("status", {}).get("phase") == "Running")
    cluster.end(("pods", "ns", name), 0)
    wait(ended(cluster, "run"))
    assert outcome(cluster, "run")["phase"] == "Succeeded"
    controller.stop()


def test_a_request_without_an_answer_does_not_outlive_the_run(cluster: Cluster) -> None:
    cluster.kubelet = lambda made: None
    controller = Controlling(cluster).start()
    submit(cluster, "run", spec())
    wait(lambda: bool(agents(cluster)))
    (name,) = agents(cluster)
    wait(lambda: cluster.objects["pods", "ns", name].get("status", {}).get("phase") == "Running")
    cluster.patch(WORKFLOWS, "ns", "run", {"spec": {"shutdown": "Terminate"}})
    wait(ended(cluster, "run"))
    assert outcome(cluster, "run")["phase"] == "Failed"
    wait(lambda: cluster.objects["pods", "ns", name]["spec"].get("activeDeadlineSeconds") == 1)
    controller.stop()


def agents(cluster: Cluster) -> list[str]:
    return [key[2] for key in cluster.created if key[0] == "pods" and key[2].endswith("-agent")]
