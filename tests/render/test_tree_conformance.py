"""Trees against what ``argo get`` printed for real runs; skipped where the recordings are absent."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from wfsim.render import header
from wfsim.render.tree import render

workflow = pytest.importorskip("wfsim.record.workflow")

ROOT = Path(os.environ.get("WFSIM_CONFORMANCE") or Path(__file__).parents[2].parent / "shared" / "conformance")
RECORDINGS = sorted((ROOT / "cluster").glob("*.json"))


@pytest.mark.skipif(not RECORDINGS, reason=f"no recordings in {ROOT}")
@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: path.stem)
def test_as_argo_printed_it(path: Path) -> None:
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    printed = data["get"][data["get"].index("STEP") :]
    want = [line.rstrip() for line in printed.rstrip("\n").split("\n")]
    assert render(workflow.from_workflow(data["workflow"])).rstrip("\n").split("\n") == want


COMPARED = (
    "Name:",
    "Namespace:",
    "ServiceAccount:",
    "Status:",
    "Message:",
    "Duration:",
    "Progress:",
    "Parameters:",
    "  ",
)


@pytest.mark.skipif(not RECORDINGS, reason=f"no recordings in {ROOT}")
@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: path.stem)
def test_header_as_argo_printed_it(path: Path) -> None:
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    printed = data["get"][: data["get"].index("STEP")]
    want = [line.rstrip() for line in printed.split("\n") if line.startswith(COMPARED)]
    record = workflow.from_workflow(data["workflow"])
    assert [line for line in header.render(record).split("\n") if line.startswith(COMPARED)] == want
    start = next(line for line in printed.split("\n") if line.startswith("Started:"))
    assert start.startswith(next(line for line in header.render(record).split("\n") if line.startswith("Started:")))
