"""A plan or the reads of a workflow written in a test."""

from __future__ import annotations

from textwrap import dedent, indent

from wfsim.plan.build import plan
from wfsim.plan.plan import Invocation, Plan
from wfsim.plan.reads import ReadIndex, Reads
from wfsim.spec.workspace import Workspace, load
from wfsim.text import Source

HEAD = """\
apiVersion: argoproj.io/v1alpha1
kind: {kind}
metadata: {{name: {name}}}
spec:
"""


def document(spec: str, kind: str = "Workflow", name: str = "w") -> str:
    return HEAD.format(kind=kind, name=name) + indent(dedent(spec), "  ")


def workspace(*documents: str) -> Workspace:
    return load([Source(f"{index}.yaml", text) for index, text in enumerate(documents)])


def planned(*documents: str, entrypoint: str | None = None) -> Plan:
    """The plan of the first document, the others beside it."""
    given = workspace(*documents)
    return plan(given.resources[0], given, entrypoint)


def named(found: Plan, name: str) -> Invocation:
    return next(one for one in found.invocations if one.name == name)


def reads(output: str, *documents: str) -> Reads:
    """The reads of ``template.output`` of the first document."""
    given = workspace(*documents)
    template, _, field = output.partition(".")
    return ReadIndex(given).of(given.resources[0], template, field)
