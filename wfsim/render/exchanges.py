"""An exchange of a journal as one line.

In: what happened and what was wanted. Out: text. Called by ``cli.replay``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from wfsim.engine.commands import Command, FinishRun
from wfsim.engine.events import Event, PodFinished
from wfsim.record.journal import Entry


def line(number: int, entry: Entry, began_ms: int, names: Mapping[str, str]) -> str:
    """``   4  +1.000s  PodFinished wf[0].flip (exit code 0) -> StartPod wf[1].heads``; ``names`` are nodes by id."""
    seconds = (entry.events[0].at_ms - began_ms) / 1000
    happened = ", ".join(_said(one, names) for one in entry.events)
    wanted = ", ".join(_said(one, names) for one in entry.commands)
    return f"{number:>4}  +{seconds:.3f}s  {happened}" + (f" -> {wanted}" if wanted else "")


def _said(one: Event | Command, names: Mapping[str, str]) -> str:
    words = [type(one).__name__]
    node = getattr(one, "node", "")
    if node:
        words.append(names.get(node, node))
    timer = getattr(one, "timer", "")
    if timer:
        words.append(re.sub(r":(.+)$", lambda found: f":{names.get(found[1], found[1])}", timer))
    match one:
        case PodFinished(error=error, exit_code=code):
            words.append(f"({error or f'exit code {code}'})")
        case FinishRun(phase=phase):
            words.append(phase)
    return " ".join(words)
