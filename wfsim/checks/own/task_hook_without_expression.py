"""A hook of a dag task without an expression.

Every hook but `exit` runs when its `expression` becomes true. On workflows and steps a missing one
is refused; on the tasks of a dag nobody looks, and the run fails.

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
      dag:
        tasks:
          - name: say
            template: hello
            hooks:
              running:
                template: hello
    - name: hello
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
      dag:
        tasks:
          - name: say
            template: hello
            hooks:
              running:
                template: hello
                expression: tasks["say"].status == "Running"
    - name: hello
      container:
        image: alpine:3.20
        command: [echo, hello]
```

Argo: Accepted. The empty expression cannot be evaluated when the task runs.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.checks.calls import Role
from wfsim.text import Argo, Diagnostic, Severity

ID = "task-hook-without-expression"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/lifecyclehook/"


def check(context: Context) -> Iterator[Diagnostic]:
    for site in context.calls:
        hook = site.hook
        if hook is None or site.role is not Role.HOOK or site.within is None or site.within.dag is None:
            continue
        if hook.name != "exit" and not hook.expression.strip():
            message = f"the hook {hook.name!r} has no expression; only the hook `exit` runs without one"
            hint = f'Add `expression: tasks["{site.call.name if site.call else ""}"].status == "Running"`, or the like.'
            at = site.resource.document.key_span(hook.path)
            yield Diagnostic(ID, SEVERITY, message, at, hint=hint, argo=Argo.FAILS)
