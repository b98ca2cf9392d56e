"""Functions of chance and time in a run: the seed and the run's clock decide, and nothing else does."""

from __future__ import annotations

import re

import wfsim

WORKFLOW = """
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: wf}
spec:
  entrypoint: main
  templates:
    - name: main
      steps:
        - - {name: a, template: say, arguments: {parameters: [{name: m, value: "{{=sprig.uuidv4()}}"}]}}
          - {name: b, template: say, arguments: {parameters: [{name: m, value: "{{=sprig.uuidv4()}}"}]}}
        - - {name: twice, template: inner}
          - {name: again, template: inner}
        - - {name: late, template: timed}
    - name: inner
      steps:
        - - name: each
            template: say
            withItems: [p, q]
            arguments:
              parameters: [{name: m, value: "{{=item + sprig.randAlphaNum(8) + string(sprig.randInt(0, 10))}}"}]
    - name: timed
      steps:
        - - name: at
            template: say
            arguments: {parameters: [{name: m, value: "{{=sprig.date('15:04:05', now())}} {{=sprig.ago(1704067200)}}"}]}
    - name: say
      inputs: {parameters: [{name: m}]}
      container: {image: alpine, args: ["{{inputs.parameters.m}}", "{{=sprig.shuffle('abcdefgh')}}"]}
"""
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"


def messages(seed: int) -> dict[str, str]:
    run = wfsim.loads(WORKFLOW).simulate(seed=seed)
    assert run.succeeded
    return {node.path: node.inputs["m"] for node in run if node.inputs}


def test_the_same_seed_draws_the_same_and_another_draws_others() -> None:
    assert messages(1) == messages(1)
    assert set(messages(1).values()) & set(messages(2).values()) == {"00:00:02 2s"}


def test_every_place_draws_for_itself() -> None:
    drawn = messages(1)
    assert len(set(drawn.values())) == len(drawn) == 7
    assert all(re.fullmatch(UUID, drawn[one]) for one in ("a", "b"))
    assert all(re.fullmatch(r"[pq][A-Za-z0-9]{8}[0-9]", text) for path, text in drawn.items() if "each" in path)


def test_the_clock_is_that_of_the_run() -> None:
    assert messages(1)["late.at"] == "00:00:02 2s"
