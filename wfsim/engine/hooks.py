"""Lifecycle hooks and exit handlers of steps, tasks and of the workflow.

In: a node, the hooks of its call and the scope they see. Out: hook nodes, and whether all of them have ended.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from wfsim.engine import outputs, references
from wfsim.engine.definitions import hook_call
from wfsim.engine.errors import CallError
from wfsim.engine.phases import NodeType
from wfsim.engine.run import Run
from wfsim.engine.scope import Scope
from wfsim.engine.sites import Site
from wfsim.engine.state import NodeState
from wfsim.lang import expr
from wfsim.lang import template as templating
from wfsim.lang.errors import LangError
from wfsim.spec import build
from wfsim.spec.model import Arguments, Call, Hook, Parameter, TemplateKind
from wfsim.yamlio.nodes import Json

EXIT = "exit"


@dataclass(frozen=True, slots=True)
class Hooked:
    """A node with hooks: the site that it belongs to, the scope that hooks see, and the prefix of its own outputs.

    Without a prefix hooks do not see those: a workflow's are given what has a ``globalName``, and no more.
    """

    site: Site
    node: NodeState
    scope: Scope
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class _Given:
    """What a hook is given; ``absent``: the arguments that refer to an absent optional output."""

    arguments: Arguments
    absent: frozenset[str] = frozenset()


def exit_hook(run: Run, call: Call) -> Hook | None:
    """The exit handler of a step or task: ``onExit`` first; without arguments it gets the workflow's."""
    if call.on_exit:
        return Hook(EXIT, template=call.on_exit, arguments=run.definitions.arguments)
    found = call.hook(EXIT)
    if found is None or found.arguments.parameters or found.arguments.artifacts:
        return found
    return found._replace(arguments=run.definitions.arguments)


def lifecycle(run: Run, hooked: Hooked, hooks: tuple[Hook, ...]) -> bool:
    """Start the hooks whose time is there; whether all that started have ended."""
    started = []
    for hook in hooks:
        if hook.name == EXIT:
            continue
        name = f"{hooked.node.name}.hooks.{hook.name}"
        if not hook.expression:
            raise CallError(f"Expression required for hook {name}")
        if not holds(run, hook.expression, hooked.scope) and run.node(name) is None:
            continue
        site = hooked.site.hooks.get(name)
        if site is None:
            given = _Given(hook.arguments)
            if not hooked.prefix or outputs_of(run, hooked.node):
                given = _arguments(run, hooked, hook.arguments)
            site = hooked.site.hooks[name] = _site(hooked, hook, name, given, on_exit=hooked.site.on_exit)
        node = run.execute(site)
        run.link(hooked.node, name)
        started.append(node)
    return all(node is not None and node.fulfilled for node in started)


def has_lifecycle(hooks: Iterable[Hook]) -> bool:
    """Whether there are hooks besides the exit handler."""
    return any(hook.name != EXIT for hook in hooks)


def must_be_watched(call: Call, own: str) -> bool:
    """Whether a call's hooks are asked in every pass: what they ask may change while nothing happens to its node."""
    return has_lifecycle(call.hooks) or not all(_is_settled(hook.expression, own) for hook in call.hooks)


@lru_cache(maxsize=1024)
def _is_settled(expression: str, own: str) -> bool:
    """Whether an exit handler's expression asks of nothing but its own node, which has ended."""
    try:
        found = expr.references(expr.parse(expression)) if expression else ()
    except LangError:
        return True
    return all(".".join(one.path).startswith(f"{own}.") for one in found)


def is_limited(hooked: Hooked) -> bool:
    """Whether the exit handler is a template with a limit of its own: while it is reached each pass refuses it."""
    site = hooked.site.hooks.get(f"{hooked.node.name}.onExit")
    template = site.template if site is not None else None
    if template is None or template.kind not in (TemplateKind.STEPS, TemplateKind.DAG):
        return False
    return template.parallelism is not None or template.fail_fast


def exit_handler(run: Run, hooked: Hooked, hook: Hook | None) -> tuple[bool, NodeState | None]:
    """Run the exit handler: whether there is one, and its node."""
    if hook is None or run.state.shutdown == "Terminate":
        return False, None
    if hook.expression and not holds(run, hook.expression, hooked.scope):
        return False, None
    name = f"{hooked.node.name}.onExit"
    site = hooked.site.hooks.get(name)
    if site is None:
        given = _arguments(run, hooked, hook.arguments)
        site = hooked.site.hooks[name] = _site(hooked, hook, name, given, on_exit=True)
    try:
        node = run.execute(site)
    finally:
        run.link(hooked.node, name)
    return True, node


def finished(run: Run, hooked: Hooked, hook: Hook | None) -> bool:
    """Whether the exit handler has nothing more to do."""
    has, node = exit_handler(run, hooked, hook)
    return not has or (node is not None and node.fulfilled)


def holds(run: Run, expression: str, scope: Scope) -> bool:
    """Whether a hook's expression is true now."""
    try:
        return expr.evaluate_bool(expression, scope.texts(run.environment))
    except LangError as error:
        raise CallError(error.message) from error


def outputs_of(run: Run, node: NodeState) -> object:
    """The outputs that a handler's arguments may name: of a retried node, its last attempt's."""
    if node.type is NodeType.RETRY:
        last = run.last_attempt(node)
        return last.outputs if last else None
    return node.outputs


def _site(hooked: Hooked, hook: Hook, name: str, given: _Given, *, on_exit: bool) -> Site:
    owner = hooked.site
    return Site(
        parent=owner.parent,
        order=owner.order,
        name=name,
        call=hook_call(hook.template, hook.template_ref)._replace(data=hook.data),
        scope=owner.scope,
        boundary=owner.boundary,
        arguments=given.arguments,
        absent=given.absent,
        hooked=True,
        on_exit=on_exit,
        parent_template=owner.parent_template,
    )


def _arguments(run: Run, hooked: Hooked, arguments: Arguments) -> _Given:
    """A hook's arguments with the scope and the node's own output parameters and artifacts in."""
    if not arguments.parameters and not arguments.artifacts:
        return _Given(arguments)
    scope = hooked.scope.layer()
    own = outputs_of(run, hooked.node)
    if hooked.prefix and isinstance(own, dict):
        outputs.add_named_outputs(scope, hooked.prefix, own)
    environment = scope.texts(run.environment)
    absent = references.absent_in(arguments, environment)
    kept = [one._replace(value=None) if one.name in absent else one for one in arguments.parameters]
    data = {
        "parameters": [parameter_data(one) for one in kept],
        "artifacts": [dict(one.data) for one in arguments.artifacts],
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    if "{{" in text:
        try:
            text = templating.replace(text, environment, allow_unresolved=True)
        except LangError as error:
            raise CallError(error.message) from error
    made = build.arguments(json.loads(text), arguments.path)
    call = Call(arguments=made, data={"arguments": json.loads(text)})
    return _Given(references.with_artifacts(call, scope, dag=False).arguments, absent)


def parameter_data(one: Parameter) -> dict[str, Json]:
    """A parameter of arguments as JSON data."""
    data: dict[str, Json] = {"name": one.name}
    if one.value is not None:
        data["value"] = one.value
    if one.value_from is not None and one.value_from.config_map_key_ref is not None:
        ref = one.value_from.config_map_key_ref
        data["valueFrom"] = {"configMapKeyRef": {"name": ref.name, "key": ref.key}}
    return data
