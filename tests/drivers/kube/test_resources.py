"""Where objects are found, and how errors speak of them."""

from __future__ import annotations

import pytest

from wfsim.drivers.kube import discovery
from wfsim.drivers.kube.resources import (
    CLUSTER_WORKFLOW_TEMPLATES,
    EVERYWHERE,
    PODS,
    SERVICE_ACCOUNTS,
    WORKFLOWS,
    Call,
    ResourceType,
    known,
)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (PODS.path("argo"), "/api/v1/namespaces/argo/pods"),
        (PODS.path(EVERYWHERE), "/api/v1/pods"),
        (PODS.path("argo", "a-1", "log"), "/api/v1/namespaces/argo/pods/a-1/log"),
        (WORKFLOWS.path("argo", "w"), "/apis/argoproj.io/v1alpha1/namespaces/argo/workflows/w"),
        (
            CLUSTER_WORKFLOW_TEMPLATES.path("argo", "t"),
            "/apis/argoproj.io/v1alpha1/clusterworkflowtemplates/t",
        ),
        (PODS.path("../kube-system", "a/b?c"), "/api/v1/namespaces/..%2Fkube-system/pods/a%2Fb%3Fc"),
        (Call("create", PODS, "argo", "named").path, "/api/v1/namespaces/argo/pods"),
        (
            Call("create", SERVICE_ACCOUNTS, "argo", "robot", "token").path,
            "/api/v1/namespaces/argo/serviceaccounts/robot/token",
        ),
        (discovery.question("apps/v1").path, "/apis/apps/v1"),
        (discovery.question("v1").path, "/api/v1"),
    ],
)
def test_paths(path: str, expected: str) -> None:
    assert path == expected


def test_kinds_that_need_no_question() -> None:
    assert known("argoproj.io/v1alpha1", "Workflow") is WORKFLOWS
    assert known("v1", "Pod") is PODS
    assert known("v1", "Workflow") is None


def test_calls_are_named_as_people_know_them() -> None:
    assert str(Call("get", PODS, "argo", "a", "log")) == "get pods/log a in namespace argo"
    assert str(Call("list", WORKFLOWS)) == "list workflows.argoproj.io"


def test_parts_of_objects_are_no_kinds() -> None:
    listed = {
        "resources": [
            {"name": "trains", "kind": "Train", "namespaced": True},
            {"name": "trains/status", "kind": "Train", "namespaced": True},
            {"name": "lines", "kind": "Line", "namespaced": False},
        ]
    }
    assert [*discovery.kinds("rail.example.com/v2", listed)] == [
        ResourceType("rail.example.com", "v2", "trains", "Train", True),
        ResourceType("rail.example.com", "v2", "lines", "Line", False),
    ]
