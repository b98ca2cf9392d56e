"""A loop over no items.

An empty `withItems` is no loop to Argo: the step runs once, under its plain name, and `{{item}}` stays
in its text as it is. An empty list in `withParam` skips the step.

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
            withItems: []
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
      steps:
        - - name: say
            template: say
            withItems: [1, 2]
    - name: say
      container:
        image: alpine:3.20
        command: [echo, hello]
```

Argo: Accepted. The step runs once; with `withParam` it is skipped: `Skipped, empty params`.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.checks.calls import templates_of
from wfsim.text import Argo, Diagnostic, Severity

ID = "empty-loop"
SEVERITY = Severity.WARNING
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/loops/"


def check(context: Context) -> Iterator[Diagnostic]:
    for resource in context.workspace.resources:
        for template in templates_of(resource):
            for call in template.calls:
                if call.data.get("withItems") == []:
                    message = f"an empty list is no loop: {call.name!r} runs once, without an item"
                    field = "withItems"
                elif "".join(call.with_param.split()) in ("[]", "null"):
                    message, field = f"the list is always empty: {call.name!r} never runs", "withParam"
                else:
                    continue
                at = resource.document.span((*call.path, field))
                yield Diagnostic(ID, SEVERITY, message, at, hint=_HINT, argo=Argo.NONE)


_HINT = 'Write the items, or delete the loop. To leave a step out for now, give it `when: "false"`.'
