"""JSON Schema errors in plain words, at their place."""

import pytest

from wfsim.spec import schema
from wfsim.text import Source
from wfsim.yamlio import Json, read

SCHEMA: dict[str, Json] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["version"],
    "properties": {
        "version": {"const": 1},
        "mocks": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "template": {"type": "string", "description": "The template's name."},
                    "exit": {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "array", "minItems": 1}]},
                    "phase": {"enum": ["Succeeded", "Failed"]},
                },
            },
        },
    },
}


@pytest.mark.parametrize(
    ("text", "at", "message"),
    [
        ("version: 1\nmocks:\n- tmplate: a\n", "tmplate", "`mocks`[0] has no key `tmplate`"),
        ("version: 1\nmocks: [{template: 3}]\n", "3", "`template` must be a text"),
        ("version: 1\nmocks: [{exit: -1}]\n", "-1", "`exit` must be at least 0"),
        ("version: 1\nmocks: [{exit: x}]\n", "x", "`exit` must be a whole number or a list"),
        ("version: 1\nmocks: [{exit: []}]\n", "[]", "`exit` needs at least 1 item(s)"),
        ("version: 1\nmocks: [{phase: Done}]\n", "Done", "`phase` must be one of `Succeeded`, `Failed`"),
        ("version: 1\nmocks:\n", "mocks", "`mocks` must be a list"),
        ("version: 2\n", "2", "`version` must be `1`"),
        ("mocks: []\n", "mocks: []", "the file needs `version`"),
        ("[]\n", "[]", "the file must be a mapping"),
    ],
)
def test_errors_in_words(text: str, at: str, message: str) -> None:
    (finding,) = schema.findings(read(Source("m.yaml", text)).documents[0], SCHEMA, "bad-mocks")
    assert (finding.code, finding.at.text, finding.message) == ("bad-mocks", at, message)


def test_a_misspelt_key_can_be_fixed_and_a_description_is_a_hint() -> None:
    text = "version: 1\nmocks: [{tmplate: a, template: 3}]\n"
    first, second = schema.findings(read(Source("m.yaml", text)).documents[0], SCHEMA, "bad-mocks")
    assert first.fix is not None and first.fix.text == "template"
    assert second.hint == "The template's name."


def test_all_errors_in_order() -> None:
    text = "foo: 1\nversion: 3\nmocks: [{exit: -1}, {phase: 1}]\n"
    found = schema.findings(read(Source("m.yaml", text)).documents[0], SCHEMA, "bad-mocks")
    assert [one.at.text for one in found] == ["foo", "3", "-1", "1"]
