"""An exchange of a journal as one line, and how it differs from what comes now.

In: what happened and what was wanted. Out: text. Called by ``cli.replay``, and by ``api`` for runs that diverge.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import fields
from typing import cast

from wfsim.engine.commands import Command, FinishRun
from wfsim.engine.events import Event, PodFinished
from wfsim.record.journal import Entry
from wfsim.yamlio.nodes import Json

_LONGEST = 60  # characters of a value that is shown
Said = Event | Command


def line(number: int, entry: Entry, began_ms: int, names: Mapping[str, str]) -> str:
    """``   4  +1.000s  PodFinished wf[0].flip (exit code 0) -> StartPod wf[1].heads``; ``names`` are nodes by id."""
    seconds = (entry.events[0].at_ms - began_ms) / 1000
    happened = ", ".join(_said(one, names) for one in entry.events)
    wanted = ", ".join(_said(one, names) for one in entry.commands)
    return f"{number:>4}  +{seconds:.3f}s  {happened}" + (f" -> {wanted}" if wanted else "")


def _said(one: Said, names: Mapping[str, str]) -> str:
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


def differing(recorded: object, now: object, names: Mapping[str, str]) -> str:
    """``StartPod wf[0].a, where template.container.image was "b", and now is "c"``: of two things, or of all of two."""
    if isinstance(recorded, tuple) or isinstance(now, tuple) or type(recorded) is not type(now):
        return f"{_all_said(recorded, names)}, and now {_all_said(now, names)}"
    for each in fields(cast(Said, recorded)):
        old, new = getattr(recorded, each.name), getattr(now, each.name)
        if old != new:
            path, old, new = _deepest(each.name, old, new)
            return f"{_all_said(recorded, names)}, where {path} was {_short(old)}, and now is {_short(new)}"
    return _all_said(recorded, names)


def _all_said(some: object, names: Mapping[str, str]) -> str:
    every = cast("tuple[Said, ...]", some if isinstance(some, tuple) else (some,))
    return ", ".join(_said(one, names) for one in every) or "nothing"


def _deepest(path: str, old: Json, new: Json) -> tuple[str, Json, Json]:
    """Where two values differ, within objects and lists."""
    while True:
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            key = next(key for key in (*old, *new) if old.get(key) != new.get(key) or (key in old) != (key in new))
            path, old, new = f"{path}.{key}", old.get(key), new.get(key)
        elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
            at = next(at for at in range(len(old)) if old[at] != new[at])
            path, old, new = f"{path}[{at}]", old[at], new[at]
        else:
            return path, old, new


def _short(value: Json) -> str:
    text = "nothing" if value is None else json.dumps(value, ensure_ascii=False, default=list)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
