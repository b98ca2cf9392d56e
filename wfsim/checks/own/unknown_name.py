"""A name in an expression that does not exist.

An expression uses an input that the template does not declare, a step that is not there, a workflow
parameter that nobody gives, or a name or function that Argo does not have. Names with a dash need
brackets: `inputs.parameters['my-name']`.

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
      inputs:
        parameters:
          - name: my-name
            value: you
      container:
        image: alpine:3.20
        command: [echo, "{{= 'hello ' + inputs.parameters.my-name }}"]
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
      inputs:
        parameters:
          - name: my-name
            value: you
      container:
        image: alpine:3.20
        command: [echo, "{{= 'hello ' + inputs.parameters['my-name'] }}"]
```

Argo: Accepted. A tag stays in the text as it is; another expression ends in an error.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.checks.words import did_you_mean
from wfsim.scope.uses import Kind, Use
from wfsim.text import Argo, Diagnostic, Severity

ID = "unknown-name"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/variables/#expression"


def check(context: Context) -> Iterator[Diagnostic]:
    if context.expressions:
        from wfsim.checks.typed import findings
        from wfsim.lang.flaws import Trouble

        yield from findings(context, ID, SEVERITY, Argo.FAILS, Trouble.NAME, Trouble.FUNCTION)
        for use in context.expressions:
            if use.kind is Kind.FIELD and any(call.loops for call in use.template.calls):
                yield from _beside_loops(use)


def _beside_loops(use: Use) -> Iterator[Diagnostic]:
    """Steps and tasks that do not exist in a template with loops, whose members have names such as `a(0:x)`: of these
    static types know nothing, and take every name."""
    from wfsim.checks.typed import references

    kind = "task" if use.template.dag is not None else "step"
    names = [call.name for call in use.template.calls]
    if any("{{" in one for one in names):
        return
    for name, at in references(use, f"{kind}s"):
        asked = name.split(".")[1] if "." in name else "name"
        if asked not in (*names, "name") and "(" not in asked:
            message = f"the template has no {kind} {asked!r}"
            yield Diagnostic(ID, SEVERITY, message, at, hint=did_you_mean(asked, names), argo=Argo.FAILS)
