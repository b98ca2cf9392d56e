"""Resource templates: conditions and outputs read from the live object.

In: ``ResourceChanged`` events. Out: the node ended, or left running to be watched further.
"""

from __future__ import annotations

from wfsim.engine import leaf, outputs, pods
from wfsim.engine.commands import StopPod
from wfsim.engine.events import PodFinished, ResourceChanged
from wfsim.engine.phases import Phase
from wfsim.engine.run import Run
from wfsim.engine.state import NodeState
from wfsim.lang import jq, kubepath, selectors
from wfsim.lang.errors import LangError
from wfsim.spec.model import Template
from wfsim.yamlio.nodes import Json


def changed(run: Run, node: NodeState, event: ResourceChanged) -> None:
    """The object of a resource template as it is now: failed, succeeded, or to be watched further."""
    template = leaf.template_of(node)
    body = template.body()
    run.mark(node, Phase.RUNNING, "")
    failure, success = (str(body.get(word) or "") for word in ("failureCondition", "successCondition"))
    try:
        if failure and selectors.matches(failure, event.object):
            _end(run, node, Phase.FAILED, f"failure condition '{failure}' evaluated true")
        elif not success or selectors.matches(success, event.object):
            values = _from_object(template, event.object)
            pods.collect(node, template, PodFinished(event.at_ms, node.id, parameters=values))
            if node.outputs is not None:
                node.outputs.pop("exitCode", None)
            outputs.export(run, node.outputs)
            _end(run, node, Phase.SUCCEEDED, "")
    except LangError as error:
        _end(run, node, Phase.ERROR, error.message)


def _end(run: Run, node: NodeState, phase: Phase, message: str) -> None:
    run.mark(node, phase, message)
    run.commands.append(StopPod(node.id))


def _from_object(template: Template, found: Json) -> dict[str, str]:
    """Output parameters taken from a live object."""
    values = {}
    for one in template.outputs.parameters:
        source = one.value_from
        if source is None or found is None:
            continue
        if source.json_path:
            values[one.name] = kubepath.evaluate(source.json_path, found)
        elif source.jq_filter:
            values[one.name] = jq.evaluate(source.jq_filter, found)
    return values
