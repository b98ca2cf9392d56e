"""The run's hands: every change of a node goes through here, and every question about one.

In: calls from the executors of this package. Out: changed state, marks, commands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, NoReturn

from wfsim.engine import ids
from wfsim.engine.commands import Command, DropTimer, SetTimer
from wfsim.engine.definitions import Definitions
from wfsim.engine.errors import CallError, TooManyNodes
from wfsim.engine.locks import Locks
from wfsim.engine.phases import NodeType, Phase
from wfsim.engine.scope import Scope
from wfsim.engine.sites import Owner, Site
from wfsim.engine.state import Caches, NodeState, RunState
from wfsim.engine.turns import Turns
from wfsim.lang.ambient import World
from wfsim.lang.environment import Environment

AGAIN: Final = "again:"  # the timer of one more pass
Execute = Callable[["Run", Site], NodeState | None]


@dataclass(slots=True)
class Shared:
    """What the runs of one simulation have in common: locks and memoized outputs."""

    locks: Locks = field(default_factory=Locks)
    caches: Caches = field(default_factory=dict)


class Run:
    """One run in memory: ``state`` is the truth, the rest is a cache of it."""

    def __init__(
        self, definitions: Definitions, state: RunState, execute: Execute, most_nodes: int | None, shared: Shared | None
    ) -> None:
        self.definitions = definitions
        self.state = state
        self._execute = execute
        self._most_nodes = most_nodes
        self.commands: list[Command] = []
        self._named: dict[str, NodeState] = {}  # the same nodes by full name
        self.changed = False
        self.asleep = False  # the last pass left nothing to look at, and nothing has happened since
        self.depth = 0
        self.globals: dict[str, str] = {}
        self._environment: Environment | None = None
        self.world = World(lambda: state.uid, lambda: state.now_ms)
        self.outputs = Scope(world=self.world)  # the workflow's global outputs so far: below every scope
        self.sites: dict[str, Site] = {}  # node id -> the site that runs it, while it is not fulfilled
        self.alike: dict[str, str] = {}  # names -> the names of the nodes for which they were taken
        self.doubles: dict[str, Site] = {}  # by name: sites that wait for the node of another
        self.blocked: dict[int, Owner] = {}  # owners with children that wait for a slot
        self.waiting: dict[int, Owner] = {}  # owners to look at again in every pass
        self.missing: dict[int, tuple[str, str]] = {}  # of those: the node's name and the variable without a value
        self.active_pods = 0
        self.children_active: dict[str, int] = {}  # boundary id -> active Pod, Steps and DAG nodes
        self.pods_active: dict[str, int] = {}  # boundary id -> active Pods
        self.failed_in: dict[str, int] = {}  # boundary id -> unsuccessful Pod, Steps and DAG nodes
        self.daemons: dict[str, list[str]] = {}  # boundary id -> daemoned node ids
        self.fallen: dict[str, None] = {}  # ids of Steps nodes in which a daemon ended by itself
        self.root = Site(None, 0)
        self.exit_site: Site | None = None
        self.turns = Turns()  # of those that wait for locks
        self.locks = state.locks if shared is None else shared.locks
        self.caches = state.caches if shared is None else shared.caches

    @property
    def suspended(self) -> bool:
        """Whether nothing new may begin."""
        asked = self.state.suspended
        return self.definitions.workflow.spec.suspend is True if asked is None else asked

    # -- nodes ---------------------------------------------------------------------------------------------------

    def node_id(self, name: str) -> str:
        return ids.node_id(self.state.name, name)

    def node(self, name: str) -> NodeState | None:
        """The node of a full name; or, as in Argo, which knows ids alone, one whose name has the same hash."""
        found = self._named.get(name)
        if found is None and (found := self.state.nodes.get(self.node_id(name))) is not None:
            self.alike.setdefault(name, found.name)
        return found

    def children(self, node: NodeState) -> Iterator[NodeState]:
        """The children that exist, in order."""
        nodes = self.state.nodes
        return (nodes[one] for one in node.children if one in nodes)

    def execute(self, site: Site) -> NodeState | None:
        """Execute the template that a site calls, as far as it goes now."""
        return self._execute(self, site)

    def create(
        self,
        name: str,
        kind: NodeType,
        phase: Phase,
        message: str = "",
        *,
        site: Site | None = None,
        boundary: str = "",
    ) -> NodeState:
        """A new node; of a site it takes boundary, flags and the template's name."""
        if self._most_nodes is not None and len(self.state.nodes) >= self._most_nodes:
            raise TooManyNodes
        boundary = site.boundary if site else boundary
        parent = self.state.nodes.get(boundary)
        if (taken := self.node(name)) is not None:
            return taken
        node = NodeState(
            id=self.node_id(name),
            name=name,
            display_name=ids.display_name(name, parent.name if parent else None),
            type=kind,
            phase=Phase.UNKNOWN,
            boundary_id=boundary,
            started_ms=self.state.now_ms,
        )
        if site is not None:
            node.hooked, node.on_exit = site.hooked, site.on_exit
            node.template_name, node.template_scope = site.call.template, site.scope
            if site.call.template_ref is not None:
                node.template_ref = site.call.data.get("templateRef")  # type: ignore[assignment]
            if site.call.inline is not None:
                node.template_name = ""
        self.state.nodes[node.id] = self._named[name] = node
        self._count(node, Phase.UNKNOWN, phase)
        node.phase, node.message = phase, message
        if phase.fulfilled:
            node.finished_ms = node.started_ms
        self.changed = True
        return node

    def mark(self, node: NodeState, phase: Phase, message: str | None = None) -> NodeState:
        """Set a phase, and a message where one is given."""
        if node.phase is phase and (message is None or node.message == message):
            return node
        self._count(node, node.phase, phase)
        node.phase = phase
        if message is not None:
            node.message = message
        if phase.fulfilled:
            node.body = None
            self.fallen.pop(node.id, None)
            if node.finished_ms is None:
                node.finished_ms = self.state.now_ms
        self.changed = True
        return node

    def link(self, parent: NodeState, child_name: str) -> None:
        """Make the node of a name a child, whether it exists yet or not."""
        known = self._named.get(child_name)
        child = known.id if known else self.node_id(child_name)
        if child not in parent.children:
            parent.children[child] = None
            self.changed = True

    def fail(self, site: Site, message: str, name: str = "") -> NodeState:
        """The node of a site is Error; it is made, as type Skipped, where it does not exist."""
        name = name or site.name
        node = self.node(name)
        if node is None:
            return self.create(name, NodeType.SKIPPED, Phase.ERROR, message, site=site)
        return self.mark(node, Phase.ERROR, message)

    def refuse(self, site: Site, message: str) -> NoReturn:
        """The call of a site errs, and its node is Error."""
        self.fail(site, message)
        raise CallError(message)

    def _count(self, node: NodeState, before: Phase, after: Phase) -> None:
        """Keep the numbers that parallelism and fail-fast ask for."""
        was, now = before.active, after.active
        is_pod = node.type is NodeType.POD
        if is_pod and node.has_pod and was and not now:
            self.active_pods -= 1
        if node.type in _COUNTED and node.boundary_id:
            step = now - was
            if step:
                self.children_active[node.boundary_id] = self.children_active.get(node.boundary_id, 0) + step
                if is_pod and not node.lock:
                    self.pods_active[node.boundary_id] = self.pods_active.get(node.boundary_id, 0) + step
            bad = after.unsuccessful - before.unsuccessful
            if bad:
                self.failed_in[node.boundary_id] = self.failed_in.get(node.boundary_id, 0) + bad
                self._ends_fast(node.boundary_id)

    def _ends_fast(self, boundary: str) -> None:
        """Something failed: a pass must look at what contains it, where that ends then."""
        site = self.sites.get(boundary)
        if site is not None and site.template is not None and site.template.fail_fast:
            self.touch(site)
            if site.parent is None:
                self.come_again()  # nobody marks the root: there has to be a pass

    def wait_for(self, node: NodeState, lock: str) -> None:
        """The node waits for a lock, or for none any more: it is no active pod as long as it does."""
        before, node.lock = node.lock, lock
        if node.type is NodeType.POD and node.boundary_id and node.phase.active and bool(before) != bool(lock):
            step = -1 if lock else 1
            self.pods_active[node.boundary_id] = self.pods_active.get(node.boundary_id, 0) + step

    def turn_into(self, node: NodeState, kind: NodeType) -> None:
        """The node is of another type from now on."""
        self._count(node, node.phase, Phase.UNKNOWN)
        node.type = kind
        self._count(node, Phase.UNKNOWN, node.phase)

    def recount(self) -> None:
        """The numbers again from the nodes, after a restore."""
        for node in self.state.nodes.values():
            self._named[node.name] = node
            self._count(node, Phase.UNKNOWN, node.phase)
            if node.type is NodeType.POD and node.has_pod and node.phase.active:
                self.active_pods += 1
            if node.daemoned:
                self.daemons.setdefault(node.boundary_id, []).append(node.id)

    def descendants_fulfilled(self, node: NodeState) -> bool:
        """Whether every node reachable from this one that has no children ended (Argo asks no others)."""
        seen, todo = {node.id}, [node]
        while todo:
            one = todo.pop()
            below = list(self.children(one))
            if not below and not one.fulfilled:
                return False
            fresh = [child for child in below if child.id not in seen]
            seen.update(child.id for child in fresh)
            todo.extend(fresh)
        return True

    def attempts(self, site: Site, node: NodeState) -> list[NodeState]:
        """The attempts of a site's Retry node, in order; only children that are new are looked at."""
        known = site.attempts
        fresh: list[NodeState] = []
        for child in reversed(node.children):
            if known and child == known[-1].id:
                break
            found = self.state.nodes.get(child)
            if found is not None and found.retried:
                fresh.append(found)
        known.extend(reversed(fresh))
        return known

    def last_attempt(self, node: NodeState) -> NodeState | None:
        """The node whose outputs a retried step shows: the last child that is not a hook."""
        nodes = self.state.nodes
        for child in reversed(node.children):
            found = nodes.get(child)
            if found is not None and not found.hooked:
                return found
        return None

    # -- marks ---------------------------------------------------------------------------------------------------

    def touch(self, site: Owner) -> None:
        """A pass must look at this site: mark it in what contains it, and so on up to the root."""
        owner = site.parent
        while owner is not None:
            owner.marks.add(site.order)
            site, owner = owner, owner.parent

    def touch_ahead(self, site: Owner) -> None:
        """The pass that goes on now must look at a site that it has not come by."""
        owner = site.parent
        while owner is not None and not owner.marks.visits(site.order):
            owner.marks.add(site.order)
            site, owner = owner, owner.parent

    def wait(self, owner: Owner, name: str, variable: str) -> None:
        """The node of a name refers to a variable that has no value yet: look again in every pass."""
        self.waiting[id(owner)] = owner
        self.missing[id(owner)] = (name, variable)

    def waits_no_more(self, owner: Owner) -> None:
        self.waiting.pop(id(owner), None)
        self.missing.pop(id(owner), None)

    def touch_node(self, node: NodeState) -> None:
        """A pass must look at the site of a node; after a restore it looks at everything anyway."""
        site = self.sites.get(node.id)
        if site is not None:
            self.touch(site)

    def daemon(self, node: NodeState) -> None:
        """The node is a daemon that runs: it ends with the template that contains it."""
        if not node.daemoned:
            node.daemoned = True
            self.daemons.setdefault(node.boundary_id, []).append(node.id)
            self.changed = True

    def fall(self, node: NodeState) -> None:
        """A daemon ended by itself: what contains it is looked at from its beginning on in every pass."""
        owner = self.state.nodes.get(node.boundary_id)
        if owner is not None and owner.type is NodeType.STEPS:
            self.fallen[owner.id] = None

    # -- variables -----------------------------------------------------------------------------------------------

    @property
    def environment(self) -> Environment:
        """The global variables."""
        if self._environment is None:
            self._environment = Environment(dict(self.globals), world=self.world)
        return self._environment

    def set_global(self, name: str, value: str) -> None:
        if self.globals.get(name) != value:
            self.globals[name] = value
            self._environment = None

    # -- time ----------------------------------------------------------------------------------------------------

    def set_timer(self, timer: str, at_ms: int) -> None:
        if self.state.timers.get(timer) != at_ms:
            self.state.timers[timer] = at_ms
            self.commands.append(SetTimer(timer, at_ms))

    def come_again(self) -> None:
        """Have one more pass at this same instant, whatever happens until then."""
        self.set_timer(AGAIN, self.state.now_ms)

    def drop_timer(self, timer: str) -> None:
        if self.state.timers.pop(timer, None) is not None:
            self.commands.append(DropTimer(timer))


_COUNTED = frozenset((NodeType.POD, NodeType.STEPS, NodeType.DAG))
