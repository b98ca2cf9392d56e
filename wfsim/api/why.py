"""Why a run came out as it did.

In: a record, the files that it was run from, and the path of a node. Out: a ``Cause``. Called by ``cli.explain_run``;
``Run.why`` has the definitions at hand.
"""

from __future__ import annotations

from wfsim.api.problem import Problem
from wfsim.engine.definitions import Definitions, define
from wfsim.record.causes.cause import Cause
from wfsim.record.causes.explain import explain
from wfsim.record.run import NodeRecord, RunRecord
from wfsim.record.workflow import to_text
from wfsim.spec.model import Kind
from wfsim.spec.workspace import Workspace, joined, load
from wfsim.text import Source


def definitions_of(record: RunRecord, workspace: Workspace) -> Definitions:
    """What the record is a run of: its own spec, and the templates of the files. Problem where it has no spec."""
    own = load([Source(f"<{record.name}>", to_text(record))])
    found = [one for one in own.resources if one.kind is Kind.WORKFLOW]
    if not found:
        raise Problem(f"the run {record.name} holds no spec that could be read", own.findings)
    return define(found[0], joined((own, workspace)), name=record.name, pod_names=record.pod_names)


def why(record: RunRecord, workspace: Workspace, node: NodeRecord | None = None) -> Cause:
    """Why the node, or the whole run where none is named, came to its phase."""
    return explain(record, definitions_of(record, workspace), node)
