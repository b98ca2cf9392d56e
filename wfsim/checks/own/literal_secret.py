"""A secret written into the workflow.

What stands in a spec is read by everybody who may see the workflow, and by all who may see the
repository. A key or token belongs into a Secret, from which an environment variable takes it by
`secretKeyRef`. The value itself is never printed here.

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
        command: [sh, -c, "connect --user app"]
        env:
          - name: DB_PASSWORD
            value: c0rrect-horse
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
        command: [sh, -c, "connect --user app"]
        env:
          - name: DB_PASSWORD
            valueFrom:
              secretKeyRef:
                name: database
                key: password
```

Argo: Accepted. The value is kept in the workflow's object, in plain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from wfsim.checks.api import Context
from wfsim.checks.calls import templates_of
from wfsim.checks.containers import containers, objects
from wfsim.checks.uses import part
from wfsim.spec.model import JsonObject, Resource
from wfsim.text import Argo, Diagnostic, Severity, Span
from wfsim.yamlio import Json, Path

ID = "literal-secret"
SEVERITY = Severity.WARNING
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/secrets/"

_HINT = "Keep it in a Secret, and take it from there by `valueFrom: {secretKeyRef: {name: …, key: …}}`."

# Names of variables that hold a secret.
_PASSWORD = r"(?:^|_)(?:PASSWORD|PASSWD|PASSPHRASE|password|passwd|passphrase)$"
_TOKEN = r"(?:^|_)(?:TOKEN|(?:CLIENT|SHARED|JWT)_SECRET|(?:API|ACCESS|PRIVATE|SECRET)_?KEY)$"
# What a value looks like that is none: a place (of tools that fill it in, too), a switch, a tag, an example, a default.
_HARMLESS = r"""(?ix) ( .{0,3} | true|false|none|null | \d{1,5} | [/~.$<%].* | .*[{}$<>*].* | \S+://[^@]*
    | [\w.-]+(/[\w.-]+)+ | (file|vault|arn|ref\+\w+|ssm|secret|sops):.*
    | .*(example|change.?me|dummy|placeholder|redacted|your[-_ ]|xxx|todo|fake|sample|test).*
    | (password|passwd|secret|token|key|admin|postgres|root|guest|minio(admin)?|argo|mysql|user|default) )"""
_NAME_OF_SOMETHING = r"[a-z]+([-_./:][a-z0-9]+)*"  # of a Secret that holds a token, say


# What cannot be anything else, wherever it stands.
_KEYS = (
    ("an access key of AWS", r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
    ("a token of GitHub", r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{82})\b"),
    ("a token of GitLab", r"\bglpat-[A-Za-z0-9_-]{20}\b"),
    ("a token of Slack", r"\bxox[abprs]-[A-Za-z0-9-]{20,}"),
    ("a key of Google", r"\bAIza[A-Za-z0-9_-]{35}\b"),
    ("a private key", r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----"),
)
_SIGNS = ("AKIA", "ASIA", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "xox", "AIza", "PRIVATE KEY")


def check(context: Context) -> Iterator[Diagnostic]:
    for resource in context.concerned(ID):
        spec = resource.spec
        yield from _variables(resource, spec.template_defaults, (*spec.path, "templateDefaults"))
        for template in templates_of(resource):
            yield from _variables(resource, template.data, template.path)
        if any(sign in resource.document.source.text for sign in _SIGNS):
            yield from _keys(resource, spec.data, spec.path)


def _variables(resource: Resource, data: JsonObject, base: Path) -> Iterator[Diagnostic]:
    for path, container in containers(data, base):
        for where, variable in objects(container.get("env"), (*path, "env")):
            name, value = variable.get("name"), variable.get("value")
            if isinstance(name, str) and isinstance(value, str) and _is_secret(name, value):
                message = f"the value of {name!r} looks like a secret, and stands here for all to read"
                at = resource.document.span((*where, "value"))
                yield _finding(message, at)


def _is_secret(name: str, value: str) -> bool:
    if re.fullmatch(_HARMLESS, value):
        return False
    if re.search(_PASSWORD, name):
        return True
    return re.search(_TOKEN, name) is not None and not re.fullmatch(_NAME_OF_SOMETHING, value)


def _finding(message: str, at: Span) -> Diagnostic:
    return Diagnostic(ID, SEVERITY, message, at, hint=_HINT, argo=Argo.NONE, secret=True)


def _keys(resource: Resource, data: Json | JsonObject, path: Path) -> Iterator[Diagnostic]:
    match data:
        case str():
            for what, pattern in _KEYS:
                for found in re.finditer(pattern, data):
                    if "EXAMPLE" not in found[0]:
                        at = part(resource.document, path, found.start(), found.end())
                        message = f"this is {what}, and stands here for all to read"
                        yield _finding(message, at)
        case Mapping():
            for key, value in data.items():
                yield from _keys(resource, value, (*path, key))
        case list():
            for index, value in enumerate(data):
                yield from _keys(resource, value, (*path, index))
