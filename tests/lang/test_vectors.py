"""What the real libraries answered, vector by vector: every one has to agree."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from wfsim.lang import depends, expr, gojson, goprintf, gotext, items, template, when
from wfsim.lang.environment import Environment
from wfsim.lang.errors import LangError

HERE = os.environ.get("WFSIM_CONFORMANCE", str(Path(__file__).resolve().parents[3] / "shared" / "conformance"))
FILE = Path(HERE) / "vectors.jsonl"


@cache
def rows() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    scopes: dict[str, Any] = {}
    for line in FILE.read_text(encoding="utf-8").splitlines() if FILE.exists() else ():
        row = json.loads(line)
        if row["op"] == "scopes":
            scopes = row
        else:
            found.append(row | ({"map": scopes[row["map"]]} if isinstance(row.get("map"), str) else {}))
    return found


def _replace(row: dict[str, Any]) -> str:
    return template.replace(row["in"], Environment(row["map"]), allow_unresolved=row["allow_unresolved"])


def _replace_strict(row: dict[str, Any]) -> str:
    return template.replace(row["in"], Environment(row["map"]), allow_unresolved=True, strict=row["strict"])


def _depends(row: dict[str, Any]) -> bool:
    outcomes = {task: {word for word, is_so in said.items() if is_so} for task, said in row["tasks"].items()}
    return depends.evaluate_logic(row["in"], outcomes)


def _items(row: dict[str, Any]) -> list[dict[str, Any]]:
    found = items.from_param(row["in"])
    return [
        {"name": f"step({at}:{one.suffix})", "type": str(one.kind), **one.variables} for at, one in enumerate(found)
    ]


OPERATIONS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "when": lambda row: when.evaluate(row["in"]),
    "replace": _replace,
    "replace_strict": _replace_strict,
    "expr_bool": lambda row: expr.evaluate_bool(row["in"], Environment(row["map"])),
    "depends": _depends,
    "item": _items,
    "anystring": lambda row: gotext.any_string(gojson.parse(row["in"])),
    "quote": lambda row: gotext.quote(row["in"]),
    "fnv": lambda row: gotext.fnv32a(row["in"]),
    "agg": lambda row: gotext.aggregate_parameters(row["values"]),
    "results": lambda row: gotext.aggregate_results(row["values"]),
    "seqfmt": lambda row: goprintf.sprintf(row["in"], [row["int"]]),
}


@pytest.mark.skipif(not FILE.exists(), reason=f"no conformance data at {HERE}")
@pytest.mark.parametrize("operation", sorted(OPERATIONS))
def test_every_vector_agrees(operation: str) -> None:
    wrong = []
    for row in (one for one in rows() if one["op"] == operation):
        try:
            value, failed = OPERATIONS[operation](row), False
        except LangError:
            value, failed = None, True
        same = not failed and json.dumps(value, sort_keys=True) == json.dumps(row["result"], sort_keys=True)
        agrees = failed if row.get("error") else same
        if not agrees:
            wrong.append(f"{row.get('in', row.get('values'))!r}: {value!r} instead of {row}")
    assert not wrong, "\n".join(wrong)
