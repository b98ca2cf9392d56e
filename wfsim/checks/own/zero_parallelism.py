"""A parallelism of none at all.

`parallelism` is how many pods (of the workflow) or steps (of a template) may run at once. With 0, or
fewer, none ever may: a workflow waits for ever, and a template ends without having run a step.

Bad:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: example-
spec:
  entrypoint: main
  parallelism: 0
  templates:
    - name: main
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
  parallelism: 1
  templates:
    - name: main
      container:
        image: alpine:3.20
        command: [echo, hello]
```

Argo: Accepted by the linter. The API server refuses it where it has the full schema.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.checks.calls import defaults_of, templates_of
from wfsim.spec.model import Resource
from wfsim.text import Argo, Diagnostic, Severity
from wfsim.yamlio import Path

ID = "zero-parallelism"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/parallelism/"


def check(context: Context) -> Iterator[Diagnostic]:
    for resource in context.workspace.resources:
        yield from _judged(resource, resource.spec.parallelism, resource.spec.path)
        shared = defaults_of(resource)
        if shared is not None and any(one.calls for one in templates_of(resource)):
            yield from _judged(resource, shared.parallelism, shared.path)
        for template in templates_of(resource):
            yield from _judged(resource, template.parallelism, template.path)


def _judged(resource: Resource, parallelism: int | None, path: Path) -> Iterator[Diagnostic]:
    if parallelism is not None and parallelism < 1:
        at = resource.document.span((*path, "parallelism"))
        message = f"with a parallelism of {parallelism} nothing ever runs"
        hint = "Without `parallelism` there is no limit."
        yield Diagnostic(ID, SEVERITY, message, at, hint=hint, argo=Argo.FAILS)
