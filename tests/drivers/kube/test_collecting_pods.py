"""Pods of templates that bring something in or leave something: what the executor adds to them."""

from __future__ import annotations

from base64 import b64decode
from itertools import count
from typing import Any
from zlib import decompress

import pytest

from tests.drivers.kube.making import BOX, KEPT, Data, named, pod_of
from wfsim.drivers.kube import pods
from wfsim.executor.job import read_job

WRAPPED = ["/var/run/argo/busybox", "sh", "/var/run/argo/wrapper"]
OUT: Data = {"parameters": [{"name": "p", "valueFrom": {"path": "/tmp/p", "default": "d"}}]}


def job(container: Data) -> Data:
    return read_job({one["name"]: one["value"] for one in container["env"]})


def names(rows: list[Data]) -> list[str]:
    return [one["name"] for one in rows]


@pytest.mark.parametrize(
    ("template", "captures", "expected"),
    [
        (BOX, False, (False, False)),
        (BOX, True, (True, True)),
        (BOX | {"outputs": OUT}, False, (True, True)),
        (BOX | {"outputs": {"artifacts": [{"name": "a", "path": "/a"}]}}, False, (True, True)),
        (BOX | {"outputs": {"parameters": [{"name": "p", "valueFrom": {"expression": "1"}}]}}, False, (False, False)),
        (BOX | {"inputs": {"artifacts": [{"name": "a", "path": "/a", "raw": {"data": ""}}]}}, False, (True, False)),
        (BOX | {"inputs": {"parameters": [{"name": "a", "value": "1"}]}}, False, (False, False)),
        (BOX | {"sidecars": [{"name": "s", "image": "box"}]}, False, (False, False)),
        (BOX | {"sidecars": [{"name": "s", "image": "box", "command": ["x"]}]}, False, (True, False)),
        ({"containerSet": {"containers": [{"name": "main"}, {"name": "b"}]}}, False, (False, False)),
        (
            {"containerSet": {"containers": [{"name": "main", "dependencies": ["b"]}, {"name": "b"}]}},
            False,
            (True, False),
        ),
        ({"script": {"image": "box", "command": ["sh"], "source": "true"}}, False, (False, False)),
        ({"script": {"image": "box", "command": ["sh"], "source": "x" * 200_000}}, False, (True, False)),
        (BOX | {"archiveLocation": {"archiveLogs": True}}, False, (True, True)),
    ],
)
def test_what_a_template_needs(template: Data, captures: bool, expected: tuple[bool, bool]) -> None:
    found = pods.needs(template, captures)
    assert (found.init, found.wait) == expected


def test_a_main_whose_output_is_kept() -> None:
    spec = pod_of(BOX | {"outputs": OUT}, captures=True)["spec"]
    assert names(spec["initContainers"]) == ["init"]
    assert names(spec["containers"]) == ["main", "wait"]
    main, wait = spec["containers"]
    assert main["command"] == [*WRAPPED, "main", "main", "--", "sh", "-c"]
    assert main["args"] == ["true"]
    assert main["volumeMounts"] == [{"name": "var-run-argo", "mountPath": "/var/run/argo"}]
    assert wait["command"] == ["wfsim-executor", "wait"]
    assert names(spec["volumes"]) == ["var-run-argo", "tmp-dir-argo"]
    assert "shareProcessNamespace" not in spec
    assert job(spec["initContainers"][0]) == {
        "inputs": [],
        "containers": {"main": {"result": True, "logs": False, "parameters": ["/tmp/p"], "artifacts": []}},
    }
    assert job(wait) == {
        "main": "main",
        "containers": ["main"],
        "result": True,
        "parameters": [{"name": "p", "path": "/tmp/p", "default": "d"}],
        "artifacts": [],
        "limit": 4096,
    }


def test_less_of_a_message_is_kept_of_pods_with_many_containers() -> None:
    sidecars = [{"name": f"s{number}", "image": "box", "command": ["x"]} for number in range(5)]
    spec = pod_of(BOX | {"outputs": OUT, "sidecars": sidecars})["spec"]
    assert job(named(spec["containers"], "wait"))["limit"] == 12 * 1024 // 8


def test_a_command_that_is_not_known_cannot_be_wrapped() -> None:
    template = {"container": {"image": "box"}, "outputs": OUT}
    with pytest.raises(
        pods.PodError, match="container 'main' names no command, and what image 'box' runs is not known"
    ):
        pod_of(template)
    (main, _) = pod_of(template, entrypoints={"box": (("/run",), ("a",))})["spec"]["containers"]
    assert (main["command"], main["args"]) == ([*WRAPPED, "main", "main", "--", "/run"], ["a"])
    (main, _) = pod_of(template, entrypoints={"box": ((), ("sh", "-c"))})["spec"]["containers"]
    assert (main["command"], main.get("args")) == ([*WRAPPED, "main", "main", "--", "sh", "-c"], None)


