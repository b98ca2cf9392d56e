"""``wfsim rules``: every code, with what its findings can do."""

from __future__ import annotations

import json
from pathlib import Path

from tests.checks.pages import examples, lint
from tests.running import wfsim
from wfsim import checks
from wfsim.checks.api import run_all
from wfsim.checks.pages import FIXABLE
from wfsim.spec.workspace import load
from wfsim.text import Source

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
WORKFLOW = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {generateName: a-}
spec:
  entrypoint: main
  templates:
    - name: main
      container: {image: "alpine:3.20"}
"""
MORE = (WORKFLOW + "  # wfsim: ignore[unused-templat]\n  suspend: false\n",)


def test_every_code_is_a_row() -> None:
    ran = wfsim("rules", "--format", "json")
    assert ran.code == 0
    listed = json.loads(ran.out)
    assert listed["version"] == 1
    rows = {one["code"]: one for one in listed["rules"]}
    assert list(rows) == sorted(checks.CODES)
    assert rows["invalid-retry-policy"]["argo"] == "rejects"
    assert rows["bad-when"]["argo"] == "fails"
    assert rows["unknown-argument"]["argo"] == "ignores"
    assert rows["unused-template"]["argo"] is None
    assert rows["unknown-field"]["fixable"] and not rows["unused-template"]["fixable"]
    assert [code for code, one in rows.items() if one["onRequest"]] == sorted(checks.ON_REQUEST)
    assert all(one["aboutArgo"] and one["title"] and one["see"].startswith("https://") for one in rows.values())


def test_text_has_a_line_for_each() -> None:
    lines = wfsim("rules").out.splitlines()
    assert lines[0].split() == ["CODE", "SEVERITY", "ARGO", "FIX", "TITLE"]
    assert [line.split()[0] for line in lines[1:]] == sorted(checks.CODES)
    assert "unknown-field" in next(line for line in lines if " fix " in line and "A field that Argo does not" in line)


def test_markdown_is_a_table() -> None:
    lines = wfsim("rules", "--format", "markdown").out.splitlines()
    assert len(lines) == len(checks.CODES) + 2
    assert {line.count(" | ") for line in lines if line[2] == "["} == {4}


LOCK = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {generateName: example-}
spec:
  entrypoint: main
  synchronization: {mutex: {name: a}}
  templates: [{name: main, container: {image: alpine:3.20}}]
"""


def test_fixable_codes_are_those_whose_findings_have_fixes() -> None:
    texts = [one.text for one in examples()] + list(MORE)
    texts += [path.read_text(encoding="utf-8") for path in FIXTURES.rglob("*.yaml")]
    seen = {one.code for text in texts for one in lint(text, "a.yaml", *checks.ON_REQUEST) if one.fix is not None}
    seen |= {one.code for one in run_all(load([Source("lock.yaml", LOCK)], "3.6")) if one.fix is not None}
    assert seen == FIXABLE
