"""Workflows of any number of nodes, and the floor of running them.

In: a number of nodes. Out: the text of a workflow, or the work of a bare heap loop. Called by ``cases``.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from itertools import count

Shape = Callable[[int], str]

EVENTS_PER_POD = 2  # it started, it finished

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


def heap_loop(pods: int) -> int:
    """The floor of a simulation: the events of so many pods go through a heap, and nothing is done with them."""
    order = count()
    heap = [(0, next(order), "started", pod) for pod in range(pods)]
    heapq.heapify(heap)
    seen = 0
    while heap:
        at_ms, _, kind, pod = heapq.heappop(heap)
        seen += 1
        if kind == "started":
            heapq.heappush(heap, (at_ms + 1000, next(order), "finished", pod))
    return seen
