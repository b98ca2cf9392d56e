"""Changes texts a little: what people mistype, and what scanners trip over."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
ODD = ("", " ", "'", '"', "\\", "-", ".", "..", "(", ")", "[", "]", "{", "}", "?", ":", "|", "&&", "||", "!", "=", "==",
       "~", "#", "$", "@", "*", "/", "%", ",", ";", "<", ">", "0", "1", "-1", "1.5", "1e3", "true", "nil", "null", "in",
       "é", "日", "😀", "\n", "\t", "\u00a0", "not", "a", "0x1f", "_", "`", "^", "+")  # fmt: skip


def mutated(random: Random, text: str, others: Sequence[str] = ()) -> str:
    """The text with one to three small changes."""
    for _ in range(random.randint(1, 3)):
        text = random.choice(_CHANGES)(random, text, others)
    return text


def _dropped(random: Random, text: str, others: Sequence[str]) -> str:
    tokens = _TOKEN.findall(text)
    if tokens:
        del tokens[random.randrange(len(tokens))]
    return "".join(tokens)


def _doubled(random: Random, text: str, others: Sequence[str]) -> str:
    tokens = _TOKEN.findall(text) or [""]
    at = random.randrange(len(tokens))
    return "".join([*tokens[: at + 1], *tokens[at:]])


def _swapped(random: Random, text: str, others: Sequence[str]) -> str:
    tokens = _TOKEN.findall(text) or [""]
    one, two = random.randrange(len(tokens)), random.randrange(len(tokens))
    tokens[one], tokens[two] = tokens[two], tokens[one]
    return "".join(tokens)


def _inserted(random: Random, text: str, others: Sequence[str]) -> str:
    at = random.randint(0, len(text))
    return text[:at] + random.choice(ODD) + text[at:]


def _replaced(random: Random, text: str, others: Sequence[str]) -> str:
    tokens = _TOKEN.findall(text) or [""]
    tokens[random.randrange(len(tokens))] = random.choice(ODD)
    return "".join(tokens)


def _crossed(random: Random, text: str, others: Sequence[str]) -> str:
    other = random.choice(others) if others else text
    tokens = _TOKEN.findall(other) or [""]
    start = random.randrange(len(tokens))
    at = random.randint(0, len(text))
    return text[:at] + "".join(tokens[start : start + random.randint(1, 4)]) + text[at:]


_CHANGES = (_dropped, _doubled, _swapped, _inserted, _replaced, _crossed)
WORDS = ("a", "b", "foo", "hello world", "", "x-y", "10", "3.5", "-2", "true", "ÄÖ", "日本", "a,b,c", "  pad ", "A1_b",
         "line\nbreak", 'quo"te', "it's", "<&>", "[1,2,3]", '{"a":{"b":[1,2.5,"x"]}}', "2024-01-02", "0x1f", "1e3", "é")  # fmt: skip
INTEGERS = (0, 1, 2, 3, -1, 5, 7, 10, 42, -3, 100, 255, 1024, 2147483648, 9007199254740993, 9223372036854775807)
FLOATS = (
    "0.0",
    "1.5",
    "2.0",
    "0.1",
    "-0.5",
    "3.14159",
    "1e21",
    "1e-7",
    "123456789.125",
    "100000000000000000000.0",
    "1e6",
)
