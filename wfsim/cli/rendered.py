"""What Helm or Kustomize rendered to one stream → a source for each file that it came from.

In: a source (standard input). Out: sources. ``lint`` calls it. Helm writes ``# Source: path`` above each document,
Kustomize (with ``buildMetadata: [originAnnotations]``) an annotation into it. Lines count from the first one below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wfsim.text import Source

_CUT = re.compile(r"^---[^\n]*\n?", re.MULTILINE)
_HELM = re.compile(r"\s*# Source: (?P<path>[^\r\n]+?)[ \t]*\r?\n")
_KUSTOMIZE = re.compile(
    r"^[ \t]+config\.kubernetes\.io/origin: \|-?\r?\n(?:[ \t]+[^\r\n]*\r?\n)??[ \t]+path: (?P<path>[^\r\n]+?)[ \t]*$",
    re.MULTILINE,
)


def apart(source: Source) -> tuple[Source, ...]:
    """The source itself where nothing in it says where it came from."""
    if _HELM.search(source.text) is None and _KUSTOMIZE.search(source.text) is None:
        return (source,)
    texts: dict[str, list[str]] = {}
    for name, text in _parts(source):
        texts.setdefault(name, []).append(text)
    return tuple(Source(name, "---\n".join(parts)) for name, parts in texts.items())


def _parts(source: Source) -> Iterator[tuple[str, str]]:
    """The documents with the names of their files; documents without one keep the name of the stream."""
    for text in _CUT.split(source.text):
        if not text.strip():
            continue
        if helm := _HELM.match(text):
            yield helm["path"], text[helm.end() :]
        else:
            origin = _KUSTOMIZE.search(text)
            yield (origin["path"] if origin else source.name), text
