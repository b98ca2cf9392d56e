"""YAML and JSON text → nodes, each with its place; the home of PyYAML.

Layer 1, above ``text``. Everybody who reads a file comes through here. Names are imported when they are first used:
who has bytes for a text pays for no parser.
"""

from __future__ import annotations

from wfsim.text.records import TYPE_CHECKING

if TYPE_CHECKING:
    from wfsim.yamlio.encoding import decode
    from wfsim.yamlio.nodes import Document, Entry, Json, Mapping, Node, Path, Scalar, Sequence, Style
    from wfsim.yamlio.offsets import inner
    from wfsim.yamlio.reader import Reading, read
    from wfsim.yamlio.values import plain

__all__ = [
    "Document",
    "Entry",
    "Json",
    "Mapping",
    "Node",
    "Path",
    "Reading",
    "Scalar",
    "Sequence",
    "Style",
    "decode",
    "inner",
    "plain",
    "read",
]

_HOMES = {"decode": "encoding", "inner": "offsets", "plain": "values", "Reading": "reader", "read": "reader"}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'nodes')}"), name)
