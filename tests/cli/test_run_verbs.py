"""The commands of ``argo`` on simulated runs: words in, words out."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.running import Ran, wfsim
from wfsim.cli.main import VERBS

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "fixtures" / "guide"
HELLO = str(GUIDE / "hello-world" / "workflow.yaml")
COINFLIP = str(GUIDE / "coinflip" / "workflow.yaml")
PARAMETERS = str(GUIDE / "parameters" / "workflow.yaml")
APPROVE = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: deploy}
spec:
  entrypoint: main
  templates:
    - name: main
      steps:
        - [{name: approve, template: approve}]
        - - name: roll-out
            template: say
            arguments: {parameters: [{name: who, value: "{{steps.approve.outputs.parameters.who}}"}]}
    - name: approve
      suspend: {}
      outputs: {parameters: [{name: who, valueFrom: {supplied: {}}}]}
    - name: say
      inputs: {parameters: [{name: who}]}
      container: {image: a, command: [echo, "{{inputs.parameters.who}}"]}
"""

pytestmark = pytest.mark.usefixtures("own_store")


def fine(*words: str, stdin: str = "") -> str:
    """What a command that succeeds prints."""
    ran = wfsim(*words, stdin=stdin)
    assert ran.code == 0, ran.err
    return ran.out


def listed(*words: str) -> list[str]:
    return fine("list", "-o", "name", *words).split()


# -- submit


def test_submit_prints_what_get_prints_and_says_where() -> None:
    ran = wfsim("submit", HELLO)
    assert ran.code == 0
    assert ran.err.splitlines()[0] == "on sim (no kubeconfig was found)"
    lines = ran.out.splitlines()
    assert lines[0] == "Name:                hello-world-mqg8c"
    assert lines[3:7] == [
        "Status:              Succeeded",
        "Conditions:",
        " PodRunning          False",
        " Completed           True",
    ]
    assert lines[-1].startswith(" ✔ hello-world-mqg8c  greet     hello-world-mqg8c  1s")


def test_submit_from_standard_input() -> None:
    assert fine("submit", "-", "-o", "name", stdin=APPROVE) == "deploy\n"


def test_everything_that_submit_can_change(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text("message: from the file\n")
    words = ["--name", "mine", "-l", "team=a,tier=1", "--serviceaccount", "robot", "--priority", "4"]
    words += ["-f", str(tmp_path / "p.yaml"), "--entrypoint", "greet-loudly"]
    made = json.loads(fine("submit", PARAMETERS, *words, "-o", "json"))
    assert made["metadata"]["name"] == "mine"
    assert {"team": "a", "tier": "1"}.items() <= made["metadata"]["labels"].items()
    spec = made["spec"]
    assert (spec["entrypoint"], spec["priority"], spec["serviceAccountName"]) == ("greet-loudly", 4, "robot")
    assert spec["arguments"]["parameters"] == [{"name": "message", "value": "from the file"}]
    fine("submit", PARAMETERS, "--generate-name", "other-", "-p", "message=x", "-f", str(tmp_path / "p.yaml"))
    assert "message=x" in fine("list", "-o", "wide", "--prefix", "other-")


def test_a_dry_run_keeps_nothing() -> None:
    for word in ("--dry-run", "--server-dry-run"):
        made = yaml.safe_load(fine("submit", PARAMETERS, word, "-o", "yaml", "-p", "message=x"))
        assert made["metadata"] == {"generateName": "parameters-", "namespace": "default"}
        assert "status" not in made
    assert fine("list") == "No workflows found\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "give files, or an object with --from"),
        ((HELLO, "--from", "wftmpl/x"), "give files, or an object with --from"),
        ((HELLO, "--wait", "--watch"), "--wait cannot be combined with --watch"),
        ((HELLO, "--dry-run"), "--dry-run should have an output option"),
        ((HELLO, "--dry-run", "-o", "yaml", "--watch"), "--watch cannot be combined with --dry-run"),
        ((HELLO, "-p", "x"), "expected parameter of the form: NAME=VALUE. Received: x"),
        ((HELLO, "-l", "x"), "labels are written key=value"),
        ((HELLO, "--entrypoint", "gret"), "has no template 'gret'; did you mean 'greet'?"),
        ((HELLO, "--name", "Big"), "'Big' is no name that Kubernetes takes"),
        ((HELLO, "-o", "xml"), "invalid choice: 'xml'"),
    ],
)
def test_wrong_usage_of_submit(words: tuple[str, ...], said: str) -> None:
    ran = wfsim("submit", *words)
    assert ran.code == 2
    assert said in ran.err


