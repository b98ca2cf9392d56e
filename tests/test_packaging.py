"""The distribution: what is in the wheel, and that the command runs from anywhere once it is installed."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
import venv
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
COINFLIP = ROOT / "fixtures" / "guide" / "coinflip-recursive" / "workflow.yaml"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
SIMULATE = ("simulate", "--seed", "1", str(COINFLIP))
OFFLINE = ("No matching distribution", "Could not find a version", "Max retries", "ConnectionError", "Name or service")


def run(words: Sequence[str | Path], cwd: Path, **extra: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | extra
    return subprocess.run(list(map(str, words)), cwd=cwd, env=env, capture_output=True, text=True, check=False)


def pip(python: Path | str, *words: str | Path, cwd: Path) -> None:
    """pip; a registry that cannot be reached skips the test and says so, anything else fails it."""
    ran = run([python, "-m", "pip", "--disable-pip-version-check", *words], cwd)
    if ran.returncode and any(sign in ran.stderr for sign in OFFLINE):
        pytest.skip(f"no package registry here: {ran.stderr.strip().splitlines()[-1]}")
    assert ran.returncode == 0, ran.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of a copy of this checkout (a build leaves folders behind)."""
    copy, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    listed = run(["git", "ls-files", "-co", "--exclude-standard"], ROOT)
    if listed.returncode:
        pytest.skip("not a git checkout: there is no list of what belongs to the project")
    for name in listed.stdout.splitlines():
        if name.startswith(("wfsim/", "grammar/", "pyproject.toml", "setup.py", "README.md", "LICENSE")):
            target = copy / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / name).exists():
                target.write_bytes((ROOT / name).read_bytes())
    pip(sys.executable, "wheel", "--quiet", "--no-deps", "--wheel-dir", out, copy, cwd=out)
    (found,) = out.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts of a fresh environment with the wheel and its dependencies, and nothing else."""
    home = tmp_path_factory.mktemp("fresh")
    venv.create(home, with_pip=True)
    scripts = home / ("Scripts" if os.name == "nt" else "bin")
    pip(scripts / "python", "install", "--quiet", wheel, cwd=home)
    return scripts


@pytest.mark.registry
def test_the_wheel_holds_every_module_and_data_file(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    modules = {str(path.relative_to(ROOT)) for path in (ROOT / "wfsim").rglob("*.py")}
    data = {str(path.relative_to(ROOT)) for path in (ROOT / "wfsim").rglob("*") if path.suffix in (".json", ".lark")}
    grammars = {f"wfsim/grammar/{path.name}" for path in (ROOT / "grammar").glob("*.lark")}
    assert grammars
    assert modules | data | grammars | {"wfsim/py.typed"} <= names
    ours = ("wfsim/", f"argo_wfsim-{version()}.dist-info/")
    assert [name for name in names if not name.startswith(ours)] == [], "nothing but the package is installed"


@pytest.mark.registry
def test_the_installed_command_runs_from_another_folder(installed: Path, tmp_path: Path) -> None:
    asked = run([installed / "wfsim", "--version"], tmp_path)
    assert asked.returncode == 0, asked.stderr
    assert asked.stdout.startswith(f"wfsim {version()} ")
    ran = run([installed / "wfsim", *SIMULATE], tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert "flip-coin" in ran.stdout
    assert list(tmp_path.iterdir()) == [], "a run leaves nothing behind"


@pytest.mark.registry
def test_wheel_and_checkout_say_the_same(installed: Path, tmp_path: Path) -> None:
    from_wheel = run([installed / "wfsim", *SIMULATE], tmp_path)
    # -S leaves out site-packages' .pth files, so no editable install helps; the dependencies come by path.
    paths = os.pathsep.join([str(ROOT), *(one for one in sys.path if one.endswith("site-packages"))])
    from_checkout = run([sys.executable, "-S", "-m", "wfsim", *SIMULATE], tmp_path, PYTHONPATH=paths)
    assert from_checkout.returncode == 0, from_checkout.stderr
    assert from_checkout.stdout == from_wheel.stdout


@pytest.mark.registry
def test_an_editable_install_finds_the_grammars(wheel: Path, tmp_path: Path) -> None:
    copy = tmp_path / "source"
    with zipfile.ZipFile(wheel) as archive:  # the shape of a checkout, made from what is in the wheel
        archive.extractall(copy)
    (copy / "wfsim" / "grammar").rename(copy / "grammar")
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
        (copy / name).write_bytes((ROOT / name).read_bytes())
    venv.create(tmp_path / "fresh", with_pip=True)
    scripts = tmp_path / "fresh" / ("Scripts" if os.name == "nt" else "bin")
    pip(scripts / "python", "install", "--quiet", "-e", copy, cwd=tmp_path)
    ran = run([scripts / "wfsim", *SIMULATE], tmp_path)
    assert ran.returncode == 0, ran.stderr


def test_the_version_has_one_place() -> None:
    assert "version" in PROJECT["dynamic"]
    assert f"## {version()}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_hooks_name_an_installed_command() -> None:
    hooks = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    assert "entry: wfsim lint" in hooks
    assert "wfsim" in PROJECT["scripts"]


def version() -> str:
    from wfsim.version import __version__

    return __version__
