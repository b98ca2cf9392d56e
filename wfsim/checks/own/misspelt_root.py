"""A tag whose first word is misspelt.

The tag is almost a variable: only its first word is wrong (`input` for `inputs`, `step` for
`steps`). Tags with an unknown first word are taken for somebody else's, and stay in the text as
they are.

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
                  value: hello
    - name: echo
      inputs:
        parameters:
          - name: text
      container:
        image: alpine:3.20
        command: [echo, "{{input.parameters.text}}"]
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
                  value: hello
    - name: echo
      inputs:
        parameters:
          - name: text
      container:
        image: alpine:3.20
        command: [echo, "{{inputs.parameters.text}}"]
```

Argo: Accepted. The container gets the braces and what is in them.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.scope import catalog
from wfsim.scope.names import CHECKED
from wfsim.scope.uses import Use
from wfsim.spec.spelling import distance, nearest, respelt
from wfsim.text import Argo, Diagnostic, Severity

ID = "misspelt-root"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/variables/"

_ROOTS = tuple(sorted({row.root for row in catalog.VARIABLES if "." in row.pattern}))


def check(context: Context) -> Iterator[Diagnostic]:
    for use in context.names:
        meant = _meant(use)
        if meant and (use.call is not None or not meant.startswith("item")):
            message = f"{use.text!r} is not a variable, and stays in the text as it is"
            fix = respelt(use.span, use.text, meant)
            yield Diagnostic(ID, SEVERITY, message, use.span, hint=f"Did you mean {meant!r}?", fix=fix, argo=Argo.FAILS)


def _meant(use: Use) -> str:
    """The variable that a tag almost names; empty where it is one, or is judged elsewhere, or is nothing of ours."""
    key = use.text
    root, dot, rest = key.partition(".")
    if "{{" in key:
        return ""
    if not dot:
        return _word(use)
    if key.startswith(CHECKED) or catalog.find(key) is not None:
        return ""
    near = nearest(root, _ROOTS)
    return f"{near}.{rest}" if near and near != root and catalog.find(f"{near}.{rest}") is not None else ""


def _word(use: Use) -> str:
    """``item`` in a loop and ``retries`` in a template that is retried, almost. Elsewhere a word may be anybody's."""
    word = use.text
    if use.call is not None:
        return "item" if use.call.loops and _is_slip(word, "item") else ""
    return "retries" if use.template.retry_strategy is not None and _is_slip(word, "retries") else ""


def _is_slip(word: str, meant: str) -> bool:
    """Whether a letter is too few, too many or another one, or two changed places; no other word of the language."""
    slips = distance(word, meant)
    return word not in ("items", "time") and (slips == 1 or (slips == 2 and sorted(word) == sorted(meant)))
