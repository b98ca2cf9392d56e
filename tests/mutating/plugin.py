"""A pytest plugin that mutmut loads (``pyproject.toml``): room for its wrappers, and the quickest tests first."""

from __future__ import annotations

import sys

import pytest
from mutmut.state import state

# Every call of the engine goes through two frames of mutmut's, and Argo's deepest recursion is a test.
_FRAMES = 10_000


def pytest_configure() -> None:
    sys.setrecursionlimit(_FRAMES)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A mutant dies at the first test that fails: let that be soon."""
    durations = state().duration_by_test
    items.sort(key=lambda item: durations.get(item.nodeid, 0.0))
