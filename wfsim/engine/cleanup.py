"""What a run makes beside its pods and what is deleted after them: claims, budget, pods, artifacts, the run itself.

In: calls at the run's start, at the end of a pod and at the run's end. Out: commands, and in the state what exists and
the instants of deletion. Nothing here changes a node's phase. Each pod is looked at once when it ends, and once more
when the run does.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Final, cast

from wfsim.engine import outputs
from wfsim.engine.commands import (
    CollectArtifacts,
    CreateClaim,
    CreateDisruptionBudget,
    DeleteClaim,
    DeleteDisruptionBudget,
    DeletePod,
    DeleteRun,
    StopPod,
)
from wfsim.engine.errors import CallError
from wfsim.engine.phases import NodeType, Phase
from wfsim.engine.run import Run
from wfsim.engine.state import NodeState
from wfsim.lang import durations, labelselectors
from wfsim.lang import template as templating
from wfsim.lang.errors import LangError
from wfsim.spec.model import JsonObject, Template
from wfsim.yamlio.nodes import Json

ON_COMPLETION: Final = "OnWorkflowCompletion"
ON_DELETION: Final = "OnWorkflowDeletion"
_ON_SUCCESS: Final = "OnWorkflowSuccess"
_WORKFLOW: Final = "workflows.argoproj.io/workflow"
_DELAY_MS: Final = 5000  # the controller's own, where the workflow says none
_TTL_SLACK_MS: Final = 1000  # the controller waits that much longer, for what it knows to be true

# A workflow's phase -> the fields of ttlStrategy that are asked, the first that is there counts
_TTL: Final[Mapping[Phase, tuple[str, ...]]] = {
    Phase.SUCCEEDED: ("secondsAfterSuccess", "secondsAfterCompletion"),
    Phase.FAILED: ("secondsAfterFailure", "secondsAfterCompletion"),
    Phase.ERROR: ("secondsAfterCompletion",),
}


def _part(run: Run, field: str) -> JsonObject:
    """An object of the workflow's spec."""
    found = run.definitions.workflow.spec.data.get(field)
    return found if isinstance(found, dict) else {}


# -- made at the start ------------------------------------------------------------------------------------------------


def make_budget(run: Run) -> None:
    """The PodDisruptionBudget, when the run begins."""
    spec = run.definitions.workflow.spec.data.get("podDisruptionBudget")
    if isinstance(spec, dict):
        selector: JsonObject = {"selector": {"matchLabels": {_WORKFLOW: run.state.name}}}
        run.state.budget = True
        run.commands.append(CreateDisruptionBudget(run.state.name, {**selector, **_known(run, spec)}))


def make_claims(run: Run) -> None:
    """The volume claims, once, before anything is executed. CallError where one has no name."""
    templates = run.definitions.workflow.spec.data.get("volumeClaimTemplates")
    if not isinstance(templates, list) or len(run.state.claims) >= len(templates):
        return
    for number, one in enumerate(templates):
        template = _known(run, one) if isinstance(one, dict) else {}
        metadata = template.get("metadata")
        volume = str(metadata.get("name") or "") if isinstance(metadata, dict) else ""
        if not volume:
            raise CallError(f"volumeClaimTemplates[{number}].metadata.name is required")
        if volume not in run.state.claims:
            run.state.claims[volume] = name = f"{run.state.name}-{volume}"
            run.commands.append(CreateClaim(name, volume, template))


def _known(run: Run, data: JsonObject) -> JsonObject:
    """The data with the workflow's own variables filled in."""
    text = json.dumps(data, ensure_ascii=False)
    if "{{" not in text:
        return data
    try:
        return cast(JsonObject, json.loads(templating.replace(text, run.environment, allow_unresolved=True)))
    except LangError:
        return data


# -- a pod ended ------------------------------------------------------------------------------------------------------


def stop_pod(run: Run, node: NodeState) -> None:
    """End the pod of a node that is fulfilled; a pod that is killed did not succeed."""
    run.commands.append(StopPod(node.id))
    pod_ended(run, node, well=False)


