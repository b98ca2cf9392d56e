"""The command: ``wfsim`` of the console script and ``python -m wfsim``.

In: the process' words and streams. Out: its exit code. What needs a process is here; ``cli.main`` needs none.
"""

from __future__ import annotations

import gc
import os
import sys

from wfsim.cli.main import main
from wfsim.text.records import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TextIO


def run() -> None:
    """Run the command line of this process and exit with its code."""
    if sys.argv[1:2] == ["lint"]:
        gc.disable()  # nearly all that it makes lives to its end, and what does not is in no cycle
    gc.set_threshold(100_000, 50, 100)  # a command makes much that lives to its end, and little that must be collected
    stdin, stdout, stderr = (one or _closed() for one in (sys.stdin, sys.stdout, sys.stderr))
    for stream in (stdout, stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:  # a terminal that cannot show a character shows its number
            reconfigure(errors="backslashreplace")
    code = main(sys.argv[1:], stdin, stdout, stderr)
    for stream in (stdout, stderr):
        try:
            stream.flush()
        except OSError:  # nobody takes it; without this Python complains once more at exit
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    if _is_alone():
        os._exit(code)  # to take apart what was made, object by object, would take as long as to read a file
    sys.exit(code)


def _is_alone() -> bool:
    """Whether nothing waits for the end of Python: no thread, no profiler, nothing that wants to be called then."""
    import atexit

    waiting = getattr(atexit, "_ncallbacks", None)
    threads = sys.modules.get("threading")
    return (
        waiting is not None
        and waiting() == 0
        and (threads is None or threads.active_count() == 1)
        and sys.getprofile() is None
        and sys.gettrace() is None
    )


def _closed() -> TextIO:
    """A stream that the shell has closed (``>&-``): reading gives nothing, writing is an OSError."""
    return open(os.devnull, encoding="utf-8")


if __name__ == "__main__":
    run()
