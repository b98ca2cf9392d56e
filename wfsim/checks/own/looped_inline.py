"""A loop over an inline template, which the controller cannot follow up.

When all members of a loop are done the controller looks for the template of the call, and an inline one has no name to
be found by. A `steps` template ends as Error (`failed to get a template`) although every pod succeeded. In a `dag` the
tasks that wait for such a loop end as Error; a loop for which nothing waits works.

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
        - - name: greet
            withItems: [hello, goodbye]
            inline:
              container:
                image: alpine:3.20
                command: [echo, "{{item}}"]
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
        - - name: greet
            withItems: [hello, goodbye]
            template: say
            arguments:
              parameters: [{name: text, value: "{{item}}"}]
    - name: say
      inputs:
        parameters: [{name: text}]
      container:
        image: alpine:3.20
        command: [echo, "{{inputs.parameters.text}}"]
```

Argo: Accepted. The members run, then the template is Error.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.checks.calls import templates_of
from wfsim.checks.dependencies import ancestors
from wfsim.spec.model import Call, Template
from wfsim.text import Argo, Diagnostic, Severity

ID = "looped-inline"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/inline-templates/"


def check(context: Context) -> Iterator[Diagnostic]:
    for resource in context.workspace.resources:
        for template in templates_of(resource):
            for call in template.calls:
                if call.inline is not None and call.loops and (who := _who_fails(template, call)):
                    at = resource.document.key_span((*call.path, "inline"))
                    message = f"{call.name!r} loops over an inline template: when its members are done {who}"
                    hint = "Give the template a name of its own, and call it."
                    yield Diagnostic(ID, SEVERITY, message, at, hint=hint, argo=Argo.FAILS)


def _who_fails(template: Template, call: Call) -> str:
    """What ends as Error because of the loop; empty where nothing does."""
    if template.dag is None:
        return f"{template.name!r} is Error" if template.name else "the template is Error"
    waiting = [name for name, before in ancestors(template.dag).items() if call.name in before]
    return f"{waiting[0]!r}, which waits for it, is Error" if waiting else ""
