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

from tests.running import wfsim
from wfsim.spec.workspace import load
from wfsim.text import Source

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
    found = json.loads(ran.out)["findings"]
    rejections = [one for one in found if one["argo"] == "rejects"]
    match verdicts()[name(path)]["verdict"]:
        case "ok":
            assert [one for one in found if one["severity"] == "error"] == []
        case "error":
            assert rejections
        case other:
            assert other == "nothing-linted"
            assert rejections == []


def runnable(path: Path) -> list[str]:
    """The objects of a file that Argo would take, as ``--workflow`` names them; a file without any is passed over."""
    workspace = load([Source(str(path), path.read_text(encoding="utf-8"))])
    found = [f"{one.kind}/{one.display_name}" for one in workspace.resources if workspace.judged(one)]
    if not found:
        pytest.skip(f"no workflow in {name(path)}")
    return found


@pytest.mark.parametrize("path", FILES, ids=name)
def test_it_has_a_plan(path: Path) -> None:
    for wanted in runnable(path):
        ran = wfsim("plan", str(path), "--workflow", wanted)
        assert ran.code == 0, ran.err
        assert ran.out.startswith("CALL")


@pytest.mark.parametrize("path", FILES, ids=name)
def test_it_is_simulated_to_an_end(path: Path) -> None:
    for wanted in runnable(path):
        ran = wfsim("simulate", "--seed", "1", "--format", "json", str(path), "--workflow", wanted)
        assert ran.code in (0, 1), ran.err
        if json.loads(ran.out)["status"]["phase"] not in ("Succeeded", "Failed", "Error"):
            assert "is suspended and nobody resumes it" in ran.err  # as in Argo: it waits for a person


def test_all_examples_together() -> None:
    ran = wfsim("lint", "--format", "json", str(EXAMPLES))
    assert ran.code in (0, 1), ran.err
    rejected = {one["path"] for one in json.loads(ran.out)["findings"] if one["argo"] == "rejects"}
    accepted = {path for path, row in verdicts().items() if row.get("verdict_with_all_examples") == "ok"}
    assert rejected & {str(EXAMPLES / path) for path in accepted} == set()
