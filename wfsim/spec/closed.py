"""The words that a field can be, where they are a closed set.

In: nothing. Out: ``values``. ``validity`` judges by it where Argo does; JSON Schemas and the language server list them.
"""

from __future__ import annotations

from typing import Final

_OF_CONTAINER: Final = {
    "imagePullPolicy": ("Always", "IfNotPresent", "Never"),
    "terminationMessagePolicy": ("File", "FallbackToLogsOnError"),
}

# Type → field → all that it can be; an empty text stands for a field that is not set.
VALUES: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "ArtifactGC": {"strategy": ("Never", "OnWorkflowCompletion", "OnWorkflowDeletion")},
    "CronWorkflowSpec": {"concurrencyPolicy": ("Allow", "Forbid", "Replace")},
    "Gauge": {"operation": ("Set", "Add", "Sub")},
    "PodGC": {"strategy": ("OnPodCompletion", "OnPodSuccess", "OnWorkflowCompletion", "OnWorkflowSuccess")},
    "ResourceTemplate": {
        "action": ("get", "create", "apply", "delete", "replace", "patch"),
        "mergeStrategy": ("strategic", "merge", "json"),
    },
    "RetryStrategy": {"retryPolicy": ("Always", "OnFailure", "OnError", "OnTransientError")},
    "VolumeClaimGC": {"strategy": ("OnWorkflowCompletion", "OnWorkflowSuccess")},
    "WorkflowLevelArtifactGC": {"strategy": ("Never", "OnWorkflowCompletion", "OnWorkflowDeletion")},
    "WorkflowSpec": {
        "dnsPolicy": ("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"),
        "shutdown": ("Stop", "Terminate"),
    },
    "ContainerPort": {"protocol": ("TCP", "UDP", "SCTP")},
    "HTTPGetAction": {"scheme": ("HTTP", "HTTPS")},
    "PersistentVolumeClaimSpec": {"volumeMode": ("Filesystem", "Block")},
    "Toleration": {
        "effect": ("NoSchedule", "PreferNoSchedule", "NoExecute"),
        "operator": ("Exists", "Equal", "Lt", "Gt"),
    },
    "VolumeMount": {"mountPropagation": ("None", "HostToContainer", "Bidirectional")},
    **dict.fromkeys(("Container", "ContainerNode", "ScriptTemplate", "UserContainer"), _OF_CONTAINER),
}


def values(type_name: str, field: str) -> tuple[str, ...]:
    """All that a field can be; empty where that is not a closed set."""
    return VALUES.get(type_name, {}).get(field, ())
