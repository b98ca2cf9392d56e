"""A parameter that names an artifact, or an artifact that names a parameter.

Artifacts and parameters live in different worlds: a parameter's value is text, an artifact is a
file somewhere. `from` takes one tag that names an artifact; `value` takes text and parameters.

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
        - - name: write
            template: write
        - - name: say
            template: echo
            arguments:
              parameters:
                - name: text
                  value: "{{steps.write.outputs.artifacts.notes}}"
    - name: write
      container:
        image: alpine:3.20
        command: [sh, -c, "echo hi > /tmp/notes.txt"]
      outputs:
        artifacts:
          - name: notes
            path: /tmp/notes.txt
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
        - - name: write
            template: write
        - - name: read
            template: read
            arguments:
              artifacts:
                - name: notes
                  from: "{{steps.write.outputs.artifacts.notes}}"
    - name: write
      container:
        image: alpine:3.20
        command: [sh, -c, "echo hi > /tmp/notes.txt"]
      outputs:
        artifacts:
          - name: notes
            path: /tmp/notes.txt
    - name: read
      inputs:
        artifacts:
          - name: notes
            path: /tmp/notes.txt
      container:
        image: alpine:3.20
        command: [cat, /tmp/notes.txt]
```

Argo: Accepted. The tag stays in the text, or the artifact cannot be resolved and the step ends in
an error.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.checks.uses import field
from wfsim.scope import catalog
from wfsim.scope.uses import Use
from wfsim.text import Argo, Diagnostic, Severity

ID = "wrong-reference"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/artifacts/"


def check(context: Context) -> Iterator[Diagnostic]:
    for site in context.calls:
        if site.call is None:
            continue
        for artifact in site.arguments.artifacts:
            if artifact.from_ and "{{" not in artifact.from_:
                at = site.resource.document.span((*artifact.path, "from"))
                message = f"`from` must be one tag that names an artifact, not the text {artifact.from_!r}"
                hint = f'Write `from: "{{{{{artifact.from_}}}}}"`.' if _artifact(artifact.from_) else ""
                yield Diagnostic(ID, SEVERITY, message, at, hint=hint, argo=Argo.FAILS)
    for use in context.names:
        if use.call is not None and use.field == "from" and "artifacts" in field(use):
            yield from _in_from(use)
        elif use.call is not None and use.field == "value" and "parameters" in field(use):
            yield from _in_value(use)


def _in_from(use: Use) -> Iterator[Diagnostic]:
    found = catalog.find(use.text)
    named = found is not None and found.type is not catalog.Type.ARTIFACT and found.root in ("steps", "tasks")
    if named and "{{" not in use.text:
        message = f"`from` needs an artifact, and {use.text!r} is none"
        hint = "Pass it as a parameter, by `value`."
        yield Diagnostic(ID, SEVERITY, message, use.span, hint=hint, argo=Argo.FAILS)


def _in_value(use: Use) -> Iterator[Diagnostic]:
    if _artifact(use.text):
        message = f"{use.text!r} is an artifact, and has no text that a parameter could take"
        hint = "Pass it as an artifact, by `from`; or make it an output parameter."
        yield Diagnostic(ID, SEVERITY, message, use.span, hint=hint, argo=Argo.FAILS)


def _artifact(name: str) -> bool:
    found = catalog.find(name)
    return found is not None and found.type is catalog.Type.ARTIFACT
