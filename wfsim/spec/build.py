"""Normalised JSON data → the model. Total: whatever is absent or odd takes the field's zero value.

In: data that ``spec.shape`` normalised, or a template that the engine substituted. Out: objects of ``spec.model``.
Mistakes are found by ``spec.shape`` before and by ``validity`` and ``checks`` after; nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from wfsim.spec.lookup import ByName
from wfsim.spec.model import (
    Arguments,
    Artifact,
    Backoff,
    Call,
    Cron,
    Dag,
    Hook,
    JsonObject,
    KeyRef,
    Lock,
    Memoize,
    Parameter,
    RetryStrategy,
    Sequence,
    Template,
    TemplateKind,
    TemplateRef,
    ValueFrom,
    WorkflowSpec,
)
from wfsim.yamlio.nodes import Json, Path

T = TypeVar("T")


def _object(data: JsonObject, key: str) -> JsonObject | None:
    found = data.get(key)
    return found if type(found) is dict or (found is not None and isinstance(found, Mapping)) else None


def _list(data: JsonObject, key: str) -> list[Json]:
    found = data.get(key)
    return found if isinstance(found, list) else []


def _text(data: JsonObject, key: str) -> str:
    found = data.get(key)
    return found if isinstance(found, str) else ""


def _some(data: JsonObject, key: str) -> str | None:
    """Text or a number as text; None where absent."""
    found = data.get(key)
    if isinstance(found, bool) or not isinstance(found, (str, int, float)):
        return None
    return str(found)


def _whole(data: JsonObject, key: str) -> int | None:
    found = data.get(key)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def _each(data: JsonObject, key: str, path: Path, make: Callable[[JsonObject, Path], T]) -> tuple[T, ...]:
    """``make`` of every object in a list field."""
    return tuple(make(one, (*path, key, i)) for i, one in enumerate(_list(data, key)) if isinstance(one, Mapping))


def key_ref(data: JsonObject) -> KeyRef:
    return KeyRef(_text(data, "name"), _text(data, "key"), data.get("optional") is True)


def value_from(data: JsonObject) -> ValueFrom:
    ref = _object(data, "configMapKeyRef")
    return ValueFrom(
        path=_some(data, "path"),
        parameter=_some(data, "parameter"),
        expression=_some(data, "expression"),
        json_path=_some(data, "jsonPath"),
        jq_filter=_some(data, "jqFilter"),
        event=_some(data, "event"),
        config_map_key_ref=key_ref(ref) if ref is not None else None,
        supplied=_object(data, "supplied") is not None,
        default=_some(data, "default"),
        data=data,
    )


def parameter(data: JsonObject, path: Path) -> Parameter:
    source = _object(data, "valueFrom")
    enum = data.get("enum")
    return Parameter(
        name=_text(data, "name"),
        value=_some(data, "value"),
        default=_some(data, "default"),
        value_from=value_from(source) if source is not None else None,
        enum=tuple(str(one) for one in enum) if isinstance(enum, list) else None,
        global_name=_text(data, "globalName"),
        description=_text(data, "description"),
        path=path,
    )


def artifact(data: JsonObject, path: Path) -> Artifact:
    return Artifact(
        name=_text(data, "name"),
        artifact_path=_text(data, "path"),
        from_=_text(data, "from"),
        from_expression=_text(data, "fromExpression"),
        sub_path=_text(data, "subPath"),
        optional=data.get("optional") is True,
        global_name=_text(data, "globalName"),
        data=data,
        path=path,
    )


def arguments(data: JsonObject | None, path: Path) -> Arguments:
    if not data:
        return Arguments(path=path)
    return Arguments(_each(data, "parameters", path, parameter), _each(data, "artifacts", path, artifact), path)


def template_ref(data: JsonObject | None) -> TemplateRef | None:
    if data is None:
        return None
    return TemplateRef(_text(data, "name"), _text(data, "template"), data.get("clusterScope") is True)


def sequence(data: JsonObject | None) -> Sequence | None:
    if data is None:
        return None
    return Sequence(_some(data, "count"), _some(data, "start"), _some(data, "end"), _text(data, "format"))


def hooks(data: JsonObject, path: Path) -> tuple[Hook, ...]:
    """The hooks of a spec, step or task, sorted by name (Argo's order is a Go map's, that is chance)."""
    found = _object(data, "hooks") or {}
    return tuple(
        hook(name, body, (*path, "hooks", name)) for name, body in sorted(found.items()) if isinstance(body, Mapping)
    )


def hook(name: str, data: JsonObject, path: Path) -> Hook:
    return Hook(
        name=name,
        template=_text(data, "template"),
        template_ref=template_ref(_object(data, "templateRef")),
        arguments=arguments(_object(data, "arguments"), (*path, "arguments")),
        expression=_text(data, "expression"),
        data=data,
        path=path,
    )


def call(data: JsonObject, path: Path) -> Call:
    """A step or a task."""
    inline = _object(data, "inline")
    go_on = _object(data, "continueOn") or {}
    return Call(
        name=_text(data, "name"),
        template=_text(data, "template"),
        template_ref=template_ref(_object(data, "templateRef")),
        inline=template(inline, (*path, "inline")) if inline is not None else None,
        arguments=arguments(_object(data, "arguments"), (*path, "arguments")),
        when=_text(data, "when"),
        with_items=tuple(_list(data, "withItems")),
        with_param=_text(data, "withParam"),
        with_sequence=sequence(_object(data, "withSequence")),
        continue_on_error=go_on.get("error") is True,
        continue_on_failed=go_on.get("failed") is True,
        on_exit=_text(data, "onExit"),
        hooks=hooks(data, path),
        depends=_text(data, "depends"),
        dependencies=tuple(one for one in _list(data, "dependencies") if isinstance(one, str)),
        data=data,
        path=path,
    )


def retry_strategy(data: JsonObject | None, path: Path) -> RetryStrategy | None:
    if data is None:
        return None
    wait = _object(data, "backoff")
    return RetryStrategy(
        limit=_some(data, "limit"),
        retry_policy=_text(data, "retryPolicy"),
        expression=_text(data, "expression"),
        backoff=Backoff(
            _text(wait, "duration"), _some(wait, "factor") or "", _text(wait, "maxDuration"), _text(wait, "cap")
        )
        if wait is not None
        else None,
        data=data,
        path=path,
    )


def locks(data: JsonObject) -> tuple[Lock, ...]:
    """Semaphores, then mutexes, as Argo lists the keys it waits for."""
    body = _object(data, "synchronization")
    if body is None:
        return ()
    found = []
    for one in _list(body, "semaphores"):
        if isinstance(one, Mapping):
            ref, database = _object(one, "configMapKeyRef"), _object(one, "database")
            found.append(
                Lock(
                    namespace=_text(one, "namespace"),
                    config_map=key_ref(ref) if ref is not None else None,
                    database_key=_text(database, "key") if database is not None else "",
                )
            )
    for one in _list(body, "mutexes"):
        if isinstance(one, Mapping):
            stored = one.get("database") is True
            found.append(Lock(mutex=_text(one, "name"), namespace=_text(one, "namespace"), database=stored))
    return tuple(found)


def memoize(data: JsonObject | None) -> Memoize | None:
    if data is None:
        return None
    cache = _object(data, "cache") or {}
    return Memoize(_text(data, "key"), _text(data, "maxAge"), _text(_object(cache, "configMap") or {}, "name"))


def dag(data: JsonObject, path: Path) -> Dag:
    return Dag(ByName(_each(data, "tasks", path, call)), _text(data, "target"), data.get("failFast") is not False, path)


def changed_call(before: Call, data: JsonObject, fields: tuple[str, ...], **more: Any) -> Call:
    """``call`` of data that differ from those of another call in some fields only; ``more``: what differs besides."""
    if fields == ("arguments",):  # what differs most often
        more["arguments"] = arguments(_object(data, "arguments"), before.arguments.path)
    elif fields:
        more |= _taken(call({field: data[field] for field in fields}, before.path), fields, _CALL)
    return before._replace(data=data, **more)


_CALL: Mapping[str, tuple[str, ...]] = {
    "name": ("name",),
    "template": ("template",),
    "templateRef": ("template_ref",),
    "inline": ("inline",),
    "arguments": ("arguments",),
    "when": ("when",),
    "withItems": ("with_items",),
    "withParam": ("with_param",),
    "withSequence": ("with_sequence",),
    "continueOn": ("continue_on_error", "continue_on_failed"),
    "onExit": ("on_exit",),
    "hooks": ("hooks",),
    "depends": ("depends",),
    "dependencies": ("dependencies",),
}


def _taken(part: Call | Template, fields: Iterable[str], names: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """What of the model comes of some fields of the data."""
    return {name: getattr(part, name) for field in fields for name in names.get(field, ())}


_KINDS = tuple((kind.value, kind) for kind in TemplateKind)


def template(data: JsonObject, path: Path) -> Template:
    """A template, named or inline."""
    kinds = tuple(kind for field, kind in _KINDS if data.get(field) is not None)
    body = _object(data, "dag")
    return Template(
        name=_text(data, "name"),
        kinds=kinds,
        inputs=arguments(_object(data, "inputs"), (*path, "inputs")),
        outputs=arguments(_object(data, "outputs"), (*path, "outputs")),
        steps=tuple(
            tuple(call(one, (*path, "steps", i, j)) for j, one in enumerate(group) if isinstance(one, Mapping))
            for i, group in enumerate(_list(data, "steps"))
            if isinstance(group, list)
        ),
        dag=dag(body, (*path, "dag")) if body is not None else None,
        retry_strategy=retry_strategy(_object(data, "retryStrategy"), (*path, "retryStrategy")),
        daemon=data.get("daemon") is True,
        fail_fast=data.get("failFast") is True,
        parallelism=_whole(data, "parallelism"),
        timeout=_text(data, "timeout"),
        pending_timeout=_text(data, "pendingTimeout"),
        active_deadline_seconds=_some(data, "activeDeadlineSeconds"),
        locks=locks(data),
        memoize=memoize(_object(data, "memoize")),
        data=data,
        path=path,
    )


def changed_template(before: Template, data: JsonObject, fields: Iterable[str], inputs: Arguments) -> Template:
    """``template`` of data that differ from those of another in some fields only, which both have, and in inputs."""
    asked = [field for field in fields if field in _TEMPLATE]
    if not asked:
        return before._replace(data=data, inputs=inputs)
    part = template({field: data[field] for field in asked}, before.path)
    return before._replace(data=data, inputs=inputs, **_taken(part, asked, _TEMPLATE))


# The bodies of leaves are not here: of them the model has nothing but that they are there.
_TEMPLATE: Mapping[str, tuple[str, ...]] = {
    "name": ("name",),
    "outputs": ("outputs",),
    "steps": ("steps",),
    "dag": ("dag",),
    "retryStrategy": ("retry_strategy",),
    "daemon": ("daemon",),
    "failFast": ("fail_fast",),
    "parallelism": ("parallelism",),
    "timeout": ("timeout",),
    "pendingTimeout": ("pending_timeout",),
    "activeDeadlineSeconds": ("active_deadline_seconds",),
    "synchronization": ("locks",),
    "memoize": ("memoize",),
}


def workflow_spec(data: JsonObject, path: Path) -> WorkflowSpec:
    return WorkflowSpec(
        entrypoint=_text(data, "entrypoint"),
        arguments=arguments(_object(data, "arguments"), (*path, "arguments")),
        templates=ByName(_each(data, "templates", path, template)),
        on_exit=_text(data, "onExit"),
        hooks=hooks(data, path),
        workflow_template_ref=template_ref(_object(data, "workflowTemplateRef")),
        template_defaults=_object(data, "templateDefaults") or {},
        retry_strategy=retry_strategy(_object(data, "retryStrategy"), (*path, "retryStrategy")),
        parallelism=_whole(data, "parallelism"),
        active_deadline_seconds=_whole(data, "activeDeadlineSeconds"),
        priority=_whole(data, "priority"),
        suspend=data.get("suspend") is True,
        service_account_name=_text(data, "serviceAccountName"),
        locks=locks(data),
        data=data,
        path=path,
    )


def cron(data: JsonObject) -> Cron:
    return Cron(
        schedules=tuple(one for one in _list(data, "schedules") if isinstance(one, str)),
        timezone=_text(data, "timezone"),
        concurrency_policy=_text(data, "concurrencyPolicy"),
        starting_deadline_seconds=_whole(data, "startingDeadlineSeconds"),
        suspend=data.get("suspend") is True,
        when=_text(data, "when"),
        stop_expression=_text(_object(data, "stopStrategy") or {}, "expression"),
        successful_limit=_count(data, "successfulJobsHistoryLimit", 3),
        failed_limit=_count(data, "failedJobsHistoryLimit", 1),
    )


def _count(data: JsonObject, key: str, default: int) -> int:
    found = _whole(data, key)
    return default if found is None else found
