"""Small workflows on a real cluster, compared with what Argo's own controller and executor made of them there.

What was recorded lies beside the checkout; without it these tests skip. Times, generated names, addresses and the
executor's own log lines are left out of the comparison.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from tests.kube.conftest import Cluster, repository_at
from tests.kube.runs import Order, RealRun, differences, run

DATA = Path(os.environ.get("WFSIM_CONFORMANCE", Path(__file__).parents[3] / "shared" / "conformance")) / "cluster"
CASES = sorted(path.stem for path in DATA.glob("*.json")) if DATA.is_dir() else []

# What differs, and why.
BY_CHANCE: Final = {
    "hooks": "a hook on Running starts where somebody sees the pod running; Argo's controller looked too late",
}
# Logs of which only the characters are compared, not their order, and why.
ENTWINED: Final = {
    "output-parameters": "its shell runs the commands of a pipe at once, each writes its error when it comes to it",
}
_EXECUTORS: Final = ("time=", "Error: exit status ", "Error: failed to find name", "failed to find name")
_ADDRESS: Final = re.compile(r"\b198\.18\.\d+\.\d+\b(?!:9)")
_DATE: Final = re.compile(r"\b[A-Z][a-z]{2} \d{1,2} \d\d:\d\d\b")
_PLACE: Final = re.compile(r"/[\w./-]*/outputs/(?:parameters|artifacts)")
_LONG: Final = 2_000  # characters of a log that were recorded at most
_SHELL: Final = re.compile(r"^/bin/sh:")
_GENERATED: Final = re.compile(r"\bpi-[a-z0-9]{5}\b")
_ASIDE: Final = (
    (_SHELL, "sh:"),
    (_ADDRESS, "ADDRESS"),
    (_DATE, "DATE"),
    (_PLACE, "PLACE"),
    (_GENERATED, "GENERATED"),
)
_FIELDS: Final = ("id", "type", "phase", "message", "inputs", "outputs", "displayName", "templateName", "boundaryID")

pytestmark = pytest.mark.skipif(not CASES, reason=f"nothing recorded lies at {DATA}")


@dataclass(frozen=True)
class Outcome:
    """What our run came to, and the log of each pod that Argo's run had."""

    ran: RealRun
    logs: Mapping[str, list[str]]

    @property
    def workflow(self) -> Mapping[str, Any]:
        return self.ran.workflow


Runs = Mapping[str, Future[Outcome]]


@pytest.fixture(scope="module")
def runs(
    cluster: Cluster, s3: str, http_files: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Runs]:
    """All that are asked for, a few at a time."""
    items = [one.callspec.params for one in request.session.items if hasattr(one, "callspec")]
    asked = [params["name"] for params in items if "name" in params]
    place = tmp_path_factory.mktemp("runs")
    (place / "repository.yaml").write_text(json.dumps(repository_at(s3)))
    with ThreadPoolExecutor(5) as pool:
        yield {name: pool.submit(_run, name, cluster, place) for name in CASES if name in asked}


def _run(name: str, cluster: Cluster, place: Path) -> Outcome:
    file = place / f"{name}.yaml"
    recorded = _recorded(name)
    file.write_text(json.dumps(yaml.safe_load(recorded["yaml"])), encoding="utf-8")
    own = recorded["workflow"]["metadata"]["name"]
    ran = run(cluster, Order(file, own, repository=place / "repository.yaml"), place)
    return Outcome(ran, {pod: cluster.log(pod) for pod in recorded["logs"] if name not in BY_CHANCE})


def _recorded(name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("name", CASES)
def test_as_on_argo(name: str, runs: Runs) -> None:
    recorded, found = _recorded(name), runs[name].result()
    if name in BY_CHANCE:
        assert found.workflow["status"]["phase"] == recorded["workflow"]["status"]["phase"]
        return
    assert _seen(found.workflow) == _seen(recorded["workflow"])
    for pod, log in recorded["logs"].items():
        if pod not in _of_resources(recorded):
            cut = len(log) >= _LONG
            expected = _lines(log.split("\n"))[1 if cut else 0 :]
            told = _lines(found.logs[pod])[-len(expected) :]  # of a long log the end was recorded
            if name in ENTWINED:
                assert sorted("".join(told)) == sorted("".join(expected))
            else:
                assert _by_stream(told) == _by_stream(expected)


@pytest.mark.parametrize("name", [name for name in CASES if name not in BY_CHANCE])
def test_its_simulation_is_the_same(name: str, runs: Runs, tmp_path: Path) -> None:
    beside = tmp_path / "params.yaml"
    config_map = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "params"},
        "data": {"msg": "from-config"},
    }
    beside.write_text(json.dumps(config_map))
    assert differences(runs[name].result().ran, (beside,)) == ""


def _of_resources(recorded: Mapping[str, Any]) -> set[str]:
    """The pods of resource templates, which are made of no pod here."""
    resources = {one["name"] for one in recorded["workflow"]["spec"]["templates"] if "resource" in one}
    nodes = recorded["workflow"]["status"]["nodes"]
    pods = recorded["pods"]
    ids = {node for node, one in nodes.items() if one.get("templateName") in resources}
    return {
        one["metadata"]["name"]
        for one in pods
        if one["metadata"]["annotations"]["workflows.argoproj.io/node-id"] in ids
    }


def _by_stream(lines: list[str]) -> tuple[list[str], list[str]]:
    """What was printed, and what a shell complained of: the second comes by a pipe of its own, sooner or later."""
    return [one for one in lines if not one.startswith("sh:")], [one for one in lines if one.startswith("sh:")]


def _lines(log: Iterable[str]) -> list[str]:
    """A log without the executor's own lines."""
    return [_told(line) for line in log if line and not line.startswith(_EXECUTORS)]


def _seen(workflow: Mapping[str, Any]) -> dict[str, Any]:
    """What users see of a run."""
    status = workflow["status"]
    nodes = {one["name"]: {key: _plain(one.get(key)) for key in _FIELDS} for one in status["nodes"].values()}
    return {"phase": status.get("phase"), "message": _plain(status.get("message")), "nodes": nodes}


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return _told(value)
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items() if key not in ("valueFrom",)}
    return value


def _told(text: str) -> str:
    """A text without what differs from run to run."""
    for pattern, word in _ASIDE:
        text = pattern.sub(word, text)
    return text
