"""A value that a condition cannot take.

The tags of `when` are replaced first, as text, and what comes of that is read. A value with a blank,
a dash, a slash or a quote, or an empty one, falls apart there unless the tag stands in quotes. A value
that is known (a default, an argument, an item of a loop, an allowed value) does so here.

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
      - name: env
        value: my-test
  templates:
    - name: main
      steps:
        - - name: make
            template: make
            continueOn:
              failed: true
        - - name: say
            template: make
            when: "{{workflow.parameters.env}} == prod"
    - name: make
      script:
        image: alpine:3.20
        command: [sh]
        source: echo hello
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
      - name: env
        value: my-test
  templates:
    - name: main
      steps:
        - - name: make
            template: make
            continueOn:
              failed: true
        - - name: say
            template: make
            when: "'{{workflow.parameters.env}}' == 'prod'"
    - name: make
      script:
        image: alpine:3.20
        command: [sh]
        source: echo hello
```

Argo: Accepted: conditions are not read before the run. With this value the step ends in an error, such as
`Invalid 'when' expression`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wfsim.checks.api import Context
from wfsim.lang import template
from wfsim.lang.template import Tag, TagKind
from wfsim.text import Argo, Diagnostic, Fix, Related, Severity

if TYPE_CHECKING:
    from wfsim.checks.conditions import Condition

ID = "value-breaks-when"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/conditionals/"


def check(context: Context) -> Iterator[Diagnostic]:
    for one in context.conditions:
        if one.failure is None and one.tags:
            yield from _broken(context, one)


def _broken(context: Context, one: Condition) -> Iterator[Diagnostic]:
    """For each variable the first value that breaks the condition, whatever the others come to."""
    from wfsim.checks.conditions import fails, said
    from wfsim.checks.values import known

    for tag in {tag.key: tag for tag in one.tags if tag.kind is TagKind.SIMPLE}.values():
        for value in known(context, one.place, tag.key):
            failure = fails(one.text, one.tags, {tag.key: value.value})
            if failure is not None:
                message = f"the value {_short(value.value)} of {tag.key!r} breaks this condition: {said(failure)}"
                at, related = one.at(tag.start, tag.end), (Related("that value", value.at),)
                hint, fix = _way_out(one, tag, value.value), _fix(context, one, tag)
                yield Diagnostic(ID, SEVERITY, message, at, related, hint, fix, Argo.FAILS)
                break


def _fix(context: Context, one: Condition, tag: Tag) -> Fix | None:
    from wfsim.checks.quoting import tag_quoted
    from wfsim.checks.values import possible

    return tag_quoted(one, tag, [value.value for value in possible(context, one.place, tag.key)])


def _way_out(one: Condition, tag: Tag, value: str) -> str:
    """Quotes where they help, an expression where not."""
    from wfsim.checks.conditions import fails

    before, after = one.text[: tag.start], one.text[tag.end :]
    quoted = f"{before}'{one.text[tag.start : tag.end]}'{after}"
    if fails(quoted, template.scan(quoted), {tag.key: value}) is None:
        return f"Put it in quotes: `'{{{{{tag.key}}}}}'`."
    return 'An expression takes any value: `when: "{{= … }}"`.'


def _short(value: str) -> str:
    return repr(value if len(value) <= 40 else f"{value[:39]}…")