def test_a_script_with_a_result_is_staged() -> None:
    source = "echo '$(x)' \"$$\" ä\n"
    spec = pod_of({"script": {"image": "box", "command": ["sh"], "source": source}}, captures=True)["spec"]
    (init,), (main, _) = spec["initContainers"], spec["containers"]
    assert job(init)["script"] == source
    assert main["command"][-2:] == ["--", "sh"] and main["args"] == ["/argo/staging/script"]
    mount = {"name": "argo-staging", "mountPath": "/argo/staging"}
    assert mount in main["volumeMounts"] and mount in init["volumeMounts"]
    assert named(spec["volumes"], "argo-staging") == {"name": "argo-staging", "emptyDir": {}}


def test_a_script_of_a_megabyte_fits() -> None:
    lines = (f"echo {number * 2654435761 % 2**32:x} $(date)" for number in count())
    source = ""
    while len(source) < 1_000_000:
        source += "\n".join(next(lines) for _ in range(1000)) + "\n"
    spec = pod_of({"script": {"image": "box", "command": ["sh"], "source": source}})["spec"]
    (init,) = spec["initContainers"]
    assert job(init)["script"] == source
    assert max(len(one["value"]) for one in init["env"]) < 128 * 1024
    assert not any("$" in one["value"] for one in init["env"])
    whole = "".join(one["value"] for one in init["env"])
    assert len(decompress(b64decode(whole))) > 1_000_000 > len(whole)


def test_sidecars_are_init_containers_that_go_on() -> None:
    template = BOX | {
        "container": BOX["container"] | {"volumeMounts": [{"name": "d", "mountPath": "/data"}]},
        "volumes": [{"name": "d", "emptyDir": {}}],
        "initContainers": [{"name": "prep", "image": "box", "command": ["p"]}],
        "sidecars": [
            {"name": "peer", "image": "box", "command": ["sh"], "args": ["x"], "mirrorVolumeMounts": True},
            {"name": "db", "image": "db"},
        ],
        "podSpecPatch": '{"containers": [{"name": "peer", "image": "other"}]}',
    }
    spec = pod_of(template)["spec"]
    assert names(spec["initContainers"]) == ["init", "prep", "peer", "db"]
    _, prep, peer, db = spec["initContainers"]
    assert (prep["command"], "restartPolicy" in prep) == (["p"], False)
    assert peer["command"] == [*WRAPPED, "sidecar", "peer", "--", "sh"]
    assert (peer["args"], peer["restartPolicy"], peer["image"]) == (["x"], "Always", "other")
    assert peer["volumeMounts"][0] == {"name": "d", "mountPath": "/data"}
    assert (db["restartPolicy"], "command" in db, "volumeMounts" in db) == ("Always", False, False)
    assert names(spec["containers"]) == ["main"]


def test_a_container_set() -> None:
    rows = [
        {"name": "main", "image": "box", "command": ["m"], "dependencies": ["a"]},
        {"name": "a", "image": "box", "command": ["a"], "volumeMounts": [{"name": "own", "mountPath": "/own"}]},
    ]
    whole = {
        "volumeMounts": [{"name": "ws", "mountPath": "/ws"}],
        "containers": rows,
        "retryStrategy": {"retries": "3", "duration": "500ms"},
    }
    volumes = [{"name": one, "emptyDir": {}} for one in ("ws", "own")]
    spec = pod_of({"containerSet": whole, "volumes": volumes, "outputs": OUT})["spec"]
    assert names(spec["containers"]) == ["a", "main", "wait"]
    assert "dependencies" not in spec["containers"][1]
    assert [one["mountPath"] for one in spec["containers"][0]["volumeMounts"]] == ["/own", "/ws", "/var/run/argo"]
    told = job(spec["initContainers"][0])["containers"]
    assert told["a"] == {"after": [], "tries": 3, "pause": 0.5}
    assert told["main"]["after"] == ["a"] and told["main"]["parameters"] == ["/tmp/p"]
    assert job(spec["containers"][2])["containers"] == ["a", "main"]


