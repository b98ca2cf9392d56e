"""What holds a call back: parallelism, fail-fast, locks, deadlines.

In: a site about to be executed. Out: nothing, or ``ParallelismReached``; locks taken and given back; the instants at
which a pod must end.
"""

from __future__ import annotations

import re
from typing import Final

from wfsim.engine.errors import CallError, HeldBack, ParallelismReached
from wfsim.engine.locks import DATABASE, Refused, Wanted
from wfsim.engine.phases import NodeType, Phase
from wfsim.engine.queues import Claim
from wfsim.engine.run import Run
from wfsim.engine.sites import Site
from wfsim.engine.state import NodeState
from wfsim.lang import durations, gonumbers
from wfsim.lang.errors import LangError
from wfsim.spec.model import Lock, Template, TemplateKind

PENDING = "pending:"
FAIL_FAST = "template has failed or errored children and failFast enabled"


def check(run: Run, site: Site, template: Template, node: NodeState | None) -> None:
    """ParallelismReached where the call may not go on now."""
    if is_full(run):
        raise ParallelismReached
    if node is not None and template.kind in (TemplateKind.STEPS, TemplateKind.DAG):
        _own(run, template, node)
    above = site.parent_template
    fresh = node is None or node.phase not in (Phase.PENDING, Phase.RUNNING)
    if above is not None and site.boundary and fresh:
        if above.fail_fast and run.failed_in.get(site.boundary, 0) > 0:
            _fail_fast(run, run.state.nodes[site.boundary])
            raise ParallelismReached
        if above.parallelism is not None and run.children_active.get(site.boundary, 0) >= above.parallelism:
            raise ParallelismReached


def is_full(run: Run) -> bool:
    """Whether as many pods run as the workflow's parallelism allows."""
    limit = run.definitions.workflow.spec.parallelism
    return limit is not None and run.active_pods >= limit


def _own(run: Run, template: Template, node: NodeState) -> None:
    if template.fail_fast and run.failed_in.get(node.id, 0) > 0:
        _fail_fast(run, node)
        raise HeldBack
    if template.parallelism is not None and run.pods_active.get(node.id, 0) >= template.parallelism:
        raise HeldBack


def _fail_fast(run: Run, node: NodeState) -> None:
    """Nothing of the template runs any more: it failed."""
    if run.pods_active.get(node.id, 0) > 0 or node.phase.fulfilled:
        return
    if node.type is NodeType.STEPS and (group := _deepest_group(run, node)) is not None:
        run.mark(group, Phase.FAILED, FAIL_FAST)
    run.mark(node, Phase.FAILED, FAIL_FAST)


def _deepest_group(run: Run, node: NodeState) -> NodeState | None:
    """The last step group met depth-first below a node."""
    found, seen, todo = None, {node.id}, [node]
    while todo:
        one = todo.pop()
        if one.type is NodeType.STEP_GROUP:
            found = one
        below = [child for child in run.children(one) if child.id not in seen]
        seen.update(child.id for child in below)
        todo.extend(reversed(below))
    return found


# -- locks ------------------------------------------------------------------------------------------------------------


_INVALID: Final = "requested configuration is invalid: "
_LIMIT: Final = re.compile(r"[+-]?[0-9]+")


def wanted(run: Run, locks: tuple[Lock, ...]) -> tuple[Wanted, ...]:
    """The locks with their keys and sizes. CallError for what names no lock, is there twice, or has no limit."""
    if len(set(locks)) < len(locks):
        raise CallError(f"{_INVALID}Duplicate synchronization item found")
    return tuple(_wanted(run, one) for one in locks)


def _wanted(run: Run, lock: Lock) -> Wanted:
    namespace = lock.namespace or run.definitions.namespace
    if lock.mutex:
        key = f"{namespace}/{DATABASE if lock.database else 'Mutex'}/{lock.mutex}"
        return Wanted(key, 1, f"mtx/{namespace}/{lock.mutex}" if lock.database else "")
    if lock.config_map is not None and lock.database_key:
        raise CallError(f"{_INVALID}invalid semaphore with both ConfigMapKeyRef and Database")
    if lock.config_map is not None:
        key = f"{namespace}/ConfigMap/{lock.config_map.name}/{lock.config_map.key}"
        text = run.definitions.config_maps.get(lock.config_map.name, {}).get(lock.config_map.key, "")
        size = int(text) if _LIMIT.fullmatch(text) else 0
    elif lock.database_key:
        key, size = f"{namespace}/{DATABASE}/{lock.database_key}", 0  # whatever the database says
    else:
        raise CallError(f"{_INVALID}cannot get LockName for a Semaphore without a ConfigMapRef or Database")
    if size == 0:
        raise CallError(f"failed to initialize semaphore {key} with limit")
    return Wanted(key, size)


