"""The variables that every template sees: ``workflow.*``.

In: definitions and the state. Out: flat dotted names → text (https://argo-workflows.readthedocs.io/en/latest/variables/).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache

from wfsim.engine.definitions import Definitions
from wfsim.engine.errors import CallError
from wfsim.engine.state import RunState
from wfsim.lang import gotext
from wfsim.spec.model import Parameter
from wfsim.yamlio.nodes import Json

# Go's order of a parameter's fields, seen in {{workflow.parameters.json}} and {{inputs.parameters}}.
_PARAMETER_FIELDS = ("name", "default", "value", "valueFrom", "globalName", "enum", "description")
SCHEDULED = "workflows.argoproj.io/scheduled-time"  # the annotation of a workflow that a CronWorkflow started
# strftime letters that workflow.creationTimestamp.<letter> takes.
_STRFTIME = "BbmAadHIMSYypZ"


@lru_cache(maxsize=256)
def rfc3339(at_ms: int) -> str:
    """A time as Kubernetes writes it: whole seconds, UTC. Much happens at one instant."""
    days, seconds = divmod(at_ms // 1000, _DAY)
    return f"{_date(days)}T{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}Z"


_DAY = 24 * 3600


@lru_cache(maxsize=16)
def _date(days: int) -> str:
    return datetime.fromtimestamp(days * _DAY, UTC).strftime("%Y-%m-%d")


def go_duration_seconds(ms: int) -> str:
    """Seconds with six decimals (Go's %f)."""
    return f"{ms / 1000:.6f}"


def parameters_json(parameters: Sequence[Mapping[str, Json]]) -> str:
    """A list of parameters as Go writes it."""
    return go_json([{key: one[key] for key in _PARAMETER_FIELDS if key in one} for one in parameters])


def go_json(rows: Sequence[Mapping[str, Json]]) -> str:
    """Objects whose fields stand in their order already, as Go writes them."""
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).translate(_HTML)


_HTML = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def as_data(one: Parameter) -> dict[str, Json]:
    """A workflow argument with its value, as JSON data."""
    data: dict[str, Json] = {"name": one.name}
    if one.default is not None:
        data["default"] = one.default
    if one.value is not None:
        data["value"] = one.value
    if one.global_name:
        data["globalName"] = one.global_name
    if one.enum is not None:
        data["enum"] = list(one.enum)
    if one.description:
        data["description"] = one.description
    return data


def argument_value(one: Parameter, config_maps: Mapping[str, Mapping[str, str]]) -> str:
    """The value of a workflow argument. CallError with Argo's text where there is none."""
    if one.value is not None:
        return one.value
    source = one.value_from
    if source is not None and (ref := source.config_map_key_ref) is not None:
        found = config_maps.get(ref.name, {}).get(ref.key)
        if found is None and source.default is None:
            raise CallError(
                f"failed to set global parameter {one.name} from configmap with name {ref.name} and key {ref.key}: "
                f"{missing_key(ref.name, ref.key, config_maps)}"
            )
        return found if found is not None else source.default or ""
    if source is not None and source.default is not None:
        return source.default
    raise CallError(f"either value or valueFrom must be specified in order to set global parameter {one.name}")


def missing_key(name: str, key: str, config_maps: Mapping[str, Mapping[str, str]]) -> str:
    """Why a key of a ConfigMap cannot be had."""
    if name not in config_maps:
        return f'configmap "{name}" not found'
    return f"config map '{name}' does not have the key '{key}'"


def of_workflow(definitions: Definitions, state: RunState) -> dict[str, str]:
    """All global variables but status, failures and duration, which change. CallError for an argument without value."""
    workflow, spec = definitions.workflow, definitions.workflow.spec
    found = {
        "workflow.name": state.name,
        "workflow.namespace": definitions.namespace,
        "workflow.mainEntrypoint": spec.entrypoint,
        "workflow.serviceAccountName": spec.service_account_name,
        "workflow.uid": state.uid,
    }
    if spec.priority is not None:
        found["workflow.priority"] = str(spec.priority)
    given = []
    for one in definitions.arguments.parameters:
        value = argument_value(one, definitions.config_maps)
        found[f"workflow.parameters.{one.name}"] = value
        given.append(as_data(one) | {"value": value})
    found["workflow.parameters"] = found["workflow.parameters.json"] = parameters_json(given)
    for word, values in (("labels", workflow.labels), ("annotations", workflow.annotations)):
        found |= {f"workflow.{word}.{key}": value for key, value in values.items()}
        found[f"workflow.{word}"] = found[f"workflow.{word}.json"] = gotext.json(dict(values))
    if SCHEDULED in workflow.annotations:
        found["workflow.scheduledTime"] = workflow.annotations[SCHEDULED]
    return found | _creation(definitions.creation_ms)


def _creation(at_ms: int) -> dict[str, str]:
    at = datetime.fromtimestamp(at_ms // 1000, UTC)
    found = {f"workflow.creationTimestamp.{letter}": at.strftime(f"%{letter}") for letter in _STRFTIME}
    found["workflow.creationTimestamp.z"] = "+0000"
    found["workflow.creationTimestamp.L"] = f"{at_ms % 1000:03d}"
    found["workflow.creationTimestamp.s"] = str(at_ms // 1000)
    found["workflow.creationTimestamp"] = found["workflow.creationTimestamp.RFC3339"] = rfc3339(at_ms)
    return found
