"""What the controller asks of a cluster, and why: the one table from which its roles and the page about them are made.

In: nothing. Out: ``RULES``, and the rules of a role (``rules``). A test runs the controller with nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from wfsim.drivers.kube.resources import (
    CLUSTER_WORKFLOW_TEMPLATES,
    CONFIG_MAPS,
    CRON_WORKFLOWS,
    DISRUPTION_BUDGETS,
    LEASES,
    PODS,
    SERVICE_ACCOUNTS,
    VOLUME_CLAIMS,
    WORKFLOW_TEMPLATES,
    WORKFLOWS,
    ResourceType,
)
from wfsim.yamlio.nodes import Json


@dataclass(frozen=True, slots=True)
class Rule:
    """One row. ``part``: a subresource. ``own``: only in the namespace of the controller itself."""

    kind: ResourceType
    verbs: tuple[str, ...]
    why: str
    part: str = ""
    own: bool = False

    @property
    def resource(self) -> str:
        return f"{self.kind.plural}/{self.part}" if self.part else self.kind.plural


RULES: Final = (
    Rule(WORKFLOWS, ("get", "list", "watch"), "to see what is to be run, and what people want of it"),
    Rule(WORKFLOWS, ("patch",), "to write how a run goes, and to hold it while artifacts are to be removed"),
    Rule(WORKFLOWS, ("delete",), "for `ttlStrategy`"),
    Rule(WORKFLOWS, ("create",), "to run a CronWorkflow when it is due"),
    Rule(CRON_WORKFLOWS, ("get", "list", "watch", "patch"), "to know when they are due, and to write their status"),
    Rule(WORKFLOW_TEMPLATES, ("get",), "to read the templates that a workflow refers to"),
    Rule(CLUSTER_WORKFLOW_TEMPLATES, ("get",), "to read the cluster-wide templates that a workflow refers to"),
    Rule(CONFIG_MAPS, ("get",), "for the limits of semaphores, for parameters, for the artifact repository"),
    Rule(CONFIG_MAPS, ("create", "patch"), "to keep memoized outputs"),
    Rule(PODS, ("get", "list", "watch"), "to see how pods go"),
    Rule(PODS, ("create",), "to run the steps of a workflow"),
    Rule(PODS, ("patch",), "to end a pod, and to mark one whose end is written"),
    Rule(
        PODS, ("delete",), "for `podGC`, for pods that have removed artifacts, and to end a pod that no node has taken"
    ),
    Rule(PODS, ("get",), "to read a report that has no room in the status of a pod", part="log"),
    Rule(VOLUME_CLAIMS, ("create", "delete"), "for `volumeClaimTemplates`"),
    Rule(DISRUPTION_BUDGETS, ("create", "delete"), "for `podDisruptionBudget`"),
    Rule(SERVICE_ACCOUNTS, ("create",), "to do what resource templates say in the workflow's name", part="token"),
    Rule(LEASES, ("get", "create", "update"), "so that one of several controllers acts", own=True),
)


def rules(*, own: bool, scoped: bool, accounts: Iterable[str] = ()) -> list[Json]:
    """The rules of a role: for the controller's own namespace, or for where workflows are.

    ``scoped``: whether the role is one of a namespace, which cannot speak of what has none. ``accounts``: the service
    accounts in whose name resource templates may act; none: any.
    """
    named = list(accounts)
    found: dict[tuple[str, str], dict[str, Json]] = {}
    for one in RULES:
        if one.own is not own or (scoped and not one.kind.namespaced):
            continue
        row = found.setdefault(
            (one.kind.group, one.resource),
            {"apiGroups": [one.kind.group], "resources": [one.resource], "verbs": []},
        )
        verbs = row["verbs"]
        assert isinstance(verbs, list)
        verbs += one.verbs
        if one.kind is SERVICE_ACCOUNTS and named:
            row["resourceNames"] = list[Json](named)
    return list(found.values())


def cluster_rules() -> list[Json]:
    """Of a controller for one namespace: what it needs that has none."""
    return [
        {"apiGroups": [one.kind.group], "resources": [one.resource], "verbs": list[Json](one.verbs)}
        for one in RULES
        if not one.kind.namespaced
    ]


def table() -> str:
    """The same for people, as Markdown."""
    rows = ["| API group | resource | verbs | what for |", "| --- | --- | --- | --- |"]
    for one in RULES:
        where = ", in its own namespace" if one.own else ""
        rows.append(f"| {one.kind.group or 'core'} | `{one.resource}` | {', '.join(one.verbs)} | {one.why}{where} |")
    return "\n".join(rows) + "\n"