def pod_ended(run: Run, node: NodeState, *, well: bool) -> None:
    """The pod of a fulfilled node ended: deleted where podGC says so of pods."""
    strategy = _part(run, "podGC").get("strategy")
    if strategy == "OnPodCompletion" or (strategy == "OnPodSuccess" and well):
        _delete_pod(run, node)


def _delete_pod(run: Run, node: NodeState) -> None:
    if node.pod_deleted_ms is not None or node.pod_kept:
        return
    node.pod_deleted_ms = run.state.now_ms + _delay_ms(run)
    run.commands.append(DeletePod(node.id, node.pod_name, node.pod_deleted_ms))


def _delay_ms(run: Run) -> int:
    text = str(_part(run, "podGC").get("deleteDelayDuration") or "")
    try:
        given = durations.parse_ms(text) if text else _DELAY_MS
    except LangError:
        return _DELAY_MS
    return given if given >= 0 else _DELAY_MS


def keeps(run: Run, template: Template) -> bool:
    """Whether podGC's selector passes over the pod of a template: asked when it starts, while its labels are known."""
    selector = _part(run, "podGC").get("labelSelector")
    if not isinstance(selector, dict):
        return False
    own, general = _labels(template.data.get("metadata")), _labels(_part(run, "podMetadata"))
    return not labelselectors.matches(selector, {**general, **own, _WORKFLOW: run.state.name})


def _labels(metadata: JsonObject | Json) -> dict[str, str]:
    found = metadata.get("labels") if isinstance(metadata, Mapping) else None
    return {key: str(value) for key, value in found.items()} if isinstance(found, dict) else {}


# -- the run ended ----------------------------------------------------------------------------------------------------


def run_ended(run: Run) -> None:
    """The run has its final phase: what of it is deleted now, and what later."""
    state = run.state
    _delete_pods(run)
    if state.budget:
        state.budget = False
        run.commands.append(DeleteDisruptionBudget(state.name))
    _delete_claims(run)
    _collect(run, ON_COMPLETION, state.now_ms)
    ttl = _part(run, "ttlStrategy")
    seconds = next((ttl[key] for key in _TTL[state.phase] if isinstance(ttl.get(key), int)), None)
    if isinstance(seconds, int):
        due = state.now_ms // 1000 * 1000 + 1000 * seconds + _TTL_SLACK_MS
        state.deleted_ms = max(due, state.now_ms)
        _collect(run, ON_DELETION, state.deleted_ms)
        run.commands.append(DeleteRun(state.deleted_ms))


def _delete_pods(run: Run) -> None:
    strategy = _part(run, "podGC").get("strategy")
    if strategy == ON_COMPLETION or (strategy == _ON_SUCCESS and run.state.phase is Phase.SUCCEEDED):
        for node in run.state.nodes.values():
            if node.has_pod and node.phase.fulfilled:
                _delete_pod(run, node)


def _delete_claims(run: Run) -> None:
    strategy = _part(run, "volumeClaimGC").get("strategy") or _ON_SUCCESS
    if strategy == ON_COMPLETION or (strategy == _ON_SUCCESS and run.state.phase is Phase.SUCCEEDED):
        run.commands += [DeleteClaim(name) for name in run.state.claims.values()]
        run.state.claims.clear()


def _collect(run: Run, strategy: str, at_ms: int) -> None:
    """Delete the artifacts of this strategy."""
    found = tuple(_artifacts(run, strategy))
    if found:
        run.state.collected[strategy] = at_ms
        run.commands.append(CollectArtifacts(strategy, found, at_ms))


def _artifacts(run: Run, strategy: str) -> Iterator[str]:
    """``<node id>/<name>`` of every artifact of a pod whose own strategy, else the workflow's, is this one."""
    general = _part(run, "artifactGC").get("strategy")
    for node in run.state.nodes.values():
        if node.type is not NodeType.POD or not node.outputs:
            continue
        for one in outputs.named(node.outputs, "artifacts"):
            own = one.get("artifactGC")
            wanted = (own.get("strategy") if isinstance(own, dict) else None) or general
            if wanted == strategy:
                yield f"{node.id}/{one.get('name')}"
