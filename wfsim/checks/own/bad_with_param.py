"""A loop over something that is no list.

`withParam` is a JSON list in a text: written out, or put there by a tag. A plain YAML list belongs
into `withItems`.

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
                - name: text
                  value: "{{item}}"
            withParam: "[a, b]"
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
            template: echo
            arguments:
              parameters:
                - name: text
                  value: "{{item}}"
            withParam: '["a", "b"]'
    - name: echo
      inputs:
        parameters:
          - name: text
      container:
        image: alpine:3.20
        command: [echo, "{{inputs.parameters.text}}"]
```

Argo: Accepted. The step ends in an error: `withParam value could not be parsed as a JSON list`.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.checks.calls import templates_of
from wfsim.lang.errors import LangError
from wfsim.spec.model import Call, Resource, Template
from wfsim.text import Argo, Diagnostic, Related, Severity

ID = "bad-with-param"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/loops/"

_WAY_OUT = 'Write a JSON list, such as \'["a", "b"]\'; a tag that holds one; or use `withItems`.'


def check(context: Context) -> Iterator[Diagnostic]:
    for resource in context.workspace.resources:
        for template in templates_of(resource):
            for call in template.calls:
                if call.with_param:
                    yield from _judged(context, resource, template, call)


def _judged(context: Context, resource: Resource, template: Template, call: Call) -> Iterator[Diagnostic]:
    at = resource.document.span((*call.path, "withParam"))
    text = call.with_param.strip()
    if "{{" not in text:
        if not _is_list(text):
            from wfsim.lang import traps

            name = traps.reference(text)
            hint = f"A variable stands in a tag: `{{{{{name}}}}}`." if name else _WAY_OUT
            message = "`withParam` is neither a JSON list nor a tag that becomes one"
            yield Diagnostic(ID, SEVERITY, message, at, hint=hint, argo=Argo.FAILS)
        return
    from wfsim.checks.values import Place, alone, known

    if name := alone(text):
        for value in known(context, Place(resource, template, call), name):
            if not _is_list(value.value):
                message = f"the loop needs a JSON list, and a value of {name!r} is none"
                related = (Related("that value", value.at),)
                yield Diagnostic(ID, SEVERITY, message, at, related, _WAY_OUT, argo=Argo.FAILS)
                return


def _is_list(text: str) -> bool:
    from wfsim.lang import items

    try:
        items.from_param(text)
    except LangError:
        return False
    return True
