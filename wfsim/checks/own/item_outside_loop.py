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
from wfsim.checks.texts import Text
from wfsim.text import Argo, Diagnostic, Severity

ID = "item-outside-loop"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/loops/"

_WORDS = ("args", "command", "env")  # of a container: text of other kinds may be meant for another program


def check(context: Context) -> Iterator[Diagnostic]:
    for text in context.texts:
        if _without_loop(text):
            for tag in text.names:
                if tag.key == "item" or tag.key.startswith("item."):
                    where = (
                        f"{text.call.name!r} does not loop"
                        if text.call
                        else "a template does not see its caller's loop"
                    )
                    message = f"there is no item here: {where}"
                    yield Diagnostic(ID, SEVERITY, message, text.tag_at(tag), hint=_hint(text), argo=Argo.FAILS)


def _without_loop(text: Text) -> bool:
    if text.call is not None:
        loops = "withItems" in text.call.data or "withParam" in text.call.data or text.call.loops
        return not loops and not text.in_hook
    return len(text.field) > 1 and text.field[1] in _WORDS


def _hint(text: Text) -> str:
    if text.call is not None:
        return "Add `withItems`, `withParam` or `withSequence` to it."
    return "Pass it as an argument, and use the input here."
