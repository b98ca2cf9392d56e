"""Which template a step, task, entrypoint or exit handler means, across all files.

In: a call after substitution, and the owner of its names. Out: the template with its own owner, or refusals. What
names a template only in a run (an item, an output) is passed over, as Argo does.
"""

from __future__ import annotations

from collections.abc import Callable

from wfsim.spec.model import Call, Kind, Resource, Template, TemplateRef
from wfsim.text import Argo
from wfsim.text.records import NamedTuple
from wfsim.validity.context import Context, Owner
from wfsim.validity.placeholders import holds_placeholder, is_open
from wfsim.validity.refusal import Judged, Place, Refusal, did_you_mean
from wfsim.validity.substitution import without_empties


class Callee(NamedTuple):
    """What a call runs. Without a template it is known only in a run or, ``broken``, not at all."""

    template: Template | None = None
    owner: Owner | None = None
    broken: bool = False


_BROKEN = Callee(broken=True)


def resolve(context: Context, owner: Owner, call: Call, place: Place) -> Judged[Callee]:
    """The template of a call. ``place`` is where the call names it."""
    ref = call.template_ref
    if ref is not None:
        return (yield from _referred(context, owner, call, ref, place))
    template = None
    if call.template:
        template = context.library.template(owner.resource, call.template)
        if template is None:
            known = [one.name for one in owner.resource.spec.templates if one.name]
            listed = "; there are " + ", ".join(f"`{name}`" for name in known) if 0 < len(known) <= 8 else ""
            yield Refusal(
                "unknown-template",
                f"there is no template `{call.template}`{listed}",
                place,
                f"template name '{call.template}' undefined",
                did_you_mean(call.template, known, _from_variable(call.template)),
            )
            return _BROKEN
    if call.inline is not None:
        return Callee(without_empties(call.inline), owner)
    if template is None:
        message = f"`{call.name}` does not say what to run" if call.name else "this does not say what to run"
        hint = "Add `template:`, `templateRef:` or `inline:`."
        yield Refusal("call-without-template", message, place, "failed to get a template", hint)
        return _BROKEN
    return Callee(template, owner)


def _from_variable(name: str) -> str:
    if "{{" in name or holds_placeholder(name):
        return "Argo's validator accepts no variable here; `templateRef` can have one."
    return ""


def _referred(context: Context, owner: Owner, call: Call, ref: TemplateRef, place: Place) -> Judged[Callee]:
    if call.template:
        message = "a step has either `template` or `templateRef`"
        yield Refusal(
            "template-and-templateref",
            message,
            place,
            "template name cannot be specified with templateRef",
            "Remove one.",
        )
        return _BROKEN
    for field, text, word in (("name", ref.name, "resource name"), ("template", ref.template, "template name")):
        if not text:
            message = f"this templateRef has no `{field}`"
            yield Refusal("templateref-incomplete", message, place, f"{word} is required", f"Add `{field}:`.")
            return _BROKEN
    if is_open(ref.name) or is_open(ref.template):
        return Callee()
    kind = Kind.CLUSTER_WORKFLOW_TEMPLATE if ref.cluster_scope else Kind.WORKFLOW_TEMPLATE
    if kind is Kind.WORKFLOW_TEMPLATE and context.root.kind is Kind.CLUSTER_WORKFLOW_TEMPLATE:
        message = "a ClusterWorkflowTemplate that uses a namespaced WorkflowTemplate crashes Argo's linter"
        hint = "Refer to a ClusterWorkflowTemplate with `clusterScope: true`."
        yield Refusal(
            "templateref-namespaced", message, place, "invalid memory address or nil pointer dereference", hint
        )
        return _BROKEN
    found = context.library.find(kind, ref.name, context.root.namespace)
    if found is None:
        yield unresolved(context, kind, ref, place)
        elsewhere = context.library.elsewhere(kind, ref.name)
        if elsewhere is not None and context.library.template(elsewhere, ref.template) is None:
            yield _without_template(elsewhere, call, ref, place)._replace(unseen=Argo.FAILS)
        return _BROKEN
    if call.inline is not None:
        return Callee(without_empties(call.inline), owner)  # which template the reference names is not asked then
    template = context.library.template(found, ref.template)
    if template is not None:
        return Callee(template, Owner(found, referred=True))
    if holds_placeholder(ref.template):
        return Callee()
    yield _without_template(found, call, ref, place)
    return _BROKEN


def _without_template(found: Resource, call: Call, ref: TemplateRef, place: Place) -> Refusal:
    """The object that a reference names has no such template."""
    known = [one.name for one in found.spec.templates]
    return Refusal(
        "templateref-unknown-template",
        f"the {found.kind} `{ref.name}` has no template `{ref.template}`",
        Place(place.document, (*call.path, "templateRef", "template")) if call.path else place,
        f"template reference {ref.name}.{ref.template} not found",
        did_you_mean(ref.template, known),
        ((f"the {found.kind}", Place(found.document, ("metadata", "name"))),),
    )


def unresolved(context: Context, kind: Kind, ref: TemplateRef, place: Place) -> Refusal:
    """The object that a reference names is not among the files."""
    from wfsim.lang.gotext import quote  # seldom needed, and slow to import

    namespace = context.root.namespace
    elsewhere = context.library.elsewhere(kind, ref.name) if kind is Kind.WORKFLOW_TEMPLATE else None
    if kind is Kind.CLUSTER_WORKFLOW_TEMPLATE:
        text = f"couldn't find cluster workflow template {quote(ref.name)}"
    else:
        text = f"couldn't find workflow template {quote(ref.name)} in namespace {quote(namespace)}"
    message = f"the {kind} `{ref.name}` is not among the files" if ref.name else f"this names no {kind}"
    names = context.library.names(kind)
    hint: str | Callable[[], str] = did_you_mean(ref.name, names, "Give the file that holds it too.")
    if elsewhere is not None:
        theirs, ours = (f"`{one}`" if one else "no namespace" for one in (elsewhere.namespace, namespace))
        message = f"the WorkflowTemplate `{ref.name}` says {theirs}, this object {ours}, and Argo compares that"
        hint = "Give both the same `metadata.namespace`, or neither one."
    related = (("the one in another namespace", Place(elsewhere.document, ("metadata", "name"))),) if elsewhere else ()
    return Refusal("templateref-unresolved", message, place, text, hint, related)
