"""What works differently in the version to come, where the files say that it does.

In: all findings, the context, and the release that is left behind. Out: the findings, those that are new with the
later release saying so, and one of ``works-differently`` for each place that a change of the table concerns. ``api``
calls it where somebody asks what an upgrade brings. Each search yields places and says what is there; since when, how
serious it is and what to do stand in the table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from wfsim.checks.calls import templates_of
from wfsim.checks.containers import containers, objects
from wfsim.checks.own.skipped_output import declared_default, missing_reads, sites_of, taking
from wfsim.checks.schema import beyond
from wfsim.checks.uses import field
from wfsim.scope.uses import Kind
from wfsim.spec import merge, versions
from wfsim.spec.model import JsonObject, Resource
from wfsim.text import Argo, Diagnostic, Severity, Span
from wfsim.yamlio import Path

if TYPE_CHECKING:
    from wfsim.checks.api import Context

ID = "works-differently"

Found = Iterator[tuple[Span, str]]


def upgraded(found: Iterable[Diagnostic], context: Context, older: str) -> Iterator[Diagnostic]:
    """The findings of an upgrade from a release to that of the workspace."""
    newer = versions.known()[context.workspace.argo_version or versions.NEWEST]
    changes = versions.between(older, newer)
    new = {one.code: one for one in changes if one.code}
    for one in found:
        since = new.get(one.code)
        if since is not None and re.fullmatch(since.text, one.at.text, re.DOTALL):
            one = one._replace(message=f"{one.message}; this is so since Argo {_since(since)}")
        yield one
    for change in changes:
        if change.finds:
            for at, message in _SEARCHES[change.finds](context):
                text = f"since Argo {_since(change)} {message}"
                yield Diagnostic(ID, Severity(change.severity), text, at, hint=change.way, argo=Argo.NONE)


def _since(change: versions.News) -> str:
    return " and ".join(change.releases) or change.version


# -- searches ---------------------------------------------------------------------------------------------------------


def _lists_in_text(context: Context) -> Found:
    """Tags that are sure to come to a list or a map. What a variable alone comes to depends on the run."""
    from wfsim.lang import expr, syntax
    from wfsim.lang.types import Kind as Is

    for one in context.typed:
        if one.use.kind is not Kind.EXPRESSION or one.shape.kind not in (Is.LIST, Is.MAP) or one.flaws:
            continue
        if not isinstance(expr.parse(one.use.text), (syntax.Name, syntax.Member)):
            written = "`[1 2]`" if one.shape.kind is Is.LIST else "`map[a:1]`"
            yield one.use.span, f"{one.shape.words} becomes JSON here; before, it was printed as Go does: {written}"


def _metrics_of_two_types(context: Context) -> Found:
    """Metrics of a file that have the name of an earlier one and another type."""
    first: dict[tuple[str, str], str] = {}
    for resource, path, metric in _metrics(context):
        kind = next((one for one in ("gauge", "histogram", "counter") if one in metric), "")
        name = metric.get("name")
        if not kind or not isinstance(name, str) or "{{" in name:
            continue
        known = first.setdefault((resource.document.source.name, name), kind)
        if known != kind:
            at = resource.document.span((*path, "name"))
            yield at, f"a metric keeps its type: {name!r} is a {known} already, and is no {kind}"


def _metrics(context: Context) -> Iterator[tuple[Resource, Path, JsonObject]]:
    for resource in context.workspace.resources:
        holders = ((resource.spec.path, resource.spec.data), *((one.path, one.data) for one in templates_of(resource)))
        for path, data in holders:
            metrics = data.get("metrics")
            if isinstance(metrics, Mapping):
                for at, metric in objects(metrics.get("prometheus"), (*path, "metrics", "prometheus")):
                    yield resource, at, metric


def _values_beside_config_maps(context: Context) -> Found:
    """Parameters of a workflow with a value whose ConfigMap counted, their own or that of the template they fill."""
    for resource in context.workspace.resources:
        below = merge.referred(resource, context.workspace)
        for own in resource.spec.arguments.parameters:
            theirs = below.spec.arguments.parameter(own.name) if below is not None else None
            for one in (own, theirs):
                if own.value is not None and one and one.value_from and one.value_from.config_map_key_ref:
                    at = resource.document.span((*own.path, "value"))
                    ref = one.value_from.config_map_key_ref
                    yield at, f"this value counts; before it was the key {ref.key!r} of the ConfigMap {ref.name!r}"
                    break


def _images_of_docker_hub(context: Context) -> Found:
    for resource in context.workspace.resources:
        for template in templates_of(resource):
            for path, container in containers(template.data, template.path):
                image = container.get("image")
                if isinstance(image, str) and _is_of_docker_hub(image):
                    at = resource.document.span((*path, "image"))
                    yield at, f"there is no newer {image.partition(':')[0]!r} on Docker Hub"


def _is_of_docker_hub(image: str) -> bool:
    name = image.removeprefix("docker.io/").partition("@")[0].partition(":")[0]
    return name in ("argoproj/argocli", "argoproj/argoexec", "argoproj/workflow-controller")


def _defaults_of_skipped_outputs(context: Context) -> Found:
    """Readings of what may be missing that have a default. What has none, and fails, is skipped-output."""
    sites = sites_of(context)
    for read, missing in missing_reads(context):
        name = read.member.removeprefix("outputs.parameters.")
        site = sites.get(id(missing.call))
        if name == read.member or read.use.kind is not Kind.SIMPLE or site is None or site.callee is None:
            continue
        default = declared_default(site.callee, name)
        if default is None and (wanted := taking(read, sites)) is not None:
            default = wanted.default
        if default is not None:
            yield (
                read.use.span,
                f"this is {default!r} where {missing.call.name!r} is {missing.how}; before, no default counted",
            )


def _outputs_of_nothing(context: Context) -> Found:
    """Outputs whose expression looks for something that may not be there."""
    from wfsim.lang import expr, syntax

    for one in context.typed:
        path = field(one.use)
        number = path[2] if path[:2] == ("outputs", "parameters") and one.use.field == "expression" else None
        if not isinstance(number, int) or one.flaws:
            continue
        source = one.use.template.outputs.parameters[number].value_from
        if source is None or source.default is not None:
            continue
        match expr.parse(one.use.text):
            case syntax.Call(function=syntax.Name(name=name)) if name in _SEEKS:
                yield one.use.span, f"the node fails where `{name}` finds nothing; before the output was `<nil>`"


_SEEKS = ("find", "findLast", "first", "last", "get")

_SEARCHES: Mapping[str, Callable[[Context], Found]] = {
    "list-in-text": _lists_in_text,
    "metric-of-two-types": _metrics_of_two_types,
    "value-beside-config-map": _values_beside_config_maps,
    "image-of-docker-hub": _images_of_docker_hub,
    "default-of-skipped-output": _defaults_of_skipped_outputs,
    "output-of-nothing": _outputs_of_nothing,
    "beyond-the-schema": beyond,
}
SEARCHES = tuple(_SEARCHES)
