"""What is open in the editor, and what lies in its folders: linted as the command does, and loaded for navigation.

In: folders and buffers. Out: ``Root``s, each a folder (or a file outside of all folders) that is linted by itself, with
its findings and its ``View``. ``server`` keeps one ``Project``. Files that did not change are not loaded again.
"""

from __future__ import annotations

import argparse
import io
import logging
import os
import time
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache

from wfsim.checks.api import Context
from wfsim.cli import inputs, lint
from wfsim.cli.inputs import STDIN
from wfsim.cli.settings import Stop
from wfsim.cli.streams import CannotDo, Streams, UsageError
from wfsim.lsp.mending import mended
from wfsim.lsp.symbols import Symbols
from wfsim.spec.workspace import Workspace, joined, load
from wfsim.text import Diagnostic, Source
from wfsim.text.records import NamedTuple

_LOG = logging.getLogger("wfsim.lsp")
_LISTED_S = 2.0  # for so long nobody looks for new files before an answer


class Buffer(NamedTuple):
    """A text that is open in the editor. ``path``: the real path of its file, or its URI where it has none."""

    uri: str
    path: str
    text: str
    version: int | None


class Part:
    """One file, loaded once. For navigation, lines that spoil a document are left out of it."""

    def __init__(self, source: Source, argo_version: str, *, is_mended: bool = False) -> None:
        self.source = source
        self.argo_version = argo_version
        self._is_mended = is_mended

    @cached_property
    def loaded(self) -> Workspace:
        """What is judged."""
        return load((self.source,), self.argo_version)

    @cached_property
    def readable(self) -> Workspace:
        """What is navigated: the same offsets, and as much of the file as can be read."""
        better = self.source if self._is_mended else mended(self.source)
        return self.loaded if better is self.source else load((better,), self.argo_version)


class View:
    """A root as it is read for hovering, completing and the like: all its files, as far as they can be read."""

    def __init__(self, parts: Iterable[Part]) -> None:
        self.parts = tuple(parts)
        self.workspace = joined(part.readable for part in self.parts)
        self.context = Context(self.workspace)
        self.symbols = Symbols(self.context)

    def instead(self, source: Source) -> View:
        """The same with another text, which was mended already, in the place of the file of that name."""
        others = [one for one in self.parts if one.source.name != source.name]
        version = self.parts[0].argo_version if self.parts else ""
        return View((*others, Part(source, version, is_mended=True)))

    def name(self, path: str) -> str:
        """The name of a file by its real path."""
        return next((one.source.name for one in self.parts if path in (one.source.name, key_of(one.source.name))), path)

    @cached_property
    def _sources(self) -> dict[str, Source]:
        return {one.source.name: one.source for one in self.workspace.documents}

    def source(self, path: str) -> Source | None:
        """The text of a file by its real path; None where nothing can be read in it."""
        found = next((one for name, one in self._sources.items() if name == path or key_of(name) == path), None)
        return found or self._sources.get(STDIN)


class Disk:
    """The bytes of files, read again when they changed; what is open in the editor is newer."""

    def __init__(self) -> None:
        self.buffers: dict[str, Buffer] = {}
        self._kept: dict[str, tuple[tuple[int, int], bytes]] = {}

    def opened(self, name: str) -> bytes:
        """The bytes of a file. OSError where it cannot be read."""
        buffer = self.buffers.get(key_of(name))
        if buffer is not None:
            return buffer.text.encode("utf-8", "replace")
        found = os.stat(name)
        stamp = (found.st_mtime_ns, found.st_size)
        kept = self._kept.get(name)
        if kept is None or kept[0] != stamp:
            kept = self._kept[name] = (stamp, inputs.on_disk(name))
        return kept[1]


