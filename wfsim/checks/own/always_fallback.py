"""A name that does not exist, hidden by its fallback.

`??` and `?.` take another value where there is none. They also hide a name that is misspelt: it is almost
that of a step, or steps have no such member, so the fallback counts every time.

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
        - - name: flip
            template: flip
        - - name: tell
            template: tell
            arguments:
              parameters:
                - name: side
                  value: "{{= steps.flop?.outputs?.result ?? 'none' }}"
    - name: flip
      script:
        image: python:3.12-alpine
        command: [python]
        source: print("heads")
    - name: tell
      inputs:
        parameters:
          - name: side
      container:
        image: alpine:3.20
        command: [echo, "{{inputs.parameters.side}}"]
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
        - - name: flip
            template: flip
        - - name: tell
            template: tell
            arguments:
              parameters:
                - name: side
                  value: "{{= steps.flip?.outputs?.result ?? 'none' }}"
    - name: flip
      script:
        image: python:3.12-alpine
        command: [python]
        source: print("heads")
    - name: tell
      inputs:
        parameters:
          - name: side
      container:
        image: alpine:3.20
        command: [echo, "{{inputs.parameters.side}}"]
```

Argo: Accepted. The fallback is taken; without a `?.` at the right place it is an error: `cannot fetch …`.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.checks.uses import in_hook, part_of
from wfsim.checks.words import did_you_mean
from wfsim.scope.uses import Use
from wfsim.text import Argo, Diagnostic, Severity

ID = "always-fallback"
SEVERITY = Severity.WARNING
SEE = "https://argo-workflows.readthedocs.io/en/latest/variables/#expression"

_ROOTS = ("steps", "tasks")
_MEMBERS = ("id", "status", "startedAt", "finishedAt", "ip", "hostNodeName", "exitCode", "outputs")
_OUTPUTS = ("parameters", "artifacts", "result", "exitCode")


def check(context: Context) -> Iterator[Diagnostic]:
    names: dict[int, tuple[str, ...]] = {}
    for use in context.expressions:
        if any(root in use.text for root in _ROOTS) and "?" in use.text and not in_hook(use) and use.template.calls:
            key = id(use.template)
            if key not in names:
                names[key] = tuple(one.name for one in use.template.calls)
            yield from _judged(use, names[key])


def _judged(use: Use, names: tuple[str, ...]) -> Iterator[Diagnostic]:
    from wfsim.lang import expr
    from wfsim.lang.errors import LangError

    try:
        found = expr.references(expr.parse(use.text))
    except LangError:
        return
    for one in found:
        if one.guarded and one.path[0] in _ROOTS and len(one.path) > 2:
            message, hint = _problem(use, one.path, names)
            if message:
                at = part_of(use, one.start, one.end)
                yield Diagnostic(ID, SEVERITY, message, at, hint=hint, argo=Argo.IGNORES)


def _problem(use: Use, path: tuple[str, ...], names: tuple[str, ...]) -> tuple[str, str]:
    kind = "task" if use.template.dag is not None else "step"
    if path[1] not in names:
        meant = did_you_mean(path[1], names)  # a name like none may be meant to be nobody's
        return (f"there is no {kind} {path[1]!r}: the fallback counts every time", meant) if meant else ("", "")
    for place, known in ((2, _MEMBERS), (3, _OUTPUTS)):
        if len(path) > place and path[place] not in known:
            what = f"a {kind} has" if place == 2 else "outputs have"
            return f"{what} no {path[place]!r}: the fallback counts every time", did_you_mean(path[place], known)
        if path[2] != "outputs":
            break
    return "", ""
