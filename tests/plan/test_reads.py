"""Who reads an output: comparisons, loops, and values handed on."""

from __future__ import annotations

import pytest

from tests.plan.given import document, reads
from wfsim.plan.reads import Reads, literals
from wfsim.spec.workspace import load
from wfsim.text import Source

GEN = "- {name: gen, script: {image: i, source: x}}\n- {name: use, container: {image: i}}\n"


def steps(use: str, more: str = "") -> str:
    """A workflow that generates, then uses in a second step."""
    main = f"entrypoint: main\ntemplates:\n- name: main\n  steps:\n  - - {{name: g, template: gen}}\n  - - {{{use}}}\n"
    return document(main + GEN + more)


def of_condition(condition: str) -> Reads:
    return reads("gen.result", steps(f"name: u, template: use, when: {condition!r}"))


@pytest.mark.parametrize(
    ("condition", "literals"),
    [
        ("{{steps.g.outputs.result}} == heads", ("heads",)),
        ("'{{steps.g.outputs.result}}' != 'a b' && {{steps.g.outputs.result}} != c", ("a b", "c")),
        ("{{steps.g.outputs.result}} > 5", ("5", "6")),
        ("5 > {{steps.g.outputs.result}}", ("4", "5")),
        ("{{steps.g.outputs.result}} >= 1.5", ("0.5", "1.5")),
        ("{{steps.g.outputs.result}} in ('a', 'b')", ("a", "b")),
        ("{{steps.g.outputs.result}} == true", ("true",)),
        ("{{steps.g.outputs.result}}", ("true", "false")),
        ("!{{steps.g.outputs.result}} || 1 == 1", ("true", "false")),
        ("{{=steps.g.outputs.result == 'x'}}", ("x",)),
        ("{{=asInt(steps['g'].outputs.result) < 3}}", ("2", "3")),
        ("{{=steps.g.outputs.result in ['p', 'q']}}", ("p", "q")),
        ("{{=sprig.trim(steps.g.outputs.result)}} == y", ("y",)),
        ("{{workflow.status}} == Failed", ()),
        ("{{steps.g.outputs.result}} == == x", ()),
    ],
)
def test_conditions(condition: str, literals: tuple[str, ...]) -> None:
    assert of_condition(condition).literals == literals


def test_nobody_reads_it() -> None:
    assert reads("gen.result", steps("name: u, template: use")) == Reads()


def test_read_but_not_compared() -> None:
    given = steps(
        "name: u, template: use, arguments: {parameters: [{name: p, value: 'is {{steps.g.outputs.result}}'}]}"
    )
    assert reads("gen.result", given) == Reads(read=True)


def test_loop() -> None:
    given = steps("name: u, template: use, withParam: '{{steps.g.outputs.result}}'")
    assert reads("gen.result", given) == Reads(looped=True, read=True)


def test_sequence_wants_a_number() -> None:
    given = steps("name: u, template: use, withSequence: {count: '{{steps.g.outputs.result}}'}")
    assert reads("gen.result", given).literals == ("2",)


def test_what_all_members_gave_is_not_what_one_gave() -> None:
    given = document(
        """
        entrypoint: main
        templates:
        - name: main
          steps:
          - - {name: g, template: gen, withItems: [1, 2]}
          - - {name: u, template: use, withParam: "{{steps.g.outputs.result}}"}
        - {name: gen, script: {image: i, source: x}}
        - {name: use, container: {image: i}}
        """
    )
    assert reads("gen.result", given) == Reads(read=True)


HANDED = """
entrypoint: main
templates:
- name: main
  dag:
    tasks:
    - {name: flip, template: flip}
    - name: judge
      template: judge
      dependencies: [flip]
      arguments: {parameters: [{name: side, value: "{{tasks.flip.outputs.parameters.coin}}"}]}
- name: flip
  outputs: {parameters: [{name: coin, valueFrom: {parameter: "{{steps.toss.outputs.parameters.face}}"}}]}
  steps: [[{name: toss, template: toss}]]
- name: toss
  outputs: {parameters: [{name: face, valueFrom: {path: /face}}]}
  container: {image: i}
- name: judge
  inputs: {parameters: [{name: side}]}
  steps:
  - - {name: win, template: end, when: "{{inputs.parameters.side}} == heads"}
    - {name: lose, template: end, when: "{{inputs.parameters.side}} == tails"}
    - {name: each, template: end, withParam: "{{inputs.parameters.side}}"}
- {name: end, container: {image: i}}
"""


def test_through_outputs_and_inputs_of_other_templates() -> None:
    given = document(HANDED)
    assert reads("toss.parameters.face", given) == Reads(("heads", "tails"), looped=True, read=True)
    assert reads("toss.face", given) == reads("flip.coin", given)


