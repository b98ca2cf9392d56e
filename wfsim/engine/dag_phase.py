"""What a dag template and its tasks have come to: Argo's walk from the dag's node along the edges to its targets.

In: the dag's node and its targets. Out: a phase; Running where anything met on the way still runs.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping

from wfsim.engine.phases import NodeType, Phase
from wfsim.engine.run import Run
from wfsim.engine.state import NodeState
from wfsim.lang import depends
from wfsim.spec.model import Call


def assess(run: Run, node: NodeState, targets: Mapping[str, Call], fail_fast: bool) -> Phase:
    """The phase of the dag; ``targets`` by full node name."""
    found = _branch_phases(run, node, {run.node_id(name) for name in targets})
    if found is None:
        return Phase.RUNNING
    result = Phase.SUCCEEDED
    for name, call in targets.items():
        phase = found.get(run.node_id(name))
        if phase is None:
            result = Phase.RUNNING
            if fail_fast:
                continue
            return result
        if phase.unsuccessful:
            if call.continue_on_error if phase is Phase.ERROR else call.continue_on_failed:
                continue
            result = phase
            if fail_fast:
                return result
    return result


def _branch_phases(run: Run, node: NodeState, targets: set[str]) -> dict[str, Phase] | None:
    """The phase in which each target was reached; None where something on the way still runs."""
    found: dict[str, Phase] = {}
    todo = deque((child, Phase.SUCCEEDED) for child in node.children)
    seen: set[tuple[str, Phase]] = set()
    while todo:
        pair = todo.popleft()
        if pair in seen:
            continue
        seen.add(pair)
        here, branch = run.state.nodes.get(pair[0]), pair[1]
        if here is None or not (here.fulfilled or healable(run, here)):
            return None
        phase = here.phase if here.fulfilled else group_phase(run.children(here))
        if phase.completed:
            branch = phase
        if here.id in targets and not (here.id in found and found[here.id].unsuccessful):
            found[here.id] = branch
        todo.extend((child, branch) for child in _next(run, here))
    return found


def _next(run: Run, node: NodeState) -> Iterable[str]:
    """Where the walk goes on; of a Retry node behind its attempts."""
    if node.type is not NodeType.RETRY:
        return node.children
    below: list[str] = []
    for child in node.children:
        found = run.state.nodes.get(child)
        if found is None or found.hooked:
            below.append(child)
        else:
            below.extend(found.children)
    return below


def healable(run: Run, node: NodeState) -> bool:
    """A loop's group whose members have all ended, though nobody has said so yet."""
    if node.type is not NodeType.TASK_GROUP or node.phase.fulfilled or not node.children:
        return False
    return all(child in run.state.nodes and run.state.nodes[child].fulfilled for child in node.children)


def group_phase(members: Iterable[NodeState]) -> Phase:
    """The phase of a loop's group: that of the last member that failed."""
    result = Phase.SUCCEEDED
    for one in members:
        if one.phase.unsuccessful:
            result = one.phase
    return result


def results(run: Run, node: NodeState | None) -> set[str]:
    """What is true of a task among the things that ``depends`` may ask."""
    if node is None:
        return set()
    found = {_WORDS.get(node.phase, "")}
    if node.daemoned and node.phase is not Phase.PENDING:
        found.add(depends.Result.DAEMONED)
    members = list(run.children(node)) if node.type is NodeType.TASK_GROUP else []
    if any(one.phase is Phase.SUCCEEDED for one in members):
        found.add(depends.Result.ANY_SUCCEEDED)
    if members and all(one.phase is Phase.FAILED for one in members):
        found.add(depends.Result.ALL_FAILED)
    return found


_WORDS = {
    Phase.SUCCEEDED: depends.Result.SUCCEEDED,
    Phase.FAILED: depends.Result.FAILED,
    Phase.ERROR: depends.Result.ERRORED,
    Phase.SKIPPED: depends.Result.SKIPPED,
    Phase.OMITTED: depends.Result.OMITTED,
}
