"""Runs on a cluster in memory: submitted, found, watched, deleted; what is missing is said with the way out."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from tests.api.targets.runs import ASKS, FAILING, FAILS, HEAD, simulated, target, written
from tests.drivers.kube.fake import Data, FakeCluster
from wfsim.api.problem import Problem
from wfsim.api.targets.target import LATEST, Again, Submission
from wfsim.drivers.kube import errors
from wfsim.drivers.kube.artifactgc.terms import FINALIZER, TERMS
from wfsim.drivers.kube.labels import BY_HAND, INSTANCE
from wfsim.drivers.kube.resources import CRON_WORKFLOWS, PODS, WORKFLOW_TEMPLATES, WORKFLOWS, Call
from wfsim.lang import selectors
from wfsim.record.store import Query
from wfsim.spec.model import Kind
from wfsim.text import Source

TEMPLATE = """
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata: {name: library}
spec:
  entrypoint: main
  arguments: {parameters: [{name: p, value: "1"}]}
  templates:
    - {name: main, container: {image: a, command: [a]}}
"""
CALLS = (
    HEAD
    + """
  entrypoint: main
  templates:
    - {name: main, steps: [[{name: a, templateRef: {name: library, template: main}}]]}
"""
)


def submission(text: str, **given: object) -> Submission:
    return Submission(sources=(Source("w.yaml", text),), namespace="ns", **given)  # type: ignore[arg-type]


def metadata(found: object) -> Data:
    assert isinstance(found, dict)
    about = found["metadata"]
    assert isinstance(about, dict)
    return about


# -- submit


@pytest.mark.parametrize(("name", "instance"), [("kube", "wfsim"), ("argo", None)])
def test_who_is_to_run_it_stands_in_a_label(name: str, instance: str | None, tmp_path: Path) -> None:
    (made,) = target(tmp_path, name).submit(submission(FAILS, labels={"run": "1"}, parameters={"p": "2"}))
    about = metadata(made)
    assert about["labels"].get(INSTANCE) == instance
    assert (about["labels"]["team"], about["labels"]["run"]) == ("a", "1")
    assert about["name"].startswith("deploy-")
    assert len(about["name"]) == len("deploy-") + 5
    assert made["spec"]["arguments"]["parameters"] == [{"name": "p", "value": "2"}]  # type: ignore[index,call-overload]
    assert "status" not in made


def test_a_label_of_another_instance_does_not_lead_astray(tmp_path: Path) -> None:
    text = FAILS.replace("team: a", f'team: a, {INSTANCE}: "other"')
    (ours,) = target(tmp_path).submit(submission(text))
    (argos,) = target(tmp_path, "argo").submit(submission(text))
    assert (metadata(ours)["labels"][INSTANCE], INSTANCE in metadata(argos)["labels"]) == ("wfsim", False)


def test_what_the_controller_would_refuse_is_not_created(tmp_path: Path) -> None:
    cluster = FakeCluster()
    with pytest.raises(Problem, match=r"Failed to submit workflow: .*couldn't find workflow template"):
        target(tmp_path, cluster=cluster).submit(submission(CALLS))
    with pytest.raises(Problem, match="in the files, but not on the cluster: `wfsim template create`"):
        target(tmp_path, cluster=cluster).submit(submission(CALLS + "---" + TEMPLATE))
    with pytest.raises(Problem, match="plugin templates are not run on a cluster yet"):
        text = HEAD + "  entrypoint: a\n  templates: [{name: a, plugin: {x: {}}}]\n"
        target(tmp_path, cluster=cluster).submit(submission(text))
    assert cluster.objects == {}
    assert target(tmp_path, "argo", cluster).submit(submission(text))


def test_templates_of_the_cluster_are_seen(tmp_path: Path) -> None:
    cluster = FakeCluster()
    kube = target(tmp_path, cluster=cluster)
    kube.create(Kind.WORKFLOW_TEMPLATE, "ns", (Source("t.yaml", TEMPLATE),))
    assert kube.submit(submission(CALLS))
    (made,) = kube.submit(Submission(origin="wftmpl/library", namespace="ns"))
    assert made["spec"] == {"workflowTemplateRef": {"name": "library"}}
    assert metadata(made)["labels"]["workflows.argoproj.io/workflow-template"] == "library"


def test_dry_runs(tmp_path: Path) -> None:
    cluster = FakeCluster()
    kube = target(tmp_path, cluster=cluster)
    (made,) = kube.submit(submission(FAILS, dry_run=True))
    assert (metadata(made)["generateName"], cluster.calls) == ("deploy-", [])
    (made,) = kube.submit(submission(FAILS, judged=True))
    assert metadata(made)["name"].startswith("deploy-")
    assert (len(cluster.asked("create")), cluster.objects) == (1, {})
    with pytest.raises(Problem, match="simulated runs"):
        kube.submit(submission(FAILS, seed=1))


@pytest.mark.parametrize("text", [FAILS, FAILS.replace("generateName: deploy-", "name: deploy")])
def test_a_lost_answer_makes_no_second_workflow(text: str, tmp_path: Path) -> None:
    cluster, lost = FakeCluster(), [True]

    def lose(call: Call) -> None:
        if call.verb == "create" and lost.pop():
            lost.append(False)
            raise errors.CutOff(call, "the connection ended")

    cluster.after = lose
    (made,) = target(tmp_path, cluster=cluster).submit(submission(text))
    assert len(cluster.objects) == 1
    assert metadata(made)["uid"] == "uid-1"


def test_a_name_that_is_taken(tmp_path: Path) -> None:
    kube = target(tmp_path)
    kube.submit(submission(FAILS, name="one"))
    with pytest.raises(Problem, match=r'^workflows.argoproj.io "one" already exists$'):
        kube.submit(submission(FAILS, name="one"))


# -- list, get, watch


def test_each_target_lists_its_own(tmp_path: Path) -> None:
    cluster = FakeCluster()
    kube, argo = target(tmp_path, cluster=cluster), target(tmp_path, "argo", cluster)
    kube.submit(submission(FAILS, name="ours"))
    argo.submit(submission(FAILS, name="theirs", labels={"team": "b"}))
    written(cluster, {**simulated(tmp_path, FAILS, FAILING)}, "wfsim-run")
    assert [one.name for one in argo.list(Query(namespace="ns"))] == ["theirs"]
    assert [one.status for one in kube.list(Query())] == ["Failed", "Pending"]
    assert [one.name for one in kube.list(Query(completed=False))] == ["ours"]
    assert [one.name for one in argo.list(Query(labels=selectors.parse("team=b")))] == ["theirs"]
    assert argo.list(Query(labels=selectors.parse("team=a"))) == ()
    assert metadata(kube.get("ns", LATEST))["name"].startswith("deploy-")
    uid = kube.list(Query(prefix="ours"))[0].uid
    assert metadata(kube.of_uid(uid))["name"] == "ours"
    with pytest.raises(Problem, match="not found"):
        kube.of_uid("x")


def test_watching_tells_each_change_until_the_end(tmp_path: Path) -> None:
    cluster = FakeCluster()
    kube = target(tmp_path, cluster=cluster)
    kube.submit(submission(FAILS, name="one"))
    phases = []
    for seen in kube.watch("ns", "one"):
        status = seen.get("status") or {}
        phases.append(status.get("phase"))  # type: ignore[union-attr]
        following = {None: "Running", "Running": "Succeeded"}.get(phases[-1])
        if following:
            cluster.patch(WORKFLOWS, "ns", "one", {"status": {"phase": following}})
    assert phases == [None, "Running", "Succeeded"]
    assert [one["status"]["phase"] for one in kube.watch("ns", "one")] == ["Succeeded"]  # type: ignore[index,call-overload]


@pytest.mark.parametrize("again", [False, True])
def test_a_run_that_is_deleted_while_it_is_watched(again: bool, tmp_path: Path) -> None:
    cluster = FakeCluster()
    kube = target(tmp_path, cluster=cluster)
    kube.submit(submission(FAILS, name="one"))
    watching = kube.watch("ns", "one")
    next(watching)
    kube.delete("ns", "one")
    if again:
        kube.submit(submission(FAILS, name="one"))
    with pytest.raises(Problem, match="one was deleted meanwhile"):
        next(watching)


def test_what_ended_stays_in_the_archive(tmp_path: Path) -> None:
    cluster = FakeCluster()
    kube = target(tmp_path, cluster=cluster)
    run = written(cluster, simulated(tmp_path, FAILS, FAILING), "wfsim")
    name, uid = run["metadata"]["name"], run["metadata"]["uid"]
    cluster.put(PODS, {"metadata": {"name": "p", "namespace": "ns", "ownerReferences": [{"uid": uid}]}})
    kube.delete("ns", LATEST)
    assert cluster.objects == {}
    assert kube.list(Query(namespace="ns")) == ()
    (kept,) = kube.list(Query(archived=True))
    assert (kept.name, kept.live, kept.target) == (name, False, "kube")
    assert target(tmp_path, "argo").list(Query(archived=True)) == ()
    assert [metadata(one)["uid"] for one in kube.watch("ns", name)] == [uid]
    again = kube.resubmit("ns", name, Again())
    assert metadata(again)["labels"]["workflows.argoproj.io/resubmitted-from-workflow"] == name
    kube.forget(uid)
    with pytest.raises(Problem, match="not found"):
        kube.get("ns", name)
    with pytest.raises(Problem, match="not found"):
        kube.forget(uid)


def test_a_run_that_goes_on_leaves_nothing_in_the_archive(tmp_path: Path) -> None:
    kube = target(tmp_path)
    kube.submit(submission(FAILS, name="one"))
    kube.delete("ns", "one")
    assert kube.list(Query(archived=True)) == ()


# -- what is missing


def test_a_namespace_that_is_not_there(tmp_path: Path) -> None:
    cluster = FakeCluster(namespaces=("ns",))
    kube = target(tmp_path, cluster=cluster)
    for ask in (lambda: kube.list(Query(namespace="far")), lambda: kube.get("far", "x"), lambda: kube.stop("far", "x")):
        with pytest.raises(Problem, match=r"there is no namespace 'far' on memory\n.*kubectl create namespace far"):
            ask()
    with pytest.raises(errors.NotFound, match="kubectl create namespace far"):
        kube.submit(Submission(sources=(Source("w.yaml", FAILS),), namespace="far"))
    with pytest.raises(Problem, match=r'^workflows.argoproj.io "x" not found$'):
        kube.get("ns", "x")


def test_definitions_that_are_not_there(tmp_path: Path) -> None:
    cluster = FakeCluster()
    cluster.absent |= {WORKFLOWS, WORKFLOW_TEMPLATES}
    kube = target(tmp_path, cluster=cluster)
    for ask in (
        lambda: kube.submit(submission(FAILS)),
        lambda: kube.list(Query()),
        lambda: kube.get("ns", "x"),
        lambda: kube.suspend("ns", "x"),
        lambda: kube.object(Kind.WORKFLOW_TEMPLATE, "ns", "x"),
    ):
        with pytest.raises(errors.UnknownKind, match="`wfsim install` brings them"):
            ask()


@pytest.mark.parametrize(
    ("verb", "role"),
    [("create workflows", "Role of namespace ns"), ("get workflowtemplates", "Role of namespace ns")],
)
def test_rights_that_are_missing(verb: str, role: str, tmp_path: Path) -> None:
    cluster = FakeCluster()
    cluster.forbidden.add(verb)
    with pytest.raises(errors.Forbidden) as caught:
        target(tmp_path, cluster=cluster).submit(submission(CALLS if "templates" in verb else FAILS))
    word, resource = verb.split()
    assert f"cannot {word} {resource}.argoproj.io" in str(caught.value)
    rule = {"apiGroups": ["argoproj.io"], "resources": [resource], "verbs": [word]}
    assert f"add this rule to a {role} that is bound to the user: {json.dumps(rule)}" in str(caught.value)


# -- two writers


def test_a_change_is_decided_anew_where_somebody_wrote_in_between(tmp_path: Path) -> None:
    cluster, others = FakeCluster(), [0]
    kube = target(tmp_path, cluster=cluster)
    kube.submit(submission(FAILS, name="one"))

    def write(call: Call) -> None:
        if call.verb == "patch" and others[0] < 3:
            others[0] += 1
            there = cluster.objects["workflows.argoproj.io", "ns", "one"]
            cluster.put(WORKFLOWS, {**there, "status": {"phase": "Running", "message": f"{others[0]}"}})

    cluster.before = write
    found = kube.suspend("ns", "one")
    assert found["spec"]["suspend"] is True  # type: ignore[index,call-overload]
    assert found["status"] == {"phase": "Running", "message": "3"}
    assert len(cluster.asked("patch")) == 4


def test_a_run_that_ended_in_between_is_not_suspended(tmp_path: Path) -> None:
    cluster = FakeCluster()
    kube = target(tmp_path, cluster=cluster)
    kube.submit(submission(FAILS, name="one"))

    def end(call: Call) -> None:
        if call.verb == "patch":
            there = cluster.objects["workflows.argoproj.io", "ns", "one"]
            cluster.put(WORKFLOWS, {**there, "status": {"phase": "Succeeded"}})

    cluster.before = end
    with pytest.raises(Problem, match="cannot suspend completed workflows"):
        kube.suspend("ns", "one")


def test_a_retry_whose_answer_was_lost_is_known_again(tmp_path: Path) -> None:
    cluster, lost = FakeCluster(), [True]
    kube = target(tmp_path, cluster=cluster)
    run = written(cluster, simulated(tmp_path, FAILS, FAILING), "")

    def lose(call: Call) -> None:  # the connection patches again, and meets its own patch
        if call.verb == "patch" and lost:
            lost.pop()
            raise errors.Conflict(call, "the object has been modified")

    cluster.after = lose
    again = kube.retry("ns", run["metadata"]["name"], Again())
    assert again["status"]["startedAt"] == "2027-01-15T08:00:00Z"  # type: ignore[index,call-overload]
    assert len(cluster.asked("patch")) == 1


def test_many_writers(tmp_path: Path) -> None:
    """Everybody's change is there at the end."""
    cluster = FakeCluster()
    written(cluster, simulated(tmp_path, ASKS), "")
    kube = target(tmp_path, "argo", cluster)
    name = kube.list(Query())[0].name
    acts = [
        lambda: kube.suspend("ns", name),
        lambda: kube.stop("ns", name, "displayName=ask", "no"),
        lambda: kube.resume("ns", name, "displayName=also"),
        lambda: kube.terminate("ns", name),
    ]
    threads = [threading.Thread(target=one) for one in acts]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    found = kube.get("ns", name)
    spec, status = found["spec"], found["status"]
    assert isinstance(spec, dict) and isinstance(status, dict)
    assert (spec["suspend"], spec["shutdown"]) == (True, "Terminate")
    phases = {one["displayName"]: one["phase"] for one in status["nodes"].values()}  # type: ignore[union-attr,index,call-overload]
    assert (phases["ask"], phases["also"]) == ("Failed", "Succeeded")


