"""The workflow around its root node: start, passes, hooks, exit handler, end, stop (Argo's operate).

In: a run whose events have been applied. Out: a run at rest: another pass would change nothing.
"""

from __future__ import annotations

import json

from wfsim.engine import cleanup, failures, hooks, leaf, limits, outputs, stopping, variables
from wfsim.engine.commands import FinishRun, StopPod
from wfsim.engine.definitions import entry_call, hook_call
from wfsim.engine.errors import CallError, DepthExceeded, ParallelismReached
from wfsim.engine.phases import Phase
from wfsim.engine.run import Run
from wfsim.engine.sites import Site
from wfsim.engine.state import NodeState
from wfsim.lang import template as templating
from wfsim.lang.errors import LangError
from wfsim.spec import build
from wfsim.spec.model import Arguments, Hook

DEADLINE = "deadline:"


def start(run: Run) -> None:
    """The first pass: what the workflow says must make sense, then it runs."""
    state = run.state
    if run.definitions.refusal:
        state.started_ms = state.now_ms
        finish(run, Phase.FAILED, f"invalid spec: {run.definitions.refusal}")
        return
    try:
        run.globals = variables.of_workflow(run.definitions, state)
    except CallError as error:
        state.started_ms = state.now_ms
        finish(run, Phase.FAILED, f"failed to set global parameters: {error.message}")
        return
    _set_global_outputs(run)
    _make_root(run)
    state.phase = Phase.PENDING
    _begin(run)


def postpone(run: Run) -> None:
    """As many workflows run as may: this one waits."""
    run.state.phase = Phase.PENDING
    run.state.message = "Workflow processing has been postponed because too many workflows are already running"


def _begin(run: Run) -> bool:
    """Run, if the workflow has its own locks."""
    state = run.state
    if not _workflow_lock(run):
        if state.shutdown == "Terminate" and not state.phase.completed:
            state.started_ms = state.now_ms
            finish(run, Phase.FAILED, f"Stopped with strategy '{state.shutdown}'")
        return False
    state.phase, state.message, state.started_ms = Phase.RUNNING, "", state.now_ms
    _set_status(run)
    cleanup.make_budget(run)
    if (deadline := limits.workflow_deadline(run)) is not None:
        run.set_timer(DEADLINE, deadline + 1)
    return True


def restore(run: Run) -> None:
    """A run whose state was read from JSON: everything is looked at again in the next pass."""
    run.recount()
    if not run.state.begun or run.state.phase.completed:
        return
    run.globals = variables.of_workflow(run.definitions, run.state)
    _set_global_outputs(run)
    _make_root(run)
    _set_status(run)


def _set_global_outputs(run: Run) -> None:
    """The outputs that the run has already: of one restored, or begun again."""
    for field in ("parameters", "artifacts"):
        for one in outputs.named(run.state.outputs, field):
            outputs.see(run, field, one)


def _make_root(run: Run) -> None:
    definitions, spec = run.definitions, run.definitions.workflow.spec
    run.root = Site(
        None,
        0,
        name=run.state.name,
        call=entry_call(spec.entrypoint),
        scope=definitions.root_scope,
        arguments=_global_arguments(run, definitions.arguments),
    )


def _global_arguments(run: Run, arguments: Arguments) -> Arguments:
    """The workflow's arguments with their values in place of sources, and global tags replaced."""
    rows = [
        variables.as_data(one) | {"value": run.globals[f"workflow.parameters.{one.name}"]}
        for one in arguments.parameters
    ]
    data = {"parameters": rows, "artifacts": [dict(one.data) for one in arguments.artifacts]}
    text = json.dumps(data, ensure_ascii=False)
    if "{{" in text:
        try:
            text = templating.replace(text, run.environment, allow_unresolved=True)
        except LangError:
            return arguments
    return build.arguments(json.loads(text), arguments.path)


def _workflow_lock(run: Run) -> bool:
    """Whether the workflow has its own locks."""
    locks = run.definitions.workflow.spec.locks
    if not locks:
        return True
    try:
        message = limits.acquire(run, locks).message
    except CallError as error:
        finish(run, Phase.FAILED, f"Failed to acquire the synchronization lock. {error.message}")
        return False
    run.state.message = message
    return not message


