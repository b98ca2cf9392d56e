"""A mocks file to begin with: what the leaf templates of a workflow must give, and what they could do.

In: the plan of a workflow, its workspace, and who reads which output. Out: YAML text that works as it is. Called by
``cli.mocks``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from wfsim.drivers.sim.invent import RESULT, Inventor, Lookup
from wfsim.plan.plan import Plan
from wfsim.spec.model import Template, TemplateKind
from wfsim.spec.workspace import Workspace

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")
_WORDS = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null"))
_WHAT = {
    TemplateKind.SUSPEND: "a suspend template",
    TemplateKind.HTTP: "an http template",
    TemplateKind.PLUGIN: "a plugin template",
    TemplateKind.RESOURCE: "a resource template",
}


def skeleton(plan: Plan, workspace: Workspace, lookup: Lookup) -> str:
    """The file: an entry for every leaf template that something waits for or reads, the others as comments."""
    entries = [_entry(one, lookup) for one in leaves(plan, workspace)]
    live = [line for lines, needed in entries for line in lines if needed]
    idle = [line for lines, needed in entries for line in lines if not needed]
    head = [
        f"# Mocks for {plan.name}: what its containers do instead of running.",
        "# What has no mock succeeds after a second. Also: exitCode, message, duration, sequence, attempts …",
        "mocks:" if live else "mocks: []",
    ]
    if idle:
        idle = ["  # Nothing reads what these leave; they could fail or take their time:", *idle]
    return "\n".join([*head, *live, *idle]) + "\n"


def leaves(plan: Plan, workspace: Workspace) -> Iterator[Template]:
    """The leaf templates that a plan reaches, each once, in order."""
    seen: set[tuple[str, str]] = set()
    for call in plan.walk():
        if call.kind is None or not call.kind.is_leaf or call.inline or (call.owner, call.template) in seen:
            continue
        seen.add((call.owner, call.template))
        template = _template(workspace, call.owner, call.template)
        if template is not None:
            yield template


def _template(workspace: Workspace, owner: str, name: str) -> Template | None:
    """A template by name, of the object of this name where one is named."""
    for resource in workspace.resources:
        found = resource.spec.template(name)
        if found is not None and owner in ("", resource.name):
            return found
    return None


def _entry(template: Template, lookup: Lookup) -> tuple[list[str], bool]:
    """The lines of one template, and whether something needs them."""
    body = list(_body(template, lookup))
    what = _WHAT.get(template.kind, "") if template.kind else ""
    name = f"  - template: {text(template.name)}" + (f"  # {what}" if what else "")
    if body:
        return [name, *(f"    {line}" for line in body)], True
    return [f"  # - template: {text(template.name)}", "  #   exitCode: 0"], False


def _body(template: Template, lookup: Lookup) -> Iterator[str]:
    inventor = Inventor(0, lookup)
    if template.kind is TemplateKind.SUSPEND:
        yield from _resume(template, inventor)
        return
    results = inventor.values(template.name, RESULT)
    parameters = [one.name for one in template.outputs.parameters if one.value_from is not None]
    read = [(name, values) for name in parameters if (values := inventor.values(template.name, name))]
    if read:
        yield "outputs:"
        yield "  parameters:"
        yield from _parameters(read, "    ")
    if len(results) > 1:
        yield f"oneOf: [{', '.join(map(text, results))}]  # the seed decides"
    elif results:
        yield f"result: {text(results[0])}"


def _resume(template: Template, inventor: Inventor) -> Iterator[str]:
    """Somebody resumes it; one with a duration goes on by itself."""
    supplied = [one.name for one in template.outputs.parameters if one.value_from and one.value_from.supplied]
    if template.body().get("duration") and not supplied:
        return
    if not supplied:
        yield "resume: true"
        return
    rows = [(name, inventor.values(template.name, name) or (f"{name}",)) for name in supplied]
    yield "resume:"
    yield "  parameters:"
    yield from _parameters(rows, "    ")


def _parameters(rows: list[tuple[str, tuple[str, ...]]], indent: str) -> Iterator[str]:
    for name, values in rows:
        others = f"  # or {', '.join(map(text, values[1:]))}" if len(values) > 1 else ""
        yield f"{indent}{text(name)}: {text(values[0])}{others}"


def text(value: str) -> str:
    """A text as YAML, bare where that is safe."""
    plain = _PLAIN.fullmatch(value) is not None and value.lower() not in _WORDS
    return value if plain else json.dumps(value, ensure_ascii=False)
