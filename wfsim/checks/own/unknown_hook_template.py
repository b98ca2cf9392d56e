"""A hook or exit handler calls a template that does not exist.

The template that a lifecycle hook, or the `onExit` of a step or task, names does not exist (or the
hook names none). It is noticed only when the hook is due, at the end of everything else.

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
      steps:
        - - name: say
            template: hello
            hooks:
              exit:
                template: cleanup
    - name: hello
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
      steps:
        - - name: say
            template: hello
            hooks:
              exit:
                template: hello
    - name: hello
      container:
        image: alpine:3.20
        command: [echo, hello]
```

Argo: Accepted: neither hooks nor the `onExit` of steps and tasks are looked at. The run ends in an
error when it gets there. (`spec.onExit` is checked: see unknown-template.)
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.checks.calls import CallSite, Role, spec_of
from wfsim.checks.words import did_you_mean
from wfsim.spec.model import TemplateRef
from wfsim.text import Argo, Diagnostic, Severity

ID = "unknown-hook-template"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/lifecyclehook/"


def check(context: Context) -> Iterator[Diagnostic]:
    for site in context.calls:
        if site.role is Role.HOOK or (site.role is Role.EXIT and site.within is not None):
            message = _message(site)
            if message:
                at = site.resource.document.span(site.reference)
                yield Diagnostic(ID, SEVERITY, message, at, hint=_hint(site, context), argo=Argo.FAILS)


def _message(site: CallSite) -> str:
    hook = site.hook
    if hook is not None and not hook.template and hook.template_ref is None:
        return f"the hook {site.name!r} does not say which template to run"
    if not site.target.missing or site.target.owner is None:
        return ""
    who = f"the hook {site.name!r}" if hook is not None else f"onExit of {site.name!r}"
    ref = hook.template_ref if hook is not None else None
    if ref is not None:
        return f"{who} calls the template {ref.template!r}, which {site.target.owner.display_name!r} does not have"
    return f"{who} calls the template {_name(site)!r}, which does not exist"


def _name(site: CallSite) -> str:
    if site.hook is not None:
        return site.hook.template
    return site.call.on_exit if site.call is not None else ""


def _hint(site: CallSite, context: Context) -> str:
    ref: TemplateRef | None = site.hook.template_ref if site.hook is not None else None
    if ref is not None:
        owner = site.target.owner
        return did_you_mean(ref.template, [one.name for one in owner.spec.templates]) if owner is not None else ""
    found = spec_of(site.resource, context.workspace)
    return did_you_mean(_name(site), [one.name for one in found[1].templates]) if found else ""
