"""Retries without an end, or without a wait.

Without a `limit` a node that always fails is retried for ever, and each attempt is a pod. A `backoff`
does not help: Argo waits only as long as a `limit` leaves attempts, so without one the next pod starts
at once.

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
        backoff:
          duration: 10s
          factor: "2"
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
        limit: "5"
        backoff:
          duration: 10s
          factor: "2"
      container:
        image: alpine:3.20
        command: [echo, hello]
```

Argo: Accepted. A pod after the other, without a pause, until the node succeeds or the workflow is stopped.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.checks.retries import Strategy, strategies
from wfsim.text import Argo, Diagnostic, Severity

ID = "retry-without-limit"
SEVERITY = Severity.WARNING
SEE = "https://argo-workflows.readthedocs.io/en/latest/retries/"


def check(context: Context) -> Iterator[Diagnostic]:
    for one in strategies(context.workspace):
        if one.strategy.limit is None and not one.is_part and (message := _message(one)):
            at = one.resource.document.key_span(one.strategy.path)
            severity = SEVERITY if one.strategy.backoff is not None else Severity.INFO
            yield Diagnostic(ID, severity, message, at, hint='Add `limit: "5"`, or the like.', argo=Argo.NONE)


def _message(one: Strategy) -> str:
    """A wait that is not kept; or no end, where nothing else brings one."""
    strategy = one.strategy
    if strategy.backoff is not None and strategy.backoff.duration:
        return "without a `limit` Argo does not wait for the `backoff`: the next attempt starts at once"
    ends = strategy.expression or one.resource.spec.active_deadline_seconds is not None
    return "" if ends or strategy.backoff is not None else "nothing ends these retries of a node that always fails"
