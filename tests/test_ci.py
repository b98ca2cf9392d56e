"""The action, the container file and the page about CI: what they run runs, what they name is there."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.command import wfsim
from tests.cli.manifests import BAD, GOOD
from tests.test_packaging import ROOT, pip, run

ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"] if "name" in step}


def blocks(language: str, having: str = "") -> list[str]:
    """The blocks of the page in a language."""
    return [one for one in re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL) if having in one]


def step(name: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """A step of the action, as a runner starts it."""
    if (bash := shutil.which("bash")) is None:
        pytest.skip("there is no bash here")
    script = cwd / "step.sh"
    script.write_text(STEPS[name]["run"])
    return run([bash, "--noprofile", "--norc", "-eo", "pipefail", script], cwd, **env)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a folder").mkdir()
    (tmp_path / "a folder" / "good.yaml").write_text(GOOD)
    (tmp_path / "bad.yaml").write_text(BAD)
    return tmp_path


def lint(folder: Path, paths: str, args: str = "", sarif: str = "") -> subprocess.CompletedProcess[str]:
    env = {"PYTHON": sys.executable, "PYTHONPATH": str(ROOT), "WFSIM_NO_CACHE": "1"}
    return step("Lint", folder, **env, PATHS=paths, ARGS=args, SARIF=sarif)


def test_the_action_shows_findings_and_fails(folder: Path) -> None:
    ran = lint(folder, "a folder\nbad.yaml\n", sarif="out.sarif")
    assert ran.returncode == 1, ran.stderr
    assert ran.stdout.startswith("::error file=bad.yaml,line=5,")
    assert len(json.loads((folder / "out.sarif").read_text())["runs"][0]["results"]) == 1


def test_the_action_passes_options_on(folder: Path) -> None:
    assert lint(folder, "a folder").returncode == 0
    assert lint(folder, "bad.yaml", "--ignore unknown-template", "out.sarif").returncode == 0
    assert lint(folder, "none.yaml", sarif="out.sarif").returncode == 3
    assert lint(folder, ".", "--fail-on never --quiet").returncode == 0


@pytest.mark.registry
def test_the_action_installs(folder: Path) -> None:
    (folder / "source").mkdir()
    for name in ("wfsim", "grammar"):
        shutil.copytree(ROOT / name, folder / "source" / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder / "source" / name)
    pip(sys.executable, "download", "--quiet", "--no-deps", "lark", cwd=folder)  # skips where there is no registry
    output = folder / "output"
    env = {"RUNNER_TEMP": str(folder / "temp"), "GITHUB_OUTPUT": str(output), "SOURCE": str(folder / "source")}
    ran = step("Install wfsim", folder, PYTHON=sys.executable, PIP_NO_DEPS="1", **env)  # those are here already
    assert ran.returncode == 0, ran.stderr
    python = output.read_text().partition("python=")[2].strip()
    libraries = next(one for one in sys.path if one.endswith("site-packages"))
    ran = step("Lint", folder, PYTHON=python, PYTHONPATH=libraries, PATHS="bad.yaml", ARGS="", SARIF="")
    assert ran.returncode == 1 and ran.stdout.startswith("::error file=bad.yaml"), ran.stderr


def test_the_action_uses_what_it_declares() -> None:
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    assert set(re.findall(r"inputs\.([\w-]+)", text)) == set(ACTION["inputs"])
    ids = {one.get("id") for one in ACTION["runs"]["steps"]}
    assert set(re.findall(r"steps\.(\w+)\.", text)) <= ids
    for each in STEPS.values():
        used = set(re.findall(r"\$([A-Z_]+)", each["run"])) - {"RUNNER_TEMP", "GITHUB_OUTPUT"}
        assert used == set(each["env"])


def test_the_page_names_the_hooks_that_there_are() -> None:
    assert set(re.findall(r"^\| `(wfsim-[\w-]+)` \|", PAGE, re.MULTILINE)) == set(HOOKS)
    (config,) = [yaml.safe_load(one) for one in blocks("yaml", having="repos:")]
    assert {hook["id"] for repository in config["repos"] for hook in repository["hooks"]} <= set(HOOKS)


@pytest.mark.parametrize("block", blocks("yaml", having="jobs:"))
def test_the_page_gives_the_action_what_it_takes(block: str) -> None:
    for job in yaml.safe_load(block)["jobs"].values():
        (used,) = [one for one in job["steps"] if one["uses"].startswith("your/wfsim")]
        assert set(used["with"]) <= set(ACTION["inputs"])


def commands() -> list[str]:
    """Every line of the page and of the hooks that starts wfsim."""
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    for block in blocks("yaml"):
        data: Any = yaml.safe_load(block)
        lines += data.get("wfsim", {}).get("script", [])
    words = [line[line.index("wfsim lint") :] for line in lines if "wfsim lint" in line]
    return [*words, *(f"{hook['entry']} bad.yaml" for hook in HOOKS.values())]


@pytest.mark.parametrize("command", commands())
def test_every_command_runs(command: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    ran = wfsim(*shlex.split(command)[1:], stdin=BAD.encode())
    assert ran.code in (0, 1) and "usage" not in ran.err
    assert ran.code == (0 if "--fail-on never" in command or "--fix" in command else 1)


def test_the_container_takes_what_the_package_needs(tmp_path: Path) -> None:
    copied = set()
    for line in (ROOT / "Containerfile").read_text(encoding="utf-8").splitlines():
        if line.startswith("COPY "):
            *names, target = line.split()[1:]
            assert target.startswith("/src/")
            copied.update(names)
    assert all((ROOT / name).exists() for name in copied)
    assert copied == {"pyproject.toml", "setup.py", "README.md", "LICENSE", "grammar", "wfsim"}
