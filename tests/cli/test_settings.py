"""Configuration: where it is found, what it says, what is wrong with it; and the options of the same names."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.cli.command import wfsim
from tests.cli.manifests import CODES, MANY
from wfsim.cli import settings


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one file in each of two folders, and the working directory in it."""
    root = tmp_path / "repository"
    for folder in ("deploy", "examples"):
        (root / folder).mkdir(parents=True)
        (root / folder / "many.yaml").write_text(MANY)
    (root / ".git").mkdir()
    monkeypatch.chdir(root)
    return root


def found(*words: str) -> list[tuple[str, str, str]]:
    """Severity, path and code of everything that is reported."""
    ran = wfsim("lint", *words, "--format", "json")
    assert ran.code in (0, 1), ran.err
    return [(one["severity"], one["path"], one["code"]) for one in json.loads(ran.out)["findings"]]


def codes(*words: str) -> list[str]:
    return [code for _, _, code in found(*words)]


def configured(text: str, name: str = "wfsim.toml") -> None:
    Path(name).write_text(text)


def test_without_configuration_all_is_said() -> None:
    assert codes(".") == [*CODES, *CODES]


def test_select_and_ignore() -> None:
    configured('select = ["bad-*", "unused-template"]\nignore = ["unused-template"]\n')
    assert codes("deploy") == ["bad-when"]
    assert codes("deploy", "--no-config") == list(CODES)
    assert codes("deploy", "--select", "templateref-*,unused-template") == ["templateref-unresolved", "unused-template"]
    assert codes("deploy", "--ignore", "bad-when") == ["unused-template"]
    assert codes("deploy", "--no-config", "--ignore", "bad-when", "--ignore", "unused-*") == ["templateref-unresolved"]


def test_severity() -> None:
    configured('[severity]\n"bad-*" = "info"\nbad-when = "warning"\ntemplateref-unresolved = "error"\n')
    assert [severity for severity, _, _ in found("deploy")] == ["error", "warning", "info"]
    assert [severity for severity, _, _ in found("deploy", "--severity", "bad-when=error")] == [
        "error",
        "error",
        "info",
    ]
    assert wfsim("lint", "deploy").code == 1
    assert wfsim("lint", "deploy", "--severity", "templateref-unresolved=warning").code == 0


def test_fail_on() -> None:
    configured('fail-on = "never"\n')
    assert wfsim("lint", "deploy").code == 0
    assert wfsim("lint", "deploy", "--fail-on", "error").code == 1


def test_per_file_ignores() -> None:
    configured('[per-file-ignores]\n"examples/**" = ["*"]\n"deploy/*.yaml" = ["bad-when"]\n')
    assert codes(".") == ["templateref-unresolved", "unused-template"]
    assert codes(".", "--per-file-ignores", "deploy:*") == list(CODES)


@pytest.mark.parametrize("pattern", ["shared-lib", "shared-*", "*"])
def test_external_templates(pattern: str) -> None:
    configured(f'external-templates = ["other", "{pattern}"]\n')
    assert codes("deploy") == ["bad-when", "unused-template"]
    assert codes("deploy", "--external-templates", "other,else") == list(CODES)


@pytest.mark.parametrize("kind", ["WorkflowTemplate", "ClusterWorkflowTemplate"])
@pytest.mark.parametrize("namespace", ["", "  namespace: theirs\n"], ids=["absent", "elsewhere"])
def test_external_templates_of_every_kind_of_reference(kind: str, namespace: str) -> None:
    scope = ", clusterScope: true" if kind.startswith("Cluster") else ""
    reference = f"apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata:\n  generateName: a-\n{namespace}spec:\n"
    Path("whole.yaml").write_text(f"{reference}  workflowTemplateRef: {{name: lib{scope}}}\n")
    if not scope:
        Path("lib.yaml").write_text(
            MANY.replace("kind: Workflow", f"kind: {kind}").replace("generateName: many-", "name: lib")
        )
    words = ["whole.yaml"] if scope or not namespace else ["whole.yaml", "lib.yaml"]
    if scope or namespace:
        assert "templateref-unresolved" in codes(*words, "--external-templates", "shared-lib")
    assert "templateref-unresolved" not in codes(*words, "--external-templates", "shared-lib,lib")


def test_include_and_exclude() -> None:
    Path("deploy/flow.argo").write_text(MANY)
    configured('include = ["*.argo"]\n')
    assert {path for _, path, _ in found(".")} == {"deploy/flow.argo"}
    configured('exclude = ["examples/"]\n')
    assert {path for _, path, _ in found(".")} == {"deploy/many.yaml"}
    assert {path for _, path, _ in found(".", "--exclude", "deploy")} == {"examples/many.yaml"}


