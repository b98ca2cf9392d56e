"""An operation that its values do not have.

Expressions compare, add and join only what is of one kind, and make nothing of another kind by
themselves. Parameters, results, exit codes and items are always text, also where they hold a number.

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
        command: [echo, "{{= inputs.parameters.count > 3 }}"]
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
        command: [echo, "{{= asInt(inputs.parameters.count) > 3 }}"]
```

Argo: Accepted. A tag stays in the text as it is, or ends the node in an error; a field ends in an error.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.text import Argo, Diagnostic, Severity

ID = "type-mismatch"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/variables/#expression"


def check(context: Context) -> Iterator[Diagnostic]:
    if context.expressions:
        from wfsim.checks.typed import findings
        from wfsim.lang.flaws import Trouble

        yield from findings(context, ID, SEVERITY, Argo.FAILS, Trouble.TYPES)
