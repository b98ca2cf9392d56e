"""A key that only some items have.

`{{item.key}}` is used, and not every item of `withItems` has the key.

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
            template: echo
            arguments:
              parameters:
                - name: text
                  value: "{{item.name}}"
            withItems:
              - {name: a, size: 1}
              - {size: 2}
    - name: echo
      inputs:
        parameters:
          - name: text
      container:
        image: alpine:3.20
        command: [echo, "{{inputs.parameters.text}}"]
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
            template: echo
            arguments:
              parameters:
                - name: text
                  value: "{{item.name}}"
            withItems:
              - {name: a, size: 1}
              - {name: b, size: 2}
    - name: echo
      inputs:
        parameters:
          - name: text
      container:
        image: alpine:3.20
        command: [echo, "{{inputs.parameters.text}}"]
```

Argo: Accepted, as long as one item has the key. The step ends in an error: `failed to resolve
{{item.name}}`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wfsim.checks.api import Context
from wfsim.checks.uses import in_hook
from wfsim.checks.words import did_you_mean
from wfsim.scope.uses import Use
from wfsim.spec.model import Call
from wfsim.text import Argo, Diagnostic, Related, Severity

ID = "item-key-missing"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/loops/"


def check(context: Context) -> Iterator[Diagnostic]:
    for use in context.names:
        if use.call is None or not use.text.startswith("item.") or in_hook(use):
            continue
        if use.call.with_items:
            yield from _missing(use, use.call)
        elif use.call.with_param:
            yield from _missing_in_list(context, use, use.call)
            yield from _missing_in_outputs(context, use, use.call)


def _may_be_left_out(use: Use) -> bool:
    """Whether the condition may leave out the items without the key."""
    return use.call is not None and bool(use.call.when) and use.field != "when"


def _missing(use: Use, call: Call) -> Iterator[Diagnostic]:
    """The first item without the key, where some item has it (where none has, Argo's linter says so)."""
    key = use.text.removeprefix("item.")
    if _may_be_left_out(use) or not any(isinstance(item, Mapping) and key in item for item in call.with_items):
        return
    for index, item in enumerate(call.with_items):
        if isinstance(item, str) and "{{" in item:
            continue
        if not isinstance(item, Mapping) or key not in item:
            at = use.resource.document.span((*call.path, "withItems", index))
            message = f"the item number {index + 1} of the loop has no key {key!r}"
            yield Diagnostic(ID, SEVERITY, message, use.span, (Related("that item", at),), argo=Argo.FAILS)
            return


def _missing_in_list(context: Context, use: Use, call: Call) -> Iterator[Diagnostic]:
    """The same for the lists that are known to reach ``withParam``."""
    from wfsim.checks.values import Place, reaching
    from wfsim.lang import items
    from wfsim.lang.errors import LangError

    at = use.resource.document.span((*call.path, "withParam"))
    for value in reaching(context, Place(use.resource, use.template, call), call.with_param, at):
        try:
            expanded = items.from_param(value.value)
        except LangError:
            continue  # bad-with-param says so
        if _may_be_left_out(use) and any(use.text in item.variables for item in expanded):
            continue
        for number, item in enumerate(expanded, 1):
            if use.text not in item.variables:
                key = use.text.removeprefix("item.")
                message = f"the item number {number} of the loop has no key {key!r}"
                related = (Related("the list", value.at),)
                yield Diagnostic(ID, SEVERITY, message, use.span, related, argo=Argo.FAILS)
                return


def _missing_in_outputs(context: Context, use: Use, call: Call) -> Iterator[Diagnostic]:
    """A loop over all outputs of another loop: the keys of its items are the names of the outputs."""
    from wfsim.checks.values import alone

    root, _, rest = alone(call.with_param).partition(".")
    name, _, member = rest.partition(".")
    if root not in ("steps", "tasks") or member != "outputs.parameters":
        return
    for site in context.calls:
        if site.call is not None and site.call.name == name and site.within is use.template and site.callee:
            names = [one.name for one in site.callee.outputs.parameters]
            key = use.text.removeprefix("item.")
            if names and key not in names and not any("{{" in one for one in names):
                message = f"no item of the loop has a key {key!r}: {name!r} has no such output parameter"
                yield Diagnostic(ID, SEVERITY, message, use.span, hint=did_you_mean(key, names), argo=Argo.FAILS)
