"""A name that Kubernetes does not take.

Names of objects are lower-case letters, digits, dashes and dots, with a letter or digit at both ends;
the beginning of one in `generateName` may end in a dash. One of the two has to be there. Argo's linter
looks at the length of names alone.

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

from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.spec.model import Resource
from wfsim.text import Argo, Diagnostic, Fix, Severity, Span

ID = "invalid-object-name"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/workflow-concepts/"

_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")
_FILLED_IN = ("{{", "$(", "${", "<", "%(", "@@", "__")  # where another tool puts a name
_HINT = "Use lower-case letters, digits and dashes, with a letter or digit at both ends."


def check(context: Context) -> Iterator[Diagnostic]:
    for resource in context.workspace.resources:
        if not resource.name:
            yield from _judged(resource, "generateName", resource.generate_name)
        yield from _judged(resource, "name", resource.name)
        if not resource.name and not resource.generate_name:
            at = resource.document.key_span(("metadata",) if "metadata" in resource.data else ("kind",))
            message = "this object has no name: Kubernetes refuses it, unless the command that submits it gives one"
            hint = "Add `name` or `generateName` to `metadata`."
            yield Diagnostic(ID, Severity.WARNING, message, at, hint=hint, argo=Argo.FAILS)
        yield from _judged(resource, "namespace", resource.namespace)


def _judged(resource: Resource, field: str, name: str) -> Iterator[Diagnostic]:
    if name and not _fits(field, name) and not any(sign in name for sign in _FILLED_IN):
        at = resource.document.span(("metadata", field))
        message = f"{name!r} {_WORDS[field]}: Kubernetes refuses it"
        yield Diagnostic(ID, SEVERITY, message, at, hint=_HINT, fix=_lower(at, field, name), argo=Argo.FAILS)


_WORDS = {
    "generateName": "cannot begin the name of an object",
    "name": "is no name of an object",
    "namespace": "is no name of a namespace",
}


def _fits(field: str, name: str) -> bool:
    """What ``generateName`` begins ends in letters; a namespace has no dots in it."""
    name = f"{name}x" if field == "generateName" else name
    return all(map(_is_label, (name,) if field == "namespace" else name.split(".")))


def _is_label(part: str) -> bool:
    return part.strip("-") == part != "" and _LETTERS.issuperset(part)


def _lower(at: Span, field: str, written: str) -> Fix | None:
    """In lower case and with dashes, where that is all that is wrong, and nothing else can name the object."""
    better = written.lower().replace("_", "-")
    if field != "generateName" or not _fits(field, better) or at.text != written:
        return None
    return Fix(f"write {better!r}", at, better)
