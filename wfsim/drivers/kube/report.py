"""What the executor found, as it comes out of a pod.

In: the termination message of ``wait``, or its log. Out: ``Report``, or where to look for it. A message has room for
some thousand bytes: what is longer stands in the log, on a line of its own behind one that says length and digest.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from wfsim.drivers.kube.pods import names
from wfsim.drivers.kube.pods.data import is_data
from wfsim.drivers.kube.read import body, objects, text, texts, words
from wfsim.spec.model import NOTHING, JsonObject

_ELSEWHERE = re.compile(r"wfsim-report (\d+) ([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Report:
    """``artifacts``: name → where it was put. ``error``: what went wrong in collecting, in Argo's words. ``keys``: what
    the source of a data template has."""

    result: str | None = None
    parameters: Mapping[str, str] = field(default_factory=lambda: NOTHING, hash=False)
    artifacts: Mapping[str, JsonObject] = field(default_factory=lambda: NOTHING, hash=False)
    error: str = ""
    keys: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class InLog:
    """The report stands in the log of ``wait``: so many bytes, with this digest."""

    length: int
    digest: str


class BrokenReport(ValueError):
    """What stands there is no report, or not all of it."""


def of_pod(pod: JsonObject) -> Report | InLog | None:
    """The report of a pod; None where who reports has not ended, or ended without one."""
    message = message_of(pod, who(pod))
    place = elsewhere(message)
    if place is not None:
        return place
    return of_text(message) if message.startswith("{") else None


def who(pod: JsonObject) -> str:
    """The container that reports."""
    return names.MAIN if is_data(pod) else names.WAIT


def of_log(log: bytes, place: InLog) -> Report:
    """The report in a log."""
    return of_text(in_log(log, place))


def message_of(pod: JsonObject, container: str) -> str:
    """What a container left as its message; empty where it has not ended."""
    statuses = objects(body(pod, "status"), "containerStatuses")
    found = next((one for one in statuses if text(one, "name") == container), {})
    return text(body(body(found, "state"), "terminated"), "message")


def elsewhere(message: str) -> InLog | None:
    """Where the report is, if a message says that it had no room for it."""
    found = _ELSEWHERE.fullmatch(message.strip())
    return InLog(int(found[1]), found[2]) if found else None


def in_log(log: bytes, place: InLog) -> str:
    """What stands in a log in place of a message."""
    head = f"wfsim-report {place.length} {place.digest}\n".encode()
    start = log.rfind(head)
    found = log[start + len(head) : start + len(head) + place.length] if start >= 0 else b""
    if sha256(found).hexdigest() != place.digest:
        raise BrokenReport(f"the log holds no report of {place.length} bytes with digest {place.digest}")
    return found.decode("ascii")


def data_of(message: str) -> JsonObject:
    """The JSON object of a message."""
    try:
        data = json.loads(message)
    except ValueError as problem:
        raise BrokenReport(f"what the executor reports is cut off or no JSON: {problem}") from problem
    if not isinstance(data, dict):
        raise BrokenReport("what the executor reports is no object")
    return data


def of_text(message: str) -> Report:
    """The report that a text is."""
    data = data_of(message)
    result = data.get("result")
    artifacts = {text(one, "name"): body(one, "location") for one in objects(data, "artifacts")}
    return Report(
        result if isinstance(result, str) else None,
        texts(data, "parameters"),
        artifacts,
        text(data, "error"),
        tuple(words(data, "keys")) if "keys" in data else None,
    )
