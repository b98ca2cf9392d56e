"""``import wfsim``: what loads, what runs, and what a run answers."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import wfsim

GUIDE = Path(__file__).parents[2] / "fixtures" / "guide"

LOOP = """
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: wf}
spec:
  entrypoint: main
  arguments: {parameters: [{name: who, value: world, enum: [world, moon]}]}
  templates:
    - name: main
      dag:
        tasks:
          - {name: each, template: say, withItems: [x, z], arguments: {parameters: [{name: m, value: "{{item}}"}]}}
          - {name: nested, template: inner, depends: each}
          - {name: never, template: say, when: "1 == 2", arguments: {parameters: [{name: m, value: n}]}}
    - name: inner
      steps:
        - - {name: again, template: flaky}
    - name: flaky
      retryStrategy: {limit: 2}
      container: {image: alpine}
    - name: say
      inputs: {parameters: [{name: m}]}
      container: {image: alpine}
      outputs: {parameters: [{name: o, globalName: g, valueFrom: {path: /o}}]}
"""
MOCKS: dict[str, object] = {
    "mocks": {"flaky": {"attempts": [{"exitCode": 2}, "ok"]}, "say": {"outputs": {"parameters": {"o": 1}}}}
}


@pytest.fixture
def run() -> wfsim.Run:
    return wfsim.loads(LOOP).simulate(mocks=MOCKS)  # type: ignore[arg-type]


def test_importing_wfsim_imports_nothing_else() -> None:
    code = "import sys, wfsim; print([m for m in sys.modules if m.startswith('wfsim.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['wfsim.version']"


def test_every_public_name_is_there() -> None:
    for name in wfsim.__all__:
        assert getattr(wfsim, name) is not None
    assert set(wfsim.__all__) <= set(dir(wfsim))
    with pytest.raises(AttributeError, match="nonsense"):
        wfsim.nonsense  # noqa: B018


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("nested", "wf.nested"),
        ("nested.again", "wf.nested[0].again"),
        ("again", "wf.nested[0].again"),
        ("nested.again(1)", "wf.nested[0].again(1)"),
        ("each(0)", "wf.each(0:x)"),
        ("each(1:z)", "wf.each(1:z)"),
        ("wf.nested[0]", "wf.nested[0]"),
        ("*.again", "wf.nested[0].again"),
        ("wf", "wf"),
        ("never", "wf.never"),
    ],
)
def test_nodes_are_found(run: wfsim.Run, path: str, name: str) -> None:
    assert run[path].name == name
    assert run.node(path) is not None
    assert path in run


def test_a_node_that_is_not_there_is_named(run: wfsim.Run) -> None:
    with pytest.raises(KeyError, match="did you mean 'nested'"):
        run["nestd"]
    with pytest.raises(KeyError, match="is 2 nodes"):
        run["each(*"]
    assert run.find("nothing") == ()


def test_a_node_tells_what_happened(run: wfsim.Run) -> None:
    member = run["each(0)"]
    assert (member.path, member.template, member.succeeded, member.exit_code) == ("each(0:x)", "say", True, 0)
    assert (member.inputs, member.outputs) == ({"m": "x"}, {"o": "1"})
    assert (member.started, member.finished) == (0.0, 1.0)
    failed = run["again(0)"]
    assert (failed.phase, failed.message, failed.exit_code) == ("Failed", "main: Error (exit code 2)", 2)
    assert repr(failed) == "<Node nested.again(0) Failed>"


def test_a_run_tells_what_ran_in_which_order(run: wfsim.Run) -> None:
    assert run.succeeded and run.phase is wfsim.Phase.SUCCEEDED
    assert run.executed == ("each(0:x)", "each(1:z)", "nested.again(0)", "nested.again(1)")
    assert run.skipped == ("never",)
    assert run.outputs == {"g": "1"}
    assert run.duration == 3.0
    assert json.loads(run.to_json()) == run.to_dict()
    assert "✔ each(0:x)" in run.tree() and run.tree(guide=True).startswith("STEP")
    assert len(list(run)) == len(run.nodes)


def test_the_same_arguments_give_the_same_bytes() -> None:
    project = wfsim.load(GUIDE / "coinflip-recursive")
    for seed in range(5):
        assert project.simulate(seed=seed).to_json() == project.simulate(seed=seed).to_json()
    assert len({project.simulate(seed=seed).name for seed in range(5)}) == 5


def test_mocks_come_from_a_file_or_a_dict(tmp_path: Path) -> None:
    project = wfsim.load(GUIDE / "coinflip" / "workflow.yaml")
    file = tmp_path / "mocks.yaml"
    file.write_text("mocks: {flip-coin: tails}")
    for mocks in (file, str(file), {"mocks": {"flip-coin": "tails"}}):
        assert project.simulate(mocks=mocks).executed == ("flip-coin", "tails")  # type: ignore[arg-type]


def test_strict_mocks_refuse_what_nobody_gave() -> None:
    project = wfsim.load(GUIDE / "coinflip")
    with pytest.raises(wfsim.Problem, match="nothing mocks the result of template `flip-coin`") as caught:
        project.simulate(strict_mocks=True)
    assert caught.value.findings[0].hint == 'add to mocks: "flip-coin": {"oneOf": ["heads", "tails"]}'
    assert project.simulate(mocks={"mocks": {"flip-coin": "heads"}}, strict_mocks=True).succeeded


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"parameters": {"whom": "x"}}, "no parameter 'whom'; did you mean 'who'?"),
        ({"parameters": {"who": "sun"}}, "one of 'world', 'moon', not 'sun'"),
        ({"entrypoint": "man"}, "no template 'man'; did you mean 'main'?"),
        ({"workflow": "other"}, "no workflow 'other'; there is 'wf'"),
        ({"name": "Not_Good"}, "no name that Kubernetes takes"),
    ],
)
def test_what_does_not_exist_is_a_misuse(arguments: dict[str, object], said: str) -> None:
    with pytest.raises(wfsim.Misuse) as caught:
        wfsim.loads(LOOP).simulate(**arguments)  # type: ignore[arg-type]
    assert said in str(caught.value)


def test_mistakes_in_mocks_are_a_problem_with_places() -> None:
    with pytest.raises(wfsim.Problem, match="<mocks>:4: `say` has no key `exit`"):
        wfsim.loads(LOOP).simulate(mocks={"mocks": {"say": {"exit": 1}}})


def test_a_file_without_a_workflow_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("kind: ConfigMap\napiVersion: v1\nmetadata: {name: c}\n")
    with pytest.raises(wfsim.Problem, match="no workflow"):
        wfsim.load(tmp_path).simulate()
    with pytest.raises(FileNotFoundError):
        wfsim.load(tmp_path / "b.yaml")
    (tmp_path / "c.yaml").write_bytes(b"# Workflow: \xff")
    with pytest.raises(wfsim.Problem, match=r"c\.yaml is not UTF-8"):
        wfsim.load(tmp_path / "*.yaml")


def test_a_refused_spec_is_a_failed_run_that_says_why() -> None:
    run = wfsim.loads(LOOP.replace("template: inner", "template: outer")).simulate()
    assert not run.succeeded
    assert run.message.startswith("invalid spec: ") and "outer" in run.message
    assert run.findings and run.nodes == ()


def test_project_lints_plans_and_lists_parameters() -> None:
    project = wfsim.loads(LOOP)
    assert [one.code for one in project.lint() if one.severity == "error"] == []
    assert [one.name for one in project.plan().walk()][:2] == ["main", "each"]
    (who,) = project.parameters()
    assert (who.name, who.default, who.enum, who.required) == ("who", "world", ("world", "moon"), False)


TEMPLATE = """
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata: {name: library}
spec:
  entrypoint: main
  arguments: {parameters: [{name: p, value: a}]}
  templates:
    - name: main
      container: {image: alpine, args: ["{{workflow.parameters.p}}"]}
    - name: other
      container: {image: alpine}
