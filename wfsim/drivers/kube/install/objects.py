"""All objects of an installation, in the order in which they are made.

In: ``Installation``: where, with which image, for which namespaces. Out: ``objects(installation)``, each with the label
by which it is known as ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from wfsim.drivers.kube.install import definitions, permissions
from wfsim.drivers.kube.pods.request import DEFAULT_IMAGE as EXECUTOR_IMAGE
from wfsim.drivers.kube.resources import (
    CLUSTER_ROLE_BINDINGS,
    CLUSTER_ROLES,
    DEPLOYMENTS,
    DISRUPTION_BUDGETS,
    NAMESPACES,
    ROLE_BINDINGS,
    ROLES,
    SERVICE_ACCOUNTS,
    ResourceType,
)
from wfsim.spec.model import JsonObject
from wfsim.version import __version__
from wfsim.yamlio.nodes import Json

NAME: Final = "wfsim-controller"
OURS: Final = "app.kubernetes.io/managed-by"
OWNER: Final = "wfsim"
DEFAULT_IMAGE: Final = f"wfsim:{__version__}"
_PORT: Final = 8080


@dataclass(frozen=True, slots=True)
class Installation:
    """``namespaced``: workflows of the controller's own namespace only, with no right anywhere else. ``accounts``: in
    whose name resource templates may act; none: any service account where workflows are."""

    namespace: str
    namespaced: bool = False
    image: str = DEFAULT_IMAGE
    executor_image: str = EXECUTOR_IMAGE
    instance: str = "wfsim"
    replicas: int = 1
    accounts: tuple[str, ...] = ()
    host_network: bool = False
    pull_policy: str = ""
    with_definitions: bool = True

    @property
    def unique(self) -> str:
        """The name of what has no namespace: two installations do not meet there."""
        return f"{NAME}-{self.namespace}"


def objects(installation: Installation) -> Iterator[JsonObject]:
    """Everything, as it is to be on the cluster."""
    if installation.with_definitions:
        for one in definitions.ALL:
            yield _owned(definitions.manifest(one), installation)
    for made in (
        _object(NAMESPACES, installation.namespace, ""),
        _object(SERVICE_ACCOUNTS, NAME, installation.namespace),
        *_roles(installation),
        _deployment(installation),
        *_budget(installation),
    ):
        yield _owned(made, installation)


def _roles(installation: Installation) -> Iterator[dict[str, Json]]:
    own: list[Json] = permissions.rules(own=True, scoped=True)
    if installation.namespaced:
        own += permissions.rules(own=False, scoped=True, accounts=installation.accounts)
        wide = permissions.cluster_rules()
    else:
        wide = permissions.rules(own=False, scoped=False, accounts=installation.accounts)
    subject: list[Json] = [{"kind": "ServiceAccount", "name": NAME, "namespace": installation.namespace}]
    for kind, binding, name, namespace, rules in (
        (ROLES, ROLE_BINDINGS, NAME, installation.namespace, own),
        (CLUSTER_ROLES, CLUSTER_ROLE_BINDINGS, installation.unique, "", wide),
    ):
        yield {**_object(kind, name, namespace), "rules": rules}
        reference: Json = {"apiGroup": kind.group, "kind": kind.kind, "name": name}
        yield {**_object(binding, name, namespace), "roleRef": reference, "subjects": subject}


def _deployment(installation: Installation) -> dict[str, Json]:
    words = ["controller", "--instance-id", installation.instance, "--executor-image", installation.executor_image]
    words += ["--lease-namespace", installation.namespace, "--listen", f":{_PORT}"]
    if installation.namespaced:
        words += ["--namespace", installation.namespace]
    container: dict[str, Json] = {
        "name": "controller",
        "image": installation.image,
        "args": list[Json](words),
        "ports": [{"name": "metrics", "containerPort": _PORT}],
        "livenessProbe": {"httpGet": {"path": "/healthz", "port": _PORT}, "periodSeconds": 20, "failureThreshold": 3},
        "readinessProbe": {"httpGet": {"path": "/readyz", "port": _PORT}, "periodSeconds": 5},
        "resources": {"requests": {"cpu": "50m", "memory": "96Mi"}},
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
    }
    if installation.pull_policy:
        container["imagePullPolicy"] = installation.pull_policy
    pod: dict[str, Json] = {
        "serviceAccountName": NAME,
        "terminationGracePeriodSeconds": 30,
        "securityContext": {"runAsNonRoot": True, "runAsUser": 65534, "seccompProfile": {"type": "RuntimeDefault"}},
        "containers": [container],
    }
    if installation.host_network:
        pod["hostNetwork"] = True
    labels: dict[str, Json] = {"app.kubernetes.io/name": NAME}
    return {
        **_object(DEPLOYMENTS, NAME, installation.namespace),
        "spec": {
            "replicas": installation.replicas,
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": pod},
        },
    }


def _budget(installation: Installation) -> Iterator[dict[str, Json]]:
    """Of several controllers one stays while nodes are drained; a single one must not hold up a node."""
    if installation.replicas > 1:
        selector: Json = {"matchLabels": {"app.kubernetes.io/name": NAME}}
        yield {
            **_object(DISRUPTION_BUDGETS, NAME, installation.namespace),
            "spec": {"maxUnavailable": 1, "selector": selector},
        }


def _object(kind: ResourceType, name: str, namespace: str) -> dict[str, Json]:
    metadata: dict[str, Json] = {"name": name, **({"namespace": namespace} if namespace else {})}
    return {"apiVersion": kind.api_version, "kind": kind.kind, "metadata": metadata}


def _owned(made: dict[str, Json], installation: Installation) -> JsonObject:
    metadata = made["metadata"]
    assert isinstance(metadata, dict)
    labels: dict[str, Json] = {
        OURS: OWNER,
        "app.kubernetes.io/part-of": OWNER,
        "app.kubernetes.io/version": __version__,
    }
    return {**made, "metadata": {**metadata, "labels": labels}}
