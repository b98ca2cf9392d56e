"""YAML and JSON text → nodes, each with its place; the home of PyYAML.

Layer 1, above ``text``. Everybody who reads a file comes through here.
"""

from wfsim.yamlio.decode import decode
from wfsim.yamlio.inner import inner
from wfsim.yamlio.nodes import Document, Entry, Json, Mapping, Node, Path, Scalar, Sequence, Style
from wfsim.yamlio.plain import plain
from wfsim.yamlio.reader import Reading, read

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
