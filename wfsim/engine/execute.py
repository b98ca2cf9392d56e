"""One call of a template, as far as it goes in this pass (Argo's executeTemplate, step by step).

In: a site. Out: its node, or an error that the caller deals with. Runs again for the same site in later passes.
"""

from __future__ import annotations

import re
from copy import deepcopy
from functools import partial

from wfsim.engine import arguments, cleanup, dag, ids, leaf, limits, memo, pods, retry, steps, suspension, tasks
from wfsim.engine.errors import CallError, CallTimedOut, DepthExceeded, HeldBack, ParallelismReached
from wfsim.engine.phases import NodeType, Phase
from wfsim.engine.run import Run
from wfsim.engine.sites import Marks, Site
from wfsim.engine.state import NodeState
from wfsim.spec.model import RetryStrategy, Template, TemplateKind

MAX_DEPTH = 100
_EXECUTORS = {
    TemplateKind.CONTAINER: pods.execute,
    TemplateKind.CONTAINER_SET: pods.execute,
    TemplateKind.STEPS: steps.execute,
    TemplateKind.DAG: dag.execute,
    TemplateKind.SCRIPT: pods.execute,
    TemplateKind.RESOURCE: pods.execute,
    TemplateKind.DATA: pods.execute,
    TemplateKind.SUSPEND: suspension.execute,
    TemplateKind.HTTP: tasks.execute,
    TemplateKind.PLUGIN: tasks.execute,
}


def execute(run: Run, site: Site) -> NodeState | None:
    """The node of the call (its Retry wrapper, where it has one), None where nothing was created."""
    if run.depth + 1 >= MAX_DEPTH:
        error = DepthExceeded()
        run.fail(site, error.message)
        raise error
    run.depth += 1
    try:
        return _execute(run, site)
    finally:
        run.depth -= 1
        run.turns.passed(run, site)


def _execute(run: Run, site: Site) -> NodeState | None:
    node = run.node(site.name)
    if node is not None and node.name != site.name:
        return _another(run, site, node)
    if node is not None and node.phase.fulfilled and (node.type is not NodeType.RETRY or site.template is None):
        if site.template is not None and not site.over:
            _rename(run, site, site.template, node)
        _close(run, site, node)
        return node
    template = prepared(run, site)
    if node is not None:
        if not site.over:
            _rename(run, site, template, node)
        if node.phase.fulfilled:
            _close(run, site, node)
            return node
        _check_timeout(run, site, template, node)
    elif leaf.wanted_name(template.data):
        _look_again(run, site)
    limits.check(run, site, template, node)
    fresh = node is None or bool(node.lock)
    if (held := _locked(run, site, template, node)) is not None:
        return held
    if (hit := memo.look_up(run, site, template, fresh=fresh)) is not None:
        _close(run, site, hit)
        return hit
    strategy = retry.strategy_of(run, template)
    if strategy is None:
        return _dispatched(run, site, template, site.name, None)
    return _attempted(run, site, template, strategy)


def _another(run: Run, site: Site, node: NodeState) -> NodeState:
    """The node of another name that has the id of this one: whoever calls waits for that."""
    if node.phase.fulfilled:
        run.doubles.pop(site.name, None)
    else:
        run.doubles[site.name] = site
    return node


def prepared(run: Run, site: Site) -> Template:
    """The site's template, resolved and with everything known filled in; once per site."""
    if site.template is None:
        try:
            site.resolved = run.definitions.resolve(site.call, site.scope)
            leaf.check_kind(site.resolved.template)
            site.template = arguments.processed(run, site, partial(_local, run, site, site.resolved.template))
        except CallError as error:
            run.fail(site, error.message)
            raise
        run.sites[run.node_id(site.name)] = site
    return site.template


def _local(run: Run, site: Site, template: Template) -> dict[str, str]:
    """Variables that only this call has."""
    found = {"node.name": site.name}
    found["tasks.name" if site.in_dag else "steps.name"] = site.call.name  # empty for the entrypoint and for hooks
    if template.kind is not None and template.kind.is_pod and retry.strategy_of(run, template) is None:
        found["pod.name"] = ids.pod_name(run.state.name, site.name, template.name, run.definitions.pod_names)
    return found


def _rename(run: Run, site: Site, template: Template, node: NodeState) -> None:
    """The display-name annotation of a template; it works from the second pass on. CallError for what is no name."""
    wanted = leaf.wanted_name(template.data)
    if not wanted or node.display_name == wanted:
        return
    if not _DISPLAY_NAME.match(wanted):
        run.refuse(site, f"displayName must match the regex {_DISPLAY_NAME.pattern}")
    node.display_name = wanted
    run.changed = True


_DISPLAY_NAME = re.compile(r"^[a-zA-Z0-9][a-zA-Z0-9-.]{0,61}[a-zA-Z0-9]$")


def _look_again(run: Run, site: Site) -> None:
    """Have the next pass come by, whatever happens until then."""
    run.touch(site)
    run.come_again()


