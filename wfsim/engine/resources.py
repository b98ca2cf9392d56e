"""Resource templates: conditions and outputs read from the live object.

In: ``ResourceChanged`` events. Out: the node ended, or left running to be watched further. Any one requirement of
``failureCondition`` fails the node; ``successCondition`` is met when all of its requirements hold at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from wfsim.engine import cleanup, leaf, outputs, pods
from wfsim.engine.commands import StopPod
from wfsim.engine.events import PodFinished, ResourceChanged
from wfsim.engine.phases import Phase
from wfsim.engine.run import Run
from wfsim.engine.state import NodeState
from wfsim.lang import gotext, selectors
from wfsim.lang.errors import LangError
from wfsim.lang.selectors import Requirement
from wfsim.spec.model import Template
from wfsim.yamlio.nodes import Json

GONE = "The resource has been deleted while its status was still being checked. Will not be retried: not found"
Conditions = tuple[tuple[Requirement, ...], tuple[Requirement, ...]]


def changed(run: Run, node: NodeState, event: ResourceChanged) -> None:
    """The object of a resource template as it is now: failed, succeeded, or to be watched further."""
    template = leaf.template_of(run, node)
    run.mark(node, Phase.RUNNING, "")
    try:
        if _done(_conditions(template), event.object):
            values = _from_object(template, event.object, run.state.now_ms)
            pods.collect(node, template, PodFinished(event.at_ms, node.id, parameters=values))
            outputs.export(run, node.outputs)
            _end(run, node, Phase.SUCCEEDED, "")
    except LangError as error:
        _end(run, node, Phase.FAILED, f"main: Error (exit code 1): {error.message}")


def settled(event: PodFinished, template: Template) -> PodFinished:
    """The end of an object that nobody describes: its conditions are met, unless they are none."""
    try:
        _conditions(template)
    except LangError as error:
        return replace(event, exit_code=1, container_message=error.message)
    return event


def _conditions(template: Template) -> Conditions:
    """The requirements of failure and of success. LangError, in Argo's words, where one is no selector."""
    body = template.body()
    unfit = body.get("successCondition") or body.get("failureCondition") or template.outputs.parameters
    if unfit and body.get("action") == "delete":
        raise LangError("successCondition, failureCondition and outputs are not supported for delete action")
    return _requirements(body, "failureCondition", "fail"), _requirements(body, "successCondition", "success")


def _requirements(body: Mapping[str, Json], field: str, word: str) -> tuple[Requirement, ...]:
    text = str(body.get(field) or "")
    try:
        return selectors.parse(text)
    except LangError as error:
        raise LangError(f"{word} condition '{text}' failed to parse: {error.message}") from None


def _done(conditions: Conditions, found: Json) -> bool:
    """Whether there is nothing more to wait for. LangError where the object is gone, or shows a failure."""
    failure, success = conditions
    if not failure and not success:
        return True
    if found is None:
        raise LangError(GONE)
    for one in failure:
        if selectors.holds(one, found):
            raise LangError(f"failure condition '{one}' evaluated true")
    return all(selectors.holds(one, found) for one in success)


def _end(run: Run, node: NodeState, phase: Phase, message: str) -> None:
    run.mark(node, phase, message)
    run.commands.append(StopPod(node.id))
    cleanup.pod_ended(run, node, well=phase is Phase.SUCCEEDED)


def _from_object(template: Template, found: Json, now_ms: int) -> dict[str, str]:
    """Output parameters taken from a live object."""
    values = {}
    for one in template.outputs.parameters:
        source = one.value_from
        if source is None or found is None:
            continue
        if source.json_path:
            values[one.name] = _printed(source.json_path, found)
        elif source.jq_filter:
            from wfsim.lang import jq  # each of the two languages only where it is written

            values[one.name] = jq.evaluate(source.jq_filter, found, now_ms)
    return values


def _printed(template: str, found: Json) -> str:
    """What ``kubectl get -o jsonpath=…`` prints; LangError in its words."""
    from wfsim.lang import kubepath
    from wfsim.lang.kubepath_reading import parse

    try:
        parse(template)
    except LangError as error:
        raise LangError(f"error: error parsing jsonpath {template}, {error.message}") from None
    try:
        return kubepath.evaluate(template, found)
    except LangError as error:
        said = f"Error executing template: {error.message}"
        raise LangError(f"error: error executing jsonpath {gotext.quote(template)}: {said}") from None
