"""The keys that the source of a data template lists."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.executor.making import Pod
from wfsim.executor.failure import Failure
from wfsim.executor.listing import list_keys


def keys(pod: Pod, **location: Any) -> list[str]:
    assert list_keys({"location": location, "limit": 4096}, pod.layout) == 0
    found: list[str] = json.loads(pod.layout.said.read_text())["keys"]
    return found


def test_files_below_a_key_of_a_volume(pod: Pod) -> None:
    for key in ("in/b.txt", "in/sub/a.txt", "into/c.txt"):
        path = pod.layout.store / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    assert keys(pod, volume={"key": "in/"}) == ["in/b.txt", "in/sub/a.txt"]
    assert len(keys(pod, volume={"key": ""})) == 3


def test_what_is_not_there_and_what_cannot_be_listed(pod: Pod) -> None:
    with pytest.raises(Failure, match="no key found of name none"):
        keys(pod, volume={"key": "none"})
    with pytest.raises(Failure, match="leads outside"):
        keys(pod, volume={"key": "../x"})
    with pytest.raises(Failure, match="cannot be listed"):
        keys(pod, raw={"data": "x"})
