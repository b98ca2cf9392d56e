"""The CustomResourceDefinitions of Argo's group, as its users know them.

In: nothing. Out: names, versions, scope, short names and columns as Argo has them; the schema keeps whatever an object
holds, for what a workflow may say is judged by ``validity``, which gives places and reasons.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from wfsim.drivers.kube.resources import (
    CLUSTER_WORKFLOW_TEMPLATES,
    CRON_WORKFLOWS,
    DEFINITIONS,
    WORKFLOW_TEMPLATES,
    WORKFLOWS,
    ResourceType,
)
from wfsim.yamlio.nodes import Json


@dataclass(frozen=True, slots=True)
class Column:
    """A column of ``kubectl get``."""

    name: str
    path: str
    type: str
    about: str


@dataclass(frozen=True, slots=True)
class Definition:
    """One kind."""

    kind: ResourceType
    short: tuple[str, ...]
    columns: tuple[Column, ...] = ()
    status: bool = False

    @property
    def name(self) -> str:
        return self.kind.qualified


_WORKFLOW_COLUMNS: Final = (
    Column("Status", ".status.phase", "string", "Status of the workflow"),
    Column("Age", ".status.startedAt", "date", "When the workflow was started"),
    Column(
        "Message",
        ".status.message",
        "string",
        "Human readable message indicating details about why the workflow is in this condition.",
    ),
)

ALL: Final = (
    Definition(WORKFLOWS, ("wf",), _WORKFLOW_COLUMNS, status=True),
    Definition(WORKFLOW_TEMPLATES, ("wftmpl",)),
    Definition(CLUSTER_WORKFLOW_TEMPLATES, ("clusterwftmpl", "cwft")),
    Definition(CRON_WORKFLOWS, ("cwf", "cronwf"), status=True),
)


def manifest(one: Definition) -> dict[str, Json]:
    """The object."""
    kind = one.kind
    version: dict[str, Json] = {
        "name": kind.version,
        "served": True,
        "storage": True,
        "schema": {"openAPIV3Schema": _schema(one)},
    }
    if one.columns:
        version["additionalPrinterColumns"] = [_column(column) for column in one.columns]
    return {
        "apiVersion": DEFINITIONS.api_version,
        "kind": DEFINITIONS.kind,
        "metadata": {"name": one.name},
        "spec": {
            "group": kind.group,
            "names": {
                "kind": kind.kind,
                "listKind": f"{kind.kind}List",
                "plural": kind.plural,
                "singular": kind.kind.lower(),
                "shortNames": list[Json](one.short),
            },
            "scope": "Namespaced" if kind.namespaced else "Cluster",
            "versions": [version],
        },
    }


def _schema(one: Definition) -> dict[str, Json]:
    free: dict[str, Json] = {
        "type": "object",
        "x-kubernetes-map-type": "atomic",
        "x-kubernetes-preserve-unknown-fields": True,
    }
    properties: dict[str, Json] = {
        "apiVersion": {"type": "string"},
        "kind": {"type": "string"},
        "metadata": {"type": "object"},
        "spec": free,
    }
    if one.status:
        properties["status"] = free
    return {"type": "object", "required": ["metadata", "spec"], "properties": properties}


def _column(column: Column) -> dict[str, Json]:
    found: dict[str, Json] = {
        "name": column.name,
        "jsonPath": column.path,
        "type": column.type,
        "description": column.about,
    }
    return {**found, "format": "date-time"} if column.type == "date" else found
