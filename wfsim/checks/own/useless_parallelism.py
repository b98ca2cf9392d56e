"""A parallelism that is never reached.

The template has fewer steps or tasks at once than its `parallelism` allows, or the workflow allows fewer
pods than the template. The limit then limits nothing: it can go, or another number was meant.

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
      parallelism: 5
      steps:
        - - name: one
            template: say
          - name: two
            template: say
    - name: say
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
      parallelism: 1
      steps:
        - - name: one
            template: say
          - name: two
            template: say
    - name: say
      container:
        image: alpine:3.20
        command: [echo, hello]
```

Argo: Accepted, and without effect.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.checks.calls import Role, templates_of
from wfsim.spec.model import Call, Template
from wfsim.text import Argo, Diagnostic, Severity

ID = "useless-parallelism"
SEVERITY = Severity.INFO
SEE = "https://argo-workflows.readthedocs.io/en/latest/parallelism/"


def check(context: Context) -> Iterator[Diagnostic]:
    pods = {
        id(one.call)
        for one in context.calls
        if one.role in (Role.STEP, Role.TASK) and one.callee is not None and one.callee.kind and one.callee.kind.is_pod
    }
    for resource in context.workspace.resources:
        for template in templates_of(resource):
            limit, of_all = template.parallelism, resource.spec.parallelism
            if limit is None or limit < 1 or not template.calls:
                continue
            most = _at_once(template)
            if most is not None and most < limit:
                message = f"no more than {most} of its {'tasks' if template.dag is not None else 'steps'} run at once"
            elif of_all is not None and 0 < of_all < limit and all(id(one) in pods for one in template.calls):
                message = f"the workflow lets no more than {of_all} pods run at once"
            else:
                continue
            at = resource.document.span((*template.path, "parallelism"))
            message = f"a parallelism of {limit} is never reached: {message}"
            yield Diagnostic(ID, SEVERITY, message, at, hint="Lower it, or delete it.", argo=Argo.IGNORES)


def _at_once(template: Template) -> int | None:
    """How many of the template's own calls can run at the same time; None where a loop leaves that open."""
    groups = (template.calls,) if template.dag is not None else template.steps
    sizes = [[_members(one) for one in group] for group in groups]
    if any(size is None for group in sizes for size in group):
        return None
    return max((sum(size or 0 for size in group) for group in sizes), default=0)


def _members(call: Call) -> int | None:
    """How many members a call has."""
    if call.with_param or call.with_sequence is not None:
        return None
    return max(len(call.with_items), 1)
