"""A tag that holds an expression is told how to hold one, not what to declare."""

from __future__ import annotations

import pytest

import wfsim

TEXT = """
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {generateName: tags-}
spec:
  entrypoint: main
  arguments: {parameters: [{name: size, value: "3"}]}
  templates:
    - name: main
      container: {image: "alpine:3.20", args: ["{{%s}}"]}
"""


@pytest.mark.parametrize(
    "tag", ["workflow.parameters.size | upper", "workflow.parameters.size + 1", "workflow.parameters.size == 'x'"]
)
def test_an_expression(tag: str) -> None:
    (found,) = (one for one in wfsim.loads(TEXT % tag).lint() if one.code == "unresolved-variable")
    assert "an expression in a tag" in found.message and "`{{=`" in found.hint


def test_a_name_that_is_not_there() -> None:
    (found,) = (
        one for one in wfsim.loads(TEXT % "workflow.parameters.wide").lint() if one.code == "unresolved-variable"
    )
    assert "has no argument `wide`" in found.message
