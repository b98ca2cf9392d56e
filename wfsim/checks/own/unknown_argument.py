"""An argument that the called template does not declare.

A step, task or hook passes an argument that the template has no input for. Mostly it is a typing
slip, and the input that was meant keeps its default. So does an argument of the workflow that is
nearly called as an input that its entrypoint needs.

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
            template: echo
            arguments:
              parameters:
                - name: test
                  value: hello
    - name: echo
      inputs:
        parameters:
          - name: text
            value: nothing to say
      container:
        image: alpine:3.20
        command: [echo, "{{inputs.parameters.text}}"]
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
            template: echo
            arguments:
              parameters:
                - name: text
                  value: hello
    - name: echo
      inputs:
        parameters:
          - name: text
            value: nothing to say
      container:
        image: alpine:3.20
        command: [echo, "{{inputs.parameters.text}}"]
```

Argo: Accepted. The argument is dropped in silence, also behind a `templateRef`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wfsim.checks.api import Context
from wfsim.checks.calls import CallSite, Role
from wfsim.checks.words import did_you_mean
from wfsim.spec.model import Artifact, Kind, Parameter, Template
from wfsim.text import Argo, Diagnostic, Severity

ID = "unknown-argument"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/parameters/"

_TEMPLATES = (Kind.WORKFLOW_TEMPLATE, Kind.CLUSTER_WORKFLOW_TEMPLATE)
_CALLS = (Role.STEP, Role.TASK, Role.HOOK)


def check(context: Context) -> Iterator[Diagnostic]:
    for site in context.calls:
        callee = site.callee
        if callee is None or _defaulted(site):
            continue
        if site.role in _CALLS:
            given, inputs = site.arguments, callee.inputs
            yield from _surplus(site, callee, "parameter", given.parameters, inputs.parameters)
            yield from _surplus(site, callee, "artifact", given.artifacts, inputs.artifacts)
        elif site.role is Role.ENTRYPOINT and site.resource.kind in _TEMPLATES:
            yield from _misspelt(site, callee)


def _misspelt(site: CallSite, callee: Template) -> Iterator[Diagnostic]:
    """Arguments that nothing reads, where the entrypoint needs one of nearly that name: in a WorkflowTemplate it could
    be given at submit, and Argo's linter says nothing."""
    passed = {one.name for one in site.arguments.parameters}
    needed = [
        one.name
        for one in callee.inputs.parameters
        if one.name not in passed and one.default is None and one.value is None and one.value_from is None
    ]
    text = site.resource.document.source.text
    for one in site.arguments.parameters:
        meant = did_you_mean(one.name, needed) if one.name else ""
        if meant and callee.inputs.parameter(one.name) is None and text.count(one.name) == 1:
            at = site.resource.document.span((*one.path, "name"))
            message = f"nothing reads {one.name!r}, and the entrypoint {callee.name!r} has no input of this name"
            yield Diagnostic(ID, SEVERITY, message, at, hint=meant, argo=Argo.IGNORES)


def _defaulted(site: CallSite) -> bool:
    """Whether templateDefaults may add inputs."""
    owners = (site.resource, site.target.owner)
    return any(owner is not None and "inputs" in owner.spec.template_defaults for owner in owners)


def _surplus(
    site: CallSite,
    callee: Template,
    what: str,
    given: Sequence[Parameter | Artifact],
    inputs: Sequence[Parameter | Artifact],
) -> Iterator[Diagnostic]:
    known = [one.name for one in inputs]
    passed = {one.name for one in given}
    for one in given:
        if one.name and one.name not in known and "{{" not in one.name:
            name = f"the template {callee.name!r}" if callee.name else "the inline template"
            message = f"{name} has no input {what} {one.name!r}; the argument is dropped"
            at = site.resource.document.span((*one.path, "name"))
            open_ones = [name for name in known if name not in passed]
            meant = did_you_mean(one.name, open_ones)
            severity = SEVERITY if meant else Severity.WARNING  # harmless clutter, unless it was meant for an input
            yield Diagnostic(ID, severity, message, at, hint=meant or _declared(what, known), argo=Argo.IGNORES)


def _declared(what: str, known: list[str]) -> str:
    return f"Its input {what}s: {', '.join(known)}." if known else f"It has no input {what}s."
