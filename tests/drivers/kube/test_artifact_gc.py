"""Artifacts that go with their workflow: what is held, which pods remove what, what their end changes."""

from __future__ import annotations

import json
import zlib
from base64 import b64decode
from typing import Any

import pytest

from tests.drivers.kube.controlling import Controlling, ended, submit, wait, workflow
from tests.drivers.kube.pretending import Cluster, Data
from wfsim.drivers.kube.artifactgc.collecting import Collector
from wfsim.drivers.kube.artifactgc.planning import collections, due
from wfsim.drivers.kube.artifactgc.pod import pod
from wfsim.drivers.kube.artifactgc.settling import broken, released, settled
from wfsim.drivers.kube.artifactgc.terms import FINALIZER, TERMS, terms
from wfsim.drivers.kube.pods import Executor, PodError
from wfsim.drivers.kube.resources import CONFIG_MAPS, WORKFLOWS
from wfsim.engine.cleanup import ON_COMPLETION, ON_DELETION
from wfsim.record.packing import packed

S3 = {"s3": {"endpoint": "s3:9000", "bucket": "b", "insecure": True, "accessKeySecret": {"name": "cred", "key": "a"}}}


def artifact(name: str, **more: Any) -> Data:
    return {"name": name, "path": f"/{name}", "s3": {"key": f"run/{name}.tgz"}, **more}


def finished(kept: Data, *artifacts: Data, node: Data | None = None, **metadata: Any) -> Data:
    """The object of a run that is over and left these artifacts, one a node."""
    nodes = {
        f"run-{number}": {"type": "Pod", "templateName": "leaf", **(node or {}), "outputs": {"artifacts": [one]}}
        for number, one in enumerate(artifacts)
    }
    about = {
        "name": "run",
        "namespace": "ns",
        "uid": "u",
        "finalizers": ["other/one", FINALIZER],
        "labels": {"workflows.argoproj.io/completed": "true", TERMS: "held"},
        "annotations": {TERMS: json.dumps({"repository": S3, **kept})},
        **metadata,
    }
    return {"metadata": about, "status": {"phase": "Succeeded", "nodes": nodes}}


def said(kept: str, **more: Any) -> Data:
    return {"artifactGC": {"strategy": kept, **more}}


def job(manifest: Any) -> Any:
    env = {one["name"]: one["value"] for one in manifest["spec"]["containers"][0]["env"]}
    whole = "".join(env[f"WFSIM_JOB_{number}"] for number in range(len(env)))
    return json.loads(zlib.decompress(b64decode(whole)))


# -- what a workflow says


def leaf(**more: Any) -> Data:
    return {"templates": [{"name": "leaf", "outputs": {"artifacts": [{"name": "a", **more}]}}]}


@pytest.mark.parametrize(
    ("spec", "held"),
    [
        (leaf(), False),
        ({**leaf(), "artifactGC": {"strategy": "Never"}}, False),
        ({**leaf(), "artifactGC": {"strategy": ON_DELETION}}, True),
        (leaf(artifactGC={"strategy": ON_COMPLETION}), True),
        ({"artifactGC": {"strategy": ON_DELETION}, "templates": [{"name": "leaf"}]}, False),
        ({**leaf(artifactGC={"strategy": "Never"}), "artifactGC": {"strategy": ON_DELETION}}, False),
        (
            {
                "templates": [{"name": "main", "dag": {"tasks": [{"inline": leaf()["templates"][0]}]}}],
                **said(ON_DELETION),
            },
            True,
        ),
    ],
)
def test_an_object_is_held_where_an_artifact_may_go(spec: Data, held: bool) -> None:
    assert (terms(spec, (), S3) is not None) is held


def test_a_template_of_somebody_else_counts_too() -> None:
    found: Any = terms({"templates": []}, [("lib", leaf(artifactGC={"strategy": ON_COMPLETION}))], None)
    assert found == {}  # nothing to keep, but held
    own = {"name": "leaf", "archiveLocation": {"archiveLogs": True, **S3}, "outputs": {"artifacts": [{"name": "a"}]}}
    found = terms({"artifactGC": {"strategy": ON_DELETION}}, [("lib", {"templates": [own]})], None)
    assert found["homes"] == {"lib/leaf": S3}


