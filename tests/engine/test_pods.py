"""What pods come to: their containers, their outputs, their messages; and what an http or plugin task answers."""

from __future__ import annotations

from typing import Any

import pytest

import wfsim
from tests.engine import runs
from tests.engine.timed import HEAD, at, played
from wfsim.engine.commands import ApplyResource, SendTask, StartPod, StopPod
from wfsim.engine.engine import Engine
from wfsim.engine.events import PodFinished, PodPending, PodStarted, RunStarted, TaskReplied
from wfsim.engine.state import NodeState

CONTAINERS = """  templates:
  - name: main
    steps:
    - - {name: a, template: set}
    - - {name: b, template: leaf}
  - name: set
    containerSet:
      containers:
      - {name: one, image: "busybox:1"}
      - {name: main, image: "busybox:1", dependencies: [one]}
      - {name: two, image: "busybox:1", dependencies: [one]}
  - name: leaf
    container: {image: "busybox:1"}
"""


def test_the_containers_of_a_set_are_nodes_below_its_pod() -> None:
    run = played(CONTAINERS, set={"duration": "2s"})
    ids = {one.name: one.id for one in run.record.nodes}
    pod, one, main, two = (run.record.named(f"wf[0].a{name}") for name in ("", ".one", ".main", ".two"))
    assert pod and one and main and two
    assert pod.children == (one.id,)
    assert one.children == (main.id, two.id)
    assert {(node.type, node.boundary_id, node.template_name) for node in (one, main, two)} == {
        ("Container", pod.id, "set")
    }
    assert {node.phase for node in (pod, one, main, two)} == {"Succeeded"}
    assert main.children == two.children == (ids["wf[1]"],)  # where the group before ended
    assert pod.outputs is not None and pod.outputs["exitCode"] == "0"


@pytest.mark.parametrize(
    ("mock", "phase", "messages"),
    [
        (
            {"containers": {"two": 7}},
            "Failed",
            {"": "two: Error (exit code 7)", ".one": "", ".main": "", ".two": "two: Error (exit code 7): "},
        ),
        (
            {"exitCode": 1, "message": "no"},
            "Failed",
            {"": "main: Error (exit code 1): no", ".one": "", ".main": "main: Error (exit code 1): no", ".two": ""},
        ),
        ({"containers": {"two": 64}}, "Error", {".two": "two: Error (exit code 64): "}),
    ],
)
def test_a_container_that_fails_fails_its_pod(mock: dict[str, Any], phase: str, messages: dict[str, str]) -> None:
    run = played(CONTAINERS, set=mock)
    assert run.phase == "Failed"
    found = {one.name.removeprefix("wf[0].a"): one for one in run.record.nodes}
    for name, message in messages.items():
        assert found[name].message == message
        if name:
            assert found[name].phase == (phase if message else "Succeeded")


def test_a_set_without_a_main_has_no_exit_code() -> None:
    run = played(CONTAINERS.replace("name: main, image", "name: other, image"))
    node = run.record.named("wf[0].a")
    assert node is not None and not (node.outputs or {}).get("exitCode")


# -- outputs and messages --

OUTPUTS = """  templates:
  - name: main
    outputs:
      parameters:
      - {name: given, valueFrom: {path: /a}, globalName: everywhere}
      - {name: missing, valueFrom: {path: /b, default: none}}
      artifacts:
      - {name: tar, path: /data/file, globalName: kept}
      - {name: zip, path: /data/file, archive: {zip: {}}}
      - {name: plain, path: /data/file/, archive: {none: {}}}
      - {name: own, path: /data/file, s3: {key: mine}}
    container: {image: "busybox:1"}
"""


def test_what_a_pod_leaves() -> None:
    run = played(OUTPUTS, main={"outputs": {"parameters": {"given": "v", "missing": None}}, "result": "text"})
    (node,) = run.record.nodes
    assert node.outputs is not None
    assert node.outputs["parameters"] == [
        {"name": "given", "value": "v", "globalName": "everywhere"},
        {"name": "missing", "value": "none"},
    ]
    keys = {one["name"]: one["s3"]["key"] for one in node.outputs["artifacts"]}  # type: ignore[index, call-overload, union-attr]
    assert keys == {"tar": "wf/wf/tar.tgz", "zip": "wf/wf/zip.zip", "plain": "wf/wf/file", "own": "mine"}
    assert node.outputs["exitCode"] == "0"
    assert run.record.outputs == {
        "parameters": [{"name": "everywhere", "value": "v"}],
        "artifacts": [{"name": "kept", "s3": {"key": "wf/wf/tar.tgz"}}],
    }


