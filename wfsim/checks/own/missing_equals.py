"""An expression in a tag that is none.

`{{…}}` holds the name of a variable, `{{=…}}` an expression. Without the `=` Argo looks for a variable with
the expression as its name, finds none, and leaves the text as it is.

Bad:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: example-
spec:
  entrypoint: main
  arguments:
    parameters:
      - name: number
        value: "3"
  templates:
    - name: main
      steps:
        - - name: say
            template: say
            when: "{{ asInt(workflow.parameters.number) > 2 }}"
    - name: say
      container:
        image: alpine:3.20
        command: [echo, hello]
```

Good:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: example-
spec:
  entrypoint: main
  arguments:
    parameters:
      - name: number
        value: "3"
  templates:
    - name: main
      steps:
        - - name: say
            template: say
            when: "{{= asInt(workflow.parameters.number) > 2 }}"
    - name: say
      container:
        image: alpine:3.20
        command: [echo, hello]
```

Argo: Accepted, unless the text begins with a variable. The tag stays as it is written; a condition with it
cannot be evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.text import Argo, Diagnostic, Fix, Severity

ID = "missing-equals"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/variables/#expression"

_VARIABLE = r"\b(?:inputs|workflow|steps|tasks|outputs)(?:\.[\w-]+|\[)|\bitem\b"
_CALL = r"(?s)[\w.]+\(.*\).*|.+(?:==|!=|>=|<=|&&|\|\||\?\?| \? ).+"


def check(context: Context) -> Iterator[Diagnostic]:
    for use in context.names:
        if "{{" not in use.text and re.fullmatch(_CALL, use.text) and re.search(_VARIABLE, use.text):
            message = "this is an expression in a tag that takes a name"
            at = use.span
            source = at.source
            start = source.text.rfind("{{", 0, at.start) + 2
            between = source.text[start : at.start]
            edit = Fix("write `{{=`", source.span(start, at.start + 1), f"={between}{at.text[:1]}")
            fix = edit if start > 1 and not between.strip() else None
            hint = "Write `{{=` for an expression."
            yield Diagnostic(ID, SEVERITY, message, at, hint=hint, fix=fix, argo=Argo.FAILS)
