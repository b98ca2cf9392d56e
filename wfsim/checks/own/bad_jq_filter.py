"""A jq filter that cannot run.

`valueFrom.jqFilter` takes an output from the object of a resource template. Argo reads it with gojq,
which is jq but for some functions, and for what only a command line has: other inputs and modules.

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
      resource:
        action: get
        manifest: |
          apiVersion: v1
          kind: ConfigMap
          metadata:
            name: settings
      outputs:
        parameters:
          - name: colours
            valueFrom:
              jqFilter: ".data | keys | join(', ')"
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
      resource:
        action: get
        manifest: |
          apiVersion: v1
          kind: ConfigMap
          metadata:
            name: settings
      outputs:
        parameters:
          - name: colours
            valueFrom:
              jqFilter: '.data | keys | join(", ")'
```

Argo: Accepted; the node fails when the object has been read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.checks.calls import templates_of
from wfsim.checks.uses import part
from wfsim.checks.words import did_you_mean
from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.spec.model import Resource, TemplateKind
from wfsim.text import Argo, Diagnostic, Severity
from wfsim.yamlio import Path

ID = "bad-jq-filter"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/kubernetes-resources/"

_UNKNOWN = re.compile(r"function not defined: (?P<name>[\w:]+)/(?P<arity>[0-9]+)")


def check(context: Context) -> Iterator[Diagnostic]:
    for resource in context.workspace.resources:
        for template in templates_of(resource):
            if template.kind is not TemplateKind.RESOURCE:
                continue
            for index, output in enumerate(template.outputs.parameters):
                text = output.value_from.jq_filter if output.value_from is not None else ""
                if text and "{{" not in text:
                    path = (*template.path, "outputs", "parameters", index, "valueFrom", "jqFilter")
                    yield from _of_filter(resource, path, text)


def _of_filter(resource: Resource, path: Path, text: str) -> Iterator[Diagnostic]:
    from wfsim.lang import jq

    try:
        jq.check(text)
    except BudgetSpent:
        return  # too large to be read here: that it would fail is not said
    except LangError as error:
        last = max(len(text.rstrip()) - 1, 0)
        start = min(error.start or 0, last)
        place = part(resource.document, path, start, min(max(error.end or 0, start + 1), len(text)))
        message = f"jq cannot run this filter: {error.told(text)}"
        yield Diagnostic(ID, SEVERITY, message, place, hint=_hint(error, text), argo=Argo.FAILS)


def _hint(error: LangError, text: str) -> str:
    """The way out, where it can be guessed."""
    unknown = _UNKNOWN.fullmatch(error.message)
    if unknown is not None:
        return _about_function(unknown["name"], int(unknown["arity"]))
    if text[error.start : error.end] == "'":
        return 'A text stands in double quotes: "a".'
    if error.message.startswith("input(s)"):
        return "There is one input only, the object: `.`"
    if error.message.startswith("cannot load module"):
        return "There are no modules; define the functions in the filter: `def name: …;`"
    return ""


def _about_function(name: str, arity: int) -> str:
    from wfsim.lang.jq.functions.table import functions

    arities = sorted(known for found, known in functions() if found == name and known != arity)
    if arities and not name.startswith("_"):
        takes = " or ".join(str(one) if one else "no" for one in arities)
        return f"{name} takes {takes} argument{'s' * (arities[-1] != 1)}."
    meant = did_you_mean(name, sorted({found for found, _ in functions() if not found.startswith("_")}))
    return meant or f"gojq has no function {name!r}; `wfsim docs jq` lists what it has."
