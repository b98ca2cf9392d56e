"""A value with which an expression fails.

A value that is known (a default, an argument, an item of a loop) reaches an expression that cannot be
evaluated with it: a word is taken for a number, a map is asked for the members of a list.

Bad:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: example-
spec:
  entrypoint: main
  arguments:
    parameters:
      - name: size
        value: 3GB
  templates:
    - name: main
      container:
        image: alpine:3.20
        command: [echo, "{{= asInt(workflow.parameters.size) * 2 }}"]
```

Good:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: example-
spec:
  entrypoint: main
  arguments:
    parameters:
      - name: size
        value: "3"
  templates:
    - name: main
      container:
        image: alpine:3.20
        command: [echo, "{{= asInt(workflow.parameters.size) * 2 }}"]
```

Argo: Accepted. The node ends in an error, or the tag stays in the text as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from wfsim.checks.api import Context
from wfsim.checks.own import bad_json_path, not_json
from wfsim.checks.own.not_json import may_be_passed_over
from wfsim.checks.values import Known, Place, known
from wfsim.scope.uses import Kind, Use
from wfsim.text import Argo, Diagnostic, Related, Severity
from wfsim.text.places import Places

ID = "value-breaks-expression"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/variables/#expression"

_ROOTS = ("inputs", "workflow", "item")
_POSITION = re.compile(r" \(\d+:\d+\)$")  # the finding has a place of its own
_LAZY = ("and", "or", "&&", "||", "??")
_OTHER_SIZES = "index out of range"  # the next value may have more members
_COSTLY = ".."  # a range can be as long as one likes


def check(context: Context) -> Iterator[Diagnostic]:
    found = [
        finding
        for one in context.typed
        if one.use.kind is Kind.EXPRESSION and not one.flaws and one.use.template.path and _COSTLY not in one.use.text
        if not may_be_passed_over(one.use) and (finding := _judged(context, one.use)) is not None
    ]
    if found:
        said = Places(one.at for module in (not_json, bad_json_path) for one in module.check(context))
        yield from (one for one in found if not said.touches(one.at))


def _judged(context: Context, use: Use) -> Diagnostic | None:
    """The first value with which it fails."""
    for values in _worlds(context, use):
        if error := _error(use.text, values):
            shown = ", ".join(f"`{name}` is {value.value!r}" for name, value in values.items())
            related = tuple(Related(f"the value of `{name}`", value.at) for name, value in values.items())
            message = f"this cannot be evaluated where {shown}: {error}"
            return Diagnostic(ID, SEVERITY, message, use.span, related, argo=Argo.FAILS)
    return None


def _worlds(context: Context, use: Use) -> Iterator[Mapping[str, Known]]:
    """What the variables are at the same time, as far as that is certain: at most one of them has several values.
    Where a part is computed only sometimes somebody has thought of values with which it cannot be."""
    from wfsim.lang import expr, syntax

    tree = expr.parse(use.text)
    if any(isinstance(one, syntax.Conditional) or getattr(one, "operator", "") in _LAZY for one in syntax.walk(tree)):
        return
    found: dict[str, tuple[Known, ...]] = {}
    for one in expr.references(tree):
        if one.path[0] not in _ROOTS or one.name in found:
            continue
        values = known(context, Place(use.resource, use.template, use.call), one.name)
        if not values or not all(value.value.strip() for value in values):
            return  # an empty one stands for none at all
        found[one.name] = values
    names = {one.name for one in expr.references(tree)}
    if not found or found.keys() != names or sum(len(values) > 1 for values in found.values()) > 1:
        return
    for number in range(max(map(len, found.values()))):
        yield {name: values[min(number, len(values) - 1)] for name, values in found.items()}


def _error(text: str, values: Mapping[str, Known]) -> str:
    from wfsim.lang import expr
    from wfsim.lang.ambient import World
    from wfsim.lang.environment import Environment
    from wfsim.lang.errors import BudgetSpent, LangError

    given = {name: one.value for name, one in values.items()}
    try:
        expr.evaluate(text, Environment(given, world=World(lambda: "1", lambda: 0)))
    except BudgetSpent:
        return ""  # wfsim gives up here, Argo may not
    except LangError as error:
        said = _POSITION.sub("", error.message.partition("\n")[0])
        return "" if said.startswith(_OTHER_SIZES) else said
    return ""
