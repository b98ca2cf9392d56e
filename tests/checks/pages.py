"""The examples of the pages, for the tests that execute them."""

from __future__ import annotations

from collections.abc import Iterator

from wfsim import checks
from wfsim.checks import pages
from wfsim.checks.api import run_all
from wfsim.checks.pages import Example
from wfsim.spec.workspace import load
from wfsim.text import Diagnostic, Source

__all__ = ["Example", "examples", "lint"]


def examples() -> Iterator[Example]:
    """Every YAML block of every page."""
    for code in checks.CODES:
        yield from pages.examples(checks.module(code))


def lint(text: str, name: str = "example.yaml", *requested: str) -> tuple[Diagnostic, ...]:
    """All findings about one text, with those of codes that somebody has to ask for."""
    return run_all(load([Source(name, text)]), isolate=False, requested=requested)
