"""What the command of the controller says before it asks any cluster."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from wfsim.cli.main import main


def run(*words: str) -> tuple[int, str]:
    err = io.StringIO()
    return main(["controller", *words], io.StringIO(), io.StringIO(), err), err.getvalue()


def test_an_address_that_is_none_is_wrong_usage(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KUBECONFIG", str(_config(tmp_path)))
    code, said = run("--listen", "here")
    assert (code, "no address to listen at" in said) == (2, True)


def test_the_workflows_of_a_command_line_are_not_for_a_controller(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KUBECONFIG", str(_config(tmp_path)))
    code, said = run("--instance-id", "wfsim-run", "--listen", "127.0.0.1:0")
    assert (code, "driven from elsewhere" in said) == (2, True)


def test_without_credentials_the_way_out_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "none"))
    code, said = run()
    assert (code, "there is no kubeconfig" in said) == (3, True)


def _config(folder: Path) -> Path:
    path = folder / "config"
    path.write_text(
        '{"clusters": [{"name": "c", "cluster": {"server": "https://127.0.0.1:1", "insecure-skip-tls-verify": true}}],'
        ' "users": [], "contexts": [{"name": "c", "context": {"cluster": "c"}}], "current-context": "c"}'
    )
    return path
