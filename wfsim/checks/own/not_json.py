"""JSON is read from a text that is none.

`fromJSON` and `jsonpath` read JSON, and a value that is known to get there (a default, an argument, an
item) is another text.

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
      - name: config
        value: production
  templates:
    - name: main
      container:
        image: alpine:3.20
        command: [echo, "{{= jsonpath(workflow.parameters.config, '$.name') }}"]
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
      - name: config
        value: '{"name": "production"}'
  templates:
    - name: main
      container:
        image: alpine:3.20
        command: [echo, "{{= jsonpath(workflow.parameters.config, '$.name') }}"]
```

Argo: Accepted. A tag stays in the text as it is, or ends the node in an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wfsim.checks.api import Context
from wfsim.checks.uses import part_of
from wfsim.scope.uses import Use
from wfsim.text import Argo, Diagnostic, Related, Severity, Span

if TYPE_CHECKING:
    from wfsim.checks.values import Known
    from wfsim.lang.syntax import Node

ID = "not-json"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/variables/#expression"

_READERS = ("fromJSON", "jsonpath", "sprig.mustFromJson", "sprig.fromJson")


def check(context: Context) -> Iterator[Diagnostic]:
    for one in context.typed:
        if any(name.rpartition(".")[2] in one.use.text for name in _READERS) and not may_be_passed_over(one.use):
            yield from _judged(context, one.use)


def may_be_passed_over(use: Use) -> bool:
    """Whether a condition may keep it from ever being read."""
    return use.call is not None and bool(use.call.when) and use.field != "when"


def _judged(context: Context, use: Use) -> Iterator[Diagnostic]:
    from wfsim.lang import expr, gojson

    for argument in _read(expr.parse(use.text)):
        at = part_of(use, argument.start, argument.end)
        for value in _values(context, use, argument, at):
            problem = gojson.problem(value.value) if not gojson.valid(value.value) else None
            if problem is not None:
                message = f"{_short(value.value)} is no JSON: {problem}"
                related = (Related("that value", value.at),) if value.at is not at else ()
                yield Diagnostic(ID, SEVERITY, message, at, related, argo=Argo.FAILS)
                break


def _read(tree: Node) -> Iterator[Node]:
    """What is read as JSON in any case: what stands behind a condition may never be."""
    from wfsim.lang.syntax import Binary, Call, Conditional, called_name

    todo = [tree]
    while todo:
        node = todo.pop()
        match node:
            case Conditional():
                todo.append(node.condition)
            case Binary(operator="and" | "or" | "??"):
                todo.append(node.left)
            case _:
                todo.extend(node.children())
        if isinstance(node, Call) and called_name(node) in _READERS and node.arguments:
            yield node.arguments[0]


def _values(context: Context, use: Use, argument: Node, at: Span) -> Iterator[Known]:
    """A constant, or the known values of a variable; an empty one stands for none at all."""
    from wfsim.checks.values import Known, Place, known
    from wfsim.lang import expr
    from wfsim.lang.syntax import Literal, Member

    if isinstance(argument, Literal) and isinstance(argument.value, str):
        yield Known(argument.value, at)
        return
    found = expr.references(argument)
    if isinstance(argument, Member) and len(found) == 1 and use.template.path:
        place = Place(use.resource, use.template, use.call)
        yield from (one for one in known(context, place, found[0].name) if one.value.strip())


def _short(value: str) -> str:
    return repr(value if len(value) <= 40 else f"{value[:39]}…")
