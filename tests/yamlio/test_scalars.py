"""Scalars as Argo's decoder types them."""

import json
import math

import pytest

from tests.yamlio.facts import rows
from wfsim.text import Source
from wfsim.yamlio import Mapping, plain, read
from wfsim.yamlio.scalars import as_json, key_text, plain_value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("y", True),
        ("Off", False),
        ("yEs", "yEs"),
        ("~", None),
        ("010", 8),
        ("0o17", 15),
        ("-0x1f", -31),
        ("+0b101", 5),
        ("0b2", "0b2"),
        ("089", 89),
        ("1_000.5", 1000.5),
        ("1e3", 1000),
        ("1e21", 1e21),
        ("1e400", "1e400"),
        (".5e1", 5),
        (".", "."),
        ("-", "-"),
        ("+", "+"),
        ("12e", "12e"),
        ("1:30", "1:30"),
        ("2024-01-31", "2024-01-31"),
        ("18446744073709551615", 2**64 - 1),
        ("-9223372036854775809", -9.223372036854775808e18),
        ("0x" + "f" * 5000, "0x" + "f" * 5000),
        ("x1", "x1"),
    ],
)
def test_plain_scalars(text: str, value: object) -> None:
    found = plain_value(text)
    assert (type(found), found) == (type(value), value) or found == as_json(value)  # type: ignore[arg-type]


def test_minus_zero_stays_a_float() -> None:
    assert math.copysign(1, as_json(-0.0)) == -1


@pytest.mark.parametrize(
    ("value", "name"), [(True, "true"), (False, "false"), (3, "3"), (1.5, "1.5"), ("a", "a"), (None, None)]
)
def test_keys_become_text(value: bool | float | str | None, name: str | None) -> None:
    assert key_text(value) == name


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("!!str 5", "5"),
        ("!!int '5'", 5),
        ("!!float 5", 5),
        ("!!bool 'yes'", True),
        ("!!null ''", None),
        ("!!binary aGk=", "hi"),
        ("!!timestamp 2020-01-01", "2020-01-01"),
        ("! 5", "5"),
        ("!mine 5", "5"),
    ],
)
def test_tags(written: str, value: object) -> None:
    reading = read(Source("f.yaml", f"v: {written}\n"))
    assert reading.findings == ()
    assert plain(reading.documents[0].root) == {"v": value}


@pytest.mark.parametrize("written", ["!!int x", "!!bool 3", "!!binary '*'", "!!float x", ".inf", "-.INF", ".nan"])
def test_values_that_the_decoder_refuses(written: str) -> None:
    reading = read(Source("f.yaml", f"v: {written}\n"))
    assert [one.code for one in reading.findings] == ["yaml-syntax"]
    assert reading.documents[0].dropped


@pytest.mark.parametrize("row", rows("yaml_scalars.json"), ids=lambda row: repr(row["doc"])[:40])
def test_agrees_with_argos_decoder(row: dict[str, str | None]) -> None:
    reading = read(Source("f.yaml", str(row["doc"])))
    document = reading.documents[0]
    unreadable = document.dropped and all(one.code != "duplicate-key" for one in reading.findings)
    assert unreadable == (row["lax"] is None)
    assert document.dropped == (row["strict"] is None)
    if row["lax"] is not None:
        assert plain(document.root) == json.loads(row["lax"])


def test_a_key_is_named_by_its_value() -> None:
    root = read(Source("f.yaml", "on: 1\n0x10: 2\n")).documents[0].root
    assert isinstance(root, Mapping)
    assert [entry.key.text for entry in root] == ["true", "16"]
