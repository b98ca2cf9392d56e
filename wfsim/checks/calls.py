"""Every place that calls a template, and the template that it calls.

In: a workspace. Out: ``CallSite``: steps, tasks, hooks, exit handlers and entrypoints of all objects. Checks read them
from their context. Where a reference cannot be followed (a tag in it, or its object is not given) nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import Enum

from wfsim.scope import defaults
from wfsim.spec import build
from wfsim.spec.lookup import ByName
from wfsim.spec.model import Arguments, Call, Hook, Kind, Resource, Template, TemplateRef, WorkflowSpec
from wfsim.spec.workspace import Workspace
from wfsim.text.records import NamedTuple
from wfsim.yamlio import Path


class Role(Enum):
    """What calls."""

    ENTRYPOINT = "entrypoint"
    EXIT = "exit handler"
    HOOK = "hook"
    STEP = "step"
    TASK = "task"


class Target(NamedTuple):
    """What a reference leads to. ``template`` None: ``missing`` says whether it certainly does not exist."""

    owner: Resource | None = None
    template: Template | None = None
    missing: bool = False


UNKNOWN = Target()


class CallSite(NamedTuple):
    """One call. ``within`` is the template that holds it (None: the spec); at ``reference`` the callee is named."""

    role: Role
    name: str
    resource: Resource
    within: Template | None
    path: Path
    reference: Path
    arguments: Arguments
    target: Target
    call: Call | None = None
    hook: Hook | None = None

    @property
    def callee(self) -> Template | None:
        return self.target.template


def templates_of(resource: Resource) -> tuple[Template, ...]:
    """The templates of an object, inline ones behind those that hold them."""
    templates = resource.spec.templates
    if not isinstance(templates, ByName):
        return tuple(_nested(templates))
    if templates.nested is None:
        templates.nested = tuple(_nested(templates))
    return templates.nested


def _nested(templates: Sequence[Template]) -> Iterator[Template]:
    waiting = list(reversed(templates))
    while waiting:
        template = waiting.pop()
        yield template
        waiting.extend(call.inline for call in reversed(template.calls) if call.inline is not None)


def defaults_of(resource: Resource) -> Template | None:
    """What an object says of all its templates, as a template that nobody calls."""
    data = resource.spec.template_defaults
    return build.template(data, (*resource.spec.path, defaults.NAME)) if data else None


def written_in(resource: Resource) -> tuple[Template, ...]:
    """The templates of an object, and what it says of all of them."""
    shared = defaults_of(resource)
    return templates_of(resource) if shared is None else (shared, *templates_of(resource))


def call_sites(workspace: Workspace) -> Iterator[CallSite]:
    """All calls of all objects, in order of writing."""
    for resource in workspace.resources:
        yield from _of_spec(resource, workspace)
        for template in templates_of(resource):
            role = Role.TASK if template.dag is not None else Role.STEP
            for call in template.calls:
                yield from _of_call(role, call, template, resource, workspace)


def _of_spec(resource: Resource, workspace: Workspace) -> Iterator[CallSite]:
    spec = resource.spec
    for role, name, field in ((Role.ENTRYPOINT, spec.entrypoint, "entrypoint"), (Role.EXIT, spec.on_exit, "onExit")):
        if name:
            path = (*spec.path, field)
            target = resolve(resource, workspace, name)
            yield CallSite(role, name, resource, None, path, path, spec.arguments, target)
    for hook in spec.hooks:
        yield _of_hook(hook, None, resource, workspace)


def _of_call(role: Role, call: Call, within: Template, resource: Resource, workspace: Workspace) -> Iterator[CallSite]:
    target = (
        Target(resource, call.inline)
        if call.inline is not None
        else resolve(resource, workspace, call.template, call.template_ref)
    )
    path = _reference(call.path, call.template_ref)
    yield CallSite(role, call.name, resource, within, call.path, path, call.arguments, target, call)
    if call.on_exit:
        path = (*call.path, "onExit")
        target = resolve(resource, workspace, call.on_exit)
        yield CallSite(Role.EXIT, call.name, resource, within, path, path, Arguments(), target, call)
    for hook in call.hooks:
        yield _of_hook(hook, within, resource, workspace, call)


def _of_hook(
    hook: Hook, within: Template | None, resource: Resource, workspace: Workspace, call: Call | None = None
) -> CallSite:
    target = resolve(resource, workspace, hook.template, hook.template_ref)
    path = _reference(hook.path, hook.template_ref)
    return CallSite(Role.HOOK, hook.name, resource, within, hook.path, path, hook.arguments, target, call, hook)


def _reference(path: Path, ref: TemplateRef | None) -> Path:
    """The place of the word that names the template."""
    return (*path, "template") if ref is None else (*path, "templateRef", "template")


def resolve(resource: Resource, workspace: Workspace, name: str, ref: TemplateRef | None = None) -> Target:
    """The template that a name or a templateRef of an object leads to."""
    if ref is not None:
        return _referred(resource, workspace, ref)
    if not name or "{{" in name:
        return UNKNOWN
    spec = spec_of(resource, workspace)
    if spec is None:
        return UNKNOWN
    owner, found = spec[0], spec[1].template(name)
    return Target(owner, found, found is None)


def _referred(resource: Resource, workspace: Workspace, ref: TemplateRef) -> Target:
    if not ref.template or "{{" in ref.name + ref.template:
        return UNKNOWN
    owner = referred_object(resource, workspace, ref)
    if owner is None:
        return UNKNOWN
    found = owner.spec.template(ref.template)
    return Target(owner, found, found is None)


def referred_object(resource: Resource, workspace: Workspace, ref: TemplateRef) -> Resource | None:
    """The object of a templateRef: in the object's own namespace first, else in any."""
    kind = Kind.CLUSTER_WORKFLOW_TEMPLATE if ref.cluster_scope else Kind.WORKFLOW_TEMPLATE
    return workspace.resource(kind, ref.name, resource.namespace) or workspace.resource(kind, ref.name)


def spec_of(resource: Resource, workspace: Workspace) -> tuple[Resource, WorkflowSpec] | None:
    """Where an object's templates are: its own spec, or that of its workflowTemplateRef if it is given."""
    ref = resource.spec.workflow_template_ref
    if ref is None:
        return resource, resource.spec
    owner = referred_object(resource, workspace, ref)
    return (owner, owner.spec) if owner is not None else None


_REFERS = "emplateRef"  # in the text of what runs templates of other objects
_CALLED_BY_OTHERS = (Kind.WORKFLOW_TEMPLATE, Kind.CLUSTER_WORKFLOW_TEMPLATE)


class Brought:
    """Whether something counts for the templates of an object: it says so itself, or one that may run them does."""

    def __init__(self, workspace: Workspace, brings: Callable[[Resource], bool]) -> None:
        self._brings = brings
        self._by_others = any(brings(one) and _REFERS in one.document.source.text for one in workspace.resources)

    def to(self, resource: Resource) -> bool:
        return self._brings(resource) or (self._by_others and resource.kind in _CALLED_BY_OTHERS)
