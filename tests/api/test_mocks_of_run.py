"""Mocks made of what a run did: a simulation under them is the same run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tests import strategies
from tests.running import wfsim

RECORD: dict[str, Any] = {
    "apiVersion": "argoproj.io/v1alpha1",
    "kind": "Workflow",
    "metadata": {"name": "wf"},
    "spec": {
        "entrypoint": "main",
        "templates": [
            {
                "name": "main",
                "container": {"image": "busybox"},
                "outputs": {"artifacts": [{"name": "log", "path": "/log", "optional": True}]},
            }
        ],
    },
    "status": {"phase": "Failed", "nodes": {}},
}


def mocks_of(place: Path, **node: Any) -> str:
    """The mocks of a run with one node."""
    row = {"id": "wf", "name": "wf", "displayName": "wf", "type": "Pod", "templateName": "main", **node}
    row |= {"startedAt": "2024-01-01T00:00:00Z", "finishedAt": "2024-01-01T00:00:03Z"}
    file = place / "run.json"
    file.write_text(json.dumps({**RECORD, "status": {"phase": node["phase"], "nodes": {"wf": row}}}))
    made = wfsim("mocks", "--from", str(file))
    assert made.code == 0, made.err
    return made.out.partition("mocks:\n")[2]


def test_a_pod_that_the_end_of_the_run_overtook(tmp_path: Path) -> None:
    """A condition that cannot be evaluated ends the run while the pod of the step beside it waits, or runs."""
    spec = {
        "entrypoint": "main",
        "templates": [
            {
                "name": "main",
                "steps": [[{"name": "a", "template": "leaf"}, {"name": "b", "template": "leaf", "when": "x-1 == y-1"}]],
            },
            {"name": "leaf", "container": {"image": "busybox"}},
        ],
    }
    file, mocks, run, again = (tmp_path / name for name in ("w.json", "mocks.yaml", "run.json", "again.json"))
    file.write_text(json.dumps({**RECORD, "spec": spec, "status": {}}))
    for mock in ("{template: leaf, pending: no image}", "{template: leaf, duration: 1h}"):
        mocks.write_text(f"mocks: [{mock}]")
        assert wfsim("simulate", str(file), "--mocks", str(mocks), "--format", "json", "-o", str(run)).code == 1
        mocks.write_text(wfsim("mocks", "--from", str(run)).out)
        assert wfsim("simulate", str(file), "--mocks", str(mocks), "--format", "json", "-o", str(again)).code == 1
        assert wfsim("diff", str(run), str(again)).code == 0
        nodes = json.loads(run.read_text())["status"]["nodes"].values()
        assert {one["phase"] for one in nodes if one["displayName"] == "a"} <= {"Pending", "Running"}


@pytest.mark.parametrize(
    ("node", "lines"),
    [
        (
            {"phase": "Failed", "message": "main: OOMKilled (exit code 137): out of\nmemory"},
            ["exitCode: 137", r'message: "out of\nmemory"', 'reason: "OOMKilled"'],
        ),
        ({"phase": "Error", "message": "pod deleted"}, ['error: "pod deleted"']),
        (
            {"phase": "Failed", "message": "The node was low on resource", "outputs": {"exitCode": "137"}},
            ["exitCode: 137", 'podMessage: "The node was low on resource"'],
        ),
        ({"phase": "Failed"}, ["exitCode: 1"]),
    ],
)
def test_how_a_pod_ended(node: dict[str, Any], lines: list[str], tmp_path: Path) -> None:
    found = [line.strip() for line in mocks_of(tmp_path, **node).splitlines()]
    assert found == ['- node: "wf"', *lines, "duration: 3.0"]


def test_what_a_pod_left(tmp_path: Path) -> None:
    outputs = {"result": "yes\n", "parameters": [{"name": "p", "value": "1.10"}]}
    found = mocks_of(tmp_path, phase="Succeeded", outputs=outputs)
    assert r'result: "yes\n\n"' in found
    assert 'outputs: {"parameters": {"p": "1.10"}, "artifacts": {"log": false}}' in found


def test_a_file_or_a_run_has_to_be_named() -> None:
    assert wfsim("mocks").code == 2


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(strategies.workflows(), strategies.ends)
def test_a_simulation_under_the_mocks_of_a_run_is_that_run(
    tmp_path_factory: pytest.TempPathFactory, spec: dict[str, Any], ends: list[tuple[int, int]]
) -> None:
    place = tmp_path_factory.mktemp("law")
    file, first, mocks = place / "wf.yaml", place / "first.json", place / "mocks.yaml"
    file.write_text(json.dumps(spec))
    codes = [{"exitCode": code, "duration": count} for count, code in ends]
    before = place / "before.yaml"
    before.write_text(json.dumps({"mocks": [{"template": name, "sequence": codes} for name in ("leaf0", "leaf1")]}))
    first.write_text(wfsim("simulate", str(file), "--mocks", str(before), "--format", "json").out)
    mocks.write_text(wfsim("mocks", "--from", str(first)).out)
    second = place / "second.json"
    second.write_text(wfsim("simulate", str(file), "--mocks", str(mocks), "--format", "json").out)
    assert wfsim("diff", "--times", str(first), str(second)).out == ""
