"""A name that Kubernetes does not take.

Names of objects are lower-case letters, digits, dashes and dots, with a letter or digit at both ends;
the beginning of one in `generateName` may end in a dash. Argo's linter looks at their length alone.

Bad:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: My_Example-
spec:
  entrypoint: main
  templates:
    - name: main
      container:
        image: alpine:3.20
        command: [echo, hello]
```

Good:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: my-example-
spec:
  entrypoint: main
  templates:
    - name: main
      container:
        image: alpine:3.20
        command: [echo, hello]
```

Argo: Accepted by the linter. The API server refuses the object.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.spec.model import Resource
from wfsim.text import Argo, Diagnostic, Fix, Severity, Span

ID = "invalid-object-name"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/workflow-concepts/"

_NAME = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
_LABEL = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
_FILLED_IN = re.compile(r"\{\{|\$[({]|<|%\(|@@|__[A-Z]")  # where another tool puts a name
_HINT = "Use lower-case letters, digits and dashes, with a letter or digit at both ends."


def check(context: Context) -> Iterator[Diagnostic]:
    for resource in context.workspace.resources:
        beginning = f"{resource.generate_name}x" if resource.generate_name else ""
        if not resource.name:
            yield from _judged(resource, "generateName", resource.generate_name, beginning, _NAME)
        yield from _judged(resource, "name", resource.name, resource.name, _NAME)
        yield from _judged(resource, "namespace", resource.namespace, resource.namespace, _LABEL)


def _judged(resource: Resource, field: str, written: str, name: str, pattern: re.Pattern[str]) -> Iterator[Diagnostic]:
    if name and not _FILLED_IN.search(name) and not pattern.fullmatch(name):
        at = resource.document.span(("metadata", field))
        what = "cannot begin the name of an object" if field == "generateName" else f"is no {_WORDS[field]}"
        message = f"{written!r} {what}: Kubernetes refuses it"
        yield Diagnostic(ID, SEVERITY, message, at, hint=_HINT, fix=_lower(at, field, written), argo=Argo.FAILS)


_WORDS = {"name": "name of an object", "namespace": "name of a namespace"}


def _lower(at: Span, field: str, written: str) -> Fix | None:
    """In lower case and with dashes, where that is all that is wrong, and nothing else can name the object."""
    better = written.lower().replace("_", "-")
    if field != "generateName" or not _NAME.fullmatch(f"{better}x") or at.text != written:
        return None
    return Fix(f"write {better!r}", at, better)
