"""A task that nothing makes run.

Its `depends` asks for something that cannot become of the other tasks: two different ends of one, a
task that is skipped although it has neither a condition nor a loop, omitted although it waits for
nothing. Or the dag has a `target`, and neither is this the target nor does the target wait for it.

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
      dag:
        tasks:
          - name: work
            template: work
          - name: mend
            template: work
            depends: work.Failed && work.Errored
    - name: work
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
      dag:
        tasks:
          - name: work
            template: work
          - name: mend
            template: work
            depends: work.Failed || work.Errored
    - name: work
      container:
        image: alpine:3.20
        command: [echo, hello]
```

Argo: Accepted. The task is always omitted: `omitted: depends condition not met`; outside of the target it is
not even visited.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wfsim.checks.api import Context
from wfsim.checks.calls import Role, templates_of
from wfsim.checks.dependencies import ancestors
from wfsim.checks.outcomes import Outcomes
from wfsim.spec.model import Dag, Resource, Template
from wfsim.text import Argo, Diagnostic, Severity
from wfsim.yamlio import Path

ID = "never-runs"
SEVERITY = Severity.WARNING
SEE = "https://argo-workflows.readthedocs.io/en/latest/enhanced-depends-logic/"


def check(context: Context) -> Iterator[Diagnostic]:
    daemons: dict[int, bool] = {}
    for site in context.calls:
        if site.role is Role.TASK and site.call is not None:
            daemons[id(site.call)] = site.callee is None or site.callee.daemon
    for resource in context.workspace.resources:
        for template in templates_of(resource):
            if template.dag is not None:
                yield from _aside(resource, template.dag)
                yield from _impossible(resource, template, daemons)


def _aside(resource: Resource, dag: Dag) -> Iterator[Diagnostic]:
    """Tasks that the target does not need."""
    targets = dag.target.split()
    if not targets or "{{" in dag.target or any(dag.task(one) is None for one in targets):
        return
    before = ancestors(dag)
    needed = {*targets, *(name for one in targets for name in before.get(one, ()))}
    for task in dag.tasks:
        if before and task.name and task.name not in needed:
            message = f"{task.name!r} never runs: the target {dag.target!r} does not wait for it"
            yield _finding(resource, (*task.path, "name"), message, "Add it to `target`, or delete `target`.")


def _impossible(resource: Resource, template: Template, daemons: Mapping[int, bool]) -> Iterator[Diagnostic]:
    outcomes = Outcomes(template.calls, daemons)
    for task in template.calls:
        if task.depends and not outcomes.can_run(task):
            message = f"{task.name!r} never runs: no end of the other tasks makes this hold"
            yield _finding(resource, (*task.path, "depends"), message, _ENDS)


_ENDS = "A task ends in one way only; what may happen instead is joined by `||`."


def _finding(resource: Resource, path: Path, message: str, hint: str) -> Diagnostic:
    return Diagnostic(ID, SEVERITY, message, resource.document.span(path), hint=hint, argo=Argo.NONE)
