"""Runs that are kept: begun, left, changed and gone on with, as if one command had done it all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import wfsim
from wfsim.api.problem import Problem
from wfsim.api.targets.sim import SimTarget
from wfsim.api.targets.target import Again, LogQuery, NodeChange, Submission
from wfsim.lang import selectors
from wfsim.record.compare import compare
from wfsim.record.run import RunRecord
from wfsim.record.store import Changed, Query, Store, StoredRun, open
from wfsim.record.workflow import from_workflow
from wfsim.spec.model import JsonObject, Kind
from wfsim.text import Source

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "fixtures" / "guide"
NOW = 1_800_000_000_000

HEAD = "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {generateName: deploy-, labels: {team: a}}\nspec:\n"
ASKS = (
    HEAD
    + """
  entrypoint: main
  activeDeadlineSeconds: 30
  templates:
    - name: main
      steps:
        - [{name: ask, template: ask}, {name: work, template: work}]
        - - name: say
            template: say
            arguments: {parameters: [{name: x, value: "{{steps.ask.outputs.parameters.go}}"}]}
    - name: ask
      suspend: {}
      outputs: {parameters: [{name: go, valueFrom: {supplied: {}}}]}
    - name: work
      container: {image: a, command: [work]}
    - name: say
      inputs: {parameters: [{name: x}]}
      container: {image: a, command: [echo, "{{inputs.parameters.x}}"]}
"""
)
FLAKY = (
    HEAD
    + """
  entrypoint: main
  arguments: {parameters: [{name: p, value: "1"}]}
  onExit: bye
  templates:
    - name: main
      dag:
        tasks:
          - {name: a, template: leaf}
          - {name: b, template: leaf, dependencies: [a]}
          - {name: c, template: leaf, dependencies: [b]}
    - name: leaf
      container: {image: a, command: [echo, "{{workflow.parameters.p}}"]}
    - name: bye
      container: {image: a, command: [echo, bye]}
"""
)
TEMPLATE = """
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata: {name: greeter}
spec:
  entrypoint: greet
  templates:
    - name: greet
      container: {image: a, command: [echo, VERSION]}
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    found = open(str(tmp_path / "runs.db"))
    yield found
    found.close()


@pytest.fixture
def heard() -> list[str]:
    return []


@pytest.fixture
def target(store: Store, heard: list[str]) -> SimTarget:
    return SimTarget(store, heard.append, lambda: NOW)


def source(text: str, name: str = "wf.yaml") -> Source:
    return Source(name, text)


def submitted(target: SimTarget, text: str, mocks: str = "", **more: Any) -> RunRecord:
    given = Submission((source(text),), namespace="default", mocks=source(mocks, "m.yaml") if mocks else None, **more)
    (made,) = target.submit(given)
    return run_of(made)


def run_of(made: JsonObject) -> RunRecord:
    return from_workflow(dict(made))


def phases(record: RunRecord) -> dict[str, str]:
    return {one.display_name: one.phase.value for one in record.nodes}


@pytest.mark.parametrize("fixture", sorted(path.parent.name for path in GUIDE.glob("*/workflow.yaml")))
def test_a_kept_run_is_the_run_that_simulate_makes(target: SimTarget, fixture: str) -> None:
    path = GUIDE / fixture / "workflow.yaml"
    kept = submitted(target, path.read_text(), name="same", seed=3)
    made = wfsim.load(path).simulate(name="same", seed=3).record
    assert compare(made, kept) == ()
    assert (kept.finished_ms or 0) - (kept.started_ms or 0) == (made.finished_ms or 0) - (made.started_ms or 0)


def test_generated_names_are_counted_up(target: SimTarget) -> None:
    names = [submitted(target, FLAKY).name for _ in range(3)]
    assert len(set(names)) == 3
    target.delete("default", names[1])
    assert submitted(target, FLAKY).name == names[1]


