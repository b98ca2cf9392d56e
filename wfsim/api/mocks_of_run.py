"""The mocks under which a simulation does what a run did, real or simulated.

In: a record. Out: YAML text of a mocks file with an entry for each node that did something. Called by ``cli.mocks``.
Some of what ended a node stands only in its message, which is read as the engine writes it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final

from wfsim.engine.phases import NodeType, Phase
from wfsim.record.run import NodeRecord, RunRecord
from wfsim.spec.model import JsonObject
from wfsim.yamlio import Json

# main: OOMKilled (exit code 137): what its container said
_CONTAINER: Final = re.compile(
    r"(?P<name>[^:\s]+): (?P<reason>.*?) \(exit code (?P<code>\d+)\)(?:: (?P<said>.*))?", re.DOTALL
)
_STATUS: Final = re.compile(r"received non-2xx response code: (\d+)")
_LONGER_S: Final = 3600  # in a simulation the same run may take as much more
_ENDED: Final = frozenset((Phase.SUCCEEDED, Phase.FAILED, Phase.ERROR))


def mocks_of(record: RunRecord) -> str:
    """The file. It names nodes in full, so that it is for a run of the same name."""
    lines = [
        f"# What the nodes of {record.name} did.",
        f"# For 'wfsim simulate --name {record.name}' with the same files and parameters.",
    ]
    rows = [(node.name, body) for node in record.nodes if (body := _Did(record, node).mock()) is not None]
    lines.append("mocks:" if rows else "mocks: []")
    for name, body in rows:
        lines.append(f"  - node: {_text(name)}")
        lines += [f"    {key}: {_text(value)}" for key, value in body.items()]
    return "\n".join(lines) + "\n"


def _text(value: Json) -> str:
    """JSON is YAML, and leaves no doubt about any text; what does not belong into a YAML file is escaped."""
    return json.dumps(value)


class _Did:
    """What one node did."""

    def __init__(self, record: RunRecord, node: NodeRecord) -> None:
        self._record, self._node = record, node
        self._outputs: JsonObject = node.outputs or {}

    def mock(self) -> dict[str, Json] | None:
        """Its mock; None for a node that nothing was asked of."""
        by_type = {
            NodeType.POD: self._pod,
            NodeType.SUSPEND: self._suspended,
            NodeType.HTTP: self._http,
            NodeType.PLUGIN: self._plugin,
        }
        node = self._node
        if node.type not in by_type or node.memoized or node.started_ms is None:
            return None
        return by_type[node.type]() if node.phase in _ENDED else self._left_over(node.started_ms)

    def _left_over(self, started_ms: int) -> dict[str, Json] | None:
        """Of a pod that the end of the run overtook: that it does not start, or takes longer than the run."""
        node, ended_ms = self._node, self._record.finished_ms
        if node.type is not NodeType.POD or ended_ms is None or "resource" in self._template or node.daemoned:
            return None
        if node.phase is Phase.PENDING:
            return {"pending": node.message}
        return {"duration": (ended_ms - started_ms) / 1000 + _LONGER_S}

    def _pod(self) -> dict[str, Json]:
        found: dict[str, Json] = {"ip": self._node.pod_ip} if self._node.pod_ip else {}
        if self._template.get("daemon") is True and self._node.phase is Phase.SUCCEEDED:
            return found  # it went on till it was stopped
        return found | {**self._end(), **self._duration(), **self._left(), **self._containers()}

    def _end(self) -> dict[str, Json]:
        """How it ended, where not well."""
        node, code = self._node, self._outputs.get("exitCode")
        failed = isinstance(code, str) and code.isdigit() and code != "0"
        known: dict[str, Json] = {"exitCode": int(str(code))} if failed else {}
        if node.phase is Phase.SUCCEEDED:
            return known
        if node.phase is Phase.ERROR:
            return known | {"error": node.message}
        found = _CONTAINER.fullmatch(node.message)
        if found is None:
            return known | ({"podMessage": node.message} if node.message else {"exitCode": 1})
        said: dict[str, Json] = {"message": found["said"]} if found["said"] else {}
        reason: dict[str, Json] = {"reason": found["reason"]} if found["reason"] != "Error" else {}
        if found["name"] == "main":
            known = {"exitCode": int(found["code"])}
        return {**known, **said, **reason}

    def _duration(self) -> dict[str, Json]:
        started, finished = self._node.started_ms, self._node.finished_ms
        return {} if started is None or finished is None else {"duration": max(0, finished - started) / 1000}

    def _left(self) -> dict[str, Json]:
        """Result and outputs, and which artifacts are missing."""
        found: dict[str, Json] = {}
        result = self._outputs.get("result")
        if isinstance(result, str):  # a last line end is taken away
            found["result"] = result + "\n" if result.endswith("\n") else result
        outputs: dict[str, Json] = {}
        if parameters := _values(self._outputs):
            outputs["parameters"] = parameters
        if artifacts := self._artifacts():
            outputs["artifacts"] = artifacts
        return found | ({"outputs": outputs} if outputs else {})

    def _artifacts(self) -> dict[str, Json]:
        """By name, where it is not as the phase says: all of a node that succeeded, of others none."""
        there = {str(one.get("name")) for one in _rows(self._outputs, "artifacts")}
        outputs = self._template.get("outputs")
        declared = {str(one.get("name")) for one in _rows(outputs if isinstance(outputs, Mapping) else {}, "artifacts")}
        if self._node.phase is Phase.SUCCEEDED:
            return dict.fromkeys(sorted(declared - there), False)
        return dict.fromkeys(sorted(there & declared), True)

    def _containers(self) -> dict[str, Json]:
        """Exit codes of a container set's containers."""
        codes: dict[str, Json] = {}
        for one in self._record.nodes:
            if one.type is NodeType.CONTAINER and one.boundary_id == self._node.id:
                found = _CONTAINER.fullmatch(one.message)
                name = one.name.removeprefix(f"{self._node.name}.")
                if found is not None and name != "main":
                    codes[name] = int(found["code"])
        return {"containers": codes} if codes else {}

    def _suspended(self) -> dict[str, Json]:
        supplied = _values(self._outputs)
        resume: dict[str, Json] = {"parameters": supplied} if supplied else {}
        duration = self._duration().get("duration")
        if not supplied and isinstance(self._template.get("suspend"), Mapping) and self._timed:
            return {}
        return {"resume": {"after": duration, **resume} if duration is not None else resume or True}

    @property
    def _timed(self) -> bool:
        body = self._template.get("suspend")
        return isinstance(body, Mapping) and bool(body.get("duration"))

    def _http(self) -> dict[str, Json]:
        found = _STATUS.fullmatch(self._node.message)
        status: dict[str, Json] = {"status": int(found[1])} if found else {}
        if "result" not in self._outputs and self._node.message:  # there was no answer
            return {"error": self._node.message, **self._duration()}
        return {"http": {**status, "body": self._outputs.get("result") or ""}, **self._duration()}

    def _plugin(self) -> dict[str, Json]:
        said: dict[str, Json] = {"message": self._node.message} if self._node.message else {}
        return {"phase": str(self._node.phase), **said, **self._duration(), **self._left()}

    @property
    def _template(self) -> JsonObject:
        """The node's template, where the record holds it."""
        for one in _rows(self._record.spec, "templates"):
            if one.get("name") == self._node.template_name:
                return one
        return {}


def _rows(data: JsonObject, key: str) -> Iterator[JsonObject]:
    listed = data.get(key)
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, Mapping):
            yield one


def _values(outputs: JsonObject) -> dict[str, Json]:
    return {str(one.get("name")): one["value"] for one in _rows(outputs, "parameters") if one.get("value") is not None}
