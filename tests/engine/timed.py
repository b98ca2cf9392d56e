"""Runs on the virtual clock, and when their nodes began and ended."""

from __future__ import annotations

import wfsim
from wfsim.api.run import Run

HEAD = """
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: wf}
spec:
  entrypoint: main
"""


def played(spec: str, **mocks: object) -> Run:
    """The run of a spec (indented by two), with mocks by template."""
    rows = [{"template": name, **(one if isinstance(one, dict) else {"result": one})} for name, one in mocks.items()]
    return wfsim.loads(HEAD + spec).simulate(mocks={"mocks": rows} if rows else None)


def at(run: Run, name: str) -> tuple[int, int]:
    """When a node began and ended, in milliseconds after the start of the run."""
    node = run.record.named(name)
    assert node is not None and node.started_ms is not None and node.finished_ms is not None
    zero = run.record.started_ms or 0
    return node.started_ms - zero, node.finished_ms - zero