def test_a_name_that_is_taken(target: SimTarget) -> None:
    submitted(target, FLAKY, name="one")
    with pytest.raises(Problem, match='"one" already exists'):
        submitted(target, FLAKY, name="one")


# -- waiting for somebody


def test_a_run_waits_for_its_answer(target: SimTarget, store: Store, heard: list[str]) -> None:
    left = submitted(target, ASKS, "mocks: {work: {duration: 10s}}")
    assert (left.phase, phases(left)["ask"], phases(left)["work"]) == ("Running", "Running", "Succeeded")
    assert heard[-1] == f"{left.name} is suspended: `wfsim resume {left.name}` lets it go on"
    (seen,) = target.list(Query())
    assert seen.status == "Running (Suspended)"
    with pytest.raises(Problem, match="raw output parameter 'go' has not been set"):
        target.resume("default", left.name)
    target.set_node("default", left.name, NodeChange("displayName=ask", {"go": "now"}, "by Ann"))
    ended = run_of(target.resume("default", left.name))
    assert ended.phase == "Succeeded"
    said = next(one for one in ended.nodes if one.display_name == "say")
    assert said.inputs == {"parameters": [{"name": "x", "value": "now"}]}
    stored = store.get("default", left.name)
    assert stored is not None
    assert stored.coming == ()


def test_no_deadline_passes_while_somebody_is_waited_for(target: SimTarget, store: Store) -> None:
    left = submitted(target, ASKS, "mocks: {work: {duration: 10m}}")
    assert phases(left)["work"] == "Failed"  # its own deadline is the kubelet's, which no person holds up
    assert left.phase == "Running"
    kept = store.get("default", left.name)
    assert kept is not None
    assert [one["event"]["timer"] for one in kept.coming] == ["deadline:"]  # type: ignore[index,call-overload]


def test_what_was_under_way_goes_on(target: SimTarget, store: Store) -> None:
    late = ASKS.replace("activeDeadlineSeconds: 30", "activeDeadlineSeconds: 5").replace(
        "suspend: {}", "suspend: {}\n      retryStrategy: {limit: 1}"
    )
    late = late.replace("- name: work\n", "- name: work\n      timeout: 100s\n")
    left = submitted(target, late, "mocks: {work: {duration: 3s}}")
    assert phases(left)["work"] == "Succeeded"
    target.set_node("default", left.name, NodeChange("templateName=ask", {"go": "x"}, phase="Succeeded"))
    assert run_of(target.get("default", left.name)).phase == "Succeeded"


def test_going_on_is_as_going_through(target: SimTarget) -> None:
    """A run that was left and resumed differs in nothing from one in which a mock resumes."""
    text = ASKS.replace("supplied: {}", "supplied: {}, default: d")
    left = submitted(target, text, "mocks: {work: {duration: 3s}}", name="same")
    ended = run_of(target.resume("default", left.name))
    through = wfsim.loads(text).simulate(
        mocks={"mocks": {"work": {"duration": "3s"}, "ask": {"resume": {"after": "3s"}}}}, name="same"
    )
    assert compare(through.record, ended) == ()


def test_a_run_that_begins_suspended(target: SimTarget) -> None:
    left = submitted(target, FLAKY.replace("entrypoint:", "suspend: true\n  entrypoint:"))
    assert (left.phase, left.nodes) == ("Running", ())
    ended = run_of(target.resume("default", left.name))
    assert ended.phase == "Succeeded"
    assert "suspend" not in ended.spec


def test_suspending_a_run_that_waits(target: SimTarget) -> None:
    left = submitted(target, ASKS.replace("supplied: {}", "supplied: {}, default: d"))
    target.suspend("default", left.name)
    target.set_node("default", left.name, NodeChange("displayName=ask", {"go": "x"}, phase="Succeeded"))
    held = run_of(target.get("default", left.name))
    assert "say" not in phases(held)
    assert run_of(target.resume("default", left.name)).phase == "Succeeded"


