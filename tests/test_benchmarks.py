"""The benchmarks measure what they say: runs have the nodes that were asked for, the floor sees every event."""

from __future__ import annotations

from pathlib import Path

import pytest

import wfsim
from benchmarks import floors, languages, manifests, runs, simulations
from benchmarks.__main__ import main, row
from benchmarks.corpus import corpus
from benchmarks.figure import Figure
from benchmarks.measure import command, least


@pytest.mark.parametrize(
    ("shape", "nodes"), [(runs.wide, 50), (runs.nested, 62), (runs.chain, 51), (runs.dag, 50), (runs.retries, 50)]
)
def test_a_run_has_the_nodes_that_are_counted(shape: runs.Shape, nodes: int) -> None:
    run = wfsim.loads(shape(nodes)).simulate(seed=1, mocks=runs.MOCKS.get(shape.__name__))
    assert run.phase == "Succeeded"
    assert len(run.nodes) == nodes


@pytest.mark.parametrize("shape", simulations.SHAPES, ids=lambda shape: shape.__name__)
def test_the_floor_runs_the_same_graph(shape: runs.Shape) -> None:
    name = shape.__name__
    run = wfsim.loads(shape(62)).simulate(seed=1, mocks=runs.MOCKS.get(name))
    ran = floors.processes(name, 62)
    start = run.record.started_ms or 0
    times = {node.name: (node.started_ms, node.finished_ms) for node in run.record.nodes}
    assert {one.name: (start + 1000 * one.started, start + 1000 * one.ended) for one in ran} == times


def test_what_is_measured_may_be_larger_than_a_cluster_takes() -> None:
    one = simulations.Simulation(runs.chain, 120_001)
    one.read()
    assert one.project is not None
    assert not one.project.workspace.findings
    assert len(one.project.workspace.resources[0].spec.templates[1].steps) == 60_000


def test_the_least_of_the_rounds_counts_and_the_first_does_not() -> None:
    calls = []
    took = least({"once": lambda: calls.append(1)}, rounds=3)
    assert len(calls) == 4
    assert took["once"] >= 0


def test_a_missed_aim_is_said() -> None:
    assert row(Figure("lint", 0.09, "bare", 0.01, 6)).endswith("| 9.00 | ≤ 6, missed |")
    assert row(Figure("a node", 0.000_02, "loop", 0.000_01)).endswith("| 20.00 µs | loop | 10.00 µs | 2.00 |  |")


def test_the_floor_of_reading_composes_every_file() -> None:
    files = corpus()
    assert len(files.texts) > 20
    files.compose()


def test_what_is_linted_is_right(tmp_path: Path) -> None:
    manifests.write(tmp_path / "files", 12)
    (tmp_path / "tasks.yaml").write_text(manifests.tasks(25), encoding="utf-8")
    assert wfsim.load(tmp_path / "files").lint() == wfsim.load(tmp_path / "tasks.yaml").lint() == ()


def test_commands_run_as_installed(tmp_path: Path) -> None:
    command("version")()
    with pytest.raises(RuntimeError, match="ended with 3"):
        command("lint", str(tmp_path / "nothing.yaml"))()


@pytest.mark.parametrize("language", languages.LANGUAGES, ids=lambda language: language.name)
def test_every_text_of_a_language_is_read_and_has_a_value(language: languages.Language) -> None:
    text = language.text.replace("%d", "2000")
    language.read(text)
    assert language.evaluate(text) is not None


def test_the_parts_are_named(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["benchmarks", "--help"])
    with pytest.raises(SystemExit):
        main()
    assert "languages" in capsys.readouterr().out
