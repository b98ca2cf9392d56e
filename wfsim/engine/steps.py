"""Steps templates: groups one after the other, the steps of a group together (Argo's executeSteps).

In: a site whose template is ``steps``. Out: its node. A pass visits only the members of the current group that are
marked; a counter says when the group is complete.
"""

from __future__ import annotations

import json

from wfsim.engine import arguments, hooks, leaf, outputs, references
from wfsim.engine.errors import CallError, CallTimedOut, DepthExceeded, HeldBack, ParallelismReached, Waiting
from wfsim.engine.phases import NodeType, Phase
from wfsim.engine.references import Ready
from wfsim.engine.run import Run
from wfsim.engine.sites import Marks, Site
from wfsim.engine.state import NodeState
from wfsim.engine.steps_frame import StepsBody
from wfsim.engine.steps_hooks import HandlerError, assess
from wfsim.spec.model import Call, Template


def execute(run: Run, site: Site, template: Template, name: str) -> NodeState:
    """Go through the groups as far as they are ready."""
    body = _body(run, site, template, name)
    node = body.node
    if node.id in run.fallen:  # a group that is over may not be: begin at the first again, as Argo does in every pass
        site.body, site.marks = None, Marks()
        body = _body(run, site, template, name)
    while body.index < len(template.steps):
        group = _group(run, body)
        over = group.phase.fulfilled  # a hook's error ends the steps in the pass after the one that met it
        try:
            _execute_group(run, site, body, group)
        except HandlerError as error:
            site.body, site.marks = None, Marks()  # the next look begins at the first group again, as Argo's does
            run.touch(site)
            return run.mark(group, Phase.ERROR, error.message)
        hook_failed, body.hook_failed = body.hook_failed, False
        if not group.phase.fulfilled or (hook_failed and not over):
            return node
        run.waits_no_more(site)  # for the hooks of this group
        if group.phase.unsuccessful:
            node.outbound_nodes = _outbound(run, body)
            return _end(run, site, node, Phase.FAILED, group.message)
        _extend_scope(run, site, body, group)
        body.index, body.members, body.names = body.index + 1, None, {}
        body.open, body.hooked, body.handled, body.limited = 0, [], set(), set()
        site.marks = Marks()
    return _complete(run, site, body)


def _body(run: Run, site: Site, template: Template, name: str) -> StepsBody:
    if isinstance(site.body, StepsBody):
        return site.body
    node = run.node(name)
    if node is None:
        node = run.mark(leaf.executable(run, site, template, name), Phase.RUNNING)
    scope = arguments.local_scope(run, template, site.name)
    site.body = body = StepsBody(node, template, scope)
    body.results_read, body.silent = references.results_read(template), site.is_silent(template)
    return body


def _complete(run: Run, site: Site, body: StepsBody) -> NodeState:
    node = body.node
    node.outbound_nodes = _outbound(run, body)
    node.outputs = outputs.of_template(body.template, body.scope)
    outputs.export(run, node.outputs)
    return _end(run, site, node, Phase.SUCCEEDED, None)


def _end(run: Run, site: Site, node: NodeState, phase: Phase, message: str | None) -> NodeState:
    run.mark(node, phase, message)
    run.waits_no_more(site)
    leaf.kill_daemons(run, node.id)
    return node


def _outbound(run: Run, body: StepsBody) -> tuple[str, ...]:
    """Where the template ends: at the ends of the last group's children."""
    for i in range(len(body.template.steps) - 1, -1, -1):
        group = run.node(f"{body.node.name}[{i}]")
        if group is not None:
            return tuple(dict.fromkeys(end for one in group.children for end in outputs.outbound(run, one)))
    return ()


# -- one group --------------------------------------------------------------------------------------------------------


def _group(run: Run, body: StepsBody) -> NodeState:
    """The node of the current group, linked to where the group before ended."""
    name = f"{body.node.name}[{body.index}]"
    group = run.node(name)
    if group is not None:
        return group
    group = run.create(name, NodeType.STEP_GROUP, Phase.RUNNING, boundary=body.node.id)
    group.template_scope, group.on_exit = body.node.template_scope, body.node.on_exit
    before = run.node(f"{body.node.name}[{body.index - 1}]") if body.index else None
    if before is None:
        run.link(body.node, name)
        return group
    ends = [end for one in before.children for end in outputs.outbound(run, one)]
    for end in ends if before.children else [before.id]:
        if end in run.state.nodes:  # a handler for which there was no slot before a stop has none
            run.link(run.state.nodes[end], name)
    return group


