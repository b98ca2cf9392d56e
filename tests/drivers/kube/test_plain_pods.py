"""Pods of templates that bring nothing in and leave nothing: main as it is, and what users say of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.drivers.kube.making import BOX, named, pod_of, request
from wfsim.drivers.kube import pods


def test_a_pod_carries_only_what_it_needs() -> None:
    pod = pod_of(BOX)
    main = {**BOX["container"], "name": "main"}
    (made,) = pod["spec"].pop("containers")
    env = {one["name"]: one["value"] for one in made.pop("env")}
    assert made == main
    assert env == {"ARGO_CONTAINER_NAME": "main", "ARGO_NODE_ID": "wf-1", "ARGO_WORKFLOW_NAME": "wf"}
    assert pod["spec"] == {"restartPolicy": "Never", "shareProcessNamespace": True}
    assert pod["metadata"] == {
        "name": "wf-main-1",
        "namespace": "ns",
        "labels": {"workflows.argoproj.io/workflow": "wf", "workflows.argoproj.io/completed": "false"},
        "annotations": {
            "kubectl.kubernetes.io/default-container": "main",
            "workflows.argoproj.io/node-id": "wf-1",
            "workflows.argoproj.io/node-name": "wf.a",
        },
        "ownerReferences": [
            {
                "apiVersion": "argoproj.io/v1alpha1",
                "kind": "Workflow",
                "name": "wf",
                "uid": "u-1",
                "controller": True,
                "blockOwnerDeletion": True,
            }
        ],
    }


def test_the_template_goes_before_the_workflow() -> None:
    spec = {
        "nodeSelector": {"a": "1"},
        "serviceAccountName": "of-workflow",
        "automountServiceAccountToken": True,
        "hostNetwork": True,
        "imagePullSecrets": [{"name": "pull"}],
        "hostAliases": [{"ip": "1.1.1.1"}],
        "podMetadata": {"labels": {"team": "x", "workflows.argoproj.io/workflow": "other"}, "annotations": {"n": "1"}},
    }
    template = BOX | {
        "nodeSelector": {"b": "2"},
        "automountServiceAccountToken": False,
        "hostAliases": [{"ip": "2.2.2.2"}],
        "metadata": {"labels": {"team": "y"}},
        "tolerations": [{"key": "k", "operator": "Exists"}],
    }
    pod = pod_of(template, spec=spec, labels={"workflows.argoproj.io/controller-instanceid": "i"})
    found = pod["spec"]
    assert found["nodeSelector"] == {"b": "2"}
    assert found["serviceAccountName"] == "of-workflow"
    assert found["automountServiceAccountToken"] is False
    assert found["hostNetwork"] is True
    assert found["imagePullSecrets"] == [{"name": "pull"}]
    assert [one["ip"] for one in found["hostAliases"]] == ["1.1.1.1", "2.2.2.2"]
    assert found["tolerations"] == [{"key": "k", "operator": "Exists"}]
    assert pod["metadata"]["labels"]["team"] == "y"
    assert pod["metadata"]["labels"]["workflows.argoproj.io/workflow"] == "wf"
    assert pod["metadata"]["labels"]["workflows.argoproj.io/controller-instanceid"] == "i"
    assert pod["metadata"]["annotations"]["n"] == "1"


@pytest.mark.parametrize(("deadline", "seconds"), [(105_000, 5), (104_600, 4), (100_001, 1), (99_000, 1)])
def test_deadlines_are_whole_seconds(deadline: int, seconds: int) -> None:
    pod: Any = pods.manifest(request(BOX, deadline=deadline))
    assert pod["spec"]["activeDeadlineSeconds"] == seconds


def test_only_mounted_volumes_come_along() -> None:
    mounts = [{"name": "work", "mountPath": "/w"}, {"name": "near", "mountPath": "/n"}]
    template = {
        "container": BOX["container"] | {"volumeMounts": mounts},
        "volumes": [{"name": "near", "emptyDir": {}}],
    }
    spec = {"volumes": [{"name": "unused", "emptyDir": {}}, {"name": "near", "hostPath": {"path": "/x"}}]}
    pod = pod_of(template, spec=spec, claims={"work": "wf-work"})
    assert pod["spec"]["volumes"] == [
        {"name": "work", "persistentVolumeClaim": {"claimName": "wf-work"}},
        {"name": "near", "emptyDir": {}},
    ]


def test_a_volume_that_nobody_has_is_said() -> None:
    template = {"container": BOX["container"] | {"volumeMounts": [{"name": "gone", "mountPath": "/g"}]}}
    with pytest.raises(pods.PodError, match="volume 'gone' not found in workflow spec"):
        pod_of(template)


def test_init_containers_mirror_mounts_of_main() -> None:
    template = {
        "container": BOX["container"] | {"volumeMounts": [{"name": "d", "mountPath": "/data"}]},
        "volumes": [{"name": "d", "emptyDir": {}}],
        "initContainers": [
            {"name": "prep", "image": "box", "mirrorVolumeMounts": True},
            {"name": "alone", "image": "b"},
        ],
    }
    prep, alone = pod_of(template)["spec"]["initContainers"]
    assert prep["volumeMounts"] == [{"name": "d", "mountPath": "/data"}]
    assert "mirrorVolumeMounts" not in prep and "volumeMounts" not in alone


@pytest.mark.parametrize("source", ["echo 'it''s' \"$HOME\" $(date) $$ \n\n", "print('ä 𝄞')\r\n", ""])
def test_a_script_comes_as_a_file_without_an_init_container(source: str) -> None:
    pod = pod_of({"script": {"image": "box", "command": ["sh"], "source": source}})
    (main,), (volume,) = pod["spec"]["containers"], pod["spec"]["volumes"]
    assert "initContainers" not in pod["spec"]
    assert (main["command"], main["args"]) == (["sh"], ["/argo/staging/script"])
    assert main["volumeMounts"] == [{"name": "argo-staging", "mountPath": "/argo/staging"}]
    (item,) = volume["downwardAPI"]["items"]
    assert item == {"path": "script", "fieldRef": {"fieldPath": "metadata.annotations['wfsim/script']"}}
    assert pod["metadata"]["annotations"]["wfsim/script"] == source


def test_a_daemon_says_so() -> None:
    assert pod_of(BOX | {"daemon": True})["metadata"]["annotations"]["wfsim/daemon"] == "true"


@pytest.mark.parametrize(
    "patch",
    [
        '{"containers":[{"name":"main","resources":{"limits":{"memory":"48Mi"}}}]}',
        "containers:\n- name: main\n  resources:\n    limits:\n      memory: 48Mi\n",
    ],
)
def test_a_patch_finds_containers_by_name(patch: str) -> None:
    resources = {"limits": {"memory": "32Mi", "cpu": "1"}}
    pod = pod_of({"container": BOX["container"] | {"resources": resources}, "podSpecPatch": patch})
    main = named(pod["spec"]["containers"], "main")
    assert main["resources"] == {"limits": {"memory": "48Mi", "cpu": "1"}}
    assert main["image"] == "box"


def test_the_templates_patch_comes_after_the_workflows() -> None:
    spec = {"podSpecPatch": '{"priority": 1, "terminationGracePeriodSeconds": 5}'}
    pod = pod_of(BOX | {"podSpecPatch": '{"priority": 2, "serviceAccountName": "{{pod.name}}"}'}, spec=spec)
    assert pod["spec"]["priority"] == 2
    assert pod["spec"]["terminationGracePeriodSeconds"] == 5
    assert pod["spec"]["serviceAccountName"] == "wf-main-1"


@pytest.mark.parametrize("patch", ["[1, 2]", "{unclosed", "a: b: c"])
def test_a_patch_that_is_none_is_said(patch: str) -> None:
    with pytest.raises(pods.PodError, match="podSpecPatch"):
        pod_of(BOX | {"podSpecPatch": patch})


def test_the_hosts_processes_are_not_shared_twice() -> None:
    pod = pod_of(BOX | {"podSpecPatch": '{"hostPID": true}'})
    assert "shareProcessNamespace" not in pod["spec"]
