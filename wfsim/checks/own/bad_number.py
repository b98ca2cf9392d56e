"""A text where a whole number is needed.

Limits of retries, bounds of sequences: texts are allowed, since a tag may stand in them, but what
they come to must be a whole number. A deadline of the workflow must be more than none.

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
        limit: three
      container:
        image: alpine:3.20
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
        limit: 3
      container:
        image: alpine:3.20
```

Argo: Accepted. The node ends in an error when the number is needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.checks.calls import written_in
from wfsim.checks.values import Place, alone, reaching
from wfsim.spec.model import Resource, RetryStrategy, Template
from wfsim.text import Argo, Diagnostic, Related, Severity
from wfsim.yamlio import Path

ID = "bad-number"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/loops/"

_OF_SPEC = Template()
_WHOLE = re.compile(r"[+-]?[0-9]+")


def check(context: Context) -> Iterator[Diagnostic]:
    for resource in context.concerned(ID):
        yield from _of_deadline(resource)
        yield from _of_retry(context, Place(resource, _OF_SPEC), resource.spec.retry_strategy)
        for template in written_in(resource):
            yield from _of_retry(context, Place(resource, template), template.retry_strategy)
            for call in template.calls:
                if call.with_sequence is not None:
                    for field in ("count", "start", "end"):
                        value, path = getattr(call.with_sequence, field), (*call.path, "withSequence", field)
                        yield from _judged(context, Place(resource, template, call), value, path)


def _of_deadline(resource: Resource) -> Iterator[Diagnostic]:
    deadline = resource.spec.active_deadline_seconds
    if deadline is not None and deadline <= 0:
        at = resource.document.span((*resource.spec.path, "activeDeadlineSeconds"))
        message = f"with a deadline of {deadline} seconds the workflow ends before anything has run"
        hint = "Without `activeDeadlineSeconds` it has none."
        yield Diagnostic(ID, SEVERITY, message, at, hint=hint, argo=Argo.FAILS)


def _of_retry(context: Context, place: Place, strategy: RetryStrategy | None) -> Iterator[Diagnostic]:
    if strategy is not None:
        yield from _judged(context, place, strategy.limit, (*strategy.path, "limit"))
        if strategy.backoff is not None:
            yield from _judged(context, place, strategy.backoff.factor, (*strategy.path, "backoff", "factor"))


def _judged(context: Context, place: Place, value: str | None, path: Path) -> Iterator[Diagnostic]:
    """The first value that is no number; an empty one is to be given later."""
    if not value:
        return
    at = place.resource.document.span(path)
    for one in reaching(context, place, value, at):
        if one.value and not _WHOLE.fullmatch(one.value):
            message = f"`{path[-1]}` is {value!r}, which is not a whole number"
            if one.at != at:
                message = f"`{path[-1]}` must be a whole number, and a value of {alone(value)!r} is {one.value!r}"
            related = (Related("that value", one.at),) if one.at != at else ()
            yield Diagnostic(ID, SEVERITY, message, at, related, argo=Argo.FAILS)
            return
