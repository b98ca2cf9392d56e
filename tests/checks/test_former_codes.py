"""Codes that have been renamed or given up keep working, as docs/linting.md promises."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.command import wfsim
from tests.cli.manifests import MANY
from wfsim import checks


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "FORMER", {"odd-when": "bad-when", "given-up": ""})
    monkeypatch.setattr("wfsim.checks.baseline.FORMER", checks.FORMER)
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text(MANY)


def codes(*words: str) -> list[str]:
    return [one["code"] for one in json.loads(wfsim("lint", "a.yaml", "--format", "json", *words).out)["findings"]]


def test_options_and_configuration() -> None:
    assert "bad-when" in codes() and "bad-when" not in codes("--ignore", "odd-when,given-up")
    assert codes("--select", "odd-when") == ["bad-when"]
    Path("wfsim.toml").write_text('ignore = ["given-up"]\n[severity]\nodd-when = "info"\n')
    assert wfsim("lint", "a.yaml").code == 0


def test_comments() -> None:
    Path("a.yaml").write_text(MANY.replace('a-b == c"', 'a-b == c"  # wfsim: ignore[odd-when] known'))
    assert not {"bad-when", "bad-ignore", "unused-ignore"} & set(codes())


def test_baselines() -> None:
    assert wfsim("lint", "a.yaml", "--write-baseline").code == 0
    path = Path("wfsim-baseline.json")
    path.write_text(path.read_text().replace('"bad-when"', '"odd-when"'))
    assert codes("--baseline", str(path)) == []


def test_their_pages() -> None:
    ran = wfsim("explain", "odd-when")
    assert (
        ran.code == 0 and ran.out.startswith("bad-when (error)") and ran.err == "`odd-when` is called `bad-when` now\n"
    )
    assert wfsim("explain", "given-up") == (0, "", "`given-up` is not looked for any more\n")
