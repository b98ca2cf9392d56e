"""The way out for a field that its type does not have.

In: the type, the field's name and where the type stands. Out: a hint and, for a plain misspelling, the right name.
``shape`` calls it.
"""

from __future__ import annotations

from functools import lru_cache

from wfsim.spec.spelling import distance, nearest, sole
from wfsim.spec.types import Form, fields
from wfsim.text.records import NamedTuple


class Trail(NamedTuple):
    """Where a struct stands: its type, the field that holds it, and the struct around it."""

    type_name: str
    key: str
    parent: Trail | None


class Advice(NamedTuple):
    """A hint, and the name that was probably meant where it is a mere misspelling."""

    hint: str
    meant: str | None = None


# Fields that versions of Argo before those of ``versions`` had: type → field → what to write now.
REMOVED = {
    "WorkflowSpec": {
        "ttlSecondsAfterFinished": "Argo removed it: write `ttlStrategy: {secondsAfterCompletion: …}`.",
    },
    "Template": {
        "resubmitPendingPods": "Argo removed it: pods that are pending are always started again.",
        "template": "Argo removed it: call the other template from `steps` or `dag`.",
        "templateRef": "Argo removed it: call the other template from `steps` or `dag`.",
        "arguments": "A template has `inputs`; `arguments` stand where it is called, in a step or task.",
    },
}

_FIRST = ("container", "script", "arguments", "inputs", "outputs", "s3", "spec", "metadata", "dag", "retryStrategy")
_ASIDE = frozenset(("templateDefaults", "workflowTemplateRef", "inline", "templateRef"))  # hold much, are rarely meant
_CALLS = ("Step", "Task")
# What holds lists of named things, where people write the names as keys.
_LISTS = {
    "Arguments": "Write `parameters: [{name: NAME, value: …}]`.",
    "Inputs": "Write `parameters: [{name: NAME}]`.",
    "Outputs": "Write `parameters: [{name: NAME, valueFrom: {path: …}}]`.",
}


@lru_cache(maxsize=1024)  # a slip is seldom made once
def advice(name: str, trail: Trail) -> Advice:
    """What to do about field ``name`` in the struct at the head of ``trail``."""
    if removed := REMOVED.get(trail.type_name, {}).get(name):
        return Advice(removed)
    known = fields(trail.type_name)
    meant = nearest(name, known)
    slips = distance(name.lower(), meant.lower()) if meant else len(name)
    if slips and (place := _below(name, trail.type_name)):
        return Advice(place)
    if meant and slips <= 1:
        return Advice(f"Did you mean `{meant}`?", sole(name, known))
    if example := _LISTS.get(trail.type_name):
        return Advice(example.replace("NAME", name))
    if place := _across(name, trail) or _above(name, trail):
        return Advice(place)
    longer = next((one for one in known if len(name) > 4 and one.lower().endswith(name.lower())), None)
    if found := longer or meant:
        return Advice(f"Did you mean `{found}`?", found)
    return Advice(_listed(list(known)))


def _below(name: str, type_name: str) -> str:
    """Where a field of this name belongs inside one of the struct's own fields; empty for nowhere."""
    keys = [
        key
        for key, field in fields(type_name).items()
        if field.type.form is Form.STRUCT and key not in _ASIDE and name in fields(field.type.name)
    ]
    keys.sort(key=lambda key: _FIRST.index(key) if key in _FIRST else len(_FIRST))
    return f"`{name}` belongs under " + " or ".join(f"`{key}`" for key in keys[:2]) + "." if keys else ""


def _across(name: str, trail: Trail) -> str:
    """Between a template and the steps and tasks that call it."""
    if trail.type_name == "Template" and any(name in fields(call) for call in _CALLS):
        where = "step or task" if name in fields("Step") else "task"
        return f"`{name}` belongs in the {where} that calls the template."
    if trail.type_name == "Step" and name in fields("Task"):
        return f"Steps run in the order of writing; `{name}` is for the tasks of a `dag`."
    if trail.type_name in _CALLS and (name in fields("Template") or _below(name, "Template")):
        return f"`{name}` belongs in the template that this {trail.type_name.lower()} calls."
    return ""


def _above(name: str, trail: Trail) -> str:
    """Further up: beside what holds the struct, or beside what holds that."""
    here = trail
    while here.parent is not None:
        if name in fields(here.parent.type_name):
            return f"`{name}` belongs further up, beside `{here.key}`: check the indentation."
        here = here.parent
    return _below(name, here.type_name) if here is not trail else ""


def _listed(names: list[str]) -> str:
    if not names:
        return "Nothing can stand here: write `{}`."
    if len(names) > 12:
        return "No field of Argo v4 has this name here."
    return "Known here: " + ", ".join(f"`{name}`" for name in names) + "."
