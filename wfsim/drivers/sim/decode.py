"""A mocks file → ``Mocks``, and what is wrong with it.

In: a ``Source`` (``of_data`` takes plain data). Out: ``Mocks`` (None where the file cannot be used) and findings, each
at its place in the file. Called by ``api``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from math import inf, isfinite

from wfsim.drivers.sim.mocks import (
    DEFAULT_DURATION_MS,
    Behaviour,
    By,
    InOrder,
    Mock,
    Mocks,
    OneOf,
    Outcome,
    Reply,
    Resume,
    Selector,
)
from wfsim.drivers.sim.schema import CHOICES, SCHEMA, SELECTORS
from wfsim.lang import durations
from wfsim.lang.errors import LangError
from wfsim.spec.model import JsonObject
from wfsim.text import Diagnostic, Severity, Source, Span, in_order
from wfsim.yamlio import Document, Json, Path, Scalar, plain, read

CODE = "bad-mock"
_BY = {"template": By.TEMPLATE, "step": By.STEP, "node": By.NODE}
_PREFIXES = {f"{name}:": by for name, by in _BY.items()}


@dataclass(frozen=True, slots=True)
class Loaded:
    """The mocks of a file, None where there is an error among the findings."""

    mocks: Mocks | None
    findings: tuple[Diagnostic, ...]


def load(source: Source) -> Loaded:
    """Read a mocks file. An empty one mocks nothing."""
    reading = read(source)
    documents = [one for one in reading.documents if one.root is not None]
    findings = list(reading.findings)
    if not documents:
        return _loaded(Mocks(), findings)
    for extra in documents[1:]:
        findings.append(_finding("a mocks file has one document", extra.span(()), "join them"))
    reader = _Reader(documents[0])
    findings += reader.shape()
    if any(one.severity is Severity.ERROR for one in findings):
        return Loaded(None, in_order(findings))
    mocks = reader.file()
    return _loaded(mocks, findings + reader.findings)


def of_data(data: JsonObject, name: str = "<mocks>") -> Loaded:
    """The same from plain data; places are those of its JSON text."""
    return load(Source(name, json.dumps(data, indent=2, ensure_ascii=False)))


def _loaded(mocks: Mocks, findings: list[Diagnostic]) -> Loaded:
    failed = any(one.severity is Severity.ERROR for one in findings)
    return Loaded(None if failed else mocks, in_order(findings))


def _finding(message: str, at: Span, hint: str = "") -> Diagnostic:
    return Diagnostic(CODE, Severity.ERROR, message, at, hint=hint)


def written(value: Json) -> str:
    """A value of plain data as a container would print it: text as it is, anything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@dataclass(slots=True)
