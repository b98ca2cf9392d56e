"""Two of one name in a pod.

Kubernetes refuses a pod with two volumes, two containers or two ports of one name, and one that mounts
two things at one path. Of two environment variables of one name the last one counts, and the other is
lost.

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
      volumes:
        - name: work
          emptyDir: {}
        - name: work
          emptyDir: {medium: Memory}
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
      volumes:
        - name: work
          emptyDir: {}
        - name: memory
          emptyDir: {medium: Memory}
      container:
        image: alpine:3.20
        command: [echo, hello]
```

Argo: Accepted. The API server refuses the pod, and the node ends in an error; of two environment variables
nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.checks.calls import templates_of
from wfsim.checks.containers import containers, objects
from wfsim.spec.model import JsonObject, Resource, Template
from wfsim.text import Argo, Diagnostic, Related, Severity
from wfsim.text.records import NamedTuple
from wfsim.yamlio import Path

ID = "duplicate-in-pod"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/volumes/"

_OWN = ("init", "wait", "main")  # Argo's own containers, which a spec may name to change them


class Kept(NamedTuple):
    """One thing with a name that must be there once in a pod. ``field``: which of its fields holds that name."""

    what: str
    name: str
    path: Path
    field: str

    @property
    def is_lost(self) -> bool:
        """Whether the pod is made all the same, with the last one only."""
        return self.what == "environment variable"


def check(context: Context) -> Iterator[Diagnostic]:
    for resource in context.concerned(ID):
        yield from _twice(resource, _named(resource.spec.data, resource.spec.path, "volumes", "volume"))
        for template in templates_of(resource):
            yield from _twice(resource, _in_pod(template))
            for path, container in containers(template.data, template.path):
                yield from _twice(resource, _in_container(container, path))


def _in_pod(template: Template) -> Iterator[Kept]:
    yield from _named(template.data, template.path, "volumes", "volume")
    for field in ("initContainers", "sidecars"):
        for one in _named(template.data, template.path, field, "container"):
            if one.name not in _OWN:
                yield one


def _in_container(container: JsonObject, path: Path) -> Iterator[Kept]:
    yield from _named(container, path, "env", "environment variable")
    yield from _named(container, path, "ports", "port")
    yield from _named(container, path, "volumeMounts", "mount", "mountPath")


def _named(data: JsonObject, path: Path, field: str, what: str, key: str = "name") -> Iterator[Kept]:
    for inside, one in objects(data.get(field), (*path, field)):
        name = one.get(key)
        if isinstance(name, str) and name and "{{" not in name:
            yield Kept(what, name, inside, key)


def _twice(resource: Resource, things: Iterator[Kept]) -> Iterator[Diagnostic]:
    seen: dict[tuple[str, str], Kept] = {}
    for one in things:
        first = seen.setdefault((one.what, one.name), one)
        if first is one:
            continue
        at = resource.document.span((*one.path, one.field))
        related = (Related("the first one", resource.document.span((*first.path, first.field))),)
        if one.is_lost:
            same = resource.document.node(one.path) is resource.document.node(first.path)
            message = f"the {one.what} {one.name!r} stands here twice: the first one is lost"
            if not same:
                yield Diagnostic(ID, Severity.WARNING, message, at, related, "Delete one.", argo=Argo.IGNORES)
        else:
            noun = "two things are mounted at" if one.what == "mount" else f"there are two {one.what}s"
            message = f"{noun} {one.name!r}: Kubernetes refuses such a pod"
            yield Diagnostic(ID, SEVERITY, message, at, related, "Delete one, or rename it.", argo=Argo.FAILS)
