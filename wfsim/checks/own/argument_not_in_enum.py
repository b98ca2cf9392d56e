"""An argument that its input's enum does not list.

The input that this argument goes to lists the values that it may have, and this is none of them.

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
      steps:
        - - name: paint
            template: paint
            arguments:
              parameters:
                - name: colour
                  value: blue
    - name: paint
      inputs:
        parameters:
          - name: colour
            enum: [red, green]
      container:
        image: alpine:3.20
        command: [echo, "{{inputs.parameters.colour}}"]
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
      steps:
        - - name: paint
            template: paint
            arguments:
              parameters:
                - name: colour
                  value: red
    - name: paint
      inputs:
        parameters:
          - name: colour
            enum: [red, green]
      container:
        image: alpine:3.20
        command: [echo, "{{inputs.parameters.colour}}"]
```

Argo: Accepted, and the value is passed on: only a workflow's own arguments are compared with their
enum.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.text import Argo, Diagnostic, Related, Severity

ID = "argument-not-in-enum"
SEVERITY = Severity.WARNING
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/parameters/"


def check(context: Context) -> Iterator[Diagnostic]:
    for site in context.calls:
        if site.call is None or site.callee is None or site.target.owner is None:
            continue
        for given in site.arguments.parameters:
            wanted = site.callee.inputs.parameter(given.name)
            if wanted is None or not wanted.enum or given.value is None or "{{" in given.value:
                continue
            if given.value not in wanted.enum:
                at = site.resource.document.span((*given.path, "value"))
                listed = site.target.owner.document.span((*wanted.path, "enum"))
                message = f"{given.value!r} is not in the enum of the input {given.name!r}: {', '.join(wanted.enum)}"
                yield Diagnostic(ID, SEVERITY, message, at, (Related("the enum", listed),), argo=Argo.IGNORES)
