"""Every use, with its exact place."""

from __future__ import annotations

from wfsim.scope.uses import Kind, uses
from wfsim.spec.workspace import load
from wfsim.text import Source

TEXT = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {generateName: u-}
spec:
  entrypoint: main
  templates:
    - name: main
      dag:
        tasks:
          - name: a
            template: work
          - name: b
            depends: a.Succeeded || a
            when: "{{ tasks.a.outputs.result }} == x"
            arguments:
              parameters:
                - name: p
                  value: 'it''s {{=asInt(item) + 1}} {{}}'
            inline:
              retryStrategy: {expression: lastRetry.exitCode != "1"}
              script:
                image: busybox
                source: |
                  echo {{inputs.parameters.p}}
          - name: c
            dependencies: [b]
            template: work
            hooks:
              late: {expression: tasks.b.status == "x", template: work}
      outputs:
        parameters:
          - name: o
            valueFrom: {expression: tasks.a.outputs.result}
"""


def test_uses() -> None:
    (resource,) = load([Source("u.yaml", TEXT)]).resources
    found = list(uses(resource, resource.spec.templates[0]))
    seen = {(use.kind, use.text, use.call.name if use.call else "", use.field) for use in found}
    assert seen == {
        (Kind.DEPENDS, "a", "b", "depends"),
        (Kind.WHEN, "{{ tasks.a.outputs.result }} == x", "b", "when"),
        (Kind.SIMPLE, "tasks.a.outputs.result", "b", "when"),
        (Kind.EXPRESSION, "asInt(item) + 1", "b", "value"),
        (Kind.SIMPLE, "", "b", "value"),
        (Kind.FIELD, 'lastRetry.exitCode != "1"', "b", "expression"),
        (Kind.SIMPLE, "inputs.parameters.p", "b", "source"),
        (Kind.DEPENDS, "b", "c", "dependencies"),
        (Kind.FIELD, 'tasks.b.status == "x"', "c", "expression"),
        (Kind.FIELD, "tasks.a.outputs.result", "", "expression"),
    }
    assert len(found) == len(seen) + 1  # `a` stands twice in depends


def test_spans_are_the_texts() -> None:
    (resource,) = load([Source("u.yaml", TEXT)]).resources
    for use in uses(resource, resource.spec.templates[0]):
        assert not use.text or use.span.text == use.text
