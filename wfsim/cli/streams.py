"""What a verb may talk to: its three streams, the file of ``-o``, and what is known of the terminal.

In: text streams (real ones or ``io.StringIO``). Out: ``Streams``, given to every verb by ``cli.main``. Data goes out by
``write``, words to the user by ``note`` (silenced by ``-q``) and ``complain`` (never silenced).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from enum import IntEnum

from wfsim.text.records import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TextIO, TypeVar

    from wfsim.cli.progress import Progress
    from wfsim.render.style import Style
    from wfsim.text import Diagnostic

    T = TypeVar("T")


class Exit(IntEnum):
    """What the exit code says."""

    FINE = 0
    FINDINGS = 1  # findings at or above --fail-on, or a run that failed
    USAGE = 2  # the command line is wrong
    FAILED = 3  # could not do it


class UsageError(Exception):
    """The command line is wrong: one line for the user, exit code 2."""


class CannotDo(Exception):
    """The user's surroundings do not allow it (no such file, no Graphviz …): one line for the user, exit code 3."""


class Streams:
    """Standard input, output and error of one command, and where ``-o`` sends its data."""

    __slots__ = ("_pieces", "_progress", "output", "quiet", "stderr", "stdin", "stdout")

    def __init__(self, stdin: TextIO, stdout: TextIO, stderr: TextIO, output: str = "", quiet: bool = False) -> None:
        self.stdin, self.stdout, self.stderr = stdin, stdout, stderr
        self.output = output
        self.quiet = quiet
        self._pieces: list[bytes] = []
        self._progress: Progress | None = None

    def read_stdin(self, limit: int) -> bytes:
        """At most ``limit`` bytes of standard input."""
        raw = getattr(self.stdin, "buffer", None)
        found = raw.read(limit) if raw is not None else self.stdin.read(limit)
        return found if isinstance(found, bytes) else str(found).encode("utf-8", "surrogateescape")

    def write(self, data: str | bytes) -> None:
        """Data for the user's next program: to the file of ``-o`` (written by ``close``), else to standard output."""
        self._wipe()
        if self.output:
            self._pieces.append(data if isinstance(data, bytes) else data.encode("utf-8", "backslashreplace"))
        elif isinstance(data, str):
            with _told():
                self.stdout.write(data)
        else:
            raw = getattr(self.stdout, "buffer", None)
            if raw is None:
                raise CannotDo("standard output takes only text here; name a file with -o")
            with _told():
                self.stdout.flush()
                raw.write(data)

    @property
    def wrote(self) -> bool:
        """Whether there is something for the file of ``-o``."""
        return bool(self._pieces)

    def note(self, text: str) -> None:
        """A line for the person who looks on; silent under ``-q``."""
        if not self.quiet:
            self.complain(text)

    def complain(self, text: str) -> None:
        """A line that must be seen."""
        self._wipe()
        with suppress(OSError):  # where nothing can be said any more, the exit code still can
            self.stderr.write(text + "\n")

    def watched(self, what: str, work: Iterable[T], total: int) -> Iterator[T]:
        """The same pieces of work, while a terminal is told how far it is."""
        progress = self._line()
        for done, piece in enumerate(work):
            if progress is not None and progress.is_due:
                progress.show(f"{what} {done + 1} of {total}")
            yield piece

    def watch(self, said: Callable[[int, int], str]) -> Callable[[int, int], None] | None:
        """What tells a terminal how far something is, in the words of ``said``; None where nobody is to be told."""
        progress = self._line()
        if progress is None:
            return None

        def show(one: int, two: int) -> None:
            if progress.is_due:
                progress.show(said(one, two))

        return show

    def _line(self) -> Progress | None:
        """The line that tells how far work is; under ``-q`` there is none."""
        if self.quiet:
            return None
        if self._progress is None:
            from wfsim.cli.progress import Progress

            self._progress = Progress(self.stderr)
        return self._progress

    def _wipe(self) -> None:
        if self._progress is not None:
            with suppress(OSError):
                self._progress.wipe()

    def report(self, findings: Iterable[Diagnostic]) -> None:
        """Findings as text on standard error, for verbs whose data is something else."""
        from wfsim.render import findings as rendering

        text = rendering.text(tuple(findings), self.style(self.stderr))
        if text:
            self.complain(text.removesuffix("\n"))

    def close(self) -> None:
        """Write the file of ``-o``, whole or not at all as far as the system allows. CannotDo where it cannot."""
        self._wipe()
        if not self.output:
            with _told():
                self.stdout.flush()
            return
        try:
            with open(self.output, "wb") as file:
                file.writelines(self._pieces)
        except OSError as error:
            raise CannotDo(f"cannot write {self.output}: {error.strerror or error}") from error

    def style(self, stream: TextIO | None = None) -> Style:
        """How to draw on a stream; without one, on what ``write`` writes to."""
        from wfsim.render.style import Style

        where = stream or self.stdout
        to_file = stream is None and bool(self.output)
        terminal = not to_file and where.isatty()
        return Style(_colour(terminal), _columns(terminal), to_file or _takes_unicode(where))


@contextmanager
def _told() -> Iterator[None]:
    """What keeps standard output from taking more, a full disk for example, is the user's to hear. A reader who has
    gone away is no failure, and goes on as it is."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise CannotDo(f"cannot write to standard output: {error.strerror or error}") from error


def _colour(terminal: bool) -> bool:
    """NO_COLOR wins over FORCE_COLOR, and both over what the stream is."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return terminal and os.environ.get("TERM") != "dumb"


def _columns(terminal: bool) -> int:
    """The width of the terminal; 0 for no limit where there is none."""
    if not terminal:
        return 0
    import shutil

    return shutil.get_terminal_size().columns


def _takes_unicode(stream: TextIO) -> bool:
    try:
        "├✔".encode(getattr(stream, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
