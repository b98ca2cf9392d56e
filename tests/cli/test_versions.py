"""``--argo-version`` and the key of the same name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.command import wfsim

CRON = """\
apiVersion: argoproj.io/v1alpha1
kind: CronWorkflow
metadata: {name: example}
spec:
  schedule: "0 8 * * *"  # daily
  workflowSpec:
    entrypoint: main
    templates: [{name: main, container: {image: alpine:3.20, command: [echo]}}]
"""


def codes(folder: Path, *words: str) -> list[str]:
    (folder / "cron.yaml").write_text(CRON, encoding="utf-8")
    ran = wfsim("lint", "--format", "json", *words, str(folder))
    return [one["code"] for one in json.loads(ran.out)["findings"]]


def test_the_option_and_the_key(tmp_path: Path) -> None:
    assert codes(tmp_path) == codes(tmp_path, "--argo-version", "4.1") == ["field-not-in-version"]
    assert codes(tmp_path, "--argo-version", "v3.6.5") == ["deprecated-field"]
    (tmp_path / "wfsim.toml").write_text('argo-version = "3.5"', encoding="utf-8")
    assert codes(tmp_path) == []
    assert codes(tmp_path, "--argo-version", "4.0") == ["field-not-in-version"]


@pytest.mark.parametrize("word", ["2.12", "3", "latest"])
def test_a_version_that_nobody_knows(tmp_path: Path, word: str) -> None:
    ran = wfsim("lint", "--argo-version", word, str(tmp_path))
    assert ran.code == 2 and "3.5, 3.6, 3.7, 4.0, 4.1" in ran.err
    (tmp_path / "wfsim.toml").write_text(f'argo-version = "{word}"', encoding="utf-8")
    (tmp_path / "cron.yaml").write_text(CRON, encoding="utf-8")
    ran = wfsim("lint", str(tmp_path))
    assert ran.code == 2 and '`"4.1"`' in ran.err


def test_an_upgrade_is_one_run(tmp_path: Path) -> None:
    assert codes(tmp_path, "--argo-version", "3.5") == []
    assert wfsim("lint", "--argo-version", "4.1", "--fix", str(tmp_path)).code == 0
    mended = (tmp_path / "cron.yaml").read_text(encoding="utf-8")
    assert mended == CRON.replace('schedule: "0 8 * * *"', 'schedules: ["0 8 * * *"]')


def test_the_version_says_what_is_known() -> None:
    assert "3.5, 3.6, 3.7, 4.0, 4.1" in wfsim("version").out


def test_an_upgrade_says_what_works_differently(tmp_path: Path) -> None:
    text = CRON.replace('schedule: "0 8 * * *"', 'schedules: ["TZ=UTC 0 8 * * *"]')
    (tmp_path / "cron.yaml").write_text(text, encoding="utf-8")
    asked = ("lint", "--format", "json", str(tmp_path))
    for _ in range(2):  # the second time from the cache
        ran = wfsim(*asked, "--upgrade-from", "v3.7.4")
        assert [one["code"] for one in json.loads(ran.out)["findings"]] == ["works-differently"]
        assert json.loads(wfsim(*asked).out)["findings"] == []
        ran = wfsim(*asked, "--upgrade-from", "3.6", "--argo-version", "3.7")
        assert json.loads(ran.out)["findings"] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--upgrade-from", "2.12"), "3.5, 3.6, 3.7, 4.0, 4.1"),
        (("--upgrade-from", "4.1"), "is not older than 4.1"),
        (("--upgrade-from", "4.0", "--argo-version", "3.7"), "is not older than 3.7"),
    ],
)
def test_an_upgrade_goes_to_a_later_version(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    ran = wfsim("lint", *words, str(tmp_path))
    assert ran.code == 2 and said in ran.err
