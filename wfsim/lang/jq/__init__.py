"""jq, for ``valueFrom.jqFilter`` on the live object of a resource template: the language of gojq, which Argo uses.

``evaluate`` gives what Argo stores, ``check`` says whether a filter can run at all. Both raise LangErrors only. The
modules behind it are imported when one of them is first called.
"""

from __future__ import annotations

from typing import Any


def evaluate(filter: str, data: Any, now_ms: int | None = None) -> str:
    """What the filter gives, as Argo stores it: texts as they are, anything else as JSON, one per line.

    ``now_ms`` is the clock of the run, which outside of one there is not.
    """
    from wfsim.lang.jq import running

    return running.evaluate(filter, data, now_ms)


def check(filter: str) -> None:
    """LangError for a filter that cannot run: it is none, or it names what does not exist."""
    from wfsim.lang.jq import compiling

    compiling.code(filter)
