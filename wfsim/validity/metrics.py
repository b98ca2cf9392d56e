"""Metrics of a template.

In: a template after substitution. Out: refusals. Metrics of the whole workflow are never looked at by Argo's validator.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from wfsim.spec.model import JsonObject, Template
from wfsim.validity.refusal import Place, Refusal, Refusals
from wfsim.yamlio.nodes import Document, Json, Path

_WELL_FORMED = "letters, digits and `_`, not beginning with a digit"
_NAME = r"[a-zA-Z_][a-zA-Z0-9_]*"


def _objects(value: Json | Mapping[str, Json], key: str) -> Iterator[tuple[int, JsonObject]]:
    found = value.get(key) if isinstance(value, Mapping) else None
    for index, one in enumerate(found if isinstance(found, list) else ()):
        if isinstance(one, Mapping):
            yield index, one


def judged(document: Document, template: Template) -> Refusals:
    """Every Prometheus metric of a template."""
    for index, metric in _objects(template.data.get("metrics"), "prometheus"):
        path = (*template.path, "metrics", "prometheus", index)
        yield from _metric(document, metric, path, f"templates.{template.name} ")


def _metric(document: Document, metric: JsonObject, path: Path, argo: str) -> Refusals:
    name = str(metric.get("name") or "")
    place = Place(document, (*path, "name"))
    if re.fullmatch(_NAME, name) is None:
        message = f"`{name}` is not a metric's name: {_WELL_FORMED}" if name else "this metric has no name"
        text = f"{argo}metric name '{name}' is invalid. Metric names must contain alphanumeric characters or '_'"
        yield Refusal("invalid-metric-name", message, place, text)
    for index, label in _objects(metric, "labels"):
        key = str(label.get("key") or "")
        if re.fullmatch(_NAME, key) is None:
            at = Place(document, (*path, "labels", index, "key"))
            message = f"`{key}` is not a label's key: {_WELL_FORMED}" if key else "this label has no key"
            text = f"metric label '{key}' is invalid: keys may only contain alphanumeric characters or '_'"
            yield Refusal("invalid-metric-name", message, at, text)
    if not metric.get("help"):
        text = f"{argo}metric '{name}' must contain a help string under 'help: ' field"
        yield Refusal("metric-without-help", f"the metric `{name}` has no help text", place, text, "Add `help:`.")
    yield from _value(document, metric, path, f"{argo}metric '{name}' error: ")


def _value(document: Document, metric: JsonObject, path: Path, argo: str) -> Refusals:
    for kind in ("gauge", "histogram", "counter"):
        body = metric.get(kind)
        if not isinstance(body, Mapping):
            continue
        place = Place(document, (*path, kind), key=True)
        value = body.get("value")
        if not value:
            message = f"the {kind} has no value"
            yield Refusal("metric-without-value", message, place, f"{argo}missing {kind}.value", "Add `value:`.")
        elif kind == "gauge" and body.get("realtime") is True and "resourcesDuration." in str(value):
            at = Place(document, (*path, kind, "value"))
            message = "resourcesDuration is known only at the end, and a realtime gauge runs along"
            text = f"{argo}'resourcesDuration.*' metrics cannot be used in real-time"
            yield Refusal("realtime-resources-duration", message, at, text, "Write `realtime: false`.")