# -- templates and CronWorkflows

CRON = """
apiVersion: argoproj.io/v1alpha1
kind: CronWorkflow
metadata: {name: nightly}
spec:
  schedules: ["0 1 * * *"]
  workflowSpec:
    entrypoint: main
    templates: [{name: main, container: {image: a, command: [a]}}]
"""


def test_templates(tmp_path: Path) -> None:
    cluster = FakeCluster()
    kube = target(tmp_path, cluster=cluster)
    source = Source("t.yaml", TEMPLATE)
    with pytest.raises(Problem, match='"library" not found'):
        kube.object(Kind.WORKFLOW_TEMPLATE, "ns", "library")
    with pytest.raises(Problem, match="not found"):
        kube.update(Kind.WORKFLOW_TEMPLATE, "ns", (source,))
    kube.create(Kind.WORKFLOW_TEMPLATE, "ns", (source,))
    with pytest.raises(Problem, match=r'workflowtemplates.argoproj.io "library" already exists'):
        kube.create(Kind.WORKFLOW_TEMPLATE, "ns", (source,))
    kube.update(Kind.WORKFLOW_TEMPLATE, "ns", (Source("t.yaml", TEMPLATE.replace("entrypoint: main", "priority: 3")),))
    found = kube.object(Kind.WORKFLOW_TEMPLATE, "ns", "library")
    assert found["spec"]["priority"] == 3  # type: ignore[index,call-overload]
    assert "entrypoint" not in found["spec"]  # type: ignore[operator]
    with pytest.raises(Problem, match="not everything in these files can be created"):
        kube.create(Kind.WORKFLOW_TEMPLATE, "ns", (Source("u.yaml", TEMPLATE.replace("p, value", "p p, value")),))
    with pytest.raises(Problem, match="No cron workflow found"):
        kube.create(Kind.CRON_WORKFLOW, "ns", (source,))
    kube.remove(Kind.WORKFLOW_TEMPLATE, "ns", "library")
    assert kube.objects(Kind.WORKFLOW_TEMPLATE, "") == ()