def _execute_group(run: Run, site: Site, body: StepsBody, group: NodeState) -> None:
    if group.phase.fulfilled and run.descendants_fulfilled(group):
        if group.phase is Phase.SUCCEEDED and _fell(run, body, group):
            run.fallen[body.node.id] = None
        return
    if body.members is None and not _resolve_group(run, site, body, group):
        return
    touched = _run_members(run, site, body, group)
    if touched is None:
        return
    if not assess(run, site, body, group, touched):
        return
    if body.open > 0:
        run.mark(group, Phase.RUNNING)
        return
    for one in run.children(group):
        member = body.names.get(one.name)
        if one.phase.unsuccessful and not (member is not None and _continues(member.call, one.phase)):
            run.mark(group, Phase.FAILED, f"child '{one.id}' failed")
            return
    run.mark(group, Phase.SUCCEEDED)


def _fell(run: Run, body: StepsBody, group: NodeState) -> bool:
    """Whether a daemon of a group that succeeded has ended by itself meanwhile, which spoils the group's success."""
    return any(_lost(run, one) and not _continued(body, group, one) for one in run.children(group))


def _lost(run: Run, node: NodeState) -> bool:
    """Whether a node failed, or the last attempt of one that is not over."""
    if node.phase.fulfilled or node.type is not NodeType.RETRY:
        return node.phase.unsuccessful
    last = run.last_attempt(node)
    return last is not None and last.phase.unsuccessful


def _continued(body: StepsBody, group: NodeState, node: NodeState) -> bool:
    """Whether the step of a node goes on after what became of it."""
    step = node.name.removeprefix(f"{group.name}.").partition("(")[0]
    return any(one.name == step and _continues(one, node.phase) for one in body.template.steps[body.index])


def _continues(call: Call, phase: Phase) -> bool:
    return call.continue_on_error if phase is Phase.ERROR else call.continue_on_failed


def _resolve_group(run: Run, site: Site, body: StepsBody, group: NodeState) -> bool:
    """Make the members of the group; False where it cannot be done (yet)."""
    environment = body.scope.texts(run.environment)
    calls = body.template.steps[body.index]
    try:
        ready = [references.resolve(call, environment, body.scope, dag=False, silent=body.silent) for call in calls]
    except Waiting as error:
        run.wait(site, group.name, error.key)
        return False
    except CallError as error:
        run.waits_no_more(site)
        run.mark(group, Phase.ERROR, f"failed to resolve references: {error.message}")
        return False
    run.waits_no_more(site)
    try:
        expanded = [(one, references.expand(one, environment)) for one in ready]
    except CallError as error:
        run.mark(group, Phase.ERROR, error.message)
        return False
    sites: list[Site] = []
    for one, members in expanded:
        if one.call.loops and not members:
            _skip(run, site, group, Ready(one.call), "Skipped, empty params")
        for member in members:
            sites.append(_site(site, body, group, member, one.call.name, len(sites)))
    body.members = [*sites]
    body.names = {one.name: one for one in sites}
    body.hooked = [one.order for one in sites if hooks.must_be_watched(one.call, f"steps.{one.call.name}")]
    said = " ".join(f"{hook.expression} {json.dumps(hook.data)}" for call in calls for hook in call.hooks)
    body.named = [one for one in sites if one.call.name in said] if said else []
    if body.hooked:
        run.waiting[id(site)] = site
    site.marks = Marks(len(sites))
    return True


def _site(owner: Site, body: StepsBody, group: NodeState, ready: Ready, base: str, order: int) -> Site:
    return Site(
        parent=owner,
        order=order,
        name=f"{group.name}.{ready.call.name}",
        call=ready.call,
        scope=owner.resolved.scope if owner.resolved else owner.scope,
        boundary=body.node.id,
        arguments=ready.call.arguments,
        absent=ready.absent,
        on_exit=owner.on_exit,
        parent_template=body.template,
        result_read=base in body.results_read,
    )


