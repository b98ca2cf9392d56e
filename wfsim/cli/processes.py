"""Files judged in several processes, where they are many enough for that to pay.

In: sources, and how some of them are judged. Out: the verdict about all, as one process would give it. ``lint`` calls
it. Files that can have to do with each other stay together: those that hold or name a template of another object, or
what can be looked up in a ConfigMap or Secret. All others are judged by themselves, and so can be shared out.

A process is a copy of this one (``fork``), made where there is nothing in it but the one thread. It writes its verdict
as the cache would keep it. Whatever a process cannot say, its share is judged here.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence

from wfsim.cli import verdicts
from wfsim.cli.verdicts import Verdict
from wfsim.text import Source, in_order
from wfsim.text.records import NamedTuple

Judge = Callable[[Sequence[Source]], Verdict]

_LEAST = 100_000  # characters for which a process is worth its start
_MOST = 8
# One of these is in every text that another one's verdict can depend on, or whose own can depend on another's: what
# refers to templates of other objects and what holds them, ConfigMaps and Secrets and what refers to them, and escapes
# in which any of these words could hide.
_TIES = ("emplateRef", "WorkflowTemplate", "onfigMap", "ecret", "\\u", "\\U", "\\x")


def verdict(sources: Sequence[Source], judge: Judge) -> Verdict:
    """The verdict about all sources."""
    parts = shares(sources, _processes(sum(len(one.text) for one in sources)))
    if len(parts) < 2:
        return judge(sources)
    helpers = [_Helper.started(part, judge) for part in parts[1:]]
    found = [judge(parts[0]), *(one.verdict(judge) for one in helpers)]
    findings = in_order(finding for one in found for finding in one.findings)
    return Verdict(findings, tuple(holder for one in found for holder in one.holders))


def shares(sources: Sequence[Source], count: int) -> list[list[Source]]:
    """The sources in at most so many parts of about the same size; what is tied together is in the first."""
    if count < 2:
        return [list(sources)]
    together, alone = parted(sources)
    parts = [together, *([] for _ in range(count - 1))]
    sizes = [sum(len(one.text) for one in together), *(0 for _ in range(count - 1))]
    for one in sorted(alone, key=lambda one: len(one.text), reverse=True):
        smallest = sizes.index(min(sizes))
        parts[smallest].append(one)
        sizes[smallest] += len(one.text)
    order = {id(one): number for number, one in enumerate(sources)}
    return [sorted(part, key=lambda one: order[id(one)]) for part in parts if part]


def parted(sources: Iterable[Source]) -> tuple[list[Source], list[Source]]:
    """Sources that can have to do with each other, and those that are judged by themselves."""
    together: list[Source] = []
    alone: list[Source] = []
    for one in sources:
        (together if any(word in one.text for word in _TIES) else alone).append(one)
    return together, alone


def _processes(size: int) -> int:
    """How many processes pay for so many characters."""
    if not _can_fork():
        return 1
    return max(1, min(_MOST, len(os.sched_getaffinity(0)), size // _LEAST))


def _can_fork() -> bool:
    """Whether a copy of this process is sure to work: on Linux, and in one thread."""
    threads = sys.modules.get("threading")
    return sys.platform == "linux" and (threads is None or threads.active_count() == 1)


class _Helper(NamedTuple):
    """A process at work. ``pid`` 0: it could not be started."""

    sources: list[Source]
    pid: int
    reading: int

    @classmethod
    def started(cls, sources: list[Source], judge: Judge) -> _Helper:
        try:
            reading, writing = os.pipe()
        except OSError:
            return cls(sources, 0, -1)
        try:
            pid = os.fork()
        except OSError:
            os.close(reading)
            os.close(writing)
            return cls(sources, 0, -1)
        if pid == 0:
            os.close(reading)
            _work(sources, judge, writing)
        os.close(writing)
        return cls(sources, pid, reading)

    def verdict(self, judge: Judge) -> Verdict:
        """What the process found; what is found here where it says nothing."""
        if self.pid == 0:
            return judge(self.sources)
        with open(self.reading, "rb") as pipe:
            data = pipe.read()
        _, status = os.waitpid(self.pid, 0)
        found = verdicts.of_bytes(data, self.sources) if status == 0 else None
        return judge(self.sources) if found is None else found


def _work(sources: list[Source], judge: Judge, writing: int) -> None:
    """All that a helper does. It ends here, whatever happens, and leaves what it shares with its parent alone."""
    code = 1
    try:
        data = verdicts.to_bytes(judge(sources), sources)
        if data is not None:
            with open(writing, "wb") as pipe:
                pipe.write(data)
            code = 0
    finally:
        os._exit(code)
