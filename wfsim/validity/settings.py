"""Settings of a spec that Argo judges besides templates: pod garbage collection, plugins, pod resources.

In: a spec. Out: refusals. Only the object's own fields are read, never those of a workflowTemplateRef's spec.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from wfsim.spec.closed import values
from wfsim.spec.model import JsonObject, WorkflowSpec
from wfsim.validity.pods import resources
from wfsim.validity.refusal import Place, Refusal, Refusals, did_you_mean
from wfsim.yamlio.nodes import Document, Json, Path

_STRATEGIES = values("PodGC", "strategy")


def _object(data: JsonObject, key: str) -> JsonObject:
    found = data.get(key)
    return found if isinstance(found, Mapping) else {}


def garbage(document: Document, spec: WorkflowSpec) -> Refusals:
    """podGC."""
    body, path = _object(spec.data, "podGC"), (*spec.path, "podGC")
    strategy = str(body.get("strategy") or "")
    if strategy and strategy not in _STRATEGIES:
        message = f"`{strategy}` is not a strategy: there are {', '.join(_STRATEGIES)}"
        text = f"podGC.strategy unknown strategy '{strategy}'"
        hint = did_you_mean(strategy, _STRATEGIES)
        yield Refusal("invalid-pod-gc", message, Place(document, (*path, "strategy")), text, hint)
    selector = _object(body, "labelSelector")
    for where, message, text in _selector(selector):
        place = Place(document, (*path, "labelSelector", *where))
        yield Refusal("invalid-pod-gc", message, place, f"podGC.labelSelector invalid: {text}")


_LABEL = r"([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
_PREFIX = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"


def _is_key(text: str) -> bool:
    prefix, slash, name = text.rpartition("/")
    if slash and (re.fullmatch(_PREFIX, prefix) is None or len(prefix) > 253):
        return False
    return len(name) <= 63 and re.fullmatch(_LABEL, name) is not None


def _is_value(text: str) -> bool:
    return not text or (len(text) <= 63 and re.fullmatch(_LABEL, text) is not None)


def _selector(selector: JsonObject) -> Iterator[tuple[Path, str, str]]:
    """What is wrong with a label selector: where, our words, Argo's."""
    for key, value in _object(selector, "matchLabels").items():
        yield from _pair(("matchLabels", key), key, [value])
    listed = selector.get("matchExpressions")
    for index, one in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(one, Mapping):
            yield from _requirement(one, ("matchExpressions", index))


def _requirement(one: JsonObject, path: Path) -> Iterator[tuple[Path, str, str]]:
    operator, key = str(one.get("operator") or ""), str(one.get("key") or "")
    given = one.get("values")
    values: list[Json] = given if isinstance(given, list) else []
    match operator:
        case "In" | "NotIn":
            if not values:
                text = "values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty"
                yield (*path, "operator"), f"`{operator}` needs values", text
        case "Exists" | "DoesNotExist":
            if values:
                text = "values: Invalid value: values set must be empty for exists and does not exist"
                yield (*path, "values"), f"`{operator}` takes no values", text
        case _:
            text = f'"{operator}" is not a valid label selector operator'
            message = f"`{operator}` is not an operator: there are In, NotIn, Exists, DoesNotExist"
            yield (*path, "operator"), message, text
    yield from _pair(path, key, values)


def _pair(path: Path, key: str, values: list[Json]) -> Iterator[tuple[Path, str, str]]:
    if not _is_key(key):
        yield path, f"`{key}` is not a label's key", f'key: Invalid value: "{key}"'
    for value in values:
        if not _is_value(str(value)):
            yield path, f"`{value}` is not a label's value", f'values: Invalid value: "{value}"'


_PLUGIN = (
    ("at least one port is mandatory", "a port", lambda container: container.get("ports")),
    ("resources requests are mandatory", "resource requests", lambda one: _object(one, "resources").get("requests")),
    ("resources limits are mandatory", "resource limits", lambda one: _object(one, "resources").get("limits")),
    ("security context is mandatory", "a security context", lambda one: one.get("securityContext") is not None),
)


def plugins(document: Document, spec: WorkflowSpec) -> Refusals:
    """Executor plugins of the workflow: a name, and a sidecar that says what it takes."""
    listed = spec.data.get("executorPlugins")
    for index, one in enumerate(listed if isinstance(listed, list) else ()):
        if not isinstance(one, Mapping):
            continue
        place = Place(document, (*spec.path, "executorPlugins", index))
        if not _object(one, "metadata").get("name"):
            text = "spec.executorPlugins: executor plugin metadata name is mandatory"
            message = "this executor plugin has no name"
            yield Refusal("invalid-executor-plugin", message, place, text, "Add `metadata: {name: …}`.")
        container = _object(_object(_object(one, "spec"), "sidecar"), "container")
        lacking = [(text, words) for text, words, has in _PLUGIN if not has(container)]
        if lacking:
            message = "the container of an executor plugin needs " + ", ".join(words for _, words in lacking)
            yield Refusal("invalid-executor-plugin", message, place, f"spec.executorPlugins: {lacking[0][0]}")


def pods(document: Document, spec: WorkflowSpec) -> Refusals:
    """spec.podResources."""
    yield from resources(document, spec.data.get("podResources"), (*spec.path, "podResources"), "spec.podResources")
