"""The measure of mistakes that are found: one place is broken, harm is told by running, old findings do not count."""

from __future__ import annotations

from random import Random

import pytest

from benchmarks.harm import is_worse, outcome
from benchmarks.mutants import KINDS, mutated
from benchmarks.mutations import Original, findings, judged, made, row

SOUND = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {generateName: w-}
spec:
  entrypoint: main
  templates:
    - name: main
      dag:
        tasks:
          - {name: flip, template: flip}
          - {name: a, template: say, depends: flip.Succeeded, when: "{{tasks.flip.outputs.result}} != none"}
          - name: b
            template: say
            depends: flip && !a.Failed
            arguments: {parameters: [{name: text, value: "{{=1 + 2}}"}]}
    - name: flip
      script: {image: "python:3.12", command: [python], source: "print('heads')"}
    - name: say
      inputs: {parameters: [{name: text, default: x}]}
      container: {image: "alpine:3.20", imagePullPolicy: Always, command: [echo, "{{inputs.parameters.text}}"]}
"""


def original() -> Original:
    return Original("w-", SOUND, findings(SOUND), outcome(SOUND))


@pytest.mark.parametrize("kind", KINDS)
def test_one_place_is_changed_and_the_same_one_each_time(kind: str) -> None:
    for seed in range(20):
        mutant = mutated(kind, SOUND, Random(seed))
        if mutant is None:  # the change came to nothing
            continue
        assert mutant == mutated(kind, SOUND, Random(seed))
        assert mutant.text != SOUND
        start = next(i for i, (a, b) in enumerate(zip(SOUND, mutant.text + "\0", strict=False)) if a != b)
        assert abs(SOUND.count("\n", 0, start) + 1 - mutant.line) <= 1


@pytest.mark.parametrize(
    ("was", "becomes", "worse"),
    [
        ("entrypoint: main", "entrypoint: mian", True),
        ("flip && !a.Failed", "flip && !a.failed", True),
        ("{{inputs.parameters.text}}", "{{input.parameters.text}}", True),
        ("depends: flip.Succeeded", "depends: flip.Failed", False),  # the template is still run, for b
        ("alpine:3.20", "alpine:3.21", False),
        ("default: x", "default: y", False),
    ],
)
def test_harm_is_what_a_run_shows(was: str, becomes: str, worse: bool) -> None:
    assert outcome(SOUND).well
    changed = SOUND.replace(was, becomes)
    assert changed != SOUND
    assert is_worse(outcome(changed), outcome(SOUND)) is worse


def test_what_is_found_is_new() -> None:
    mutant = mutated("a field", SOUND, Random(1))
    assert mutant is not None
    one = judged(original(), mutant)
    assert one.found
    again = judged(Original("w-", mutant.text, findings(mutant.text), outcome(mutant.text)), mutant)
    assert not again.found


def test_a_row_counts_the_harmful_ones() -> None:
    some = list(made("a field", [original()], 5, Random(0)))
    assert len(some) == 5
    harmful = sum(one.harm for one in some)
    assert row("a field", some).startswith(f"| a field | 5 | {harmful} | ")
