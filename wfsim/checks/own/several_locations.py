"""An artifact that lies in several places.

An artifact has one location: `s3`, `git`, `http` or another. Of several Argo takes one, and where the cluster
has the full schema it refuses them.

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
        artifacts:
          - name: data
            path: /data
            http:
              url: https://example.com/data
            raw:
              data: hello
      container:
        image: alpine:3.20
        command: [cat, /data]
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
        artifacts:
          - name: data
            path: /data
            http:
              url: https://example.com/data
      container:
        image: alpine:3.20
        command: [cat, /data]
```

Argo: Accepted by the linter. The API server refuses it where it has the full schema.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.checks.calls import templates_of
from wfsim.spec.model import LOCATIONS, Arguments, Resource
from wfsim.text import Argo, Diagnostic, Severity

ID = "several-locations"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/artifacts/"


def check(context: Context) -> Iterator[Diagnostic]:
    for resource in context.concerned(ID):
        yield from _in(resource, resource.spec.arguments)
        for template in templates_of(resource):
            yield from _in(resource, template.inputs)
            yield from _in(resource, template.outputs)
            for call in template.calls:
                yield from _in(resource, call.arguments)


def _in(resource: Resource, arguments: Arguments) -> Iterator[Diagnostic]:
    for artifact in arguments.artifacts:
        found = [one for one in LOCATIONS if one in artifact.data]
        if len(found) > 1:
            at = resource.document.key_span((*artifact.path, found[-1]))
            message = f"the artifact {artifact.name!r} has several locations: " + ", ".join(f"`{one}`" for one in found)
            yield Diagnostic(ID, SEVERITY, message, at, hint="Keep one of them.", argo=Argo.FAILS)
