"""A wait that is longer than the workflow may run.

`activeDeadlineSeconds` of the workflow ends everything that still runs then. A suspend template that
waits longer can only end so.

Bad:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: example-
spec:
  entrypoint: main
  activeDeadlineSeconds: 600
  templates:
    - name: main
      suspend:
        duration: 1h
```

Good:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: example-
spec:
  entrypoint: main
  activeDeadlineSeconds: 7200
  templates:
    - name: main
      suspend:
        duration: 1h
```

Argo: Accepted. The node and the workflow fail: `Step exceeded its deadline`.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.checks.calls import templates_of
from wfsim.lang.errors import LangError
from wfsim.text import Argo, Diagnostic, Related, Severity

ID = "deadline-too-short"
SEVERITY = Severity.WARNING
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/timeouts/"


def check(context: Context) -> Iterator[Diagnostic]:
    for resource in context.workspace.resources:
        deadline = resource.spec.active_deadline_seconds
        if not deadline or deadline < 0:
            continue
        on_exit = {resource.spec.on_exit, *(hook.template for hook in resource.spec.hooks)}
        for template in templates_of(resource):
            duration = template.body().get("duration") if "suspend" in template.data else None
            text = str(duration) if isinstance(duration, str | int) else ""
            if text and "{{" not in text and template.name not in on_exit and _seconds(text) >= deadline:
                at = resource.document.span((*template.path, "suspend", "duration"))
                related = (Related("the deadline", resource.document.span((*resource.spec.path, _FIELD))),)
                message = f"this waits for {text}, and the workflow ends after {deadline} seconds"
                yield Diagnostic(ID, SEVERITY, message, at, related, "Raise the deadline.", argo=Argo.FAILS)


_FIELD = "activeDeadlineSeconds"


def _seconds(text: str) -> float:
    from wfsim.lang import durations

    try:
        return durations.parse_ms(text) / 1000
    except LangError:
        return 0
