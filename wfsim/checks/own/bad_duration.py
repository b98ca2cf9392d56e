"""A duration that cannot be read.

A duration is a number with a unit (`30s`, `5m`, `1h30m`); units are h, m, s and smaller, there is
no day. Suspends and backoffs also take whole seconds; `maxAge` and `timeout` do not.

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

from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.checks.calls import templates_of
from wfsim.checks.uses import part
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
    ("containerSet", "retryStrategy", "duration"),
    ("retryStrategy", "backoff", "duration"),
    ("retryStrategy", "backoff", "maxDuration"),
    ("retryStrategy", "backoff", "cap"),
)
_OF_SPEC: tuple[Path, ...] = (*_OF_TEMPLATE[4:], ("podGC", "deleteDelayDuration"))
_WITH_UNIT = _OF_TEMPLATE[2:4]  # whole seconds are no duration there, nor in a timeout, which Argo's linter refuses


def check(context: Context) -> Iterator[Diagnostic]:
    for resource in context.concerned(ID):
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
        document = place.resource.document
        at = document.span((*base, *field))
        for one in reaching(context, place, value, at):
            error = _problem(one.value, field) if one.value else None
            if error is not None:
                written = one.at == at
                related = () if written else (Related(f"a value of {alone(value)!r}", one.at),)
                hint = "Write a number and a unit: 30s, 5m, 1h30m (a day is 24h)."
                message = f"{one.value!r} is not a duration: {error.told(one.value)}"
                if written:
                    at = part(document, (*base, *field), error.start or 0, error.end or len(one.value))
                yield Diagnostic(ID, SEVERITY, message, at, related, hint, argo=Argo.FAILS)
                break


def _at(data: JsonObject, field: Path) -> str:
    here: object = data
    for step in field:
        here = here.get(step) if isinstance(here, dict) else None
    return here if isinstance(here, str) else ""


def _problem(value: str, field: Path) -> LangError | None:
    from wfsim.lang import durations

    try:
        spent = (durations.parse_ns if field in _WITH_UNIT else durations.parse_argo_ns)(value) <= 0
    except LangError as error:
        return error
    return LangError("it is over before the pod starts") if spent and field == ("timeout",) else None
