"""Which findings a policy leaves, and what it asks for."""

from __future__ import annotations

import pytest

from tests.running import wfsim
from wfsim import checks
from wfsim.checks.policy import Policy

FILE = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {generateName: w-}
spec:
  entrypoint: main
  templates:
    - {name: main, container: {image: alpine}}
    - {name: unused, container: {image: "alpine:3.20"}}
"""


@pytest.mark.parametrize(
    ("select", "extend_select", "requested"),
    [
        ((), (), ()),
        (("unused-template",), (), ()),
        (("unpinned-image",), (), ("unpinned-image",)),
        ((), ("unpinned-*",), ("unpinned-image",)),
        (("*",), (), tuple(checks.ON_REQUEST)),
    ],
)
def test_requested(select: tuple[str, ...], extend_select: tuple[str, ...], requested: tuple[str, ...]) -> None:
    assert Policy(select=select, extend_select=extend_select).requested == requested


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ((), ["unused-template"]),
        (("--select", "unpinned-image"), ["unpinned-image"]),
        (("--extend-select", "unpinned-image"), ["unpinned-image", "unused-template"]),
        (("--select", "unused-template", "--extend-select", "unpinned-image"), ["unpinned-image", "unused-template"]),
        (("--extend-select", "unpinned-image", "--ignore", "unpinned-*"), ["unused-template"]),
    ],
)
def test_what_is_off_is_reported_where_somebody_asks(words: tuple[str, ...], found: list[str]) -> None:
    ran = wfsim("lint", "--no-config", "--format", "jsonl", *words, "-", stdin=FILE)
    assert [code for code in ("unpinned-image", "unused-template") if f'"{code}"' in ran.out] == found
    assert ran.code in (0, 1), ran.err
