"""Several workflows side by side: locks, slots and machines, at exact times."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import wfsim
from tests.cli.command import wfsim as command
from wfsim.api.problem import Misuse, Problem

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "cluster"

HEAD = "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {%s}\nspec:\n  entrypoint: main\n"


def workflow(name: str, spec: str = "", pod: str = "image: a", generate: bool = True) -> str:
    named = f"generateName: {name}-" if generate else f"name: {name}"
    return HEAD % named + spec + f"  templates:\n    - name: main\n      container: {{{pod}}}\n"


def times(text: str, cluster: dict[str, Any], mocks: Any = None) -> dict[str, tuple[float, float]]:
    """Start and end of every run, in seconds after the clock began."""
    runs = wfsim.loads(text).simulate_cluster(cluster, mocks)
    assert runs.succeeded, runs.findings
    first = min(one.record.created_ms or one.record.started_ms or 0 for one in runs)
    return {
        one.name: (((one.record.started_ms or 0) - first) / 1000, ((one.record.finished_ms or 0) - first) / 1000)
        for one in runs
    }


def spans(text: str, cluster: dict[str, Any], mocks: Any = None) -> list[tuple[float, float]]:
    return list(times(text, cluster, mocks).values())


def test_as_many_workflows_run_at_once_as_the_controller_lets() -> None:
    found = spans(workflow("a"), {"parallelism": 2, "submit": [{"workflow": "a-", "count": 5}]})
    assert found == [(0, 1), (0, 1), (1, 2), (1, 2), (2, 3)]


def test_a_postponed_workflow_says_so() -> None:
    text = workflow("a", pod="image: a") + "---\n" + workflow("b").replace("container: {image: a}", "suspend: {}")
    runs = wfsim.loads(text).simulate_cluster({"parallelism": 1, "submit": [{"workflow": "b-"}, {"workflow": "a-"}]})
    assert (runs["a-"].phase, runs["a-"].message) == (
        "Pending",
        "Workflow processing has been postponed because too many workflows are already running",
    )
    assert not runs.succeeded and {one.code for one in runs.findings} == {"run-stalled"}


def test_a_higher_priority_begins_first_and_then_the_older() -> None:
    text = "---\n".join([workflow("low"), workflow("high", "  priority: 5\n")])
    submit = [
        {"workflow": "low-", "count": 2},
        {"workflow": "high-", "at": 0.2},
        {"workflow": "low-", "at": 0.1, "name": "middle"},
    ]
    found = times(text, {"parallelism": 1, "submit": submit})
    order = sorted(found, key=found.__getitem__)
    assert [one.partition("-")[0] for one in order] == ["low", "high", "low", "middle"]


def test_a_full_namespace_is_passed_over() -> None:
    one = workflow("a").replace("generateName: a-", "generateName: a-, namespace: one")
    two = workflow("b").replace("generateName: b-", "generateName: b-, namespace: two")
    submit = [{"workflow": "a-", "count": 2}, {"workflow": "b-"}]
    found = spans(f"{one}---\n{two}", {"namespaceParallelism": 1, "submit": submit})
    assert found == [(0, 1), (1, 2), (0, 1)]


def test_a_mutex_of_the_workflow_lets_one_in_at_a_time() -> None:
    text = workflow("a", "  synchronization: {mutexes: [{name: m}]}\n")
    assert spans(text, {"submit": [{"workflow": "a-", "count": 3}]}) == [(0, 1), (1, 2), (2, 3)]


def test_a_mutex_of_a_template_is_shared_by_workflows() -> None:
    text = workflow("a").replace("container:", "synchronization: {mutexes: [{name: m}]}\n      container:")
    runs = wfsim.loads(text).simulate_cluster({"submit": [{"workflow": "a-", "count": 3}]})
    first = runs[0].record.started_ms or 0
    ends = [((one.record.finished_ms or 0) - first) / 1000 for one in runs]
    assert runs.succeeded and ends == [1, 2, 3]


def test_a_semaphore_is_as_large_as_its_config_map_says() -> None:
    text = workflow("a", "  synchronization: {semaphores: [{configMapKeyRef: {name: c, key: k}}]}\n")
    text += "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {k: '2'}\n"
    assert spans(text, {"submit": [{"workflow": "a-", "count": 3}]}) == [(0, 1), (0, 1), (1, 2)]


def test_who_waits_for_ever_for_a_lock_is_told_with_the_lock() -> None:
    holder = workflow("b", "  synchronization: {mutexes: [{name: m}]}\n").replace(
        "container: {image: a}", "suspend: {}"
    )
    text = holder + "---\n" + workflow("a", "  synchronization: {mutexes: [{name: m}]}\n")
    runs = wfsim.loads(text).simulate_cluster({"submit": [{"workflow": "b-"}, {"workflow": "a-"}]})
    said = " ".join(one.message for one in runs.findings)
    assert "Waiting for default/Mutex/m lock. Lock status: 0/1" in said
    assert runs["a-"].phase == "Pending"


def test_memoized_outputs_are_shared() -> None:
    text = workflow("a").replace(
        "container: {image: a}",
        "memoize: {key: k, maxAge: 1h, cache: {configMap: {name: c}}}\n      container: {image: a}",
    )
    assert spans(text, {"submit": [{"workflow": "a-", "count": 2, "every": 10}]}) == [(0, 1), (10, 10)]


# -- machines ---------------------------------------------------------------------------------------------------------


def pods(cpu: str) -> str:
    return workflow("a", pod=f"image: a, resources: {{requests: {{cpu: {cpu}}}}}")


def ends(text: str, cluster: dict[str, Any], mocks: Any = None) -> list[float]:
    return [end for _, end in spans(text, cluster, mocks)]


def test_a_pod_waits_until_it_fits() -> None:
    cluster = {"nodes": [{"cpu": 2, "memory": "1Gi"}], "submit": [{"workflow": "a-", "count": 4}]}
    assert ends(pods("'1'"), cluster) == [1, 1, 2, 2]
    assert ends(pods("1500m"), cluster) == [1, 2, 3, 4]
    assert ends(pods("'0'"), {**cluster, "nodes": [{"cpu": 2, "memory": "1Gi", "pods": 3}]}) == [1, 1, 1, 2]


def test_a_waiting_pod_says_why_and_where_it_ran() -> None:
    text = pods("'1'")
    cluster = {"nodes": [{"name": "w", "cpu": 1, "memory": "1Gi", "count": 2}], "submit": [{"workflow": "a-"}]}
    (run,) = wfsim.loads(text).simulate_cluster(cluster)
    assert run.record.nodes[0].host == "w-0"
    stuck = wfsim.loads(pods("'4'")).simulate_cluster(cluster)
    assert stuck[0].phase == "Running" and stuck[0].nodes[0].phase == "Pending"
    assert stuck[0].nodes[0].message == "Unschedulable: 0/2 nodes are available: 2 Insufficient cpu."
    assert "waits for ever: Unschedulable" in stuck.findings[0].message


def test_a_large_pod_does_not_hold_up_a_small_one() -> None:
    text = pods("'1'") + "---\n" + pods("'4'").replace("a-", "big-") + "---\n" + pods("'2'").replace("a-", "mid-")
    submit = [{"workflow": "a-", "count": 2}, {"workflow": "big-"}, {"workflow": "mid-"}]
    found = times(text, {"nodes": [{"cpu": 4, "memory": "1Gi"}], "submit": submit})
    assert [end for _, end in found.values()] == [1, 1, 2, 1]


def test_init_containers_sidecars_and_limits_count() -> None:
    text = workflow("a").replace(
        "container: {image: a}",
        "container: {image: a, resources: {limits: {cpu: 1}}}\n"
        "      sidecars: [{name: s, image: a, resources: {requests: {cpu: 1}}}]\n"
        "      initContainers: [{name: i, image: a, resources: {requests: {cpu: 3}}}]",
    )
    cluster = {"nodes": [{"cpu": 5, "memory": "1Gi"}], "submit": [{"workflow": "a-", "count": 2}]}
    assert ends(text, cluster) == [1, 2]


def test_a_node_selector_needs_its_label() -> None:
    text = workflow("a", "  nodeSelector: {disk: fast}\n")
    nodes = [{"cpu": 9, "memory": "9Gi"}, {"name": "f", "cpu": 1, "memory": "1Gi", "labels": {"disk": "fast"}}]
    (run,) = wfsim.loads(text).simulate_cluster({"nodes": nodes, "submit": [{"workflow": "a-"}]})
    assert run.record.nodes[0].host == "f"


def test_a_deadline_counts_from_when_the_pod_started() -> None:
    text = pods("'1'").replace("container:", "activeDeadlineSeconds: 3\n      container:")
    cluster = {"nodes": [{"cpu": 1, "memory": "1Gi"}], "submit": [{"workflow": "a-", "count": 2}]}
    assert ends(text, cluster, {"mocks": {"main": {"duration": 2}}}) == [2, 4]


# -- chance, mistakes, and the command --------------------------------------------------------------------------------


def test_runs_of_one_workflow_have_chances_of_their_own() -> None:
    text = (FOLDER.parent / "guide" / "coinflip" / "workflow.yaml").read_text(encoding="utf-8")
    cluster = {"submit": [{"workflow": "coinflip-", "count": 12}]}
    mocks = {"mocks": {"flip-coin": {"oneOf": ["heads", "tails"]}}}
    runs = wfsim.loads(text).simulate_cluster(cluster, mocks, seed=1)
    sides = {one["flip-coin"].result for one in runs}
    assert sides == {"heads", "tails"}
    again = wfsim.loads(text).simulate_cluster(cluster, mocks, seed=1)
    assert [one.to_json() for one in runs] == [one.to_json() for one in again]


def test_one_run_is_as_if_it_were_alone() -> None:
    project = wfsim.load(FOLDER.parent / "guide" / "exit-handlers" / "workflow.yaml")
    (run,) = project.simulate_cluster(seed=4)
    alone = project.simulate(seed=4)
    assert (run.name, run.phase, run.executed) == (alone.name, alone.phase, alone.executed)


def test_what_cannot_be_submitted() -> None:
    text = workflow("a", generate=False)
    with pytest.raises(Misuse, match="there is no workflow 'b'"):
        wfsim.loads(text).simulate_cluster({"submit": [{"workflow": "b"}]})
    with pytest.raises(Misuse, match="submitted twice under the name 'a'"):
        wfsim.loads(text).simulate_cluster({"submit": [{"workflow": "a", "count": 2}]})
    with pytest.raises(Problem, match="no workflow that could be submitted"):
        wfsim.loads("kind: ConfigMap\n").simulate_cluster()


def test_runs_that_go_too_far_are_stopped() -> None:
    loop = workflow("a").replace("container: {image: a}", "steps: [[{name: again, template: main}]]")
    runs = wfsim.loads(loop).simulate_cluster({"submit": [{"workflow": "a-", "count": 2}]}, max_nodes=50)
    assert [one.code for one in runs.findings] == ["run-too-large"]
    slow = wfsim.loads(workflow("a")).simulate_cluster(None, {"mocks": {"main": {"duration": 100}}}, max_time=10)
    assert [one.code for one in slow.findings] == ["run-too-long"]


@pytest.mark.parametrize(
    ("cluster", "place", "message"),
    [
        ("nodes: [{cpu: 2}]", 9, "`nodes`[0] needs `memory`"),
        ("nodes: [{cpu: two, memory: 1Gi}]", 15, "`two` is not a quantity"),
        ("submit: [{workflow: a-, at: soon}]", 29, "`soon` is not a duration"),
        ("start: yesterday", 8, "`yesterday` is not a time"),
        ("paralelism: 2", 1, "the file has no key `paralelism`"),
        ("submit: [{workflow: a-, name: x, count: 2}]", 31, "one name cannot be given to several runs"),
    ],
)
def test_mistakes_in_a_cluster_file_have_their_place(tmp_path: Path, cluster: str, place: int, message: str) -> None:
    (tmp_path / "wf.yaml").write_text(workflow("a"), encoding="utf-8")
    (tmp_path / "cluster.yaml").write_text(cluster, encoding="utf-8")
    ran = command("simulate", str(tmp_path / "wf.yaml"), "--cluster", str(tmp_path / "cluster.yaml"))
    assert ran.code == 1
    assert f"cluster.yaml:1:{place}: error[bad-cluster-file]: {message}" in ran.err


def test_the_command_lists_the_runs_and_their_trees() -> None:
    ran = command("simulate", str(FOLDER / "reports.yaml"), "--cluster", str(FOLDER / "small.yaml"))
    assert ran.code == 0, ran.err
    assert ran.out.startswith("NAME            STATUS      SUBMITTED   WAITED   DURATION   PRIORITY   MESSAGE\n")
    assert ran.out.count("TEMPLATE") == 5
    ran = command("simulate", str(FOLDER / "reports.yaml"), "--cluster", str(FOLDER / "small.yaml"), "-p", "x=1")
    assert ran.code == 2 and "--parameter is for one run" in ran.err


def test_a_workflow_without_a_priority_has_none_above_another() -> None:
    lock = "  synchronization: {mutexes: [{name: m}]}\n"
    text = "---\n".join([workflow("plain", lock), workflow("urgent", lock + "  priority: 1\n")])
    submit = [
        {"workflow": "plain-", "name": "first"},
        {"workflow": "plain-", "name": "second", "at": 0.1},
        {"workflow": "urgent-", "name": "third", "at": 0.2},
    ]
    found = times(text, {"submit": submit})
    assert sorted(found, key=lambda name: found[name][1]) == ["first", "third", "second"]
