"""A template that nothing calls.

Nothing that the workflow runs leads to this template: not the entrypoint, not an exit handler, not
a hook. Either it can go, or a call to it is missing; or it is meant to be chosen with
`--entrypoint`.

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
        image: alpine:3.20
        command: [echo, hello]
    - name: bye
      container:
        image: alpine:3.20
        command: [echo, bye]
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
            template: bye
    - name: bye
      container:
        image: alpine:3.20
        command: [echo, bye]
```

Argo: Accepted. (Argo's linter checks such templates all the same.)
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.checks.calls import CallSite, Role
from wfsim.spec.model import Kind, Resource, Template
from wfsim.text import Argo, Diagnostic, Severity

ID = "unused-template"
SEVERITY = Severity.INFO
SEE = "https://argo-workflows.readthedocs.io/en/latest/workflow-concepts/"

_RUN = (Kind.WORKFLOW, Kind.CRON_WORKFLOW)


def check(context: Context) -> Iterator[Diagnostic]:
    """Only in objects that run themselves; the templates of the others are there for others."""
    sites: dict[int, list[CallSite]] = {}
    for site in context.calls:
        sites.setdefault(id(site.resource), []).append(site)
    for resource in context.workspace.resources:
        if resource.kind in _RUN and resource.spec.workflow_template_ref is None:
            yield from _unused(resource, sites.get(id(resource), []))


def _unused(resource: Resource, sites: list[CallSite]) -> Iterator[Diagnostic]:
    if any(_unsure(site) for site in sites) or not any(site.role is Role.ENTRYPOINT for site in sites):
        return
    used = _reached(resource, sites)
    for template in resource.spec.templates:
        if template.name and template.name not in used:
            at = resource.document.span((*template.path, "name"))
            message = f"nothing calls the template {template.name!r}"
            yield Diagnostic(ID, SEVERITY, message, at, hint="Call it, or delete it.", argo=Argo.NONE)


def _unsure(site: CallSite) -> bool:
    """Whether any template could be meant: a tag chooses it, or its name is misspelt (which is said elsewhere)."""
    if site.target.missing:
        return True
    ref = site.call.template_ref if site.call else None
    name = ref.template if ref else site.call.template if site.call else site.name
    return "{{" in name


def _reached(resource: Resource, sites: list[CallSite]) -> set[str]:
    """Names of the templates that the spec's own calls lead to."""
    waiting = [site for site in sites if site.within is None]
    below: dict[int, list[CallSite]] = {}
    for site in sites:
        if site.within is not None:
            below.setdefault(id(site.within), []).append(site)
    seen: dict[int, Template] = {}
    while waiting:
        found = waiting.pop().callee
        if found is not None and id(found) not in seen:
            seen[id(found)] = found
            waiting.extend(below.get(id(found), ()))
    return {template.name for template in resource.spec.templates if id(template) in seen}
