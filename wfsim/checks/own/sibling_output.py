"""A step that waits for one that runs beside it.

Steps of one group run at the same time, so a step cannot use what another step of its group (or the
step itself) puts out.

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
          - name: say
            template: echo
            arguments:
              parameters:
                - name: text
                  value: "{{steps.make.outputs.result}}"
    - name: make
      script:
        image: alpine:3.20
        command: [sh]
        source: echo hello
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
        - - name: make
            template: make
        - - name: say
            template: echo
            arguments:
              parameters:
                - name: text
                  value: "{{steps.make.outputs.result}}"
    - name: make
      script:
        image: alpine:3.20
        command: [sh]
        source: echo hello
    - name: echo
      inputs:
        parameters:
          - name: text
      container:
        image: alpine:3.20
        command: [echo, "{{inputs.parameters.text}}"]
```

Argo: Accepted where the other step is listed first. The group waits for ever.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.checks.uses import in_hook
from wfsim.scope.uses import Use
from wfsim.spec.model import Call
from wfsim.text import Argo, Diagnostic, Related, Severity, Span

ID = "sibling-output"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/steps/"

_ROOT = "steps"


def check(context: Context) -> Iterator[Diagnostic]:
    for use in context.names:
        if _is_of_step(use):
            yield from _of(use, use.text, use.span)
    for use in context.expressions:
        if _is_of_step(use) and _ROOT in use.text:
            from wfsim.checks.typed import references

            for name, at in references(use, _ROOT):
                yield from _of(use, name, at)


def _is_of_step(use: Use) -> bool:
    return use.call is not None and bool(use.template.steps) and not in_hook(use)


def _of(use: Use, name: str, at: Span) -> Iterator[Diagnostic]:
    root, _, rest = name.partition(".")
    step, dot, _ = rest.partition(".")
    call, other = use.call, next((one for one in _group(use) if one.name == step), None)
    if root != _ROOT or not dot or other is None or call is None:
        return
    if other is call:
        message = f"the step {step!r} cannot use its own outputs"
        yield Diagnostic(ID, SEVERITY, message, at, argo=Argo.FAILS)
        return
    message = f"{call.name!r} runs at the same time as {step!r}, and cannot use what it puts out"
    related = (Related(f"{step!r}, in the same group", use.resource.document.span((*other.path, "name"))),)
    hint = "Put a second dash before the later one: `- - name: …` begins a new group."
    yield Diagnostic(ID, SEVERITY, message, at, related, hint, argo=Argo.FAILS)


def _group(use: Use) -> tuple[Call, ...]:
    """The steps that run together with the use's own; the group's index is in its path."""
    index = use.path[len(use.template.path) + 1]
    return use.template.steps[index] if isinstance(index, int) else ()
