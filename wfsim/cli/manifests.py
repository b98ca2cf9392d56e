"""Inputs → manifests: a rendered stream is taken apart, templates that nobody rendered are set aside.

In: what ``inputs`` read. Out: the same, fit to be judged. ``lint`` calls it. Most inputs are manifests already, and pay
for a look at each text and folder only.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from wfsim.cli.inputs import STDIN, Inputs
from wfsim.text import Source

KUSTOMIZATIONS = ("kustomization.yaml", "kustomization.yml", "Kustomization")
# Beginnings and ends of Go's template tags; Argo's own never look so.
_MARKS = ("{{-", "-}}", "{{.", "{{ .", "{{$", "{{ $", "{{/*", "{{ include ", "{{ if ", "{{ range ", "{{ with ")


def prepared(given: Inputs) -> Inputs:
    """The inputs as they are to be judged."""
    if _has_templates(given.sources) or _has_patches(given.sources):
        from wfsim.cli.unrendered import set_aside

        given = set_aside(given)
    if any(one.name == STDIN for one in given.sources):
        from wfsim.cli.rendered import apart

        sources = tuple(part for one in given.sources for part in (apart(one) if one.name == STDIN else (one,)))
        given = given._replace(sources=sources)
    return given


def _has_templates(sources: Iterable[Source]) -> bool:
    return any("{{" in one.text and any(mark in one.text for mark in _MARKS) for one in sources)


def _has_patches(sources: Iterable[Source]) -> bool:
    """Whether Kustomize works on a folder that something was read from."""
    folders = {os.path.dirname(one.name) for one in sources if one.name != STDIN}
    return any(os.path.isfile(os.path.join(folder, name)) for folder in folders for name in KUSTOMIZATIONS)
