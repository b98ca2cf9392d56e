"""A duration that cannot be read.

A duration is a number with a unit (`30s`, `5m`, `1h30m`); units are h, m, s and smaller, there is
no day. Suspends and backoffs also take whole seconds.

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
      suspend:
        duration: 1 day
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
      suspend:
        duration: 24h
```

Argo: Accepted. The node ends in an error when it gets there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wfsim.checks.api import Context
from wfsim.checks.calls import templates_of
from wfsim.lang.errors import LangError
from wfsim.spec.model import JsonObject, Resource
from wfsim.text import Argo, Diagnostic, Severity
from wfsim.yamlio import Path

ID = "bad-duration"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/timeouts/"

_OF_TEMPLATE: tuple[Path, ...] = (
    ("timeout",),
    ("suspend", "duration"),
    ("memoize", "maxAge"),
    ("retryStrategy", "backoff", "duration"),
    ("retryStrategy", "backoff", "maxDuration"),
    ("retryStrategy", "backoff", "cap"),
)
_OF_SPEC: tuple[Path, ...] = (*_OF_TEMPLATE[3:], ("podGC", "deleteDelayDuration"))


def check(context: Context) -> Iterator[Diagnostic]:
    for resource in context.workspace.resources:
        yield from _of(resource, resource.spec.data, resource.spec.path, _OF_SPEC)
        defaults = (*resource.spec.path, "templateDefaults")
        yield from _of(resource, resource.spec.template_defaults, defaults, _OF_TEMPLATE)
        for template in templates_of(resource):
            yield from _of(resource, template.data, template.path, _OF_TEMPLATE)


def _of(resource: Resource, data: JsonObject, base: Path, fields: tuple[Path, ...]) -> Iterator[Diagnostic]:
    for field in fields:
        value = _at(data, field)
        if value and "{{" not in value and (problem := _problem(value)):
            at = resource.document.span((*base, *field))
            hint = "Write a number and a unit: 30s, 5m, 1h30m (a day is 24h)."
            yield Diagnostic(ID, SEVERITY, f"{value!r} is not a duration: {problem}", at, hint=hint, argo=Argo.FAILS)


def _at(data: JsonObject, field: Path) -> str:
    here: object = data
    for step in field:
        here = here.get(step) if isinstance(here, Mapping) else None
    return here if isinstance(here, str) else ""


def _problem(value: str) -> str:
    """Argo's words, without the part that repeats the text."""
    from wfsim.lang import durations

    try:
        durations.parse_ms(value)
    except LangError as error:
        return error.message.removeprefix("time: ").partition(" in duration ")[0].partition(" duration ")[0]
    return ""
