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
from wfsim.text import Argo, Diagnostic, Severity

ID = "bad-with-param"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/loops/"


def check(context: Context) -> Iterator[Diagnostic]:
    for resource in context.workspace.resources:
        for template in templates_of(resource):
            for call in template.calls:
                if call.with_param and "{{" not in call.with_param and not _is_list(call.with_param):
                    at = resource.document.span((*call.path, "withParam"))
                    hint = 'Write a JSON list, such as \'["a", "b"]\'; a tag that holds one; or use `withItems`.'
                    message = "`withParam` is neither a JSON list nor a tag that becomes one"
                    yield Diagnostic(ID, SEVERITY, message, at, hint=hint, argo=Argo.FAILS)


def _is_list(text: str) -> bool:
    from wfsim.lang import items

    try:
        items.from_param(text)
    except LangError:
        return False
    return True