@pytest.mark.parametrize(
    ("act", "phase", "message", "handler"),
    [
        (lambda it, name: it.stop("default", name), "Failed", "Stopped with strategy 'Stop'", True),
        (lambda it, name: it.terminate("default", name), "Failed", "Stopped with strategy 'Terminate'", False),
    ],
)
def test_ending_a_run(
    target: SimTarget, act: Callable[[SimTarget, str], JsonObject], phase: str, message: str, handler: bool
) -> None:
    text = ASKS + "    - name: bye\n      container: {image: a}\n  onExit: bye\n"
    left = submitted(target, text)
    ended = run_of(act(target, left.name))
    assert (ended.phase, ended.message) == (phase, message)
    assert any(one.name.endswith(".onExit") for one in ended.nodes) is handler
    (seen,) = target.list(Query())
    assert seen.status == "Failed (Terminated)"
    with pytest.raises(Problem, match="cannot shutdown a completed workflow"):
        act(target, left.name)


def test_stopping_a_node(target: SimTarget) -> None:
    left = submitted(target, ASKS)
    ended = run_of(target.stop("default", left.name, "displayName=ask", "not today"))
    assert (ended.phase, phases(ended)["ask"]) == ("Failed", "Failed")
    assert next(one for one in ended.nodes if one.display_name == "ask").message == "not today"


# -- once more


FAILS = "mocks: [{step: b, exitCode: 1}]\n"


def test_a_retry_goes_on_where_it_failed(target: SimTarget, store: Store) -> None:
    failed = submitted(target, FLAKY, "mocks: {leaf: {sequence: [{exitCode: 0}, {exitCode: 4}, {exitCode: 0}]}}")
    assert phases(failed) == {"a": "Succeeded", "b": "Failed", "c": "Omitted", failed.name: "Failed"} | {
        f"{failed.name}.onExit": "Succeeded"
    }
    ended = run_of(target.retry("default", failed.name, Again()))
    assert (ended.phase, phases(ended)["c"]) == ("Succeeded", "Succeeded")
    first = {one.display_name: one.started_ms for one in failed.nodes}
    assert next(one.started_ms for one in ended.nodes if one.display_name == "a") == first["a"]
    kept = store.get("default", failed.name)
    assert kept is not None
    assert kept.taken == (4,)


def test_a_retry_under_other_mocks_and_with_other_parameters(target: SimTarget) -> None:
    failed = submitted(target, FLAKY, "mocks: {leaf: {exitCode: 1}}")
    assert run_of(target.retry("default", failed.name, Again())).phase == "Failed"
    again = Again({"p": "2"}, mocks=source("mocks: {}", "n.yaml"))
    ended = run_of(target.retry("default", failed.name, again))
    assert ended.phase == "Succeeded"
    assert [one.text for one in target.logs("default", failed.name, LogQuery("c"))] == ["$ echo 2"]
    with pytest.raises(Problem, match="To retry a succeeded workflow"):
        target.retry("default", failed.name, Again())
    again = Again(restart_successful=True, selector="displayName=b")
    assert run_of(target.retry("default", failed.name, again)).phase == "Succeeded"


def test_resubmitting(target: SimTarget) -> None:
    failed = submitted(target, FLAKY, "mocks: {leaf: {sequence: [{exitCode: 0}, {exitCode: 4}, {exitCode: 0}]}}")
    target.delete("default", failed.name)
    fresh = run_of(target.resubmit("default", failed.name, Again(priority=5)))
    assert fresh.labels["workflows.argoproj.io/resubmitted-from-workflow"] == failed.name
    assert fresh.labels["team"] == "a"
    assert (fresh.phase, fresh.spec["priority"]) == ("Failed", 5)  # the sequence begins anew
    again = Again(memoized=True, mocks=source("mocks: {}", "n.yaml"))
    kept = run_of(target.resubmit("default", fresh.name, again))
    assert (kept.phase, phases(kept)["a"]) == ("Succeeded", "Skipped")
    with pytest.raises(Problem, match="workflow must be Failed/Error to resubmit in memoized mode"):
        target.resubmit("default", kept.name, Again(memoized=True))
    query = Query(labels=selectors.parse("workflows.argoproj.io/resubmitted-from-workflow"))
    assert {one.name for one in target.list(query)} == {fresh.name, kept.name}


