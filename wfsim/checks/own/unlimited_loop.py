"""A loop over a list of any length, with no limit on how many run at once.

`withParam` makes a pod of each member of a list that only the run knows. With a hundred thousand of them
the cluster, and the object of the workflow, have to bear that. `parallelism` of the template or of the
workflow says how many may run at once.

Bad:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: example-
spec:
  entrypoint: main
  arguments:
    parameters:
      - name: names
        value: '["a", "b"]'
  templates:
    - name: main
      steps:
        - - name: each
            template: each
            withParam: "{{workflow.parameters.names}}"
    - name: each
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
  parallelism: 20
  arguments:
    parameters:
      - name: names
        value: '["a", "b"]'
  templates:
    - name: main
      steps:
        - - name: each
            template: each
            withParam: "{{workflow.parameters.names}}"
    - name: each
      container:
        image: alpine:3.20
        command: [echo, hello]
```

Argo: Accepted. All members start at once, as far as the controller and the cluster let them.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.checks.calls import templates_of
from wfsim.spec.model import Call
from wfsim.text import Argo, Diagnostic, Severity

ID = "unlimited-loop"
SEVERITY = Severity.WARNING
SEE = "https://argo-workflows.readthedocs.io/en/latest/parallelism/"

_MANY = 1000


def check(context: Context) -> Iterator[Diagnostic]:
    for resource in context.workspace.resources:
        if resource.spec.parallelism is not None:
            continue
        for template in templates_of(resource):
            for call in template.calls if template.parallelism is None else ():
                if field := _open(call):
                    at = resource.document.key_span((*call.path, field))
                    message = f"nothing limits how many members of {call.name!r} run at once"
                    hint = "Give the template or the workflow a `parallelism`."
                    yield Diagnostic(ID, SEVERITY, message, at, hint=hint, argo=Argo.NONE)


def _open(call: Call) -> str:
    """The field that makes a loop of many, or of nobody knows how many."""
    if "{{" in call.with_param:
        return "withParam"
    sequence = call.with_sequence
    if sequence is not None:
        last = sequence.count or sequence.end or ""
        if "{{" in last or (last.isdecimal() and int(last[:9]) > _MANY):
            return "withSequence"
    return ""
