"""An output of its own that the template does not have.

`outputs.parameters.NAME.path` and `outputs.artifacts.NAME.path` say where a template has to put an output
that it declares. Argo's linter lets anything pass that begins with `outputs.`; a name that is not declared
stays in the text as it is.

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
      script:
        image: alpine:3.20
        command: [sh]
        source: echo hello > {{outputs.artifacts.txt.path}}
      outputs:
        artifacts:
          - name: text
            path: /tmp/text
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
      script:
        image: alpine:3.20
        command: [sh]
        source: echo hello > {{outputs.artifacts.text.path}}
      outputs:
        artifacts:
          - name: text
            path: /tmp/text
```

Argo: Accepted. The tag reaches the container as it is written.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.checks.uses import field, in_defaults
from wfsim.checks.words import did_you_mean
from wfsim.scope.uses import Use
from wfsim.text import Argo, Diagnostic, Severity

ID = "unknown-own-output"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/variables/"

_ROOT = "outputs."
# Where outputs have values, and where the tag is left for a workflow that is made of the text.
_OTHERS = ("metrics", "resource")


def check(context: Context) -> Iterator[Diagnostic]:
    for use in context.names:
        kind = use.template.kind
        if not use.text.startswith(_ROOT) or "outputs" in use.resource.spec.template_defaults or in_defaults(use):
            continue
        if use.call is None and kind is not None and kind.is_leaf:
            known = _known(use)
            if use.text not in known and field(use)[0] not in _OTHERS:
                message = f"this template has no output for {use.text!r}"
                hint = did_you_mean(use.text, known) or _listed(known)
                yield Diagnostic(ID, SEVERITY, message, use.span, hint=hint, argo=Argo.FAILS)


def _known(use: Use) -> list[str]:
    outputs = use.template.outputs
    parameters = (one.name for one in outputs.parameters if one.value_from is not None and one.value_from.path)
    artifacts = (one.name for one in outputs.artifacts if one.artifact_path)
    return [f"outputs.parameters.{one}.path" for one in parameters] + [
        f"outputs.artifacts.{one}.path" for one in artifacts
    ]


def _listed(known: list[str]) -> str:
    return "It knows " + ", ".join(f"`{one}`" for one in known) + "." if known else "Declare it under `outputs`."
