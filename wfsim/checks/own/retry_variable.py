"""A variable of retries where nothing is retried.

`{{retries}}` and `{{lastRetry.…}}` are known in templates that have a `retryStrategy`; elsewhere
they stay in the text as they are.

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
      container:
        image: alpine:3.20
        command: [echo, "attempt {{retries}}"]
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
        limit: 2
      container:
        image: alpine:3.20
        command: [echo, "attempt {{retries}}"]
```

Argo: Accepted. The container gets the braces and what is in them.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.checks.calls import templates_of
from wfsim.checks.uses import field, in_defaults
from wfsim.scope import catalog, defaults
from wfsim.scope.uses import Use
from wfsim.text import Argo, Diagnostic, Severity

ID = "retry-variable"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/retries/"

_ONLY = "{!r} is known only in a template with a retryStrategy"
_ELSEWHERE = ("metrics", "inputs", "retryStrategy")  # metrics have a `retries` of their own


def check(context: Context) -> Iterator[Diagnostic]:
    for use in context.names:
        if _concerned(use) and (message := _message(use.text, _retried(use))):
            yield Diagnostic(ID, SEVERITY, message, use.span, argo=Argo.FAILS)
    for use in context.expressions:
        if _concerned(use) and not _retried(use):
            from wfsim.checks.typed import references

            for name, at in references(use, "retries", "lastRetry"):
                yield Diagnostic(ID, SEVERITY, _message(name, False) or _ONLY.format(name), at, argo=Argo.FAILS)


def _concerned(use: Use) -> bool:
    """Whether it stands in a template that could be retried."""
    kind = use.template.kind
    leaf = in_defaults(use) if kind is None else kind.is_leaf
    return leaf and field(use)[0] not in _ELSEWHERE


def _message(key: str, retried: bool) -> str:
    if key.startswith("lastRetry.") and catalog.find(key) is None:
        return f"{key!r} is not known; lastRetry has exitCode, status, duration and message"
    if not retried and (key == "retries" or key.startswith("lastRetry.")):
        return _ONLY.format(key)
    return ""


def _retried(use: Use) -> bool:
    spec = use.resource.spec
    if in_defaults(use) and _some_retries(use):
        return True
    return bool(use.template.retry_strategy or spec.retry_strategy or "retryStrategy" in spec.template_defaults)


def _some_retries(use: Use) -> bool:
    """Whether one of the templates that this is part of may be retried."""
    unseen = defaults.parameters(use.resource, use.path) is None
    return unseen or any(one.retry_strategy is not None for one in templates_of(use.resource))