def acquire(run: Run, locks: tuple[Lock, ...], site: Site | None = None) -> Refused:
    """Take all locks for a site, or for the workflow itself; why not, where they are not to be had.

    A site that is refused is looked at again when it may have them.
    """
    keys = wanted(run, locks)
    priority = run.definitions.workflow.spec.priority or 0
    claim = Claim(_holder(run, run.node_id(site.name) if site else ""), priority, run.definitions.creation_ms)
    if site is not None:
        run.turns.tries(run, site, keys)
    before = run.locks.moves
    refused = run.locks.acquire(keys, claim)
    if run.locks.moves != before:
        run.turns.changed(run, (one.key for one in keys), site)
    if refused.key and site is not None:
        run.turns.wait(run, site, keys, refused.message)
    return refused


def _holder(run: Run, node_id: str) -> str:
    own = f"{run.definitions.namespace}/{run.state.name}"
    return f"{own}/{node_id}" if node_id else own


def release(run: Run, site: Site) -> None:
    """Give back whatever a site's node holds, and look at those who wait again."""
    if run.locks.keys and (keys := run.locks.release(_holder(run, run.node_id(site.name)))):
        run.changed = True
        run.turns.changed(run, keys, site)


def forget(run: Run, site: Site) -> None:
    """The node of a site has ended: it holds nothing, and waits for nothing."""
    release(run, site)
    run.drop_timer(f"{PENDING}{run.node_id(site.name)}")


# -- time -------------------------------------------------------------------------------------------------------------


def pod_deadline(run: Run, site: Site, template: Template, node: NodeState) -> int | None:
    """The instant at which the node's pod is to be killed, None for never."""
    now = run.state.now_ms
    found: list[int] = []
    if template.active_deadline_seconds:
        try:
            found.append(now + 1000 * gonumbers.int_or_string(template.active_deadline_seconds))
        except LangError as error:
            raise CallError(error.message) from None
    overall = workflow_deadline(run)
    if overall is not None and not site.on_exit:
        found.append(overall)
    if template.timeout and node.started_ms is not None:
        found.append(node.started_ms + span(template.timeout, "invalid timeout format."))
    return min(found) if found else None


def end_if_late(run: Run, site: Site) -> None:
    """Have the next pass end a node that came after the workflow's deadline: whose timer, in a run that was suspended
    meanwhile, fired before there was anything to end."""
    overall = workflow_deadline(run)
    if overall is not None and overall < run.state.now_ms and not site.on_exit:
        run.come_again()


def pending_until(template: Template, node: NodeState) -> int | None:
    """The instant at which a node that is still pending fails. CallError for a duration that is none."""
    if node.started_ms is None:
        return None
    texts = [one for one in (template.timeout, template.pending_timeout) if one]
    return min((node.started_ms + span(one, "invalid timeout format.") for one in texts), default=None)


def watch_pending(run: Run, template: Template, node: NodeState) -> None:
    """See to it that a pass looks at the node when it may be pending no longer."""
    if node.phase is not Phase.PENDING or not (template.timeout or template.pending_timeout):
        return
    try:
        due = pending_until(template, node)
    except CallError:
        return  # the next pass ends the node with it, as Argo's does
    if due is not None:
        run.set_timer(f"{PENDING}{node.id}", due)


def workflow_deadline(run: Run) -> int | None:
    """When the workflow's activeDeadlineSeconds are over."""
    seconds = run.definitions.workflow.spec.active_deadline_seconds
    if seconds is None or run.state.started_ms is None:
        return None
    return run.state.started_ms // 1000 * 1000 + 1000 * seconds


def duration(text: str) -> int:
    """Milliseconds of a duration or of whole seconds. CallError with Argo's text where it is neither."""
    try:
        return durations.parse_ms(text)
    except LangError as error:
        raise CallError(f"unable to parse {text} as a duration: {error.message}") from error


def span(text: str, problem: str) -> int:
    """Milliseconds of a duration that needs its unit; ``problem`` is what Argo says before what is wrong with it."""
    try:
        return durations.in_ms(durations.parse_ns(text))
    except LangError as error:
        raise CallError(f"{problem} {error.message}") from error