def test_what_is_left_out_is_said() -> None:
    assert wfsim("lint", "examples", "--exclude", "examples") == (
        0,
        "",
        "left out, as `exclude` says: examples\nnothing to check: no file is left\n",
    )
    assert wfsim("lint", ".", "--exclude", "*.yaml").err == "nothing to check: no file is left\n"
    assert found("*/many.yaml", "--exclude", "deploy")[0][1] == "examples/many.yaml"


@pytest.mark.parametrize("name", ["wfsim.toml", ".wfsim.toml", "pyproject.toml"])
def test_it_is_found_by_walking_up(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    table = "[tool.wfsim]\n" if name == "pyproject.toml" else ""
    configured(f'[tool.other]\nwfsim = 1\n{table}ignore = ["bad-when"]\n' if table else 'ignore = ["bad-when"]\n', name)
    assert "bad-when" not in codes("deploy/many.yaml")
    monkeypatch.chdir("deploy")
    assert "bad-when" not in codes("many.yaml") and "bad-when" not in codes(os.path.abspath("many.yaml"))
    assert "bad-when" not in codes("../examples")


def test_the_nearest_one_counts(repository: Path) -> None:
    configured('ignore = ["bad-when"]\n')
    configured('ignore = ["unused-template"]\n', "deploy/wfsim.toml")
    assert "bad-when" in codes("deploy") and "bad-when" not in codes("examples")
    assert "bad-when" not in codes("deploy", "examples")  # what all the paths have in common decides
    assert "bad-when" in codes("deploy", "examples", "--config", "deploy/wfsim.toml")


def test_nothing_is_sought_above_the_repository(repository: Path) -> None:
    configured('ignore = ["bad-when"]\n', "../wfsim.toml")
    assert "bad-when" in codes("deploy")


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("[tool.wfsim]\nignore = ['*']\n", True),
        ("tool.wfsim.ignore = ['*']\n", True),
        ("[tool]\nwfsim = {ignore = ['*']}\n", True),
        ("[tool.black]\nx = 1\n[project]\ndependencies = ['argo-wfsim']\n", False),
        ("[tool.black]\n", False),
        ("[broken\n", False),
        ("tool = 3 # wfsim", False),
    ],
)
def test_a_pyproject_counts_where_it_configures_wfsim(text: str, counts: bool) -> None:
    configured(text, "pyproject.toml")
    assert settings.find(["deploy"]).endswith("pyproject.toml") or not counts
    assert (codes("deploy") == []) == counts


def test_a_broken_pyproject_that_names_wfsim_is_told() -> None:
    configured("[tool.wfsim\n", "pyproject.toml")
    ran = wfsim("lint", "deploy")
    assert ran.code == 2 and ran.out == "" and "pyproject.toml:1:12: error[bad-config]: this is not TOML" in ran.err


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        (
            "exclud = []",
            "1:1",
            "there is no setting `exclud`\n 1 | exclud = []\n   | ^^^^^^\n  hint: Did you mean `exclude`?",
        ),
        ("x = 1", "1:1", "hint: There are `include`, `exclude`"),
        ("\nignore = 'bad-when'", "2:1", "`ignore` must be a list of texts"),
        ("ignore = [1]", "1:1", "`ignore` must be a list of texts"),
        ("ignore = ['bad-whn']", "1:1", "`ignore`: there is no code `bad-whn`\n"),
        ("select = ['zzz-*']", "1:1", "`wfsim rules` lists all codes."),
        ("fail-on = 'high'", "1:1", "`fail-on` must be one of `error`, `warning`, `info`, `never`"),
        ("baseline = 3", "1:1", "`baseline` must be a text"),
        ("argo-version = 4.1", "1:1", "must be a version of Argo Workflows that wfsim knows, in quotes"),
        ("exclude = ['!a']", "1:1", "`exclude`: `!a`: a pattern with `!` takes nothing back here"),
        ("include = ['[z-a]']", "1:1", "the characters in `[…]` are no range"),
        ("severity = 'error'", "1:1", "`severity` must be a table"),
        ("[severity]\nbad-when = 'high'", "2:1", "`severity` of `bad-when` must be one of `error`, `warning`, `info`"),
        ("[severity]\nbad-whn = 'info'", "2:1", "`severity`: there is no code `bad-whn`"),
        ("severity = {bad-whn = 'info'}", "1:13", "`severity`: there is no code `bad-whn`"),
        ("severity.bad-whn = 'info'", "1:10", "`severity`: there is no code `bad-whn`"),
        ("[per-file-ignores]\n'a/*' = ['bad-whn']", "2:1", "`per-file-ignores` of `a/*`: there is no code `bad-whn`"),
        ("[per-file-ignores]\n'a/*' = 'bad-when'", "2:1", "`per-file-ignores` of `a/*` must be a list of texts"),
        ("ignore = [\n", "1:11", "this is not TOML: "),
        ("a = 1\r\nb = \r\n", "2:5", "this is not TOML: "),
        ("a = 1\na = 2\n", "2:6", "this is not TOML: Cannot overwrite a value"),
    ],
)
def test_mistakes_have_their_place(text: str, place: str, said: str) -> None:
    configured(text)
    ran = wfsim("lint", "deploy")
    assert (ran.code, ran.out) == (2, "")
    assert f"wfsim.toml:{place}: error[bad-config]: " in ran.err and said in ran.err


