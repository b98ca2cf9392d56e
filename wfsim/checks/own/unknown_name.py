"""A name in an expression that does not exist.

An expression uses an input that the template does not declare, a step that is not there, a workflow
parameter that nobody gives, or a name or function that Argo does not have. Names with a dash need
brackets: `inputs.parameters['my-name']`.

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
      inputs:
        parameters:
          - name: my-name
            value: you
      container:
        image: alpine:3.20
        command: [echo, "{{= 'hello ' + inputs.parameters.my-name }}"]
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
      inputs:
        parameters:
          - name: my-name
            value: you
      container:
        image: alpine:3.20
        command: [echo, "{{= 'hello ' + inputs.parameters['my-name'] }}"]
```

Argo: Accepted. A tag stays in the text as it is; another expression ends in an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wfsim.checks.api import Context
from wfsim.checks.uses import part_of
from wfsim.checks.words import did_you_mean
from wfsim.lang.errors import LangError
from wfsim.scope import catalog
from wfsim.scope.uses import Use
from wfsim.spec.model import Kind
from wfsim.text import Argo, Diagnostic, Severity

ID = "unknown-name"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/variables/#expression"

_ROOTS = frozenset(row.root for row in catalog.VARIABLES) | {"sprig", "data"}
_RUN = (Kind.WORKFLOW, Kind.CRON_WORKFLOW)


def check(context: Context) -> Iterator[Diagnostic]:
    for one in context.expressions:
        yield from _judged(one)


def _judged(one: Use) -> Iterator[Diagnostic]:
    from wfsim.lang import expr

    try:
        found = expr.references(expr.parse(one.text))
    except LangError:
        return  # bad-expression says so
    reported = -1
    for reference in found:
        if reference.start < reported:
            continue
        problem = _problem(one, reference.path, reference.guarded, reference.called)
        if problem is not None:
            message, hint = problem
            at = part_of(one, reference.start, reference.end)
            reported = len(one.text) if "brackets" in hint else reference.end
            yield Diagnostic(ID, SEVERITY, message, at, hint=hint, argo=Argo.FAILS)


def _problem(one: Use, path: tuple[str, ...], guarded: bool, called: bool) -> tuple[str, str] | None:
    """What is wrong with a name, and the way out."""
    root = path[0]
    if root not in _ROOTS:
        what = "function" if called else "variable"
        return f"there is no {what} {root!r}", did_you_mean(root, sorted(_ROOTS))
    if guarded or called or len(path) < 2:
        return None
    match path:
        case ("inputs", "parameters", name, *_) if one.template.path:
            known = [parameter.name for parameter in one.template.inputs.parameters]
            return _unknown("the template has no input parameter", "inputs.parameters", name, known)
        case ("inputs", "artifacts", name, *_) if one.template.path:
            return _unknown("the template has no input artifact", "inputs.artifacts", name, _artifacts(one))
        case ("workflow", "parameters", name, *_) if _closed(one) and name != "json":
            known = [parameter.name for parameter in one.resource.spec.arguments.parameters]
            return _unknown("the workflow has no parameter", "workflow.parameters", name, known)
        case (("steps" | "tasks") as group, name, *_) if name != "name" and "(" not in name and one.template.path:
            return _of_call(one, group, name)
    return None


def _artifacts(one: Use) -> list[str]:
    return [artifact.name for artifact in one.template.inputs.artifacts]


def _closed(one: Use) -> bool:
    """Whether all workflow parameters are in sight (more may be given at submit, but then nobody declares them)."""
    return one.resource.kind in _RUN and one.resource.spec.workflow_template_ref is None


def _of_call(one: Use, group: str, name: str) -> tuple[str, str] | None:
    template = one.template
    if not template.calls or (template.dag is not None) is not (group == "tasks"):
        kind = "dag" if group == "tasks" else "steps"
        return f"{group!r} is known only in templates of kind {kind}", "Pass the value as an argument."
    return _unknown(f"the template has no {group[:-1]}", group, name, [call.name for call in template.calls])


def _unknown(what: str, group: str, name: str, known: Iterable[str]) -> tuple[str, str] | None:
    names = list(known)
    if name in names or any("{{" in one for one in names):
        return None
    dashed = next((one for one in names if one.startswith(f"{name}-")), "")
    if dashed:
        return f"{what} {name!r}", f"A name with a dash needs brackets: {group}['{dashed}']."
    return f"{what} {name!r}", did_you_mean(name, names)
