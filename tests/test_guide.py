"""Every workflow of ``fixtures/guide``: checked, planned, run for each outcome that the guide describes, and drawn."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import Golden
from tests.running import Ran, wfsim

GUIDE = Path(__file__).resolve().parent.parent / "fixtures" / "guide"
FIXTURES = sorted(path.parent.name for path in GUIDE.glob("*/workflow.yaml"))


class Outcome(NamedTuple):
    """One way a workflow can go: its mocks file, what the run comes to, and words of the command line."""

    fixture: str
    name: str
    phase: str = "Succeeded"
    words: tuple[str, ...] = ()

    @property
    def stem(self) -> str:
        return f"{self.fixture}/{self.name}"


TWO_SYSTEMS = '[{"system": "alpine", "release": "edge"}, {"system": "fedora", "release": "40"}]'
OUTCOMES = (
    Outcome("hello-world", "succeeds"),
    Outcome("hello-world", "fails", "Failed"),
    Outcome("parameters", "default"),
    Outcome("parameters", "goodbye", words=("-p", "message=good night")),
    Outcome("parameters", "loudly", words=("--entrypoint", "greet-loudly", "-p", "message=wake up")),
    Outcome("steps", "succeeds", words=("--name", "arguments-parameters-rbm92")),
    Outcome("steps", "first-fails", "Failed"),
    Outcome("steps", "one-of-two-fails", "Failed"),
    Outcome("artifact-passing", "succeeds"),
    Outcome("artifact-passing", "no-file", "Failed"),
    Outcome("secrets", "succeeds"),
    Outcome("script-result", "four"),
    Outcome("script-result", "fails", "Failed"),
    Outcome("loops", "succeeds"),
    Outcome("loops", "second-fails", "Failed"),
    Outcome("loops-maps", "succeeds"),
    Outcome("loops-param", "succeeds"),
    Outcome("loops-param", "other-list", words=("-p", f"systems={TWO_SYSTEMS}")),
    Outcome("loops-param", "bad-list", "Failed", ("-p", "systems=debian")),
    Outcome("loops-result", "eleven-waits"),
    Outcome("loops-result", "empty-list"),
    Outcome("coinflip", "heads"),
    Outcome("coinflip", "tails"),
    Outcome("coinflip", "edge"),
    Outcome("coinflip-recursive", "heads-at-once", words=("--name", "coinflip-recursive-vhph5")),
    Outcome("coinflip-recursive", "three-tails", words=("--name", "coinflip-recursive-tzcb5")),
    Outcome("coinflip-recursive", "by-chance"),
    Outcome("exit-handlers", "fails", "Failed"),
    Outcome("exit-handlers", "succeeds"),
    Outcome("exit-handlers", "note-not-sent", "Failed"),
    Outcome("timeouts", "too-slow", "Failed"),
    Outcome("timeouts", "in-time"),
    Outcome("volumes-pvc", "succeeds"),
    Outcome("volumes-pvc", "write-fails", "Failed"),
    Outcome("volumes-existing", "succeeds"),
    Outcome("daemon-step", "succeeds"),
    Outcome("daemon-step", "sensor-fails", "Failed"),
    Outcome("sidecar-nginx", "succeeds"),
    Outcome("hardwired-artifacts", "succeeds"),
    Outcome("hardwired-artifacts", "repository-gone", "Error"),
    Outcome("k8s-job", "job-succeeds"),
    Outcome("k8s-job", "job-fails", "Failed"),
    Outcome("sidecar-dind", "succeeds"),
    Outcome("ci", "passes"),
    Outcome("ci", "unit-test-fails", "Failed"),
    Outcome("ci", "database-comes-late"),
    Outcome("ci", "checkout-fails", "Failed"),
)
BY_STEM = {one.stem: one for one in OUTCOMES}

# As printed in the guide, trailing blanks aside; the pod names of the steps have the prefix of their own run.
LISTINGS = {
    "coinflip-recursive/heads-at-once": """\
STEP                         PODNAME                              MESSAGE
 ✔ coinflip-recursive-vhph5
 ├---✔ flip-coin             coinflip-recursive-vhph5-2123890397
 └-·-✔ heads                 coinflip-recursive-vhph5-128690560
   └-○ tails
""",
    "coinflip-recursive/three-tails": """\
