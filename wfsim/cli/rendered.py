"""What Helm or Kustomize rendered to one stream → a source for each file that it came from.

In: a source (standard input). Out: sources. ``manifests`` calls it. Helm writes ``# Source: path`` above each document,
Kustomize (with ``buildMetadata: [originAnnotations]``) an annotation into it. Lines count from the first one that the
file has in the stream; what tells no file keeps the lines of the stream.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wfsim.cli.inputs import Piped
from wfsim.text import Source

_CUT = re.compile(r"^---[ \t]*(?:#[^\n]*)?\r?(?:\n|\Z)", re.MULTILINE)
_HELM = re.compile(r"\s*# Source: (?P<path>[^\r\n]+?)[ \t]*\r?\n")
_KUSTOMIZE = re.compile(
    r"^[ \t]+config\.kubernetes\.io/origin: \|-?\r?\n"
    r"(?:[ \t]+[^\r\n]*\r?\n)??[ \t]+path: (?P<path>[^\r\n]+?)[ \t]*\r?$",
    re.MULTILINE,
)


def apart(source: Source) -> tuple[Source, ...]:
    """The source itself where nothing in it says where it came from."""
    if "# Source: " not in source.text and "config.kubernetes.io/origin" not in source.text:
        return (source,)
    files: dict[str, list[str]] = {}
    left: list[str] = []
    for cut, text in _parts(source.text):
        name, body = _origin(text)
        if name:
            files.setdefault(name, []).append(body)
        left.append("\n" * (cut + text).count("\n") if name else cut + text)
    parts = [Piped(name, "---\n".join(bodies)) for name, bodies in files.items()]
    rest = "".join(left)
    return (*parts, Piped(source.name, rest)) if rest.strip() else tuple(parts)


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """Every document, with the line that begins it."""
    cut, begin = "", 0
    for found in _CUT.finditer(text):
        yield cut, text[begin : found.start()]
        cut, begin = found.group(), found.end()
    yield cut, text[begin:]


def _origin(text: str) -> tuple[str, str]:
    """The file that a document came from, and what is the file's of it; no name where it does not say."""
    if helm := _HELM.match(text):
        return helm["path"].replace("\\", "/"), text[helm.end() :]
    kustomize = _KUSTOMIZE.search(text)
    return (kustomize["path"].replace("\\", "/"), text) if kustomize else ("", text)
