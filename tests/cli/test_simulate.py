"""``wfsim simulate`` as a user meets it: words, exit codes, what goes where."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.running import Ran, wfsim
from wfsim.record import journal, workflow
from wfsim.text import Source

GUIDE = Path(__file__).parents[2] / "fixtures" / "guide"
COIN = str(GUIDE / "coinflip" / "workflow.yaml")
PARAMETERS = str(GUIDE / "parameters" / "workflow.yaml")


@pytest.fixture
def write(tmp_path: Path):  # type: ignore[no-untyped-def]
    def written(text: str, name: str = "file.yaml") -> str:
        (tmp_path / name).write_text(text)
        return str(tmp_path / name)

    return written


def workflow_of(template: str, name: str = "wf") -> str:
    return (
        f"apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {{name: {name}}}\n"
        f"spec:\n  entrypoint: main\n  templates: [{{name: main, {template}}}]\n"
    )


def test_the_tree_goes_out_and_what_was_made_up_is_said() -> None:
    ran = wfsim("simulate", COIN, "--name", "flip")
    assert ran.code == 0
    assert ran.out.startswith("STEP") and " ✔ flip  " in ran.out
    assert ran.err == "made up: the result of template `flip-coin` is heads or tails; a mock would say which\n"
    assert wfsim("simulate", COIN, "--name", "flip", "-q") == Ran(0, ran.out, "")


def test_the_same_words_give_the_same_bytes() -> None:
    for seed in ("0", "1", "2"):
        words = ("simulate", COIN, "--seed", seed, "--format", "json")
        assert wfsim(*words) == wfsim(*words)
    assert wfsim("simulate", COIN, "--seed", "0").out != wfsim("simulate", COIN, "--seed", "1").out


def test_json_is_a_workflow_that_reads_back() -> None:
    ran = wfsim("simulate", COIN, "--format", "json", "--seed", "4")
    found = workflow.read(Source("run.json", ran.out))
    assert found.record is not None and found.record.seed == 4
    assert workflow.to_text(found.record) == ran.out


def test_format_get_has_a_header() -> None:
    ran = wfsim("simulate", COIN, "--format", "get")
    assert ran.out.startswith("Name: ") and "\n\nSTEP" in ran.out


def test_parameters_come_from_words_and_files(write) -> None:  # type: ignore[no-untyped-def]
    file = write("message: from the file\n")
    for words, value in (
        (("--parameter-file", file), "from the file"),
        (("--parameter-file", file, "-p", "message=b=c"), "b=c"),
    ):
        data = json.loads(wfsim("simulate", PARAMETERS, "--format", "json", *words).out)
        assert data["spec"]["arguments"]["parameters"] == [{"name": "message", "value": value}]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-p", "mesage=x"), "no parameter 'mesage'; did you mean 'message'?"),
        (("-p", "message"), "expected parameter of the form: NAME=VALUE. Received: message"),
        (("--entrypoint", "gret"), "no template 'gret'; did you mean 'greet'?"),
        (("--workflow", "x"), "there is no workflow 'x'"),
        (("--seed", "x"), "invalid int value"),
        (("--name", "A_B"), "no name that Kubernetes takes"),
        (("--max-time", "soon"), "invalid duration"),
        (("--max-nodes", "0"), "positive"),
        (("--style", "new"), "invalid choice"),
    ],
)
def test_wrong_words_are_usage_errors(words: tuple[str, ...], said: str) -> None:
    ran = wfsim("simulate", PARAMETERS, *words)
    assert ran.code == 2 and said in ran.err and ran.out == ""


@pytest.mark.parametrize(
    "words", [("nothing.yaml",), (COIN, "--mocks", "nothing.yaml"), (COIN, "--journal", "/no/such")]
)
def test_files_that_are_not_there_are_code_3(words: tuple[str, ...]) -> None:
    ran = wfsim("simulate", *words)
    assert ran.code == 3 and ran.err and "internal" not in ran.err


def test_a_parameter_file_that_is_none(write) -> None:  # type: ignore[no-untyped-def]
    assert wfsim("simulate", PARAMETERS, "--parameter-file", write("- a\n")).code == 2
    assert wfsim("simulate", PARAMETERS, "--parameter-file", write("a: [\n")).code == 2
    assert wfsim("simulate", PARAMETERS, "--parameter-file", write("# nothing\n")).code == 0


def test_a_failed_run_is_code_1_with_its_tree(write) -> None:  # type: ignore[no-untyped-def]
    mocks = write("mocks: {flip-coin: {exitCode: 9, message: the coin rolled away}}", "mocks.yaml")
    ran = wfsim("simulate", COIN, "--mocks", mocks)
    assert ran.code == 1 and "main: Error (exit code 9): the coin rolled away" in ran.out


def test_mistakes_in_mocks_are_code_1_with_their_place(write) -> None:  # type: ignore[no-untyped-def]
    ran = wfsim("simulate", COIN, "--mocks", write("mocks: {flip-coin: {exitCod: 1}}", "mocks.yaml"))
    assert ran.code == 1 and ran.out == ""
    assert "mocks.yaml:1:21: error[bad-mock]" in ran.err and "Did you mean `exitCode`?" in ran.err


def test_mocks_for_nothing_are_said(write) -> None:  # type: ignore[no-untyped-def]
    ran = wfsim("simulate", COIN, "--mocks", write("mocks: {flipcoin: heads, flip-coin: heads}", "mocks.yaml"))
    assert ran.code == 0
    assert "warning[unknown-mock-target]" in ran.err and "Did you mean `flip-coin`?" in ran.err


def test_strict_mocks_name_the_mock_to_add() -> None:
    ran = wfsim("simulate", COIN, "--strict-mocks")
    assert ran.code == 1 and ran.out == ""
    assert 'hint: add to mocks: "flip-coin": {"oneOf": ["heads", "tails"]}' in ran.err


def test_the_skeleton_satisfies_strict_mocks(write) -> None:  # type: ignore[no-untyped-def]
    for fixture in sorted(GUIDE.glob("*/workflow.yaml")):
        skeleton = wfsim("mocks", str(fixture))
        assert skeleton.code == 0, skeleton.err
        ran = wfsim("simulate", str(fixture), "--strict-mocks", "--mocks", write(skeleton.out, "mocks.yaml"))
        assert "unmocked-output" not in ran.err and "bad-mock" not in ran.err, fixture


def test_a_refused_spec_says_why(write) -> None:  # type: ignore[no-untyped-def]
    ran = wfsim("simulate", write(workflow_of("steps: [[{name: a, template: b}]]")))
    assert ran.code == 1 and ran.out == ""
    assert "error[" in ran.err and "wf is Failed: invalid spec: " in ran.err


def test_several_workflows_ask_which(write) -> None:  # type: ignore[no-untyped-def]
    text = workflow_of("container: {image: a}", "one") + "---\n" + workflow_of("container: {image: a}", "two")
    ran = wfsim("simulate", write(text))
    assert ran.code == 2 and "one, two; say which with --workflow NAME" in ran.err
    assert " ✔ two" in wfsim("simulate", write(text), "--workflow", "two").out


def test_a_suspended_run_says_how_to_go_on(write) -> None:  # type: ignore[no-untyped-def]
    file = write(workflow_of("suspend: {}"))
    ran = wfsim("simulate", file)
    assert ran.code == 1 and "error[run-stalled]" in ran.err and "main: {resume: true}" in ran.err
    assert wfsim("simulate", file, "--mocks", write("mocks: {main: {resume: true}}", "mocks.yaml")).code == 0


def test_a_run_without_end_is_stopped(write) -> None:  # type: ignore[no-untyped-def]
    mocks = write("mocks: {main: {exitCode: 1}}", "mocks.yaml")
    endless = write(workflow_of("retryStrategy: {}, container: {image: a}"))
    ran = wfsim("simulate", endless, "--mocks", mocks, "--max-nodes", "20")
    assert ran.code == 1 and "the run has more than 20 nodes" in ran.err
    ran = wfsim("simulate", endless, "--mocks", mocks, "--max-time", "30s")
    assert ran.code == 1 and "longer than 30 seconds" in ran.err


def test_the_journal_holds_every_exchange(tmp_path: Path) -> None:
    file = tmp_path / "journal.jsonl"
    assert wfsim("simulate", COIN, "--journal", str(file), "--name", "flip", "--seed", "5").code == 0
    found = journal.read(Source("j", file.read_text("utf-8"))).journal
    assert found is not None and (found.header.name, found.header.seed) == ("flip", 5)
    assert type(found.entries[0].events[0]).__name__ == "RunStarted"
    assert type(found.entries[-1].commands[-1]).__name__ == "FinishRun"


def test_output_goes_into_a_file(tmp_path: Path) -> None:
    file = tmp_path / "tree.txt"
    ran = wfsim("simulate", COIN, "-o", str(file), "-q")
    assert ran == Ran(0, "", "") and file.read_text("utf-8").startswith("STEP")


def test_workflows_come_from_standard_input() -> None:
    assert wfsim("simulate", "-", stdin=workflow_of("container: {image: a}")).code == 0


def test_an_empty_mocks_file_mocks_nothing(write) -> None:  # type: ignore[no-untyped-def]
    ran = wfsim("simulate", COIN, "--mocks", write("", "mocks.yaml"))
    assert ran.code == 0 and "the file is empty" in ran.err
    assert wfsim("simulate", COIN, "--mocks", write("# later\n", "mocks.yaml"), "-q").err == ""
    assert wfsim("simulate", COIN, "--mocks", str(GUIDE)).code == 3


def test_a_recursion_that_never_ends_runs_into_argos_depth(write) -> None:  # type: ignore[no-untyped-def]
    steps = "steps: [[{name: flip, template: flip}], [{name: again, template: main}]]"
    ran = wfsim("simulate", write(workflow_of(steps + "}, {name: flip, container: {image: a}")))
    assert ran.code == 1 and "Maximum recursion depth exceeded" in ran.out


def test_a_run_stopped_for_its_size_goes_on_from_its_journal(write, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    mocks = write("mocks: {main: {exitCode: 1}}", "mocks.yaml")
    words = ("simulate", write(workflow_of("retryStrategy: {}, container: {image: a}")), "--mocks", mocks)
    once, twice = str(tmp_path / "once"), str(tmp_path / "twice")
    assert wfsim(*words, "--max-nodes", "20", "--journal", once).code == 1
    assert wfsim(*words, "--max-nodes", "10", "--journal", twice).code == 1
    ran = wfsim(*words, "--max-nodes", "20", "--journal", twice, "--resume")
    assert ran.code == 1 and "the run has more than 20 nodes" in ran.err
    assert Path(twice).read_text("utf-8") == Path(once).read_text("utf-8")


def test_mocks_that_contradict_the_template_are_told(write) -> None:  # type: ignore[no-untyped-def]
    declared = "outputs: {parameters: [{name: p, valueFrom: {path: /p}}]}, container: {image: a}"
    file = write(workflow_of(declared))
    ran = wfsim("simulate", file, "--mocks", write("mocks: {main: {outputs: {parameters: {q: 1}}}}", "more.yaml"))
    assert "'outputs.parameters.q' means nothing for template main, which does not declare it" in ran.err
    ran = wfsim("simulate", file, "--mocks", write("mocks: {main: {outputs: {parameters: {p: null}}}}", "less.yaml"))
    assert ran.code == 1 and "open /var/run/argo/outputs/parameters/p: no such file or directory" in ran.out
