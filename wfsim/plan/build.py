"""An object of Argo's → the plan of what it would call.

In: a resource and the workspace that its references point into. Out: ``Plan``. Never raises on input: what cannot be
resolved is an invocation with a reason. The size is linear in the size of the templates, however often they are called.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from wfsim.lang import depends as depends_language
from wfsim.lang.errors import LangError
from wfsim.plan.loops import loop
from wfsim.plan.plan import Invocation, Need, Plan, Retry, Role
from wfsim.plan.resolve import Found, Key, Resolver, Target
from wfsim.spec import build
from wfsim.spec.merge import merged, with_defaults
from wfsim.spec.model import Call, Hook, Resource, Template, TemplateKind, WorkflowSpec
from wfsim.spec.workspace import Workspace


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A call that has no number yet: what is known from its own place, and where its template is looked up."""

    draft: Invocation
    target: Target
    scope: Resource
    after: tuple[Hook, ...] = ()


@dataclass(frozen=True, slots=True)
class _Leave:
    """A mark on the stack: all that is below a template has been numbered."""

    key: Key


def plan(resource: Resource, workspace: Workspace, entrypoint: str | None = None) -> Plan:
    """The plan from the entrypoint (another one on request), with exit handler and hooks of the workflow.

    A template library without an entrypoint is planned from each of its templates that none of the others calls.
    """
    return _Builder(resource, workspace).plan(entrypoint)


class _Builder:
    """Numbers calls depth first with a stack of its own: templates nest without limit."""

    def __init__(self, resource: Resource, workspace: Workspace) -> None:
        self.resource = resource
        self.root = merged(resource, workspace)
        self.resolver = Resolver(workspace)
        self.found: list[Invocation] = []
        self.children: list[list[int]] = []
        self.shown: dict[Key, int] = {}
        self.open: set[Key] = set()
        self.stack: list[_Waiting | _Leave] = []

    def plan(self, entrypoint: str | None) -> Plan:
        roots = []
        for waiting in self.beginnings(entrypoint):
            roots.append(len(self.found))
            self.stack.append(waiting)
            self.work()
        invocations = (
            replace(one, children=tuple(below)) for one, below in zip(self.found, self.children, strict=True)
        )
        return Plan(self.resource.display_name, self.resource.kind, tuple(invocations), tuple(roots))

    def beginnings(self, entrypoint: str | None) -> Iterator[_Waiting]:
        """The entrypoint or entrypoints, the exit handler, the hooks."""
        spec = self.root.spec
        names = (entrypoint,) if entrypoint else _entrypoints(spec)
        for name in names:
            yield _Waiting(Invocation(0, None, Role.ENTRYPOINT, name), Target(name), self.root)
        if not names:
            yield _Waiting(Invocation(0, None, Role.ENTRYPOINT, ""), Target(), self.root)
        for hook in _handlers(spec.on_exit, spec.hooks):
            yield _of_hook(hook, self.root, None)

    def work(self) -> None:
        while self.stack:
            match self.stack.pop():
                case _Leave(key):
                    self.open.discard(key)
                case _Waiting() as waiting:
                    self.number(waiting)

    def number(self, waiting: _Waiting) -> None:
        """Give a call its number, and put what it calls on the stack."""
        here = len(self.found)
        found = self.resolver.find(waiting.target, waiting.scope)
        below: list[_Waiting | _Leave] = []
        draft = replace(waiting.draft, id=here, template=waiting.target.words)
        if isinstance(found, str):
            draft = replace(draft, reason=found)
        else:
            draft, below = self.resolved(draft, found)
        self.found.append(draft)
        self.children.append([])
        if draft.parent is not None:
            self.children[draft.parent].append(here)
        below += [_of_hook(hook, waiting.scope, here) for hook in waiting.after]
        self.stack += reversed(below)

    def resolved(self, draft: Invocation, found: Found) -> tuple[Invocation, list[_Waiting | _Leave]]:
        """What the template adds to the call, and the calls of its body where it is shown here."""
        template = self.effective(found.template)
        draft = replace(
            draft,
            owner="" if found.owner is self.root else found.owner.name,
            kind=template.kind,
            inline=found.inline,
            retry=self.retry(template),
            daemon=template.daemon,
            reason="" if template.kind is not None else "the template has no body",
        )
        if template.kind is None or template.kind.is_leaf:
            return draft, []
        if found.key in self.open:
            return replace(draft, back_to=self.shown[found.key]), []
        if found.key in self.shown:
            return replace(draft, same_as=self.shown[found.key]), []
        self.shown[found.key] = draft.id
        self.open.add(found.key)
        return draft, [*_body(template, found.owner, draft.id), _Leave(found.key)]

    def effective(self, template: Template) -> Template:
        """The template over the workflow's ``templateDefaults``."""
        defaults = self.root.spec.template_defaults
        return build.template(with_defaults(template.data, defaults), template.path) if defaults else template

    def retry(self, template: Template) -> Retry | None:
        strategy = template.retry_strategy or self.root.spec.retry_strategy
        return Retry(strategy.limit, strategy.retry_policy) if strategy is not None else None


