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
from itertools import islice, product

from wfsim.checks.api import Context
from wfsim.checks.calls import templates_of
from wfsim.checks.filling import Filled, fill
from wfsim.checks.uses import part
from wfsim.lang import template
from wfsim.lang.errors import LangError
from wfsim.spec.model import Call, Resource
from wfsim.text import Argo, Diagnostic, Severity

ID = "bad-when"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/conditionals/"

_VALUES = ("value", "1", "true", "'a', 'b'")
_MOST_TRIALS = 1024


def check(context: Context) -> Iterator[Diagnostic]:
    for resource in context.workspace.resources:
        for one in templates_of(resource):
            for call in one.calls:
                if call.when:
                    yield from _judged(resource, call)


def _judged(resource: Resource, call: Call) -> Iterator[Diagnostic]:
    """A finding where the condition fails for whatever may stand in place of its tags."""
    from wfsim.lang import when

    tags = template.scan(call.when)
    keys = tuple(dict.fromkeys(tag.key for tag in tags))
    first: tuple[Filled, LangError] | None = None
    for values in islice(product(_VALUES, repeat=len(keys)), _MOST_TRIALS):
        filled = fill(call.when, tags, dict(zip(keys, values, strict=True)))
        try:
            when.evaluate(filled.text)
            return
        except LangError as error:
            first = first or (filled, error)
    if first is not None and len(_VALUES) ** len(keys) <= _MOST_TRIALS:
        yield _finding(resource, call, *first)


def _finding(resource: Resource, call: Call, filled: Filled, error: LangError) -> Diagnostic:
    start, end = filled.place(error.start, error.end)
    at = part(resource.document, (*call.path, "when"), *((start, end) if start < end else (0, len(call.when))))
    said = (error.message.partition(f"'{filled.text}': ")[2] or error.message).partition(" (hint:")[0]
    hint = "Put texts and tags in quotes: '{{…}}' == 'some-text'."
    return Diagnostic(ID, SEVERITY, f"this condition cannot be evaluated: {said}", at, hint=hint, argo=Argo.FAILS)