KINDS = ("s3", "gcs", "oss", "azure", "hdfs", "http", "artifactory", "git", "raw", "plugin")


@pytest.mark.parametrize("kind", KINDS)
def test_an_artifact_that_says_where_it_goes_goes_there(kind: str) -> None:
    text = f"container: {{image: i}}\n    outputs: {{artifacts: [{{name: a, path: /a, {kind}: {{}}}}]}}"
    engine = _begun(text)
    engine.send([PodFinished(1, "wf")])
    assert engine.state.nodes["wf"].outputs == {
        "artifacts": [{"name": "a", "path": "/a", kind: {}}],
        "exitCode": "0",
    }


def test_a_run_that_is_one_pod_has_its_whole_name_in_keys() -> None:
    text = HEAD.replace("name: wf", "name: my-wf-2") + "  templates:\n  - name: main\n    container: {image: i}\n"
    run = wfsim.loads(text + "    outputs: {artifacts: [{name: a, path: /a}]}\n").simulate()
    assert run.record.nodes[0].outputs["artifacts"][0]["s3"] == {"key": "my-wf-2/my-wf-2/a.tgz"}  # type: ignore[index,call-overload]


def test_artifacts_lie_below_the_whole_name_of_the_workflow() -> None:
    spec = OUTPUTS.replace("name: main", "name: one", 1)
    head = HEAD.replace("name: wf", "name: my-wf-2").replace("entrypoint: main", "entrypoint: main")
    text = head + "  templates:\n  - {name: main, steps: [[{name: a, template: one}]]}\n" + spec.partition("\n")[2]
    run = wfsim.loads(text).simulate(mocks={"mocks": {"one": {"outputs": {"parameters": {"given": "v"}}}}})
    assert f"my-wf-2/{run.record.nodes[2].pod_name}/tar.tgz" in str(run.record.nodes[2].outputs)


def test_artifacts_lie_below_the_name_of_the_pod() -> None:
    spec = "  templates:\n  - {name: main, steps: [[{name: a, template: other}]]}\n" + OUTPUTS.partition("\n")[
        2
    ].replace("name: main", "name: other")
    run = played(spec, other={"outputs": {"parameters": {"given": "v"}}})
    node = run.record.named("wf[0].a")
    assert node is not None and node.outputs is not None
    assert f"wf/{node.pod_name}/tar.tgz" in str(node.outputs)


@pytest.mark.parametrize(
    ("event", "phase", "message"),
    [
        ({"exit_code": 2, "container_message": "oh"}, "Failed", "main: Error (exit code 2): oh"),
        ({"exit_code": 137, "reason": "OOMKilled"}, "Failed", "main: OOMKilled (exit code 137)"),
        ({"exit_code": 2, "pod_message": "evicted", "container_message": "oh"}, "Failed", "evicted"),
        ({"error": "no artifact", "pod_message": "evicted", "exit_code": 2}, "Error", "no artifact"),
        ({}, "Succeeded", ""),
    ],
)
def test_the_verdict_on_a_pod(event: dict[str, Any], phase: str, message: str) -> None:
    engine = _begun("container: {image: i}")
    (node,) = engine.state.nodes.values()
    engine.send([PodFinished(1, node.id, **event)])
    assert (node.phase, node.message) == (phase, message)


def _begun(template: str) -> Engine:
    text = HEAD + f"  templates:\n  - name: main\n    {template}\n"
    engine = Engine(runs.definitions_of(text))
    engine.send([RunStarted(0, "uid")])
    return engine


def test_a_pod_that_waits_says_for_what_until_it_runs() -> None:
    engine = _begun("container: {image: i}")
    (node,) = engine.state.nodes.values()
    engine.send([PodPending(1, node.id, "ImagePullBackOff")])
    assert (node.phase, node.message) == ("Pending", "ImagePullBackOff")
    engine.send([PodStarted(2, node.id, "10.0.0.9", "host-1")])
    assert (node.phase, node.message, node.host) == ("Running", "", "host-1")
    assert node.pod_ip == ""  # only of a daemon
    engine.send([PodPending(3, node.id, "late")])
    assert (node.phase, node.message) == ("Running", "")