# -- which pods


def test_nothing_is_due_before_the_run_is_over() -> None:
    found = finished(said(ON_DELETION))
    assert due(found) == (ON_COMPLETION,)
    found["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z"
    assert due(found) == (ON_COMPLETION, ON_DELETION)
    found["metadata"]["labels"] = {}
    assert due(found) == ()


def test_artifacts_that_want_the_same_share_a_pod() -> None:
    other = {"serviceAccountName": "two", "podMetadata": {"labels": {"b": "2"}}}
    general = {"serviceAccountName": "one", "podMetadata": {"labels": {"a": "1"}, "annotations": {"n": "x"}}}
    found = finished(
        said(ON_COMPLETION, **general),
        artifact("a"),
        artifact("b"),
        artifact("c", artifactGC=other),
        artifact("d", artifactGC={"strategy": ON_DELETION}),
        artifact("e", artifactGC={"strategy": "Never"}),
    )
    both, one = collections(found, ON_COMPLETION)
    assert [each.name for each in both.artifacts] == ["a", "b"]
    assert (both.service_account, both.labels, both.annotations) == ("one", {"a": "1"}, {"n": "x"})
    assert (one.service_account, one.labels) == ("two", {"a": "1", "b": "2"})
    assert both.pod.startswith("run-artgc-wfcomp-") and both.pod != one.pod
    (late,) = collections(found, ON_DELETION)
    assert late.pod.startswith("run-artgc-wfdel-")
    assert collections(found, ON_COMPLETION) == (both, one)


def test_a_node_that_ran_again_has_another_pod() -> None:
    before = finished(said(ON_COMPLETION), artifact("a"), node={"finishedAt": "2026-01-01T00:00:01Z"})
    after = finished(said(ON_COMPLETION), artifact("a"), node={"finishedAt": "2026-01-01T00:00:09Z"})
    assert collections(before, ON_COMPLETION)[0].pod != collections(after, ON_COMPLETION)[0].pod


def test_the_pod_has_what_it_needs_and_no_more() -> None:
    patch = "containers: [{name: main, resources: {limits: {memory: 1Gi}}}]"
    kept = {**said(ON_COMPLETION, podSpecPatch=patch), "serviceAccountName": "flow"}
    found = finished(kept, artifact("a"))
    found["metadata"]["labels"]["workflows.argoproj.io/controller-instanceid"] = "wfsim"
    made: Any = pod(collections(found, ON_COMPLETION)[0], found, Executor("exec:1"))
    about, spec = made["metadata"], made["spec"]
    assert about["labels"] == {
        "workflows.argoproj.io/workflow": "run",
        "workflows.argoproj.io/component": "artifact-gc",
        "workflows.argoproj.io/completed": "false",
        "workflows.argoproj.io/controller-instanceid": "wfsim",
    }
    assert about["annotations"] == {"workflows.argoproj.io/artifact-gc-strategy": ON_COMPLETION}
    assert about["ownerReferences"][0]["uid"] == "u"
    assert spec["serviceAccountName"] == "flow" and spec["automountServiceAccountToken"] is False
    main = spec["containers"][0]
    assert main["image"] == "exec:1" and main["command"] == ["wfsim-executor", "delete"]
    assert main["resources"]["limits"] == {"memory": "1Gi"}
    assert [one["secret"]["secretName"] for one in spec["volumes"]] == ["cred"]
    assert job(made)["artifacts"] == [
        {"node": "run-0", "name": "a", "location": {"s3": {**S3["s3"], "key": "run/a.tgz"}}}
    ]


def test_artifacts_live_where_their_template_says_or_on_the_volume() -> None:
    volume = {"volume": {"persistentVolumeClaim": {"claimName": "kept"}}}
    found = finished({**said(ON_COMPLETION), "repository": volume, "homes": {"other": S3}}, artifact("a"))
    made: Any = pod(collections(found, ON_COMPLETION)[0], found, Executor())
    assert job(made)["artifacts"][0]["location"] == {"volume": {"key": "run/a.tgz"}}
    assert made["spec"]["volumes"] == [{"name": "wfsim-store", "persistentVolumeClaim": {"claimName": "kept"}}]
    found["status"]["nodes"]["run-0"]["templateName"] = "other"
    made = pod(collections(found, ON_COMPLETION)[0], found, Executor())
    assert job(made)["artifacts"][0]["location"]["s3"]["bucket"] == "b"


def test_what_cannot_be_removed_has_no_pod() -> None:
    found = finished({**said(ON_COMPLETION), "repository": None}, artifact("a"))
    with pytest.raises(PodError, match="You need to configure artifact storage"):
        pod(collections(found, ON_COMPLETION)[0], found, Executor())


# -- what its end changes


def deleted(found: Any) -> dict[str, bool]:
    rows = [one for node in found["status"]["nodes"].values() for one in node["outputs"]["artifacts"]]
    return {one["name"]: one.get("deleted", False) for one in rows}


def test_all_removed_nothing_holds_it() -> None:
    found = finished(said(ON_COMPLETION), artifact("a"), artifact("b"))
    (one,) = collections(found, ON_COMPLETION)
    after: Any = released(settled(found, one, {}))
    assert deleted(after) == {"a": True, "b": True}
    assert after["status"]["artifactGCStatus"] == {
        "strategiesProcessed": {ON_COMPLETION: True},
        "podsRecouped": {one.pod: True},
    }
    assert after["metadata"]["finalizers"] == ["other/one"] and TERMS not in after["metadata"]["labels"]
    assert "conditions" not in after["status"]


def test_what_goes_later_holds_it() -> None:
    found = finished(said(ON_COMPLETION), artifact("a"), artifact("b", artifactGC={"strategy": ON_DELETION}))
    after: Any = released(settled(found, collections(found, ON_COMPLETION)[0], {}))
    assert deleted(after) == {"a": True, "b": False} and FINALIZER in after["metadata"]["finalizers"]


@pytest.mark.parametrize("forced", [False, True])
def test_what_stays_is_told_and_holds_it_unless_it_is_forced(forced: bool) -> None:
    found = finished(said(ON_COMPLETION, forceFinalizerRemoval=forced), artifact("a"), artifact("b"))
    found["status"]["conditions"] = [{"type": "Completed", "status": "True"}]
    (one,) = collections(found, ON_COMPLETION)
    after: Any = released(settled(found, one, {("run-1", "b"): "Access Denied"}))
    assert deleted(after) == {"a": True, "b": False}
    assert after["status"]["conditions"] == [
        {"type": "Completed", "status": "True"},
        {"type": "ArtifactGCError", "status": "True", "message": f"Access Denied (pod: {one.pod})"},
    ]
    assert (FINALIZER in after["metadata"]["finalizers"]) is not forced


def test_a_pod_that_failed_removed_nothing_as_far_as_anybody_knows() -> None:
    found = finished(said(ON_COMPLETION), artifact("a"))
    (one,) = collections(found, ON_COMPLETION)
    after: Any = released(broken(found, one))
    assert deleted(after) == {"a": False} and FINALIZER in after["metadata"]["finalizers"]
    assert after["status"]["conditions"][0]["message"] == (
        f"Artifact Garbage Collection failed for strategy {ON_COMPLETION}, pod {one.pod} exited with non-zero exit "
        "code: check pod logs for more information"
    )


def test_nodes_that_are_packed_stay_so() -> None:
    found = finished(said(ON_COMPLETION), artifact("a"))
    nodes = found["status"].pop("nodes")
    found["status"]["compressedNodes"] = packed(json.dumps(nodes))
    (one,) = collections(found, ON_COMPLETION)
    after: Any = released(settled(found, one, {}))
    assert "nodes" not in after["status"] and FINALIZER not in after["metadata"]["finalizers"]


# -- all of it, on a cluster in memory


def removing(cluster: Cluster, failed: list[Data] | None = None) -> None:
    """The executor of this cluster reports so."""
    report = {"main": json.dumps({"failed": failed or []})}
    left = {"wait": json.dumps({"artifacts": [{"name": "a", "location": {}}]})}
    cluster.says = lambda made: report if "artgc" in made["metadata"]["name"] else left


def spec(strategy: str, **more: Any) -> Data:
    made = {
        "name": "main",
        "container": {"image": "i", "command": ["c"]},
        "outputs": {"artifacts": [{"name": "a", "path": "/a"}]},
    }
    return {"entrypoint": "main", "templates": [made], "artifactGC": {"strategy": strategy, **more}}


@pytest.fixture
def cluster() -> Cluster:
    made = Cluster()
    about = {
        "name": "artifact-repositories",
        "annotations": {"workflows.argoproj.io/default-artifact-repository": "own"},
    }
    made.create(CONFIG_MAPS, "ns", {"metadata": about, "data": {"own": json.dumps(S3)}})
    removing(made)
    return made


def pods_of(cluster: Cluster) -> list[str]:
    return [key[2] for key in cluster.created if key[0] == "pods" and "artgc" in key[2]]


def test_a_controller_removes_what_goes_with_the_end(cluster: Cluster) -> None:
    controller = Controlling(cluster).start()
    submit(cluster, "run", spec(ON_COMPLETION))
    wait(
        lambda: (
            (cluster.objects.get(("workflows.argoproj.io", "ns", "run")) or {}).get("status", {}).get("phase")
            == "Succeeded"
        )
    )
    wait(lambda: not workflow(cluster, "run")["metadata"].get("finalizers"))
    found = workflow(cluster, "run")
    assert deleted(found) == {"a": True}
    assert TERMS not in found["metadata"]["labels"]
    wait(lambda: not [key for key in cluster.objects if "artgc" in key[2]])
    assert len(pods_of(cluster)) == 1
    controller.stop()


def test_deleted_it_stays_until_its_artifacts_are_gone(cluster: Cluster) -> None:
    controller = Controlling(cluster).start()
    submit(cluster, "run", spec(ON_DELETION))
    wait(ended(cluster, "run"))
    assert workflow(cluster, "run")["metadata"]["finalizers"] == [FINALIZER] and not pods_of(cluster)
    cluster.delete(WORKFLOWS, "ns", "run")
    wait(lambda: ("workflows.argoproj.io", "ns", "run") not in cluster.objects)
    assert len(pods_of(cluster)) == 1
    controller.stop()


def test_deleted_while_it_runs_it_runs_to_its_end(cluster: Cluster) -> None:
    cluster.kubelet = lambda made: 0 if "artgc" in made["metadata"]["name"] else None
    controller = Controlling(cluster).start()
    submit(cluster, "run", spec(ON_DELETION))
    wait(lambda: ("pods", "ns", "run") in cluster.objects)
    cluster.delete(WORKFLOWS, "ns", "run")
    controller.stop()
    controller = Controlling(cluster, "b").start()  # who did not see it begin goes on with it, too
    wait(lambda: any(line["msg"] == "resumed" for line in controller.log()))
    cluster.end(("pods", "ns", "run"), 0)
    wait(lambda: ("workflows.argoproj.io", "ns", "run") not in cluster.objects)
    assert len(pods_of(cluster)) == 1
    controller.stop()


def test_what_could_not_be_removed_is_told_and_not_tried_again(cluster: Cluster) -> None:
    removing(cluster, [{"node": "run", "name": "a", "error": "Access Denied"}])
    controller = Controlling(cluster).start()
    submit(cluster, "run", spec(ON_COMPLETION))
    wait(lambda: "ArtifactGCError" in json.dumps(workflow(cluster, "run").get("status", {}).get("conditions")))
    found = workflow(cluster, "run")
    assert found["metadata"]["finalizers"] == [FINALIZER] and deleted(found) == {"a": False}
    (name,) = pods_of(cluster)
    assert found["status"]["conditions"][-1]["message"] == f"Access Denied (pod: {name})"
    wait(lambda: cluster.objects["pods", "ns", name]["metadata"]["labels"]["workflows.argoproj.io/completed"] == "true")
    assert any("Access Denied" in str(line) for line in controller.log())
    assert not Collector(cluster, lambda _: None).look_and_write("ns", "run")  # type: ignore[arg-type]
    assert pods_of(cluster) == [name]
    controller.stop()
