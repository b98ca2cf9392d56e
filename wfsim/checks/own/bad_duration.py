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
from wfsim.checks.values import Place, alone, reaching
from wfsim.lang.errors import LangError
from wfsim.spec.model import JsonObject, Template
from wfsim.text import Argo, Diagnostic, Related, Severity
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
        of_spec = Place(resource, Template())
        yield from _of(context, of_spec, resource.spec.data, resource.spec.path, _OF_SPEC)
        defaults = (*resource.spec.path, "templateDefaults")
        yield from _of(context, of_spec, resource.spec.template_defaults, defaults, _OF_TEMPLATE)
        for template in templates_of(resource):
            yield from _of(context, Place(resource, template), template.data, template.path, _OF_TEMPLATE)


def _of(context: Context, place: Place, data: JsonObject, base: Path, fields: tuple[Path, ...]) -> Iterator[Diagnostic]:
    """The first value of each field that is no duration; an empty one is to be given later."""
    for field in fields:
        value = _at(data, field)
        if not value:
            continue
        at = place.resource.document.span((*base, *field))
        for one in reaching(context, place, value, at):
            if one.value and (problem := _problem(one.value, field)):
                related = () if one.at == at else (Related(f"a value of {alone(value)!r}", one.at),)
                hint = "Write a number and a unit: 30s, 5m, 1h30m (a day is 24h)."
                message = f"{one.value!r} is not a duration: {problem}"
                yield Diagnostic(ID, SEVERITY, message, at, related, hint, argo=Argo.FAILS)
                break


def _at(data: JsonObject, field: Path) -> str:
    here: object = data
    for step in field:
        here = here.get(step) if isinstance(here, Mapping) else None
    return here if isinstance(here, str) else ""


def _problem(value: str, field: Path) -> str:
    """Argo's words, without the part that repeats the text."""
    from wfsim.lang import durations

    try:
        spent = durations.parse_ms(value) <= 0
    except LangError as error:
        return error.message.removeprefix("time: ").partition(" in duration ")[0].partition(" duration ")[0]
    return "it is over before the pod starts" if spent and field == ("timeout",) else ""