def test_every_mistake_is_told_at_once() -> None:
    configured("exclud = []\nignore = 1\nfail-on = 2\n")
    assert wfsim("lint", "deploy").err.count("error[bad-config]") == 3


def test_no_text_and_no_file(repository: Path) -> None:
    Path("wfsim.toml").write_bytes(b"a = '\xff'")
    assert "this is no text in UTF-8" in wfsim("lint", "deploy").err
    assert wfsim("lint", "deploy", "--config", "none.toml").code == 2
    assert wfsim("lint", "deploy", "--config", "none.toml").err == "wfsim: --config: there is no file 'none.toml'\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--config", "x", "--no-config"], "--config and --no-config exclude each other"),
        (["--fix", "--diff"], "--fix and --diff exclude each other"),
        (["--select", "bad-whn"], "--select: there is no code 'bad-whn'; did you mean 'bad-when'?"),
        (["--ignore", "nothing"], "--ignore: there is no code 'nothing'; 'wfsim rules' lists all"),
        (["--severity", "bad-when"], "--severity: 'bad-when' is not CODE=LEVEL"),
        (["--severity", "bad-whn=info"], "--severity: there is no code 'bad-whn'"),
        (["--per-file-ignores", "deploy"], "--per-file-ignores: 'deploy' is not GLOB:CODE[,CODE]"),
        (["--per-file-ignores", "deploy:bad-whn"], "--per-file-ignores: there is no code 'bad-whn'"),
        (["--per-file-ignores", "a:bad-when,b:bad-when"], "repeat it for another GLOB"),
        (["--per-file-ignores", "!a:bad-when"], "takes nothing back"),
        (["--exclude", "[z-a]"], "--exclude: '[z-a]': the characters in `[…]` are no range"),
    ],
)
def test_wrong_options(words: list[str], said: str) -> None:
    ran = wfsim("lint", "deploy", *words)
    assert (ran.code, ran.out) == (2, "") and said in ran.err


def test_what_was_not_looked_at_cannot_be_ignored() -> None:
    ran = wfsim("lint", "deploy", "none.yaml", "--select", "bad-when", "--ignore", "*", "--severity", "*=info")
    assert ran.code == 3 and "info[no-such-file]" in ran.out


def test_a_file_that_is_no_text_can_be_ignored() -> None:
    Path("latin.yaml").write_bytes(b"a: \xe9\n")
    assert wfsim("lint", "latin.yaml").code == 3
    assert wfsim("lint", "latin.yaml", "--ignore", "not-text").code == 0


def test_standard_input_is_configured_by_the_working_directory() -> None:
    configured('ignore = ["bad-when"]\n')
    assert "bad-when" not in wfsim("lint", "-", stdin=MANY.encode()).out


def test_references_are_looked_up_beside() -> None:
    library = MANY.replace("kind: Workflow", "kind: WorkflowTemplate").replace(
        "generateName: many-", "name: shared-lib"
    )
    Path("examples/library.yaml").write_text(library.replace("name: dead", "name: run"))
    assert codes("deploy") == list(CODES)
    assert found("deploy", "--with", ".") == [
        ("error", "deploy/many.yaml", "bad-when"),
        ("info", "deploy/many.yaml", "unused-template"),
    ]
    assert codes("deploy", "--with", ".", "--exclude", "examples") == list(CODES)
    ran = wfsim("lint", "deploy", "--with", "nowhere")
    assert ran.code == 3 and "error[no-such-file]: there is no file or folder 'nowhere'" in ran.out
