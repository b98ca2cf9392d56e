"""DAG templates: tasks as their dependencies end (Argo's executeDAG).

In: a site whose template is ``dag``. Out: its node. Tasks are visited in the order in which Argo's walk from the
targets reaches them, of these only the marked ones; a counter of unmet dependencies marks a task when it is its turn.
"""

from __future__ import annotations

from dataclasses import replace

from wfsim.engine import dag_phase, dag_scope, hooks, leaf, limits, outputs, references
from wfsim.engine.dag_frame import DagBody, Slot, frame, member, reached
from wfsim.engine.errors import CallError, CallTimedOut, DepthExceeded, HeldBack, ParallelismReached, Waiting
from wfsim.engine.phases import NodeType, Phase
from wfsim.engine.run import Run
from wfsim.engine.sites import Marks, Site
from wfsim.engine.state import NodeState
from wfsim.lang import depends
from wfsim.lang.errors import LangError
from wfsim.spec.model import Template
from wfsim.yamlio.nodes import Json


def execute(run: Run, site: Site, template: Template, name: str) -> NodeState:
    """Visit the marked tasks, then see what the whole has come to."""
    body = frame(run, site, template, name)
    for order in site.marks.drain():
        slot = body.walk[order]
        _visit(run, site, body, slot)
        if slot.target:
            _target_hooks(run, site, body, slot)
        _note(run, site, body, slot)
        run.turns.passed(run, slot)
    phase = _phase(run, site, body)
    if phase is Phase.RUNNING:
        return body.node
    if phase is Phase.SUCCEEDED:
        body.node.outputs = _outputs(run, site, body)
    body.node.outbound_nodes = _outbound(run, body)
    return _end(run, body, phase)


def _phase(run: Run, site: Site, body: DagBody) -> Phase:
    if run.state.shutdown and not site.on_exit and _handled(run, body):
        return Phase.FAILED  # whatever runs in it
    return Phase.RUNNING if body.running else _assess(run, body, site)


def _handled(run: Run, body: DagBody) -> bool:
    """Whether no exit handler of a target runs."""
    handlers = (run.node(f"{body.name(one)}.onExit") for one in body.targets)
    return all(one is None or one.fulfilled for one in handlers)


def _assess(run: Run, body: DagBody, site: Site) -> Phase:
    targets = {body.name(one): body.slots[one].task for one in body.targets if one in body.slots}
    phase = dag_phase.assess(run, body.node, targets, body.dag.fail_fast)
    _heal(run, site, body)
    return phase


def _heal(run: Run, site: Site, body: DagBody) -> None:
    """Loops whose members have all ended while a handler held up their visit."""
    for slot in body.walk:
        node = run.node(body.name(slot.task.name)) if slot.stopped else None
        if node is not None and dag_phase.healable(run, node):
            run.mark(node, dag_phase.group_phase(run.children(node)))
            slot.stopped = False
            site.marks.add(slot.order)


def _end(run: Run, body: DagBody, phase: Phase) -> NodeState:
    run.mark(body.node, phase)
    leaf.kill_daemons(run, body.node.id)
    for slot in body.walk:
        run.waits_no_more(slot)
        slot.let_go()
    return body.node


def _outbound(run: Run, body: DagBody) -> tuple[str, ...]:
    ends: dict[str, None] = {}
    for target in body.targets:
        ends.update(dict.fromkeys(outputs.outbound(run, run.node_id(body.name(target)))))
    return tuple(ends)


def _outputs(run: Run, site: Site, body: DagBody) -> dict[str, Json] | None:
    """The template's outputs; its tasks' global outputs go to the workflow."""
    scope = body.base.layer()
    wanted = bool(body.template.outputs.parameters or body.template.outputs.artifacts)
    for slot in body.slots.values():
        node = run.node(body.name(slot.task.name))
        if node is not None:
            if wanted or node.type is NodeType.TASK_GROUP:
                dag_scope.add_task(run, scope, node, slot, site)
            outputs.export(run, node.outputs)
    return outputs.of_template(body.template, scope) if wanted else None