"""
CRON = """
apiVersion: argoproj.io/v1alpha1
kind: CronWorkflow
metadata: {name: nightly}
spec:
  schedules: ["0 0 * * *"]
  workflowSpec: {workflowTemplateRef: {name: library}}
"""


def test_templates_and_cron_workflows_run_too() -> None:
    run = wfsim.loads(TEMPLATE).simulate(parameters={"p": "b"})
    assert run.succeeded and run.name.startswith("library-")
    other = wfsim.loads(TEMPLATE).simulate(entrypoint="other")
    assert other.nodes[0].template == "other"
    due = wfsim.loads(TEMPLATE + "---" + CRON).simulate()
    assert due.succeeded and due.name.startswith("nightly-")
    assert due.nodes[0].template == "main"


SUSPEND = """
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: wf}
spec:
  entrypoint: main
  templates:
    - {name: main, suspend: {}}
"""


def test_a_run_that_waits_for_ever_says_for_what() -> None:
    run = wfsim.loads(SUSPEND).simulate()
    assert not run.succeeded and run.phase == "Running" and run.duration is None
    (said,) = run.findings
    assert said.code == "run-stalled" and "wf is suspended" in said.message and "resume: true" in said.hint
    resumed = wfsim.loads(SUSPEND).simulate(mocks={"mocks": {"main": {"resume": {"after": "1h"}}}})
    assert resumed.succeeded and resumed.duration == 3600.0


def test_mocks_for_nothing_are_told() -> None:
    run = wfsim.loads(LOOP).simulate(mocks={"mocks": {"sya": "x", "step:nested": "x", "node:zzz*": "x"}})
    said = [(one.code, one.at.text) for one in run.findings]
    assert said == [
        ("unknown-mock-target", '"sya"'),
        ("unused-mock", '"step:nested"'),
        ("unused-mock", '"node:zzz*"'),
    ]


def test_paths_may_come_in_a_list(tmp_path: Path) -> None:
    one = tmp_path / "one.yaml"
    one.write_text("apiVersion: v1\nkind: Secret\n")
    assert len(wfsim.load([one, str(one)]).workspace.documents) == len(wfsim.load(one, one).workspace.documents) > 0


def test_folders_hold_all_sorts_of_yaml(tmp_path: Path) -> None:
    (tmp_path / "jinja.yaml").write_text("{% if x %}\na: 1\n{% endif %}\n")
    (tmp_path / "latin.yaml").write_bytes(b"a: \xe9\n")
    (tmp_path / "loop.yaml").write_text(LOOP)
    project = wfsim.load(tmp_path)
    assert {one.source.name for one in project.workspace.documents} == {str(tmp_path / "loop.yaml")}
    assert wfsim.load(tmp_path / "jinja.yaml").lint()
