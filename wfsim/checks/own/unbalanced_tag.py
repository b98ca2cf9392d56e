"""Braces of a tag that do not pair.

There are more `{{` than `}}`. The tag then begins with the wrong braces, what stands in it is no variable,
and the text is left with braces that nobody replaces.

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
        - - name: flip
            template: flip
        - - name: heads
            template: flip
            when: "{{{{steps.flip.outputs.result}} == heads"
    - name: flip
      script:
        image: python:3.12-alpine
        command: [python]
        source: print("heads")
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
        - - name: flip
            template: flip
        - - name: heads
            template: flip
            when: "{{steps.flip.outputs.result}} == heads"
    - name: flip
      script:
        image: python:3.12-alpine
        command: [python]
        source: print("heads")
```

Argo: Accepted. What the text comes to still holds braces: a condition with them cannot be evaluated.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.checks.uses import field, part
from wfsim.scope.uses import Use
from wfsim.text import Argo, Diagnostic, Severity
from wfsim.yamlio import Scalar

ID = "unbalanced-tag"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/variables/"


def check(context: Context) -> Iterator[Diagnostic]:
    """In what Argo itself reads of a step or task; the text of a container may be for another program."""
    seen: set[tuple[int, object]] = set()
    for use in context.names:
        of_argo = use.call is not None or field(use)[:1] == ("metrics",)
        if of_argo and "{{" in use.text and (id(use.resource), use.path) not in seen:
            seen.add((id(use.resource), use.path))
            yield from _judged(use)


def _judged(use: Use) -> Iterator[Diagnostic]:
    node = use.resource.document.node(use.path)
    text = node.text if isinstance(node, Scalar) else ""
    opened, closed = text.count("{{"), text.count("}}")
    if opened > closed:
        start = text.find("{{{{")
        start, end = (start, start + 4) if start >= 0 else (use.start - 2, use.end)
        at = part(use.resource.document, use.path, start, end)
        message = f"{opened} times `{{{{`, and {closed} times `}}}}`: they do not pair"
        yield Diagnostic(ID, SEVERITY, message, at, hint="Write one pair for each tag.", argo=Argo.FAILS)
