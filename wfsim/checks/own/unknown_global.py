"""A variable that does not exist, where Argo's linter does not look.

Argo's linter reads the tags of templates. It does not read those in the rest of the spec (volumes, locks,
pod metadata, the arguments of hooks), nor those of a steps or dag template that stand outside of its steps
and outputs, nor those in the values of inputs. A name that does not exist stays in the text as it is.

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
      - name: claim
        value: work
  volumes:
    - name: work
      persistentVolumeClaim:
        claimName: "{{workflow.parameters.clam}}"
  templates:
    - name: main
      container:
        image: alpine:3.20
        command: [echo, hello]
        volumeMounts:
          - name: work
            mountPath: /work
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
      - name: claim
        value: work
  volumes:
    - name: work
      persistentVolumeClaim:
        claimName: "{{workflow.parameters.claim}}"
  templates:
    - name: main
      container:
        image: alpine:3.20
        command: [echo, hello]
        volumeMounts:
          - name: work
            mountPath: /work
```

Argo: Accepted. The tag stays in the text, and what is made of it is refused or does not exist.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wfsim.checks.api import Context
from wfsim.checks.calls import spec_of, templates_of
from wfsim.checks.uses import part
from wfsim.checks.words import did_you_mean
from wfsim.lang import template as templating
from wfsim.scope import catalog, defaults
from wfsim.spec.model import JsonObject, Kind, Resource
from wfsim.spec.spelling import distance
from wfsim.text import Argo, Diagnostic, Severity
from wfsim.yamlio import Json, Path

ID = "unknown-global"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/variables/"

_PARAMETER, _INPUT = "workflow.parameters.", "inputs.parameters."
_INSIDE = ("templates", defaults.NAME)  # of a spec: what sees inputs
_SHARED = "no template that this is part of has an input"
_RUN = (Kind.WORKFLOW, Kind.CRON_WORKFLOW)
# What Argo's linter reads of a steps or dag template, and what no tag stands in.
_READ = ("steps", "dag", "outputs", "inputs", "name")


class _Names:
    """The names that are known at a place; None: any may be."""

    def __init__(
        self, parameters: set[str] | None, inputs: set[str] | None, lacks: str = "the template has no input"
    ) -> None:
        self.lacks = lacks
        self.groups = ((_PARAMETER, parameters), (_INPUT, inputs))

    def problem(self, key: str) -> tuple[str, str]:
        """What is wrong with a name, and what was meant; nothing where all is well."""
        for beginning, known in self.groups:
            if key.startswith(beginning):
                name = key.removeprefix(beginning)
                if known is None or name in known or name == "json":
                    return "", ""
                what = "the workflow has no parameter" if beginning == _PARAMETER else self.lacks
                return f"{what} {name!r}", did_you_mean(name, sorted(known))
        root, _, rest = key.partition(".")
        near = distance(root, "workflow") in (1, 2) and catalog.find(f"workflow.{rest}") is not None
        if near:
            return f"there is no variable {key!r}", did_you_mean(key, [f"workflow.{rest}"])
        if key.startswith("workflow.") and catalog.find(key) is None:
            known_names = [
                one.pattern for one in catalog.VARIABLES if one.root == "workflow" and "<" not in one.pattern
            ]
            return f"there is no variable {key!r}", did_you_mean(key, known_names)
        return "", ""


def check(context: Context) -> Iterator[Diagnostic]:
    for resource in context.workspace.resources:
        parameters = _parameters(resource, context)
        outside = {key: value for key, value in resource.spec.data.items() if key not in _INSIDE}
        yield from _in(resource, outside, resource.spec.path, _Names(parameters, None))
        for key, value in resource.spec.template_defaults.items():
            path = (*resource.spec.path, defaults.NAME, key)
            shared = defaults.parameters(resource, path)
            names = _Names(parameters, None if shared is None else {one.name for one in shared}, _SHARED)
            yield from _in(resource, value, path, names)
        for template in templates_of(resource):
            yield from _in(resource, template.data.get("inputs"), (*template.path, "inputs"), _Names(parameters, None))
            if template.kind is not None and not template.kind.is_leaf:
                inputs = None if "inputs" in resource.spec.template_defaults else template.inputs.parameters
                names = _Names(parameters, None if inputs is None else {one.name for one in inputs})
                rest = {key: value for key, value in template.data.items() if key not in _READ}
                yield from _in(resource, rest, template.path, names)


def _parameters(resource: Resource, context: Context) -> set[str] | None:
    """The parameters of the workflow; unknown where a template may be run by another workflow."""
    found = spec_of(resource, context.workspace)
    if resource.kind not in _RUN or found is None:
        return None
    return {one.name for spec in (resource.spec, found[1]) for one in spec.arguments.parameters}


def _in(resource: Resource, data: Json | JsonObject, path: Path, names: _Names) -> Iterator[Diagnostic]:
    match data:
        case str():
            for tag in templating.scan(data) if "{{" in data else ():
                said, hint = names.problem(tag.key) if tag.kind is templating.TagKind.SIMPLE else ("", "")
                if said and "{{" not in tag.key:
                    at = part(resource.document, path, tag.start, tag.end)
                    message = f"{said}: this stays in the text as it is"
                    yield Diagnostic(ID, SEVERITY, message, at, hint=hint, argo=Argo.FAILS)
        case Mapping():
            for key, value in data.items():
                yield from _in(resource, value, (*path, key), names)
        case list():
            for index, value in enumerate(data):
                yield from _in(resource, value, (*path, index), names)
