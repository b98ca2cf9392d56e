"""A condition of a resource that cannot be read.

`successCondition` and `failureCondition` of a resource template are label selectors over the live object:
`status.phase == Succeeded, status.replicas > 2`. A key is a path into the object, its steps joined by dots. There are
`=`, `==`, `!=`, `<`, `>`, `in (a, b)`, `notin (a, b)`, a bare key and `!key`, joined by commas; values have no quotes.
All of `successCondition` has to hold, and any one of `failureCondition` is enough.

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
      resource:
        action: create
        successCondition: status.succeeded >= 1
        manifest: |
          apiVersion: batch/v1
          kind: Job
          metadata:
            generateName: example-
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
      resource:
        action: create
        successCondition: status.succeeded > 0
        manifest: |
          apiVersion: batch/v1
          kind: Job
          metadata:
            generateName: example-
```

Argo: Accepted. The object is created, and then the node fails: `success condition 'status.succeeded
>= 1' failed to parse`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wfsim.checks.api import Context
from wfsim.checks.calls import written_in
from wfsim.checks.uses import part
from wfsim.lang.errors import LangError
from wfsim.spec.model import TemplateKind
from wfsim.text import Argo, Diagnostic, Severity

ID = "bad-condition"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/kubernetes-resources/"

# What people know from other languages, and what to write instead.
_WAYS = (
    ("||", "There is no `or`: `key in (a, b)` allows several values, and one comma in failureCondition is an `or`."),
    ("&&", "A comma joins requirements: all of successCondition have to hold, one of failureCondition is enough."),
    (">>", "Write one `>`: `status.succeeded > 0`."),
    (">=", "Only `<` and `>` compare numbers: write `> 2` for `>= 3`."),
    ("<=", "Only `<` and `>` compare numbers: write `< 4` for `<= 3`."),
    ("'", "Values have no quotes: `status.phase == Succeeded`."),
    ('"', "Values have no quotes: `status.phase == Succeeded`."),
    ("[", "An item of a list is a step like any other: `status.conditions.0.type`."),
    ("=~", "There are no regular expressions: name the values, `key in (a, b)`."),
)


def check(context: Context) -> Iterator[Diagnostic]:
    for resource in context.workspace.resources:
        for template in written_in(resource):
            body = template.data.get(TemplateKind.RESOURCE)
            if isinstance(body, Mapping) and (template.kind is TemplateKind.RESOURCE or not template.name):
                for field in ("successCondition", "failureCondition"):
                    text = body.get(field)
                    error = _problem(text) if isinstance(text, str) else None
                    if isinstance(text, str) and error is not None:
                        start = min(error.start or 0, max(len(text) - 1, 0))
                        at = part(
                            resource.document,
                            (*template.path, "resource", field),
                            start,
                            max(error.end or 0, start + 1),
                        )
                        message = f"this {field} cannot be read: {error.told(text)}"
                        yield Diagnostic(ID, SEVERITY, message, at, hint=_way_out(text), argo=Argo.FAILS)


def _problem(text: str) -> LangError | None:
    """What is wrong with a condition; one with tags is only known when it runs."""
    if "{{" in text:
        return None
    from wfsim.lang import selectors

    try:
        selectors.parse(text)
    except LangError as error:
        return error
    return None


def _way_out(text: str) -> str:
    return next((hint for sign, hint in _WAYS if sign in text), "For example `status.phase in (Succeeded, Completed)`.")
