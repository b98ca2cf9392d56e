"""A plan as JSON, for programs.

In: ``Plan``. Out: an object: ``name``, ``kind``, ``roots`` and flat ``calls`` that name each other by ``id``. For
``wfsim plan --format json``.
"""

from __future__ import annotations

import json

from wfsim.plan.plan import Invocation, Plan
from wfsim.yamlio.nodes import Json

VERSION = 1


def render(plan: Plan) -> str:
    """Indented JSON with a line break at the end; fields without content are left out of a call."""
    calls: list[Json] = [_call(one) for one in plan.invocations]
    whole: dict[str, Json] = {
        "version": VERSION,
        "name": plan.name,
        "kind": plan.kind.value,
        "recursive": plan.recursive,
        "roots": list(plan.roots),
        "calls": calls,
    }
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _call(one: Invocation) -> Json:
    data: dict[str, Json] = {
        "id": one.id,
        "parent": one.parent,
        "role": one.role.value,
        "name": one.name,
        "template": one.template,
        "owner": one.owner,
        "kind": one.kind.value if one.kind else None,
        "inline": one.inline,
        "group": one.group,
        "when": one.when,
        "depends": one.depends,
        "needs": [{"task": need.task, "results": list(need.results)} for need in one.needs],
        "loop": {"field": one.loop.field, "over": one.loop.over, "count": one.loop.count} if one.loop else None,
        "retry": {"limit": one.retry.limit, "policy": one.retry.policy} if one.retry else None,
        "daemon": one.daemon,
        "backTo": one.back_to,
        "sameAs": one.same_as,
        "reason": one.reason,
        "children": list(one.children),
        "path": list(one.path),
    }
    always = ("id", "parent", "role", "name", "template", "kind", "group")
    return {key: value for key, value in data.items() if key in always or value or (value == 0 and value is not False)}
