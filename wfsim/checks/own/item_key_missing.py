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
from wfsim.checks.texts import Text
from wfsim.text import Argo, Diagnostic, Related, Severity

ID = "item-key-missing"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/loops/"


def check(context: Context) -> Iterator[Diagnostic]:
    for text in context.texts:
        if text.call is not None and text.call.with_items and not text.in_hook:
            yield from _missing(text, text.call.with_items)


def _missing(text: Text, items: tuple[object, ...]) -> Iterator[Diagnostic]:
    for tag in text.names:
        key = tag.key.removeprefix("item.")
        if key == tag.key or not any(isinstance(item, Mapping) and key in item for item in items):
            continue
        for index, item in enumerate(items):
            if isinstance(item, str) and "{{" in item:
                continue
            if not isinstance(item, Mapping) or key not in item:
                assert text.call is not None
                at = text.resource.document.span((*text.call.path, "withItems", index))
                message = f"the item number {index + 1} of the loop has no key {key!r}"
                related = (Related("that item", at),)
                yield Diagnostic(ID, SEVERITY, message, text.tag_at(tag), related, argo=Argo.FAILS)
                break
