"""The kinds of objects on a cluster, where they are found, and what is asked of them.

In: group, version and plural of a kind. Out: ``ResourceType``, paths of URLs, ``Call`` (one thing asked of the server,
in the words of RBAC). Pure data; ``discovery`` finds kinds that are not named here.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

EVERYWHERE = ""  # as a namespace: all of them, and that of kinds which have none


@dataclass(frozen=True, slots=True)
class ResourceType:
    """A kind of objects. ``group`` is empty for the core of Kubernetes."""

    group: str
    version: str
    plural: str
    kind: str
    namespaced: bool = True

    @property
    def api_version(self) -> str:
        """What stands in ``apiVersion`` of its objects."""
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def qualified(self) -> str:
        """As people and ``kubectl`` name it: ``pods``, ``workflows.argoproj.io``."""
        return f"{self.plural}.{self.group}" if self.group else self.plural

    def path(self, namespace: str = EVERYWHERE, name: str = "", subresource: str = "") -> str:
        """The path of an object, or of all objects of a namespace, or of all there are."""
        root = f"/apis/{self.group}/{self.version}" if self.group else f"/api/{self.version}"
        within = ("namespaces", namespace) if self.namespaced and namespace else ()
        steps = (
            *within,
            *filter(None, [self.plural]),
            *((name,) if name else ()),
            *(subresource.split("/") if subresource else ()),
        )
        return "/".join((root, *(quote(step, safe="") for step in steps)))


@dataclass(frozen=True, slots=True)
class Call:
    """Something asked of the server, in RBAC's words (``get``, ``list``, ``watch``, ``create``, ``update``, …)."""

    verb: str
    kind: ResourceType
    namespace: str = EVERYWHERE
    name: str = ""
    subresource: str = ""

    @property
    def path(self) -> str:
        """Where the request goes: what is created goes to the collection, unless it is a part of an object."""
        named = self.name if self.verb != "create" or self.subresource else ""
        return self.kind.path(self.namespace, named, self.subresource)

    @property
    def resource(self) -> str:
        """The resource as a role names it: ``pods``, ``pods/log``."""
        return "/".join(filter(None, (self.kind.plural, self.subresource)))

    def __str__(self) -> str:
        what = "/".join(filter(None, (self.kind.qualified, self.subresource)))
        name = f" {self.name}" if self.name else ""
        return f"{self.verb} {what}{name}" + (f" in namespace {self.namespace}" if self.namespace else "")


def _core(plural: str, kind: str, namespaced: bool = True) -> ResourceType:
    return ResourceType("", "v1", plural, kind, namespaced)


def _argo(plural: str, kind: str, namespaced: bool = True) -> ResourceType:
    return ResourceType("argoproj.io", "v1alpha1", plural, kind, namespaced)


NAMESPACES = _core("namespaces", "Namespace", namespaced=False)
NODES = _core("nodes", "Node", namespaced=False)
PODS = _core("pods", "Pod")
EVENTS = _core("events", "Event")
CONFIG_MAPS = _core("configmaps", "ConfigMap")
SECRETS = _core("secrets", "Secret")
SERVICES = _core("services", "Service")
SERVICE_ACCOUNTS = _core("serviceaccounts", "ServiceAccount")
VOLUME_CLAIMS = _core("persistentvolumeclaims", "PersistentVolumeClaim")
QUOTAS = _core("resourcequotas", "ResourceQuota")
DISRUPTION_BUDGETS = ResourceType("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget")
LEASES = ResourceType("coordination.k8s.io", "v1", "leases", "Lease")
DEPLOYMENTS = ResourceType("apps", "v1", "deployments", "Deployment")
JOBS = ResourceType("batch", "v1", "jobs", "Job")
ROLES = ResourceType("rbac.authorization.k8s.io", "v1", "roles", "Role")
ROLE_BINDINGS = ResourceType("rbac.authorization.k8s.io", "v1", "rolebindings", "RoleBinding")
CLUSTER_ROLES = ResourceType("rbac.authorization.k8s.io", "v1", "clusterroles", "ClusterRole", False)
CLUSTER_ROLE_BINDINGS = ResourceType(
    "rbac.authorization.k8s.io", "v1", "clusterrolebindings", "ClusterRoleBinding", False
)
DEFINITIONS = ResourceType("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", False)
ACCESS_REVIEWS = ResourceType(
    "authorization.k8s.io", "v1", "selfsubjectaccessreviews", "SelfSubjectAccessReview", False
)

WORKFLOWS = _argo("workflows", "Workflow")
WORKFLOW_TEMPLATES = _argo("workflowtemplates", "WorkflowTemplate")
CRON_WORKFLOWS = _argo("cronworkflows", "CronWorkflow")
CLUSTER_WORKFLOW_TEMPLATES = _argo("clusterworkflowtemplates", "ClusterWorkflowTemplate", namespaced=False)
TASK_RESULTS = _argo("workflowtaskresults", "WorkflowTaskResult")

KNOWN = tuple(one for one in list(globals().values()) if isinstance(one, ResourceType))


def known(api_version: str, kind: str) -> ResourceType | None:
    """One of the kinds above; the server need not be asked about them."""
    return _BY_NAME.get((api_version, kind))


_BY_NAME = {(one.api_version, one.kind): one for one in KNOWN}
