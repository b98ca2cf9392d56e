"""dependencies where depends says the same.

`depends` can say more (`b.Failed`, `a || b`), and one dag has one of the two: the first task that needs
to say more forces all others to change. `wfsim lint --fix` changes them. Where a task has `continueOn`
nothing is said: `depends` does not go with it.

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
          - name: build
            template: hello
          - name: test
            template: hello
          - name: ship
            template: hello
            dependencies: [build, test]
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
          - name: build
            template: hello
          - name: test
            template: hello
          - name: ship
            template: hello
            depends: build && test
    - name: hello
      container:
        image: alpine:3.20
        command: [echo, hello]
```

Argo: It accepts both, and reads `dependencies` as `depends` with `&&` between the names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from wfsim.checks.api import Context
from wfsim.checks.calls import templates_of
from wfsim.spec.model import Call
from wfsim.text import Argo, Diagnostic, Edit, Fix, Severity
from wfsim.yamlio import Document, Mapping

ID = "plain-dependencies"
SEVERITY = Severity.INFO
SEE = "https://argo-workflows.readthedocs.io/en/latest/enhanced-depends-logic/"

_NAME = re.compile(r"[A-Za-z][\w-]*")
_WRITTEN = re.compile(r" *:\s*")  # between key and list: no comment, anchor or tag


def check(context: Context) -> Iterator[Diagnostic]:
    for resource in context.workspace.resources:
        for template in templates_of(resource):
            if template.dag is not None and _can_change(template.dag.tasks):
                yield from _of(resource.document, template.dag.tasks)


def _can_change(tasks: Sequence[Call]) -> bool:
    return not any(one.depends or one.continue_on_error or one.continue_on_failed for one in tasks) and all(
        _NAME.fullmatch(name) for one in tasks for name in (one.name, *one.dependencies)
    )


def _of(document: Document, tasks: Sequence[Call]) -> Iterator[Diagnostic]:
    """A finding for each task; its fix is that of the whole dag, which has one of the two."""
    waiting = [one for one in tasks if one.dependencies]
    edits = [edit for one in waiting if (edit := _edit(document, one))]
    fix = None
    if edits and len(edits) == len(waiting):
        first, *others = edits
        fix = Fix("write depends for the whole dag", first.at, first.text, tuple(others))
    for one in waiting:
        hint = f"Write `depends: {_terms(one)}`."
        at = document.key_span((*one.path, "dependencies"))
        yield Diagnostic(ID, SEVERITY, "`depends` says the same", at, hint=hint, fix=fix, argo=Argo.NONE)


def _terms(task: Call) -> str:
    return " && ".join(task.dependencies)


def _edit(document: Document, task: Call) -> Edit | None:
    """The entry of one task rewritten."""
    node = document.node(task.path)
    entry = node.entry("dependencies") if isinstance(node, Mapping) else None
    if entry is None:
        return None
    source, key, value = document.source, entry.key.span, entry.value.span
    if not _WRITTEN.fullmatch(source.text[key.end : value.start]) or "#" in value.text or key.text != "dependencies":
        return None
    return Edit(source.span(key.start, value.end), f"depends: {_terms(task)}")
