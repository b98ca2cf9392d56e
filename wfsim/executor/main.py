"""From words to a task.

In: ``init``, ``wait``, ``delete``, ``ask`` or ``list``. Out: an exit code; what went wrong is the container's
termination message. 64 is what Argo's executor exits with for errors of its own.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence

from .failure import Failure
from .job import read_job
from .layout import Layout

NO_SUCCESS = 64


def main(words: Sequence[str]) -> int:
    """Perform one task."""
    task = _TASKS.get(words[0] if words else "")
    if task is None:
        print(f"a task is one of {', '.join(_TASKS)}", file=sys.stderr)
        return 2
    layout = Layout()
    try:
        return task(layout)
    except (Failure, OSError) as problem:
        message = str(problem)
        print(message, file=sys.stderr)
        layout.say(message)
        return NO_SUCCESS


def _init(layout: Layout) -> int:
    from .bring import bring

    os.umask(0)
    bring(read_job(os.environ), layout)
    return 0


def _wait(layout: Layout) -> int:
    from .collect import collect

    return collect(read_job(os.environ), layout)


def _delete(layout: Layout) -> int:
    from .remove import remove_all

    return remove_all(read_job(os.environ), layout)


def _ask(layout: Layout) -> int:
    from .ask import ask

    return ask(read_job(os.environ), layout)


def _list(layout: Layout) -> int:
    from .listing import list_keys

    return list_keys(read_job(os.environ), layout)


_TASKS: dict[str, Callable[[Layout], int]] = {
    "init": _init,
    "wait": _wait,
    "delete": _delete,
    "ask": _ask,
    "list": _list,
}
