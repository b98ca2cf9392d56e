"""What a workflow says of its artifacts' end, kept in its object: whoever collects reads nothing else.

In: the spec as it runs, the templates, the artifact repository. Out: ``terms``: JSON data for an annotation, None where
nothing is ever collected. A spec that refers to a WorkflowTemplate has them merged; the template may be gone later.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from wfsim.drivers.kube.read import body, copy, objects, text
from wfsim.engine.cleanup import ON_COMPLETION, ON_DELETION
from wfsim.spec.model import LOCATIONS, JsonObject
from wfsim.yamlio.nodes import Json

FINALIZER: Final = "workflows.argoproj.io/artifact-gc"
TERMS: Final = "wfsim.dev/artifact-gc"  # the annotation with the terms, and the label by which such objects are found
HELD: Final = "held"
STRATEGIES: Final = (ON_COMPLETION, ON_DELETION)


def terms(
    spec: JsonObject, libraries: Iterable[tuple[str, JsonObject]], repository: JsonObject | None
) -> JsonObject | None:
    """``libraries``: the name and the spec of each object with templates that the workflow refers to."""
    general = body(spec, "artifactGC")
    homes: dict[str, Json] = {}
    asked = False
    for owner, templates in (("", spec), *libraries):
        for template in objects(templates, "templates"):
            asked = asked or any(strategy(one, general) in STRATEGIES for one in _artifacts(template))
            if location := place(body(template, "archiveLocation")):
                homes[home(owner, text(template, "name"))] = {key: copy(value) for key, value in location.items()}
    if not asked:
        return None
    found: dict[str, Json] = {"artifactGC": copy(dict(general)), "serviceAccountName": text(spec, "serviceAccountName")}
    found["imagePullSecrets"] = copy(spec.get("imagePullSecrets"))
    found["repository"] = copy(dict(repository)) if repository is not None else None
    found["homes"] = homes
    return {key: value for key, value in found.items() if value}


def strategy(artifact: JsonObject, general: JsonObject) -> str:
    """When an artifact goes: its own word goes before the workflow's."""
    return text(body(artifact, "artifactGC"), "strategy") or text(general, "strategy")


def place(holder: JsonObject) -> JsonObject:
    """The one location in an object that may have several fields."""
    return {kind: holder[kind] for kind in (*LOCATIONS, "volume") if isinstance(holder.get(kind), Mapping)}


def home(owner: str, template: str) -> str:
    """How a template is named whose artifacts have a place of their own."""
    return f"{owner}/{template}" if owner else template


def _artifacts(template: JsonObject) -> Iterator[JsonObject]:
    """The output artifacts of a template, and of those that are written inside it."""
    waiting: list[Json] = [dict(template)]
    while waiting:
        here = waiting.pop()
        if isinstance(here, list):
            waiting.extend(here)
        elif isinstance(here, dict):
            yield from objects(body(here, "outputs"), "artifacts")
            waiting.extend(here.values())
