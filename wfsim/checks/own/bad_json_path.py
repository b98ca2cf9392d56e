"""A JSONPath that cannot be read, or finds nothing but its own text.

There are two of them. `valueFrom.jsonPath` of a resource's output is kubectl's: paths stand in braces,
`{.status.phase}`, and what stands outside is text. The function `jsonpath` of expressions has another
one: it begins with `$`, and has no braces.

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
      resource:
        action: get
        manifest: |
          apiVersion: v1
          kind: ConfigMap
          metadata:
            name: settings
      outputs:
        parameters:
          - name: colour
            valueFrom:
              jsonPath: .data.colour
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
      resource:
        action: get
        manifest: |
          apiVersion: v1
          kind: ConfigMap
          metadata:
            name: settings
      outputs:
        parameters:
          - name: colour
            valueFrom:
              jsonPath: "{.data.colour}"
```

Argo: Accepted. Without braces the value is the text itself; what cannot be read fails the node.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wfsim.checks.api import Context
from wfsim.checks.calls import templates_of
from wfsim.checks.uses import part, part_of
from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.scope.uses import Use
from wfsim.spec.model import Parameter, Resource, Template, TemplateKind
from wfsim.text import Argo, Diagnostic, Fix, Severity
from wfsim.yamlio import Path

if TYPE_CHECKING:
    from wfsim.lang.syntax import Node

ID = "bad-json-path"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/kubernetes-resources/"


def check(context: Context) -> Iterator[Diagnostic]:
    for resource in context.workspace.resources:
        for template in templates_of(resource):
            for index, output in enumerate(_outputs(template)):
                text = output.value_from.json_path if output.value_from is not None else ""
                if text and "{{" not in text:
                    path = (*template.path, "outputs", "parameters", index, "valueFrom", "jsonPath")
                    yield from _of_output(resource, path, text)
    for one in context.typed:
        if "jsonpath" in one.use.text:
            yield from _of_expression(one.use)


def _outputs(template: Template) -> tuple[Parameter, ...]:
    return template.outputs.parameters if template.kind is TemplateKind.RESOURCE else ()


def _of_output(resource: Resource, path: Path, text: str) -> Iterator[Diagnostic]:
    from wfsim.lang.kubepath_reading import Steps, Word, parse

    at = resource.document.span(path)
    try:
        parts = parse(text)
    except LangError as error:
        place = part(resource.document, path, *_place(error, text))
        message = f"kubectl cannot read this path: {error.told(text)}"
        joined = "?(" in text and ("&&" in text or "||" in text)
        hint = "A filter compares once: there is no && and no ||." if joined else ""
        yield Diagnostic(ID, SEVERITY, message, place, hint=hint, argo=Argo.FAILS)
        return
    found = [step for one in parts if isinstance(one, Steps) for step in one.steps]
    words = [step.name for step in found if isinstance(step, Word) and step.name not in ("range", "end")]
    if words:
        hint = f"A member is written with a dot: {{.{words[0]}}}."
        yield Diagnostic(ID, SEVERITY, f"kubectl knows no word {words[0]!r}", at, hint=hint, argo=Argo.FAILS)
    elif not any(isinstance(one, Steps) for one in parts):
        message = "the output is this text as it stands: paths stand in braces"
        dotted = text.removeprefix("$")
        braced = f"{{{dotted if dotted.startswith(('.', '[')) else '.' + dotted}}}"
        fix = Fix(f"Write {braced}", at, f'"{braced}"') if at.text == text else None
        yield Diagnostic(ID, SEVERITY, message, at, hint=f"Write {braced!r}.", fix=fix, argo=Argo.NONE)


def _place(error: LangError, text: str) -> tuple[int, int]:
    """The characters to underline, one at least."""
    start = min(error.start or 0, max(len(text) - 1, 0))
    return start, min(max(error.end or 0, start + 1), len(text))


def _of_expression(use: Use) -> Iterator[Diagnostic]:
    from wfsim.lang import expr
    from wfsim.lang.jsonpath_reading import read

    for node, text in _paths(expr.parse(use.text)):
        try:
            read(text)
        except BudgetSpent:
            continue  # wfsim gives up here, Argo may not
        except LangError as error:
            start, end = _place(error, text)
            plain = use.text[node.start + 1 : node.end - 1] == text  # no escapes: places in it are places in the text
            at = (
                part_of(use, node.start + 1 + start, node.start + 1 + end)
                if plain and text
                else part_of(use, node.start, node.end)
            )
            hint = "It begins with `$` and has no braces: $.items[0].name." if text[:1] not in ("$", "@") else ""
            message = f"this JSONPath cannot be read: {error.told(text) if error.expected else error.message}"
            yield Diagnostic(ID, SEVERITY, message, at, hint=hint, argo=Argo.FAILS)


def _paths(tree: Node) -> Iterator[tuple[Node, str]]:
    """The constant paths of calls of ``jsonpath``."""
    from wfsim.lang.syntax import Call, Literal, called_name, walk

    for node in walk(tree):
        if isinstance(node, Call) and called_name(node) == "jsonpath" and len(node.arguments) > 1:
            path = node.arguments[1]
            if isinstance(path, Literal) and isinstance(path.value, str):
                yield path, path.value
