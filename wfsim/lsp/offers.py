"""What a field's value can be, by the field: names of templates, of objects, of inputs; closed sets of words.

In: a value that is being typed. Out: ``Offer``s; none for a field that takes free text. ``completion`` calls it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from lsprotocol.types import CompletionItemKind as Look

from wfsim.lang.depends import Result
from wfsim.lsp.cursor import MARK
from wfsim.lsp.places import Around
from wfsim.lsp.symbols import Symbols
from wfsim.spec.closed import values
from wfsim.spec.identity import API_VERSION
from wfsim.spec.kindschema import KINDS
from wfsim.spec.model import Call, Hook, Kind, Parameter, Template
from wfsim.spec.types import Field, Form
from wfsim.yamlio import Document, Path, Scalar


class Offer(NamedTuple):
    """A word that can be written; ``about`` is shown beside it, ``rank`` orders, ``tail`` is written behind it."""

    word: str
    look: Look
    about: str = ""
    doc: str = ""
    rank: int = 0
    tail: str = ""


class At(NamedTuple):
    """A value that is being typed. ``place`` is None where the document holds no object that can be read."""

    document: Document
    path: Path
    type_name: str
    field: Field
    place: Around | None
    symbols: Symbols


def of_value(at: At) -> Iterator[Offer]:
    """What can stand there."""
    if words := values(at.type_name, at.field.name):
        yield from (Offer(one, Look.EnumMember) for one in words)
    elif at.field.type.form is Form.BOOL:
        yield from (Offer(one, Look.Value) for one in ("true", "false"))
    elif (row := _ROWS.get((at.type_name, at.field.name))) is not None:
        yield from row(at)


def of_kind() -> Iterator[Offer]:
    yield from (Offer(one, Look.Class) for one in KINDS)


def of_version() -> Iterator[Offer]:
    yield Offer(API_VERSION, Look.Constant)


def of_depends(at: At, typed: str) -> Iterator[Offer]:
    """Tasks and their results, where the condition of a task is typed."""
    for one in _tasks(at):
        yield one
        if typed.startswith(f"{one.word}."):
            yield from (Offer(f"{one.word}.{result}", Look.EnumMember) for result in Result)


def _tasks(at: At) -> Iterator[Offer]:
    place = at.place
    if place is not None and place.template is not None:
        for call in place.template.calls:
            if call is not place.call and call.name and MARK not in call.name:
                yield Offer(call.name, Look.Event, _callee(call))


def _templates(at: At) -> Iterator[Offer]:
    """The templates that can be called by name: those of the object, or of the one it is made from."""
    if at.place is None:
        return
    for owner in at.symbols.owners(at.place.resource):
        yield from (_template(one) for one in owner.spec.templates if one.name)


def _template(one: Template) -> Offer:
    taken = ", ".join(p.name for p in one.inputs.parameters)
    about = one.kind.value if one.kind is not None else ""
    return Offer(one.name, Look.Function, about + (f" ({taken})" if taken else ""))


def _objects(at: At) -> Iterator[Offer]:
    """The objects that a templateRef can name: of the scope that it says."""
    scope = at.document.node((*at.path[:-1], "clusterScope"))
    cluster = isinstance(scope, Scalar) and scope.value is True
    both = scope is None
    for one in at.symbols.context.workspace.resources:
        if one.kind is Kind.CLUSTER_WORKFLOW_TEMPLATE if cluster else one.kind is Kind.WORKFLOW_TEMPLATE:
            yield Offer(one.name, Look.Module, one.kind.value)
        elif both and one.kind is Kind.CLUSTER_WORKFLOW_TEMPLATE:
            yield Offer(one.name, Look.Module, f"{one.kind.value}: needs clusterScope: true", rank=1)


def _templates_of_object(at: At) -> Iterator[Offer]:
    name = at.document.node((*at.path[:-1], "name"))
    if isinstance(name, Scalar):
        for one in at.symbols.context.workspace.resources:
            if one.name == name.text and one.kind in (Kind.WORKFLOW_TEMPLATE, Kind.CLUSTER_WORKFLOW_TEMPLATE):
                yield from (_template(each) for each in one.spec.templates if each.name)


def _inputs(at: At) -> Iterator[Offer]:
    """The names of arguments: the inputs of what is called that are not given yet."""
    callee = _called(at)
    if callee is None or at.path[-4:-3] != ("arguments",):
        return
    is_parameter = at.path[-3] == "parameters"
    rows = callee.inputs.parameters if is_parameter else callee.inputs.artifacts
    given = _written(at.document, at.path[:-2])
    for one in rows:
        if one.name not in given:
            needed = isinstance(one, Parameter) and one.value is None and one.default is None
            yield Offer(one.name, Look.Field, "needed" if needed else "", rank=0 if needed else 1)


def _called(at: At) -> Template | None:
    """The template whose arguments are typed."""
    if at.place is None:
        return None
    call = at.place.call
    hooks = call.hooks if call is not None else at.place.resource.spec.hooks
    hook = next((one for one in hooks if one.path == at.path[: len(one.path)]), None)
    caller: Call | Hook | None = hook or call
    site = at.symbols.site(caller) if caller is not None else None
    return site.callee if site is not None else None


def _written(document: Document, path: Path) -> set[str]:
    """The names in a list of things with names."""
    found = set()
    index = 0
    while document.node((*path, index)) is not None:
        name = document.node((*path, index, "name"))
        if isinstance(name, Scalar):
            found.add(name.text)
        index += 1
    return found


def _volumes(at: At) -> Iterator[Offer]:
    if at.place is None:
        return
    for owner in at.symbols.owners(at.place.resource):
        path = owner.spec.path
        held = [(*path, "volumes"), (*path, "volumeClaimTemplates")]
        held += [(*at.place.template.path, "volumes")] if at.place.template is not None else []
        for one in held:
            for index in range(len(_written(owner.document, one)) + 1):
                for field in (("name",), ("metadata", "name")):
                    name = owner.document.node((*one, index, *field))
                    if isinstance(name, Scalar):
                        yield Offer(name.text, Look.File, str(one[-1]))


def _config_maps(at: At) -> Iterator[Offer]:
    yield from (Offer(one, Look.Module, "ConfigMap") for one in at.symbols.context.workspace.config_maps)


def _config_map_keys(at: At) -> Iterator[Offer]:
    name = at.document.node((*at.path[:-1], "name"))
    if isinstance(name, Scalar):
        held = at.symbols.context.workspace.config_maps.get(name.text, {})
        yield from (Offer(key, Look.Field, value.partition("\n")[0][:60]) for key, value in held.items())


def _secrets(at: At) -> Iterator[Offer]:
    yield from (Offer(one, Look.Module, "Secret") for one in at.symbols.context.workspace.secrets)


def _secret_keys(at: At) -> Iterator[Offer]:
    name = at.document.node((*at.path[:-1], "name"))
    if isinstance(name, Scalar):
        yield from (Offer(key, Look.Field) for key in at.symbols.context.workspace.secrets.get(name.text, ()))


def _callee(call: Call) -> str:
    ref = call.template_ref
    return f"{ref.name}/{ref.template}" if ref is not None else call.template


_ROWS: dict[tuple[str, str], Callable[[At], Iterator[Offer]]] = {
    ("WorkflowSpec", "entrypoint"): _templates,
    ("WorkflowSpec", "onExit"): _templates,
    ("WorkflowTemplateRef", "name"): _objects,
    ("TemplateRef", "name"): _objects,
    ("TemplateRef", "template"): _templates_of_object,
    ("Parameter", "name"): _inputs,
    ("Artifact", "name"): _inputs,
    ("DAGTemplate", "target"): _tasks,
    ("VolumeMount", "name"): _volumes,
    ("ConfigMapKeySelector", "name"): _config_maps,
    ("ConfigMapKeySelector", "key"): _config_map_keys,
    ("SecretKeySelector", "name"): _secrets,
    ("SecretKeySelector", "key"): _secret_keys,
    **{(one, "template"): _templates for one in ("Step", "Task", "LifecycleHook")},
    **{(one, "onExit"): _templates for one in ("Step", "Task")},
}
