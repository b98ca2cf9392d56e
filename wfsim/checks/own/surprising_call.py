"""A call that does something else than it says.

Argo's expressions do not fail here, but come to something that nobody meant:

- `findLast`, `findLastIndex`, `last(filter(…))` and `filter(…)[-1]` lose what was computed before
  them: in `1 + findLast(…)` the sum is made of the last item that they looked at. Bind what is
  found with `let` first.
- A function that goes through a list takes a text apart into its bytes, also where the text is a
  list in JSON. Make data of it with `fromJSON`.
- `//` divides nothing: it begins a comment, to the end of the line. A whole quotient is
  `int(a / b)`.

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
            value: "[1, 2]"
      container:
        image: alpine:3.20
        command: [echo, "{{= filter(inputs.parameters.list, # > 1) }}"]
        args: ["{{= 'last: ' + string(findLast([1, 2, 3], # < 3)) }}"]
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
            value: "[1, 2]"
      container:
        image: alpine:3.20
        command: [echo, "{{= filter(fromJSON(inputs.parameters.list), # > 1) }}"]
        args: ["{{= let found = findLast([1, 2, 3], # < 3); 'last: ' + string(found) }}"]
```

Argo: Accepted. The value is what it should not be.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.text import Argo, Diagnostic, Severity

ID = "surprising-call"
SEVERITY = Severity.WARNING
SEE = "https://argo-workflows.readthedocs.io/en/latest/variables/#expression"


def check(context: Context) -> Iterator[Diagnostic]:
    if context.expressions:
        from wfsim.checks.typed import findings
        from wfsim.lang.flaws import Trouble

        yield from findings(context, ID, SEVERITY, Argo.NONE, Trouble.ODD)
