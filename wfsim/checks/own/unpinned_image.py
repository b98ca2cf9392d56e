"""An image that may be another one tomorrow.

An image without a tag is the one that is called `latest`, and `latest` is whatever was pushed last:
the same workflow runs other code tomorrow, and two nodes may run different code today. A tag names
a version, a digest (`@sha256:…`) one image for good.

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
      container:
        image: alpine
        command: [echo, hello]
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
      container:
        image: alpine:3.20
        command: [echo, hello]
```

Argo: Accepted. Without `imagePullPolicy` Kubernetes pulls such an image anew for every pod.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.checks.calls import templates_of
from wfsim.checks.containers import containers
from wfsim.spec.model import JsonObject, Resource
from wfsim.text import Argo, Diagnostic, Severity
from wfsim.yamlio import Path

ID = "unpinned-image"
SEVERITY = Severity.WARNING
SEE = "https://argo-workflows.readthedocs.io/en/latest/workflow-concepts/"


def check(context: Context) -> Iterator[Diagnostic]:
    for resource in context.workspace.resources:
        defaults = resource.spec.template_defaults
        yield from _of(resource, defaults, (*resource.spec.path, "templateDefaults"))
        for template in templates_of(resource):
            yield from _of(resource, template.data, template.path)


def _of(resource: Resource, data: JsonObject, base: Path) -> Iterator[Diagnostic]:
    for path, container in containers(data, base):
        image = container.get("image")
        if isinstance(image, str) and (problem := _problem(image)):
            at = resource.document.span((*path, "image"))
            message = f"the image {image!r} {problem}"
            yield Diagnostic(ID, SEVERITY, message, at, hint="Name a version, or a digest.", argo=Argo.NONE)


def _problem(image: str) -> str:
    """A colon before the last slash belongs to the port of a registry; a tag of Argo's may bring anything."""
    if not image or "@" in image or image.endswith("}}"):
        return ""
    name, colon, tag = image.rpartition("/")[2].partition(":")
    if not name or "{{" in tag:
        return ""
    if not colon or not tag:
        return "has no tag"
    return "is whatever was pushed last" if tag == "latest" else ""
