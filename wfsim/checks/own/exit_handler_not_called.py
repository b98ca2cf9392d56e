"""An exit handler that a call by templateRef does not run.

`onExit` and `hooks` in the spec of a WorkflowTemplate belong to the workflow that is made of it. Whoever
calls one of its templates by `templateRef` gets that template alone, and nothing runs at the end.

Bad:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata:
  name: library
spec:
  onExit: clean
  templates:
    - name: work
      container:
        image: alpine:3.20
        command: [echo, work]
    - name: clean
      container:
        image: alpine:3.20
        command: [echo, clean]
---
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: example-
spec:
  entrypoint: main
  templates:
    - name: main
      steps:
        - - name: work
            templateRef:
              name: library
              template: work
```

Good:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata:
  name: library
spec:
  templates:
    - name: work
      steps:
        - - name: work
            onExit: clean
            inline:
              container:
                image: alpine:3.20
                command: [echo, work]
    - name: clean
      container:
        image: alpine:3.20
        command: [echo, clean]
---
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: example-
spec:
  entrypoint: main
  templates:
    - name: main
      steps:
        - - name: work
            templateRef:
              name: library
              template: work
```

Argo: Accepted. The handler is not run.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.checks.calls import CallSite, Role, referred_object
from wfsim.spec.model import Kind, Resource
from wfsim.text import Argo, Diagnostic, Related, Severity
from wfsim.yamlio import Path

ID = "exit-handler-not-called"
SEVERITY = Severity.INFO
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/exit-handlers/"

_TEMPLATES = (Kind.WORKFLOW_TEMPLATE, Kind.CLUSTER_WORKFLOW_TEMPLATE)


def check(context: Context) -> Iterator[Diagnostic]:
    """Only where an object is certain not to be run as a workflow of its own: without an entrypoint it cannot be."""
    whole = {id(one) for one in _run_as_a_whole(context)}
    called: dict[int, CallSite] = {}
    for site in context.calls:
        owner = site.target.owner
        if owner is not None and owner is not site.resource and site.role in (Role.STEP, Role.TASK):
            called.setdefault(id(owner), site)
    for resource in context.workspace.resources:
        caller = called.get(id(resource))
        if resource.kind not in _TEMPLATES or resource.spec.entrypoint or id(resource) in whole or caller is None:
            continue
        for path in _handlers(resource):
            related = (Related("one such call", caller.resource.document.span(caller.reference)),)
            message = f"a call of a template of {resource.name!r} by `templateRef` does not run this"
            hint = "Give a step of the called template an `onExit`, or the workflow that calls it."
            at = resource.document.span(path)
            yield Diagnostic(ID, SEVERITY, message, at, related, hint, argo=Argo.IGNORES)


def _run_as_a_whole(context: Context) -> Iterator[Resource]:
    for resource in context.workspace.resources:
        ref = resource.spec.workflow_template_ref
        owner = referred_object(resource, context.workspace, ref) if ref is not None else None
        if owner is not None:
            yield owner


def _handlers(resource: Resource) -> Iterator[Path]:
    if resource.spec.on_exit:
        yield (*resource.spec.path, "onExit")
    yield from (hook.path for hook in resource.spec.hooks)
