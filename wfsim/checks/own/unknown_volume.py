"""A mount of a volume that does not exist.

A container mounts a volume that neither the workflow (`volumes`, `volumeClaimTemplates`) nor the
template (`volumes`) declares.

Bad:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: example-
spec:
  entrypoint: main
  volumes:
    - name: work
      emptyDir: {}
  templates:
    - name: main
      container:
        image: alpine:3.20
        command: [ls, /work]
        volumeMounts:
          - name: wrok
            mountPath: /work
```

Good:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: example-
spec:
  entrypoint: main
  volumes:
    - name: work
      emptyDir: {}
  templates:
    - name: main
      container:
        image: alpine:3.20
        command: [ls, /work]
        volumeMounts:
          - name: work
            mountPath: /work
```

Argo: Accepted. The pod cannot be created, and the node ends in an error: `volume 'wrok' not found
in workflow spec`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wfsim.checks.api import Context
from wfsim.checks.calls import templates_of
from wfsim.checks.containers import containers
from wfsim.checks.words import did_you_mean
from wfsim.spec.model import JsonObject, Kind, Resource, Template
from wfsim.text import Argo, Diagnostic, Severity
from wfsim.yamlio import Json, Path

ID = "unknown-volume"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/volumes/"

_RUN = (Kind.WORKFLOW, Kind.CRON_WORKFLOW)


def check(context: Context) -> Iterator[Diagnostic]:
    """Only where all volumes are in sight: a template of a WorkflowTemplate gets those of whoever runs it."""
    for resource in context.concerned(ID):
        spec = resource.spec
        if resource.kind not in _RUN or spec.workflow_template_ref is not None or "podSpecPatch" in spec.data:
            continue
        shared = {*_names(spec.data, "volumes"), *_claims(spec.data), *_names(spec.template_defaults, "volumes")}
        for template in templates_of(resource):
            if "podSpecPatch" not in template.data:
                yield from _unknown(resource, template, shared)


def _unknown(resource: Resource, template: Template, shared: set[str]) -> Iterator[Diagnostic]:
    known = shared | set(_names(template.data, "volumes"))
    for path, name in _mounts(template):
        if name and name not in known and "{{" not in name:
            at = resource.document.span((*path, "name"))
            hint = did_you_mean(name, sorted(known)) or "Declare it in `spec.volumes` or in the template's `volumes`."
            yield Diagnostic(ID, SEVERITY, f"there is no volume {name!r}", at, hint=hint, argo=Argo.FAILS)


def _names(data: JsonObject, key: str) -> Iterator[str]:
    for one in _objects(data.get(key)):
        name = one.get("name")
        if isinstance(name, str):
            yield name


def _claims(data: JsonObject) -> Iterator[str]:
    for one in _objects(data.get("volumeClaimTemplates")):
        metadata = one.get("metadata")
        name = metadata.get("name") if isinstance(metadata, Mapping) else None
        if isinstance(name, str):
            yield name


def _objects(value: Json) -> Iterator[JsonObject]:
    if isinstance(value, list):
        yield from (one for one in value if isinstance(one, Mapping))


def _mounts(template: Template) -> Iterator[tuple[Path, str]]:
    """Every volumeMounts entry of the template's containers: path and volume."""
    for path, container in _mounting(template):
        mounts = container.get("volumeMounts")
        for index, mount in enumerate(mounts if isinstance(mounts, list) else ()):
            name = mount.get("name") if isinstance(mount, Mapping) else None
            yield (*path, "volumeMounts", index), name if isinstance(name, str) else ""


def _mounting(template: Template) -> Iterator[tuple[Path, JsonObject]]:
    """The containers, and a containerSet, which mounts for all of its own."""
    yield from containers(template.data, template.path)
    group = template.data.get("containerSet")
    if isinstance(group, Mapping):
        yield (*template.path, "containerSet"), group
