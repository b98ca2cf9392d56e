"""A dependency that cannot be read.

`depends` joins tasks and their results by `&&`, `||`, `!` and parentheses.

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
      dag:
        tasks:
          - name: first
            template: hello
          - name: second
            template: hello
          - name: third
            template: hello
            depends: (first && second
    - name: hello
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
      dag:
        tasks:
          - name: first
            template: hello
          - name: second
            template: hello
          - name: third
            template: hello
            depends: first && second
    - name: hello
      container:
        image: alpine:3.20
        command: [echo, hello]
```

Argo: Accepted: the linter only picks out the names. The dag ends in an error when the task is due.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.checks.calls import templates_of
from wfsim.checks.uses import part
from wfsim.checks.words import without_place
from wfsim.lang.errors import LangError
from wfsim.spec.model import Call, Resource
from wfsim.text import Argo, Diagnostic, Severity

ID = "bad-depends"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/enhanced-depends-logic/"


def check(context: Context) -> Iterator[Diagnostic]:
    for resource in context.workspace.resources:
        for template in templates_of(resource):
            for call in template.calls:
                if call.depends and "{{" not in call.depends:
                    yield from _judged(resource, call)


def _judged(resource: Resource, call: Call) -> Iterator[Diagnostic]:
    from wfsim.lang import depends

    try:
        found = depends.parse(call.depends)
        if found.tree is None:  # Argo's own expressions can read it; whether it comes to anything is another question
            for end in (depends.Result.SUCCEEDED, depends.Result.FAILED):
                depends.evaluate(found, dict.fromkeys(found.tasks, (end,)))
    except LangError as error:
        yield _finding(resource, call, error)


def _finding(resource: Resource, call: Call, error: LangError) -> Diagnostic:
    """At the trap that people know from other languages, or else where the language gives up."""
    from wfsim.lang import traps

    start, end = error.start or 0, error.end or 0
    said, hint = without_place(error.message), "Write it like `a && (b.Failed || !c.Skipped)`."
    if (trap := traps.in_depends(call.depends)) is not None:
        said, hint, start, end, _ = trap
    if start >= min(end, len(call.depends)):
        start, end = 0, len(call.depends)
    at = part(resource.document, (*call.path, "depends"), start, end)
    return Diagnostic(ID, SEVERITY, f"this dependency cannot be read: {said}", at, hint=hint, argo=Argo.FAILS)
