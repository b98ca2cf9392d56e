"""What a run is a run of, from what was asked for.

In: a workspace and an ``Order``. Out: ``Defined``: the definitions for the engine, and why the controller would refuse
them. Every way to run or replay a workflow comes through here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256

from wfsim.api import choosing
from wfsim.engine.definitions import Definitions, define
from wfsim.spec.model import Resource
from wfsim.spec.workspace import Workspace
from wfsim.text import Argo, Diagnostic
from wfsim.validity import refusal, validate


@dataclass(frozen=True, slots=True)
class Order:
    """A run that is wanted. ``config_maps`` come on top of those of the workspace; ``creation_ms``: when the Workflow
    object is made; an empty ``namespace`` is that of the resource."""

    resource: Resource
    name: str
    creation_ms: int
    parameters: Mapping[str, str] = field(default_factory=dict)
    entrypoint: str = ""
    namespace: str = ""
    pod_names: str = "v2"
    config_maps: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Defined:
    """``refused``: all that Argo's rules find in the file of a workflow that the controller refuses."""

    definitions: Definitions
    refused: tuple[Diagnostic, ...] = ()


def defined(workspace: Workspace, order: Order) -> Defined:
    """The run as the engine takes it."""
    reason, refused = _judged(workspace, order)
    definitions = define(
        order.resource,
        workspace,
        name=order.name,
        parameters=order.parameters,
        entrypoint=order.entrypoint,
        namespace=order.namespace,
        creation_ms=order.creation_ms,
        pod_names=order.pod_names,
        refusal=reason,
    )
    if order.config_maps:
        definitions = replace(definitions, config_maps={**definitions.config_maps, **order.config_maps})
    return Defined(definitions, refused)


def digest(definitions: Definitions, parameters: Mapping[str, str], entrypoint: str) -> str:
    """What tells the spec of a run, and what was given with it, from any other."""
    spec = {"spec": definitions.workflow.spec.data, "parameters": parameters, "entrypoint": entrypoint}
    return f"sha256:{sha256(json.dumps(spec, sort_keys=True, default=dict).encode()).hexdigest()}"


def _judged(workspace: Workspace, order: Order) -> tuple[str, tuple[Diagnostic, ...]]:
    """Why the controller refuses to run it (empty where it does not), and all that it finds in its file."""
    submitted = choosing.with_parameters(order.resource, order.parameters, order.entrypoint)
    reason = refusal(submitted, workspace)
    if not reason:
        return "", ()
    source = order.resource.document.source
    return reason, tuple(one for one in validate(workspace) if one.at.source is source and one.argo is Argo.REJECTS)
