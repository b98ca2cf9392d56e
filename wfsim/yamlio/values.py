"""Nodes → plain data, as Argo's decoder has it.

In: a node. Out: dicts with text keys, lists and scalars; of a repeated key the last value. Called by whoever needs a
value without its places.
"""

from __future__ import annotations

from wfsim.yamlio.nodes import Json, Mapping, Node, Scalar


def plain(node: Node | None) -> Json:
    """The value of a node; None for no node."""
    if node is None:
        return None
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Mapping):
        return {entry.key.text: plain(entry.value) for entry in node.entries}
    return [plain(item) for item in node.items]
