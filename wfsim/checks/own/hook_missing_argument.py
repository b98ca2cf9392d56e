"""A hook does not give an input that its template needs.

The template that a lifecycle hook calls has a required input, and the hook's own `arguments` do not
give it. The arguments of the step or of the workflow are not handed on to hooks.

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
            template: hello
            hooks:
              exit:
                template: echo
    - name: hello
      container:
        image: alpine:3.20
        command: [echo, hello]
    - name: echo
      inputs:
        parameters:
          - name: text
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
            template: hello
            hooks:
              exit:
                template: echo
                arguments:
                  parameters:
                    - name: text
                      value: bye
    - name: hello
      container:
        image: alpine:3.20
        command: [echo, hello]
    - name: echo
      inputs:
        parameters:
          - name: text
      container:
        image: alpine:3.20
        command: [echo, "{{inputs.parameters.text}}"]
```

Argo: Accepted. The hook's node ends in an error: `inputs.parameters.text was not supplied`.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.checks.calls import CallSite, Role
from wfsim.spec.model import Parameter, Template
from wfsim.text import Argo, Diagnostic, Severity

ID = "hook-missing-argument"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/lifecyclehook/"


def check(context: Context) -> Iterator[Diagnostic]:
    for site in context.calls:
        if site.role is Role.HOOK and site.callee is not None:
            for kind, name in _missing(site, site.callee):
                message = f"the hook {site.name!r} does not give the input {kind} {name!r} of {site.callee.name!r}"
                at = site.resource.document.span(site.reference)
                hint = f"Add it to the `arguments` of the hook, or give the input a `default` in {site.callee.name!r}."
                yield Diagnostic(ID, SEVERITY, message, at, hint=hint, argo=Argo.FAILS)


def _missing(site: CallSite, callee: Template) -> Iterator[tuple[str, str]]:
    given = site.arguments
    for parameter in callee.inputs.parameters:
        if _required(parameter) and given.parameter(parameter.name) is None:
            yield "parameter", parameter.name
    for artifact in callee.inputs.artifacts:
        if not artifact.optional and not artifact.location and given.artifact(artifact.name) is None:
            yield "artifact", artifact.name


def _required(parameter: Parameter) -> bool:
    return parameter.value is None and parameter.default is None and parameter.value_from is None
