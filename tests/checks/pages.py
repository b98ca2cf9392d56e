"""The examples of the pages, for the tests that execute them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from wfsim import checks
from wfsim.checks.api import run_all
from wfsim.spec.workspace import load
from wfsim.text import Diagnostic, Source

_EXAMPLE = re.compile(r"^(Bad|Good):\n\n```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Example(NamedTuple):
    """One YAML block of a page."""

    code: str
    is_bad: bool
    text: str


def examples() -> Iterator[Example]:
    """Every YAML block of every page."""
    for code in checks.CODES:
        for found in _EXAMPLE.finditer(checks.module(code).__doc__ or ""):
            yield Example(code, found[1] == "Bad", found[2])


def lint(text: str, name: str = "example.yaml") -> tuple[Diagnostic, ...]:
    """All findings about one text."""
    return run_all(load([Source(name, text)]), isolate=False)
