"""An output of a step that may not have run.

A step that is skipped by its `when`, or a task that is omitted by its `depends`, has no outputs. What
reads one of them all the same fails, or waits for ever: a text with such a tag, an argument whose
input has no `default`, an output of the template without a `default`; and `outputs.result` wherever
it is read. Give the output a `valueFrom.default`, the reader the same `when`, or let an
expression name another value: `{{= steps['build'].outputs?.result ?? 'none' }}`.

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
      - name: test
        value: "no"
  templates:
    - name: main
      steps:
        - - name: test
            template: test
            when: "{{workflow.parameters.test}} == yes"
        - - name: tell
            template: tell
            arguments:
              parameters:
                - name: passed
                  value: "{{steps.test.outputs.parameters.passed}}"
    - name: test
      container:
        image: alpine:3.20
        command: [sh, -c, "echo 12 > /tmp/passed"]
      outputs:
        parameters:
          - name: passed
            valueFrom:
              path: /tmp/passed
    - name: tell
      inputs:
        parameters:
          - name: passed
      container:
        image: alpine:3.20
        command: [echo, "{{inputs.parameters.passed}}"]
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
      - name: test
        value: "no"
  templates:
    - name: main
      steps:
        - - name: test
            template: test
            when: "{{workflow.parameters.test}} == yes"
        - - name: tell
            template: tell
            arguments:
              parameters:
                - name: passed
                  value: "{{steps.test.outputs.parameters.passed}}"
    - name: test
      container:
        image: alpine:3.20
        command: [sh, -c, "echo 12 > /tmp/passed"]
      outputs:
        parameters:
          - name: passed
            valueFrom:
              path: /tmp/passed
              default: "0"
    - name: tell
      inputs:
        parameters:
          - name: passed
      container:
        image: alpine:3.20
        command: [echo, "{{inputs.parameters.passed}}"]
```

Argo: Accepted. The run ends in an error (`… absent optional (skipped/omitted node output with no
default)`, `missing location information`), or stays Running for ever where it reads a result.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wfsim.checks.api import Context
from wfsim.checks.calls import CallSite, Role
from wfsim.checks.freedom import Freedom
from wfsim.checks.skipping import Missing, Skipping
from wfsim.checks.uses import field, in_hook, part_of
from wfsim.scope.uses import Kind, Use
from wfsim.spec.model import Parameter, Template
from wfsim.text import Argo, Diagnostic, Related, Severity
from wfsim.text.records import NamedTuple

ID = "skipped-output"
SEVERITY = Severity.WARNING
SEE = "https://argo-workflows.readthedocs.io/en/latest/walk-through/conditionals/"

_ROOTS = ("steps", "tasks")
_OF_PODS = ("exitCode", "hostNodeName", "ip")


class Read(NamedTuple):
    """One reading: of which step or task, which member of it (``outputs.parameters.x``), and where in the use.
    ``guarded``: by ``??`` alone, which does not help where there are no outputs at all."""

    use: Use
    name: str
    member: str
    start: int
    end: int
    guarded: bool = False


def check(context: Context) -> Iterator[Diagnostic]:
    sites = sites_of(context)
    for read, missing in missing_reads(context):
        if hint := _fails(read, missing, sites):
            yield _finding(read, missing, hint)


def sites_of(context: Context) -> dict[int, CallSite]:
    """The steps and tasks, by the id of the call."""
    return {id(one.call): one for one in context.calls if one.role in (Role.STEP, Role.TASK)}


def missing_reads(context: Context) -> Iterator[tuple[Read, Missing]]:
    """Every reading of a step or task that may not have run."""
    freedom = Freedom(context)
    known: dict[int, Skipping] = {}
    for read in _reads(context):
        template = read.use.template
        skipping = known.get(id(template))
        if skipping is None:
            calls = {one.name: one for one in template.calls}
            skipping = known[id(template)] = Skipping(template, calls, freedom.undecided)
        missing = skipping.missing(read.name, read.use.call)
        if missing is not None:
            yield read, missing


def _reads(context: Context) -> Iterator[Read]:
    """What is read of steps and tasks in their own template, wherever it is certain to be looked at."""
    for use in context.names:
        root, _, rest = use.text.partition(".")
        name, _, member = rest.partition(".")
        if root in _ROOTS and member and _certain(use):
            yield Read(use, name, member, 0, len(use.text))
    for use in context.expressions:
        if any(root in use.text for root in _ROOTS) and "outputs" in use.text and _certain(use):
            yield from _in_expression(use)


def _certain(use: Use) -> bool:
    """Whether what it stands in is sure to be evaluated: the body of a call that has no condition, or that condition
    itself; or the outputs of the template."""
    if use.call is None:
        return field(use)[:1] == ("outputs",)
    return not in_hook(use) and (not use.call.when or field(use) == ("when",))


def _in_expression(use: Use) -> Iterator[Read]:
    """A result that is not looked at with care, or a parameter that is all of the expression."""
    from wfsim.lang import expr
    from wfsim.lang.errors import LangError

    try:
        found = expr.references(expr.parse(use.text))
    except LangError:
        return
    for one in found:
        if one.path[0] not in _ROOTS or len(one.path) < 3:
            continue
        member = ".".join(one.path[2:])
        alone = use.text[one.start : one.end] == use.text.strip()
        careless = member == "outputs.result" and use.kind is Kind.EXPRESSION
        if one.guarded and member == "outputs.result" and "?." not in use.text:
            yield Read(use, one.path[1], member, one.start, one.end, True)
        elif not one.guarded and (careless or alone):
            yield Read(use, one.path[1], member, one.start, one.end)


def _fails(read: Read, missing: Missing, sites: dict[int, CallSite]) -> str:
    """The way out where this reading fails without the step; empty where it does not."""
    site = sites.get(id(missing.call))
    producer = site.callee if site is not None else None
    if site is None or (site.target.owner is not None and "outputs" in site.target.owner.spec.template_defaults):
        return ""
    if read.guarded and (producer is None or producer.outputs.parameters or producer.outputs.artifacts):
        return ""
    if read.use.call is None:
        return _in_outputs(read, producer)
    if read.member == "outputs.result" or read.member in _OF_PODS:
        if producer is not None and _declares_result(producer):
            return ""
        root = "tasks" if read.use.template.dag is not None else "steps"
        way = f"`{{{{= {root}['{read.name}'].outputs?.result ?? '…' }}}}`"
        return f"{_same_when(read, missing)}, or read it with care: {way}." if "result" in read.member else _WHEN
    if read.member.startswith("outputs.parameters."):
        return _of_parameter(read, missing, producer, sites)
    return _of_artifact(read, missing, sites) if read.member.startswith("outputs.artifacts.") else ""


def _declares_result(producer: Template) -> bool:
    outputs = producer.data.get("outputs")
    return isinstance(outputs, Mapping) and "result" in outputs


_WHEN = "Give both the same `when`."


def _same_when(read: Read, missing: Missing) -> str:
    reader = read.use.call.name if read.use.call is not None else ""
    return f"Give {reader!r} the condition of {missing.call.name!r}"


def _without_default(producer: Template | None, name: str) -> Parameter | None:
    """The output that a template declares without a default."""
    found = producer.outputs.parameter(name) if producer is not None else None
    has = found is not None and found.value_from is not None and found.value_from.default is not None
    return None if has else found


def _of_parameter(read: Read, missing: Missing, producer: Template | None, sites: dict[int, CallSite]) -> str:
    name = read.member.removeprefix("outputs.parameters.")
    if producer is None or _without_default(producer, name) is None:
        return ""
    if filled := _filled(read):
        wanted = taking(read, sites)
        if wanted is None or wanted.default is not None or wanted.value is not None:
            return ""
        return f"{_default(producer, name)}, or the input {filled!r} a `default`."
    return f"{_default(producer, name)}, or {_same_when(read, missing)[5:]}."


def _filled(read: Read) -> str:
    """The parameter whose argument is this reading and nothing else; empty where there is none."""
    call, where = read.use.call, field(read.use)
    if call is None or where[:2] != ("arguments", "parameters") or where[3:] != ("value",):
        return ""
    number = where[2]
    given = call.arguments.parameters[number] if isinstance(number, int) else None
    whole = (given.value or "").strip() if given is not None else ""
    is_whole = read.use.kind is Kind.SIMPLE and whole[2:-2].strip() == read.use.text
    return given.name if given is not None and is_whole else ""


def taking(read: Read, sites: dict[int, CallSite]) -> Parameter | None:
    """The input that takes this reading and nothing else."""
    name = _filled(read)
    site = sites.get(id(read.use.call)) if name else None
    return site.callee.inputs.parameter(name) if site is not None and site.callee is not None else None


def declared_default(producer: Template, name: str) -> str | None:
    """The default that a template declares for an output."""
    found = producer.outputs.parameter(name)
    return found.value_from.default if found is not None and found.value_from is not None else None


def _default(producer: Template, name: str) -> str:
    of = f" of {producer.name!r}" if producer.name else ""
    return f"Give the output {name!r}{of} a `valueFrom.default`"


def _of_artifact(read: Read, missing: Missing, sites: dict[int, CallSite]) -> str:
    """In a dag the argument has to be optional, in steps that or the input."""
    call, where = read.use.call, field(read.use)
    if call is None or where[:2] != ("arguments", "artifacts") or where[3:] != ("from",):
        return ""
    number = where[2]
    given = call.arguments.artifacts[number] if isinstance(number, int) else None
    site = sites.get(id(call))
    wanted = site.callee.inputs.artifact(given.name) if site and site.callee and given is not None else None
    if given is None or wanted is None or given.optional or wanted.location:
        return ""
    if wanted.optional and read.use.template.dag is None:
        return ""
    return f"{_same_when(read, missing)}, or make this argument and the input {given.name!r} `optional: true`."


def _in_outputs(read: Read, producer: Template | None) -> str:
    template, where = read.use.template, field(read.use)
    number = where[2] if len(where) > 3 else None
    if not isinstance(number, int):
        return ""
    if where[1] == "parameters" and where[3] == "valueFrom":
        source = template.outputs.parameters[number].value_from
        name = read.member.removeprefix("outputs.parameters.")
        given = name != read.member and _without_default(producer, name) is None
        if source is None or source.default is not None or given or not read.member.startswith("outputs."):
            return ""
        return "Give this output a `valueFrom.default`."
    if where[1] == "artifacts" and template.dag is not None and not template.outputs.artifacts[number].optional:
        return "Make this output `optional: true`." if read.member.startswith("outputs.artifacts.") else ""
    return ""


def _finding(read: Read, missing: Missing, hint: str) -> Diagnostic:
    use, call = read.use, missing.call
    reader = f"{use.call.name!r} reads" if use.call is not None else "the outputs of this template need"
    kind = "task" if use.template.dag is not None else "step"
    name = use.text[read.start : read.end]
    message = f"{reader} `{name}`, which is not there where the {kind} {call.name!r} is {missing.how}"
    related = (Related(f"what decides over {call.name!r}", use.resource.document.span(missing.reason)),)
    return Diagnostic(ID, SEVERITY, message, part_of(use, read.start, read.end), related, hint, argo=Argo.FAILS)
