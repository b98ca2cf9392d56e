"""A task uses another that it does not wait for.

A task uses the output or the status of a task that it does not wait for, directly or through
others. When it is due, the value may not be there, and it never will be for this task.

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
          - name: make
            template: make
          - name: say
            template: hello
            when: "{{tasks.make.outputs.result}} == hello"
    - name: make
      script:
        image: alpine:3.20
        command: [sh]
        source: echo hello
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
      dag:
        tasks:
          - name: make
            template: make
          - name: say
            template: hello
            dependencies: [make]
            when: "{{tasks.make.outputs.result}} == hello"
    - name: make
      script:
        image: alpine:3.20
        command: [sh]
        source: echo hello
    - name: hello
      container:
        image: alpine:3.20
        command: [echo, hello]
```

Argo: Accepted, except at the very start of an argument (see argument-not-dependency). The task is
never started, or the tag stays in the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wfsim.checks.api import Context
from wfsim.checks.dependencies import ancestors
from wfsim.checks.uses import in_hook
from wfsim.scope.uses import Use
from wfsim.spec.ancestors import Ancestors
from wfsim.spec.model import Call
from wfsim.text import Argo, Diagnostic, Severity

ID = "not-a-dependency"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/dag/"


def check(context: Context) -> Iterator[Diagnostic]:
    known: dict[int, Mapping[str, Ancestors]] = {}
    for use in context.names:
        dag = use.template.dag
        if dag is None or use.call is None or in_hook(use) or not use.text.startswith("tasks."):
            continue
        if id(dag) not in known:
            known[id(dag)] = ancestors(dag)
        yield from _of(use, use.call, known[id(dag)])


def _of(use: Use, call: Call, before: Mapping[str, Ancestors]) -> Iterator[Diagnostic]:
    task, dot, _ = use.text.removeprefix("tasks.").partition(".")
    if not dot or task not in before or task in before.get(call.name, ()):
        return
    if task == call.name:
        message, hint = f"the task {task!r} cannot use its own outputs", ""
    else:
        message = f"the task {call.name!r} uses {task!r}, but does not wait for it"
        hint = f"Add {task!r} to its dependencies."
    yield Diagnostic(ID, SEVERITY, message, use.span, hint=hint, argo=Argo.FAILS)
