"""A condition that can never be evaluated.

`when` is read after its tags are replaced, and every word of it is text. Whatever the tags come to,
this one fails: its syntax is wrong, it is not true or false, or a text with `-`, `/` or `.` in it
stands there without quotes and is taken for a calculation.

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
        - - name: make
            template: make
        - - name: say
            template: make
            when: "{{steps.make.outputs.result}} == not-yet"
    - name: make
      script:
        image: alpine:3.20
        command: [sh]
        source: echo hello
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
        - - name: make
            template: make
        - - name: say
            template: make
            when: "'{{steps.make.outputs.result}}' == 'not-yet'"
    - name: make
      script:
        image: alpine:3.20
        command: [sh]
        source: echo hello
```

Argo: Accepted: conditions are not read before the run. The step ends in an error such as `Invalid
'when' expression`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wfsim.checks.api import Context
from wfsim.text import Argo, Diagnostic, Severity

if TYPE_CHECKING:
    from wfsim.checks.conditions import Condition, Failure

ID = "bad-when"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/conditionals/"


def check(context: Context) -> Iterator[Diagnostic]:
    for one in context.conditions:
        if one.failure is not None:
            yield _finding(one, one.failure)


def _finding(one: Condition, failure: Failure) -> Diagnostic:
    """At the trap that people know from other languages, or else where the language gives up."""
    from wfsim.checks.conditions import said
    from wfsim.checks.quoting import rewritten
    from wfsim.lang import traps

    trap = traps.in_when(one.text)
    if trap is not None:
        what, hint, start, end, _ = trap
    else:
        start, end = failure.filled.place(failure.error.start, failure.error.end)
        what, hint = said(failure), traps.way_out(failure.error.message)
    message = f"this condition cannot be evaluated: {what}"
    return Diagnostic(ID, SEVERITY, message, one.at(start, end), hint=hint, fix=rewritten(one), argo=Argo.FAILS)