def test_input_artifacts_are_mounted_where_main_looks() -> None:
    artifacts = [
        {"name": "raw", "path": "/in/raw", "raw": {"data": "x"}, "mode": 420},
        {"name": "kept", "path": "/data/deep/kept", "s3": {"key": "wf/pod/a.tgz"}},
        {"name": "none", "path": "/in/none", "optional": True},
        {"name": "own", "path": "/in/own", "s3": {"key": "k", "bucket": "o", "endpoint": "e"}},
    ]
    template = BOX | {
        "container": BOX["container"] | {"volumeMounts": [{"name": "d", "mountPath": "/data", "subPath": "s"}]},
        "volumes": [{"name": "d", "emptyDir": {}}],
        "inputs": {"artifacts": artifacts},
    }
    spec = pod_of(template, repository=KEPT)["spec"]
    (init,), (main,) = spec["initContainers"], spec["containers"]
    mounts = {one["mountPath"]: one for one in main["volumeMounts"]}
    assert mounts["/in/raw"] == {"name": "input-artifacts", "mountPath": "/in/raw", "subPath": "raw"}
    assert set(mounts) == {"/data", "/in/raw", "/in/own", "/var/run/argo"}
    seen = {one["mountPath"]: one for one in init["volumeMounts"]}
    assert seen["/mainctrfs/data"] == {"name": "d", "mountPath": "/mainctrfs/data", "subPath": "s"}
    assert seen["/argo/secret/cred"]["readOnly"] is True
    raw, kept, own = job(init)["inputs"]
    assert raw == {"name": "raw", "path": "/argo/inputs/artifacts/raw", "location": {"raw": {"data": "x"}}, "mode": 420}
    assert kept["path"] == "/mainctrfs/data/deep/kept"
    assert kept["location"] == {"s3": KEPT["s3"] | {"key": "wf/pod/a.tgz"}}
    assert own["location"] == {"s3": {"key": "k", "bucket": "o", "endpoint": "e"}}
    (secret,) = [one["secret"] for one in spec["volumes"] if "secret" in one]
    assert secret == {"secretName": "cred", "items": [{"key": "id", "path": "id"}]}


@pytest.mark.parametrize(
    ("repository", "archive", "location"),
    [
        (KEPT, None, {"s3": KEPT["s3"] | {"key": "wf/wf-main-1/a.tgz"}}),
        (KEPT, {"zip": {}}, {"s3": KEPT["s3"] | {"key": "wf/wf-main-1/a.zip"}}),
        (KEPT, {"none": {}}, {"s3": KEPT["s3"] | {"key": "wf/wf-main-1/left"}}),
        (
            {"s3": KEPT["s3"] | {"keyFormat": "x/{{workflow.namespace}}/{{workflow.parameters.p}}"}},
            None,
            {"s3": KEPT["s3"] | {"key": "x/ns/v/a.tgz"}},
        ),
        ({"volume": {"persistentVolumeClaim": {"claimName": "c"}}}, None, {"volume": {"key": "wf/wf-main-1/a.tgz"}}),
    ],
)
def test_where_output_artifacts_go(repository: Data, archive: Data | None, location: Data) -> None:
    row: Data = {"name": "a", "path": "/tmp/left/"} | ({"archive": archive} if archive else {})
    template = BOX | {"outputs": {"artifacts": [row]}}
    spec = pod_of(template, repository=repository, variables={"workflow.parameters.p": "v"})["spec"]
    wait = named(spec["containers"], "wait")
    (found,) = job(wait)["artifacts"]
    assert found["location"] == location
    if "volume" in location:
        store = named(spec["volumes"], "wfsim-store")
        assert store == {"name": "wfsim-store", "persistentVolumeClaim": {"claimName": "c"}}
        assert named(wait["volumeMounts"], "wfsim-store")["mountPath"] == "/argo/store"


def test_logs_are_an_artifact() -> None:
    spec = pod_of(BOX | {"archiveLocation": {"archiveLogs": True}}, repository=KEPT)["spec"]
    (found,) = job(named(spec["containers"], "wait"))["artifacts"]
    assert (found["name"], found["path"], found["location"]["s3"]["key"]) == ("main-logs", "", "wf/wf-main-1/main.log")
    assert job(spec["initContainers"][0])["containers"]["main"]["logs"] is True


@pytest.mark.parametrize(
    ("template", "message"),
    [
        (BOX | {"outputs": {"artifacts": [{"name": "a", "path": "/a"}]}}, "You need to configure artifact storage"),
        (BOX | {"inputs": {"artifacts": [{"name": "a", "path": "/a"}]}}, "artifact a has no location"),
        (
            BOX | {"inputs": {"artifacts": [{"name": "a", "path": "/a", "hdfs": {"path": "x"}}]}},
            "artifact a: 'hdfs' is not among what can be used here",
        ),
        (
            BOX | {"outputs": {"artifacts": [{"name": "a", "path": "/a", "http": {"url": "http://x"}}]}},
            "artifact a: 'http' is not among",
        ),
        ({"suspend": {}}, "template 'main' has no container"),
    ],
)
def test_pods_that_cannot_be_made(template: Data, message: str) -> None:
    with pytest.raises(pods.PodError, match=message):
        pod_of(template)


def test_the_executors_containers_are_as_wished() -> None:
    wish: Any = pods.Executor("img:2", "Never", {"limits": {"cpu": "1"}}, {"runAsNonRoot": True})
    spec = pod_of(BOX, captures=True, executor=wish)["spec"]
    for one in (spec["initContainers"][0], spec["containers"][1]):
        assert (one["image"], one["imagePullPolicy"]) == ("img:2", "Never")
        assert (one["resources"], one["securityContext"]) == ({"limits": {"cpu": "1"}}, {"runAsNonRoot": True})
