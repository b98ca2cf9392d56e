"""What an operation gives back, and how it refuses.

In: states. Out: ``Operated`` for all operations of this package.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, replace

from wfsim.engine.definitions import Definitions
from wfsim.engine.state import NodeState, RunState
from wfsim.yamlio.nodes import Json


class Refused(Exception):
    """The operation is not possible; the text is Argo's."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Operated:
    """The run as it is now: ready for ``Engine(definitions, state)``.

    ``deleted``: full names of nodes that are gone; ``pods``: names of the pods that go with them. A state whose phase
    is empty begins with ``RunStarted``, any other goes on with the next event.
    """

    definitions: Definitions
    state: RunState
    deleted: tuple[str, ...] = ()
    pods: tuple[str, ...] = ()


def copied(state: RunState) -> RunState:
    """A state that shares nothing changeable with the one it was copied from."""
    return replace(
        state,
        nodes={id_: copied_node(node) for id_, node in state.nodes.items()},
        outputs=deepcopy(state.outputs),
        locks=deepcopy(state.locks),
        timers=dict(state.timers),
        caches=deepcopy(state.caches),
        claims=dict(state.claims),
        collected=dict(state.collected),
    )


def copied_node(node: NodeState) -> NodeState:
    return replace(node, children=dict(node.children), outputs=deepcopy(node.outputs))


def with_spec(definitions: Definitions, **changes: Json) -> Definitions:
    """The definitions with fields of the spec set or, by None, taken away."""
    workflow = definitions.workflow
    data = {key: value for key, value in {**workflow.spec.data, **changes}.items() if value is not None}
    spec = workflow.spec._replace(data=data, suspend=data.get("suspend") is True)
    return replace(definitions, workflow=workflow._replace(spec=spec))
