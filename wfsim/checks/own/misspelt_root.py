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

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from wfsim.checks.api import Context
from wfsim.scope import catalog
from wfsim.scope.names import CHECKED
from wfsim.scope.uses import Kind, Use
from wfsim.spec.model import Call
from wfsim.spec.spelling import distance, nearest, respelt
from wfsim.text import Argo, Diagnostic, Severity
from wfsim.yamlio import Path

ID = "misspelt-root"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/variables/"

_ITEM = re.compile(r"\bitem\b")
_ROOTS = tuple(sorted({row.root for row in catalog.VARIABLES if "." in row.pattern}))


def check(context: Context) -> Iterator[Diagnostic]:
    loops = _Loops(context)
    for use in context.names:
        meant = _meant(use, loops)
        if meant and (not meant.startswith("item") or use.call is not None or loops.around(use)):
            message = f"{use.text!r} is not a variable, and stays in the text as it is"
            fix = respelt(use.span, use.text, meant)
            yield Diagnostic(ID, SEVERITY, message, use.span, hint=f"Did you mean {meant!r}?", fix=fix, argo=Argo.FAILS)


class _Loops:
    """The loops around a use, and which of them nothing takes an item of."""

    def __init__(self, context: Context) -> None:
        self._context = context

    @cached_property
    def _calls(self) -> Mapping[tuple[int, Path], Call]:
        sites = (site for site in self._context.calls if site.call is not None and site.call.loops)
        return {(id(site.resource), site.call.path): site.call for site in sites if site.call is not None}

    @cached_property
    def _used(self) -> frozenset[tuple[int, Path]]:
        item = (use for use in self._context.uses if _ITEM.search(use.text) and use.kind is not Kind.WHEN)
        return frozenset((id(use.resource), call.path) for use in item for call in self.around(use))

    def around(self, use: Use) -> Sequence[Call]:
        """The calls that loop, the step or task of the use and those whose inline templates it stands in."""
        steps = [index for index, step in enumerate(use.path) if step == "inline"]
        paths = [use.path[:index] for index in steps]
        paths += [use.call.path] if use.call is not None else []
        return [self._calls[id(use.resource), path] for path in paths if (id(use.resource), path) in self._calls]

    def wasted(self, use: Use) -> bool:
        """Whether a list is gone through around a use, and nobody looks at its items. A count only repeats."""
        around = self.around(use)
        lists = [call for call in around if call.with_sequence is None]
        return bool(lists) and all((id(use.resource), call.path) not in self._used for call in around)


def _meant(use: Use, loops: _Loops) -> str:
    """The variable that a tag almost names; empty where it is one, or is judged elsewhere, or is nothing of ours."""
    key = use.text
    root, dot, rest = key.partition(".")
    if "{{" in key:
        return ""
    if not dot:
        return _word(use, loops)
    if key.startswith(CHECKED) or catalog.find(key) is not None:
        return ""
    near = nearest(root, _ROOTS)
    return f"{near}.{rest}" if near and near != root and catalog.find(f"{near}.{rest}") is not None else ""


def _word(use: Use, loops: _Loops) -> str:
    """``item`` in a loop and ``retries`` in a template that is retried, almost. Elsewhere a word may be anybody's."""
    word = use.text
    if word.lower() == "items":
        return "item" if loops.wasted(use) else ""
    if _is_slip(word, "item") and (loops.wasted(use) if use.call is None else use.call.loops):
        return "item"
    retried = use.call is None and use.template.retry_strategy is not None
    return "retries" if retried and _is_slip(word, "retries") else ""


def _is_slip(word: str, meant: str) -> bool:
    """Whether a letter is too few, too many or another one, or two changed places; no other word of the language."""
    if word.lower() == meant:
        return word != meant
    slips = distance(word, meant)
    return word not in ("items", "time") and (slips == 1 or (slips == 2 and sorted(word) == sorted(meant)))
