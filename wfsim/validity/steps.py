"""The body of a steps template.

In: the template after substitution and the scope, which grows step by step (not group by group: so does Argo's). Out:
refusals, and the names of all steps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wfsim.scope.names import Names
from wfsim.spec.model import Call, Template
from wfsim.validity import calls, names, variables
from wfsim.validity.context import Context, Owner
from wfsim.validity.names import Named
from wfsim.validity.placeholders import without_placeholders
from wfsim.validity.refusal import Judged, Place, Refusal, Refusals, prefixed
from wfsim.yamlio.nodes import Document

if TYPE_CHECKING:
    from wfsim.validity.calls import Called


def judged(context: Context, owner: Owner, template: Template, scope: Names, called: Called) -> Judged[tuple[str, ...]]:
    """Every step in order."""
    yield from no_deadline(owner, template)
    everyone = tuple(step.name for group in template.steps for step in group)
    first: dict[str, Place] = {}
    for index, group in enumerate(template.steps):
        here = f"templates.{template.name}.steps[{index}]"
        for step in group:
            yield from _name(owner.resource.document, step, first, here)
            yield from _step(context, owner, step, scope, called, (here, template.name, everyone))
    return everyone


def no_deadline(owner: Owner, template: Template) -> Refusals:
    """Only what runs by itself has a deadline."""
    if template.active_deadline_seconds is not None:
        place = owner.at((*template.path, "activeDeadlineSeconds"), key=True)
        message = f"{template.kind} templates cannot have activeDeadlineSeconds"
        text = f"templates.{template.name}.activeDeadlineSeconds is only valid for leaf templates"
        hint = "Put it on the templates that it calls, or under `spec`."
        yield Refusal("active-deadline-not-allowed", message, place, text, hint)


def _name(document: Document, step: Call, first: dict[str, Place], here: str) -> Refusals:
    if not step.name:
        yield names.missing(document, Named("", step.path, f"{here}.name"), names.STEP)
        return
    place = Place(document, (*step.path, "name"))
    if step.name in first:
        message = f"a second step called `{step.name}`: names are unique over all groups of a template"
        related = (("the first one", first[step.name]),)
        text = f"{here}.name '{step.name}' is not unique"
        yield Refusal("duplicate-name", message, place, text, "Give one of them another name.", related)
    first.setdefault(step.name, place)
    known = without_placeholders(step.name)
    yield from names.shaped(place, known, names.STEP, f"{here}.name '{step.name}' is invalid: ")


def _step(
    context: Context, owner: Owner, step: Call, scope: Names, called: Called, where: tuple[str, str, tuple[str, ...]]
) -> Refusals:
    group, template, everyone = where
    document, here, prefix = owner.resource.document, f"{group}.{step.name}", f"steps.{step.name}"
    scope.add((f"{prefix}.status",))
    yield from prefixed(f"{here} ", calls.loop(document, step, scope))
    yield from calls.passed(document, step, f"{here}.arguments.")
    place = calls.template_place(document, step)
    callee = yield from prefixed(f"{here} ", called(context, owner, step, context.anything, place))
    yield from _hooks(document, step, here)
    if calls.has_exit_hook(step):
        calls.outputs(context, scope, prefix, step, callee)
    seen = context.scope(scope.child(calls.inline_inputs(step)), everyone)
    yield from prefixed(f"templates.{template}.steps ", variables.judged(document, step.data, step.path, seen, "Step"))
    calls.outputs(context, scope, prefix, step, callee)
    if not callee.broken:
        yield from prefixed(f"{here} ", called(context, owner, step, step.arguments, place))


def _hooks(document: Document, step: Call, here: str) -> Refusals:
    for hook in step.hooks:
        if hook.name != "exit" and not hook.expression:
            yield no_expression(
                Place(document, hook.path, key=True), hook.name, f"{here}.{hook.name} Expression required"
            )


def no_expression(place: Place, name: str, argo: str) -> Refusal:
    """A hook that does not say when."""
    message = f"the hook `{name}` has no expression that says when it runs"
    hint = "Add `expression:`, or call it `exit` to run it at the end."
    return Refusal("hook-without-expression", message, place, argo, hint)
