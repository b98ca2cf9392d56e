"""An object that does not fit into etcd.

Kubernetes keeps an object in one piece, of 1.5 MB at most, and refuses a larger one. A workflow needs
some of that for its status, and grows while it runs. Move what is large into ConfigMaps or artifacts,
and templates that several use into WorkflowTemplates.

Argo: Accepted by the linter. The API server refuses the object: `etcdserver: request is too large`.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.checks.api import Context
from wfsim.spec.model import Resource
from wfsim.text import Argo, Diagnostic, Severity

ID = "object-too-large"
SEVERITY = Severity.ERROR
SEE = "https://argo-workflows.readthedocs.io/en/latest/offloading-large-workflows/"

_MOST = 1_572_864  # what etcd takes of one request
_MUCH = 1_048_576
_HINT = "Move large texts into ConfigMaps or artifacts, and templates into WorkflowTemplates."


def check(context: Context) -> Iterator[Diagnostic]:
    for resource in context.workspace.resources:
        if not _may_be_large(resource.document.source.text):
            continue
        size = _bytes(resource)
        if size >= _MUCH:
            at = resource.document.key_span(("kind",))
            much = f"this object is {size / 1_000_000:.1f} MB large"
            if size > _MOST:
                message, severity, argo = f"{much}; Kubernetes takes 1.5 MB at most", SEVERITY, Argo.FAILS
            else:
                message = f"{much}, of 1.5 MB that Kubernetes takes: its status will hardly have room"
                severity, argo = Severity.WARNING, Argo.NONE
            yield Diagnostic(ID, severity, message, at, hint=_HINT, argo=argo)


def _may_be_large(text: str) -> bool:
    """Whether there are enough characters, of at most four bytes each, or aliases that stand for more."""
    return len(text) >= _MUCH // 4 or ("&" in text and "*" in text)


def _bytes(resource: Resource) -> int:
    """The size of the object as JSON, which is how it is kept."""
    import json

    return len(json.dumps(resource.data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"))