# -- passes -----------------------------------------------------------------------------------------------------------


def look(run: Run) -> None:
    """One pass, and word that another is due where this one left something to look at."""
    if run.asleep:
        _set_status(run)
        return
    run.changed = False
    whole = walk(run)
    if run.state.phase.completed:
        return
    run.turns.end(run)
    run.asleep = whole and _has_nothing_to_do(run)
    left = run.root.marks.pending or run.waiting or run.fallen or run.state.shutdown or not whole
    if run.changed and left:
        run.come_again()


def _has_nothing_to_do(run: Run) -> bool:
    """Whether a pass would change nothing but the duration, at whatever time."""
    if run.root.marks.pending or run.waiting or run.blocked or run.locks.keys or run.state.shutdown:
        return False
    if run.fallen or run.doubles or _is_stood_for(run):
        return False
    timed = limits.workflow_deadline(run) is not None or hooks.has_lifecycle(run.definitions.workflow.spec.hooks)
    return run.state.phase is Phase.RUNNING and not timed


def _is_stood_for(run: Run) -> bool:
    """Whether the last pass took a group for the root: the next says what the root itself came to."""
    root = run.node(run.state.name)
    return root is not None and _STATUS.get(root.phase, root.phase) is not run.state.root_status


def walk(run: Run) -> bool:
    """One pass; whether the root was looked at, or the workflow waits to begin or to go on."""
    state = run.state
    if state.phase is Phase.PENDING and not _begin(run):
        return True
    stopping.enforce(run)
    if run.suspended:
        return True
    _wake(run)
    if not _made_claims(run):
        return True
    root = _execute_root(run)
    if root is None:
        return False
    _root_status(run, root)
    phase, message = root.phase, root.message  # what becomes of the root by its hooks counts in the next pass
    if not _root_hooks(run, root) or not (phase.fulfilled or root.daemoned):
        return True
    _conclude(run, phase, message)
    return True


def _made_claims(run: Run) -> bool:
    """Whether the volume claims are there; what is wrong with one ends the run."""
    try:
        cleanup.make_claims(run)
    except CallError as error:
        _fail(run, f"pvc create error: {error.message}")
        return False
    return True


def _wake(run: Run) -> None:
    """Look again at what waits for a slot, a variable, or a hook's time."""
    if not limits.is_full(run):
        for owner in list(run.blocked.values()):
            run.touch(owner)
        run.blocked.clear()
    for owner in list(run.waiting.values()):
        run.touch(owner)
    for double in list(run.doubles.values()):
        run.touch(double)
    for fallen in run.fallen:
        run.touch_node(run.state.nodes[fallen])
    run.turns.begin(run)


def _execute_root(run: Run) -> NodeState | None:
    """The root node after this pass, None where the workflow ended with an error or nothing could be done."""
    try:
        return run.execute(run.root)
    except ParallelismReached:
        return None
    except DepthExceeded as error:
        _fail(run, f"error in entry template execution: {error.message}")
    except CallError as error:
        _fail(run, f"error in entry template execution: {error.message}")
    return None


def _fail(run: Run, message: str) -> None:
    """The workflow is Error; a root that still runs is so too."""
    if not _kept_by_daemons(run):
        finish(run, Phase.ERROR, message)


_STATUS = {Phase.SKIPPED: Phase.SUCCEEDED, Phase.OMITTED: Phase.SUCCEEDED}


def _root_status(run: Run, root: NodeState) -> None:
    run.state.root_status = _STATUS.get(root.phase, root.phase)
    _set_status(run)


def _set_status(run: Run) -> None:
    state = run.state
    run.set_global("workflow.status", (state.root_status or state.phase).value)
    started = state.started_ms or state.now_ms
    run.set_global("workflow.duration", variables.go_duration_seconds(state.now_ms - started))
    if state.root_status.completed:
        run.set_global("workflow.failures", failures.text(run))


# -- hooks and the exit handler ---------------------------------------------------------------------------------------


