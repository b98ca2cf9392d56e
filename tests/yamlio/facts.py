"""Where the recorded facts about Argo are, for tests that compare with them; empty where they are not."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(os.environ.get("WFSIM_CONFORMANCE") or Path(__file__).resolve().parents[3] / "shared" / "conformance")


@cache
def rows(name: str) -> list[Any]:
    """The rows of a file of the folder; none where the folder is absent, so that a test of each is skipped."""
    path = ROOT / name
    if not path.exists():
        return []
    text = path.read_text(encoding="utf-8")
    return json.loads(text) if path.suffix == ".json" else [json.loads(line) for line in text.splitlines()]


def examples() -> list[Path]:
    """Argo's example manifests."""
    return sorted((ROOT / "argo-examples").rglob("*.yaml"))
