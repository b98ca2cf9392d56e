"""Every index into a scalar's text lands on the character that it came from, in all five styles."""

import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from wfsim.text import Source
from wfsim.yamlio import Mapping, Scalar, Style, inner, read

TEXTS = st.text(alphabet=st.sampled_from("ab{}' \"\\\n\t:#-é\U0001f600."), max_size=60)
STYLES = st.sampled_from([None, "'", '"', "|", ">"])
ESCAPES = {"n": "\n", "t": "\t", "0": "\0", "N": "\x85", "_": "\xa0", " ": " ", "e": "\x1b"}


def scalar_of(text: str) -> tuple[Source, Scalar]:
    source = Source("f.yaml", text)
    reading = read(source)
    assert reading.findings == ()
    root = reading.documents[0].root
    assert isinstance(root, Mapping)
    value = root.entries[-1].value
    assert isinstance(value, Scalar)
    return source, value


def meaning(raw: str, style: Style) -> str:
    """The character that a piece of the file stands for."""
    if style is Style.DOUBLE and raw.startswith("\\"):
        code = raw[2:]
        return chr(int(code, 16)) if raw[1] in "xuU" else ESCAPES.get(raw[1], raw[1])
    if style is Style.SINGLE and raw == "''":
        return "'"
    return "\n" if raw == "\r\n" else raw


@given(TEXTS, STYLES, st.integers(10, 90), st.booleans())
def test_every_index_is_its_character(text: str, style: str | None, width: int, crlf: bool) -> None:
    written = yaml.dump({"k": {"deep": text}}["k"], default_style=style, width=width, allow_unicode=True)
    written = written.replace("\n", "\r\n") if crlf else written
    source, scalar = scalar_of(written)
    assert scalar.text == text
    for index, character in enumerate(text):
        found = meaning(inner(source, scalar, index, index + 1).text, scalar.style)
        assert found == character or (found == "\n" and character == " "), (index, written)


@given(TEXTS.filter(lambda text: "\n" not in text), STYLES)
def test_a_range_covers_its_characters_and_no_others(text: str, style: str | None) -> None:
    source, scalar = scalar_of(yaml.dump({"k": text + "x"}, default_style=style, width=10_000, allow_unicode=True))
    whole = inner(source, scalar, 0, len(text) + 1)
    assert scalar.span.covers(whole)
    assert inner(source, scalar, 0, 1).start == whole.start
    assert inner(source, scalar, len(text), len(text) + 1).end == whole.end


@pytest.mark.parametrize(
    ("written", "part"),
    [
        ("k: a {{b}} c\n", "{{b}}"),
        ("k: 'it''s {{b}}'\n", "{{b}}"),
        ('k: "\\x41\\n {{b}}"\n', "{{b}}"),
        ('k: "one \\\n     two {{b}}"\n', "{{b}}"),
        ('k: "one\n\n   two {{b}}"\n', "{{b}}"),
        ("k: one\n  two\n\n  three {{b}}\n", "{{b}}"),
        ("k: |\n\n   one\n     {{b}}\n", "{{b}}"),
        ("k: |2-\n     one\n   {{b}}\n\n\n", "{{b}}"),
        ("k: |+ # why\n  {{b}}\n\n", "{{b}}"),
        ("k: >\n  one\n  two\n\n    kept\n   {{b}}\n  end\n", "{{b}}"),
        ("k: >-\n\n  one\n\n\n  {{b}}\n", "{{b}}"),
        ("k: &a !!str |\n  x {{b}}\n", "{{b}}"),
        ("k: &a '{{b}}'\n", "{{b}}"),
        ("\ufeffk: '{{b}}'\n", "{{b}}"),
        ("x: 1\n---\nk: >\n  {{b}}\n  x\n", "{{b}}"),
    ],
)
def test_a_tag_is_found_where_it_is_written(written: str, part: str) -> None:
    source = Source("f.yaml", written)
    root = read(source).documents[-1].root
    assert isinstance(root, Mapping)
    scalar = root.entries[-1].value
    assert isinstance(scalar, Scalar)
    start = scalar.text.index(part)
    assert inner(source, scalar, start, start + len(part)).start == written.index(part)
    assert inner(source, scalar, start, start + len(part)).text == part


def test_an_empty_range_still_shows_a_character() -> None:
    source, scalar = scalar_of("k: abc\n")
    assert inner(source, scalar, 1, 1).text == "b"


def test_a_key_that_is_renamed_keeps_its_place() -> None:
    root = read(Source("f.yaml", "on: 1\n")).documents[0].root
    assert isinstance(root, Mapping)
    key = root.entries[0].key
    assert key.text == "true"
    assert re.fullmatch("on", inner(key.span.source, key, 0, 4).text)
