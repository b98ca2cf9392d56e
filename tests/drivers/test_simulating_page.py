"""The mocks of ``docs/simulating.md`` load without a finding, and its files are those that its commands run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from wfsim.drivers.sim import decode
from wfsim.text import Source

ROOT = Path(__file__).parents[2]
BLOCKS = re.findall(
    r"^```yaml\n(.*?)^```", (ROOT / "docs" / "simulating.md").read_text("utf-8"), re.DOTALL | re.MULTILINE
)
FILES = [one for one in BLOCKS if one.startswith("# retry")]
MOCKS = [one for one in BLOCKS if one.startswith(("mocks:", "# retry.mocks"))]


def test_there_is_something_to_test() -> None:
    assert len(FILES) == 2
    assert len(MOCKS) == 3


@pytest.mark.parametrize("text", MOCKS)
def test_mocks_load(text: str) -> None:
    loaded = decode.load(Source("simulating.md", text))
    assert loaded.findings == ()
    assert loaded.mocks is not None and loaded.mocks.mocks


@pytest.mark.parametrize("text", FILES)
def test_files_are_those_of_the_fixtures(text: str) -> None:
    name = text.partition("\n")[0].removeprefix("# ")
    assert (ROOT / "fixtures" / "simulating" / name).read_text("utf-8") == text
