"""A format that does not print the numbers of its sequence.

`withSequence.format` is a format of Go for one whole number: `%d`, `%03d`, `%x`. What does not fit prints
a complaint instead of the number, into every item. Quotes and backslashes in it break the item.

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
            withSequence:
              count: 3
              format: "item-%s"
            arguments:
              parameters: [{name: item, value: "{{item}}"}]
    - name: say
      inputs:
        parameters: [{name: item}]
      container:
        image: alpine:3.20
        command: [echo, "{{inputs.parameters.item}}"]
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
            withSequence:
              count: 3
              format: "item-%d"
            arguments:
              parameters: [{name: item, value: "{{item}}"}]
    - name: say
      inputs:
        parameters: [{name: item}]
      container:
        image: alpine:3.20
        command: [echo, "{{inputs.parameters.item}}"]
```

Argo: Accepted. The items are texts such as `item-%!s(int=0)`; one that is no JSON ends the node in an
error.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.checks.calls import templates_of
from wfsim.checks.uses import part
from wfsim.spec.model import Resource
from wfsim.text import Argo, Diagnostic, Severity
from wfsim.yamlio import Path

ID = "bad-format"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/loops/"

_HINT = "Write %d where the number stands, %03d for leading zeros, %x for hexadecimal, and %% for a percent sign."


def check(context: Context) -> Iterator[Diagnostic]:
    for resource in context.workspace.resources:
        for template in templates_of(resource):
            for call in template.calls:
                text = call.with_sequence.format if call.with_sequence is not None else ""
                if text and "{{" not in text:
                    yield from _judged(resource, (*call.path, "withSequence", "format"), text)


def _judged(resource: Resource, path: Path, text: str) -> Iterator[Diagnostic]:
    from wfsim.lang import goprintf, items
    from wfsim.lang.errors import LangError

    for one in goprintf.complaints(text, [0]):
        at = part(resource.document, path, one.start, one.end)
        message = f"{text[one.start : one.end]!r} prints `{one.said}` instead of a number of the sequence"
        yield Diagnostic(ID, SEVERITY, message, at, hint=_HINT, argo=Argo.NONE)
        return
    try:
        items.sequence(count=1, format=text)
    except LangError as error:
        message = f"the items of this format are no JSON texts: {error.message}"
        yield Diagnostic(ID, SEVERITY, message, resource.document.span(path), argo=Argo.FAILS)
