"""A mount of a volume that does not exist.

A container mounts a volume that neither the workflow (`volumes`, `volumeClaimTemplates`) nor the
template (`volumes`) declares. The templates of a WorkflowTemplate get the volumes of the workflow that
runs them: a `templateRef` does not bring those of the WorkflowTemplate along.

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

import re
from collections.abc import Iterator

from wfsim.checks import volumes
from wfsim.checks.api import Context
from wfsim.checks.calls import defaults_of, templates_of, written_in
from wfsim.checks.reached import Calls, Reached
from wfsim.checks.words import did_you_mean
from wfsim.spec.merge import merged
from wfsim.spec.model import Kind, Resource
from wfsim.spec.spelling import sole
from wfsim.text import Argo, Diagnostic, Related, Severity

ID = "unknown-volume"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/volumes/"

_RUN = (Kind.WORKFLOW, Kind.CRON_WORKFLOW)
_DECLARE = "Declare it in `spec.volumes` or in the template's `volumes`."
_BRING = "Declare it in `spec.volumes` of this workflow"
_LEFT_BEHIND = f"{_BRING}: those of the WorkflowTemplate do not come with a `templateRef`."
_Key = tuple[int, volumes.Mount]


def check(context: Context) -> Iterator[Diagnostic]:
    """What is certain, and slips of the pen: a template of a WorkflowTemplate gets the volumes of whoever runs it."""
    told: set[_Key] = set()
    everywhere: set[str] = set().union(*map(volumes.of_object, context.workspace.resources))
    for resource in context.concerned(ID):
        if resource.kind in _RUN and resource.spec.workflow_template_ref is None:
            yield from _unknown(resource)
            continue
        for mount, hint in _misspelt(resource, everywhere):
            told.add((id(resource.document), mount))
            message = f"there is no volume {mount.volume!r} here; whoever runs this template would have to bring it"
            at = resource.document.span(mount.path)
            yield Diagnostic(ID, Severity.WARNING, message, at, hint=hint, argo=Argo.FAILS)
    yield from _in_others(context, told)


def _unknown(resource: Resource) -> Iterator[Diagnostic]:
    """Mounts of a workflow's own templates."""
    if volumes.is_patched(resource.spec):
        return
    shared, defaults = volumes.of_spec(resource.spec), defaults_of(resource)
    for template in written_in(resource):
        known = volumes.of_object(resource) if template == defaults else shared | volumes.of_template(template)
        for path, name in volumes.mounts(template):
            if name not in known:
                at = resource.document.span(path)
                hint = did_you_mean(name, sorted(known)) or _DECLARE
                yield Diagnostic(ID, SEVERITY, f"there is no volume {name!r}", at, hint=hint, argo=Argo.FAILS)


def _misspelt(resource: Resource, everywhere: set[str]) -> Iterator[tuple[volumes.Mount, str]]:
    """Mounts in a WorkflowTemplate of a volume that nobody has, with a name that is nearly that of one of its own."""
    shared = volumes.of_spec(resource.spec)
    for template in templates_of(resource):
        known = shared | volumes.of_template(template)
        for mount in volumes.mounts(template):
            near = sole(mount.volume, known) if mount.volume not in everywhere else None
            if near is not None and not _differ_on_purpose(mount.volume, near):
                yield mount, did_you_mean(mount.volume, sorted(known))


def _differ_on_purpose(name: str, other: str) -> bool:
    """Whether they are two of a row, such as data-1 and data-2, or data and data2."""
    return re.sub(r"[-\d]", "", name) == re.sub(r"[-\d]", "", other)


def _in_others(context: Context, told: set[_Key]) -> Iterator[Diagnostic]:
    """Mounts in the templates of other objects that a workflow runs, and has no volume for: each volume once."""
    calls = Calls(context)
    for resource in context.workspace.resources:
        whole = merged(resource, context.workspace)
        unknown = whole is resource and resource.spec.workflow_template_ref is not None
        if resource.kind not in _RUN or unknown or volumes.is_patched(whole.spec):
            continue
        shared, missed = volumes.of_spec(whole.spec), set()
        for reached in calls.of(resource):
            known = shared | volumes.of_template(reached.template)
            for mount in volumes.mounts(reached.template):
                key = (id(reached.owner.document), mount)
                if mount.volume not in known and mount.volume not in missed and key not in told:
                    missed.add(mount.volume)
                    yield _missing(resource, reached, mount)


def _missing(resource: Resource, reached: Reached, mount: volumes.Mount) -> Diagnostic:
    owner = reached.owner
    message = (
        f"`{reached.template.name}` of the {owner.kind} `{owner.name}` mounts the volume {mount.volume!r}, "
        "which this workflow does not have"
    )
    hint = _LEFT_BEHIND if mount.volume in volumes.of_spec(owner.spec) else f"{_BRING}."
    related = (Related("the mount", owner.document.span(mount.path)),)
    return Diagnostic(ID, SEVERITY, message, resource.document.span(reached.at), related, hint, argo=Argo.FAILS)
