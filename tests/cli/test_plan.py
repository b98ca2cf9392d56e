"""``wfsim plan``."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.command import wfsim

FLIP = b"""\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {generateName: flip-}
spec:
  entrypoint: flip
  templates:
  - name: flip
    steps:
    - - {name: toss, template: toss}
    - - {name: again, template: flip, when: "{{steps.toss.outputs.result}} == tails"}
  - {name: toss, script: {image: i, source: x}}
"""

TEXT = """\
CALL        TEMPLATE  KIND    NOTES
 flip       flip      steps
 ├───toss   toss      script
 └───again  flip      steps   when {{steps.toss.outputs.result}} == tails; recursion: back to flip
"""


def test_text() -> None:
    ran = wfsim("plan", "-", stdin=FLIP)
    assert (ran.code, ran.out, ran.err) == (0, TEXT, "")


def test_json() -> None:
    ran = wfsim("plan", "-", "--format", "json", stdin=FLIP)
    data = json.loads(ran.out)
    assert ran.code == 0 and data["recursive"] is True
    assert [call["name"] for call in data["calls"]] == ["flip", "toss", "again"]


def test_another_entrypoint() -> None:
    assert " toss  toss      script" in wfsim("plan", "-", "--entrypoint", "toss", stdin=FLIP).out
    wrong = wfsim("plan", "-", "--entrypoint", "tos", stdin=FLIP)
    assert wrong.code == 2 and "did you mean 'toss'" in wrong.err


def test_one_of_several_workflows() -> None:
    two = FLIP + b"---\n" + FLIP.replace(b"flip-", b"other-")
    assert wfsim("plan", "-", stdin=two).code == 2
    assert wfsim("plan", "-", "--workflow", "other-", stdin=two).code == 0


def test_nothing_to_plan() -> None:
    ran = wfsim("plan", "-", stdin=b"a: 1\n")
    assert ran.code == 1 and "no workflow" in ran.err and ran.out == ""
    assert wfsim("plan", "nowhere.yaml").code == 3
    assert wfsim("plan").code == 2


def test_a_file_that_is_missing_beside_one_that_is_there(tmp_path: Path) -> None:
    path = tmp_path / "w.yaml"
    path.write_bytes(FLIP)
    ran = wfsim("plan", str(path), str(tmp_path / "no.yaml"))
    assert ran.code == 3 and ran.out == "" and "no.yaml" in ran.err


def test_unresolved_is_said_in_its_place() -> None:
    ran = wfsim("plan", "-", stdin=FLIP.replace(b"template: toss", b"template: tos"))
    assert ran.code == 0 and "unresolved: template 'tos' not found" in ran.out
