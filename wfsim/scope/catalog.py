"""The one table of variables: what can stand in ``{{…}}``, where, of what type, from when on.

In: nothing. Out: ``VARIABLES`` for the docs, ``validity`` and ``checks``; ``find`` for one name. A part of a pattern in
angle brackets stands for any name (the last one also for a name with dots in it).
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache

from wfsim.text.records import NamedTuple


class Type(StrEnum):
    """What the text of a value holds (templating itself knows only text)."""

    TEXT = "text"
    INTEGER = "integer"
    SECONDS = "seconds"
    TIME = "time"
    JSON = "JSON"
    ARTIFACT = "artifact"
    PATH = "path"


class Where(StrEnum):
    """Where a variable means something."""

    ANYWHERE = "every template, and the fields of the spec"
    TEMPLATE = "the template that declares it"
    LEAF = "leaf templates"
    POD = "templates that start a pod"
    RETRY = "templates with a retryStrategy"
    STEPS = "steps listed later, and the outputs of the steps template"
    DAG = "tasks that wait for it, and the outputs of the dag template"
    LOOP = "the looping step or task"
    EXIT = "exit handlers and hooks of the workflow"
    METRIC = "metrics"
    HTTP = "conditions of http templates"
    CRON = "when of a CronWorkflow"


class Phase(StrEnum):
    """From when on the value is there."""

    SUBMIT = "from the start of the workflow"
    START = "when the node starts"
    ATTEMPT = "when the next attempt starts"
    END = "when the node has ended"
    PRODUCED = "after the template that declares it has ended"
    FINAL = "when the workflow is about to end"
    SCHEDULE = "when the schedule fires"


class Variable(NamedTuple):
    """One row: a pattern, and what is known of the names that fit it. ``values``: all that it can be."""

    pattern: str
    type: Type
    where: Where
    phase: Phase
    doc: str
    values: tuple[str, ...] = ()

    @property
    def root(self) -> str:
        return self.pattern.partition(".")[0]


NODE_PHASES = ("Pending", "Running", "Succeeded", "Skipped", "Failed", "Error", "Omitted")
WORKFLOW_PHASES = ("Pending", "Running", "Succeeded", "Failed", "Error")


def _node(root: str, name: str, where: Where) -> tuple[Variable, ...]:
    """What can be said of a step or of a task."""
    start, end = Phase.START, Phase.END
    rows = (
        ("id", Type.TEXT, start, "The id of its node"),
        ("status", Type.TEXT, end, "The phase of its node: Succeeded, Failed, Skipped …"),
        ("startedAt", Type.TIME, start, "When its node started"),
        ("finishedAt", Type.TIME, end, "When its node ended"),
        ("hostNodeName", Type.TEXT, start, "The Kubernetes node that it ran on"),
        ("ip", Type.TEXT, start, "The IP of its pod, of a daemon template only"),
        ("exitCode", Type.INTEGER, end, "The exit code of its main container"),
        ("outputs.result", Type.TEXT, end, "What it printed, or a JSON list of that for a loop"),
        ("outputs.parameters", Type.JSON, end, "Of a loop: a JSON list with the output parameters of each item"),
        ("outputs.parameters.<parameter>", Type.TEXT, end, "An output parameter, or a JSON list of it for a loop"),
        ("outputs.artifacts.<artifact>", Type.ARTIFACT, end, "An output artifact"),
    )
    return tuple(
        Variable(f"{root}.<{name}>.{member}", kind, where, phase, doc, NODE_PHASES if member == "status" else ())
        for member, kind, phase, doc in rows
    )


_HTTP = tuple(
    Variable(name, kind, Where.HTTP, Phase.END, doc)
    for name, kind, doc in (
        ("request.method", Type.TEXT, "The method of the request"),
        ("request.url", Type.TEXT, "The URL of the request"),
        ("request.body", Type.TEXT, "The body of the request"),
        ("request.headers", Type.JSON, "The headers of the request"),
        ("response.statusCode", Type.INTEGER, "The status code of the answer"),
        ("response.body", Type.TEXT, "The body of the answer"),
        ("response.headers", Type.JSON, "The headers of the answer"),
    )
)

_CRON = tuple(
    Variable(f"cronworkflow.{name}", kind, Where.CRON, Phase.SCHEDULE, doc)
    for name, kind, doc in (
        ("name", Type.TEXT, "The name of the CronWorkflow"),
        ("namespace", Type.TEXT, "The namespace of the CronWorkflow"),
        ("labels", Type.JSON, "Its labels"),
        ("labels.json", Type.JSON, "Its labels as JSON"),
        ("labels.<key>", Type.TEXT, "One of its labels"),
        ("annotations", Type.JSON, "Its annotations"),
        ("annotations.json", Type.JSON, "Its annotations as JSON"),
        ("annotations.<key>", Type.TEXT, "One of its annotations"),
        ("lastScheduledTime", Type.TIME, "When it last started a workflow"),
        ("failed", Type.INTEGER, "How many of its workflows failed"),
        ("succeeded", Type.INTEGER, "How many of its workflows succeeded"),
    )
)

VARIABLES: tuple[Variable, ...] = (
    Variable("workflow.name", Type.TEXT, Where.ANYWHERE, Phase.SUBMIT, "The workflow's name"),
    Variable("workflow.namespace", Type.TEXT, Where.ANYWHERE, Phase.SUBMIT, "The workflow's namespace"),
    Variable("workflow.uid", Type.TEXT, Where.ANYWHERE, Phase.SUBMIT, "The workflow's id in the cluster"),
    Variable("workflow.serviceAccountName", Type.TEXT, Where.ANYWHERE, Phase.SUBMIT, "The service account of its pods"),
    Variable("workflow.mainEntrypoint", Type.TEXT, Where.ANYWHERE, Phase.SUBMIT, "The template it starts with"),
    Variable("workflow.priority", Type.INTEGER, Where.ANYWHERE, Phase.SUBMIT, "spec.priority, where it is set"),
    Variable("workflow.creationTimestamp", Type.TIME, Where.ANYWHERE, Phase.SUBMIT, "When the workflow was made"),
    Variable(
        "workflow.creationTimestamp.<format>",
        Type.TEXT,
        Where.ANYWHERE,
        Phase.SUBMIT,
        "The same by a strftime letter, as s (Unix seconds) or as RFC3339",
    ),
    Variable(
        "workflow.scheduledTime", Type.TIME, Where.ANYWHERE, Phase.SUBMIT, "When a CronWorkflow meant to start this one"
    ),
    Variable("workflow.parameters", Type.JSON, Where.ANYWHERE, Phase.SUBMIT, "All workflow arguments"),
    Variable("workflow.parameters.json", Type.JSON, Where.ANYWHERE, Phase.SUBMIT, "All workflow arguments as JSON"),
    Variable("workflow.parameters.<parameter>", Type.TEXT, Where.ANYWHERE, Phase.SUBMIT, "A workflow argument"),
    Variable("workflow.labels", Type.JSON, Where.ANYWHERE, Phase.SUBMIT, "All labels of the workflow"),
    Variable("workflow.labels.json", Type.JSON, Where.ANYWHERE, Phase.SUBMIT, "All labels of the workflow as JSON"),
    Variable("workflow.labels.<key>", Type.TEXT, Where.ANYWHERE, Phase.SUBMIT, "A label of the workflow"),
    Variable("workflow.annotations", Type.JSON, Where.ANYWHERE, Phase.SUBMIT, "All annotations of the workflow"),
    Variable(
        "workflow.annotations.json", Type.JSON, Where.ANYWHERE, Phase.SUBMIT, "All annotations of the workflow as JSON"
    ),
    Variable("workflow.annotations.<key>", Type.TEXT, Where.ANYWHERE, Phase.SUBMIT, "An annotation of the workflow"),
    Variable("workflow.status", Type.TEXT, Where.EXIT, Phase.FINAL, "Succeeded, Failed or Error", WORKFLOW_PHASES),
    Variable("workflow.failures", Type.JSON, Where.EXIT, Phase.FINAL, "The nodes that failed"),
    Variable("workflow.duration", Type.SECONDS, Where.ANYWHERE, Phase.START, "How long the workflow has run"),
    Variable(
        "workflow.outputs.parameters.<name>",
        Type.TEXT,
        Where.ANYWHERE,
        Phase.PRODUCED,
        "An output parameter with this globalName",
    ),
    Variable(
        "workflow.outputs.artifacts.<name>",
        Type.ARTIFACT,
        Where.ANYWHERE,
        Phase.PRODUCED,
        "An output artifact with this globalName",
    ),
    Variable("inputs.parameters", Type.JSON, Where.TEMPLATE, Phase.START, "All input parameters as JSON"),
    Variable("inputs.parameters.<parameter>", Type.TEXT, Where.TEMPLATE, Phase.START, "An input parameter"),
    Variable("inputs.artifacts.<artifact>", Type.ARTIFACT, Where.TEMPLATE, Phase.START, "An input artifact"),
    Variable("inputs.artifacts.<artifact>.path", Type.PATH, Where.LEAF, Phase.START, "Where an input artifact lies"),
    Variable(
        "outputs.artifacts.<artifact>.path",
        Type.PATH,
        Where.LEAF,
        Phase.START,
        "Where an output artifact is taken from",
    ),
    Variable(
        "outputs.parameters.<parameter>.path",
        Type.PATH,
        Where.LEAF,
        Phase.START,
        "The file that an output parameter is read from",
    ),
    Variable("outputs.result", Type.TEXT, Where.METRIC, Phase.END, "What the template printed"),
    Variable("outputs.parameters.<parameter>", Type.TEXT, Where.METRIC, Phase.END, "An output parameter"),
    Variable("status", Type.TEXT, Where.METRIC, Phase.END, "The phase of the node", NODE_PHASES),
    Variable("duration", Type.SECONDS, Where.METRIC, Phase.END, "How long the node ran"),
    Variable("exitCode", Type.INTEGER, Where.METRIC, Phase.END, "The exit code of the main container"),
    Variable(
        "resourcesDuration.<resource>", Type.SECONDS, Where.METRIC, Phase.END, "Resource seconds of cpu or memory"
    ),
    Variable("pod.name", Type.TEXT, Where.POD, Phase.START, "The name of the pod"),
    Variable("node.name", Type.TEXT, Where.TEMPLATE, Phase.START, "The full name of the node"),
    Variable("retries", Type.INTEGER, Where.RETRY, Phase.START, "The number of this attempt, from 0"),
    Variable("lastRetry.exitCode", Type.INTEGER, Where.RETRY, Phase.ATTEMPT, "The last attempt's exit code, first -1"),
    Variable("lastRetry.status", Type.TEXT, Where.RETRY, Phase.ATTEMPT, "The last attempt's phase", ("", *NODE_PHASES)),
    Variable("lastRetry.duration", Type.SECONDS, Where.RETRY, Phase.ATTEMPT, "How long the last attempt ran"),
    Variable("lastRetry.message", Type.TEXT, Where.RETRY, Phase.ATTEMPT, "The last attempt's message"),
    Variable("item", Type.TEXT, Where.LOOP, Phase.START, "The item of the loop"),
    Variable("item.<key>", Type.TEXT, Where.LOOP, Phase.START, "One member of an item that is a mapping"),
    Variable("steps.name", Type.TEXT, Where.STEPS, Phase.START, "The name of the step that runs the template"),
    Variable("tasks.name", Type.TEXT, Where.DAG, Phase.START, "The name of the task that runs the template"),
    *_node("steps", "step", Where.STEPS),
    *_node("tasks", "task", Where.DAG),
    *_HTTP,
    *_CRON,
)


@cache
def _expressions() -> tuple[tuple[re.Pattern[str], Variable], ...]:
    """The patterns as regular expressions, those without a free part first."""
    ordered = sorted(VARIABLES, key=lambda one: (one.pattern.count("<"), -len(one.pattern)))
    return tuple((_expression(one.pattern), one) for one in ordered)


def _expression(pattern: str) -> re.Pattern[str]:
    """The last free part may have dots in it, but names of steps and tasks have none."""
    parts = re.split(r"<[^>]+>", pattern)
    last = "[^.]+" if parts[0] in ("steps.", "tasks.") and parts[-1] else ".+"
    joined = "[^.]+".join(map(re.escape, parts[:-1]))
    return re.compile(joined + (last if len(parts) > 1 else "") + re.escape(parts[-1]))


@cache
def find(name: str) -> Variable | None:
    """The row that a name fits, exact ones before patterns."""
    return next((row for expression, row in _expressions() if expression.fullmatch(name)), None)
