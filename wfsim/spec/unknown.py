"""The way out for a field that its type does not have.

In: the type, the field's name and where the type stands. Out: a hint and, for a plain misspelling, the right name.
``shape`` calls it.
"""

from __future__ import annotations

from typing import NamedTuple

from wfsim.spec.spelling import distance, nearest
from wfsim.spec.types import Form, fields


class Trail(NamedTuple):
    """Where a struct stands: its type, the field that holds it, and the struct around it."""

    type_name: str
    key: str
    parent: Trail | None


class Advice(NamedTuple):
    """A hint, and the name that was probably meant where it is a mere misspelling."""

    hint: str
    meant: str | None = None


# Fields that earlier versions of Argo had: type → field → what to write now.
REMOVED = {
    "CronWorkflowSpec": {"schedule": 'Argo v4 removed it: write `schedules: ["…"]`, a list.'},
    "Synchronization": {
        "mutex": "Argo v4 removed it: write `mutexes: [{name: …}]`, a list.",
        "semaphore": "Argo v4 removed it: write `semaphores: [{configMapKeyRef: …}]`, a list.",
    },
    "WorkflowSpec": {
        "podPriority": "Argo removed it: name a priority class with `podPriorityClassName`.",
        "ttlSecondsAfterFinished": "Argo removed it: write `ttlStrategy: {secondsAfterCompletion: …}`.",
    },
    "Template": {
        "priority": "Argo removed it: name a priority class with `priorityClassName`.",
        "resubmitPendingPods": "Argo removed it: pods that are pending are always started again.",
        "template": "Argo removed it: call the other template from `steps` or `dag`.",
        "templateRef": "Argo removed it: call the other template from `steps` or `dag`.",
        "arguments": "A template has `inputs`; `arguments` stand where it is called, in a step or task.",
    },
}

_FIRST = ("container", "script", "arguments", "inputs", "outputs", "spec", "metadata", "dag", "retryStrategy")


def advice(name: str, trail: Trail) -> Advice:
    """What to do about field ``name`` in the struct at the head of ``trail``."""
    removed = REMOVED.get(trail.type_name, {}).get(name)
    if removed:
        return Advice(removed)
    known = fields(trail.type_name)
    meant = nearest(name, known)
    if meant and distance(name.lower(), meant.lower()) <= 1:
        return Advice(f"Did you mean `{meant}`?", meant)
    if place := _place(name, trail):
        return Advice(place)
    longer = next((one for one in known if len(name) > 4 and one.lower().endswith(name.lower())), None)
    if found := longer or meant:
        return Advice(f"Did you mean `{found}`?", found)
    return Advice(_listed(list(known)))


def _place(name: str, trail: Trail) -> str:
    """Where a field of this name does belong: below or above here; empty for nowhere near."""
    below = [
        key
        for key, field in fields(trail.type_name).items()
        if field.type.form is Form.STRUCT and name in fields(field.type.name)
    ]
    if below:
        below.sort(key=lambda key: _FIRST.index(key) if key in _FIRST else len(_FIRST))
        return f"`{name}` belongs under " + " or ".join(f"`{key}`" for key in below[:2]) + "."
    here: Trail | None = trail
    while here is not None and here.parent is not None:
        if name in fields(here.parent.type_name):
            return f"`{name}` belongs further up, beside `{here.key}`: check the indentation."
        here = here.parent
    return ""


def _listed(names: list[str]) -> str:
    if not names:
        return "Nothing can stand here: write `{}`."
    if len(names) > 12:
        return "No field of Argo v4 has this name here."
    return "Known here: " + ", ".join(f"`{name}`" for name in names) + "."