# -- one task ---------------------------------------------------------------------------------------------------------


def _visit(run: Run, site: Site, body: DagBody, slot: Slot) -> None:
    node = run.node(body.name(slot.task.name))
    if node is not None and not reached(run, body, slot):
        if leaf.outlived(node):
            run.mark(node, Phase.RUNNING)  # nobody comes by to find its hook in error again
        return
    if node is not None and (node.fulfilled or node.phase is Phase.RUNNING):
        try:
            if not _lifecycle(run, site, body, slot, node):
                return
        except CallError as error:
            run.mark(node, Phase.ERROR, error.message)
            return
    if node is not None and node.phase.fulfilled:
        _ended(run, site, body, slot, node)
        return
    if node is None and slot.needs and not _its_turn(run, body, slot):
        return
    if slot.members is None and not _prepare(run, site, body, slot):
        return
    if _run_members(run, site, body, slot) and slot.looped and slot.left == 0:
        group = run.node(slot.site.name)
        if group is not None and not group.phase.fulfilled:
            rows = [run.node(one.name) for one in slot.members or ()]
            run.mark(group, dag_phase.group_phase(one for one in rows if one is not None))


def _ended(run: Run, site: Site, body: DagBody, slot: Slot, node: NodeState) -> None:
    """The task is fulfilled: its locks go, its exit handler runs."""
    slot.marks, slot.site.over = Marks(), True
    if slot.site.template is not None and not slot.looped:
        run.execute(slot.site)
    elif not slot.looped:
        limits.forget(run, slot.site)  # a run that was restored has nothing else of what it called
    if node.phase.completed:
        _exit_done(run, site, body, slot, slot.site, node)


def _its_turn(run: Run, body: DagBody, slot: Slot) -> bool:
    """Whether the dependencies let the task run; a task that never can is Omitted."""
    if slot.unmet or _held_up(run, body, slot):
        return False
    if slot.plain and all((node := run.node(body.name(one))) and node.phase is Phase.SUCCEEDED for one in slot.needs):
        return True
    name = body.name(slot.task.name)
    needed = [body.slots[one].task for one in slot.needs if one in body.slots]
    go_on = {one.name: depends.ContinueOn(one.continue_on_error, one.continue_on_failed) for one in needed}
    try:
        if slot.malformed:
            raise LangError(slot.malformed)
        logic = slot.logic or depends.of_dependencies(slot.task.dependencies)
        runs = depends.evaluate(
            logic, {one: dag_phase.results(run, run.node(body.name(one))) for one in slot.needs}, go_on
        )
    except LangError as error:
        run.create(name, NodeType.SKIPPED, Phase.ERROR, error.message, site=slot.site)
        _connect(run, body, slot, name)
        return False
    if not runs:
        run.create(name, NodeType.SKIPPED, Phase.OMITTED, "omitted: depends condition not met", site=slot.site)
        _connect(run, body, slot, name)
    return runs


def _held_up(run: Run, body: DagBody, slot: Slot) -> bool:
    """Whether a handler runs of what comes before: one for which there was no slot when the task ended."""
    for name in slot.needs:
        need = body.slots.get(name)
        node = run.node(body.name(name)) if need is not None and (need.task.hooks or need.task.on_exit) else None
        if need is not None and node is not None and not _hooks_over(run, node):
            need.late.append(slot)
            slot.unmet += 1
            return True
    return False


def _hooks_over(run: Run, node: NodeState) -> bool:
    return all(one.fulfilled for one in run.children(node) if one.hooked)


