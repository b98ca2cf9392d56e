"""Two runs compared, node by node, their own names aside."""

from __future__ import annotations

from pathlib import Path

import wfsim
from tests.cli.command import wfsim as command
from wfsim.record.compare import Difference, compare

GUIDE = Path(__file__).resolve().parents[2] / "fixtures" / "guide"
PROJECT = wfsim.load(GUIDE / "coinflip" / "workflow.yaml")


def run(side: str, name: str = "", duration: int = 1) -> wfsim.Run:
    return PROJECT.simulate(mocks={"mocks": {"flip-coin": {"result": side, "duration": duration}}}, name=name)


def test_names_ids_and_times_of_runs_are_aside() -> None:
    one, two = run("heads", "first-run"), run("heads", "another", duration=9)
    assert compare(one.record, two.record) == ()
    assert {(each.node, each.field) for each in compare(one.record, two.record, times=True)} == {
        ("", "duration"),
        ("<run>", "duration"),
        ("<run>[0]", "duration"),
        ("<run>[0].flip-coin", "duration"),
    }


def test_another_outcome_differs_where_it_does() -> None:
    found = compare(run("heads", "a").record, run("tails", "b").record)
    assert Difference("<run>[0].flip-coin", "outputs", {"result": "heads", "exitCode": "0"}, None) not in found
    fields = {(one.node, one.field) for one in found}
    assert ("<run>[0].flip-coin", "outputs") in fields
    assert ("<run>[1].heads", "phase") in fields and ("<run>[1].tails", "phase") in fields


def test_a_node_that_only_one_has() -> None:
    recursive = wfsim.load(GUIDE / "coinflip-recursive" / "workflow.yaml")
    left, right = (
        recursive.simulate(mocks={"mocks": {"flip-coin": list(sides)}}) for sides in (["heads"], ["tails", "heads"])
    )
    missing = {one.node for one in compare(left.record, right.record) if one.field == "node"}
    assert missing == {
        "<run>[1].tails[0]",
        "<run>[1].tails[0].flip-coin",
        "<run>[1].tails[1]",
        "<run>[1].tails[1].heads",
        "<run>[1].tails[1].tails",
    }


def test_ids_in_messages_are_the_nodes_that_they_name() -> None:
    project = wfsim.load(GUIDE / "steps" / "workflow.yaml")
    left, right = (
        project.simulate(name=name, mocks={"mocks": {"greet": {"exitCode": 1}}}) for name in ("one", "two-2")
    )
    assert not left.succeeded and left.message != right.message
    assert compare(left.record, right.record) == ()


def test_the_command(tmp_path: Path) -> None:
    paths = []
    for side in ("heads", "tails"):
        path = tmp_path / f"{side}.json"
        path.write_text(run(side, side).to_json(), encoding="utf-8")
        paths.append(str(path))
    ran = command("diff", *paths)
    assert ran.code == 1 and "[1].heads: phase\n  - Succeeded\n  + Skipped\n" in ran.out
    ran = command("diff", paths[0], paths[0])
    assert (ran.code, ran.out) == (0, "") and "the runs are equal" in ran.err
