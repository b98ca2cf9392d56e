"""A deletion with conditions or outputs.

What `action: delete` deletes is not looked at afterwards: it has no conditions and no output parameters.

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
      resource:
        action: delete
        successCondition: "!metadata.name"
        manifest: |
          apiVersion: batch/v1
          kind: Job
          metadata:
            name: example
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
      resource:
        action: delete
        manifest: |
          apiVersion: batch/v1
          kind: Job
          metadata:
            name: example
```

Argo: Accepted. The node fails before anything is deleted: `successCondition, failureCondition and
outputs are not supported for delete action`.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.checks.calls import templates_of
from wfsim.spec.model import Template, TemplateKind
from wfsim.text import Argo, Diagnostic, Severity
from wfsim.yamlio import Path

ID = "unfit-for-delete"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/kubernetes-resources/"


def check(context: Context) -> Iterator[Diagnostic]:
    for resource in context.workspace.resources:
        for template in templates_of(resource):
            if template.kind is TemplateKind.RESOURCE and template.body().get("action") == "delete":
                for path in _unfit(template):
                    at = resource.document.key_span((*template.path, *path))
                    message = f"`action: delete` has no {'output parameters' if path[0] == 'outputs' else path[-1]}"
                    yield Diagnostic(ID, SEVERITY, message, at, hint="Delete it.", argo=Argo.FAILS)


def _unfit(template: Template) -> Iterator[Path]:
    yield from (("resource", one) for one in ("successCondition", "failureCondition") if template.body().get(one))
    if template.outputs.parameters:
        yield ("outputs", "parameters")
