"""Every code of this layer: its title and how serious it is.

In: nothing. Out: ``CODES``, read by the rules here (severity), by the pages of ``checks`` (title) and by the docs.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from wfsim.text import Severity
from wfsim.text.records import NamedTuple


class Code(NamedTuple):
    """A kind of mistake: a line that names it, and our own judgement of it.

    ``absence``: something is not there. Where a field is misspelt or has the wrong type, that is only what follows.
    """

    title: str
    severity: Severity = Severity.ERROR
    absence: bool = False


_WARNING = Severity.WARNING

CODES: Mapping[str, Code] = MappingProxyType(
    {
        # objects
        "nothing-to-lint": Code("There is nothing here that Argo's linter would look at", _WARNING),
        "duplicate-resource": Code("Two WorkflowTemplates of one name in one namespace"),
        "duplicate-name": Code("Two of one name where names must be unique"),
        "missing-name": Code("A name is required here", absence=True),
        "invalid-name": Code("A name with characters that Argo does not accept"),
        "name-too-long": Code("A name longer than Argo accepts"),
        "entrypoint-missing": Code("The workflow does not say which template it starts with", absence=True),
        "templates-with-template-ref": Code("workflowTemplateRef and templates exclude each other"),
        "hook-without-expression": Code("A lifecycle hook without an expression never knows when to run", absence=True),
        "invalid-pod-gc": Code("podGC has a strategy or a selector that does not exist"),
        "invalid-executor-plugin": Code("An executor plugin lacks something that Argo requires", absence=True),
        "invalid-pod-resources": Code("A pod-level resource that pods cannot have"),
        "schedule-missing": Code("A CronWorkflow without a schedule never runs", absence=True),
        "invalid-schedule": Code("A schedule that is not a cron expression"),
        "invalid-timezone": Code("A time zone that the tz database does not know"),
        "invalid-concurrency-policy": Code("concurrencyPolicy is Allow, Forbid or Replace"),
        "invalid-starting-deadline": Code("startingDeadlineSeconds is negative"),
        # references
        "unknown-template": Code("A template of that name does not exist in this object", absence=True),
        "call-without-template": Code("A step or task that does not say what to run", absence=True),
        "template-and-templateref": Code("template and templateRef exclude each other"),
        "templateref-incomplete": Code("A templateRef needs both the object's name and the template's", absence=True),
        "templateref-unresolved": Code("The object that a templateRef names is not among the files", _WARNING),
        "templateref-unknown-template": Code("The object that a templateRef names has no such template", absence=True),
        "templateref-namespaced": Code("A ClusterWorkflowTemplate that uses a namespaced WorkflowTemplate"),
        # arguments and inputs
        "argument-without-value": Code("An argument with neither value nor valueFrom", absence=True),
        "invalid-argument-source": Code("A valueFrom that an argument cannot have", absence=True),
        "empty-enum": Code("An enum without a value in it"),
        "value-not-in-enum": Code("A value that is not one of its own enum"),
        "artifact-without-source": Code("An artifact argument that comes from nowhere", absence=True),
        "from-and-from-expression": Code("from and fromExpression exclude each other"),
        "missing-argument": Code("A required input is not given by the call", absence=True),
        "from-in-inputs": Code("An input cannot say where it comes from; its argument does"),
        "artifact-without-path": Code("An artifact of a pod needs a path", absence=True),
        "artifact-path-not-allowed": Code("An artifact of a template without a pod has no path"),
        "artifact-path-escape": Code("An artifact path that climbs with .."),
        "git-repo-missing": Code("A git location without a repository", absence=True),
        "invalid-hdfs": Code("An HDFS location lacks something that it needs", absence=True),
        # variables
        "unresolved-variable": Code("A variable that does not exist at this place", absence=True),
        "unclosed-expression": Code("A tag that is never closed"),
        # any template
        "no-template-type": Code("A template without a body", absence=True),
        "several-template-types": Code("A template with two bodies"),
        "init-container-without-name": Code("An init container without a name", absence=True),
        "resource-claims-without-pod": Code("resourceClaims on a template that creates no pod"),
        "timeout-not-allowed": Code("timeout on a template that cannot have one"),
        "invalid-timeout": Code("A timeout without a unit"),
        "invalid-retry-policy": Code("A retryPolicy that does not exist"),
        "invalid-active-deadline": Code("activeDeadlineSeconds is not a number of seconds"),
        "active-deadline-not-allowed": Code("activeDeadlineSeconds on a steps or dag template"),
        "parallelism-not-allowed": Code("parallelism on a template that starts nothing else"),
        # outputs
        "output-without-source": Code("An output that nothing produces", absence=True),
        "output-with-two-sources": Code("An output with two sources"),
        "output-source-unfit": Code("An output's source that this kind of template cannot have"),
        # leaf templates
        "image-missing": Code("A container without an image", absence=True),
        "duplicate-mount-path": Code("Two things mounted at one path"),
        "container-set-empty": Code("A containerSet without containers", absence=True),
        "container-set-without-main": Code(
            "A containerSet with inputs or outputs but no container called main", absence=True
        ),
        "unknown-container-dependency": Code("A container that depends on one that does not exist", absence=True),
        "container-cycle": Code("Containers that wait for each other"),
        "reserved-container-name": Code("A container name that Argo keeps for itself"),
        "invalid-resource-action": Code("A resource action that does not exist", absence=True),
        "manifest-missing": Code("A resource template without a manifest", absence=True),
        "manifest-twice": Code("manifest and manifestFrom exclude each other"),
        "unknown-manifest-artifact": Code("manifestFrom names an artifact that is not an input", absence=True),
        "invalid-manifest": Code("A manifest that is not YAML"),
        # steps and tasks
        "several-loops": Code("Two kinds of loop in one step or task"),
        "sequence-count-and-end": Code("count and end exclude each other"),
        "dag-without-tasks": Code("A dag without tasks", absence=True),
        "unknown-dependency": Code("A task depends on one that does not exist", absence=True),
        "dag-cycle": Code("Tasks that wait for each other"),
        "digit-name-with-dependencies": Code("A task whose name begins with a digit cannot take part in dependencies"),
        "depends-and-dependencies": Code("depends and dependencies in one dag"),
        "depends-and-continue-on": Code("depends and continueOn in one dag"),
        "invalid-task-result": Code("A result that depends does not know"),
        "items-condition-without-loop": Code("AnySucceeded or AllFailed of a task without a loop"),
        "unknown-target": Code("A dag target that is not a task", absence=True),
        "argument-not-dependency": Code("An argument takes from a task that this one does not wait for"),
        # metrics
        "invalid-metric-name": Code("A metric or label name that Prometheus does not accept", absence=True),
        "metric-without-help": Code("A metric without a help text", absence=True),
        "metric-without-value": Code("A metric without a value", absence=True),
        "realtime-resources-duration": Code("A realtime gauge cannot use resourcesDuration"),
    }
)
