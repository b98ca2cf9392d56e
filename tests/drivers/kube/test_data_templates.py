"""data templates on a cluster: the pod that lists, and what expressions make of its list."""

from __future__ import annotations

import json
import zlib
from base64 import b64decode
from typing import Any

import pytest

from tests.drivers.kube.controlling import Controlling, ended, submit, wait, workflow
from tests.drivers.kube.pretending import Cluster, Data
from wfsim.drivers.kube.pods import PodError, PodRequest, WorkflowFacts, manifest
from wfsim.engine.commands import StartPod

S3 = {"s3": {"endpoint": "s3:9000", "bucket": "b", "secretKeySecret": {"name": "cred", "key": "k"}}}


def pod(source: Data, steps: list[str], repository: Data | None = S3) -> Any:
    template = {"data": {"source": source, "transformation": [{"expression": one} for one in steps]}}
    start = StartPod("run-1", "run.list", "run.list", 0, "list", "run-list-1", template, True)
    return manifest(PodRequest(start, WorkflowFacts("run", "ns", "u", {}, repository=repository)))


def paths(key: str) -> Data:
    return {"artifactPaths": {"name": "all", "s3": {"key": key}}}


def test_the_pod_that_lists() -> None:
    made = pod(paths("in/"), ["filter(data, {# endsWith '.txt'})"])
    main = made["spec"]["containers"][0]
    assert main["command"] == ["wfsim-executor", "list"] and len(made["spec"]["containers"]) == 1
    told = json.loads(zlib.decompress(b64decode(main["env"][0]["value"])))
    assert told["location"] == {"s3": {**S3["s3"], "key": "in/"}}
    assert made["spec"]["volumes"][0]["secret"]["secretName"] == "cred"
    assert made["metadata"]["annotations"]["wfsim/transformation"] == "[\"filter(data, {# endsWith '.txt'})\"]"


def test_what_cannot_be_listed() -> None:
    with pytest.raises(PodError, match="no valid source"):
        pod({}, [])
    with pytest.raises(PodError, match="not among what can be used"):
        pod({"artifactPaths": {"name": "all", "raw": {"data": "x"}}}, [])


def spec(*steps: str) -> Data:
    lists = {"source": paths("in/"), "transformation": [{"expression": one} for one in steps]}
    one = {"parameters": [{"name": "file"}]}
    given = {"parameters": [{"name": "file", "value": "{{item}}"}]}
    calls = [
        [{"name": "list", "template": "list"}],
        [{"name": "each", "template": "each", "arguments": given, "withParam": "{{steps.list.outputs.result}}"}],
    ]
    return {
        "entrypoint": "main",
        "templates": [
            {"name": "main", "steps": calls},
            {"name": "list", "archiveLocation": S3, "data": lists},
            {"name": "each", "inputs": one, "container": {"image": "i", "command": ["c"]}},
        ],
    }


@pytest.fixture
def cluster() -> Cluster:
    made = Cluster()
    left = {"main": json.dumps({"keys": ["in/a.txt", "in/b.pdf", "in/c.txt"]})}
    made.says = lambda one: left if "wfsim/transformation" in one["metadata"]["annotations"] else {}
    return made


def nodes(cluster: Cluster) -> dict[str, Data]:
    return {one["displayName"]: one for one in workflow(cluster, "run")["status"]["nodes"].values()}


def test_expressions_make_the_result(cluster: Cluster) -> None:
    controller = Controlling(cluster).start()
    submit(cluster, "run", spec("filter(data, {# endsWith '.txt'})", "map(data, {# + '!'})"))
    wait(ended(cluster, "run"))
    found = nodes(cluster)
    assert found["list"]["outputs"] == {"result": '["in/a.txt!","in/c.txt!"]', "exitCode": "0"}
    assert "each(1:in/c.txt!)" in found
    controller.stop()


def test_an_expression_that_fails_fails_the_node(cluster: Cluster) -> None:
    controller = Controlling(cluster).start()
    submit(cluster, "run", spec("data.nothing()"))
    wait(ended(cluster, "run"))
    found = nodes(cluster)["list"]
    assert found["phase"] == "Failed" and found["message"].startswith(
        "main: Error (exit code 64): unable to process data"
    )
    controller.stop()
