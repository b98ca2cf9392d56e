"""Runs under mocks against recordings of the same workflows on a cluster; skipped where the recordings are absent."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

import wfsim
from wfsim.record.run import NodeRecord
from wfsim.record.workflow import from_workflow

CONFORMANCE = Path(os.environ.get("WFSIM_CONFORMANCE") or Path(__file__).parents[2].parent / "shared" / "conformance")
RUNS = CONFORMANCE / "cluster"

# What the containers of each recorded workflow did.
MOCKS: dict[str, Any] = {
    "artifacts": {},
    "bad-command": {
        "main": {
            "exitCode": 64,
            "message": 'failed to find name in PATH: exec: "/no/such/program": stat /no/such/program: '
            "no such file or directory",
        }
    },
    "coinflip": {"flip": "heads"},
    "continue-on": {"bad": {"exitCode": 5}},
    "exit-handler": {"fail": {"exitCode": 3}},
    "fail-fast": {"bad": {"exitCode": 1}, "slow": {"duration": 9}},
    "init-container": {},
    "loops": {"gen": {"result": [10, 20]}},
    "mutex": {},
    "output-parameters": {
        "gen": {"outputs": {"parameters": {"p": "value with nl", "d": None}}},
        "say": {"exitCode": 127},
    },
    "parallelism": {},
    "parameters": {},
    "hardwired": {},
    "memoized": {},
    "mirror-sidecar": {},
    "pod-spec-patch": {},
    "secrets": {},
    "volume-claim": {},
    "retry": {"flaky": {"attempts": [{"exitCode": 1}, {"exitCode": 1}, {}]}},
    "script-result": {"gen": "42\nsecond line", "say": {"exitCode": 127}},
    "container-set": {"main": {"outputs": {"parameters": {"o": "out"}}}},
    "daemon": {},
    "diamond": {},
    "hello": {},
    "missing-artifact": {"gen": {"outputs": {"artifacts": {"a": False}}}},
    "missing-output": {"gen": {"outputs": {"parameters": {"p": None}}}},
    "oom": {"main": {"exitCode": 137, "reason": "OOMKilled"}},
    "resource-configmap": {},
    "retry-exhausted": {"flaky": {"exitCode": 7}},
    "sidecar": {},
    "sigkill-self": {"main": {"exitCode": 1}},
    "steps": {},
    "suspend": {},
    "timeout": {"main": {"duration": 60}},
    "wf-deadline": {"slow": {"duration": 60}},
}


def shown(node: NodeRecord) -> dict[str, object]:
    """What does not depend on a clock, a network or a storage."""
    exit_code = (node.outputs or {}).get("exitCode")
    return {
        "id": node.id,
        "display": node.display_name,
        "type": node.type,
        "phase": node.phase,
        "message": node.message.rstrip(),
        "template": node.template_name,
        "scope": node.template_scope,
        "boundary": node.boundary_id,
        "children": sorted(node.children),
        "outbound": sorted(node.outbound_nodes),
        "pod": node.pod_name,
        "exit": exit_code,
    }


@pytest.mark.skipif(not RUNS.is_dir(), reason=f"no recorded runs in {RUNS}")
@pytest.mark.parametrize("name", MOCKS)
def test_as_on_a_cluster(name: str) -> None:
    recorded = json.loads((RUNS / f"{name}.json").read_text(encoding="utf-8"))
    real = from_workflow(recorded["workflow"])
    run = wfsim.loads(recorded["yaml"]).simulate(name=real.name, mocks={"mocks": MOCKS[name]}).record
    assert {one.name: shown(one) for one in run.nodes} == {one.name: shown(one) for one in real.nodes}
    assert (run.phase, run.message.rstrip()) == (real.phase, real.message.rstrip())