def test_a_file_without_a_namespace_refers_to_what_is_in_the_namespace(tmp_path: Path) -> None:
    cluster = FakeCluster()
    kube = target(tmp_path, cluster=cluster)
    kube.create(Kind.WORKFLOW_TEMPLATE, "ns", (Source("t.yaml", TEMPLATE),))
    text = CRON.partition("  workflowSpec:")[0] + "  workflowSpec: {workflowTemplateRef: {name: library}}\n"
    (made,) = kube.create(Kind.CRON_WORKFLOW, "ns", (Source("c.yaml", text),))
    assert metadata(made)["namespace"] == "ns"
    with pytest.raises(Problem, match="not everything in these files can be created"):
        kube.create(Kind.CRON_WORKFLOW, "ns", (Source("c.yaml", text.replace("library", "missing")),))


def test_cluster_templates_have_no_namespace(tmp_path: Path) -> None:
    cluster = FakeCluster()
    kube = target(tmp_path, cluster=cluster)
    source = Source("t.yaml", TEMPLATE.replace("WorkflowTemplate", "ClusterWorkflowTemplate"))
    kube.create(Kind.CLUSTER_WORKFLOW_TEMPLATE, "ns", (source,))
    assert [*cluster.objects] == [("clusterworkflowtemplates.argoproj.io", "", "library")]
    (made,) = kube.submit(Submission(origin="cwft/library", namespace="ns"))
    assert made["spec"] == {"workflowTemplateRef": {"name": "library", "clusterScope": True}}
    kube.remove(Kind.CLUSTER_WORKFLOW_TEMPLATE, "ns", "library")


