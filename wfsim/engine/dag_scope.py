"""What a task sees of the tasks before it.

In: a task of a running dag. Out: its scope. Only ancestors that the task's text names are looked at, and its direct
dependencies; a dag of n tasks would cost n² otherwise.
"""

from __future__ import annotations

import json
import re

from wfsim.engine import outputs
from wfsim.engine.dag_frame import DagBody, Slot
from wfsim.engine.definitions import dumped
from wfsim.engine.errors import CallError
from wfsim.engine.phases import NodeType, Phase
from wfsim.engine.run import Run
from wfsim.engine.scope import Scope
from wfsim.engine.sites import Site
from wfsim.engine.state import NodeState
from wfsim.lang.tags import OPENING
from wfsim.spec.ancestors import Ancestors
from wfsim.spec.model import Call, Template

_WORD = re.compile(r"[a-zA-Z0-9][-a-zA-Z0-9_]*")
_DOTTED = re.compile(r"tasks\??\.([a-zA-Z0-9][-a-zA-Z0-9_]*)")


def of_task(run: Run, site: Site, body: DagBody, slot: Slot) -> Scope:
    """The variables of a task: the template's inputs, global outputs, and its ancestors. CallError as Argo words it."""
    scope = body.base.layer()
    if body.broken:
        ancestors = _ancestors(body, slot)
        for name, message in body.broken.items():
            if name in ancestors:
                raise CallError(message)
    for name in _seen(body, slot) if not body.silent and _looks(slot.task) else ():
        node = run.node(body.name(name))
        if node is not None:
            add_task(run, scope, node, body.slots[name], site)
    return scope


def _looks(task: Call) -> bool:
    """Whether the task's text can speak of other tasks at all."""
    if task.hooks or task.on_exit:
        return True
    return OPENING in dumped(task.data) or any(one.from_expression for one in task.arguments.artifacts)


def _seen(body: DagBody, slot: Slot) -> list[str]:
    """Direct dependencies, and whichever ancestors the task's text names, in order of declaration."""
    text = json.dumps(slot.task.data)
    direct = {name for name in slot.needs if name in body.slots}
    words = _WORD.findall(text) if "tasks[" in text else _DOTTED.findall(text)
    named = {word for word in words if word in body.slots} - direct - {slot.task.name}
    before = _ancestors(body, slot)
    found = direct | {name for name in named if name in before}
    return sorted(found, key=lambda name: body.slots[name].declared)


def _ancestors(body: DagBody, slot: Slot) -> Ancestors:
    slots = body.slots
    return Ancestors(slot.task.name, lambda name: [one for one in slots[name].needs if one in slots])


def add_task(run: Run, scope: Scope, node: NodeState, slot: Slot, site: Site) -> None:
    """One task's variables; of a loop the lists over its members."""
    prefix = f"tasks.{slot.task.name}"
    if node.type is NodeType.TASK_GROUP:
        start = f"{node.name}("
        members = [one for one in run.children(node) if one.name.startswith(start) and not one.hooked]
        outputs.aggregate(scope, prefix, members)
    outputs.add_node(run, scope, prefix, node)
    if node.phase in (Phase.SKIPPED, Phase.OMITTED) and not node.outputs:
        outputs.add_absent(scope, prefix, _declared(run, slot, site), artifacts=False)


def check_loop(run: Run, body: DagBody, slot: Slot, node: NodeState, site: Site) -> None:
    """Note a loop whose outputs no task behind it can be given, used or not."""
    if slot.task.inline is not None:
        body.broken[slot.task.name] = "failed to get a template"
        return
    try:
        add_task(run, Scope(), node, slot, site)
    except CallError as error:
        body.broken[slot.task.name] = error.message


def _declared(run: Run, slot: Slot, site: Site) -> Template | None:
    """The template that a task which never ran would have run."""
    try:
        return run.definitions.resolve(slot.task, site.resolved.scope if site.resolved else site.scope).template
    except CallError:
        return None  # its reference was never followed, so it has no outputs to speak of
