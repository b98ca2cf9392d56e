"""What Argo v4.1.2 itself said of some thousand manifests: the verdict, and the first reason word for word."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.validity.loading import CONFORMANCE
from wfsim.spec.workspace import load
from wfsim.text import Argo, Source
from wfsim.validity import validate
from wfsim.validity.linter import first_reason

pytestmark = pytest.mark.skipif(not CONFORMANCE.is_dir(), reason="the conformance data are not beside this checkout")

_SAID = re.compile(r'm\.yaml: in "[^"]*" \(\w+\): (.*)')
_DECODING = ("failed to parse YAML", "strict decoding error")
VERDICTS, WORDS = 0.99, 0.99


def rows(name: str) -> Iterator[dict[str, Any]]:
    with (CONFORMANCE / name).open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def cases() -> Iterator[tuple[str, list[str], str, list[str]]]:
    """Name, files, verdict, and what Argo said of the first."""
    for row in rows("mutants.jsonl"):
        yield row["id"], [row["yaml"]], row["verdict"], _SAID.findall(row["says"])
    for row in rows("validate.jsonl"):
        if row["lint"] != "skip":
            yield row["id"], [row["yaml"], *row["extra_templates"]], row["lint"], _SAID.findall(row["lint_says"])
    for row in rows("probes.jsonl"):
        if row["stable"] and row["verdict"] in ("ok", "error", "nothing-linted"):
            said = [one["error"] for one in row.get("results", ()) if one.get("error")]
            yield row["id"], [row["yaml"]], row["verdict"], said


def test_verdicts() -> None:
    wrong, total = [], 0
    for name, texts, verdict, _ in cases():
        workspace = load(Source("m.yaml" if i == 0 else f"{i}.yaml", text) for i, text in enumerate(texts))
        found = (*workspace.findings, *validate(workspace))
        refused = any(one.argo is Argo.REJECTS and one.at.source.name == "m.yaml" for one in found)
        total += 1
        wrong += [name] * (refused != (verdict == "error"))
    assert len(wrong) <= total * (1 - VERDICTS), wrong


def test_first_reasons() -> None:
    wrong, total = [], 0
    for name, texts, _, said in cases():
        for text in said:
            if any(word in text for word in _DECODING):
                continue
            workspace = load(Source(str(i), one) for i, one in enumerate(texts))
            ours = [first_reason(one, workspace) for one in workspace.resources]
            total += 1
            wrong += [name] * (_numberless(text) not in map(_numberless, ours))
    assert total > 400
    assert len(wrong) <= total * (1 - WORDS), wrong


def _numberless(text: str | None) -> str:
    return re.sub(r"placeholder-\w+", "placeholder", text or "")