def test_cron_workflows_are_fired_by_one_controller(tmp_path: Path) -> None:
    cluster = FakeCluster()
    kube, argo = target(tmp_path, cluster=cluster), target(tmp_path, "argo", cluster)
    kube.create(Kind.CRON_WORKFLOW, "ns", (Source("c.yaml", CRON),))
    argo.create(Kind.CRON_WORKFLOW, "ns", (Source("c.yaml", CRON.replace("nightly", "daily")),))
    names = [[metadata(one)["name"] for one in each.objects(Kind.CRON_WORKFLOW, "ns")] for each in (kube, argo)]
    assert names == [["nightly"], ["daily"]]
    cluster.patch(CRON_WORKFLOWS, "ns", "nightly", {"status": {"active": []}})
    suspended = kube.suspend_cron("ns", "nightly", True)
    assert suspended["spec"]["suspend"] is True  # type: ignore[index,call-overload]
    updated = kube.update(Kind.CRON_WORKFLOW, "ns", (Source("c.yaml", CRON),))[0]
    assert "suspend" not in updated["spec"]  # type: ignore[operator]
    assert updated["status"] == {"active": []}
    assert metadata(kube.submit(Submission(origin="cronwf/nightly", namespace="ns"))[0])["labels"] == {
        INSTANCE: "wfsim",
        "workflows.argoproj.io/cron-workflow": "nightly",
    }


