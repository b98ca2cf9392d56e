"""Runs one command in this process and keeps what it said. For every test that speaks to wfsim as a user does."""

from __future__ import annotations

import io
from typing import NamedTuple

from wfsim.cli.main import main


class Ran(NamedTuple):
    """Exit code, standard output and standard error of one command."""

    code: int
    out: str
    err: str


def wfsim(*words: str, stdin: str = "") -> Ran:
    """``wfsim`` with these words."""
    out, err = io.StringIO(), io.StringIO()
    code = main(words, io.StringIO(stdin), out, err)
    return Ran(code, out.getvalue(), err.getvalue())
