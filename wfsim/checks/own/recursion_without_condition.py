"""Templates that call themselves for ever.

Templates call each other in a circle, and no call in it has a condition (or a loop that may be
empty, or a dependency on how another task ended). Nothing can end it but Argo's limit on depth.

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
        - - name: again
            template: main
    - name: flip
      script:
        image: python:3.12-alpine
        command: [python]
        source: |
          import random
          print(random.choice(["heads", "tails"]))
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
        - - name: again
            template: main
            when: "{{steps.flip.outputs.result}} == tails"
    - name: flip
      script:
        image: python:3.12-alpine
        command: [python]
        source: |
          import random
          print(random.choice(["heads", "tails"]))
```

Argo: Accepted. The run fails with `Maximum recursion depth exceeded` (100 levels).
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.checks.calls import CallSite, Role
from wfsim.text import Argo, Diagnostic, Related, Severity

ID = "recursion-without-condition"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/recursion/"

_CALLS = (Role.STEP, Role.TASK)


def check(context: Context) -> Iterator[Diagnostic]:
    """One finding for each circle, at the call that closes it."""
    from wfsim.plan.graph import Digraph

    sites = [site for site in context.calls if _certain(site)]
    while True:
        ways: dict[tuple[int, int], CallSite] = {}
        for site in sites:
            ways.setdefault((id(site.within), id(site.callee)), site)
        after: dict[int, list[int]] = {}
        for caller, callee in ways:
            after.setdefault(caller, []).append(callee)
        circle = Digraph(after).cycle()
        if not circle:
            return
        calls = [ways[pair] for pair in zip(circle, (*circle[1:], circle[0]), strict=True)]
        yield _finding(calls)
        closing = calls[-1]
        sites = [one for one in sites if one.within is not closing.within or one.callee is not closing.callee]


def _certain(site: CallSite) -> bool:
    """Whether the call happens whenever its template runs to its end."""
    call = site.call
    if call is None or site.role not in _CALLS or site.callee is None or site.within is None:
        return False
    return not (call.when or call.with_param or call.with_sequence is not None or _outcome(call.depends))


def _outcome(depends: str) -> bool:
    """Whether a dependency asks how a task ended."""
    return any(word in depends for word in (".", "!", "||"))


def _finding(calls: list[CallSite]) -> Diagnostic:
    names = [site.within.name for site in calls if site.within is not None]
    closing = calls[-1]
    way = " → ".join([*names, names[0]])
    message = (
        f"nothing ends this recursion: {way}" if len(names) > 1 else f"the template {names[0]!r} always calls itself"
    )
    related = tuple(
        Related(f"{site.name!r} calls {site.callee.name!r}", site.resource.document.span(site.reference))
        for site in calls[:-1]
        if site.callee is not None
    )
    at = closing.resource.document.span(closing.reference)
    hint = "Give one of the calls a `when` that becomes false."
    return Diagnostic(ID, SEVERITY, message, at, related, hint, argo=Argo.FAILS)
