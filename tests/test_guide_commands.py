"""The commands of the guide with ``wfsim`` in place of ``argo``, on its workflows: the same words work here.

What the guide lets one do: submit, list, get, logs of a workflow or of a step, delete; parameters and entrypoint given
at submit; and, since runs fail and wait, retry, resubmit and resume.
"""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.running import wfsim
from tests.test_guide import LISTINGS, trimmed

GUIDE = Path(__file__).resolve().parent.parent / "fixtures" / "guide"
FIXTURES = sorted(path.parent.name for path in GUIDE.glob("*/workflow.yaml"))

pytestmark = pytest.mark.usefixtures("own_store")


def command(line: str) -> str:
    """What a command that succeeds prints."""
    ran = wfsim(*shlex.split(line))
    assert ran.code == 0, ran.err
    return ran.out


@pytest.mark.parametrize("fixture", FIXTURES)
def test_the_quick_overview(fixture: str) -> None:
    file = GUIDE / fixture / "workflow.yaml"
    name = command(f"submit {file} --seed 1 -o name").strip()
    row = next(line for line in command("list").splitlines() if line.startswith(name))
    assert row.split()[1] in ("Succeeded", "Failed")
    shown = command(f"get {name}")
    assert shown.startswith(f"Name:                {name}\n")
    assert f" {name}" in shown[shown.index("STEP") :]
    logs = command(f"logs {name}").splitlines()
    assert logs
    for pod in {line.partition(": ")[0] for line in logs}:
        of_step = command(f"logs {pod}").splitlines()
        assert of_step == [line for line in logs if line.startswith(f"{pod}: ")] or pod == name
        assert of_step[0].startswith(f"{pod}: $ ")
    again = command(f"resubmit {name} -o name").strip()
    assert again != name
    assert command(f"delete {name}") == f"Workflow '{name}' deleted\n"
    assert [line.split()[0] for line in command("list --no-headers").splitlines()] == [again]


def test_arguments_that_are_given_at_submit() -> None:
    file = GUIDE / "parameters" / "workflow.yaml"
    command(f'submit {file} -p message="goodbye world"')
    assert "goodbye world" in command("logs @latest")
    assert "  message:           goodbye world\n" in command("get @latest")
    command(f"submit {file} --entrypoint greet-loudly")
    assert "greet-loudly" in command("get @latest")


def test_the_tree_that_the_guide_prints() -> None:
    folder = GUIDE / "coinflip-recursive"
    mocks = folder / "three-tails.mocks.yaml"
    command(f"submit {folder / 'workflow.yaml'} --name coinflip-recursive-tzcb5 --mocks {mocks}")
    shown = command("get coinflip-recursive-tzcb5 --style guide")
    assert trimmed(shown[shown.index("STEP") :]) == LISTINGS["coinflip-recursive/three-tails"]


def test_what_failed_is_retried() -> None:
    folder = GUIDE / "steps"
    command(f"submit {folder / 'workflow.yaml'} --name steps --mocks {folder / 'first-fails.mocks.yaml'}")
    assert "Status:              Failed\n" in command("get steps")
    nothing = folder / "succeeds.mocks.yaml"
    assert command(f"retry steps --mocks {nothing} --wait").splitlines()[-1].startswith("steps Succeeded at ")


def test_what_waits_is_resumed(tmp_path: Path) -> None:
    text = (GUIDE / "steps" / "workflow.yaml").read_text().replace("entrypoint:", "suspend: true\n  entrypoint:", 1)
    (tmp_path / "wf.yaml").write_text(text)
    command(f"submit {tmp_path / 'wf.yaml'} --name held")
    assert "Running (Suspended)" in command("list")
    assert command("resume held") == "workflow held resumed\n"
    assert "Status:              Succeeded\n" in command("get held")
