"""``podSpecPatch`` of workflow and template, over the pod's spec.

In: a spec and a request. Out: the patched spec. A patch of a sidecar is written for ``containers``, where Argo has it;
here sidecars are init containers that go on, so it is moved there.
"""

from __future__ import annotations

from collections.abc import Set

from wfsim.drivers.kube import read
from wfsim.drivers.kube.pods.patch import merged
from wfsim.drivers.kube.pods.request import PodError, PodRequest
from wfsim.lang.environment import Environment
from wfsim.lang.errors import LangError
from wfsim.lang.template import replace_value
from wfsim.text.source import Source
from wfsim.yamlio import plain
from wfsim.yamlio import read as read_yaml
from wfsim.yamlio.nodes import Json


def patched(spec: dict[str, Json], request: PodRequest, sidecars: Set[str]) -> dict[str, Json]:
    """The spec with the workflow's patch, then the template's."""
    for holder in (request.workflow.spec, request.template):
        text = read.text(holder, "podSpecPatch")
        if text.strip():
            spec = merged(spec, _moved(_parsed(_substituted(text, request)), sidecars))
    return spec


def applied(spec: dict[str, Json], patch: str) -> dict[str, Json]:
    """The spec with one patch, whose text is complete."""
    return merged(spec, _parsed(patch))


def _substituted(text: str, request: PodRequest) -> str:
    names = {**request.workflow.variables, "pod.name": request.start.pod_name}
    try:
        return replace_value(text, Environment(names), allow_unresolved=True)
    except LangError as problem:
        raise PodError(f"podSpecPatch: {problem}") from problem


def _parsed(text: str) -> dict[str, Json]:
    """A patch is YAML, of which JSON is a part."""
    reading = read_yaml(Source("podSpecPatch", text))
    if reading.findings:
        raise PodError(f"podSpecPatch cannot be read: {reading.findings[0].message}")
    found = plain(reading.documents[0].root) if reading.documents else {}
    if not isinstance(found, dict):
        raise PodError("podSpecPatch is not an object")
    return found


def _moved(patch: dict[str, Json], sidecars: Set[str]) -> dict[str, Json]:
    rows = patch.get("containers")
    if not isinstance(rows, list):
        return patch
    theirs = [one for one in rows if isinstance(one, dict) and one.get("name") in sidecars]
    if not theirs:
        return patch
    inits = patch.get("initContainers")
    return patch | {
        "containers": [one for one in rows if one not in theirs],
        "initContainers": [*(inits if isinstance(inits, list) else []), *theirs],
    }
