"""The terms of Argo's controller tests, told to wfsim: what containers do, and what must come out.

In: rows of ``scenarios.jsonl`` and ``examples.jsonl``. Out: a run of wfsim's, and assertions on it. ``Unspeakable``
says why a row cannot be told.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from wfsim.api.run import Run
from wfsim.engine.state import NodeState
from wfsim.lang import durations
from wfsim.lang.errors import LangError
from wfsim.record.run import NodeRecord
from wfsim.spec import shape, workspace
from wfsim.spec.model import Kind, Template
from wfsim.spec.workspace import Workspace
from wfsim.text import Source
from wfsim.yamlio import plain, read

Row = dict[str, Any]
Node = NodeRecord | NodeState

DATA: Final = Path(os.environ.get("WFSIM_CONFORMANCE") or Path(__file__).parents[2].parent / "shared" / "conformance")


class Unspeakable(Exception):
    """The row says something that has no counterpart in a simulation."""


def rows(name: str) -> list[Row]:
    """The rows of a file of the conformance data; none where it is absent."""
    path = DATA / name
    if not path.is_file():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


# -- what is run ------------------------------------------------------------------------------------------------------

_HEAD = "apiVersion: argoproj.io/v1alpha1\nkind: {kind}\n"


def loaded(row: Row) -> Workspace:
    """The row's workflow, with the resources that lie beside it; their type is theirs by where they stand."""
    texts = [_whole(row["yaml"], "Workflow")]
    texts += [_whole(one["yaml"], one["kind"]) for one in row.get("extra_resources", []) if one.get("yaml")]
    return workspace.load([Source(f"{i}.yaml", _without_unknown_fields(text)) for i, text in enumerate(texts)])


def _without_unknown_fields(text: str) -> str:
    """The tests create objects through a client that drops fields it does not know, where the linter refuses them."""
    documents = []
    for one in read(Source("row", text)).documents:
        assert one.root is not None
        data = plain(one.root)
        assert isinstance(data, dict)
        kept = shape.normalise(one.root, str(data.get("kind")), strict=True)
        unknown = any(two.code == "unknown-field" for two in kept.findings)
        documents.append(json.dumps(kept.data, default=dict) if unknown else text)
    return documents[0] if len(documents) == 1 else text


def _whole(text: str, kind: str) -> str:
    known = re.search(r"^kind:|^\s*\{", text, re.MULTILINE)
    return text if known else _HEAD.format(kind=kind) + text


# -- what the containers do -------------------------------------------------------------------------------------------


def mocks(by_template: Mapping[str, Row], found: Workspace) -> Row:
    """The mocks file that says what the containers of each template do."""
    templates = {one.name: one for resource in found.resources for one in resource.spec.templates}
    said = []
    for name, what in by_template.items():
        template = templates.get(name)
        if template is not None and (mock := _mock(what, template)):
            said.append({"template": name, **mock})
    return {"mocks": said} if said else {}


def _mock(what: Row, template: Template) -> Row:
    mock: Row = {}
    code = what.get("exitCode", 0)
    if not isinstance(code, int):
        raise Unspeakable(f"the exit code is chance: {code}")
    if code:
        mock["exitCode"] = code
    if duration := _duration(str(what.get("sleep", ""))):
        mock["duration"] = duration
    if "stdout" in what and "{{" not in what["stdout"]:
        mock["result"] = str(what["stdout"])[:-1] if str(what["stdout"]).endswith("\n") else what["stdout"]
    if files := _files(what.get("files", {}), template):
        mock["outputs"] = {"parameters": files}
    containers = {name: one["exitCode"] for name, one in what.get("containers", {}).items() if one.get("exitCode")}
    if containers:
        mock["containers"] = containers
    return mock


def _duration(text: str) -> int:
    if not text or "{{" in text:
        return 0
    try:
        return durations.parse_ms(text) // 1000
    except LangError:
        return 0


