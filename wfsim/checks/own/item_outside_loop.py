"""The item of a loop where there is no loop.

`{{item}}` is known in the step or task that loops, and nowhere else: not in another step, and not
in the template that is called, which gets it as an argument.

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
            withItems: [a, b]
    - name: echo
      inputs:
        parameters:
          - name: text
      container:
        image: alpine:3.20
        command: [echo, "{{inputs.parameters.text}}"]
```

Argo: Accepted. The tag stays in the text as it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.checks.uses import field, in_hook
from wfsim.scope.uses import Use
from wfsim.text import Argo, Diagnostic, Severity, Span

ID = "item-outside-loop"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/loops/"

_WORDS = ("args", "command", "env")  # of a container: text of other kinds may be meant for another program


def check(context: Context) -> Iterator[Diagnostic]:
    for use in context.names:
        if (use.text == "item" or use.text.startswith("item.")) and _without_loop(use):
            yield _finding(use, use.span)
    for use in context.expressions:
        if "item" in use.text and _without_loop(use):
            from wfsim.checks.typed import references

            yield from (_finding(use, at) for _, at in references(use, "item"))


def _finding(use: Use, at: Span) -> Diagnostic:
    where = f"{use.call.name!r} does not loop" if use.call else "a template does not see its caller's loop"
    return Diagnostic(ID, SEVERITY, f"there is no item here: {where}", at, hint=_hint(use), argo=Argo.FAILS)


def _without_loop(use: Use) -> bool:
    if "inline" in use.path:
        return False  # an inline template is filled in with the item of the step around it
    if use.call is not None:
        loops = "withItems" in use.call.data or "withParam" in use.call.data or use.call.loops
        return not loops and not in_hook(use)
    return len(field(use)) > 1 and field(use)[1] in _WORDS


def _hint(use: Use) -> str:
    if use.call is not None:
        return "Add `withItems`, `withParam` or `withSequence` to it."
    return "Pass it as an argument, and use the input here."
