"""A cluster file → what the cluster has, what is submitted to it and when.

In: a ``Source``. Out: ``ClusterFile`` (None where the file cannot be used) and findings, each at its place. Called by
``api``. ``SCHEMA`` is the one place that names the keys.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fractions import Fraction
from typing import Final

from wfsim.drivers.sim.decode import written
from wfsim.drivers.sim.room import Host
from wfsim.engine.throttle import Limits
from wfsim.lang import durations, quantities
from wfsim.lang.errors import LangError
from wfsim.spec.model import JsonObject
from wfsim.text import Diagnostic, Severity, Source, Span, in_order
from wfsim.yamlio import Document, Json, Path, plain, read

CODE = "bad-cluster-file"
DAY_MS = 24 * 3600 * 1000

_TEXT: Final[dict[str, Json]] = {"type": ["string", "number", "boolean"]}
_WHOLE: Final[dict[str, Json]] = {"type": "integer", "minimum": 0}
_DURATION: Final[dict[str, Json]] = {"type": ["string", "number"], "minimum": 0}
_QUANTITY: Final[dict[str, Json]] = {"type": ["string", "number"]}
_TEXTS: Final[dict[str, Json]] = {"type": "object", "additionalProperties": _TEXT}


def _object(properties: dict[str, Json], required: tuple[str, ...] = ()) -> dict[str, Json]:
    return {"type": "object", "properties": properties, "additionalProperties": False, "required": list(required)}


def _list_of(item: dict[str, Json]) -> dict[str, Json]:
    return {"type": "array", "items": item}


_NODE: Final = _object(
    {
        "name": {**_TEXT, "description": "its name; with a count, what the names begin with"},
        "cpu": {**_QUANTITY, "description": "cores, as Kubernetes writes them: 4, 500m"},
        "memory": {**_QUANTITY, "description": "bytes, as Kubernetes writes them: 8Gi"},
        "pods": {**_WHOLE, "description": "how many pods it takes (110)"},
        "count": {"type": "integer", "minimum": 1, "description": "how many such nodes there are (1)"},
        "labels": {**_TEXTS, "description": "labels that a nodeSelector can ask for"},
    },
    ("cpu", "memory"),
)
_SUBMISSION: Final = _object(
    {
        "workflow": {**_TEXT, "description": "an object of the files by name or generateName"},
        "name": {**_TEXT, "description": "the name of the run"},
        "at": {**_DURATION, "description": "when, after the clock began (0s)"},
        "count": {"type": "integer", "minimum": 1, "description": "how often (1)"},
        "every": {**_DURATION, "description": "the time from one to the next (0s)"},
        "parameters": {**_TEXTS, "description": "workflow parameters"},
        "entrypoint": {**_TEXT, "description": "another template to begin with"},
    },
    ("workflow",),
)
SCHEMA: Final[dict[str, Json]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "wfsim cluster",
    **_object(
        {
            "start": {"type": "string", "description": "when the clock begins, such as 2024-01-01T00:00:00Z"},
            "until": {**_DURATION, "description": "how long CronWorkflows fire (24h)"},
            "parallelism": {**_WHOLE, "description": "how many workflows run at once; 0: any number"},
            "namespaceParallelism": {**_WHOLE, "description": "the same for each namespace"},
            "namespaces": {
                "type": "object",
                "additionalProperties": _object({"parallelism": _WHOLE}),
                "description": "namespaces with a limit of their own",
            },
            "nodes": {**_list_of(_NODE), "description": "the machines; without them there is room for any pod"},
            "crons": {"type": "boolean", "description": "whether the CronWorkflows of the files fire (true)"},
            "submit": {**_list_of(_SUBMISSION), "description": "what is submitted; without it every Workflow, once"},
        }
    ),
}


@dataclass(frozen=True, slots=True)
class Arrival:
    """Something that is submitted: which object, and with what. Times in milliseconds after the clock began."""

    workflow: str
    at_ms: int = 0
    name: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    entrypoint: str = ""
    at: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class ClusterFile:
    """What the file says. ``arrivals`` None: every Workflow of the files at once. ``hosts`` empty: room for any pod."""

    start_ms: int | None = None
    until_ms: int = DAY_MS
    limits: Limits = field(default_factory=Limits)
    hosts: tuple[Host, ...] = ()
    arrivals: tuple[Arrival, ...] | None = None
    crons: bool = True


def load(source: Source) -> tuple[ClusterFile | None, tuple[Diagnostic, ...]]:
    """Read a cluster file. An empty one is a cluster without limits."""
    from wfsim.spec import schema

    reading = read(source)
    documents = [one for one in reading.documents if one.root is not None]
    findings = list(reading.findings)
    if not documents:
        return (None if _wrong(findings) else ClusterFile()), in_order(findings)
    findings += [_finding("a cluster file has one document", extra.span(())) for extra in documents[1:]]
    findings += schema.findings(documents[0], SCHEMA, CODE)
    if _wrong(findings):
        return None, in_order(findings)
    reader = _Reader(documents[0])
    made = reader.file()
    findings += reader.findings
    return (None if _wrong(findings) else made), in_order(findings)


def _wrong(findings: list[Diagnostic]) -> bool:
    return any(one.severity is Severity.ERROR for one in findings)


def _finding(message: str, at: Span, hint: str = "") -> Diagnostic:
    return Diagnostic(CODE, Severity.ERROR, message, at, hint=hint)


class _Reader:
    """Walks a document whose shape is right."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.findings: list[Diagnostic] = []

    def file(self) -> ClusterFile:
        data = _mapping(plain(self.document.root))
        limits = Limits(
            _int(data.get("parallelism")),
            _int(data.get("namespaceParallelism")),
            {name: _int(_mapping(one).get("parallelism")) for name, one in _mapping(data.get("namespaces")).items()},
        )
        nodes, submit = data.get("nodes"), data.get("submit")
        return ClusterFile(
            start_ms=self.start(data.get("start")),
            until_ms=self.duration(data.get("until"), ("until",), DAY_MS),
            limits=limits,
            crons=data.get("crons") is not False,
            hosts=tuple(host for i, one in enumerate(_list(nodes)) for host in self.hosts(_mapping(one), i)),
            arrivals=None
            if submit is None
            else tuple(a for i, one in enumerate(_list(submit)) for a in self.arrivals(_mapping(one), i)),
        )

    def start(self, text: Json) -> int | None:
        if text is None:
            return None
        try:
            moment = datetime.fromisoformat(str(text))
        except ValueError:
            self.say(f"`{text}` is not a time", ("start",), "Write it as 2024-01-01T00:00:00Z.")
            return None
        return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)

    def hosts(self, data: JsonObject, index: int) -> Iterator[Host]:
        path: Path = ("nodes", index)
        cpu, memory = (self.quantity(data[key], (*path, key)) for key in ("cpu", "memory"))
        count, name = _int(data.get("count"), 1), str(data.get("name", f"node-{index}"))
        labels = {key: written(value) for key, value in _mapping(data.get("labels")).items()}
        for number in range(count):
            yield Host(name if count == 1 else f"{name}-{number}", cpu, memory, _int(data.get("pods"), 110), labels)

    def arrivals(self, data: JsonObject, index: int) -> Iterator[Arrival]:
        path: Path = ("submit", index)
        first = self.duration(data.get("at"), (*path, "at"), 0)
        every = self.duration(data.get("every"), (*path, "every"), 0)
        count, name = _int(data.get("count"), 1), written(data.get("name", ""))
        if name and count > 1:
            self.say("one name cannot be given to several runs", (*path, "name"), "Leave the name out, or the count.")
        parameters = {key: written(value) for key, value in _mapping(data.get("parameters")).items()}
        for number in range(count):
            yield Arrival(
                written(data["workflow"]),
                first + number * every,
                name,
                parameters,
                written(data.get("entrypoint", "")),
                self.document.span((*path, "workflow")),
            )

    def duration(self, value: Json, path: Path, default: int) -> int:
        if value is None:
            return default
        try:
            return int(value * 1000) if isinstance(value, int | float) else durations.parse_ms(str(value))
        except (LangError, ValueError, OverflowError):
            self.say(f"`{value}` is not a duration", path, "Write seconds, or as in Go: 1h30m.")
            return default

    def quantity(self, value: Json, path: Path) -> Fraction:
        try:
            return Fraction(quantities.parse(str(value)))
        except LangError:
            self.say(f"`{value}` is not a quantity", path, "Write it as Kubernetes does: 2, 500m, 4Gi.")
            return Fraction(0)

    def say(self, message: str, path: Path, hint: str) -> None:
        self.findings.append(_finding(message, self.document.span(path), hint))


def _mapping(data: Json) -> dict[str, Json]:
    return data if isinstance(data, dict) else {}


def _list(data: Json) -> list[Json]:
    return data if isinstance(data, list) else []


def _int(data: Json, default: int = 0) -> int:
    return data if isinstance(data, int) else default
