"""A sequence that does not say where it ends.

`withSequence` counts to its `end`, or makes `count` numbers. With neither there is nothing to expand.

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
        - - name: say
            template: say
            withSequence:
              start: "1"
            arguments:
              parameters:
                - name: number
                  value: "{{item}}"
    - name: say
      inputs:
        parameters:
          - name: number
      container:
        image: alpine:3.20
        command: [echo, "{{inputs.parameters.number}}"]
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
        - - name: say
            template: say
            withSequence:
              start: "1"
              end: "5"
            arguments:
              parameters:
                - name: number
                  value: "{{item}}"
    - name: say
      inputs:
        parameters:
          - name: number
      container:
        image: alpine:3.20
        command: [echo, "{{inputs.parameters.number}}"]
```

Argo: Accepted. The step ends in an error: `neither end nor count was specified in withSequence`.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.checks.calls import templates_of
from wfsim.text import Argo, Diagnostic, Severity

ID = "empty-sequence"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/loops/"


def check(context: Context) -> Iterator[Diagnostic]:
    for resource in context.workspace.resources:
        for template in templates_of(resource):
            for call in template.calls:
                sequence = call.with_sequence
                if sequence is not None and not sequence.count and not sequence.end:
                    at = resource.document.key_span((*call.path, "withSequence"))
                    message = f"the loop of {call.name!r} has neither `count` nor `end`"
                    hint = 'Say how far it counts: `withSequence: {count: "5"}`.'
                    yield Diagnostic(ID, SEVERITY, message, at, hint=hint, argo=Argo.FAILS)
