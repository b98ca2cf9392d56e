"""Why nodes are what they are, down to the facts that decided."""

from __future__ import annotations

from pathlib import Path

import pytest

import wfsim
from tests.cli.command import wfsim as command
from wfsim.record.causes.cause import Kind
from wfsim.render.causes import render

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "runs"
RUN = wfsim.load(FOLDER / "release.yaml").simulate(mocks=FOLDER / "release.mocks.yaml")


@pytest.mark.parametrize(
    ("path", "kind", "lines"),
    [
        (
            "publish",
            Kind.DEPENDS,
            [
                "publish is Omitted: it depends on `build && scan.Succeeded`, and build is Succeeded, scan is Failed",
                "└─ scan is Failed: 2 attempts failed, and there is no other: No more retries left "
                "(limit 1, policy OnFailure)",
                "   └─ scan(1) is Failed: main: Error (exit code 4)",
            ],
        ),
        (
            "announce",
            Kind.WHEN,
            [
                "announce is Skipped: when 'beta == stable' evaluated false "
                "(written {{workflow.parameters.channel}} == stable)",
                "└─ {{workflow.parameters.channel}} is beta: of the workflow",
            ],
        ),
        (
            "each",
            Kind.EMPTY_LOOP,
            [
                "each is Skipped: its loop has no items: {{tasks.list.outputs.result}}",
                "└─ {{tasks.list.outputs.result}} is []: left by list",
                "   └─ list is Succeeded: it printed []",
            ],
        ),
        (
            "check.old",
            Kind.WHEN,
            [
                "check.old is Skipped: when 'false' evaluated false "
                "(written {{=asInt(inputs.parameters.version) < 2}})",
                "└─ {{inputs.parameters.version}} is 3: given to the template",
            ],
        ),
        (
            "slow",
            Kind.DEADLINE,
            [
                "slow is Failed: Pod was active on the node longer than the specified deadline after 5 s; "
                "it has activeDeadlineSeconds 5"
            ],
        ),
        ("build", Kind.RESULT, ["build is Succeeded: it printed 3"]),
    ],
)
def test_a_node_of_each_kind(path: str, kind: Kind, lines: list[str]) -> None:
    cause = RUN.why(path)
    assert cause.kind is kind
    assert render(cause).splitlines() == lines


def test_the_whole_run_leads_to_what_failed_in_it() -> None:
    cause = RUN.why()
    assert cause.state == "Failed"
    assert {one.what for one in cause.walk() if not one.causes} == {"scan(1)", "slow"}


@pytest.mark.parametrize("node", RUN.nodes, ids=[node.name for node in RUN.nodes])
def test_every_node_has_a_cause_and_it_is_data(node: wfsim.Node) -> None:
    cause = RUN.why(node.name)
    assert cause.node == node.name and cause.why
    assert cause.to_json()["state"] == str(node.phase)


WAITING = """
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: wf}
spec:
  entrypoint: main
  templates:
    - name: main
      steps:
        - - {name: ask, template: ask}
          - {name: one, template: locked}
          - {name: two, template: locked}
    - name: ask
      suspend: {}
    - name: locked
      synchronization: {mutexes: [{name: m}]}
      suspend: {}
"""


def test_what_waits_says_for_what() -> None:
    run = wfsim.loads(WAITING).simulate()
    assert run.why("ask").why == "nobody resumed it"
    assert render(run.why("two")).splitlines() == [
        "two is Pending: Waiting for default/Mutex/m lock. Lock status: 0/1",
        "└─ one is Running: nobody resumed it",
    ]
    assert {one.what for one in run.why().walk()} >= {"ask", "one", "two"}


def test_a_handler_can_decide_about_the_workflow() -> None:
    run = wfsim.load(FOLDER / "release.yaml").simulate(
        mocks={"mocks": {"build": 1, "step:main.list": "[1]", "notify": {"exitCode": 2}}}
    )
    assert run.phase == "Failed"
    cause = run.why()
    assert (cause.kind, cause.causes[0].why) == (Kind.HANDLER, "main: Error (exit code 2)")


def test_forgiven_failures_and_memoized_outputs() -> None:
    text = """
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: wf}
spec:
  entrypoint: main
  templates:
    - name: main
      steps:
        - - {name: a, template: a, continueOn: {failed: true}}
        - - {name: b, template: b}
        - - {name: c, template: b}
    - {name: a, container: {image: x}}
    - name: b
      memoize: {key: k, maxAge: 1h, cache: {configMap: {name: c}}}
      container: {image: x}
"""
    run = wfsim.loads(text).simulate(mocks={"mocks": {"a": {"exitCode": 1}}})
    assert run.why("c").kind is Kind.MEMO
    assert "what failed in it was allowed to: a" in render(run.why())


def test_the_command_explains_a_file(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    path.write_text(RUN.to_json(), encoding="utf-8")
    ran = command("explain-run", str(path), "publish")
    assert ran.code == 0 and ran.out == render(RUN.why("publish"))
    ran = command("explain-run", str(path), "publich")
    assert ran.code == 2 and "did you mean 'publish'?" in ran.err
    ran = command("explain-run", str(FOLDER / "release.yaml"))
    assert ran.code == 3 and "holds no run" in ran.err


LIBRARY = """
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata: {name: lib}
spec:
  templates:
    - name: main
      steps: [[{name: a, template: b, when: "1 == 2"}]]
    - {name: b, container: {image: x}}
"""
CALLS = """
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: wf}
spec:
  entrypoint: main
  templates:
    - name: main
      steps: [[{name: call, templateRef: {name: lib, template: main}}]]
"""


def test_templates_of_other_files_are_looked_up_in_them(tmp_path: Path) -> None:
    library = tmp_path / "library.yaml"
    library.write_text(LIBRARY)
    flow = tmp_path / "flow.yaml"
    flow.write_text(CALLS)
    run = tmp_path / "run.json"
    run.write_text(wfsim.load(flow, library).simulate().to_json())
    ran = command("explain-run", str(run), "call.a", "--with", str(library))
    assert ran.out == "call.a is Skipped: when '1 == 2' evaluated false\n"
