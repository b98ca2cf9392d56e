"""One template, as one call makes it.

In: a call, what it passes, and where. Out: refusals, and the template that was called. The order is Argo's: type and
retry policy, inputs, what the call gives, timeouts; then, once for each name, the body, outputs and metrics.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from wfsim.scope.names import of_inputs
from wfsim.spec.closed import values
from wfsim.spec.model import Call, Template, TemplateKind
from wfsim.text import Argo
from wfsim.validity import artifacts, dag, inputs, leaf, metrics, outputs, pods, steps, variables
from wfsim.validity.context import Context, Owner
from wfsim.validity.references import Callee, resolve
from wfsim.validity.refusal import Judged, Place, Refusal, Refusals, Visit, brought_home, changed, prefixed
from wfsim.validity.substitution import Everything, Unreadable, bound, text_of

if TYPE_CHECKING:
    from wfsim.validity.inputs import Given

_POLICIES = ("", *values("RetryStrategy", "retryPolicy"))
_NO_TIMEOUT = (TemplateKind.STEPS, TemplateKind.DAG, TemplateKind.SUSPEND)
_TYPES = (
    "multiple template types specified. choose one of: container, containerSet, steps, script, resource, dag, suspend, "
    "template, template ref"
)
_WORDS = {TemplateKind.HTTP: "HTTP", TemplateKind.DAG: "DAG", None: "Unknown"}


def word(kind: TemplateKind | None) -> str:
    """A template's kind as Argo's messages have it; a steps template without any is none to it."""
    return _WORDS.get(kind) or str(kind)[:1].upper() + str(kind)[1:]


def called(context: Context, owner: Owner, call: Call, given: Given, place: Place) -> Judged[Callee]:
    """A call and the template behind it. ``place``: where the call names the template."""
    callee = yield from resolve(context, owner, call, place)
    if callee.template is None or callee.owner is None:
        return callee
    found = judged(context, callee.owner, callee.template, given, _giver(call, place))
    if callee.owner.resource is not owner.resource:
        name = f"`{callee.template.name}` of the {callee.owner.resource.kind} `{callee.owner.resource.name}`"
        found = brought_home(found, place, name)
    yield Visit(found)
    return callee


def _giver(call: Call, place: Place) -> Place:
    """The place that should pass what is missing."""
    return (
        Place(place.document, (*call.path, "arguments"), key=True) if call.path and "arguments" in call.data else place
    )


def judged(context: Context, owner: Owner, template: Template, given: Given, call: Place) -> Refusals:
    """A template with what a call passes."""
    document = owner.resource.document
    new = context.first_reading(owner, template)
    if new:
        yield from _as_written(owner, template)
    if len(template.kinds) != 1:
        return
    yield from prefixed(f"templates.{template.name} ", inputs.supplied(document, template, given, call))
    first = context.first_judgement(owner, template)
    if not (first or new or "{{" in template.timeout or context.swallows(owner, template)):
        return
    try:
        made = bound(template, given, context.variables, context.placeholders)
    except Unreadable as error:
        yield _unreadable(owner, template, str(error))
        return
    yield from _times(owner, made)
    if first:
        yield from _body(context, owner, made)
        yield from _passed_over(context, owner, template, given)
    elif new and not template.name and made.kind is not None and made.kind.is_leaf:
        yield from changed(_unseen, _body(context, owner, made))


def _passed_over(context: Context, owner: Owner, template: Template, given: Given) -> Refusals:
    """Tags in the locations of input artifacts that a call of Argo's own making passes, and so puts out of sight."""
    if not isinstance(given, Everything) or not template.inputs.artifacts:
        return
    names = context.names.child(of_inputs(template))
    for artifact in template.inputs.artifacts:
        if artifact.location and "{{" in text_of(data := {artifact.location: artifact.data[artifact.location]}):
            found = variables.judged(owner.resource.document, data, artifact.path, context.scope(names), "Artifact")
            yield from changed(_unseen, found)


def _unseen(one: Refusal) -> Refusal:
    """What Argo's linter does not see: of the nameless inline templates but the first; the run errs in it."""
    return one._replace(unseen=Argo.FAILS)


def _unreadable(owner: Owner, template: Template, text: str) -> Refusal:
    """The scalar in which braces are opened and not closed."""
    document = owner.resource.document
    place = next(variables.unclosed(document, template.data, template.path), None)
    argo = f"templates.{template.name} {text}"
    if place is None:
        message = f"what is pasted into `{template.name}` breaks it: {text}"
        return Refusal("unclosed-expression", message, owner.at(template.path), argo)
    return variables.never_closed(place, argo)


