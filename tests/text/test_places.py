"""Places that touch."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wfsim.text import Source
from wfsim.text.places import Places

SOURCES = (Source("a", "x" * 12), Source("b", "x" * 12))
SPANS = st.builds(
    lambda source, start, end: source.span(start, end), st.sampled_from(SOURCES), st.integers(0, 12), st.integers(0, 12)
)


@given(st.lists(SPANS), SPANS)
def test_touching_is_having_a_character_in_common(spans: list[object], at: object) -> None:
    places = Places(spans)  # type: ignore[arg-type]
    common = [
        one
        for one in spans
        if one.source is at.source and one.start < at.end and at.start < one.end  # type: ignore[attr-defined]
    ]
    assert places.touches(at) is bool(common)  # type: ignore[arg-type]
