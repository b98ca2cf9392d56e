"""A container of a pod that has no image.

A sidecar, an init container and each container of a containerSet need an image as much as a container
does. Argo's linter looks only at the template's own.

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
      sidecars:
        - name: proxy
      container:
        image: alpine:3.20
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
      sidecars:
        - name: proxy
          image: nginx:1.27
      container:
        image: alpine:3.20
        command: [echo, hello]
```

Argo: Accepted. The API server refuses the pod, and the node ends in an error.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.checks.calls import Brought, templates_of
from wfsim.checks.containers import containers
from wfsim.spec.model import JsonObject, Resource
from wfsim.text import Argo, Diagnostic, Severity

ID = "container-without-image"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/fields/"

_JUDGED_BY_ARGO = ("container", "script")
_OWN = ("init", "wait", "main")  # Argo's own containers, which a spec may name to change them


def check(context: Context) -> Iterator[Diagnostic]:
    patches = Brought(context.workspace, _is_patched)
    for resource in context.workspace.resources:
        if patches.to(resource):
            continue  # which may bring it
        defaults = resource.spec.template_defaults
        for template in templates_of(resource):
            if "podSpecPatch" in template.data:
                continue
            for path, container in containers(template.data, template.path):
                if path[-1] in _JUDGED_BY_ARGO or container.get("image") or container.get("name") in _OWN:
                    continue
                if not _by_default(defaults, path):
                    name = container.get("name")
                    message = f"the container {name!r} has no image" if name else "this container has no image"
                    at = resource.document.span((*path, "name") if name else path)
                    yield Diagnostic(ID, SEVERITY, message, at, hint="Add `image`.", argo=Argo.FAILS)


def _is_patched(resource: Resource) -> bool:
    spec = resource.spec
    return "podSpecPatch" in spec.data or "podSpecPatch" in spec.template_defaults


def _by_default(defaults: JsonObject, path: tuple[str | int, ...]) -> bool:
    """Whether templateDefaults have containers of that kind, which are merged by name."""
    return any(field in defaults for field in path if field in ("sidecars", "initContainers", "containerSet"))
