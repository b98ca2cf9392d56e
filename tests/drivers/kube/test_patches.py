"""What is written of a state, and how small it gets."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.drivers.kube.fake import merged
from wfsim.drivers.kube.control.patches import difference
from wfsim.record.packing import Unpackable, packed, unpacked

_LEAVES = some.one_of(some.integers(), some.text(max_size=3), some.booleans(), some.lists(some.integers(), max_size=2))
_OBJECTS = some.recursive(
    some.dictionaries(some.sampled_from("abc"), _LEAVES, max_size=3),
    lambda inner: some.dictionaries(some.sampled_from("abc"), some.one_of(_LEAVES, inner), max_size=3),
)


@given(_OBJECTS, _OBJECTS)
def test_the_patch_leads_from_one_to_the_other(old: Any, new: Any) -> None:
    patch = difference(old, new)
    assert merged(old, patch or {}) == new
    assert (patch is None) == (old == new)


def test_nodes_that_are_packed_go_away_as_they_were() -> None:
    patch = difference({"nodes": {"a": 1}}, {"nodes": None, "compressedNodes": "x"})
    assert patch == {"nodes": None, "compressedNodes": "x"}


@given(some.text())
def test_what_is_packed_comes_back(text: str) -> None:
    assert unpacked(packed(text)) == text


@pytest.mark.parametrize("text", ["", "x", "!!!!", "aGVsbG8="])
def test_what_was_never_packed_is_refused(text: str) -> None:
    with pytest.raises(Unpackable):
        unpacked(text)