def _entrypoints(spec: WorkflowSpec) -> tuple[str, ...]:
    if spec.entrypoint:
        return (spec.entrypoint,)
    called = {name for one in spec.templates for name in _names_called(one)}
    named = tuple(one.name for one in spec.templates if one.name)
    return tuple(name for name in named if name not in called) or named[:1]


def _names_called(template: Template) -> Iterator[str]:
    waiting = [template]
    while waiting:
        for call in waiting.pop().calls:
            if call.inline is not None:
                waiting.append(call.inline)
            else:
                yield call.template if call.template_ref is None else ""
            yield from (hook.template for hook in _handlers(call.on_exit, call.hooks))


def _handlers(on_exit: str, hooks: tuple[Hook, ...]) -> Iterator[Hook]:
    """The exit handler first (``onExit`` wins over ``hooks.exit``), then the other hooks."""
    exits = [Hook("exit", on_exit)] if on_exit else [hook for hook in hooks if hook.name == "exit"]
    yield from exits
    yield from (hook for hook in hooks if hook.name != "exit")


def _of_hook(hook: Hook, scope: Resource, parent: int | None) -> _Waiting:
    role = Role.EXIT if hook.name == "exit" else Role.HOOK
    draft = Invocation(0, parent, role, hook.name, when=hook.expression, path=hook.path)
    return _Waiting(draft, Target.of(hook), scope)


def _body(template: Template, scope: Resource, parent: int) -> Iterable[_Waiting]:
    """The calls of a steps or dag template, in order of writing."""
    if template.kind is TemplateKind.DAG:
        for task in template.calls:
            yield _of_call(task, scope, parent, Role.TASK, 0)
        return
    for index, group in enumerate(template.steps):
        for step in group:
            yield _of_call(step, scope, parent, Role.STEP, index)


def _of_call(call: Call, scope: Resource, parent: int, role: Role, group: int) -> _Waiting:
    draft = Invocation(
        0,
        parent,
        role,
        call.name,
        group=group,
        when=call.when,
        depends=call.depends,
        needs=_needs(call),
        loop=loop(call),
        path=call.path,
    )
    return _Waiting(draft, Target.of(call), scope, tuple(_handlers(call.on_exit, call.hooks)))


def _needs(call: Call) -> tuple[Need, ...]:
    """The tasks that a task waits for; none where ``depends`` cannot be read (that is another's finding)."""
    if not call.depends:
        return tuple(Need(name) for name in dict.fromkeys(call.dependencies))
    try:
        terms = depends_language.parse(call.depends).terms
    except LangError:
        return ()
    results: dict[str, list[str]] = {}
    for term in terms:
        asked = results.setdefault(term.task, [])
        if term.result and term.result not in asked:
            asked.append(term.result)
    bare = {term.task for term in terms if not term.result}
    return tuple(Need(task, () if task in bare else tuple(asked)) for task, asked in results.items())