class Root:
    """What is linted together: a folder with all below it, a file alone, or a text that was never saved."""

    def __init__(self, path: str, disk: Disk) -> None:
        self.path = path
        self.disk = disk
        self.trouble = ""  # why it cannot be linted, in one line
        self.took_s = 0.0  # how long it took to judge it
        self._parts: dict[tuple[str, str, str], Part] = {}
        self._view: View | None = None
        self._listed: lint.Job | None = None  # what was read last, for views
        self._listed_s = 0.0  # when that was

    @property
    def is_folder(self) -> bool:
        return os.path.isdir(self.path)

    def holds(self, path: str) -> bool:
        """Whether a file belongs to it."""
        return path == self.path or path.startswith(os.path.join(self.path, ""))

    def changed(self, *, on_disk: bool = False) -> None:
        """Something in it may have changed: a text in the editor, or any file."""
        self._view = None
        if on_disk:
            self._listed = None

    def job(self, *more: str) -> lint.Job:
        """The command ``wfsim lint`` on it. Stop, UsageError or CannotDo where the command would end at once."""
        parser = argparse.ArgumentParser()
        lint.add_arguments(parser)
        parser.set_defaults(debug=False)
        buffer = self.disk.buffers.get(self.path)
        if buffer is not None and not os.path.isabs(self.path):
            words, stdin = ["-"], buffer.text
        else:
            inside = sorted(one for one in self.disk.buffers if self.holds(one) and one != self.path)
            words, stdin = [self.path, *inside], ""
        streams = Streams(io.StringIO(stdin), io.StringIO(), io.StringIO())
        return lint.prepare(parser.parse_args([*more, "--", *words]), streams, self.disk.opened)

    def load(self, sources: Iterable[Source], argo_version: str) -> Workspace:
        """The workspace of some sources; what was loaded before is kept, and what is gone is let go."""
        return joined(one.loaded for one in self.parts(sources, argo_version))

    def parts(self, sources: Iterable[Source], argo_version: str) -> list[Part]:
        """The files, each loaded when it is first asked for."""
        kept: dict[tuple[str, str, str], Part] = {}
        for source in sources:
            key = (source.name, source.text, argo_version)
            kept[key] = self._parts.get(key) or Part(source, argo_version)
        self._parts = kept  # at once: the thread that judges and the one that answers share them
        return list(kept.values())

    def judged(self) -> tuple[Diagnostic, ...]:
        """Every finding that ``wfsim lint`` has about it."""
        self.trouble = ""
        said, start_s = io.StringIO(), time.monotonic()
        try:
            job = self.job()
            said = job.streams.stderr  # type: ignore[assignment]
            return lint.unknown(job, job._replace(load=self.load).judged(job.given.sources))
        except Stop:
            self.trouble = "the configuration or the baseline of wfsim has mistakes: 'wfsim lint' shows them"
        except (UsageError, CannotDo) as error:
            self.trouble = str(error).partition("\n")[0]
        finally:
            self.took_s = time.monotonic() - start_s
            if text := said.getvalue().strip():
                _LOG.info("%s: %s", self.path, text)
        return ()

    def view(self) -> View:
        """The root for navigation; the same one until something changes."""
        if self._view is None:
            job = self._recent()
            sources = (self._newest(one) for one in job.given.sources)
            self._view = View(self.parts(sources, job.held.argo_version))
        return self._view

    def _recent(self) -> lint.Job:
        """What lies in the folder, as it was a moment ago."""
        if self._listed is None or time.monotonic() > self._listed_s + _LISTED_S:
            try:
                self._listed = self.job()
            except (Stop, UsageError, CannotDo):
                self._listed = self.job("--no-config")
            self._listed_s = time.monotonic()
        return self._listed

    def _newest(self, source: Source) -> Source:
        """A text as it is in the editor now."""
        buffer = self.disk.buffers.get(finding_key(source.name, self))
        return source if buffer is None or buffer.text == source.text else Source(source.name, buffer.text)


class Project:
    """The folders of the editor and the buffers that are open."""

    def __init__(self) -> None:
        self.disk = Disk()
        self._folders: dict[str, Root] = {}
        self._alone: dict[str, Root] = {}

    @property
    def buffers(self) -> Iterable[Buffer]:
        return self.disk.buffers.values()

    def add_folder(self, path: str) -> None:
        path = os.path.realpath(path)
        self._folders.setdefault(path, Root(path, self.disk))

    def remove_folder(self, path: str) -> None:
        self._folders.pop(os.path.realpath(path), None)

    def put(self, buffer: Buffer) -> Root:
        """A text was opened or has changed."""
        known = buffer.path in self.disk.buffers
        self.disk.buffers[buffer.path] = buffer
        root = self.root(buffer.path)
        root.changed(on_disk=not known)
        return root

    def drop(self, path: str) -> None:
        """A text was closed: its file counts again."""
        self.root(path).changed(on_disk=True)
        self.disk.buffers.pop(path, None)
        self._alone.pop(path, None)

    def changed(self) -> None:
        """Files on the disk may have changed."""
        key_of.cache_clear()
        for root in self.roots():
            root.changed(on_disk=True)

    def root(self, path: str) -> Root:
        """The innermost folder of a file, or the file alone."""
        around = [one for one in self._folders.values() if one.holds(path)]
        if around:
            return max(around, key=lambda one: len(one.path))
        return self._alone.setdefault(path, Root(path, self.disk))

    def roots(self) -> Iterator[Root]:
        """All that something is open of."""
        yield from {id(root): root for root in (self.root(one.path) for one in self.buffers)}.values()

    def open_in(self, root: Root) -> list[Buffer]:
        """The buffers that belong to a root."""
        return [one for one in self.buffers if self.root(one.path) is root]


@lru_cache(maxsize=1 << 16)
def key_of(name: str) -> str:
    """The key of a buffer by the name that findings have its file under."""
    return os.path.realpath(name)


def finding_key(name: str, root: Root) -> str:
    """The same, where the text may be one that was never saved."""
    return root.path if name == STDIN else key_of(name)
