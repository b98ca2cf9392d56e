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
from wfsim.checks.texts import Text
from wfsim.text import Argo, Diagnostic, Related, Severity

ID = "sibling-output"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/steps/"


def check(context: Context) -> Iterator[Diagnostic]:
    for text in context.texts:
        if text.call is not None and text.template.steps and not text.in_hook:
            yield from _of(text)


def _of(text: Text) -> Iterator[Diagnostic]:
    assert text.call is not None
    group = text.template.steps[_group(text)]
    for tag in text.names:
        root, _, rest = tag.key.partition(".")
        step = rest.partition(".")[0]
        if root != "steps" or "." not in rest:
            continue
        other = next((one for one in group if one.name == step), None)
        if other is not None:
            own = other is text.call
            message = (
                f"the step {step!r} cannot use its own outputs"
                if own
                else f"{text.call.name!r} runs at the same time as {step!r}, and cannot use what it puts out"
            )
            there = Related(f"{step!r}, in the same group", text.resource.document.span((*other.path, "name")))
            hint = "" if own else "Put a second dash before the later one: `- - name: …` begins a new group."
            related = () if own else (there,)
            yield Diagnostic(ID, SEVERITY, message, text.tag_at(tag), related, hint, argo=Argo.FAILS)


def _group(text: Text) -> int:
    """The index of the step's group, which is in its path."""
    index = text.path[len(text.template.path) + 1]
    assert isinstance(index, int)
    return index
