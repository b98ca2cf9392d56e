"""The page on mutants is one that ``python -m tests.mutating`` can read."""

from __future__ import annotations

import re

from tests.mutating import page


def test_every_survivor_on_the_page_is_understood_and_has_a_reason() -> None:
    text = page.PAGE.read_text(encoding="utf-8")
    listed = re.findall(r"^- `.*$", text, re.MULTILINE)
    assert len(page.explained(text)) == len(listed)
    assert [one for one in listed if not re.search(r"`: \w[^`]*", one.partition(" → ")[2])] == []


def test_what_is_printed_is_what_is_read() -> None:
    one = page.Mutant("retry", "decide", "if a > 1:", "…>= 1…", "x", "survived")
    assert page.explained(f"{page.item(one)}: for a reason") == {one.change}
    assert page.table([one, one._replace(status="killed")]).splitlines()[2:] == [
        "| `retry` | 2 | 1 | 0 | 0 | 1 | 0 |",
        "| **all** | 2 | 1 | 0 | 0 | 1 | 0 |",
    ]