def test_of_two_who_resume_both_are_heard(target: SimTarget, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second reads again what the first made of it, and hears what Argo would say."""
    left = submitted(target, ASKS.replace("supplied: {}", "supplied: {}, default: d"))
    replaced, calls = store.replace, 0

    def late(run: StoredRun) -> StoredRun:
        nonlocal calls
        calls += 1
        if calls == 1:
            SimTarget(store, now=lambda: NOW).terminate("default", left.name)
            raise Changed(left.name)
        return replaced(run)

    monkeypatch.setattr(store, "replace", lambda run: late(run) if calls == 0 else replaced(run))
    assert run_of(target.resume("default", left.name)).phase == "Failed"


# -- templates and crons


def test_runs_refer_to_kept_templates(target: SimTarget) -> None:
    target.create(Kind.WORKFLOW_TEMPLATE, "default", (source(TEMPLATE.replace("VERSION", "one")),))
    with pytest.raises(Problem, match='"greeter" already exists'):
        target.create(Kind.WORKFLOW_TEMPLATE, "default", (source(TEMPLATE),))
    (made,) = target.submit(Submission(origin="wftmpl/greeter", namespace="default"))
    record = run_of(made)
    assert record.labels["workflows.argoproj.io/workflow-template"] == "greeter"
    target.update(Kind.WORKFLOW_TEMPLATE, "default", (source(TEMPLATE.replace("VERSION", "two")),))
    again = run_of(target.resubmit("default", record.name, Again()))
    (made,) = target.submit(Submission(origin="WorkflowTemplate/greeter", namespace="default"))
    texts = [one.text for name in (again.name, run_of(made).name) for one in target.logs("default", name, LogQuery())]
    assert texts == ["$ echo one", "$ echo two"]  # a run keeps the templates that it was made of
    target.remove(Kind.WORKFLOW_TEMPLATE, "default", "greeter")
    with pytest.raises(Problem, match=r'workflowtemplates\.argoproj.io "greeter" not found'):
        target.submit(Submission(origin="wftmpl/greeter", namespace="default"))


def test_a_template_that_argo_refuses_is_not_kept(target: SimTarget) -> None:
    with pytest.raises(Problem) as caught:
        bad = TEMPLATE.replace("VERSION", '"{{inputs.parameters.none}}"')
        target.create(Kind.WORKFLOW_TEMPLATE, "default", (source(bad),))
    assert caught.value.findings
    assert target.objects(Kind.WORKFLOW_TEMPLATE, "") == ()


def test_a_cron_workflow(target: SimTarget) -> None:
    text = (ROOT / "fixtures" / "cluster" / "backup.yaml").read_text()
    (made,) = target.create(Kind.CRON_WORKFLOW, "default", (source(text),))
    assert target.objects(Kind.CRON_WORKFLOW, "default") == (made,)
    target.suspend_cron("default", "backup", True)
    assert target.object(Kind.CRON_WORKFLOW, "default", "backup")["spec"]["suspend"] is True  # type: ignore[index,call-overload]
    (run,) = target.submit(Submission(origin="cronwf/backup", namespace="default"))
    record = run_of(run)
    assert record.name.startswith("backup-")
    assert record.labels["workflows.argoproj.io/cron-workflow"] == "backup"


@pytest.mark.parametrize(
    ("origin", "message"),
    [
        ("greeter", "resource identifier 'greeter' is malformed"),
        ("pod/x", "Resource kind 'pod' is not supported with --from"),
        ("wf/x", '"x" not found'),
    ],
)
def test_an_origin_that_is_none(target: SimTarget, origin: str, message: str) -> None:
    with pytest.raises(Problem, match=message):
        target.submit(Submission(origin=origin, namespace="default"))


def test_a_run_that_argo_refuses_is_not_kept(target: SimTarget) -> None:
    bad = FLAKY.replace("template: leaf, dependencies: [a]", "template: none, dependencies: [a]")
    with pytest.raises(Problem, match=r"Failed to submit workflow: templates\.main\.tasks\.b template name 'none'"):
        submitted(target, bad)
    assert target.list(Query()) == ()


def test_a_store_that_may_only_be_read_is_listed(target: SimTarget, tmp_path: Path) -> None:
    record = submitted(target, FLAKY.replace("entrypoint:", "ttlStrategy: {secondsAfterCompletion: 1}\n  entrypoint:"))
    reader = SimTarget(open(f"sqlite://{tmp_path}/runs.db?mode=ro"), now=lambda: NOW + 3_600_000)
    assert [one.name for one in reader.list(Query())] == [record.name]
    reader.close()
    assert SimTarget(target.store, now=lambda: NOW + 3_600_000).list(Query()) == ()


# -- logs


def test_logs_of_a_pod_by_its_name_alone(target: SimTarget) -> None:
    record = submitted(target, FLAKY, FAILS)
    pods = {one.display_name: one.pod_name for one in record.nodes if one.pod_name}
    lines = list(target.logs("default", pods["b"], LogQuery()))
    assert [(one.pod, one.text) for one in lines] == [(pods["b"], "$ echo 1"), (pods["b"], "# exit code 1")]
    assert [one.text for one in target.logs("default", record.name, LogQuery("a"))] == ["$ echo 1"]
    whole = list(target.logs("default", record.name, LogQuery()))
    assert [one.at_ms for one in whole] == sorted(one.at_ms for one in whole)
    with pytest.raises(Problem, match='has no pod or step "nope"'):
        list(target.logs("default", record.name, LogQuery("nope")))
    with pytest.raises(Problem, match='"nothing" not found'):
        list(target.logs("default", "nothing", LogQuery()))


def test_logs_of_scripts_sidecars_and_resources(target: SimTarget) -> None:
    text = HEAD + (
        """
  entrypoint: main
  templates:
    - name: main
      steps:
        - [{name: s, template: s}, {name: r, template: r}]
        - [{name: t, template: s, when: "{{steps.s.outputs.result}} == 4"}]
    - name: s
      sidecars: [{name: db, image: d, command: [serve, "a b"]}]
      script: {image: a, command: [sh], source: "echo 4\\nexit"}
    - name: r
      resource: {action: create, manifest: "kind: Job"}
"""
    )
    record = submitted(target, text, "mocks: {s: {result: '4'}}")
    assert [one.text for one in target.logs("default", record.name, LogQuery("s"))] == [
        "$ sh",
        "> echo 4",
        "> exit",
        "4",
    ]
    assert [one.text for one in target.logs("default", record.name, LogQuery("s", "db"))] == ["$ serve 'a b'"]
    shown = [one.text for one in target.logs("default", record.name, LogQuery("r"))]
    assert shown == ["$ kubectl create -f -", "> kind: Job"]


def test_a_damaged_run_is_told(target: SimTarget, store: Store) -> None:
    record = submitted(target, ASKS)
    kept = store.get("default", record.name)
    assert kept is not None
    from dataclasses import replace

    store.replace(replace(kept, coming=({"wave": 0, "event": {"is": "Nothing"}},), journal="no journal"))
    for ask in (
        lambda: target.terminate("default", record.name),
        lambda: list(target.logs("default", "@latest", LogQuery())),
    ):
        with pytest.raises(Problem, match=r"cannot be gone on with|is damaged"):
            ask()
