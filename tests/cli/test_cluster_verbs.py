"""The commands of ``argo`` on a cluster in memory: where they look, what they print, which word leads where."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from tests.api.targets.runs import ASKS, FAILING, FAILS, simulated, written
from tests.drivers.kube.fake import FakeCluster
from tests.running import wfsim
from wfsim.cli import completion
from wfsim.drivers.kube import client, config, errors
from wfsim.drivers.kube.config import Access
from wfsim.drivers.kube.kubeconfig import NoAccess
from wfsim.drivers.kube.labels import INSTANCE
from wfsim.drivers.kube.resources import WORKFLOWS

pytestmark = pytest.mark.usefixtures("own_store")


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> FakeCluster:
    """The cluster of the context ``here``, whose namespace is ``ns``."""
    fake = FakeCluster()

    def access(context: str | None, namespace: str | None) -> Access:
        if context not in (None, "here"):
            raise NoAccess(f"there is no context {context!r}", "there are: here")
        return Access("memory", namespace or "ns")

    def connect(access: Access) -> FakeCluster:
        fake.namespace = access.namespace
        return fake

    monkeypatch.setattr(config, "access", access)
    monkeypatch.setattr(client, "connect", connect)
    monkeypatch.setenv("WFSIM_ON", "kube")
    return fake


def fine(*words: str) -> str:
    ran = wfsim(*words)
    assert ran.code == 0, ran.err
    return ran.out


@pytest.fixture
def file(tmp_path: Path) -> str:
    (tmp_path / "w.yaml").write_text(FAILS)
    return str(tmp_path / "w.yaml")


def test_the_namespace_is_the_contexts_unless_another_is_named(cluster: FakeCluster, file: str) -> None:
    fine("submit", file, "--name", "one")
    fine("submit", file, "--name", "two", "-n", "other")
    assert [key[1:] for key in cluster.objects] == [("ns", "one"), ("other", "two")]
    assert fine("list", "-o", "name") == "one\n"
    assert fine("list", "-o", "name", "-A") == "two\none\n"
    assert fine("get", "two", "-A", "-o", "name") == "two\n"
    assert fine("suspend", "-A", "one", "two") == "workflow one suspended\nworkflow two suspended\n"
    fine("submit", file, "--name", "two")
    ran = wfsim("get", "two", "-A")
    assert (ran.code, "two is in several namespaces (ns, other); say which with -n" in ran.err) == (2, True)
    assert fine("delete", "-A", "--prefix", "t") == "Workflow 'two' deleted\nWorkflow 'two' deleted\n"


def test_a_context_means_a_cluster(cluster: FakeCluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WFSIM_ON")
    assert wfsim("list", "--context", "here").err == "on kube (--context)\n"
    ran = wfsim("list", "--context", "there")
    assert ran.code == 3
    assert "wfsim: there is no context 'there'\n  there are: here\n" in ran.err
    assert wfsim("list", "--context", "here", "--on", "sim").code == 1


def test_delegation(cluster: FakeCluster, file: str) -> None:
    fine("submit", file, "--engine", "argo", "--name", "theirs")
    fine("submit", file, "--on", "argo", "--name", "also-theirs")
    fine("submit", file, "--name", "ours")
    labels = {key[2]: one["metadata"]["labels"].get(INSTANCE) for key, one in cluster.objects.items()}
    assert labels == {"theirs": None, "also-theirs": None, "ours": "wfsim"}
    assert {*fine("list", "--engine", "argo", "-o", "name").split()} == {"theirs", "also-theirs"}
    ran = wfsim("list", "--engine", "argo", "--on", "kube")
    assert (ran.code, "--engine argo means --on argo, not --on kube" in ran.err) == (2, True)


def test_a_run_of_argos_and_its_simulation_are_equal(cluster: FakeCluster, file: str, tmp_path: Path) -> None:
    run = written(cluster, simulated(tmp_path, FAILS, FAILING), "")
    real, played, mocks = (tmp_path / name for name in ("real.json", "played.json", "m.yaml"))
    real.write_text(fine("get", "@latest", "--on", "argo", "-o", "json"))
    mocks.write_text(FAILING)
    name = run["metadata"]["name"]
    ran = wfsim("simulate", file, "--mocks", str(mocks), "--format", "json", "--name", name)
    played.write_text(ran.out)
    assert wfsim("diff", str(played), str(real)).out + str(wfsim("diff", str(played), str(real)).code) == "0"
    data = json.loads(played.read_text())
    next(iter(data["status"]["nodes"].values()))["phase"] = "Error"
    played.write_text(json.dumps(data))
    assert wfsim("diff", str(played), str(real)).code == 1


def test_what_the_cluster_refuses_is_told_with_the_way_out(cluster: FakeCluster, file: str) -> None:
    cluster.forbidden.add("list workflows")
    ran = wfsim("list")
    assert ran.code == 3
    rule = '{"apiGroups": ["argoproj.io"], "resources": ["workflows"], "verbs": ["list"]}'
    assert f"\n  add this rule to a Role of namespace ns that is bound to the user: {rule}\n" in ran.err
    cluster.absent.add(WORKFLOWS)
    ran = wfsim("submit", file)
    assert (ran.code, "`wfsim install` brings them" in ran.err) == (3, True)


def test_dry_runs(cluster: FakeCluster, file: str) -> None:
    made: Any = json.loads(fine("submit", file, "--dry-run", "-o", "json"))
    assert (made["metadata"]["generateName"], "name" in made["metadata"]) == ("deploy-", False)
    assert fine("submit", file, "--server-dry-run", "-o", "name").startswith("deploy-")
    assert cluster.objects == {}


def test_a_run_that_cannot_be_read(cluster: FakeCluster) -> None:
    cluster.put(
        WORKFLOWS,
        {
            "metadata": {"name": "far", "namespace": "ns", "labels": {INSTANCE: "wfsim"}},
            "status": {"phase": "Running", "offloadNodeStatusVersion": "fnv:1"},
        },
    )
    assert "far" in fine("list")
    ran = wfsim("get", "far")
    assert (ran.code, "far: the nodes of this run are stored elsewhere" in ran.err) == (1, True)
    assert json.loads(fine("get", "far", "-o", "json"))["metadata"]["name"] == "far"


# -- completion


def words(*given: str) -> list[str]:
    return fine("completion", "words", "--", *given).split("\n")[:-1]


def test_names_of_the_cluster_are_completed(cluster: FakeCluster, tmp_path: Path) -> None:
    name = written(cluster, simulated(tmp_path, ASKS), "wfsim")["metadata"]["name"]
    assert words("get", "d") == [name]
    assert words("get", "-n", "nowhere", "d") == []
    assert words("get", "-A", "d") == [name]
    assert words("logs", name, "a") == ["also", "ask"]
    assert words("get", "--engine", "") == ["argo", "wfsim"]
    cluster.forbidden.add("list workflows")
    assert words("get", "d") == []


def test_nobody_waits_for_a_slow_cluster(cluster: FakeCluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(completion, "_PATIENCE_S", 0.05)
    cluster.before = lambda call: time.sleep(1)
    began = time.monotonic()
    assert words("get", "d") == []
    assert time.monotonic() - began < 0.9


def test_contexts_are_completed(cluster: FakeCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config").write_text("contexts: [{name: one, context: {}}, {name: two, context: {}}]")
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "config"))
    assert words("get", "--context", "t") == ["two"]


def test_a_cluster_that_is_not_there(cluster: FakeCluster) -> None:
    def refuse(call: Any) -> None:
        raise errors.Unreachable(call, "connection refused")

    cluster.before = refuse
    ran = wfsim("list")
    assert (ran.code, "is the cluster up" in ran.err) == (3, True)


def test_names_stand_before_and_behind_options(cluster: FakeCluster, file: str) -> None:
    assert fine("submit", "--name", "one", file, "-o", "name") == "one\n"
    with_template = file.replace("w.yaml", "t.yaml")
    Path(with_template).write_text(
        "apiVersion: argoproj.io/v1alpha1\nkind: WorkflowTemplate\nmetadata: {name: greeter}\n"
        "spec: {templates: [{name: say, container: {image: a}}]}\n"
    )
    assert fine("template", "create", "-n", "ns", "-o", "name", with_template) == "greeter\n"
    fine("template", "delete", "-n", "ns", "greeter")
    assert wfsim("logs", "one", "-c", "main", "step", "more").code == 2
