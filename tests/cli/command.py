"""Running the command line in process, for tests."""

from __future__ import annotations

import io
from typing import NamedTuple

from wfsim.cli.main import main


class Ran(NamedTuple):
    """What a command came to."""

    code: int
    out: str
    err: str


class Input(io.StringIO):
    """Standard input that holds bytes."""

    def __init__(self, data: bytes) -> None:
        super().__init__("")
        self.buffer = io.BytesIO(data)


def wfsim(*words: str, stdin: bytes = b"") -> Ran:
    """Run ``wfsim`` with these words."""
    out, err = io.StringIO(), io.StringIO()
    code = main(words, Input(stdin), out, err)
    return Ran(int(code), out.getvalue(), err.getvalue())
