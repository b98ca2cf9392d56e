"""A function that is called with the wrong arguments.

Too many, too few, or of a kind that the function does not take. Parameters, results and items are
always text: make a number of one with `asInt` or `asFloat`, and data of a JSON text with `fromJSON`.

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
          - name: list
            value: '["a", "b"]'
      container:
        image: alpine:3.20
        command: [echo, "{{= join(inputs.parameters.list, '-') }}"]
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
          - name: list
            value: '["a", "b"]'
      container:
        image: alpine:3.20
        command: [echo, "{{= join(fromJSON(inputs.parameters.list), '-') }}"]
```

Argo: Accepted. A tag stays in the text as it is, or ends the node in an error; a field ends in an error.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.text import Argo, Diagnostic, Severity

ID = "wrong-call"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/variables/#expression"


def check(context: Context) -> Iterator[Diagnostic]:
    if context.expressions:
        from wfsim.checks.typed import findings
        from wfsim.lang.flaws import Trouble

        yield from findings(context, ID, SEVERITY, Argo.FAILS, Trouble.ARGUMENTS)
