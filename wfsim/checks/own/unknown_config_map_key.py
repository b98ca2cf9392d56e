"""A ConfigMap that lacks the key.

The ConfigMap that a parameter is read from is among the files, and has no such key.

Bad:

```yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data:
  colour: red
---
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
          - name: colour
            valueFrom:
              configMapKeyRef:
                name: settings
                key: color
      container:
        image: alpine:3.20
        command: [echo, "{{inputs.parameters.colour}}"]
```

Good:

```yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data:
  colour: red
---
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
          - name: colour
            valueFrom:
              configMapKeyRef:
                name: settings
                key: colour
      container:
        image: alpine:3.20
        command: [echo, "{{inputs.parameters.colour}}"]
```

Argo: Accepted: ConfigMaps are not read when linting. The run ends in an error, unless there is a
`default`.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.checks.calls import templates_of
from wfsim.checks.words import did_you_mean
from wfsim.spec.model import Parameter, Resource
from wfsim.text import Argo, Diagnostic, Severity

ID = "unknown-config-map-key"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/parameters/"


def check(context: Context) -> Iterator[Diagnostic]:
    held = context.workspace.config_maps
    for resource in context.concerned(ID):
        for parameter in _parameters(resource):
            source = parameter.value_from
            ref = source.config_map_key_ref if source is not None else None
            if (
                source is None
                or ref is None
                or ref.optional
                or source.default is not None
                or "{{" in ref.name + ref.key
            ):
                continue
            keys = held.get(ref.name)
            if keys is not None and ref.key not in keys:
                at = resource.document.span((*parameter.path, "valueFrom", "configMapKeyRef", "key"))
                hint = did_you_mean(ref.key, list(keys))
                message = f"the ConfigMap {ref.name!r} has no key {ref.key!r}"
                yield Diagnostic(ID, SEVERITY, message, at, hint=hint, argo=Argo.FAILS)


def _parameters(resource: Resource) -> Iterator[Parameter]:
    yield from resource.spec.arguments.parameters
    for template in templates_of(resource):
        yield from template.inputs.parameters
        for call in template.calls:
            yield from call.arguments.parameters
