"""A result compared with a word that its script does not say.

The condition compares the result of a script with a word. That word stands nowhere in the script, but one
that is almost the same does: probably one of them is misspelt, and the condition never holds.

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
        - - name: win
            template: win
            when: "{{steps.flip.outputs.result}} == haeds"
    - name: flip
      script:
        image: python:3.12-alpine
        command: [python]
        source: |
          import random
          print(random.choice(["heads", "tails"]))
    - name: win
      container:
        image: alpine:3.20
        command: [echo, it was heads]
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
        - - name: win
            template: win
            when: "{{steps.flip.outputs.result}} == heads"
    - name: flip
      script:
        image: python:3.12-alpine
        command: [python]
        source: |
          import random
          print(random.choice(["heads", "tails"]))
    - name: win
      container:
        image: alpine:3.20
        command: [echo, it was heads]
```

Argo: Accepted, and evaluated: the condition is false whatever the script prints.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from wfsim.checks.api import Context
from wfsim.checks.calls import CallSite, Role
from wfsim.checks.uses import is_expression, part_of
from wfsim.scope.uses import Kind, Use
from wfsim.spec.model import Template
from wfsim.spec.spelling import distance
from wfsim.text import Argo, Diagnostic, Related, Severity

ID = "unlikely-result"
SEVERITY = Severity.WARNING
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/conditionals/"

_NAME = r"(?:steps|tasks)(?:\.(?P<dotted>[\w-]+)|\[\s*['\"](?P<indexed>[\w-]+)['\"]\s*\])\.outputs\.result"
_IN_WHEN = rf"\{{\{{\s*{_NAME}\s*\}}\}}['\"]?\s*(?:==|!=)\s*['\"]?(?P<word>[A-Za-z][\w-]*)"
_IN_EXPRESSION = rf"{_NAME}\s*(?:==|!=)\s*['\"](?P<word>[A-Za-z][\w-]*)['\"]"
# What a script prints: a text in quotes, or the word behind echo.
_SAID = r"(?<=[\"'])[A-Za-z][\w-]{3,}(?=[\"'\\])|(?<=echo )[A-Za-z][\w-]{3,}|(?<=echo -n )[A-Za-z][\w-]{3,}"


def check(context: Context) -> Iterator[Diagnostic]:
    sites = {
        (id(one.within), one.call.name): one
        for one in context.calls
        if one.call is not None and one.role in (Role.STEP, Role.TASK)
    }
    for use in context.uses:
        if ".outputs.result" in use.text and (use.kind is Kind.WHEN or is_expression(use)):
            pattern = _IN_WHEN if use.kind is Kind.WHEN else _IN_EXPRESSION
            for found in re.finditer(pattern, use.text):
                yield from _judged(use, found, sites)


def _judged(use: Use, found: re.Match[str], sites: Mapping[tuple[int, str], CallSite]) -> Iterator[Diagnostic]:
    name, word = found["dotted"] or found["indexed"], found["word"]
    site = sites.get((id(use.template), name))
    maker = site.callee if site is not None else None
    source = _script(maker)
    if maker is None or site is None or site.target.owner is None or not source or word in source:
        return
    meant = [one for one in dict.fromkeys(re.findall(_SAID, source)) if len(word) > 2 and distance(word, one) in (1, 2)]
    if len(meant) == 1:
        at = part_of(use, found.start("word"), found.end("word"))
        there = site.target.owner.document.span((*maker.path, "script", "source"))
        message = f"the script of {name!r} never says {word!r}"
        hint = f"Did you mean {meant[0]!r}?"
        yield Diagnostic(ID, SEVERITY, message, at, (Related("the script", there),), hint, argo=Argo.NONE)


def _script(template: Template | None) -> str:
    """The source of a script, where it says all there is: no tag brings more, and no other text is loaded."""
    body = template.data.get("script") if template is not None else None
    source = body.get("source") if isinstance(body, Mapping) else None
    return source if isinstance(source, str) and "{{" not in source and len(source) < 5_000 else ""