@pytest.mark.parametrize(("code", "message"), [(0, ""), (3, "main: Error (exit code 3)")])
def test_a_daemon_that_ends_by_itself_failed(code: int, message: str) -> None:
    engine = _begun("steps: [[{name: a, template: db}], [{name: b, template: leaf}]]\n"
                    "  - {name: db, daemon: true, container: {image: i}}\n"
                    "  - {name: leaf, container: {image: i}}")  # fmt: skip
    db = next(one for one in engine.state.nodes.values() if one.name == "wf[0].a")
    engine.send([PodStarted(1, db.id, "10.0.0.9")])
    assert (db.daemoned, db.fulfilled, db.pod_ip) == (True, True, "10.0.0.9")
    engine.send([PodFinished(2, db.id, code)])
    assert (db.daemoned, db.phase, db.message) == (False, "Failed", message)


# -- what is asked of pods --


def test_the_result_is_kept_where_something_reads_it() -> None:
    text = (
        HEAD
        + """  templates:
  - name: main
    steps:
    - - {name: read, template: leaf}
      - {name: other, template: leaf}
      - {name: data, template: data}
      - {name: made, template: made}
    - - {name: show, template: leaf, when: "{{steps.read.outputs.result}} == x"}
  - name: leaf
    container: {image: i}
  - name: data
    data: {source: {artifactPaths: {name: a, s3: {bucket: b}}}, transformation: [{expression: data}]}
  - name: made
    resource: {action: create, manifest: "{}"}
"""
    )
    engine = Engine(runs.definitions_of(text))
    commands = engine.send([RunStarted(0, "uid")])
    pods = {one.name: one.captures_result for one in commands if isinstance(one, StartPod)}
    assert pods == {"wf[0].read": True, "wf[0].other": False, "wf[0].data": True}
    (made,) = [one for one in commands if isinstance(one, ApplyResource)]
    assert (made.name, made.logical, made.attempt, made.template_name) == ("wf[0].made", "wf[0].made", 0, "made")
    assert made.pod_name == engine.state.nodes[made.node].pod_name != ""


# -- http and plugin --


def replied(template: str, **reply: Any) -> NodeState:
    engine = _begun(template)
    (node,) = engine.state.nodes.values()
    engine.send([TaskReplied(5, node.id, **reply)])
    return node


@pytest.mark.parametrize(
    ("status", "phase", "message"),
    [
        (200, "Succeeded", ""),
        (299, "Succeeded", ""),
        (300, "Failed", "received non-2xx response code: 300"),
        (199, "Failed", "received non-2xx response code: 199"),
    ],
)
def test_an_http_answer_is_judged_by_its_status(status: int, phase: str, message: str) -> None:
    node = replied("http: {url: 'http://x'}", status=status, body="said")
    assert (node.phase, node.message, node.outputs) == (phase, message, {"result": "said"})


@pytest.mark.parametrize(
    ("condition", "phase", "message"),
    [
        ("response.statusCode == 404", "Succeeded", ""),
        ('response.body == "said"', "Succeeded", ""),
        ('response.headers["Kind"][0] == "text"', "Succeeded", ""),
        ('request.method == "GET" && request.url == "http://x" && request.body == ""', "Succeeded", ""),
        (
            "response.statusCode < 400",
            "Failed",
            "successCondition 'response.statusCode < 400' evaluated false",
        ),
        ("response.body", "Failed", "unable to cast expression result 'said' to bool"),
    ],
)
def test_a_success_condition_takes_the_place_of_the_status(condition: str, phase: str, message: str) -> None:
    text = f"http: {{url: 'http://x', successCondition: {condition!r}}}".replace("\\'", "''")
    node = replied(text, status=404, body="said", headers={"kind": "text"})
    assert (node.phase, node.message) == (phase, message)


def test_a_success_condition_sees_what_was_asked() -> None:
    condition = 'request.method == "POST" && request.body == "data"'
    node = replied(f"http: {{url: 'http://x', method: POST, body: data, successCondition: '{condition}'}}", status=500)
    assert node.phase == "Succeeded"


def test_a_success_condition_that_cannot_be_evaluated_fails_without_an_answer() -> None:
    node = replied("http: {url: 'http://x', successCondition: 'response.nothing.there == 1'}")
    assert node.phase == "Failed" and node.outputs is None
    assert "cannot fetch there from <nil>" in node.message


