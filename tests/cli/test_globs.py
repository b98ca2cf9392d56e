"""Patterns of paths in configuration and on the command line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wfsim.cli.globs import fits, wrong


@pytest.mark.parametrize(
    ("pattern", "path", "fit"),
    [
        ("examples", "examples", True),
        ("examples", "a/examples/b.yaml", True),
        ("examples/", "a/examples/b.yaml", True),
        ("examples", "examples2/b.yaml", False),
        ("*.yaml", "a/b.yaml", True),
        ("*.yaml", "a/b.yml", False),
        ("a/*.yaml", "a/b.yaml", True),
        ("a/*.yaml", "a/b/c.yaml", False),
        ("a/*.yaml", "x/a/b.yaml", False),
        ("/a", "a/b.yaml", True),
        ("/a/b", "x/a/b", False),
        ("./a/b", "a/b", True),
        ("a/**/c.yaml", "a/c.yaml", True),
        ("a/**/c.yaml", "a/b/b/c.yaml", True),
        ("a/**", "a/b/c.yaml", True),
        ("**/b", "x/y/b/c", True),
        ("b?.yaml", "b1.yaml", True),
        ("b?.yaml", "b/.yaml", False),
        ("b[0-3].yaml", "b2.yaml", True),
        ("b[!0-3].yaml", "b2.yaml", False),
        ("b[!0-3].yaml", "b7.yaml", True),
        ("b[.yaml", "b[.yaml", True),
        ("a.b", "axb", False),
        (r"a\b.yaml", "a/b.yaml", True),
        ("(x)+", "(x)+", True),
    ],
)
def test_patterns(pattern: str, path: str, fit: bool) -> None:
    assert fits([pattern], "")(path) == fit


def test_they_count_from_their_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path / "sub")
    fit = fits(["sub/a.yaml"], str(tmp_path))
    assert fit("a.yaml") and fit(str(tmp_path / "sub" / "a.yaml")) and not fit("../a.yaml")
    assert fits([f"{tmp_path}/sub/*.yaml"], str(tmp_path))("a.yaml")


def test_a_link_counts_by_its_name_and_by_its_target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "real" / "link.yaml").symlink_to(tmp_path / "elsewhere" / "a.yaml")
    (tmp_path / "alias").symlink_to(tmp_path / "real")
    monkeypatch.chdir(tmp_path / "real")
    assert fits(["link.yaml"], ".")("link.yaml")
    assert fits(["a/b.yaml"], ".")(os.path.join(str(tmp_path / "alias"), "a", "b.yaml"))


@pytest.mark.parametrize("pattern", ["!a", "[z-a]"])
def test_what_means_nothing(pattern: str) -> None:
    assert wrong(pattern)


@given(st.text(max_size=12), st.text("ab/[]!*?^-\\.", max_size=12))
def test_any_pattern_is_taken_or_told(path: str, pattern: str) -> None:
    if not wrong(pattern):
        assert fits([pattern], "")(path.replace("\0", "") or "a") in (True, False)
