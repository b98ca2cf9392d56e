"""HTTP and plugin templates, which Argo's agent performs.

In: sites with such a template, ``TaskReplied`` events. Out: nodes, commands.
"""

from __future__ import annotations

from typing import Any

from wfsim.engine import leaf, outputs
from wfsim.engine.commands import SendTask
from wfsim.engine.events import TaskReplied
from wfsim.engine.phases import Phase
from wfsim.engine.run import Run
from wfsim.engine.sites import Site
from wfsim.engine.state import NodeState
from wfsim.lang import expr
from wfsim.lang.errors import LangError
from wfsim.spec.model import JsonObject, Template, TemplateKind
from wfsim.yamlio.nodes import Json


def execute(run: Run, site: Site, template: Template, name: str) -> NodeState:
    """An http or plugin task, which Argo's agent performs."""
    known = run.node(name)
    fresh = known is None or known.body is None  # one without was waiting for a lock, or was made outside
    node = leaf.executable(run, site, template, name)
    if fresh:
        run.commands.append(SendTask(node.id, node.name, site.name, max(site.attempt, 0), template.name, template.data))
    return node


def replied(run: Run, node: NodeState, event: TaskReplied) -> None:
    """The answer to an http or plugin task."""
    template = leaf.template_of(run, node)
    if template.kind is TemplateKind.PLUGIN:
        rows: list[Json] = [{"name": name, "value": value} for name, value in event.parameters.items()]
        node.outputs = {"parameters": rows} if rows else None
        outputs.export(run, node.outputs)
        run.mark(node, Phase(event.phase or "Succeeded"), event.message)
        return
    if event.phase:  # there was no answer
        run.mark(node, Phase(event.phase), event.message)
        return
    try:
        phase, message = _http_verdict(template, event)
    except LangError as error:
        run.mark(node, Phase.FAILED, error.message)  # whoever asked failed, so that nobody has the answer
        return
    node.outputs = {"result": event.body}
    run.mark(node, phase, message)


def _http_verdict(template: Template, event: TaskReplied) -> tuple[Phase, str]:
    """What the answer means. LangError where the condition cannot be evaluated."""
    condition = str(template.body().get("successCondition") or "")
    if not condition:
        good = 200 <= event.status < 300
        return (Phase.SUCCEEDED, "") if good else (Phase.FAILED, f"received non-2xx response code: {event.status}")
    body = template.body()
    asked: Json = {one["name"]: [one.get("value") or ""] for one in _headers(body) if "valueFrom" not in one}
    request: dict[str, Json] = {"method": body.get("method") or "GET", "url": body.get("url")}
    request |= {"body": body.get("body") or "", "headers": asked}
    headers: Json = {_canonical(name): [value] for name, value in event.headers.items()}
    response: Json = {"statusCode": event.status, "body": event.body, "headers": headers}
    if expr.evaluate_bool_data(condition, {"request": request, "response": response}):
        return Phase.SUCCEEDED, ""
    return Phase.FAILED, f"successCondition '{condition}' evaluated false"


def _headers(body: JsonObject) -> list[dict[str, Any]]:
    listed = body.get("headers")
    return [one for one in listed if isinstance(one, dict) and "name" in one] if isinstance(listed, list) else []


def _canonical(header: str) -> str:
    """A header's name as Go keeps those of an answer."""
    return "-".join(part.capitalize() for part in header.split("-"))
