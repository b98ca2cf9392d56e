"""Bytes of files."""

import pytest

from wfsim.text import Diagnostic, Source
from wfsim.yamlio import decode


@pytest.mark.parametrize(
    "data",
    [
        "a: é".encode(),
        "\ufeffa: é".encode(),
        b"\xff\xfe" + "a: é".encode("utf-16-le"),
        b"\xfe\xff" + "a: é".encode("utf-16-be"),
        b"\xff\xfe\x00\x00" + "a: é".encode("utf-32-le"),
    ],
)
def test_marks_choose_the_encoding(data: bytes) -> None:
    found = decode("f.yaml", data)
    assert isinstance(found, Source)
    assert (found.name, found.text) == ("f.yaml", "a: é")


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"", "empty-file", "empty"),
        (b" \n\t\n", "empty-file", "blanks"),
        (b"\x7fELF\x02\x01\x01\x00\x00\xff", "not-text", "binary"),
        (b"a: b\x00c", "not-text", "binary"),
        ("a: b\nc: é".encode("latin-1"), "not-text", "UTF-8"),
        (b"\xff\xfea", "not-text", "UTF-16"),
    ],
)
def test_what_is_no_text_is_one_finding(data: bytes, code: str, words: str) -> None:
    found = decode("f.yaml", data)
    assert isinstance(found, Diagnostic)
    assert found.code == code
    assert words in found.message + found.hint
    assert found.at.source.name == "f.yaml"


def test_the_place_of_a_byte_that_is_not_utf_8() -> None:
    found = decode("f.yaml", "a: b\nç: é".encode("latin-1"))
    assert isinstance(found, Diagnostic)
    assert (found.at.first.line, found.at.first.column) == (2, 1)
    assert "0xE7" in found.message