def _check_timeout(run: Run, site: Site, template: Template, node: NodeState) -> None:
    """A node that is still pending when its time is over failed."""
    if node.phase is not Phase.PENDING:
        return
    due = limits.pending_until(template, node)
    if due is None or run.state.now_ms < due:
        return
    run.mark(node, Phase.FAILED, "timeout")
    if node.has_pod:
        cleanup.stop_pod(run, node)
    if node.lock:
        node.lock = ""
        limits.release(run, site)
    raise CallTimedOut("timeout")


def _locked(run: Run, site: Site, template: Template, node: NodeState | None) -> NodeState | None:
    """The node that waits for the template's lock, None where it has it or needs none."""
    if not template.locks or (node is not None and node.daemoned):
        return None
    assert template.kind is not None
    try:
        refused = limits.acquire(run, template.locks, site)
    except CallError as error:
        run.fail(site, error.message)
        raise
    if not refused.key:
        if node is not None and node.lock:
            run.wait_for(node, "")
            run.mark(node, node.phase, "")
        return None
    if node is None:
        node = leaf.waiting(run, site, template)
    run.wait_for(node, refused.key)
    return run.mark(node, Phase.PENDING, refused.message)


def _close(run: Run, site: Site, node: NodeState) -> None:
    """Nothing more happens at this site: its locks and what was kept for it go."""
    limits.release(run, site)
    run.waits_no_more(site)
    if site.body is not None:
        site.body, site.marks = None, Marks()
    run.sites.pop(node.id, None)
    for attempt in site.attempts:
        run.sites.pop(attempt.id, None)
    run.drop_timer(f"{limits.PENDING}{node.id}")
    site.template = site.attempt_template = None


# -- retries ----------------------------------------------------------------------------------------------------------


def _attempted(run: Run, site: Site, template: Template, strategy: RetryStrategy) -> NodeState | None:
    """The call inside its Retry wrapper."""
    wrapper = run.node(site.name)
    if wrapper is None or wrapper.type is not NodeType.RETRY:
        wrapper = _wrapper(run, site, template, wrapper)
    try:
        if not retry.decide(run, site, strategy, wrapper):
            return wrapper
    except CallError as error:
        run.mark(wrapper, Phase.ERROR, error.message)
        raise
    if wrapper.phase.fulfilled and (run.descendants_fulfilled(wrapper) or wrapper.daemoned):
        if attempts := run.attempts(site, wrapper):
            wrapper.outputs = deepcopy(attempts[-1].outputs)
        _close(run, site, wrapper)
        return wrapper
    name = _attempt(run, site, template, wrapper)
    node = _dispatched(run, site, site.attempt_template or template, name, strategy)
    if node is not None and node.phase.fulfilled and not wrapper.phase.fulfilled:
        try:
            return run.execute(site)
        except CallError as error:
            run.mark(node, Phase.ERROR, error.message)
            raise
    if node is not None and node.daemoned:
        run.daemon(wrapper)
        run.mark(wrapper, node.phase)
    return wrapper


def _wrapper(run: Run, site: Site, template: Template, waited: NodeState | None) -> NodeState:
    """The Retry node; one that waited for its lock, or was looked for in a cache, becomes it and is still Pending."""
    if waited is None:
        waited = run.create(site.name, NodeType.RETRY, Phase.RUNNING, site=site)
    else:
        run.turn_into(waited, NodeType.RETRY)
    waited.inputs = leaf.inputs_of(template)
    waited.retried = site.hooked
    return waited


def _attempt(run: Run, site: Site, template: Template, wrapper: NodeState) -> str:
    """The name of the attempt that runs or begins now; its own variables are filled in once."""
    attempts = run.attempts(site, wrapper)
    running = bool(attempts) and not attempts[-1].phase.fulfilled
    number = len(attempts) - 1 if running else len(attempts)
    name = attempts[-1].name if running else f"{site.name}({number})"  # a hook that is retried counts as an attempt
    if not running:
        run.link(wrapper, name)
    if site.attempt != number or site.attempt_template is None:
        before = attempts[number - 1] if number else None
        local = dict(retry.variables(before, number)) | {"node.name": site.name}
        if template.kind is not None and template.kind.is_pod:
            called = site.resolved.template.name if site.resolved else template.name
            local["pod.name"] = ids.pod_name(run.state.name, name, called, run.definitions.pod_names)
        site.attempt, site.body, site.marks = number, None, Marks()
        site.attempt_template = arguments.again(run, template, local)
        run.sites[run.node_id(name)] = site
    return name


def _dispatched(
    run: Run, site: Site, template: Template, name: str, strategy: RetryStrategy | None
) -> NodeState | None:
    """The template's own executor; its errors make the node Error, and reach the caller unless they are retried."""
    assert template.kind is not None
    try:
        leaf.check_body(template)
        node = _EXECUTORS[template.kind](run, site, template, name)
    except CallTimedOut:
        raise
    except CallError as error:
        node = run.fail(site, error.message, name)
        if name != site.name:
            node.retried = True
        if not retry.swallows_errors(strategy):
            limits.release(run, site)
            if isinstance(error, ParallelismReached):
                raise HeldBack from error  # a hook in it was refused; what is beside it need not be
            raise
        return node
    if node.phase.fulfilled:
        memo.save(run, template, node)
        if strategy is None:
            _close(run, site, node)
    elif node.daemoned and strategy is None:
        limits.release(run, site)  # a daemon that runs is as good as over
    return node