def _files(files: Mapping[str, str], template: Template) -> Row:
    """The output parameters that are read from the files which a container wrote."""
    made = {}
    for one in template.outputs.parameters:
        path = one.value_from.path if one.value_from is not None else ""
        if path in files and "{{" not in files[path]:
            made[one.name] = files[path].removesuffix("\n")
    return made


# -- what must come out -----------------------------------------------------------------------------------------------


def check_workflow(expected: Row, phase: str, message: str) -> None:
    if "phase" in expected:
        assert phase == expected["phase"], f"{phase} {message!r}"
    wanted = expected.get("message")
    if wanted is not None and ".*" in wanted:
        assert re.search(wanted, message), message
    elif wanted is not None:
        assert message == wanted
    assert expected.get("message_contains", "") in message


def check_nodes(expected: Row, nodes: Iterable[Node], root: str) -> None:
    every = list(nodes)
    for one in expected.get("nodes", []):
        check_node(one, every, root)
    counts = expected.get("counts", {})
    if "nodes" in counts:
        assert len(every) == counts["nodes"], [one.name for one in every]
    if "pods" in counts:
        assert len([one for one in every if one.type.value == "Pod" and one.pod_name]) == counts["pods"]


_SAID: Final = {"match", "exists", "phase", "type", "message", "message_contains", "len(children)", "name"} | {
    "outputs.Parameters",
    "outputs.Parameters[0].Value",
    "outputs.Result",
}


def speakable(expected: Row) -> None:
    """Unspeakable where an expectation asks for something that a run does not record."""
    for one in expected.get("nodes", []):
        if "expr" in one["match"]:
            raise Unspeakable("a node is chosen by Go code")
        if other := set(one) - _SAID:
            raise Unspeakable(f"not part of a run's record: {', '.join(sorted(other))}")


def check_node(wanted: Row, nodes: list[Node], root: str) -> None:
    found = [one for one in nodes if _matches(wanted["match"], one, root)]
    if wanted.get("exists") is False:
        assert not found
        return
    assert found, (wanted, [one.name for one in nodes])
    assert any(_agrees(wanted, one) for one in found), (wanted, found)


def _matches(match: Row, node: Node, root: str) -> bool:
    tests = {
        "root": lambda value: (node.name == root) is value,
        "displayName": lambda value: node.display_name == value,
        "name": lambda value: node.name == value or node.display_name == value,
        "nameContains": lambda value: value in node.name,
        "id": lambda value: node.id == value,
        "type": lambda value: node.type.value == value,
        "phase": lambda value: node.phase.value == value,
    }
    return all(tests[word](value) for word, value in match.items())


def _agrees(wanted: Row, node: Node) -> bool:
    agreed = wanted.get("phase", node.phase.value) == node.phase.value
    agreed = agreed and wanted.get("type", node.type.value) == node.type.value
    agreed = agreed and wanted.get("message", node.message) == node.message
    agreed = agreed and wanted.get("message_contains", "") in node.message
    agreed = agreed and wanted.get("len(children)", len(node.children)) == len(node.children)
    return agreed and _outputs_agree(wanted, node)


def _outputs_agree(wanted: Row, node: Node) -> bool:
    outputs: Any = node.outputs or {}
    parameters = outputs.get("parameters") or []
    first = wanted.get("outputs.Parameters[0].Value")
    if first is not None and (not parameters or parameters[0].get("value") != first):
        return False
    count = wanted.get("outputs.Parameters")
    return not isinstance(count, int) or len(parameters) == count


def of_run(run: Run) -> tuple[str, str, tuple[NodeRecord, ...], str]:
    """Phase, message, nodes and the root's name."""
    return run.record.phase.value, run.record.message, run.record.nodes, run.record.name


def workflow_in(found: Workspace) -> str:
    """The name of the workflow among the resources."""
    for one in found.resources:
        if one.kind in (Kind.WORKFLOW, Kind.CRON_WORKFLOW):
            return one.name or one.generate_name
    raise Unspeakable("no workflow")
