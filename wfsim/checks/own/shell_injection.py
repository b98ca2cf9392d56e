"""A value pasted into the text of a shell script.

A tag in a shell script is replaced before the shell reads it: a blank, a quote or a `$(…)` in the value
becomes part of the script. Passed by an environment variable it stays a value, whatever is in it.

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
      - name: message
        value: hello
  templates:
    - name: main
      container:
        image: alpine:3.20
        command: [sh, -c]
        args: ["echo {{workflow.parameters.message}}"]
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
      - name: message
        value: hello
  templates:
    - name: main
      container:
        image: alpine:3.20
        command: [sh, -c]
        args: ['echo "$MESSAGE"']
        env:
          - name: MESSAGE
            value: "{{workflow.parameters.message}}"
```

Argo: Accepted. The value is pasted as it is; common, and harmless where nobody else decides over it.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.checks.calls import templates_of
from wfsim.checks.containers import containers
from wfsim.checks.uses import part
from wfsim.lang import template as templating
from wfsim.scope import catalog
from wfsim.spec.model import JsonObject
from wfsim.text import Argo, Diagnostic, Severity
from wfsim.yamlio import Path

ID = "shell-injection"
SEVERITY = Severity.WARNING
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/parameters/"

_SHELLS = frozenset(("sh", "bash", "ash", "dash", "zsh", "ksh"))
# Names whose values are words that Argo itself chose.
_TAME = (
    *("workflow.name", "workflow.uid", "workflow.status", "workflow.priority", "workflow.serviceAccountName"),
    *("workflow.mainEntrypoint", "workflow.creationTimestamp", "workflow.scheduledTime", "workflow.duration"),
    *("pod.name", "node.name", "steps.name", "tasks.name", "retries", "lastRetry.exitCode", "lastRetry.duration"),
)
_NUMBERS = (".duration", ".ip", ".exitCode", ".status", ".id", ".startedAt", ".finishedAt", ".path")


def check(context: Context) -> Iterator[Diagnostic]:
    for resource in context.workspace.resources:
        for template in templates_of(resource):
            for path, container in containers(template.data, template.path):
                for where, text in _scripts(container, path):
                    for tag in templating.scan(text):
                        if _is_open(tag):
                            at = part(resource.document, where, tag.start, tag.end)
                            message = f"the shell reads the value of {tag.key!r} as part of the script"
                            hint = 'Pass it by `env`, and write it between double quotes: `"$NAME"`.'
                            yield Diagnostic(ID, SEVERITY, message, at, hint=hint, argo=Argo.NONE)


def _scripts(container: JsonObject, path: Path) -> Iterator[tuple[Path, str]]:
    """The texts that a shell reads: the source of a script, or what stands behind ``-c``."""
    words = [(path_of, word) for path_of, word in _words(container, path)]
    if not words or words[0][1].rpartition("/")[2] not in _SHELLS:
        return
    source = container.get("source")
    if isinstance(source, str):
        yield (*path, "source"), source
    flags = [index for index, (_, word) in enumerate(words) if word.startswith("-") and word.endswith("c")]
    if flags and flags[0] + 1 < len(words):
        yield words[flags[0] + 1]


def _words(container: JsonObject, path: Path) -> Iterator[tuple[Path, str]]:
    for field in ("command", "args"):
        value = container.get(field)
        for index, word in enumerate(value if isinstance(value, list) else ()):
            if isinstance(word, str):
                yield (*path, field, index), word


def _is_open(tag: templating.Tag) -> bool:
    """Whether somebody else may decide over the value; not so where the tag is for another program."""
    if tag.kind is templating.TagKind.SIMPLE and catalog.find(tag.key) is None:
        return False
    return not (tag.key.startswith(_TAME) or tag.key.endswith(_NUMBERS))
