"""A label or annotation that Kubernetes does not take.

The value of a label is at most 63 letters, digits, dashes, underscores and dots, with a letter or digit at
both ends; a blank, a slash or a colon does not fit. So is a key, which may have a domain and a slash before
it. Annotations have such keys, and any text as value.

Bad:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: example-
  labels:
    team: data platform
spec:
  entrypoint: main
  templates:
    - name: main
      container:
        image: alpine:3.20
        command: [echo, hello]
```

Good:

```yaml
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: example-
  labels:
    team: data-platform
spec:
  entrypoint: main
  templates:
    - name: main
      container:
        image: alpine:3.20
        command: [echo, hello]
```

Argo: Accepted by the linter. The API server refuses the workflow, or the pod that carries the label.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wfsim.checks.api import Context
from wfsim.checks.calls import templates_of
from wfsim.spec.model import JsonObject, Resource
from wfsim.text import Argo, Diagnostic, Severity
from wfsim.yamlio import Json, Path

ID = "invalid-label"
SEVERITY = Severity.WARNING
SEE = "https://argo-workflows.readthedocs.io/en/latest/workflow-concepts/"

_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
_WITHIN = _LETTERS | frozenset("-_.")
_LONGEST, _LONGEST_DOMAIN = 63, 253
_FILLED_IN = ("{{", "$(", "${", "<", "%(", "@@")  # where a tag or another tool puts a text


def check(context: Context) -> Iterator[Diagnostic]:
    for resource in context.concerned(ID):
        yield from _in(resource, resource.data.get("metadata"), ("metadata",))
        spec = resource.spec
        for field in ("podMetadata", "workflowMetadata"):
            yield from _in(resource, spec.data.get(field), (*spec.path, field))
        yield from _in(resource, spec.template_defaults.get("metadata"), (*spec.path, "templateDefaults", "metadata"))
        for template in templates_of(resource):
            yield from _in(resource, template.data.get("metadata"), (*template.path, "metadata"))


def _in(resource: Resource, metadata: Json | JsonObject, path: Path) -> Iterator[Diagnostic]:
    if not isinstance(metadata, Mapping):
        return
    for field in ("labels", "annotations"):
        pairs = metadata.get(field)
        for key, value in pairs.items() if isinstance(pairs, Mapping) else ():
            here = (*path, field, key)
            if problem := _of_key(key):
                at = resource.document.key_span(here)
                message = f"the key {_short(key)} {problem}"
                yield Diagnostic(ID, SEVERITY, message, at, hint=_HINT, argo=Argo.FAILS)
            if field == "labels" and isinstance(value, str) and value and (problem := _of_word(value)):
                at = resource.document.span(here)
                message = f"the value {_short(value)} {problem}"
                hint = f"{_HINT} An annotation takes any text."
                yield Diagnostic(ID, SEVERITY, message, at, hint=hint, argo=Argo.FAILS)


_HINT = "A label is letters, digits, `-`, `_` and `.`, with a letter or digit at both ends."


def _of_key(key: str) -> str:
    domain, slash, name = key.rpartition("/")
    if any(sign in key for sign in _FILLED_IN):
        return ""
    if slash and (not domain or len(domain) > _LONGEST_DOMAIN or "/" in domain or domain != domain.lower()):
        return "has no domain before its slash"
    return _of_word(name) if name else "has no name"


def _of_word(word: str) -> str:
    if any(sign in word for sign in _FILLED_IN):
        return ""
    if len(word) > _LONGEST:
        return f"has {len(word)} characters, of at most {_LONGEST}"
    wrong = next((char for char in word if char not in _WITHIN), "")
    if wrong:
        return "has a blank in it" if wrong.isspace() else f"has the character {wrong!r} in it"
    return "" if word[0] in _LETTERS and word[-1] in _LETTERS else "does not begin and end with a letter or digit"


def _short(word: str) -> str:
    return repr(word if len(word) <= 40 else f"{word[:39]}…")