def _connect(run: Run, body: DagBody, slot: Slot, name: str) -> None:
    """Link a new node to what comes before it."""
    group = run.node(slot.site.name) if slot.looped else None
    if group is not None and group.name != name:
        run.link(group, name)
    elif not slot.needs:
        run.link(body.node, name)
    else:
        for need in slot.needs:
            before = run.node(body.name(need))
            for end in outputs.outbound(run, before.id) if before is not None else ():
                if end not in run.state.nodes:
                    return  # a handler for which there was no slot; Argo looks no further
                run.link(run.state.nodes[end], name)


def _prepare(run: Run, site: Site, body: DagBody, slot: Slot) -> bool:
    """Resolve the task and expand its loop; False where there is nothing to run (yet)."""
    name = body.name(slot.task.name)
    try:
        scope = dag_scope.of_task(run, site, body, slot)
        environment = scope.texts(run.environment)
        ready = references.resolve(slot.task, environment, scope, dag=True, silent=body.silent)
        members = references.expand(ready, environment)
    except Waiting as error:
        run.wait(slot, name, error.key)
        return False
    except CallError as error:
        run.create(name, NodeType.SKIPPED, Phase.ERROR, error.message, site=slot.site)
        _connect(run, body, slot, name)
        return False
    run.missing.pop(id(slot), None)
    if not hooks.must_be_watched(slot.task, f"tasks.{slot.task.name}"):
        run.waits_no_more(slot)
    slot.looped = slot.task.loops
    if slot.looped and not members:
        run.create(name, NodeType.SKIPPED, Phase.SKIPPED, "Skipped, empty params", site=slot.site)
        slot.looped = False
        _connect(run, body, slot, name)
        return False
    if slot.looped:
        if run.node(name) is None:
            _connect(run, body, slot, name)
            run.create(name, NodeType.TASK_GROUP, Phase.RUNNING, site=slot.site)
        slot.members = [
            replace(member(site, slot, body.node, body.template, one.call, i), absent=one.absent)
            for i, one in enumerate(members)
        ]
    else:
        slot.site.call, slot.site.arguments, slot.site.absent = ready.call, ready.call.arguments, ready.absent
        slot.members = [slot.site]
    slot.left, slot.marks = len(slot.members), Marks(len(slot.members))
    return True


def _run_members(run: Run, site: Site, body: DagBody, slot: Slot) -> bool:
    """Execute the marked members in order; False where the visit ended early."""
    assert slot.members is not None
    slot.stopped = False
    return all(_run_member(run, site, body, slot, slot.members[order]) for order in slot.marks.drain())


def _run_member(run: Run, site: Site, body: DagBody, slot: Slot, one: Site) -> bool:
    if one.order > slot.begun:
        slot.marks.add(one.order)  # there was no slot for one before it
        return False
    if (node := run.node(one.name)) is None and not _begins(run, body, slot, one):
        return True
    try:
        node = run.execute(one) if node is None or one.allowed or node.type is not NodeType.SKIPPED else node
    except HeldBack:
        node = run.node(one.name)  # what ends in it marks it again
    except ParallelismReached:
        slot.marks.block(one.order)
        run.blocked[id(slot)] = slot
        node = run.node(one.name)
    except DepthExceeded:
        node = run.node(one.name)
    except CallTimedOut as error:
        run.mark(run.fail(one, error.message), Phase.FAILED, error.message)
        slot.marks.add(one.order)  # the next pass sees that it has ended
        return False
    except CallError as error:
        run.fail(one, f"task '{one.name}' errored: {error.message}")
        _count(slot, one)
        slot.stopped = True
        return False
    if node is None:
        return False
    slot.begun = max(slot.begun, one.order + 1)
    if node.fulfilled and (node.name == one.name or _has_ended(run, one)):  # it may be a group that stands for it
        _count(slot, one)
    elif one.marks.pending:
        slot.marks.add(one.order)
    if node.phase.completed and not _exit_done(run, site, body, slot, one, node):
        slot.marks.add(one.order)
        slot.stopped = True
        return False
    return True


def _has_ended(run: Run, one: Site) -> bool:
    node = run.node(one.name)
    return node is not None and node.fulfilled


