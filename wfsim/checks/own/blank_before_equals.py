"""A blank between the braces and the `=` of an expression.

`{{=` begins an expression only when nothing stands between the braces and the `=`. With a blank it is a
tag whose name begins with `=`, and nothing has such a name.

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
      inputs:
        parameters:
          - name: count
            value: 3
      container:
        image: alpine:3.20
        command: [echo, "{{ =asInt(inputs.parameters.count) + 1}}"]
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
      inputs:
        parameters:
          - name: count
            value: 3
      container:
        image: alpine:3.20
        command: [echo, "{{= asInt(inputs.parameters.count) + 1}}"]
```

Argo: Accepted. The braces and what is in them stay in the text.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.checks.uses import part_of
from wfsim.text import Argo, Diagnostic, Severity

ID = "blank-before-equals"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/variables/#expression"


def check(context: Context) -> Iterator[Diagnostic]:
    for use in context.names:
        if use.text.startswith("="):
            at = part_of(use, 0, 1)
            message = "`{{ =` is a tag with an odd name, not an expression"
            yield Diagnostic(ID, SEVERITY, message, at, hint="Write `{{=` without a blank.", argo=Argo.FAILS)
