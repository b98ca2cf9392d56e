"""Here connections to this machine are allowed: the API is played by a small server."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.drivers.kube.playing import Player
from wfsim.drivers.kube.client import Api, connect
from wfsim.drivers.kube.config import Access
from wfsim.drivers.kube.retrying import Retries

QUICK = Retries(first_ms=1, most_ms=5)
TRANSCRIPTS = Path(__file__).resolve().parents[3] / "fixtures" / "kube"


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing may leave this machine."""
    connect = socket.socket.connect

    def to_this_machine(self: socket.socket, address: tuple[str, int]) -> None:
        assert address[0] == "127.0.0.1", f"a test tried to connect to {address}"
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", to_this_machine)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def play() -> Iterator[Callable[[str], tuple[Api, Player]]]:
    """Begin to play a transcript; at the end everything in it must have been asked for."""
    begun: list[tuple[Api, Player]] = []

    def start(name: str, retries: Retries = QUICK) -> tuple[Api, Player]:
        player = Player(TRANSCRIPTS / f"{name}.jsonl")
        api = connect(Access(player.address, namespace="argo"), retries=retries)
        begun.append((api, player))
        return api, player

    yield start
    for api, player in begun:
        api.close()
        player.close()
    for _, player in begun:
        assert player.surprises == []
        assert player.left == []