def test_a_plugin_says_how_it_ended_and_what_it_left() -> None:
    node = replied("plugin: {slack: {}}", phase="Failed", message="no such channel", parameters={"a": "1"})
    assert (node.phase, node.message) == ("Failed", "no such channel")
    assert node.outputs == {"parameters": [{"name": "a", "value": "1"}]}
    node = replied("plugin: {slack: {}}")
    assert (node.phase, node.message, node.outputs) == ("Succeeded", "", None)


def test_a_task_is_sent_once_with_its_attempt() -> None:
    spec = """  templates:
  - name: main
    retryStrategy: {limit: 1}
    http: {url: "http://x"}
"""
    engine = Engine(runs.definitions_of(HEAD + spec))
    sent = [one for one in engine.send([RunStarted(0, "uid")]) if isinstance(one, SendTask)]
    assert [(one.name, one.logical, one.attempt, one.template_name) for one in sent] == [("wf(0)", "wf", 0, "main")]
    node = engine.state.nodes[sent[0].node]
    sent = [one for one in engine.send([TaskReplied(1, node.id, 500)]) if isinstance(one, SendTask)]
    assert [(one.name, one.logical, one.attempt) for one in sent] == [("wf(1)", "wf", 1)]


# -- what ends a template early --


FAIL_FAST = """  templates:
  - name: main
    failFast: true
    parallelism: 2
    steps:
    - - {name: a, template: leaf, withItems: [0, 1, 2, 3]}
    - - {name: b, template: leaf}
  - name: leaf
    container: {image: "busybox:1"}
"""


def test_after_a_failure_nothing_new_starts_and_the_template_fails_when_its_pods_have_ended() -> None:
    mocks = {
        "node:*a(0:0)": {"exitCode": 1, "duration": "1s"},
        "node:*a(1:1)": {"duration": "5s"},
    }
    run = wfsim.loads(HEAD + FAIL_FAST).simulate(mocks={"mocks": mocks})
    message = "template has failed or errored children and failFast enabled"
    assert [one.name for one in run.record.nodes] == ["wf", "wf[0]", "wf[0].a(0:0)", "wf[0].a(1:1)"]
    assert (run.phase, run.message, at(run, "wf"), at(run, "wf[0]")) == ("Failed", message, (0, 5000), (0, 5000))
    group = run.record.named("wf[0]")
    assert group is not None and (group.phase, group.message) == ("Failed", message)


def test_fail_fast_of_a_dag_ends_it_whatever_its_tasks_may_go_on_from() -> None:
    spec = """  templates:
  - name: main
    failFast: true
    dag:
      tasks:
      - {name: a, template: leaf}
      - {name: b, template: leaf, depends: a.Failed}
  - name: leaf
    container: {image: "busybox:1"}
"""
    run = played(spec, leaf={"exitCode": 1})
    assert run.record.named("wf.b") is None
    assert (run.phase, run.message) == ("Failed", "template has failed or errored children and failFast enabled")


def test_parallelism_of_a_template_counts_the_children_of_each_call_by_itself() -> None:
    spec = """  templates:
  - name: main
    steps: [[{name: k, template: inner}, {name: l, template: inner}]]
  - name: inner
    parallelism: 1
    steps: [[{name: a, template: leaf, withItems: [0, 1]}]]
  - name: leaf
    container: {image: "busybox:1"}
"""
    run = played(spec, leaf={"duration": "2s"})
    found = [at(run, f"wf[0].{call}[0].a({i}:{i})") for call in "kl" for i in (0, 1)]
    assert found == [(0, 2000), (2000, 4000), (0, 2000), (2000, 4000)]


def test_a_daemon_of_a_restored_run_ends_with_its_template() -> None:
    engine = _begun("steps: [[{name: a, template: db}], [{name: b, template: leaf}]]\n"
                    "  - {name: db, daemon: true, container: {image: i}}\n"
                    "  - {name: leaf, container: {image: i}}")  # fmt: skip
    ids = {one.name: one.id for one in engine.state.nodes.values()}
    engine.send([PodStarted(1, ids["wf[0].a"], "10.0.0.9")])
    runs.rest(engine, engine.send([runs.TimerFired(1, "look")]))
    engine = Engine.from_json(engine.definitions, engine.to_json())
    leaf = next(one.id for one in engine.state.nodes.values() if one.name == "wf[1].b")
    commands = engine.send([PodFinished(2, leaf)])
    db = engine.state.nodes[ids["wf[0].a"]]
    assert (db.phase, db.daemoned, engine.state.phase) == ("Succeeded", False, "Succeeded")
    assert StopPod(db.id) in commands