# -- runs that wait for their artifacts


def test_a_run_of_the_command_is_deleted_with_its_artifacts(tmp_path: Path) -> None:
    cluster = FakeCluster()
    told: list[str] = []
    kube = target(tmp_path, cluster=cluster, say=told.append)
    left = {"outputs": {"artifacts": [{"name": "a", "s3": {"key": "k"}, "artifactGC": {"strategy": "Never"}}]}}
    node = {"id": "held", "name": "held", "type": "Pod", "phase": "Succeeded", "templateName": "main", **left}
    for name, phase in (("held", "Succeeded"), ("goes-on", "Running")):
        about = {
            "name": name,
            "namespace": "ns",
            "finalizers": [FINALIZER],
            "labels": {INSTANCE: BY_HAND, "workflows.argoproj.io/completed": str(phase != "Running").lower()},
            "annotations": {TERMS: "{}"},
        }
        body = {"metadata": about, "status": {"phase": phase, "nodes": {"held": node}}}
        cluster.create(WORKFLOWS, "ns", body)
    kube.delete("ns", "goes-on")
    assert "`wfsim run --resume goes-on` goes on with it" in told[0]
    kube.delete("ns", "held")
    assert ("workflows.argoproj.io", "ns", "held") not in cluster.objects
    assert len(told) == 1
