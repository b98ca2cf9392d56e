"""Files that Helm, Jinja or Kustomize still has to work on: recognised and set aside, with one note for each of them.

In: inputs, and the kustomizations around them. Out: inputs without those files, and a finding that says so.
``manifests`` calls it where there is reason to. ``gotemplates`` knows a template of Helm; a patch of Kustomize is what
a ``kustomization.yaml`` names as one.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from wfsim.cli.inputs import Inputs, Piped
from wfsim.cli.manifests import is_marked
from wfsim.cli.verdicts import Kept, Verdict
from wfsim.text import Diagnostic, Severity, Source, Span
from wfsim.text.records import TYPE_CHECKING

if TYPE_CHECKING:
    from wfsim.cli.verdicts import Cache

_CODE = "unrendered-template"
_TOOLS = {
    "Helm": ("a template of Helm", "Lint what it renders: `helm template CHART | wfsim lint -`."),
    "Jinja": ("a template of Jinja", "Lint what it renders: pipe it to `wfsim lint -`."),
    "Kustomize": ("a patch of Kustomize", "Lint what it builds: `kustomize build FOLDER | wfsim lint -`."),
}


def set_aside(given: Inputs, kustomizations: Sequence[str], cache: Cache | None = None) -> Inputs:
    """The inputs without templates and patches."""
    patches = set(_patches(kustomizations)) if any("argoproj.io" in one.text for one in given.sources) else set()
    found: dict[str, list[Span]] = {}
    left: list[Source] = []
    tags = _tags([one for one in given.sources if is_marked(one.text) and not isinstance(one, Piped)], cache)
    for source in given.sources:
        tool, at = _judged(source, patches, tags)
        if at is None:
            left.append(source)
        else:
            found.setdefault(tool, []).append(at)
    notes = (_note(tool, places) for tool, places in found.items())
    return given._replace(sources=tuple(left), findings=(*given.findings, *notes)) if found else given


def _tags(sources: Sequence[Source], cache: Cache | None) -> dict[int, Span]:
    """The tags of Helm by which sources are known for its templates."""
    charts = [_in_chart(one.name) for one in sources]
    kept = Kept.of(cache, sources, (_CODE, *map(str, charts))) if cache is not None else None
    verdict = kept.get() if kept is not None else None
    if verdict is None:
        from wfsim.yamlio import libyaml

        libyaml.load_alone()
        from wfsim.cli.gotemplates import tag_of

        places = [tag_of(one, in_chart) for one, in_chart in zip(sources, charts, strict=True)]
        verdict = Verdict(tuple(Diagnostic(_CODE, Severity.INFO, "", at) for at in places if at is not None))
        if kept is not None:
            kept.put(verdict)
    return {id(one.at.source): one.at for one in verdict.findings}


def _in_chart(name: str) -> bool:
    """Whether a file lies in the templates of a chart."""
    if "templates" not in name and "templates" not in os.getcwd():
        return False
    parts = os.path.abspath(name).replace(os.sep, "/").split("/")
    charts = ("/".join(parts[:index]) for index, part in enumerate(parts) if part == "templates")
    return any(os.path.isfile(f"{chart}/Chart.yaml") for chart in charts)


def _judged(source: Source, patches: set[str], tags: dict[int, Span]) -> tuple[str, Span | None]:
    """Whose work is still to be done on a file, and where one sees it."""
    if patches and "argoproj.io" in source.text and os.path.realpath(source.name) in patches:
        return "Kustomize", source.span(0, len(source.line(1)) or 1)
    at = tags.get(id(source))
    return "Jinja" if at is not None and at.text.startswith("{%") else "Helm", at


def _note(tool: str, places: Sequence[Span]) -> Diagnostic:
    others = len(places) - 1
    more = f", nor {'are' if others > 1 else 'is'} {others} other file{'s' * (others > 1)}" if others else ""
    what, way = _TOOLS[tool]
    message = f"this is {what}, not a whole manifest, and is not judged{more}"
    return Diagnostic(_CODE, Severity.INFO, message, places[0], hint=way)


def _patches(kustomizations: Sequence[str]) -> Iterator[str]:
    """The real paths of all files that kustomizations name as patches."""
    if not kustomizations:
        return
    from wfsim.yamlio import plain, read

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
