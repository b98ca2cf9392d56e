"""Resources of a whole pod (``podResources``, of a template or of the workflow).

In: the normalised data of the field. Out: refusals.
"""

from __future__ import annotations

from collections.abc import Mapping

from wfsim.spec.model import Template, TemplateKind
from wfsim.validity.refusal import Place, Refusal, Refusals
from wfsim.yamlio.nodes import Document, Json, Path

_KINDS = ("cpu", "memory")


def resources(document: Document, data: Json, path: Path, argo: str) -> Refusals:
    """No claims; only what a pod as a whole can have."""
    if not isinstance(data, Mapping):
        return
    if data.get("claims"):
        text = f"{argo}.claims is not supported for pod-level resources"
        message = "a whole pod has no resource claims; its containers have"
        yield Refusal("invalid-pod-resources", message, Place(document, (*path, "claims"), key=True), text)
    for part in ("limits", "requests"):
        amounts = data.get(part)
        for name in amounts if isinstance(amounts, Mapping) else ():
            if name not in _KINDS and not name.startswith("hugepages-"):
                only = "only cpu, memory and hugepages-* are supported"
                text = f'{argo}: "{name}" is not a valid pod-level resource, {only}'
                message = f"`{name}` is not a resource of a whole pod: there are cpu, memory and hugepages-*"
                yield Refusal("invalid-pod-resources", message, Place(document, (*path, part, name), key=True), text)


def no_pod_resources(document: Document, template: Template) -> Refusals:
    """Templates that share Argo's agent have no pod whose resources could be said."""
    if template.kind in (TemplateKind.HTTP, TemplateKind.PLUGIN) and template.data.get("podResources") is not None:
        word = "HTTP" if template.kind is TemplateKind.HTTP else "Plugin"
        text = f"templates.{template.name}.podResources is not supported for {word} templates"
        place = Place(document, (*template.path, "podResources"), key=True)
        yield Refusal("invalid-pod-resources", f"{template.kind} templates have no pods of their own", place, text)