def _begins(run: Run, body: DagBody, slot: Slot, one: Site) -> bool:
    """Link a new member and ask its ``when``; a member that does not run gets its node here."""
    _connect(run, body, slot, one.name)
    try:
        one.allowed = references.proceeds(one.call.when)
    except CallError as error:
        run.create(one.name, NodeType.SKIPPED, Phase.ERROR, error.message, site=one)
    else:
        if one.allowed:
            return True
        message = f"when '{one.call.when}' evaluated false"
        run.create(one.name, NodeType.SKIPPED, Phase.SKIPPED, message, site=one)
    _count(slot, one)
    return False


def _count(slot: Slot, one: Site) -> None:
    """A member was seen to have ended."""
    if not one.settled:
        one.settled = True
        slot.left -= 1
        slot.begun = max(slot.begun, one.order + 1)


def _note(run: Run, site: Site, body: DagBody, slot: Slot) -> None:
    """After a visit: count what runs, wake who waited for this task, keep marks for the next pass."""
    node = run.node(body.name(slot.task.name))
    if node is None:
        return
    over = node.fulfilled and _hooks_over(run, node)
    if slot.stopped and dag_phase.healable(run, node):
        body.running -= slot.counted
        slot.counted = False
    elif slot.counted == over:
        slot.counted = not over
        body.running += 1 if slot.counted else -1
    if over and not slot.over:
        slot.over = True
        if node.type is NodeType.TASK_GROUP:
            dag_scope.check_loop(run, body, slot, node, site)
        _let_go(site, slot.needed_by)
    if over and slot.late:
        _let_go(site, slot.late)
        slot.late = []
    if node.phase.fulfilled and not slot.ended:
        slot.ended = True
        if slot.task.hooks or slot.task.on_exit:
            site.marks.add(slot.order)  # its hooks see the end in the next pass
    if slot.marks.pending and not node.phase.fulfilled:
        site.marks.add(slot.order)


def _let_go(site: Site, dependants: list[Slot]) -> None:
    """They wait for one thing less."""
    for below in dependants:
        below.unmet -= 1
        if not below.unmet:
            site.marks.add(below.order)


# -- hooks ------------------------------------------------------------------------------------------------------------


def _hooked(run: Run, site: Site, body: DagBody, slot: Slot, one: Site, node: NodeState) -> hooks.Hooked:
    scope = dag_scope.of_task(run, site, body, slot)
    scope[f"tasks.{slot.task.name}.status"] = node.phase.value
    return hooks.Hooked(one, node, scope, f"tasks.{slot.task.name}")


def _lifecycle(run: Run, site: Site, body: DagBody, slot: Slot, node: NodeState) -> bool:
    if not hooks.has_lifecycle(slot.task.hooks):
        return True
    return hooks.lifecycle(run, _hooked(run, site, body, slot, slot.site, node), slot.site.call.hooks)


def _exit_done(run: Run, site: Site, body: DagBody, slot: Slot, one: Site, node: NodeState) -> bool:
    """Whether the exit handler has nothing more to do; its errors are dropped, as Argo drops them."""
    exit_hook = hooks.exit_hook(run, slot.task)
    if exit_hook is None or (one is slot.site and slot.task.loops and node.type is NodeType.SKIPPED):
        return True  # a loop that could not be expanded has no handler
    try:
        return hooks.finished(run, _hooked(run, site, body, slot, one, node), exit_hook)
    except ParallelismReached:
        run.blocked[id(slot)] = slot
        return False
    except CallError:
        return True


def _target_hooks(run: Run, site: Site, body: DagBody, slot: Slot) -> None:
    """Hooks of a target are asked a second time, and here their errors are the dag's."""
    node = run.node(body.name(slot.task.name))
    if node is None:
        return
    dag_scope.of_task(run, site, body, slot)
    _lifecycle(run, site, body, slot, node)
    if node.phase.completed:
        _exit_done(run, site, body, slot, slot.site, node)
