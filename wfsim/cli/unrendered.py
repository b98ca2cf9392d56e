"""Files that Helm or Kustomize still has to work on: recognised and set aside, with one note a folder.

In: inputs. Out: inputs without those files, and a finding for each folder of them. ``manifests`` calls it where
there is reason to. A template of Helm is a file with Helm's tags in it which is no YAML for that reason, or which lies
in the templates of a chart; a patch of Kustomize is what a ``kustomization.yaml`` names as one.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence

from wfsim.cli.inputs import Inputs
from wfsim.cli.manifests import KUSTOMIZATIONS
from wfsim.text import Diagnostic, Severity, Source, Span
from wfsim.yamlio import plain, read

_CODE = "unrendered-template"
# Argo's own tags never begin like these.
_HELM = re.compile(
    r"\{\{-?[ \t]*(?:\.[A-Za-z]|\$|/\*|(?:if|else|end|range|with|define|include|template|block|toYaml|tpl|printf)\b)"
    r"|\{\{-|[^}]-\}\}"
)


def set_aside(given: Inputs) -> Inputs:
    """The inputs without templates and patches; what was set aside is said once a folder."""
    patches = _patches(given.sources)
    found: dict[tuple[str, str], list[Span]] = {}
    left: list[Source] = []
    for source in given.sources:
        tool, at = _judged(source, patches)
        if at is None:
            left.append(source)
        else:
            found.setdefault((tool, _folder(source.name)), []).append(at)
    notes = (_note(tool, places) for (tool, _), places in found.items())
    return Inputs(tuple(left), (*given.findings, *notes)) if found else given


def _judged(source: Source, patches: set[str]) -> tuple[str, Span | None]:
    """Whose work is still to be done on a file, and where one sees it."""
    if patches and "argoproj.io" in source.text and os.path.realpath(source.name) in patches:
        return "Kustomize", source.span(0, len(source.line(1)) or 1)
    if "{{" in source.text and (tag := _HELM.search(source.text)) and (_in_chart(source.name) or _is_broken(source)):
        return "Helm", source.span(tag.start(), tag.end())
    return "", None


def _is_broken(source: Source) -> bool:
    """Whether the text cannot be read as YAML."""
    return any(one.code == "yaml-syntax" and one.severity is Severity.ERROR for one in read(source).findings)


def _in_chart(name: str) -> bool:
    parts = name.split("/")
    if "templates" not in parts:
        return False
    above = "/".join(parts[: parts.index("templates")])
    return os.path.isfile(os.path.join(above, "Chart.yaml") if above or name[:1] != "/" else "/Chart.yaml")


def _folder(name: str) -> str:
    """What one note stands for: the templates of one chart, or one folder."""
    folder, mark, _ = name.rpartition("/templates/")
    return folder if mark else os.path.dirname(name)


def _note(tool: str, places: Sequence[Span]) -> Diagnostic:
    others = len(places) - 1
    more = f", and neither {'are' if others > 1 else 'is'} {others} more in this folder" if others else ""
    what, way = {
        "Helm": ("a template of Helm", "Lint what it renders: `helm template CHART | wfsim lint -`."),
        "Kustomize": ("a patch of Kustomize", "Lint what it builds: `kustomize build FOLDER | wfsim lint -`."),
    }[tool]
    message = f"this is {what}, not a whole manifest, and is not judged{more}"
    return Diagnostic(_CODE, Severity.INFO, message, places[0], hint=way)


def _patches(sources: Iterable[Source]) -> set[str]:
    """The real paths of all files that a kustomization beside one of the sources names as patches."""
    folders = dict.fromkeys(os.path.dirname(one.name) for one in sources if not one.name.startswith("<"))
    return {path for folder in folders for path in _named(folder)}


def _named(folder: str) -> Iterator[str]:
    for name in KUSTOMIZATIONS:
        path = os.path.join(folder, name)
        try:
            with open(path, encoding="utf-8") as file:
                text = file.read()
        except (OSError, UnicodeDecodeError):
            continue
        for document in read(Source(path, text)).documents:
            yield from (os.path.realpath(os.path.join(folder, one)) for one in _of(plain(document.root)))


def _of(data: object) -> Iterator[str]:
    """The files that a kustomization names as patches."""
    if not isinstance(data, dict):
        return
    for row in data.get("patchesStrategicMerge") or ():
        if isinstance(row, str) and "\n" not in row:
            yield row
    for key in ("patches", "patchesJson6902"):
        for row in data.get(key) or ():
            if isinstance(row, dict) and isinstance(row.get("path"), str):
                yield row["path"]
