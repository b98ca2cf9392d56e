"""Workflows of any number of nodes.

In: a number of nodes. Out: the text of a workflow. Called by ``simulations``; ``floors`` runs the same graphs.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from random import Random

from wfsim.yamlio.nodes import Json

Shape = Callable[[int], str]

NEEDS, REACH = 3, 50  # how many tasks a task of ``dag`` waits for, and from how far back

LEAF = """
    - name: work
      inputs: {parameters: [{name: number}]}
      container: {image: alpine, command: [echo, "{{inputs.parameters.number}}"]}
"""

WIDE = """
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: wide}
spec:
  entrypoint: fan
  templates:
    - name: fan
      steps:
        - - name: go
            template: work
            arguments: {parameters: [{name: number, value: "{{item}}"}]}
            withSequence: {count: "PODS"}
"""

NESTED = """
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: nested}
spec:
  entrypoint: outer
  templates:
    - name: outer
      dag:
        tasks:
          - name: part
            template: inner
            arguments: {parameters: [{name: number, value: "{{item}}"}]}
            withSequence: {count: "PARTS"}
    - name: inner
      inputs: {parameters: [{name: number}]}
      steps:
        - - name: first
            template: work
            arguments: {parameters: [{name: number, value: "{{inputs.parameters.number}}"}]}
        - - name: second
            template: work
            arguments: {parameters: [{name: number, value: "{{inputs.parameters.number}}"}]}
          - name: third
            template: work
            arguments: {parameters: [{name: number, value: "{{inputs.parameters.number}}"}]}
"""

NODES_OF_A_PART = 6  # the inner steps, two groups and three pods


def wide(nodes: int) -> str:
    """One loop whose members are all pods."""
    return WIDE.replace("PODS", str(nodes - 2)) + LEAF.lstrip("\n")


def nested(nodes: int) -> str:
    """A loop of a DAG over templates of steps, three pods in each."""
    return NESTED.replace("PARTS", str((nodes - 2) // NODES_OF_A_PART)) + LEAF.lstrip("\n")


RETRIES = WIDE.replace("name: wide", "name: retries")
FLAKY = LEAF.replace("container:", "retryStrategy: {limit: 2}\n      container:")
NODES_OF_A_RETRY = 3  # the wrapper and two attempts

CHAIN = """
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: chain}
spec:
  entrypoint: chain
  templates:
    - name: work
      container: {image: alpine}
    - name: chain
      steps:
"""
DAG = CHAIN.replace("chain", "dag").replace("      steps:\n", "      dag:\n        tasks:\n")


def chain(nodes: int) -> str:
    """Groups of one step, one behind the other."""
    return CHAIN + "".join(f"        - - {{name: s{i}, template: work}}\n" for i in range((nodes - 1) // 2))


def dag(nodes: int) -> str:
    """Tasks that wait for three of those before them."""
    return DAG + "".join(
        f"          - {{name: t{i}, template: work, dependencies: [{', '.join(f't{need}' for need in needs)}]}}\n"
        for i, needs in enumerate(edges(nodes - 1))
    )


@cache
def edges(tasks: int) -> list[list[int]]:
    """What each task of ``dag`` waits for. To draw it is no part of what is measured."""
    random = Random(1)
    return [sorted(random.sample(range(max(0, i - REACH), i), min(NEEDS, i))) for i in range(tasks)]


def retries(nodes: int) -> str:
    """A loop of pods that fail once."""
    return RETRIES.replace("PODS", str((nodes - 2) // NODES_OF_A_RETRY)) + FLAKY.lstrip("\n")


MOCKS: dict[str, dict[str, Json]] = {"retries": {"mocks": {"work": {"attempts": [{"exitCode": 1}, {}]}}}}

# The largest of each shape that is measured: a million pods, and a hundred thousand groups, tasks or retries.
FULL = {"wide": 1_000_002, "nested": 100_000, "chain": 200_001, "dag": 100_001, "retries": 300_002}
