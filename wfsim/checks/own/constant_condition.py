"""A comparison that always comes out the same.

The two sides can never be equal (or never differ): one is text and the other a number, a status is
compared with a word that is no phase, what a person chooses with a word that is not in the `enum`, or
both are constants.

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
      steps:
        - - name: make
            template: make
            continueOn:
              failed: true
        - - name: say
            template: make
            when: "{{steps.make.status}} == Success"
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
  templates:
    - name: main
      steps:
        - - name: make
            template: make
            continueOn:
              failed: true
        - - name: say
            template: make
            when: "{{steps.make.status}} == Succeeded"
    - name: make
      script:
        image: alpine:3.20
        command: [sh]
        source: echo hello
```

Argo: Accepted, and evaluated. What depends on it always runs, or never.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING

from wfsim.checks.api import Context
from wfsim.checks.calls import resolve
from wfsim.checks.values import alone
from wfsim.scope import catalog
from wfsim.scope.supplied import choices
from wfsim.spec.model import Call, Resource, Template
from wfsim.text import Argo, Diagnostic, Severity

if TYPE_CHECKING:
    from wfsim.checks.conditions import Condition

ID = "constant-condition"
SEVERITY = Severity.WARNING
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/conditionals/"

_OUTPUT = re.compile(r"(?:steps|tasks)\.(?P<call>[^.]+)\.outputs\.parameters\.(?P<output>.+)")
_DEEPEST = 10  # templates through which an output is followed: they may call each other in circles
_AS_WRITTEN = frozenset(("inputs", "outputs"))  # what templateDefaults had better not change
_TAG, _WORD = r"(?P<q>'?)\{\{(?P<name>[^{}=]+)\}\}(?P=q)", r"(?P<p>'?)(?P<word>[A-Za-z]\w*)(?P=p)"
_PLAIN = re.compile(rf"\s*{_TAG}\s*(?:==|!=)\s*{_WORD}\s*")


def check(context: Context) -> Iterator[Diagnostic]:
    if context.expressions:
        from wfsim.checks.typed import findings
        from wfsim.lang.flaws import Trouble

        yield from findings(context, ID, SEVERITY, Argo.NONE, Trouble.CONSTANT)
    for one in context.conditions:
        if one.failure is None and not _plain(context, one):
            yield from _of_when(context, one)


def _plain(context: Context, one: Condition) -> bool:
    """Whether it compares a tag with a word that it may come to: nearly all conditions do, and need no parser."""
    found = _PLAIN.fullmatch(one.text)
    if found is None or found["word"] in ("true", "false"):
        return False
    closed = _closed(context, one, found["name"].strip())
    return not closed or found["word"] in closed


def _of_when(context: Context, one: Condition) -> Iterator[Diagnostic]:
    from wfsim.checks.comparisons import constant_parts

    for part in constant_parts(one, partial(_values, context, one)):
        at = one.at(part.start, part.end)
        yield Diagnostic(ID, SEVERITY, part.message, at, hint=part.hint, argo=Argo.NONE)


def _values(context: Context, one: Condition, name: str) -> tuple[tuple[str, ...], bool]:
    """All that a variable can be, where that is known; and whether it is known to come with quotes of its own."""
    from wfsim.checks.values import possible

    quoted = any(set("'\"") & set(value.value) for value in possible(context, one.place, name))
    return _closed(context, one, name), quoted


def _closed(context: Context, one: Condition, name: str) -> tuple[str, ...]:
    """The phases of a status, the allowed values of a parameter, the items of a loop, what a person may choose."""
    if name.partition(".")[0] == "item":
        return _items(one.call, name.partition(".")[2])
    row = catalog.find(name)
    if row is not None and row.values:
        return row.values
    spec, template = one.place.resource.spec, one.place.template
    for prefix, parameters in (("workflow", spec.arguments.parameters), ("inputs", template.inputs.parameters)):
        for parameter in parameters:
            if name == f"{prefix}.parameters.{parameter.name}":
                return () if "{{" in "".join(parameter.enum or ()) else parameter.enum or ()
    return _chosen(context, one.place.resource, template, name)


def _chosen(context: Context, resource: Resource, template: Template, name: str) -> tuple[str, ...]:
    """What a suspended node may be given, also where steps and dags hand it on."""
    for _ in range(_DEEPEST):
        found = _OUTPUT.fullmatch(name)
        call = next((one for one in template.calls if found and one.name == found["call"]), None)
        if found is None or call is None or call.loops:
            return ()
        owner, callee = resource, call.inline
        if callee is None:
            target = resolve(resource, context.workspace, call.template, call.template_ref)
            owner, callee = target.owner or resource, target.template
        if callee is None or not _AS_WRITTEN.isdisjoint(owner.spec.template_defaults):
            return ()
        if chosen := choices(callee, found["output"]):
            return chosen
        output = callee.outputs.parameter(found["output"])
        source = output.value_from if output is not None else None
        if source is None or source.parameter is None or source.default is not None:
            return ()
        resource, template, name = owner, callee, alone(source.parameter)
    return ()


def _items(call: Call, key: str) -> tuple[str, ...]:
    """All values of the item, or of one of its keys, where every one is written out as a text."""
    found = []
    for item in call.with_items:
        value = item.get(key) if key and isinstance(item, Mapping) else item if not key else None
        if not isinstance(value, str) or "{{" in value:
            return ()
        found.append(value)
    return tuple(found)
