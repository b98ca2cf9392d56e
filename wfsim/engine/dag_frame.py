"""The frame of a running dag template: its tasks in the order of the walk, what each waits for.

In: a dag template's site. Out: ``DagBody`` and ``Slot``. Built again from the nodes whenever it is missing.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from wfsim.engine import arguments, leaf
from wfsim.engine.hooks import must_be_watched
from wfsim.engine.phases import Phase
from wfsim.engine.references import results_read
from wfsim.engine.run import Run
from wfsim.engine.scope import Scope
from wfsim.engine.sites import Marks, Owner, Site
from wfsim.engine.state import NodeState
from wfsim.lang import depends
from wfsim.lang.errors import LangError
from wfsim.spec.model import Call, Dag, Template

_NOWHERE = Site(None, 0)


@dataclass(eq=False, slots=True)
class Slot(Owner):
    """A task: its place in the walk (``order``) and in the text (``declared``), what it waits for, its loop members."""

    task: Call = field(default_factory=Call)
    declared: int = 0
    site: Site = _NOWHERE  # the task itself, unexpanded
    logic: depends.Depends | None = None  # None for ``dependencies``, until somebody asks
    plain: bool = False  # it waits for ``dependencies``, all of them
    malformed: str = ""  # why its ``depends`` cannot be evaluated
    needs: tuple[str, ...] = ()
    needed_by: list[Slot] = field(default_factory=list)
    late: list[Slot] = field(default_factory=list)  # dependants that came to begin when its handler ran
    unmet: int = 0  # dependencies that are not over
    members: list[Site] | None = None  # once it was its turn
    looped: bool = False
    result_read: bool = False  # the template's text reads its result
    target: bool = False  # the dag's phase follows from it
    left: int = 0  # members that are not fulfilled
    begun: int = 0  # members that a visit has come by: one begins when all before it have
    stopped: bool = False  # the last visit ended at a member whose exit handler runs, or that could not be called
    over: bool = False  # it ended, with its hooks: its dependants may look
    ended: bool = False  # a visit has seen it fulfilled
    counted: bool = False  # it is among the tasks that run

    def let_go(self) -> None:
        """Its dag is over: slot and sites no longer hold each other, so that no collector must find them."""
        self.site, self.members = _NOWHERE, None


@dataclass(eq=False, slots=True)
class DagBody:
    """``walk``: the tasks that the targets need, dependencies first. ``running`` counts tasks with a node that run."""

    node: NodeState
    template: Template
    dag: Dag
    slots: dict[str, Slot]
    walk: list[Slot]
    targets: list[str]
    base: Scope
    silent: bool  # nothing in the template names anything
    running: int = 0
    broken: dict[str, str] = field(default_factory=dict)  # loops whose outputs cannot be joined, and why

    def name(self, task: str) -> str:
        """The full node name of a task."""
        return f"{self.node.name}.{task}"


def frame(run: Run, site: Site, template: Template, name: str) -> DagBody:
    """The site's frame, made where it is missing."""
    if isinstance(site.body, DagBody):
        return site.body
    node = run.node(name)
    if node is None:
        node = run.mark(leaf.executable(run, site, template, name), Phase.RUNNING)
    assert template.dag is not None
    read = results_read(template)
    slots: dict[str, Slot] = {}
    for task in template.dag.tasks:
        slots[task.name] = _slot(site, node, template, task, read, declared=len(slots))
    targets = _targets(template.dag, slots)
    for one in targets:
        if one in slots:
            slots[one].target = True
    base = arguments.local_scope(run, template, site.name)
    walk, silent = _walk(slots, targets), site.is_silent(template)
    body = DagBody(node, template, template.dag, slots, walk, targets, base, silent)
    site.body, site.marks = body, Marks(len(body.walk))
    for slot in body.walk:
        if must_be_watched(slot.task, f"tasks.{slot.task.name}"):
            run.waiting[id(slot)] = slot
    return body


def reached(run: Run, body: DagBody, slot: Slot) -> bool:
    """Whether Argo's walk comes by a task that has begun: it goes from the targets on, and turns at what is over."""
    if slot.target or not (slot.task.hooks or slot.task.on_exit):
        return True
    below = (run.node(body.name(one.task.name)) for one in slot.needed_by)
    return any(node is None or not node.phase.fulfilled for node in below)


def _slot(owner: Site, node: NodeState, template: Template, task: Call, read: frozenset[str], declared: int) -> Slot:
    slot = Slot(owner, 0, task=task, declared=declared, result_read=task.name in read)
    if task.depends:
        slot.needs = depends.tasks_of(task.depends)
        try:
            slot.logic = depends.parse(task.depends)
        except LangError as error:
            slot.malformed = f"unable to evaluate expression '{task.depends.replace('-', '_')}': {error.message}"
    elif task.dependencies:
        slot.plain, slot.needs = True, tuple(dict.fromkeys(task.dependencies))
    slot.site = member(owner, slot, node, template, task, 0)
    return slot


def member(owner: Site, slot: Slot, node: NodeState, template: Template, call: Call, order: int) -> Site:
    """The site of a task or of one member of its loop."""
    return Site(
        parent=slot,
        order=order,
        name=f"{node.name}.{call.name}",
        call=call,
        scope=owner.resolved.scope if owner.resolved else owner.scope,
        boundary=node.id,
        arguments=call.arguments,
        on_exit=owner.on_exit,
        parent_template=template,
        result_read=slot.result_read,
        in_dag=True,
    )


def _targets(dag: Dag, slots: dict[str, Slot]) -> list[str]:
    """The targets in order: given, else the tasks that nobody needs, by name."""
    if dag.target:
        return dag.target.split(" ")
    needed = {name for slot in slots.values() for name in slot.needs}
    return sorted(name for name in slots if name not in needed)


def _walk(slots: dict[str, Slot], targets: list[str]) -> list[Slot]:
    """Depth first from each target, a task after what it needs; each knows then who needs it."""
    walk: list[Slot] = []
    seen: set[str] = set()
    todo = [(target, False) for target in reversed(targets)]
    while todo:
        name, leaving = todo.pop()
        if leaving:
            slots[name].order = len(walk)
            walk.append(slots[name])
        elif name not in seen and name in slots:
            seen.add(name)
            todo.append((name, True))
            todo.extend((need, False) for need in reversed(slots[name].needs))
    for slot in walk:
        for need in slot.needs:
            if need in slots:
                slots[need].needed_by.append(slot)
                slot.unmet += 1
    return walk
