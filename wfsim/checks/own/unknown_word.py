"""A word that its field does not know.

Some fields take one of a few words: when artifacts are deleted, how an image is pulled, what a toleration
compares. Argo's linter looks at few of them; the API server, or the pod, does not take another word.

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
      container:
        image: alpine:3.20
        imagePullPolicy: Allways
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
      container:
        image: alpine:3.20
        imagePullPolicy: Always
        command: [echo, hello]
```

Argo: Accepted by the linter. The API server refuses the workflow, or the pod that is made of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.checks.words import did_you_mean
from wfsim.spec.model import JsonObject, Resource
from wfsim.text import Argo, Diagnostic, Severity
from wfsim.yamlio import Json, Path

ID = "unknown-word"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/fields/"


def check(context: Context) -> Iterator[Diagnostic]:
    for resource in context.concerned(ID):
        for path, field, word, known in _closed(resource):
            if word and word not in known and "{{" not in word and "$" not in word:
                at = resource.document.span(path)
                message = f"`{field}` is {word!r}, which it does not know"
                hint = did_you_mean(word, known) or "It can be " + ", ".join(f"`{one}`" for one in known) + "."
                yield Diagnostic(ID, SEVERITY, message, at, hint=hint, argo=Argo.FAILS)


def _closed(resource: Resource) -> Iterator[tuple[Path, str, str, tuple[str, ...]]]:
    """Every field of a closed set: its path and name, what stands there, and what can."""
    from wfsim.spec.closed import VALUES
    from wfsim.spec.types import Form, Type, fields

    waiting: list[tuple[Path, Json | JsonObject, Type]] = [((), resource.data, Type(Form.STRUCT, name=resource.kind))]
    while waiting:
        path, data, is_a = waiting.pop()
        if isinstance(data, dict) and is_a.form is Form.STRUCT:
            closed, known = VALUES.get(is_a.name, {}), fields(is_a.name)
            for key, value in data.items():
                if key in closed and isinstance(value, str):
                    yield (*path, key), key, value, closed[key]
                elif key in known and isinstance(value, dict | list):
                    waiting.append(((*path, key), value, known[key].type))
        elif isinstance(data, dict) and is_a.form is Form.MAP:
            waiting.extend(((*path, key), value, is_a.inside) for key, value in data.items())
        elif isinstance(data, list) and is_a.form is Form.LIST:
            waiting.extend(((*path, index), value, is_a.inside) for index, value in enumerate(data))
