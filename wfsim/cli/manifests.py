"""Inputs → manifests: a rendered stream is taken apart, templates that nobody rendered are set aside.

In: what ``inputs`` read, to be judged and to be known beside it. Out: the same, fit for that. ``lint`` calls it. Most
inputs are manifests already, and pay for a look at each text and folder only.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from wfsim.checks import ALWAYS
from wfsim.cli.inputs import NONE, Inputs, Piped
from wfsim.text import Source
from wfsim.text.records import TYPE_CHECKING

if TYPE_CHECKING:
    from wfsim.cli.verdicts import Cache

KUSTOMIZATIONS = ("kustomization.yaml", "kustomization.yml", "Kustomization")
# One of these is in every template of Helm or Jinja; most manifests have none.
_OPENINGS = (
    *("{{-", "{{.", "{{ .", "{{$", "{{ $", "{{/*", "{{end", "{{ end", '{{"', '{{ "', "{{`", "{{ `"),
    *("{{include ", "{{ include ", "{{template ", "{{ template ", "{{tpl ", "{{ tpl "),
)


def prepared(given: Inputs, beside: Inputs = NONE, cache: Cache | None = None) -> tuple[Inputs, Inputs]:
    """The inputs as they are to be judged. What could not be read beside them is said with the rest."""
    given = _taken_apart(given)
    asked = {os.path.realpath(one.name) for one in given.sources} if beside.sources else set()
    others = tuple(one for one in beside.sources if os.path.realpath(one.name) not in asked)
    unread = [one for one in beside.findings if one.code in ALWAYS]
    given = given._replace(findings=(*given.findings, *unread))
    beside = Inputs(others, ())  # what is wrong with these is not asked
    kustomizations = _kustomizations((*given.sources, *others))
    if kustomizations or _has_templates(given.sources) or _has_templates(others):
        from wfsim.cli.unrendered import set_aside

        return set_aside(given, kustomizations, cache), set_aside(beside, kustomizations, cache)
    return given, beside


def _taken_apart(given: Inputs) -> Inputs:
    if not any(isinstance(one, Piped) for one in given.sources):
        return given
    from wfsim.cli.rendered import apart

    sources = tuple(part for one in given.sources for part in (apart(one) if isinstance(one, Piped) else (one,)))
    return given._replace(sources=sources)


def _has_templates(sources: Iterable[Source]) -> bool:
    return any(is_marked(one.text) for one in sources)


def is_marked(text: str) -> bool:
    """Whether a text can be a template, as far as a look at it tells."""
    if "{%" in text:
        return True
    start = text.find("{{")
    if start == -1:
        return False
    while start != -1:
        if text.startswith(_OPENINGS, start):
            return True
        start = text.find("{{", start + 1)
    return "-}}" in text or ".Values." in text


def _kustomizations(sources: Iterable[Source]) -> list[str]:
    """The files by which Kustomize works on a folder that something was read from, or on one above it."""
    seen: set[str] = set()
    found = []
    for folder in {os.path.dirname(one.name): None for one in sources if not isinstance(one, Piped)}:
        folder = os.path.abspath(folder)
        while folder not in seen:
            seen.add(folder)
            paths = [os.path.join(folder, name) for name in KUSTOMIZATIONS]
            found += [path for path in paths if os.path.isfile(path)]
            if not os.path.exists(os.path.join(folder, ".git")):
                folder = os.path.dirname(folder)
    return found