class _Reader:
    """Walks the data of one document whose shape is right; paths find the places."""

    document: Document
    findings: list[Diagnostic] = field(default_factory=list)

    def shape(self) -> Iterator[Diagnostic]:
        from wfsim.spec import schema

        yield from schema.findings(self.document, SCHEMA, CODE)

    def say(self, message: str, path: Path, hint: str = "") -> None:
        self.findings.append(_finding(message, self.document.span(path), hint))

    def file(self) -> Mocks:
        data = _object(plain(self.document.root))
        maps = _object(data.get("configMaps"))
        default = _object(data.get("defaults")).get("duration")
        return Mocks(
            mocks=tuple(self.entries(data.get("mocks"), ("mocks",))),
            default_duration_ms=self.duration(default, ("defaults", "duration"), DEFAULT_DURATION_MS) or 0,
            config_maps={name: self.texts(body, ("configMaps", name)) for name, body in maps.items()},
        )

    def entries(self, data: Json, path: Path) -> Iterator[Mock]:
        """Both forms: a list of mocks with selectors inside, or a map from selector to mock."""
        if isinstance(data, list):
            for index, one in enumerate(data):
                if (mock := self.listed(_object(one), (*path, index))) is not None:
                    yield mock
        for key, body in _object(data).items():
            at = self.document.key_span((*path, key))
            yield Mock(_keyed(key, at), self.behaviour(body, (*path, key), Outcome()))

    def listed(self, data: JsonObject, path: Path) -> Mock | None:
        named = [one for one in SELECTORS if one in data]
        if len(named) != 1:
            wanted = "one of template, step or node says which nodes a mock is for"
            self.say(f"{wanted}; here is {' and '.join(named) or 'none'}", path)
            return None
        at = self.document.span((*path, named[0]))
        body = {key: value for key, value in data.items() if key != named[0]}
        selector = Selector(_BY[named[0]], self.text(data[named[0]], (*path, named[0])), at)
        return Mock(selector, self.behaviour(body, path, Outcome()))

    def behaviour(self, data: Json, path: Path, base: Outcome) -> Behaviour:
        """A mock: an outcome, a choice among some, or a list of them (a sequence). ``base`` is what surrounds it."""
        at = self.document.span(path)
        if isinstance(data, list):
            return InOrder(self.options(data, path, base), at=at)
        if not isinstance(data, dict):
            return replace(base, result=self.text(data, path), given=base.given | {"result"}, at=at)
        chosen = [one for one in CHOICES if one in data]
        if len(chosen) > 1:
            self.say(f"{' and '.join(chosen)} exclude each other", path, "put one inside the options of the other")
        outcome = self.outcome(data, path, base)
        if not chosen:
            return outcome
        inside = (*path, chosen[0])
        found = data[chosen[0]]
        body = found if isinstance(found, list) else []
        options = self.options(body, inside, outcome)
        if chosen[0] != "oneOf":
            return InOrder(options, chosen[0] == "attempts", at)
        weights = tuple(_weight(one) for one in body)
        if not 0 < sum(weights) < inf:
            self.say("the weights must add up to a positive number", inside)
        return OneOf(options, weights, at)

    def options(self, data: list[Json], path: Path, base: Outcome) -> tuple[Behaviour, ...]:
        return tuple(self.behaviour(one, (*path, index), base) for index, one in enumerate(data))

    def outcome(self, data: JsonObject, path: Path, base: Outcome) -> Outcome:
        """``base`` with what the data says changed."""
        outputs = _object(data.get("outputs"))
        if "result" in data and "result" in outputs:
            self.say("result is given twice", (*path, "outputs", "result"))
        changes: dict[str, object] = {}
        given = {key for key in data if key not in (*CHOICES, "outputs", "weight")} | set(outputs)
        for key in sorted(given):
            value = data[key] if key in data else outputs[key]
            changes |= self.change(key, value, (*path, key) if key in data else (*path, "outputs", key), base)
        at = self.document.span(path)
        return replace(base, **changes, given=base.given | given, at=at)  # type: ignore[arg-type]

    def change(self, key: str, value: Json, path: Path, base: Outcome) -> dict[str, object]:
        """The fields of ``Outcome`` that one key of the file sets."""
        match key:
            case "exitCode":
                return {"exit_code": _whole(value)}
            case "result":
                return {"result": self.text(value, path)}
            case "parameters":
                return {"parameters": {**base.parameters, **self.optional(value, path)}}
            case "artifacts":
                return {"artifacts": {**base.artifacts, **{n: bool(one) for n, one in _object(value).items()}}}
            case "duration":
                return {"duration_ms": self.duration(value, path, None)}
            case "containers":
                return {"containers": {name: _whole(one) for name, one in _object(value).items()}}
            case "resume":
                return {"resume": self.resume(value, path)}
            case "http":
                body = _object(value)
                text = self.text(body.get("body", ""), (*path, "body"))
                headers = self.texts(body.get("headers"), (*path, "headers"))
                return {"http": Reply(_whole(body.get("status", 200)), text, headers)}
            case "object":
                return {"objects": (value,)}
            case "objects":
                return {"objects": tuple(value) if isinstance(value, list) else ()}
            case "podMessage":
                return {"pod_message": self.text(value, path)}
        return {key: self.text(value, path)}  # message, reason, error, ip, phase, pending

    def resume(self, value: Json, path: Path) -> Resume | None:
        if not isinstance(value, dict):
            return Resume() if value else None
        return Resume(
            self.duration(value.get("after"), (*path, "after"), None),
            self.texts(value.get("parameters"), (*path, "parameters")),
        )

    def text(self, value: Json, path: Path) -> str:
        """A value as a container would print it: a scalar as the file writes it (``yes``, ``1.10``), else JSON."""
        node = self.document.node(path)
        return node.text if isinstance(node, Scalar) else written(value)

    def texts(self, value: Json, path: Path) -> dict[str, str]:
        return {name: self.text(one, (*path, name)) for name, one in _object(value).items()}

    def optional(self, value: Json, path: Path) -> dict[str, str | None]:
        """Texts, and None for null."""
        return {n: None if one is None else self.text(one, (*path, n)) for n, one in _object(value).items()}

    def duration(self, value: Json, path: Path, absent: int | None) -> int | None:
        """Seconds or a Go duration, in milliseconds."""
        if value is None:
            return absent
        if isinstance(value, (int, float)) and isfinite(value):
            return round(value * 1000)
        try:
            found = durations.parse_ms(str(value))
        except LangError as error:
            self.say(f"{value!r} is no duration: {error}", path, "write seconds, or a Go duration such as 1m30s")
            return 0
        if found < 0:
            self.say(f"the duration {value!r} is negative", path)
        return found


def _keyed(key: str, at: Span) -> Selector:
    """The selector of a map's key: ``step:…`` and ``node:…`` by prefix, else a template's name."""
    for prefix, by in _PREFIXES.items():
        if key.startswith(prefix):
            return Selector(by, key.removeprefix(prefix).strip(), at)
    return Selector(By.TEMPLATE, key, at)


def _object(value: Json) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}


def _whole(value: Json) -> int:
    return int(value) if isinstance(value, (int, float)) else 0


def _weight(option: Json) -> float:
    found = option.get("weight", 1) if isinstance(option, dict) else 1
    return float(found) if isinstance(found, (int, float)) else 1.0
