"""One object: its own fields, then its templates, in Argo's order.

In: an object and the context of the walk. Out: refusals. ``validate`` and ``refusal`` call it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from wfsim.scope import workflow
from wfsim.scope.names import LET_THROUGH
from wfsim.spec.model import Arguments, Call, Kind, Resource, Template, TemplateRef
from wfsim.text import Argo
from wfsim.text.records import NamedTuple
from wfsim.validity import arguments, names, settings
from wfsim.validity.context import FAILURES, Context, Owner
from wfsim.validity.names import Named
from wfsim.validity.references import unresolved
from wfsim.validity.refusal import Judged, Place, Refusal, Refusals, brought_home, changed, prefixed
from wfsim.validity.steps import no_expression
from wfsim.validity.templates import called

if TYPE_CHECKING:
    from wfsim.validity.inputs import Given

T = TypeVar("T")
_LONGEST = 63
_NOUNS = {
    Kind.WORKFLOW: "workflow",
    Kind.WORKFLOW_TEMPLATE: "workflow template",
    Kind.CLUSTER_WORKFLOW_TEMPLATE: "cluster workflow template",
}


class _Work(NamedTuple):
    """An object with the one that its workflowTemplateRef names."""

    context: Context
    owner: Owner
    referred: Resource | None
    ref: Place
    arguments: Arguments

    @property
    def resource(self) -> Resource:
        return self.owner.resource

    def place(self, *path: str | int, key: bool = False) -> Place:
        return self.owner.at((*self.resource.spec.path, *path), key=key)


def judged(context: Context) -> Refusals:
    """Everything about the object that the context is for."""
    resource = context.root
    if resource.kind is Kind.CRON_WORKFLOW:
        from wfsim.validity import crons  # time zones and schedules only for those who have them

        yield from crons.judged(resource)
        yield from prefixed("cannot validate Workflow: ", _spec(context))
        return
    if len(resource.name) > _LONGEST:
        noun = _NOUNS[resource.kind]
        size = len(resource.name)
        place = Place(resource.document, ("metadata", "name"))
        message = f"the name of a {resource.kind} has at most {_LONGEST} characters, this one has {size}"
        text = f'{noun} name "{resource.name}" must not be more than {_LONGEST} characters long (currently {size})'
        yield Refusal("name-too-long", message, place, text)
    yield from _spec(context)


def _spec(context: Context) -> Refusals:
    """The spec as a workflow."""
    owner = Owner(context.root)
    ref_place = _ref_place(context.root)
    referred = yield from _referred(context, ref_place)
    if referred is None and context.root.spec.workflow_template_ref is not None:
        return  # nothing of it is known
    spec = context.root.spec
    merged = workflow.arguments(spec, referred.spec if referred else None)
    work = _Work(context, owner, referred, ref_place, merged)
    yield from _template_names(work)
    yield from settings.plugins(context.root.document, spec)
    yield from _arguments(work)
    known = workflow.variables(context.root, merged, referred.spec if referred else None)
    context.names.add(known)
    # Those that pass whatever they look like have no value either while Argo validates: their tags stay.
    context.learn({name: value for name, value in known.items() if not name.startswith(LET_THROUGH)})
    yield from _entrypoint(work)
    yield from _exit(work)
    yield from settings.garbage(context.root.document, spec)
    yield from settings.pods(context.root.document, spec)
    yield from _all_templates(work)


def _ref_place(resource: Resource) -> Place:
    path = (*resource.spec.path, "workflowTemplateRef")
    named = resource.document.node((*path, "name")) is not None
    return Place(resource.document, (*path, "name")) if named else Place(resource.document, path, key=True)


def _referred(context: Context, place: Place) -> Judged[Resource | None]:
    """The object that workflowTemplateRef names."""
    spec = context.root.spec
    ref = spec.workflow_template_ref
    if ref is None:
        return None
    if spec.templates:
        text = "Templates is invalid field in spec if workflow referred WorkflowTemplate reference"
        message = "workflowTemplateRef brings its own templates, and `templates` cannot stand beside it"
        at = Place(context.root.document, (*spec.path, "templates"), key=True)
        hint = "Remove `templates`, or call single templates with `templateRef`."
        yield Refusal("templates-with-template-ref", message, at, text, hint, (("workflowTemplateRef", place),))
    kind = Kind.CLUSTER_WORKFLOW_TEMPLATE if ref.cluster_scope else Kind.WORKFLOW_TEMPLATE
    found = context.library.find(kind, ref.name, context.root.namespace)
    if found is None:
        yield unresolved(context, kind, ref, place)
    return found


def _template_names(work: _Work) -> Refusals:
    templates = work.resource.spec.templates
    named = (Named(one.name, one.path, f"spec.templates[{one.path[-1]}].name") for one in templates)
    yield from names.listed(work.resource.document, named, names.TEMPLATE)


_PREFIX = "spec.arguments."


def _arguments(work: _Work) -> Refusals:
    """The arguments: names, then parameters, then artifacts; of each the own ones first."""
    own, document, later = work.resource.spec.arguments, work.resource.document, work.context.mode.values_later
    if work.referred is None:
        yield from names.fields(document, own, f"{_PREFIX}WHAT")
        yield from arguments.values(document, own, _PREFIX, later=later)
        return
    theirs, home = workflow.inherited(work.resource.spec, work.referred.spec), work.referred.document
    yield from changed(_merged, names.fields(document, own, f"{_PREFIX}WHAT"))
    yield from _of_other(work, names.fields(home, theirs, f"{_PREFIX}WHAT"))
    if not (yield from arguments.parameters(document, own, _PREFIX, later=later)):
        return
    if not (yield from _of_other(work, arguments.parameters(home, theirs, _PREFIX, later=later))):
        return
    yield from arguments.artifacts(document, own, _PREFIX)
    yield from _of_other(work, arguments.artifacts(home, theirs, _PREFIX))


def _of_other(work: _Work, found: Judged[T]) -> Judged[T]:
    """What the object of the reference has, judged where the reference stands."""
    named = f"the {work.referred.kind} `{work.referred.name}`" if work.referred is not None else ""
    return brought_home(found, work.ref, named)


def _merged(one: Refusal) -> Refusal:
    """Of arguments that are merged with those of another object the first of a name is taken, without a word."""
    return one._replace(unseen=Argo.IGNORES) if one.code == "duplicate-name" else one


def _entrypoint(work: _Work) -> Refusals:
    spec, mode = work.resource.spec, work.context.mode
    name = spec.entrypoint or (work.referred.spec.entrypoint if work.referred else "")
    if not name:
        if not mode.by_itself:
            place = work.place("entrypoint", key=True) if "entrypoint" in spec.data else work.place()
            message, text = "the workflow does not say with which template it begins", "spec.entrypoint is required"
            example = next((one.name for one in spec.templates if one.name), "")
            hint = f"For example `entrypoint: {example}`." if example else "Add `entrypoint:`."
            yield Refusal("entrypoint-missing", message, place, text, hint)
        return
    given: Given = work.context.anything if mode.by_itself else work.arguments
    place = work.place("entrypoint") if spec.entrypoint else work.ref
    yield from _begin(work, name, given, place)


def _begin(work: _Work, name: str, given: Given, place: Place) -> Refusals:
    """A template that the object itself calls."""
    yield from called(work.context, work.owner, _call(work, name), given, place)


def _call(work: _Work, name: str) -> Call:
    ref = work.resource.spec.workflow_template_ref
    if ref is None:
        return Call(template=name)
    return Call(template_ref=TemplateRef(ref.name, name, ref.cluster_scope))


def _exit(work: _Work) -> Refusals:
    """The exit handler, from which on workflow.failures is known, and the other hooks."""
    spec = work.resource.spec
    name = spec.on_exit or (work.referred.spec.on_exit if work.referred else "")
    if name:
        work.context.learn({FAILURES: None})
        for template in _templates(work):
            work.context.learn_open_outputs(template)
        place = work.place("onExit") if spec.on_exit else work.ref
        yield from _begin(work, name, spec.arguments, place)
    for hook in spec.hooks:
        if hook.name != "exit" and not hook.expression:
            place = Place(work.resource.document, hook.path, key=True)
            yield no_expression(place, hook.name, f"hooks.{hook.name} Expression required")


def _templates(work: _Work) -> tuple[Template, ...]:
    return work.referred.spec.templates if work.referred else work.resource.spec.templates


def _all_templates(work: _Work) -> Refusals:
    """Templates that nothing calls are judged too."""
    for template in _templates(work):
        if template.name:
            place = work.ref if work.referred else work.owner.at((*template.path, "name"))
            found = _begin(work, template.name, work.context.anything, place)
            yield from prefixed(f"templates.{template.name} ", found)
