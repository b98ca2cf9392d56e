"""Near misses of names."""

import pytest

from wfsim.spec.spelling import distance, nearest

NAMES = ("template", "templates", "templateRef", "name", "when", "withItems", "args")


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("templat", "template"),
        ("Templates", "templates"),
        ("nmae", "name"),
        ("withitems", "withItems"),
        ("arg", "args"),
        ("image", None),
        ("x", None),
        ("template", "templates"),
    ],
)
def test_the_nearest_name(word: str, meant: str | None) -> None:
    assert nearest(word, NAMES) == meant


def test_swapped_neighbours_are_one_slip() -> None:
    assert distance("nmae", "name") == 1
    assert distance("", "abc") == 3
    assert distance("kitten", "sitting") == 3
