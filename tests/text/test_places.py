"""Offsets, lines and columns; findings in order."""

from hypothesis import given
from hypothesis import strategies as st

from wfsim.text import Diagnostic, Severity, Source, in_order


def test_lines_and_columns_are_code_points_from_1() -> None:
    source = Source("f", "aé\r\n\U0001f600b\n")
    assert source.position(0) == (1, 1)
    assert source.position(4) == (2, 1)
    assert source.position(5) == (2, 2)
    assert source.position(99) == (3, 1)
    assert [source.line(number) for number in (0, 1, 2, 3, 4)] == ["", "aé", "\U0001f600b", "", ""]
    assert source.line_count == 3


@given(st.text(alphabet=st.sampled_from("ab\n\ré"), max_size=30), st.integers(-5, 40))
def test_a_position_leads_back_to_its_offset(text: str, offset: int) -> None:
    source = Source("f", text)
    line, column = source.position(offset)
    before = text.split("\n")[: line - 1]
    assert sum(len(one) + 1 for one in before) + column - 1 == min(max(offset, 0), len(text))


def test_spans() -> None:
    source = Source("f", "hello world")
    span = source.span(0, 5)
    assert (span.text, span.first.column, span.last.column) == ("hello", 1, 6)
    assert span.join(source.span(6, 11)).text == "hello world"
    assert source.span(0, 11).covers(span) and not span.covers(source.span(4, 6))
    assert source.span(-3, 99).text == "hello world"


def test_findings_in_order_and_once() -> None:
    source = Source("f", "abcdef")
    late = Diagnostic("b", Severity.ERROR, "m", source.span(3, 4))
    note = Diagnostic("a", Severity.INFO, "m", source.span(0, 1))
    early = Diagnostic("z", Severity.ERROR, "m", source.span(0, 1))
    assert in_order([late, note, early, late]) == (early, note, late)
