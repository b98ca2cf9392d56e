"""An input that its template does not use.

Nothing in the template speaks of this parameter, so whatever is passed for it has no effect: it can go,
or a tag that was to use it names another one.

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
          - name: name
            default: world
          - name: greeting
            default: hello
      container:
        image: alpine:3.20
        command: [echo, hello, "{{inputs.parameters.name}}"]
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
          - name: name
            default: world
          - name: greeting
            default: hello
      container:
        image: alpine:3.20
        command: [echo, "{{inputs.parameters.greeting}}", "{{inputs.parameters.name}}"]
```

Argo: Accepted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from wfsim.checks.api import Context
from wfsim.checks.calls import templates_of
from wfsim.spec.model import JsonObject, Template, TemplateKind
from wfsim.text import Argo, Diagnostic, Severity
from wfsim.yamlio import Json

ID = "unused-input"
SEVERITY = Severity.INFO
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/parameters/"

# Their inputs are looked at by others: people who approve, and plugins, which are given the whole template.
_SEEN = (TemplateKind.SUSPEND, TemplateKind.PLUGIN, None)
_ALL = "*"  # what may be any of them
_USE = r"""\binputs\b(\??\.parameters(?:\??\.([\w-]+)|\??\.?\[\s*["']([\w-]+)["']\s*\])|\??\.artifacts\b)?"""


def check(context: Context) -> Iterator[Diagnostic]:
    around: set[str] | None = None
    for resource in context.concerned(ID):
        for template in templates_of(resource):
            if not template.inputs.parameters or template.kind in _SEEN:
                continue
            if around is None:
                around = _around(context)
            used = around | set(_used(_without_declarations(template)))
            for parameter in template.inputs.parameters:
                if parameter.name and _ALL not in used and parameter.name not in used:
                    at = resource.document.span((*parameter.path, "name"))
                    message = f"nothing in this template uses the input {parameter.name!r}"
                    yield Diagnostic(ID, SEVERITY, message, at, hint="Use it, or delete it.", argo=Argo.IGNORES)


def _around(context: Context) -> set[str]:
    """What the fields of the specs around use: volumes and patches of the caller go into a template's pod."""
    found: set[str] = set()
    for resource in context.workspace.resources:
        outside = {key: value for key, value in resource.spec.data.items() if key != "templates"}
        found.update(_used(outside))
    return found


def _without_declarations(template: Template) -> dict[str, Json]:
    """The template, of its inputs only the artifacts, whose keys may hold tags."""
    inputs = template.data.get("inputs")
    artifacts = inputs.get("artifacts") if isinstance(inputs, Mapping) else None
    return {**template.data, "inputs": artifacts}


def _used(data: Json | JsonObject) -> Iterator[str]:
    """The names of the parameters that the texts in some data speak of."""
    match data:
        case str():
            if "inputs" in data:
                for found in re.finditer(_USE, data):
                    yield found[2] or found[3] or ("" if found[1] else _ALL)
            if "ARGO_TEMPLATE" in data:
                yield _ALL
        case Mapping():
            for key, value in data.items():
                if "{{" in key:
                    yield from _used(key)
                yield from _used(value)
        case list():
            for value in data:
                yield from _used(value)
