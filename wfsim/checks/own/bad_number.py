"""A text where a whole number is needed.

Limits of retries, bounds of sequences: texts are allowed, since a tag may stand in them, but what
they come to must be a whole number.

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
from wfsim.checks.calls import templates_of
from wfsim.spec.model import Call, Resource, RetryStrategy
from wfsim.text import Argo, Diagnostic, Severity
from wfsim.yamlio import Path

ID = "bad-number"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/loops/"

_WHOLE = re.compile(r"[+-]?[0-9]+")


def check(context: Context) -> Iterator[Diagnostic]:
    for resource in context.workspace.resources:
        yield from _of_retry(resource, resource.spec.retry_strategy)
        for template in templates_of(resource):
            yield from _of_retry(resource, template.retry_strategy)
            for call in template.calls:
                yield from _of_sequence(resource, call)


def _of_retry(resource: Resource, strategy: RetryStrategy | None) -> Iterator[Diagnostic]:
    if strategy is not None:
        yield from _judged(resource, strategy.limit, (*strategy.path, "limit"))
        if strategy.backoff is not None:
            yield from _judged(resource, strategy.backoff.factor, (*strategy.path, "backoff", "factor"))


def _of_sequence(resource: Resource, call: Call) -> Iterator[Diagnostic]:
    sequence = call.with_sequence
    if sequence is not None:
        for field in ("count", "start", "end"):
            yield from _judged(resource, getattr(sequence, field), (*call.path, "withSequence", field))


def _judged(resource: Resource, value: str | None, path: Path) -> Iterator[Diagnostic]:
    if value and "{{" not in value and not _WHOLE.fullmatch(value):
        at = resource.document.span(path)
        message = f"`{path[-1]}` is {value!r}, which is not a whole number"
        yield Diagnostic(ID, SEVERITY, message, at, argo=Argo.FAILS)
