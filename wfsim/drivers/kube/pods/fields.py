"""The fields of a pod's spec that workflow and template say outright.

In: both, as JSON data. Out: a part of the pod's spec. A row of the tables is a field.
"""

from __future__ import annotations

from wfsim.drivers.kube import read
from wfsim.drivers.kube.pods.request import PodRequest
from wfsim.spec.model import NOTHING, JsonObject
from wfsim.yamlio.nodes import Json

# Of the template, or else of the workflow.
NEARER = (
    "affinity",
    "automountServiceAccountToken",
    "nodeSelector",
    "priorityClassName",
    "schedulerName",
    "securityContext",
    "serviceAccountName",
    "tolerations",
)
OF_WORKFLOW = ("dnsConfig", "dnsPolicy", "hostNetwork", "imagePullSecrets")
_NOTHING: tuple[Json, ...] = (None, "", [], {})
JOINED = ("hostAliases",)  # of both, the workflow's first


def said(request: PodRequest) -> dict[str, Json]:
    """The part of the pod's spec that is copied, and its deadline."""
    found = _copied(request.workflow.spec, request.template)
    if request.start.deadline_ms is not None:
        found["activeDeadlineSeconds"] = max(1, (request.start.deadline_ms - request.now_ms) // 1000)
    return found


def of_all(spec: JsonObject) -> dict[str, Json]:
    """The part that a workflow wants of any pod."""
    return _copied(spec, NOTHING)


def _copied(spec: JsonObject, template: JsonObject) -> dict[str, Json]:
    found: dict[str, Json] = {"restartPolicy": "Never"}
    for name in NEARER:
        value = next((one for one in (template.get(name), spec.get(name)) if one not in _NOTHING), None)
        if value is not None:
            found[name] = read.copy(value)
    for name in OF_WORKFLOW:
        if spec.get(name):
            found[name] = read.copy(spec[name])
    for name in JOINED:
        both = [*read.objects(spec, name), *read.objects(template, name)]
        if both:
            found[name] = [read.copy(dict(one)) for one in both]
    return found
