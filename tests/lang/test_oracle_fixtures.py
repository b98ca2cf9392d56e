"""What the libraries answered where wfsim once did not agree with them: replayed without Go."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.oracles.languages import compare, ours

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "lang"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.jsonl")), ids=lambda path: path.stem)
def test_what_once_differed_agrees(path: Path) -> None:
    wrong = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        answer = row.pop("answer")
        difference = compare(row, ours(row), answer)
        if difference:
            wrong.append(f"{row['text']!r}: {difference}")
    assert not wrong, "\n".join(wrong)
