"""Whatever stands in a file, there are findings with places and never an exception."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.validity.loading import FIXTURES
from tests.validity.test_fixtures import SILENT, read
from wfsim.spec.workspace import load
from wfsim.text import Source
from wfsim.validity import first_reason, refusal, validate
from wfsim.yamlio import plain
from wfsim.yamlio import read as read_yaml

TREES = [
    plain(document.root)
    for path in (*SILENT, FIXTURES / "unresolved-variable.yaml", FIXTURES / "missing-argument.yaml")
    for document in read_yaml(read(path)).documents
    if document.root is not None
]
WORDS = st.sampled_from(
    [
        "",
        "main",
        "a",
        "{{item}}",
        "{{steps.a.outputs.result}}",
        "{{inputs.parameters.m}}",
        "{{",
        "}}",
        "{{=",
        "{{=1}}",
        "é\n{{x",
    ]
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2) | WORDS,
    lambda below: st.lists(below, max_size=2) | st.dictionaries(WORDS, below, max_size=2),
    max_leaves=4,
)


def changed(draw: st.DrawFn, value: Any) -> Any:
    """The value with one random place in it replaced, removed or doubled."""
    if isinstance(value, dict) and value and draw(st.integers(0, 9)):
        key = draw(st.sampled_from(sorted(value)))
        if not draw(st.integers(0, 12)):
            return {name: one for name, one in value.items() if name != key}
        return {**value, key: changed(draw, value[key])}
    if isinstance(value, list) and value and draw(st.integers(0, 9)):
        at = draw(st.integers(0, len(value) - 1))
        if not draw(st.integers(0, 6)):
            return [*value, value[at]]
        return [*value[:at], changed(draw, value[at]), *value[at + 1 :]]
    return draw(VALUES)


@st.composite
def broken(draw: st.DrawFn) -> str:
    tree: Any = draw(st.sampled_from(TREES))
    for _ in range(draw(st.integers(1, 3))):
        tree = changed(draw, tree)
    return json.dumps(tree, indent=1, ensure_ascii=False)


@given(broken())
def test_any_file_has_an_answer(text: str) -> None:
    source = Source("m.json", text)
    workspace = load([source])
    for one in validate(workspace):
        assert one.message
        assert 0 <= one.at.start <= one.at.end <= len(text)
    for resource in workspace.resources:
        first_reason(resource, workspace)
        refusal(resource, workspace)
