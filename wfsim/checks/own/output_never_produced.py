"""An output that this template can never produce.

The output is declared in a way that is accepted, but nothing of this template can fill it: a steps
or dag template whose `parameter` is plain text instead of a tag, or a suspend, http or plugin
template that is to read a file.

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
      outputs:
        parameters:
          - name: text
            valueFrom:
              parameter: steps.make.outputs.result
    - name: make
      script:
        image: alpine:3.20
        command: [sh]
        source: echo hello
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
      outputs:
        parameters:
          - name: text
            valueFrom:
              parameter: "{{steps.make.outputs.result}}"
    - name: make
      script:
        image: alpine:3.20
        command: [sh]
        source: echo hello
```

Argo: Accepted. The template ends in an error: `Unable to resolve: "steps.make.outputs.result"`.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.checks.calls import templates_of
from wfsim.spec.model import Parameter, Template, TemplateKind, ValueFrom
from wfsim.text import Argo, Diagnostic, Severity

ID = "output-never-produced"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/output-parameters/"

_COMPOSED = (TemplateKind.STEPS, TemplateKind.DAG)
_FITS = {
    TemplateKind.SUSPEND: ("supplied",),
    TemplateKind.HTTP: (),
    TemplateKind.DATA: ("path",),
}
_FIELDS = (("path", "path"), ("json_path", "jsonPath"), ("jq_filter", "jqFilter"), ("parameter", "parameter"))


def check(context: Context) -> Iterator[Diagnostic]:
    for resource in context.workspace.resources:
        for template in templates_of(resource):
            for output in template.outputs.parameters:
                source = output.value_from
                if source is None or source.default is not None:
                    continue
                if problem := _problem(template, output, source):
                    field, message, hint = problem
                    at = resource.document.span((*output.path, "valueFrom", field))
                    yield Diagnostic(ID, SEVERITY, message, at, hint=hint, argo=Argo.FAILS)


def _problem(template: Template, output: Parameter, source: ValueFrom) -> tuple[str, str, str] | None:
    """The field that does not fit, why, and the way out."""
    if template.kind in _COMPOSED and source.parameter and "{{" not in source.parameter:
        message = f"`parameter` must be a tag; {source.parameter!r} is a text that nothing resolves"
        return "parameter", message, f'Write `parameter: "{{{{{source.parameter}}}}}"`.'
    if template.kind not in _FITS:
        return None
    for attribute, field in _FIELDS:
        if getattr(source, attribute) and field not in _FITS[template.kind]:
            message = f"templates of kind {template.kind} have no {field} to take the output {output.name!r} from"
            return field, message, _WAYS[template.kind]
    return None


_WAYS = {
    TemplateKind.SUSPEND: "Write `valueFrom: {supplied: {}}`: the value is given when the workflow is resumed.",
    TemplateKind.HTTP: "Use `outputs.result`, the body of the answer.",
    TemplateKind.DATA: "Use `outputs.result`.",
}
