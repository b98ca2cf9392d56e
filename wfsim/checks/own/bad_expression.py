"""An expression that cannot be read.

The text between `{{=` and `}}`, or of a field such as `expression`, is not an expression of the
language that Argo uses. Note that the first `}}` ends a tag, also inside a map.

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
      container:
        image: alpine:3.20
        command: [echo, "{{= 1 + }}"]
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
      container:
        image: alpine:3.20
        command: [echo, "{{= 1 + 1 }}"]
```

Argo: Accepted: expressions are not read before the run. The node then ends in an error: `failed to
evaluate expression`.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.checks.uses import part_of
from wfsim.checks.words import without_place
from wfsim.lang.errors import LangError
from wfsim.scope.uses import Use
from wfsim.text import Argo, Diagnostic, Severity

ID = "bad-expression"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/variables/#expression"


def check(context: Context) -> Iterator[Diagnostic]:
    for one in context.expressions:
        yield from _judged(one)


def _judged(one: Use) -> Iterator[Diagnostic]:
    from wfsim.lang import expr

    try:
        expr.parse(one.text)
    except LangError as error:
        yield _finding(one, error)


def _finding(one: Use, error: LangError) -> Diagnostic:
    """At the trap that people know from other languages, or else where the language gives up."""
    from wfsim.lang import traps

    start, end = error.start or 0, error.end or 0
    trap = traps.in_expression(one.text)
    if trap is not None:
        said, hint, start, end, _ = trap
    else:
        said, hint = without_place(error.message), ""
    if start >= min(end, len(one.text)):
        start, end = 0, len(one.text)
    message = f"this expression cannot be read: {said}"
    return Diagnostic(ID, SEVERITY, message, part_of(one, start, end), hint=hint, argo=Argo.FAILS)
