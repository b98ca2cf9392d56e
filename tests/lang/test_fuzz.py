"""Some thousand inputs of anything at all: only LangErrors, and soon."""

from __future__ import annotations

from random import Random

import pytest

from tests.lang.fuzz import SLOW, feed, request


@pytest.mark.parametrize("seed", range(8))
def test_nothing_but_lang_errors(seed: int) -> None:
    random = Random(seed)
    for _ in range(500):
        asked = request(random)
        try:
            took = feed(asked)
        except Exception as error:
            raise AssertionError(f"{asked['op']}: {asked['text']!r}") from error
        assert took < 5 * SLOW, f"{took:.1f} s for {asked['op']}: {asked['text']!r}"