def test_what_cannot_be_submitted(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(Path(HELLO).read_text().replace("entrypoint: ", "entrypoint: no-"))
    assert wfsim("submit", str(bad)).code == 1
    bad.write_text("kind: ConfigMap\napiVersion: v1\nmetadata: {name: x}\n")
    ran = wfsim("submit", str(bad))
    assert (ran.code, "No Workflow found in given files" in ran.err) == (1, True)
    kept = {"metadata": {"name": "kept"}, "spec": {"entrypoint": "x", "templates": []}}
    bad.write_text(json.dumps({"apiVersion": "argoproj.io/v1alpha1", "kind": "WorkflowTemplate", **kept}))
    ran = wfsim("submit", str(bad))
    assert (ran.code, f"'wfsim template create {bad}' keeps it" in ran.err) == (1, True)
    assert wfsim("submit", str(tmp_path / "none.yaml")).code == 3
    assert fine("list") == "No workflows found\n"


@pytest.mark.parametrize(("word", "code"), [("--wait", 1), ("--watch", 1), ("-q", 0)])
def test_the_exit_code_of_a_run_that_fails(tmp_path: Path, word: str, code: int) -> None:
    mocks = tmp_path / "m.yaml"
    mocks.write_text("mocks: {greet: {exitCode: 3}}\n")
    ran = wfsim("submit", HELLO, "--mocks", str(mocks), word)
    assert ran.code == code
    if word == "--wait":
        assert ran.out.splitlines()[-1].startswith("hello-world-mqg8c Failed at 2")
    assert wfsim("wait", "@latest").code == wfsim("watch", "@latest").code == 1


def test_submit_and_its_log() -> None:
    assert fine("submit", HELLO, "--log", "-o", "name").splitlines()[1].startswith("hello-world-mqg8c: $ ")


# -- list, get, logs


def test_the_columns_of_list() -> None:
    fine("submit", HELLO)
    fine("submit", "-", stdin=APPROVE)
    lines = fine("list").splitlines()
    assert lines[0].split() == ["NAME", "STATUS", "AGE", "DURATION", "PRIORITY", "MESSAGE"]
    assert lines[1].startswith("deploy              Running (Suspended)   ")
    assert lines[2].startswith("hello-world-mqg8c   Succeeded             ")
    assert fine("list", "--no-headers").splitlines()[0].split() == lines[1].split()
    wide = fine("list", "-o", "wide", "-A").splitlines()
    assert wide[0].split()[:2] == ["NAMESPACE", "NAME"]
    assert "P/R/C   PARAMETERS" in wide[0]
    assert wide[2].split()[-1] == "0/0/1"
    assert [one["metadata"]["name"] for one in json.loads(fine("list", "-o", "json"))] == [
        "deploy",
        "hello-world-mqg8c",
    ]


def test_the_filters_of_list(tmp_path: Path) -> None:
    fine("submit", HELLO, "-l", "team=a")
    fine("submit", "-", stdin=APPROVE)
    fine("submit", COINFLIP, "-n", "other")
    assert listed("--running") == ["deploy"]
    assert listed("--completed") == ["hello-world-mqg8c"]
    assert listed("--status", "Failed,Error") == []
    assert listed("-l", "team=a") == listed("--prefix", "hello") == ["hello-world-mqg8c"]
    assert listed("--field-selector", "metadata.name=deploy") == ["deploy"]
    assert len(listed("-A")) == 3
    assert len(listed("--since", "10m")) == 2
    assert listed("--older", "1d") == []
    assert len(listed("--after", "2026-01-31", "--before", "2999-01-01T00:00:00Z")) == 2
    assert listed("--before", "2026-01-31") == []
    assert wfsim("list", "--before", "noon").code == 2
    assert wfsim("list", "--status", "Done").code == 2
    assert wfsim("list", "--since", "soon").code == 2
    assert wfsim("list", "-l", "=").code == 2
    assert wfsim("list", "--field-selector", "status.phase=x").code == 2


def test_the_archive_keeps_what_was_deleted() -> None:
    fine("submit", HELLO, "-l", "team=a")
    assert fine("delete", "hello-world-mqg8c") == "Workflow 'hello-world-mqg8c' deleted\n"
    assert fine("list") == "No workflows found\n"
    assert listed("--archived", "-l", "team=a", "--since", "1h", "--status", "Succeeded") == ["hello-world-mqg8c"]
    assert "Succeeded" in fine("get", "hello-world-mqg8c")
    assert wfsim("delete", "hello-world-mqg8c").code == 1
    fine("delete", "--archived", "hello-world-mqg8c")
    assert listed("--archived") == []


def test_get_in_each_form() -> None:
    fine("submit", COINFLIP, "--seed", "1", "--name", "flip")
    assert json.loads(fine("get", "flip", "-o", "json")) == yaml.safe_load(fine("get", "@latest", "-o", "yaml"))
    assert fine("get", "flip", "-o", "name") == "flip\n"
    short = fine("get", "flip", "-o", "short").splitlines()
    assert short[0].split() == ["STEP", "TEMPLATE", "PODNAME", "DURATION", "MESSAGE", "NODENAME"]
    wide = fine("get", "flip", "-o", "wide")
    assert "ARTIFACTS  MESSAGE" in wide
    assert "├---" in fine("get", "flip", "--style", "guide")
    plain = fine("get", "flip", "--no-utf8")
    assert plain.isascii()
    skipped = fine("get", "flip", "--status", "Skipped", "-o", "short").splitlines()
    assert len(skipped) == 2
    assert skipped == fine("get", "flip", "--node-field-selector", "phase=Skipped", "-o", "short").splitlines()
    assert wfsim("get", "flip", "--status", "x", "--node-field-selector", "phase=y").code == 2
    assert wfsim("get", "flap").err.splitlines()[-1] == 'wfsim: workflows.argoproj.io "flap" not found'


def test_colours_as_argo_has_them(monkeypatch: pytest.MonkeyPatch) -> None:
    fine("submit", HELLO)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[32m✔\x1b[0m" in fine("get", "@latest")
    assert fine("logs", "@latest").startswith("\x1b[")
    assert "\x1b" not in fine("get", "@latest", "--no-color") + fine("logs", "@latest", "--no-color")
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in fine("get", "@latest") + fine("logs", "@latest")


def test_the_words_of_logs() -> None:
    fine("submit", COINFLIP, "--seed", "1", "--name", "flip")
    whole = fine("logs", "flip").splitlines()
    assert len({line.split(":")[0] for line in whole}) == 2
    assert fine("logs", "flip", "flip-coin").splitlines() == whole[:4]
    pod = whole[0].split(":")[0]
    assert fine("logs", pod) == fine("logs", "flip", pod)
    assert fine("logs", "flip", "--grep", "^> ").splitlines() == whole[1:3]
    assert fine("logs", "flip", "--tail", "1").splitlines() == [whole[3], whole[4]]
    assert fine("logs", "flip", "--since", "1h", "--follow").splitlines() == whole
    assert fine("logs", "flip", "--since-time", "2999-01-01T00:00:00Z") == ""
    assert ".000Z $ python" in fine("logs", "flip", "--timestamps")
    assert fine("logs", "flip", "-c", "wait") == ""
    for words in (("--grep", "("), ("--since-time", "noon"), ("--since", "1h", "--since-time", "2999-01-01T00:00:00Z")):
        assert wfsim("logs", "flip", *words).code == 2
    assert wfsim("logs", "flip", "none").code == 1


# -- changing


def test_a_deployment_that_somebody_approves() -> None:
    fine("submit", "-", stdin=APPROVE)
    ran = wfsim("resume", "deploy")
    assert ran.code == 1
    assert "raw output parameter 'who' has not been set and does not have a default value" in ran.err
    chosen = ("--node-field-selector", "displayName=approve")
    assert wfsim("node", "set", "deploy", *chosen, "-p", "nope=1").code == 1
    assert fine("node", "set", "deploy", *chosen, "-p", 'who="Ann"', "-m", "fine") == "workflow values set\n"
    assert fine("resume", "deploy", *chosen) == "workflow deploy resumed\n"
    assert fine("logs", "deploy").endswith("$ echo Ann\n")
    assert wfsim("suspend", "deploy").err.endswith("cannot suspend completed workflows\n")


def test_a_deployment_that_nobody_wants() -> None:
    for verb, done in (("stop", "stopped"), ("terminate", "terminated")):
        fine("submit", "-", "--name", verb, stdin=APPROVE)
        assert fine(verb, verb, "--dry-run") == f"workflow {verb} {done} (dry-run)\n"
        assert fine(verb, verb) == f"workflow {verb} {done}\n"
        assert "Failed (Terminated)" in fine("get", verb)
        assert wfsim(verb, verb).code == 1
        assert wfsim(verb).code == 2
    fine("submit", "-", stdin=APPROVE)
    fine("stop", "deploy", "--node-field-selector", "displayName=approve", "--message", "not today")
    assert "not today" in fine("get", "deploy")


def test_runs_are_chosen_by_labels() -> None:
    for name in ("one", "two", "three"):
        fine("submit", "-", "--name", name, "-l", f"team={name[0]}", stdin=APPROVE)
    assert sorted(fine("terminate", "-l", "team=t").split("\n")) == [
        "",
        "workflow three terminated",
        "workflow two terminated",
    ]
    assert listed("--running") == ["one"]
    assert "two" in fine("delete", "-l", "team=t", "--dry-run")
    fine("delete", "-l", "team=t")
    assert listed() == ["one"]
    fine("delete", "--all")
    assert listed() == []
    assert wfsim("delete").code == 2


def test_delete_by_age() -> None:
    fine("submit", HELLO)
    fine("submit", "-", stdin=APPROVE)
    assert fine("delete", "--older", "1h") == ""
    assert fine("delete", "--completed") == "Workflow 'hello-world-mqg8c' deleted\n"
    assert listed() == ["deploy"]


def test_retry_and_resubmit(tmp_path: Path) -> None:
    mocks = tmp_path / "m.yaml"
    mocks.write_text("mocks: {greet: {sequence: [{exitCode: 1}, {exitCode: 0}]}}\n")
    fine("submit", HELLO, "--name", "hello", "--mocks", str(mocks))
    assert fine("retry", "hello", "--wait").splitlines()[-1].startswith("hello Succeeded at ")
    assert wfsim("retry", "hello").code == 1
    again = wfsim("resubmit", "hello", "-o", "name", "--wait")
    assert (again.code, again.out.startswith("hello-")) == (1, True)
    assert listed("--resubmitted") == again.out.split()


# -- templates and crons


TEMPLATE = """\
apiVersion: argoproj.io/v1alpha1
kind: KIND
metadata: {name: greeter, labels: {team: a}}
spec:
  entrypoint: greet
  arguments: {parameters: [{name: who, value: you}]}
  templates:
    - name: greet
      container: {image: a, command: [echo, "{{workflow.parameters.who}}"]}
"""


@pytest.mark.parametrize(
    ("verb", "kind", "origin"),
    [
        ("template", "WorkflowTemplate", "wftmpl/greeter"),
        ("cluster-template", "ClusterWorkflowTemplate", "clusterwftmpl/greeter"),
    ],
)
def test_templates(verb: str, kind: str, origin: str) -> None:
    text = TEMPLATE.replace("KIND", kind)
    assert fine(verb, "create", "-", stdin=text).startswith("Name:                greeter\n")
    assert wfsim(verb, "create", "-", stdin=text).code == 1
    assert fine(verb, "update", "-", "-o", "name", stdin=text) == "greeter\n"
    assert fine(verb, "list") == "NAME\ngreeter\n"
    assert fine(verb, "list", "-l", "team=b", "-o", "name") == ""
    assert yaml.safe_load(fine(verb, "get", "greeter", "-o", "yaml"))["kind"] == kind
    made = json.loads(fine("submit", "--from", origin, "-p", "who=me", "-o", "json"))
    assert made["metadata"]["name"].startswith("greeter-")
    assert fine("logs", "@latest").endswith("$ echo me\n")
    assert fine(verb, "lint", str(GUIDE / "hello-world")) is not None
    assert fine(verb, "delete", "greeter") == f"{kind} 'greeter' deleted\n"
    assert wfsim(verb, "get", "greeter").code == 1
    assert wfsim(verb, "get").code == 2


def test_cron_workflows() -> None:
    assert fine("cron", "create", str(ROOT / "fixtures" / "cluster" / "backup.yaml"), "-o", "name") == "backup\n"
    row = fine("cron", "list").splitlines()
    assert row[0].split() == ["NAME", "AGE", "LAST", "RUN", "NEXT", "RUN", "SCHEDULES", "TIMEZONE", "SUSPENDED"]
    assert row[1].startswith("backup   ")
    assert row[1].endswith("false")
    assert fine("cron", "suspend", "backup") == "CronWorkflow 'backup' suspended\n"
    shown = fine("cron", "get", "backup")
    assert "Suspended:                     true\n" in shown
    assert "NextScheduledTime:" in shown
    fine("cron", "resume", "backup")
    assert fine("submit", "--from", "cronwf/backup", "-o", "name").startswith("backup-")
    fine("cron", "delete", "--all")
    assert fine("cron", "list", "-o", "json") == "[]\n"


# -- where runs live


@pytest.mark.parametrize("name", ["kube", "argo"])
def test_a_cluster_that_nobody_has_named(name: str) -> None:
    ran = wfsim("list", "--on", name)
    assert ran.code == 3
    assert f"on {name} (--on)" in ran.err
    assert "--on sim" in ran.err


def test_who_decides_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert wfsim("list").err == "on sim (no kubeconfig was found)\n"
    (tmp_path / "config").write_text("")
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "config"))
    assert wfsim("list").err.startswith(f"on kube ({tmp_path}/config was found)\n")
    (tmp_path / "wfsim.toml").write_text('on = "sim"\nstore = "kept/runs.db"\n')
    monkeypatch.delenv("WFSIM_STORE")
    assert wfsim("list").err == "on sim (the setting `on`)\n"
    assert (tmp_path / "kept" / "runs.db").exists()
    monkeypatch.setenv("WFSIM_ON", "argo")
    assert wfsim("list").err.startswith("on argo (WFSIM_ON)\n")
    assert wfsim("list", "--on", "sim").err == "on sim (--on)\n"
    assert wfsim("list", "--on", "mars").code == 1
    (tmp_path / "wfsim.toml").write_text('on = "mars"\n')
    ran = wfsim("list")
    assert (ran.code, "`on` must be one of `sim`, `kube`, `argo`" in ran.err) == (2, True)


def test_the_setting_knows_all_targets() -> None:
    from wfsim.api.targets.opening import NAMES
    from wfsim.cli.config import TARGETS

    assert TARGETS == NAMES


def test_mocks_that_are_for_nothing(tmp_path: Path) -> None:
    mocks = tmp_path / "m.yaml"
    mocks.write_text("mocks: {gret: {exitCode: 3}}\n")
    assert "did you mean" in wfsim("submit", HELLO, "--mocks", str(mocks)).err.lower()
    mocks.write_text("mocks: {greet: {exitCod: 3}}\n")
    ran = wfsim("submit", HELLO, "--mocks", str(mocks))
    assert (ran.code, "the mocks have mistakes" in ran.err) == (1, True)


def test_a_store_that_is_no_use(own_store: Path) -> None:
    own_store.parent.mkdir()
    own_store.write_text("no database" * 100)
    ran = wfsim("list")
    assert ran.code == 3
    assert f"the store {own_store} is no store of runs\n  Name another file with WFSIM_STORE." in ran.err
    assert fine("list", "--store", str(own_store) + ".other") == "No workflows found\n"


# -- completion


def completed(*words: str) -> list[str]:
    return fine("completion", "words", "--", *words).split()


def test_what_is_completed() -> None:
    fine("submit", COINFLIP, "--seed", "1", "--name", "flip")
    fine("template", "create", "-", stdin=TEMPLATE.replace("KIND", "WorkflowTemplate"))
    assert completed("resub") == ["resubmit"]
    assert "--node-field-selector" in completed("get", "--n")
    assert completed("get", "") == ["@latest", "flip"]
    assert completed("get", "@", "la") == ["@latest".removeprefix("@")] or completed("get", "@latest") == ["@latest"]
    assert completed("get", "-o", "js") == ["json"]
    assert completed("list", "--on", "") == ["argo", "kube", "sim"]
    assert "flip-coin" in completed("logs", "flip", "")
    assert completed("get", "flip", "--node-field-selector", "displayName=flip-") == ["displayName=flip-coin"]
    assert completed("get", "flip", "--node-field-selector", "displayName", "=", "flip-") == ["flip-coin"]
    assert completed("node", "") == ["set"]
    assert completed("node", "set", "f") == ["flip"]
    assert completed("template", "get", "") == ["greeter"]
    assert completed("template", "create", "") == []
    assert completed("submit", "--from", "wf") == ["wftmpl/greeter"]
    assert completed("submit", "--from", "workflow/") == ["workflow/@latest", "workflow/flip"]
    assert completed("nothing", "") == completed("lint", "") == completed("version", "") == []
    assert completed() == sorted(VERBS)


def test_completion_says_nothing_of_trouble(own_store: Path) -> None:
    own_store.parent.mkdir()
    own_store.write_text("no database" * 100)
    assert wfsim("completion", "words", "--", "get", "") == Ran(0, "", "")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_one(shell: str, tmp_path: Path) -> None:
    script = fine("completion", shell)
    assert "wfsim completion words" in script
    if shutil.which(shell) is None:
        pytest.skip(f"there is no {shell} on this machine")
    (tmp_path / "script").write_text(script)
    subprocess.run([shell, "-n", str(tmp_path / "script")], check=True)


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash on this machine")
def test_bash_completes(tmp_path: Path) -> None:
    fine("submit", HELLO, "--name", "hello")
    program = tmp_path / "wfsim"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m wfsim "$@"\n')
    program.chmod(0o755)
    line = 'COMP_WORDS=(wfsim get he); COMP_CWORD=2; _wfsim; echo "${COMPREPLY[@]}"'
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    ran: Any = subprocess.run(
        ["bash", "-c", f"source <(wfsim completion bash); {line}"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.strip() == "hello"
