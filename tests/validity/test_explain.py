"""Names that were meant are looked for where the wrong one stands."""

from __future__ import annotations

import pytest

from tests.checks.pages import lint
from tests.checks.test_fixtures import FIXTURES

FILE = FIXTURES / "err" / "unresolved-variable" / "names-of-a-group.yaml"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("`cd`", ""),
        ("`color`", "Did you mean `colour`?"),
        ("label `x`", ""),
        ("`taem`", "Did you mean `team`?"),
        ("`q`", ""),
        ("`resutl`", "Did you mean `result`?"),
    ],
)
def test_only_a_name_of_the_same_group_is_meant(name: str, hint: str) -> None:
    found = next(one for one in lint(FILE.read_text(encoding="utf-8"), FILE.name) if name in one.message)
    assert found.hint == hint if hint else "Did you mean" not in found.hint
    assert (found.fix is not None) == bool(hint)