def _skip(run: Run, owner: Site, group: NodeState, ready: Ready, message: str, phase: Phase = Phase.SKIPPED) -> None:
    """A step that does not run, as a node."""
    name = f"{group.name}.{ready.call.name}"
    if run.node(name) is None:
        site = Site(owner, 0, name=name, call=ready.call, boundary=group.boundary_id, on_exit=owner.on_exit)
        site.scope = owner.resolved.scope if owner.resolved else owner.scope
        run.create(name, NodeType.SKIPPED, phase, message, site=site)
        run.link(group, name)


def _run_members(run: Run, site: Site, body: StepsBody, group: NodeState) -> list[Site] | None:
    """Execute the marked members in order; None where the group ended meanwhile."""
    assert body.members is not None
    touched: list[Site] = []
    for order in (*body.hooked, *body.limited):
        site.marks.add(order)
    for order in site.marks.drain():
        member = body.members[order] if order < len(body.members) else None  # what is left of a group may be marked
        if member is None:
            continue
        node = run.node(member.name)
        if node is None and not member.allowed:
            try:
                member.allowed = references.proceeds(member.call.when)
            except CallError as error:
                _skip(run, site, group, Ready(member.call), error.message, Phase.ERROR)
                run.mark(group, Phase.ERROR, error.message)
                return None
            if not member.allowed:
                _skip(run, site, group, Ready(member.call), f"when '{member.call.when}' evaluated false")
                continue
        elif node is not None and not member.allowed:
            if node.type is NodeType.SKIPPED and node.phase is Phase.SKIPPED:
                continue
            member.allowed = True
        if not _run_member(run, site, group, member, touched):
            return None
        if member.marks.pending and not _over(run, member):
            site.marks.add(order)
    return touched


def _over(run: Run, member: Site) -> bool:
    node = run.node(member.name)
    return node is not None and node.phase.fulfilled


def _run_member(run: Run, site: Site, group: NodeState, member: Site, touched: list[Site]) -> bool:
    """Execute one member; False where that ends the group."""
    try:
        child = run.execute(member)
    except HeldBack:
        child = run.node(member.name)  # what ends in it marks it again
    except ParallelismReached:
        site.marks.block(member.order)
        run.blocked[id(site)] = site
        child = run.node(member.name)
    except DepthExceeded:
        child = run.node(member.name)
    except CallTimedOut as error:
        run.mark(group, Phase.FAILED, error.message)
        return False
    except CallError as error:
        run.link(group, member.name)
        message = f"step group deemed errored due to child {member.name} error: {error.message}"
        run.mark(group, Phase.ERROR, message)
        return False
    if child is not None:
        run.link(group, member.name)
        if not member.counted:
            member.counted, member.settled = True, False
            assert isinstance(site.body, StepsBody)
            site.body.open += 1
        touched.append(member)
    return True


# -- scope ------------------------------------------------------------------------------------------------------------


def _extend_scope(run: Run, site: Site, body: StepsBody, group: NodeState) -> None:
    """What later groups see of this one. CallError where a loop's results cannot be joined."""
    for call in body.template.steps[body.index]:
        prefix, name = f"steps.{call.name}", f"{group.name}.{call.name}"
        node = run.node(name)
        if node is None:
            _add_loop(run, body, group, call, prefix)
            continue
        if body.silent:
            continue
        outputs.add_node(run, body.scope, prefix, node)
        if node.phase in (Phase.SKIPPED, Phase.OMITTED) and not node.outputs:
            outputs.add_absent(body.scope, prefix, _declared(run, site, call), artifacts=True)


def _add_loop(run: Run, body: StepsBody, group: NodeState, call: Call, prefix: str) -> None:
    start = f"{group.name}.{call.name}("
    every = [one for one in run.children(group) if one.name.startswith(start) and not one.hooked and not one.retried]
    members = [one for one in every if one.type is not NodeType.SKIPPED]
    if members:
        if call.inline is not None:
            raise CallError("failed to get a template")
        outputs.aggregate(body.scope, prefix, members)
    outputs.add_node(run, body.scope, prefix, group)


def _declared(run: Run, site: Site, call: Call) -> Template | None:
    """The template that a skipped step would have run."""
    try:
        return run.definitions.resolve(call, site.resolved.scope if site.resolved else site.scope).template
    except CallError:
        return None  # it was never needed: the step is skipped, so its reference was never followed
