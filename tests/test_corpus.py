"""Argo's 217 example manifests: linted as Argo judges them, planned, and simulated to an end.

They are no part of the project: skipped where ``$WFSIM_CONFORMANCE`` (else ``../shared/conformance``) has none.
"""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.running import Ran, wfsim

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("WFSIM_CONFORMANCE") or ROOT.parent / "shared" / "conformance")
EXAMPLES = DATA / "argo-examples"
FILES = sorted(EXAMPLES.rglob("*.yaml"))

pytestmark = pytest.mark.skipif(not FILES, reason=f"there are no example manifests of Argo at {EXAMPLES}")


@cache
def verdicts() -> dict[str, dict[str, Any]]:
    """What Argo's validator says of each file, by its path below the examples."""
    lines = (DATA / "lint_files.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if "path" in row]
    return {row["path"].removeprefix("examples/"): row for row in rows}


def name(path: Path) -> str:
    return str(path.relative_to(EXAMPLES))


@pytest.mark.parametrize("path", FILES, ids=name)
def test_lint_says_no_error_where_argo_accepts(path: Path) -> None:
    ran = wfsim("lint", "--format", "json", str(path))
    assert ran.code in (0, 1), ran.err
    errors = [one for one in json.loads(ran.out)["findings"] if one["severity"] == "error"]
    if verdicts()[name(path)]["verdict"] == "error":
        assert [one for one in errors if one["argo"] == "rejects"]
    else:
        assert errors == []


@pytest.mark.parametrize("path", FILES, ids=name)
def test_it_has_a_plan(path: Path) -> None:
    ran = wfsim("plan", str(path), "-q")
    assert ran.code in (0, 1, 3), ran.err
    passed_over(ran)
    assert "internal error" not in ran.err
    assert ran.out.strip()


@pytest.mark.parametrize("path", FILES, ids=name)
def test_it_is_simulated_to_an_end(path: Path) -> None:
    ran = wfsim("simulate", "--seed", "1", "--format", "json", str(path))
    passed_over(ran)
    assert ran.code in (0, 1), ran.err
    status = json.loads(ran.out)["status"]
    assert status["phase"] in ("Succeeded", "Failed", "Error")


def passed_over(ran: Ran) -> None:
    """A file without a workflow is no case: skipped, with the command's own words."""
    if "no workflow" in ran.err.lower():
        pytest.skip(ran.err.strip().splitlines()[-1])


def test_all_examples_together() -> None:
    ran = wfsim("lint", "--format", "json", str(EXAMPLES))
    assert ran.code in (0, 1), ran.err
    rejected = {one["path"] for one in json.loads(ran.out)["findings"] if one["argo"] == "rejects"}
    accepted = {path for path, row in verdicts().items() if row.get("verdict_with_all_examples") == "ok"}
    assert rejected & {str(EXAMPLES / path) for path in accepted} == set()
