"""Installing and taking away, on a cluster in memory: what is not ours stays."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from tests.drivers.kube.fake import FakeCluster
from wfsim.cli.main import main
from wfsim.drivers.kube.client import Api
from wfsim.drivers.kube.install import definitions, permissions
from wfsim.drivers.kube.install.applying import Done, InUse, What, apply, remove
from wfsim.drivers.kube.install.objects import Installation, objects
from wfsim.drivers.kube.resources import DEFINITIONS, WORKFLOWS

DOCS = Path(__file__).resolve().parents[3] / "docs" / "kubernetes.md"
HERE = Installation("sys")


def applied(cluster: Any, installation: Installation = HERE) -> list[Done]:
    api: Api = cluster
    return list(apply(api, objects(installation)))


def removed(cluster: Any, *, definitions_too: bool = True, even_if_used: bool = False) -> list[Done]:
    return list(remove(cluster, objects(HERE), definitions_too=definitions_too, even_if_used=even_if_used))


def test_a_second_time_it_is_an_upgrade() -> None:
    cluster = FakeCluster(namespaces=())
    assert {one.what for one in applied(cluster)} == {What.CREATED}
    before = {key: one["metadata"]["uid"] for key, one in cluster.objects.items()}
    assert {one.what for one in applied(cluster, Installation("sys", image="wfsim:2"))} == {What.UPDATED}
    assert {key: one["metadata"]["uid"] for key, one in cluster.objects.items()} == before


def test_definitions_of_an_installed_argo_stay_as_they_are_whatever_happens() -> None:
    cluster = FakeCluster(namespaces=())
    argos = {"metadata": {"name": "workflows.argoproj.io"}, "spec": {"argo": True}}
    cluster.create(DEFINITIONS, "", argos)
    before = cluster.objects[DEFINITIONS.qualified, "", "workflows.argoproj.io"]
    (left,) = [one for one in applied(cluster) if one.what is What.LEFT]
    assert left.name == "workflows.argoproj.io"
    assert "not installed by wfsim" in str(left)
    cluster.put(WORKFLOWS, {"metadata": {"name": "argos", "namespace": "ns"}})
    assert [one.name for one in removed(cluster) if one.what is What.LEFT] == ["workflows.argoproj.io"]
    assert cluster.objects[DEFINITIONS.qualified, "", "workflows.argoproj.io"] == before


def test_what_was_installed_goes_and_the_namespace_stays() -> None:
    cluster = FakeCluster(namespaces=())
    applied(cluster)
    removed(cluster)
    assert [key[0] for key in cluster.objects] == ["namespaces"]
    assert {one.what for one in removed(cluster)} == {What.ABSENT}


def test_nothing_is_deleted_while_there_are_workflows_unless_that_is_meant() -> None:
    cluster = FakeCluster(namespaces=())
    applied(cluster)
    for namespace in ("a", "b"):
        cluster.put(WORKFLOWS, {"metadata": {"name": "w", "namespace": namespace}})
    count = len(cluster.objects)
    with pytest.raises(InUse, match="2 Workflows in 2 namespaces"):
        removed(cluster)
    assert len(cluster.objects) == count
    removed(cluster, definitions_too=False)
    assert sum(key[0] == DEFINITIONS.qualified for key in cluster.objects) == len(definitions.ALL)
    removed(cluster, even_if_used=True)
    assert not [key for key in cluster.objects if key[0] == DEFINITIONS.qualified]


def test_a_namespaced_controller_has_no_right_anywhere_else() -> None:
    made = [one for one in objects(Installation("sys", namespaced=True)) if one["kind"] == "ClusterRole"]
    (role,) = made
    rules: Any = role["rules"]
    assert [(one["resources"], one["verbs"]) for one in rules] == [(["clusterworkflowtemplates"], ["get"])]


def test_nobody_gets_a_right_to_secrets_or_to_everything() -> None:
    for installation in (HERE, Installation("sys", namespaced=True)):
        for one in objects(installation):
            rules: Any = one.get("rules") or []
            words = {word for rule in rules for key in ("apiGroups", "resources", "verbs") for word in rule[key]}
            assert not words & {"*", "secrets", "impersonate", "escalate", "bind"}


def test_resource_templates_can_be_kept_to_some_service_accounts() -> None:
    rules: Any = permissions.rules(own=False, scoped=True, accounts=("deployer",))
    (row,) = [one for one in rules if one["resources"] == ["serviceaccounts/token"]]
    assert row["resourceNames"] == ["deployer"]


def test_kinds_have_the_names_that_users_of_argo_know() -> None:
    names = {one.name: one.short for one in definitions.ALL}
    assert "wf" in names["workflows.argoproj.io"]
    assert "wftmpl" in names["workflowtemplates.argoproj.io"]
    assert "cwf" in names["cronworkflows.argoproj.io"]
    assert "cwft" in names["clusterworkflowtemplates.argoproj.io"]
    made: Any = definitions.manifest(definitions.ALL[0])
    (version,) = made["spec"]["versions"]
    assert [one["name"] for one in version["additionalPrinterColumns"]] == ["Status", "Age", "Message"]


def test_the_page_has_the_table_of_permissions() -> None:
    assert permissions.table() in DOCS.read_text(encoding="utf-8")


def test_without_apply_the_objects_are_printed_and_no_cluster_is_asked() -> None:
    out = io.StringIO()
    assert main(["install", "--namespaced"], io.StringIO(), out, io.StringIO()) == 0
    assert out.getvalue().count("\nkind: ") == len(list(objects(Installation("wfsim", namespaced=True))))