def _as_written(owner: Owner, template: Template) -> Refusals:
    """What does not depend on the call."""
    document = owner.resource.document
    yield from _policy(owner, template)
    yield from _type(owner, template)
    argo = f"templates.{template.name}.podResources"
    yield from pods.resources(document, template.data.get("podResources"), (*template.path, "podResources"), argo)
    yield from pods.no_pod_resources(document, template)
    yield from inputs.declared(document, template)
    yield from _init_containers(owner, template)


def _policy(owner: Owner, template: Template) -> Refusals:
    retry = template.retry_strategy
    if retry is not None and retry.retry_policy not in _POLICIES:
        place = owner.at((*retry.path, "retryPolicy"))
        message = f"`{retry.retry_policy}` is not a retry policy: there are {', '.join(_POLICIES[1:])}"
        hint = "Argo's validator accepts no variable here." if "{{" in retry.retry_policy else ""
        yield Refusal("invalid-retry-policy", message, place, f"{retry.retry_policy} is not a valid RetryPolicy", hint)


def _type(owner: Owner, template: Template) -> Refusals:
    if not template.kinds:
        place = owner.at((*template.path, "name"))
        message = f"the template `{template.name}` has no body" if template.name else "this template has no body"
        hint = "Add one of " + ", ".join(f"`{kind}`" for kind in TemplateKind) + "."
        yield Refusal("no-template-type", message, place, f"template '{template.name}' type is unknown", hint)
    elif len(template.kinds) > 1:
        first, second = template.kinds[:2]
        message = f"the template `{template.name}` has both `{first}` and `{second}`"
        place = owner.at((*template.path, second.value), key=True)
        related = ((f"`{first}`", owner.at((*template.path, first.value), key=True)),)
        hint = "Make two templates of it."
        yield Refusal("several-template-types", message, place, f"templates.{template.name} {_TYPES}", hint, related)


def _init_containers(owner: Owner, template: Template) -> Refusals:
    containers = template.data.get("initContainers")
    for index, one in enumerate(containers if isinstance(containers, list) else ()):
        if isinstance(one, Mapping) and not one.get("name"):
            place = owner.at((*template.path, "initContainers", index))
            text = "initContainers must all have container name"
            yield Refusal("init-container-without-name", "this init container has no name", place, text, "Add `name:`.")


_WHOLE = re.compile(r"[+-]?[0-9]+")


def _times(owner: Owner, template: Template) -> Refusals:
    """Claims and timeouts, after substitution."""
    kind = template.kind
    ours = kind or TemplateKind.STEPS
    if template.data.get("resourceClaims") and not ours.is_pod:
        place = owner.at((*template.path, "resourceClaims"), key=True)
        text = f"is not supported for {word(kind)} templates, which do not create a pod"
        message = f"resourceClaims belong to pods, and {ours} templates create none"
        argo = f"templates.{template.name}.resourceClaims {text}"
        yield Refusal("resource-claims-without-pod", message, place, argo)
    for field, value in (("timeout", template.timeout), ("pendingTimeout", template.pending_timeout)):
        if value and ours in _NO_TIMEOUT:
            message = f"{ours} templates cannot have a {field}"
            text = f"{word(kind)} template doesn't support {field} field"
            yield Refusal("timeout-not-allowed", message, owner.at((*template.path, field), key=True), text)
        elif field == "timeout" and _WHOLE.fullmatch(value):
            text = f"{template.name} has invalid duration format in timeout"
            place = owner.at((*template.path, field))
            message = f"the timeout `{value}` has no unit"
            yield Refusal("invalid-timeout", message, place, text, f"Write `{value}s` for seconds.")


def _body(context: Context, owner: Owner, template: Template) -> Refusals:
    """The body, outputs and metrics, judged once."""
    document = owner.resource.document
    names = context.names.child(of_inputs(template))
    later: tuple[str, ...] = ()
    match template.kind:
        case TemplateKind.STEPS:
            later = yield from steps.judged(context, owner, template, names, called)
        case TemplateKind.DAG:
            later = yield from dag.judged(context, owner, template, names, called)
        case _:
            yield from leaf.judged(context, owner, template, names)
    here = f"templates.{template.name}."
    yield from outputs.fields(document, template)
    produced = template.data.get("outputs") or {}
    if template.kind in (TemplateKind.STEPS, TemplateKind.DAG):
        scope = context.scope(names, later, in_outputs=True)
        found = variables.judged(document, produced, (*template.path, "outputs"), scope, "Outputs")
    else:
        found = variables.closed(document, produced, (*template.path, "outputs"), "Outputs")
    yield from prefixed(f"{here}outputs ", found)
    yield from outputs.sources(document, template)
    archive = template.data.get("archiveLocation")
    if isinstance(archive, Mapping):
        yield from artifacts.location(document, archive, (*template.path, "archiveLocation"), f"{here}archiveLocation")
    yield from metrics.judged(document, template)
