"""A retryStrategy that never retries.

Something in the strategy keeps it from ever starting a second attempt: a `limit` of 0, an expression
that is false whatever happened, a policy and an expression that exclude each other, or a first wait
that is longer than all the time there is (`maxDuration`). With a `backoff` that has no `duration` the
second attempt is an error instead.

Bad:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: example-
spec:
  entrypoint: main
  templates:
    - name: main
      retryStrategy:
        limit: "3"
        backoff:
          duration: 5m
          maxDuration: 1m
      container:
        image: alpine:3.20
        command: [echo, hello]
```

Good:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: example-
spec:
  entrypoint: main
  templates:
    - name: main
      retryStrategy:
        limit: "3"
        backoff:
          duration: 10s
          maxDuration: 1m
      container:
        image: alpine:3.20
        command: [echo, hello]
```

Argo: Accepted. The first failure is the last: `Backoff would exceed max duration limit`, `No more retries
left`, `retryStrategy.expression evaluated to false`; without a duration the node ends in an error, `no
base duration specified for retryStrategy`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.checks.retries import Strategy, strategies
from wfsim.lang.errors import LangError
from wfsim.spec.model import Kind, RetryStrategy
from wfsim.text import Argo, Diagnostic, Severity

ID = "useless-retry"
SEVERITY = Severity.WARNING
SEE = "https://argo-workflows.readthedocs.io/en/latest/retries/"

_STATUS = r"""\s*lastRetry\.status\s*==\s*["'](\w+)["']\s*"""
_RETRIED = {"OnFailure": ("Failed",), "OnError": ("Error",)}


def check(context: Context) -> Iterator[Diagnostic]:
    for one in strategies(context.workspace):
        for field, message, hint, argo in _problems(one):
            at = one.resource.document.span((*one.strategy.path, *field))
            severity = Severity.ERROR if field == ("backoff",) else SEVERITY
            yield Diagnostic(ID, severity, message, at, hint=hint, argo=argo)


def _problems(one: Strategy) -> Iterator[tuple[tuple[str, ...], str, str, Argo]]:
    strategy = one.strategy
    if strategy.limit == "0" and not one.overrides and one.resource.kind in (Kind.WORKFLOW, Kind.CRON_WORKFLOW):
        yield ("limit",), "with a limit of 0 there is no second attempt", "Delete the strategy, or raise it.", Argo.NONE
    if one.is_part:
        return
    if found := _excluded(strategy):
        yield ("expression",), *found, Argo.NONE
    backoff = strategy.backoff
    if backoff is None:
        return
    if not backoff.duration:
        message = "a `backoff` without a `duration` makes the second attempt an error"
        yield ("backoff",), message, "Add `duration: 10s`, or the like.", Argo.FAILS
    elif _too_long(backoff.duration, backoff.cap, backoff.max_duration):
        message = f"the first wait of {backoff.duration} is longer than `maxDuration`, {backoff.max_duration}"
        yield ("backoff", "duration"), message, "Make `maxDuration` the longer one.", Argo.NONE


def _excluded(strategy: RetryStrategy) -> tuple[str, str] | None:
    """Where the expression is a comparison of the status alone that can never hold."""
    found = re.fullmatch(_STATUS, strategy.expression)
    if found is None:
        return ("the expression is false: nothing is retried", "") if strategy.expression.strip() == "false" else None
    policy = strategy.retry_policy
    if policy in _RETRIED and found[1] in ("Failed", "Error") and found[1] not in _RETRIED[policy]:
        message = f"the policy {policy} and this expression exclude each other: nothing is retried"
        return message, "With an expression the policy can stay away: all is asked of the expression then."
    return None


def _too_long(duration: str, cap: str, most: str) -> bool:
    from wfsim.lang import durations

    try:
        longest = durations.parse_ms(most)
        first = durations.parse_ms(duration)
        return longest > 0 and (min(first, durations.parse_ms(cap)) if cap else first) > longest
    except LangError:
        return False
