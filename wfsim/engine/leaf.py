"""What all leaf templates share: their node, and the end of daemons.

In: a site whose template is a leaf (and, for the node, steps and dag). Out: nodes.
"""

from __future__ import annotations

from collections.abc import Mapping

from wfsim.engine import cleanup, limits
from wfsim.engine.errors import CallError
from wfsim.engine.phases import NodeType, Phase
from wfsim.engine.run import Run
from wfsim.engine.sites import Site
from wfsim.engine.state import NodeState
from wfsim.spec import build
from wfsim.spec.model import JsonObject, Template, TemplateKind

_DISPLAY_NAME = "workflows.argoproj.io/display-name"
NODE_TYPES: Mapping[TemplateKind, NodeType] = {
    TemplateKind.CONTAINER: NodeType.POD,
    TemplateKind.SCRIPT: NodeType.POD,
    TemplateKind.RESOURCE: NodeType.POD,
    TemplateKind.DATA: NodeType.POD,
    TemplateKind.CONTAINER_SET: NodeType.POD,
    TemplateKind.STEPS: NodeType.STEPS,
    TemplateKind.DAG: NodeType.DAG,
    TemplateKind.SUSPEND: NodeType.SUSPEND,
    TemplateKind.HTTP: NodeType.HTTP,
    TemplateKind.PLUGIN: NodeType.PLUGIN,
}


def executable(run: Run, site: Site, template: Template, name: str) -> NodeState:
    """The node in which a template runs, made Pending where it does not exist."""
    node = run.node(name)
    if node is None:
        assert template.kind is not None
        node = run.create(name, NODE_TYPES[template.kind], Phase.PENDING, site=site)
        node.inputs = inputs_of(template)
        node.retried = name != site.name
        node.hooked = site.hooked
        if template.memoize is not None:
            memoize = template.memoize
            node.memo = {"cacheName": memoize.config_map, "hit": False, "key": memoize.key}
        if template.kind.is_leaf:
            node.body = template.data
    elif node.body is None and not node.phase.fulfilled and template.kind is not None and template.kind.is_leaf:
        node.body = template.data  # the node was made outside: a resubmitted run's, or one that was read from a file
    if name == site.name:
        limits.watch_pending(run, template, node)  # of a retried node Argo asks the wrapper, which is never pending
    return node


def waiting(run: Run, site: Site, template: Template) -> NodeState:
    """The node of a call of which nothing has begun; where the template itself is retried, already the wrapper."""
    node = executable(run, site, template, site.name)
    node.body = None
    if template.retry_strategy is not None:
        run.turn_into(node, NodeType.RETRY)
        node.retried = site.hooked
    return node


def template_of(run: Run, node: NodeState) -> Template:
    """The processed template of a leaf that runs; after a restore it is made of the node's body."""
    site = run.sites.get(node.id)
    for known in (site.attempt_template, site.template) if site is not None else ():
        if known is not None and known.data is node.body:
            return known
    return build.template(node.body or {}, ())


def outlived(node: NodeState) -> bool:
    """Whether the node is Error for what its call did wrong, while its pod runs on: whose end is still the node's."""
    return node.has_pod and node.phase is Phase.ERROR and "exitCode" not in (node.outputs or {})


def wanted_name(template: JsonObject) -> str:
    """The display name that a template's annotations ask for."""
    notes = template.get("annotations")
    wanted = notes.get(_DISPLAY_NAME) if isinstance(notes, dict) else None
    return wanted if isinstance(wanted, str) else ""


def inputs_of(template: Template) -> JsonObject | None:
    """The processed inputs, None where there are none."""
    found = template.data.get("inputs")
    return found if isinstance(found, dict) and (found.get("parameters") or found.get("artifacts")) else None


def check_kind(template: Template) -> TemplateKind:
    """The kind of a template. CallError where it has none."""
    if template.kind is None:
        raise CallError(f"Template '{template.name}' missing specification")
    return template.kind


def check_body(template: Template) -> None:
    """CallError for steps without a group, which are not there any more once the template went through JSON."""
    if template.kind is TemplateKind.STEPS and not template.steps:
        raise CallError(f"Template '{template.name}' missing specification")


def undaemon(run: Run, node: NodeState) -> None:
    if node.daemoned:
        node.daemoned = False
        run.daemons.get(node.boundary_id, []).remove(node.id)


def kill_daemons(run: Run, boundary: str) -> None:
    """The template is over: its daemons are ended, and that is a success."""
    for one in run.daemons.pop(boundary, []):
        node = run.state.nodes[one]
        node.daemoned = False
        run.mark(node, Phase.SUCCEEDED)
        if node.has_pod:
            cleanup.stop_pod(run, node)