def test_recursion_ends() -> None:
    given = document(
        """
        entrypoint: again
        templates:
        - name: again
          inputs: {parameters: [{name: k, value: "1"}]}
          steps:
          - - {name: g, template: gen}
          - - name: more
              template: again
              when: "{{inputs.parameters.k}} < 3"
              arguments: {parameters: [{name: k, value: "{{steps.g.outputs.result}}"}]}
        - {name: gen, script: {image: i, source: x}}
        """
    )
    assert reads("gen.result", given).literals == ("2", "3")


COUNTER = """
entrypoint: main
arguments: {parameters: [{name: limit, value: 10}]}
templates:
- name: main
  steps:
  - - name: loop
      template: loop
      arguments: {parameters: [{name: most, value: "{{workflow.parameters.limit}}"}, {name: word, value: done}]}
- name: loop
  inputs: {parameters: [{name: most}, {name: word}]}
  steps:
  - - {name: g, template: gen}
  - - name: again
      template: loop
      when: >-
        {{steps.g.outputs.result}} < {{inputs.parameters.most}}
        && {{inputs.parameters.word}} != {{steps.g.outputs.result}}
      arguments: {parameters: [{name: most, value: "{{inputs.parameters.most}}"}, {name: word, value: more}]}
- {name: gen, script: {image: i, source: x}}
"""


def test_compared_with_what_came_in_as_a_constant() -> None:
    assert reads("gen.result", document(COUNTER)).literals == ("9", "10", "done", "more")


def test_global_output() -> None:
    given = document(
        """
        entrypoint: main
        templates:
        - name: main
          steps:
          - - {name: g, template: gen}
          - - {name: u, template: use, when: "{{workflow.outputs.parameters.all}} == yes"}
        - name: gen
          outputs: {parameters: [{name: p, globalName: all, valueFrom: {path: /p}}]}
          container: {image: i}
        - {name: use, container: {image: i}}
        """
    )
    assert reads("gen.p", given).literals == ("yes",)


def test_in_another_object() -> None:
    library = document(
        "templates:\n- {name: gen, script: {image: i, source: x}}\n",
        "WorkflowTemplate",
        "lib",
    )
    given = document(
        """
        entrypoint: main
        templates:
        - name: main
          steps:
          - - {name: g, templateRef: {name: lib, template: gen}}
          - - {name: u, template: use, when: "{{steps.g.outputs.result}} == far"}
        - {name: use, container: {image: i}}
        """
    )
    assert reads("gen.result", given, library).literals == ("far",)


def test_inline_template_reads_its_own_steps() -> None:
    given = document(
        """
        entrypoint: main
        templates:
        - name: main
          steps:
          - - name: outer
              inline:
                steps:
                - - {name: g, template: gen}
                - - {name: u, template: gen, when: "{{steps.g.outputs.result}} == inner"}
        - {name: gen, script: {image: i, source: x}}
        """
    )
    assert reads("gen.result", given).literals == ("inner",)


def test_choice_between_two_branches_hands_both_on() -> None:
    given = document(
        """
        entrypoint: main
        templates:
        - name: main
          steps:
          - - {name: f, template: flip}
          - - {name: u, template: end, when: "{{steps.f.outputs.parameters.said}} == hurrah"}
        - name: flip
          outputs:
            parameters:
            - name: said
              valueFrom:
                expression: "steps.c.outputs.result == 'h' ? steps.a.outputs.result : steps.b.outputs.result"
          steps: [[{name: c, template: coin}], [{name: a, template: one}, {name: b, template: two}]]
        - {name: coin, script: {image: i, source: x}}
        - {name: one, script: {image: i, source: x}}
        - {name: two, script: {image: i, source: x}}
        - {name: end, container: {image: i}}
        """
    )
    assert reads("one.result", given).literals == ("hurrah",)
    assert reads("two.result", given).literals == ("hurrah",)
    assert reads("coin.result", given).literals == ("h",)


def test_items_that_are_outputs_of_another_loop_are_followed() -> None:
    text = """
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: wf}
spec:
  entrypoint: main
  templates:
  - name: main
    steps:
    - - {name: sort, template: sort, withItems: [1, 2]}
    - - name: use
        template: use
        withParam: "{{steps.sort.outputs.parameters}}"
        when: "{{item.colour}} == red"
  - name: sort
    container: {image: "busybox:1"}
    outputs: {parameters: [{name: colour, valueFrom: {path: /tmp/c}}]}
  - name: use
    container: {image: "busybox:1"}
"""
    workspace = load([Source("wf.yaml", text)])
    assert "red" in literals(workspace, workspace.resources[0], "sort", "colour").literals
