"""A parameter of the workflow that its template does not declare.

In a WorkflowTemplate Argo's linter lets every `workflow.parameters.NAME` pass, since the workflow that is
made of it may declare more. This one is almost the name of one that is declared, and of none that is
declared anywhere else.

Bad:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata:
  name: example
spec:
  entrypoint: main
  arguments:
    parameters:
      - name: branch
        value: main
  templates:
    - name: main
      container:
        image: alpine:3.20
        command: [echo, "{{workflow.parameters.brnch}}"]
```

Good:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata:
  name: example
spec:
  entrypoint: main
  arguments:
    parameters:
      - name: branch
        value: main
  templates:
    - name: main
      container:
        image: alpine:3.20
        command: [echo, "{{workflow.parameters.branch}}"]
```

Argo: Accepted. The tag reaches the container as it is written, unless the workflow has such a parameter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wfsim.checks.api import Context
from wfsim.scope.uses import Use
from wfsim.spec.model import Kind
from wfsim.spec.spelling import distance, respelt
from wfsim.text import Argo, Diagnostic, Severity, Span

ID = "undeclared-parameter"
SEVERITY = Severity.WARNING
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/parameters/"

_BEFORE = "workflow.parameters."
_TEMPLATES = (Kind.WORKFLOW_TEMPLATE, Kind.CLUSTER_WORKFLOW_TEMPLATE)


def check(context: Context) -> Iterator[Diagnostic]:
    declared: set[str] | None = None
    for use, text, at in _named(context):
        if declared is None:
            resources = context.workspace.resources
            declared = {"json", *(one.name for each in resources for one in each.spec.arguments.parameters)}
        name = text.removeprefix(_BEFORE)
        if name in declared or "{{" in name:
            continue
        meant = _almost(name, [one.name for one in use.resource.spec.arguments.parameters])
        if meant:
            message = f"no workflow here declares the parameter {name!r}"
            fix = respelt(at, text, _BEFORE + meant) if at.text == text else None
            hint = f"Did you mean {meant!r}?"
            yield Diagnostic(ID, SEVERITY, message, at, hint=hint, fix=fix, argo=Argo.FAILS)


def _named(context: Context) -> Iterator[tuple[Use, str, Span]]:
    """The parameters of workflows that templates for others name, in tags and in expressions."""
    for use in context.names:
        if use.text.startswith(_BEFORE) and use.resource.kind in _TEMPLATES:
            yield use, use.text, use.span
    for use in context.expressions:
        if use.resource.kind in _TEMPLATES and _BEFORE in use.text:
            from wfsim.checks.typed import references

            yield from ((use, name, at) for name, at in references(use, "workflow") if name.startswith(_BEFORE))


def _almost(name: str, known: Sequence[str]) -> str:
    """The one name that is one or two slips away, in a word long enough that this is no accident."""
    near = [one for one in known if distance(name, one) <= (2 if len(one) > 6 else 1) and len(one) > 3]
    return near[0] if len(near) == 1 and not _related(name, near[0]) else ""


def _related(name: str, other: str) -> bool:
    """Whether two names differ in their numbers alone, or are one and many: that is no slip."""
    digits = str.maketrans("", "", "0123456789")
    return name.translate(digits).rstrip("s") == other.translate(digits).rstrip("s")
