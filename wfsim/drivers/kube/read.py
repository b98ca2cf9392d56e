"""Reading JSON objects of Kubernetes and Argo whose shape has been checked, or that a server sent.

In: a JSON object and a field. Out: the field's value where it has the type that is asked for, else an empty one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from wfsim.spec.model import JsonObject
from wfsim.yamlio.nodes import Json


def body(holder: JsonObject, name: str) -> JsonObject:
    """An object."""
    found = holder.get(name)
    return found if isinstance(found, dict) else {}


def objects(holder: JsonObject, name: str) -> list[JsonObject]:
    """A list of objects."""
    found = holder.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def text(holder: JsonObject, name: str) -> str:
    """A text."""
    found = holder.get(name)
    return found if isinstance(found, str) else ""


def words(holder: JsonObject, name: str) -> list[str]:
    """A list of texts."""
    found = holder.get(name)
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def texts(holder: JsonObject, name: str) -> dict[str, str]:
    """A map of texts (labels, annotations)."""
    return {key: value for key, value in body(holder, name).items() if isinstance(value, str)}


def meta(found: JsonObject, name: str) -> str:
    """A text of an object's metadata: its name, its uid, its resource version."""
    return text(body(found, "metadata"), name)


def labels_of(found: JsonObject) -> dict[str, str]:
    """The labels of an object."""
    return texts(body(found, "metadata"), "labels")


def annotations_of(found: JsonObject) -> dict[str, str]:
    """The annotations of an object."""
    return texts(body(found, "metadata"), "annotations")


def copy(value: Json) -> Json:
    """A copy that may be changed."""
    if isinstance(value, dict):
        return {key: copy(one) for key, one in value.items()}
    return [copy(one) for one in value] if isinstance(value, list) else value


def thawed(value: JsonObject) -> dict[str, Json]:
    """A copy of an object that may be changed."""
    return {key: copy(one) for key, one in value.items()}


def rows(values: list[dict[str, Json]]) -> Json:
    """A list of objects as JSON."""
    return cast("list[Json]", values)


def below(data: Json) -> Iterator[JsonObject]:
    """Every object anywhere in the data."""
    waiting: list[Json] = [data]
    while waiting:
        here = waiting.pop()
        if isinstance(here, list):
            waiting.extend(here)
        elif isinstance(here, dict):
            yield here
            waiting.extend(here.values())