def _root_hooks(run: Run, root: NodeState) -> bool:
    """Whether the workflow's hooks have all ended; their errors are the root's."""
    spec = run.definitions.workflow.spec
    if not hooks.has_lifecycle(spec.hooks):
        return True
    waited = any(not one.fulfilled for one in run.children(root) if one.hooked)
    try:
        over = hooks.lifecycle(run, hooks.Hooked(run.root, root, run.outputs), spec.hooks)
    except CallError as error:
        if not root.phase.fulfilled:
            run.come_again()  # this pass does not end the workflow: the next does
        run.mark(root, Phase.ERROR, error.message)
        return True
    if waited and over:
        run.come_again()  # a dag at the root waits for them, too
    return over


def _exit_hook(run: Run) -> Hook | None:
    spec = run.definitions.workflow.spec
    if spec.on_exit:
        return Hook(hooks.EXIT, template=spec.on_exit)
    return spec.hook(hooks.EXIT)


def _conclude(run: Run, phase: Phase, message: str) -> None:
    """The root is fulfilled, with this phase and message: the exit handler, then the end."""
    if phase.unsuccessful and run.state.shutdown:
        message = f"Stopped with strategy '{run.state.shutdown}'"
    try:
        handler = _run_exit(run)
    except ParallelismReached:
        return
    except CallError as error:
        _fail(run, f"error in exit template execution : {error.message}")
        return
    if handler is not None and not handler.fulfilled:
        return
    if _kept_by_daemons(run):
        return
    phase = _STATUS.get(phase, phase)
    if phase is Phase.RUNNING:
        phase = Phase.SUCCEEDED
    if phase is Phase.SUCCEEDED:
        message = ""
        if handler is not None and handler.phase.unsuccessful:
            phase, message = handler.phase, handler.message
    finish(run, phase, message)


def _kept_by_daemons(run: Run) -> bool:
    """Whether the run cannot end because of daemons in a template that ended without them; those in none end here."""
    if any(run.daemons.values()):
        leaf.kill_daemons(run, "")
    return any(run.daemons.values())


def _run_exit(run: Run) -> NodeState | None:
    hook = _exit_hook(run)
    if hook is None or run.state.shutdown == "Terminate":
        return None
    if run.exit_site is None:
        given = hook.arguments if hook.arguments.parameters or hook.arguments.artifacts else run.root.arguments
        run.exit_site = Site(
            None,
            0,
            name=f"{run.state.name}.onExit",
            call=hook_call(hook.template, hook.template_ref),
            scope=run.definitions.root_scope,
            arguments=_exit_arguments(run, given),
            hooked=True,
            on_exit=True,
        )
    return run.execute(run.exit_site)


def _exit_arguments(run: Run, arguments: Arguments) -> Arguments:
    data = {
        "parameters": [hooks.parameter_data(one) for one in arguments.parameters],
        "artifacts": [dict(one.data) for one in arguments.artifacts],
    }
    text = json.dumps(data, ensure_ascii=False)
    if "{{" not in text:
        return arguments
    try:
        text = templating.replace(text, run.environment, allow_unresolved=True)
    except LangError as error:
        raise CallError(error.message) from error
    return build.arguments(json.loads(text), arguments.path)


# -- the end, and before its time -------------------------------------------------------------------------------------


def finish(run: Run, phase: Phase, message: str) -> None:
    """The workflow is over; where that is an error, so is a root that still runs."""
    state = run.state
    root = run.node(state.name)
    if phase is Phase.ERROR and root is not None and root.phase is Phase.RUNNING:
        run.mark(root, phase, "Workflow operation error")
    state.phase, state.message, state.finished_ms = phase, message, state.now_ms
    run.locks.release_workflow(f"{run.definitions.namespace}/{state.name}")
    for timer in list(state.timers):
        run.drop_timer(timer)
    for node in state.nodes.values():
        if node.has_pod and node.phase in (Phase.PENDING, Phase.RUNNING):
            run.commands.append(StopPod(node.id))
    cleanup.run_ended(run)
    run.commands.append(FinishRun(phase.value, message))


def stop(run: Run, strategy: str) -> None:
    """``argo stop`` or ``argo terminate``."""
    run.state.shutdown = strategy
    run.changed = True
