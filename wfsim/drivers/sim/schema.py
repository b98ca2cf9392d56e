"""The shape of a mocks file, as JSON Schema; the one place that names its keys.

Called by ``decode`` and by whoever publishes the schema for editors. Only keywords that apply by the value's type are
used (no ``anyOf``), so that a mistake gives one finding at its own place.
"""

from __future__ import annotations

from typing import Final, TypeAlias

from wfsim.yamlio.nodes import Json

Shape: TypeAlias = dict[str, Json]

_TEXT: Final[Shape] = {"type": ["string", "number", "boolean"]}
_CODE: Final[Shape] = {"type": "integer", "minimum": 0, "maximum": 255}
_DURATION: Final[Shape] = {"type": ["string", "number"], "minimum": 0}
_NAME: Final[Shape] = {**_TEXT, "minLength": 1}


def _map_of(value: Shape) -> Shape:
    return {"type": "object", "additionalProperties": value}


def _object(properties: Shape) -> Shape:
    return {"type": "object", "properties": properties, "additionalProperties": False}


CHOICES: Final = ("oneOf", "sequence", "attempts")
SELECTORS: Final = ("template", "step", "node")

_OPTIONS: Final[Shape] = {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/option"}}

OUTCOME: Final[Shape] = {
    "exitCode": {**_CODE, "description": "main's exit code"},
    "result": {"description": "what main prints; anything but text is written as JSON"},
    "outputs": _object(
        {
            "result": {"description": "the same as result beside it"},
            "parameters": {**_map_of({}), "description": "output parameters by name; null: the file is not written"},
            "artifacts": {**_map_of({"type": "boolean"}), "description": "output artifacts by name: produced or not"},
        }
    ),
    "duration": {**_DURATION, "description": "how long it takes: seconds, or as in Go (1m30s)"},
    "message": {**_TEXT, "description": "the container's message, after its exit code"},
    "reason": {**_NAME, "description": "the container's reason, such as OOMKilled"},
    "error": {**_TEXT, "description": "the executor fails with this text: the node is Error"},
    "podMessage": {**_TEXT, "description": "the pod fails with this text of its own: evicted, its node lost"},
    "pending": {**_TEXT, "description": "the pod never starts, and this is what it waits for"},
    "ip": {**_NAME, "description": "the pod's address (one is made up)"},
    "containers": {**_map_of(_CODE), "description": "exit codes of a container set's other containers"},
    "resume": {
        "type": ["boolean", "object"],
        "properties": {"after": _DURATION, "parameters": _map_of(_TEXT)},
        "additionalProperties": False,
        "description": "somebody resumes the suspended node, with values for its supplied outputs",
    },
    "http": _object({"status": {"type": "integer"}, "body": {}, "headers": _map_of(_TEXT)}),
    "phase": {"enum": ["Succeeded", "Failed", "Error"], "description": "what a plugin answers"},
    "object": {"type": ["object", "null"], "description": "a resource template's object as it ends up"},
    "objects": {
        "type": "array",
        "minItems": 1,
        "items": {"type": ["object", "null"]},
        "description": "the object as it changes, one duration after another",
    },
}

_CHOICE: Final[Shape] = {name: {"$ref": "#/$defs/options"} for name in CHOICES}

SCHEMA: Final[Shape] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "wfsim mocks",
    **_object(
        {
            "mocks": {
                "type": ["array", "object"],
                "items": _object({**dict.fromkeys(SELECTORS, _NAME), **OUTCOME, **_CHOICE}),
                "additionalProperties": {"$ref": "#/$defs/behaviour"},
            },
            "defaults": _object({"duration": _DURATION}),
            "configMaps": _map_of(_map_of(_TEXT)),
        }
    ),
    "$defs": {
        "behaviour": {
            "type": ["object", "array", "string", "number", "boolean"],
            "properties": {**OUTCOME, **_CHOICE},
            "additionalProperties": False,
            "minItems": 1,
            "items": {"$ref": "#/$defs/option"},
        },
        "option": {
            "type": ["object", "array", "string", "number", "boolean"],
            "properties": {**OUTCOME, **_CHOICE, "weight": {"type": "number", "minimum": 0}},
            "additionalProperties": False,
            "minItems": 1,
            "items": {"$ref": "#/$defs/option"},
        },
        "options": _OPTIONS,
    },
}
