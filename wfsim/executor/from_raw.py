"""Artifacts that stand in the workflow itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .layout import Layout


def fetch(body: dict[str, Any], target: Path, layout: Layout) -> None:
    """Write the text."""
    target.write_bytes(str(body.get("data", "")).encode("utf-8", "surrogatepass"))
