"""What all tests share: hypothesis profiles, golden files, no network."""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import HealthCheck, Phase, settings

settings.register_profile("dev", max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", max_examples=200, deadline=None, derandomize=True, print_blob=True)
# Mutants must meet the same examples every time, and a mutant that was found out needs no smaller one.
settings.register_profile(
    "mutation",
    settings.get_profile("dev"),
    max_examples=10,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
)
settings.load_profile("ci" if os.environ.get("CI") else "dev")

os.environ["WFSIM_NO_CACHE"] = "1"  # tests look anew; those of the cache say otherwise
# No test touches the runs or the clusters of whoever starts it.
os.environ["WFSIM_STORE"] = os.path.join(tempfile.gettempdir(), f"wfsim-tests-{os.getpid()}", "runs.db")
os.environ["KUBECONFIG"] = os.devnull + ".none"
os.environ.pop("WFSIM_ON", None)

Golden = Callable[[Path, str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write what comes out into the expected files")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare a text with the file that holds what is expected; with --update-golden, write it there."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("--update-golden"):
            path.write_text(text, encoding="utf-8")
        assert path.is_file(), f"{path} is missing: run pytest with --update-golden, and read what it wrote"
        assert text == path.read_text(encoding="utf-8")

    return compare


@pytest.fixture
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a store that this test alone uses; it does not exist yet."""
    path = tmp_path / "store" / "runs.db"
    monkeypatch.setenv("WFSIM_STORE", str(path))
    return path


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that is tested here may open a connection."""

    def refuse(*_: object) -> NoReturn:
        raise AssertionError("a test tried to open a network connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