STEP                          PODNAME                              MESSAGE
 ✔ coinflip-recursive-tzcb5
 ├---✔ flip-coin              coinflip-recursive-tzcb5-322836820
 └-·-○ heads
   └-✔ tails
     ├---✔ flip-coin          coinflip-recursive-tzcb5-1863890320
     └-·-○ heads
       └-✔ tails
         ├---✔ flip-coin      coinflip-recursive-tzcb5-1768147140
         └-·-○ heads
           └-✔ tails
             ├---✔ flip-coin  coinflip-recursive-tzcb5-4080411136
             └-·-✔ heads      coinflip-recursive-tzcb5-4080323273
               └-○ tails
""",
    "steps/succeeds": """\
STEP                                     PODNAME
 ✔ arguments-parameters-rbm92
 ├---✔ hello1                   arguments-parameters-rbm92-2023062412
 └-·-✔ hello2a                  arguments-parameters-rbm92-685171357
   └-✔ hello2b                  arguments-parameters-rbm92-634838500
""",
}


def simulate(one: Outcome, *words: str) -> Ran:
    workflow, mocks = GUIDE / one.fixture / "workflow.yaml", GUIDE / f"{one.stem}.mocks.yaml"
    return wfsim("simulate", str(workflow), "--mocks", str(mocks), "--seed", "1", *one.words, *words)


def trimmed(text: str) -> str:
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


@pytest.mark.parametrize("fixture", FIXTURES)
def test_it_lints_without_an_error(fixture: str) -> None:
    ran = wfsim("lint", "--format", "json", str(GUIDE / fixture / "workflow.yaml"))
    assert ran.code == 0
    # Two fixtures have templates that are there to be chosen, or to be compared; nothing else is to be said of any.
    assert {one["code"] for one in json.loads(ran.out)["findings"]} <= {"unused-template"}


@pytest.mark.parametrize("fixture", FIXTURES)
def test_it_has_a_plan(fixture: str) -> None:
    ran = wfsim("plan", str(GUIDE / fixture / "workflow.yaml"))
    assert ran.code == 0, ran.err
    assert ran.out.strip()


@pytest.mark.parametrize("fixture", FIXTURES)
@pytest.mark.parametrize(("format_", "begins"), [("dot", "digraph"), ("mermaid", "flowchart")])
def test_it_is_drawn(fixture: str, format_: str, begins: str) -> None:
    ran = wfsim("graph", "--format", format_, str(GUIDE / fixture / "workflow.yaml"))
    assert ran.code == 0, ran.err
    assert any(line.startswith(begins) for line in ran.out.splitlines()[:4])


@pytest.mark.parametrize("stem", BY_STEM)
def test_an_outcome(stem: str, golden: Golden) -> None:
    one = BY_STEM[stem]
    ran = simulate(one)
    assert ran.code == (0 if one.phase == "Succeeded" else 1), ran.err
    assert "unused" not in ran.err
    golden(GUIDE / f"{stem}.tree.txt", ran.out)
    record = json.loads(simulate(one, "--format", "json").out)
    assert record["status"]["phase"] == one.phase


@pytest.mark.parametrize("stem", ["ci/passes", "coinflip-recursive/three-tails", "exit-handlers/fails"])
@pytest.mark.parametrize("format_", ["dot", "mermaid"])
def test_a_run_is_drawn(stem: str, format_: str, tmp_path: Path) -> None:
    run = tmp_path / "run.json"
    simulate(BY_STEM[stem], "--format", "json", "-o", str(run))
    ran = wfsim("graph", "--format", format_, "--run", str(run))
    assert ran.code == 0, ran.err
    assert BY_STEM[stem].fixture in ran.out


@pytest.mark.parametrize("stem", LISTINGS)
def test_the_guides_listings(stem: str) -> None:
    assert trimmed(simulate(BY_STEM[stem], "--style", "guide").out) == LISTINGS[stem]


def test_every_mocks_file_and_every_folder_is_run() -> None:
    written = {str(path.relative_to(GUIDE)).removesuffix(".mocks.yaml") for path in GUIDE.glob("*/*.mocks.yaml")}
    assert written == set(BY_STEM)
    assert {one.fixture for one in OUTCOMES} == set(FIXTURES)
    assert len(FIXTURES) == 22


def test_the_list_of_the_fixtures_is_complete() -> None:
    text = (GUIDE / "README.md").read_text(encoding="utf-8")
    rows = {row[0].strip("` "): row for row in (line.split("|")[1:] for line in text.splitlines() if line[:3] == "| `")}
    assert list(rows) == list(dict.fromkeys(one.fixture for one in OUTCOMES))
    for one in OUTCOMES:
        assert one.name in rows[one.fixture][2], one.stem
