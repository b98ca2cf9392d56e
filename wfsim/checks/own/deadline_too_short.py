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
from wfsim.checks.calls import Role, templates_of
from wfsim.lang.errors import LangError
from wfsim.text import Argo, Diagnostic, Related, Severity

ID = "deadline-too-short"
SEVERITY = Severity.WARNING
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/timeouts/"


def check(context: Context) -> Iterator[Diagnostic]:
    late = _run_at_the_end(context)
    for resource in context.workspace.resources:
        deadline = resource.spec.active_deadline_seconds
        if not deadline or deadline < 0:
            continue
        for template in templates_of(resource):
            duration = template.body().get("duration") if "suspend" in template.data else None
            text = str(duration) if isinstance(duration, str | int) else ""
            if text and "{{" not in text and id(template) not in late and _seconds(text) >= deadline:
                at = resource.document.span((*template.path, "suspend", "duration"))
                related = (Related("the deadline", resource.document.span((*resource.spec.path, _FIELD))),)
                message = f"this waits for {text}, and the workflow ends after {deadline} seconds"
                yield Diagnostic(ID, SEVERITY, message, at, related, "Raise the deadline.", argo=Argo.FAILS)


_FIELD = "activeDeadlineSeconds"


def _run_at_the_end(context: Context) -> set[int]:
    """The templates that exit handlers lead to: they run whatever the deadline."""
    sites = [one for one in context.calls if one.callee is not None]
    below: dict[int, list[int]] = {}
    for one in sites:
        below.setdefault(id(one.within), []).append(id(one.callee))
    waiting = [id(one.callee) for one in sites if one.role in (Role.EXIT, Role.HOOK)]
    found: set[int] = set()
    while waiting:
        here = waiting.pop()
        if here not in found:
            found.add(here)
            waiting += below.get(here, ())
    return found


def _seconds(text: str) -> float:
    from wfsim.lang import durations

    try:
        return durations.parse_ms(text) / 1000
    except LangError:
        return 0
