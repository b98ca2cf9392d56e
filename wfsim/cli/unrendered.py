"""Files that Helm or Kustomize still has to work on: recognised and set aside, with one note for each of the two.

In: inputs, and the kustomizations around them. Out: inputs without those files, and a finding that says so.
``manifests`` calls it where there is reason to. ``gotemplates`` knows a template of Helm; a patch of Kustomize is what
a ``kustomization.yaml`` names as one.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence

from wfsim.cli.gotemplates import tag_of
from wfsim.cli.inputs import Inputs, Piped
from wfsim.text import Diagnostic, Severity, Source, Span
from wfsim.yamlio import plain, read

_CODE = "unrendered-template"
_TOOLS = {
    "Helm": ("a template of Helm", "Lint what it renders: `helm template CHART | wfsim lint -`."),
    "Kustomize": ("a patch of Kustomize", "Lint what it builds: `kustomize build FOLDER | wfsim lint -`."),
}


def set_aside(given: Inputs, kustomizations: Sequence[str]) -> Inputs:
    """The inputs without templates and patches."""
    patches = set(_patches(kustomizations)) if any("argoproj.io" in one.text for one in given.sources) else set()
    found: dict[str, list[Span]] = {}
    left: list[Source] = []
    for source in given.sources:
        tool, at = _judged(source, patches)
        if at is None:
            left.append(source)
        else:
            found.setdefault(tool, []).append(at)
    notes = (_note(tool, places) for tool, places in found.items())
    return Inputs(tuple(left), (*given.findings, *notes)) if found else given


def _judged(source: Source, patches: set[str]) -> tuple[str, Span | None]:
    """Whose work is still to be done on a file, and where one sees it."""
    if patches and "argoproj.io" in source.text and os.path.realpath(source.name) in patches:
        return "Kustomize", source.span(0, len(source.line(1)) or 1)
    if "{{" in source.text and not isinstance(source, Piped):
        return "Helm", tag_of(source)
    return "", None


def _note(tool: str, places: Sequence[Span]) -> Diagnostic:
    others = len(places) - 1
    more = f", nor {'are' if others > 1 else 'is'} {others} other file{'s' * (others > 1)}" if others else ""
    what, way = _TOOLS[tool]
    message = f"this is {what}, not a whole manifest, and is not judged{more}"
    return Diagnostic(_CODE, Severity.INFO, message, places[0], hint=way)


def _patches(kustomizations: Iterable[str]) -> Iterator[str]:
    """The real paths of all files that kustomizations name as patches."""
    for path in kustomizations:
        try:
            with open(path, encoding="utf-8") as file:
                text = file.read()
        except (OSError, UnicodeDecodeError):  # what cannot be read names nothing; read as an input it is told
            continue
        folder = os.path.dirname(path)
        for document in read(Source(path, text)).documents:
            yield from (os.path.realpath(os.path.join(folder, one)) for one in _named(plain(document.root)))


def _named(data: object) -> Iterator[str]:
    """The files that a kustomization names as patches."""
    if not isinstance(data, dict):
        return
    for key in ("patchesStrategicMerge", "patches", "patchesJson6902"):
        rows = data.get(key)
        for row in rows if isinstance(rows, list) else ():
            name = row.get("path") if isinstance(row, dict) else row
            if isinstance(name, str) and "\n" not in name:
                yield name
