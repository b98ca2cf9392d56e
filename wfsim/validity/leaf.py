"""Leaf templates: everything but steps and dag.

In: a template after substitution, and the names in scope. Out: refusals.
"""

from __future__ import annotations

from collections.abc import Mapping

from wfsim.scope.names import Names
from wfsim.spec.model import Template, TemplateKind
from wfsim.validity import containers, manifests, variables
from wfsim.validity.context import Context, Owner
from wfsim.validity.placeholders import PREFIX
from wfsim.validity.refusal import Refusal, Refusals, prefixed
from wfsim.yamlio.nodes import Json


def judged(context: Context, owner: Owner, template: Template, names: Names) -> Refusals:
    """All rules for one leaf."""
    document = owner.resource.document
    here = f"templates.{template.name}"
    scope = context.scope(names)
    yield from prefixed(f"{here}: ", variables.judged(document, template.data, template.path, scope, "Template"))
    yield from _pod_metadata(context, owner, template, names)
    match template.kind:
        case TemplateKind.CONTAINER:
            yield from containers.mounts(document, template, "container")
            yield from _image(owner, template)
        case TemplateKind.SCRIPT:
            yield from _image(owner, template)
        case TemplateKind.CONTAINER_SET:
            yield from containers.container_set(document, template)
        case TemplateKind.RESOURCE:
            yield from manifests.judged(document, template, scope)
    yield from containers.reserved(document, template, "sidecars", (*template.path, "sidecars"), template.data)
    yield from _deadline(owner, template)
    if template.parallelism is not None:
        place = owner.at((*template.path, "parallelism"), key=True)
        message = f"parallelism limits what steps and dag templates start; a {template.kind or 'leaf'} starts nothing"
        text = f"{here}.parallelism is only valid for steps and dag templates"
        hint = "Put it on the steps or dag template that calls this one, or under `spec`."
        yield Refusal("parallelism-not-allowed", message, place, text, hint)


def _pod_metadata(context: Context, owner: Owner, template: Template, names: Names) -> Refusals:
    """Labels and annotations that the object gives to all pods are part of each template."""
    spec = owner.resource.spec
    found = spec.data.get("podMetadata")
    if isinstance(found, Mapping):
        scope = context.scope(names)
        refusals = variables.judged(owner.resource.document, found, (*spec.path, "podMetadata"), scope, "Metadata")
        yield from prefixed(f"templates.{template.name}: ", refusals)


def _image(owner: Owner, template: Template) -> Refusals:
    kind = str(template.kind)
    if template.body().get("image") or owner.default_image(kind):
        return
    place = owner.at((*template.path, kind), key=True)
    text = f"templates.{template.name}.{kind}.image may not be empty"
    of_template = f"the {kind} of `{template.name}`" if template.name else f"this {kind}"
    yield Refusal("image-missing", f"{of_template} has no image", place, text, "Add `image:`.")


def _deadline(owner: Owner, template: Template) -> Refusals:
    value = template.data.get("activeDeadlineSeconds")
    if value is None or _is_deadline(value):
        return
    place = owner.at((*template.path, "activeDeadlineSeconds"))
    text = f"templates.{template.name}.activeDeadlineSeconds must be a positive integer > 0 or an argo variable"
    message = f"`{value}` is neither a number of seconds nor one whole variable"
    yield Refusal("invalid-active-deadline", message, place, text)


def _is_deadline(value: Json) -> bool:
    text = str(value)
    whole = text.removeprefix("+")
    if whole.isascii() and whole.isdigit():
        return int(whole[:20]) < 2**63
    return text.startswith(PREFIX) or (text.startswith("{{") and text.endswith("}}"))
