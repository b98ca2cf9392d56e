"""retryStrategy: whether a node gets another attempt, now or later.

In: the wrapper node and its attempts. Out: the wrapper ended, a wait, or leave for an attempt (the order of the
questions is Argo's: backoff, policy, limit, expression).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy

from wfsim.engine import limits
from wfsim.engine.errors import CallError
from wfsim.engine.phases import Phase
from wfsim.engine.run import Run
from wfsim.engine.sites import Site
from wfsim.engine.state import NodeState
from wfsim.engine.variables import rfc3339
from wfsim.lang import durations, expr, gonumbers, gotext
from wfsim.lang.environment import Environment
from wfsim.lang.errors import LangError
from wfsim.spec.model import Backoff, RetryStrategy, Template

# Messages of failures that are expected to pass by themselves.
_TRANSIENT = re.compile(
    r"exceeded quota|i/o timeout|connection refused|connection reset|net/http: TLS handshake timeout|"
    r"http2: client connection lost|too many requests|etcdserver: request timed out",
    re.IGNORECASE,
)
_FOREVER_MS = 2**62


def strategy_of(run: Run, template: Template) -> RetryStrategy | None:
    """The template's own strategy, else the workflow's."""
    return template.retry_strategy or run.definitions.workflow.spec.retry_strategy


def swallows_errors(strategy: RetryStrategy | None) -> bool:
    """Whether an error of the executor is left to the wrapper."""
    return strategy is not None and strategy.retry_policy in ("Always", "OnError", "OnTransientError")


def decide(run: Run, site: Site, strategy: RetryStrategy, wrapper: NodeState) -> bool:
    """Whether execution goes on (with the running attempt, a new one, or the ended wrapper); False is a wait."""
    attempts = run.attempts(site, wrapper)
    if not attempts:
        return True
    last = attempts[-1]
    if last.daemoned:
        run.daemon(wrapper)  # and it stays one: Argo takes the flag from the pod alone
    if not last.phase.fulfilled:
        if last.daemoned:
            run.mark(wrapper, last.phase)
        return True
    if not last.phase.unsuccessful:
        wrapper.outputs = deepcopy(last.outputs)
        _end(run, wrapper, Phase.SUCCEEDED, None)
        return True
    if (why := _stopped(run, site)) is not None:
        _end(run, wrapper, last.phase, why)
        return True
    if strategy.backoff is not None:
        verdict = _backoff(run, strategy, strategy.backoff, wrapper, attempts)
        if verdict is not None:
            return verdict
    _judge(run, strategy, wrapper, attempts)
    return True


def _end(run: Run, wrapper: NodeState, phase: Phase, message: str | None) -> None:
    run.drop_timer(f"retry:{wrapper.id}")
    run.mark(wrapper, phase, message)


def _stopped(run: Run, site: Site) -> str | None:
    if run.state.shutdown and not (run.state.shutdown == "Stop" and site.on_exit):
        return f"Stopped with strategy '{run.state.shutdown}'"
    deadline = limits.workflow_deadline(run)
    if deadline is not None and run.state.now_ms > deadline and not site.on_exit:
        return f"retry exceeded workflow deadline {rfc3339(deadline)}"
    return None


def _backoff(
    run: Run, strategy: RetryStrategy, backoff: Backoff, wrapper: NodeState, attempts: list[NodeState]
) -> bool | None:
    """True: the wrapper ended; False: it waits; None: go on with the next question."""
    now, last = run.state.now_ms, attempts[-1]
    end = _FOREVER_MS
    if backoff.max_duration:
        end = (attempts[0].started_ms or 0) + limits.duration(backoff.max_duration)
        if now > end:
            _end(run, wrapper, last.phase, "Max duration limit exceeded")
            return True
    if not backoff.duration:
        raise CallError("no base duration specified for retryStrategy")
    wait = _wait_ms(backoff, len(attempts))
    due = (last.finished_ms or now) + wait
    if due > end:
        _end(run, wrapper, last.phase, "Backoff would exceed max duration limit")
        return True
    if now < due and strategy.limit is not None and len(attempts) <= _whole(strategy.limit):
        run.mark(wrapper, wrapper.phase, f"Backoff for {durations.human(wait)}")
        run.set_timer(f"retry:{wrapper.id}", due)
        return False
    run.mark(wrapper, wrapper.phase, "")
    return None


def _wait_ms(backoff: Backoff, attempts: int) -> int:
    base = limits.duration(backoff.duration)
    factor = _whole(backoff.factor) if backoff.factor else 0
    wait = base * factor ** min(attempts - 1, 256) if factor > 0 else base
    wait = min(wait, _FOREVER_MS // 2)
    return min(wait, limits.duration(backoff.cap)) if backoff.cap else wait


def _whole(text: str) -> int:
    try:
        return gonumbers.int32(gonumbers.int_or_string(text))
    except LangError as error:
        raise CallError(error.message) from None


def _judge(run: Run, strategy: RetryStrategy, wrapper: NodeState, attempts: list[NodeState]) -> None:
    """End the wrapper where policy, limit or expression forbid another attempt."""
    last = attempts[-1]
    if not _allowed(strategy, last):
        _end(run, wrapper, last.phase, last.message)
    elif strategy.limit is not None and len(attempts) > _whole(strategy.limit):
        _end(run, wrapper, last.phase, "No more retries left")
    elif strategy.expression and not _expression(run, strategy.expression, attempts):
        _end(run, wrapper, last.phase, "retryStrategy.expression evaluated to false")


def _allowed(strategy: RetryStrategy, last: NodeState) -> bool:
    policy = strategy.retry_policy or ("Always" if strategy.expression else "OnFailure")
    match policy:
        case "OnFailure":
            return last.phase is Phase.FAILED
        case "OnError":
            return last.phase is Phase.ERROR
        case "Always":
            return True
        case "OnTransientError":
            return _TRANSIENT.search(last.message) is not None
    raise CallError(f"{policy} is not a valid RetryPolicy")


def _expression(run: Run, expression: str, attempts: list[NodeState]) -> bool:
    """Whether the strategy's expression holds. It knows of the last attempt, and of nothing else."""
    try:
        return expr.evaluate_bool(
            expression, Environment(dict(variables(attempts[-1], len(attempts) - 1)), world=run.world)
        )
    except LangError as error:
        raise CallError(error.message) from error


def variables(last: NodeState | None, number: int) -> Mapping[str, str]:
    """What an attempt, or the strategy's expression, sees of the attempt before it."""
    found = {"retries": str(number), "lastRetry.exitCode": "0", "lastRetry.duration": "0"}
    found |= {"lastRetry.status": "", "lastRetry.message": ""}
    if last is not None:
        code = last.outputs.get("exitCode") if last.outputs else None
        seconds = max((last.finished_ms or 0) - (last.started_ms or 0), 0) / 1000
        found |= {
            "lastRetry.exitCode": str(code) if code is not None else "-1",
            "lastRetry.status": last.phase.value,
            "lastRetry.duration": gotext.printed(seconds),
            "lastRetry.message": last.message,
        }
    return found
