"""The words that name inputs → texts: files, folders, globs and ``-``.

In: the paths of a command line and its streams. Out: ``Inputs``: a ``Source`` for each text that could be read, and a
finding for each that could not. Every verb that reads workflows calls ``read``. Nothing is parsed here.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from stat import S_ISREG

from wfsim.cli.streams import Streams
from wfsim.text import Diagnostic, Severity, Source, Span
from wfsim.text.records import NamedTuple
from wfsim.yamlio import decode
from wfsim.yamlio.concern import ARGO, concerns_argo

SUFFIXES = (".yaml", ".yml", ".json")
STDIN = "<stdin>"
_USUAL_BYTES, _MOST_AT_ONCE = 100_000, 1_000_000
LIMIT_BYTES = 48_000_000  # the sixteen million characters that yamlio reads, in an alphabet of three bytes each
_ARGO = ARGO.encode()


class Inputs(NamedTuple):
    """What could be read, and what is to be said of the rest. ``named``: the names of the sources that the user named
    one by one; ``passed``: how many files have nothing to do with Argo, and were passed over."""

    sources: tuple[Source, ...]
    findings: tuple[Diagnostic, ...]
    named: frozenset[str] = frozenset()
    passed: int = 0

    @property
    def failed(self) -> bool:
        """Whether something that was asked for could not be read: the command ends with exit code 3."""
        return any(one.severity is Severity.ERROR for one in self.findings)


NONE = Inputs((), ())


class Piped(Source):
    """A text that came by a pipe: its name may be one of a file, but there is nothing to write back to."""


class Choice(NamedTuple):
    """Which files are meant: ``included`` of those in folders (None: by their endings), never those ``left_out``.

    ``baseline``: a file that is read as something else. ``among_others``: the files are some of a repository's, of all
    kinds, and nobody says that each of them is a manifest.
    """

    included: Callable[[str], bool] | None = None
    left_out: Callable[[str], bool] | None = None
    baseline: str = ""
    among_others: bool = False


ALL = Choice()


Opened = Callable[[str], bytes]


def on_disk(name: str) -> bytes:
    """The bytes of a file, at most one more than allowed. OSError where it cannot be read."""
    handle = os.open(name, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0))
    try:
        data = os.read(handle, _USUAL_BYTES)  # room for all that is allowed would be made before anything is read
        pieces = [data]
        left = LIMIT_BYTES + 1 - len(data)
        while pieces[-1] and left:
            pieces.append(os.read(handle, min(left, _MOST_AT_ONCE)))
            left -= len(pieces[-1])
        return b"".join(pieces)
    finally:
        os.close(handle)


class _Reader:
    """Gathers texts and findings; each file counts once, however often it is named."""

    def __init__(self, words: Sequence[str], streams: Streams, choice: Choice, opened: Opened) -> None:
        self.choice = choice
        self.opened = opened
        self.command_line = Source("<command line>", " ".join(words))
        self.streams = streams
        self.sources: list[Source] = []
        self.findings: list[Diagnostic] = []
        self.folders: dict[str, str] = {}
        self.by_name: list[str] = []
        self.passed = 0
        self.seen: set[str] = {os.path.realpath(choice.baseline)} if choice.baseline else set()

    def word(self, index: int, words: Sequence[str]) -> Span:
        start = sum(len(one) + 1 for one in words[:index])
        return self.command_line.span(start, start + len(words[index]))

    def say(self, code: str, message: str, at: Span, hint: str = "") -> None:
        self.findings.append(Diagnostic(code, Severity.ERROR, message, at, hint=hint))

    def named(self, word: str, at: Span) -> None:
        """What one word of the command line names."""
        if word == "-":
            self.once(STDIN, at, is_named=True)
        elif self.choice.left_out is not None and self.choice.left_out(word):
            self.streams.note(f"left out, as `exclude` says: {word}")
        elif os.path.isdir(word):
            self.folder(word, at)
        elif any(magic in word for magic in "*?[") and not os.path.exists(word):
            self.pattern(word, at)
        else:
            self.once(word, at, is_named=True)

    def pattern(self, word: str, at: Span) -> None:
        from glob import glob

        found = sorted(glob(word, recursive=True))
        if not found:
            self.say("no-such-file", f"no file matches {word!r}", at)
        for name in found:
            if self.choice.left_out is None or not self.choice.left_out(name):
                self.folder(name, at) if os.path.isdir(name) else self.once(name, at)

    def folder(self, folder: str, at: Span) -> None:
        found = list(_inside(folder, self.choice, lambda error: self.unreadable(error.filename, error, at)))
        if not found and self.choice.included is None and self.choice.left_out is None:
            ends = ", ".join(SUFFIXES)
            self.say("empty-folder", f"the folder {folder!r} holds no YAML or JSON file ({ends})", at)
        for one in self.streams.watched("reading file", found, len(found)):
            self.once(one.path, at, is_plain=one.is_plain)

    def once(self, name: str, at: Span, *, is_named: bool = False, is_plain: bool = False) -> None:
        key = self.real(name, is_plain)
        if key in self.seen:
            return
        self.seen.add(key)
        try:
            is_file = is_plain or os.path.isfile(name)
            self.text(name, self.data(name), is_file, is_named and not self.choice.among_others)
        except OSError as error:
            if is_named and isinstance(error, FileNotFoundError):
                self.say("no-such-file", f"there is no file or folder {name!r}", at, _nearest(name))
            else:
                self.unreadable(name, error, at)

    def real(self, path: str, is_plain: bool) -> str:
        """The path without links; each folder is looked up once."""
        folder, name = os.path.split(path)
        if name in ("", ".", "..") or os.name == "nt" or (not is_plain and os.path.islink(path)):
            return os.path.realpath(path)
        if folder not in self.folders:
            self.folders[folder] = os.path.realpath(folder)
        return os.path.join(self.folders[folder], name)

    def data(self, name: str) -> bytes:
        """The bytes of standard input or of a file."""
        return self.streams.read_stdin(LIMIT_BYTES + 1) if name == STDIN else self.opened(name)

    def unreadable(self, name: str, error: OSError, at: Span) -> None:
        self.say("unreadable-file", f"cannot read {name!r}: {error.strerror or error}", at)

    def text(self, name: str, data: bytes, is_file: bool, is_named: bool) -> None:
        """Bytes → a source, or the reason why they are no text, unless nobody asked for either."""
        if len(data) > LIMIT_BYTES:
            if not is_file or _mentions_argo(name):
                start = Source(shown(name), data[:400].decode("utf-8", "replace")).span(0, 1)
                hint = "Split it: Kubernetes takes no object of more than about 1.5 million bytes."
                message = f"the file is larger than {LIMIT_BYTES // 1_000_000} million bytes"
                self.say("file-too-large", message, start, hint)
            return
        name = shown(name)
        found = decode(name, data)
        if not is_named and not _concerns(found, data):
            self.passed += 1
        elif isinstance(found, Source):
            source = found if is_file else Piped(name, found.text)
            self.sources.append(source)
            if is_named:
                self.by_name.append(name)
        else:
            self.findings.append(found)


def _mentions_argo(name: str) -> bool:
    """Whether Argo's name stands anywhere in a file, however large it is."""
    before = b""
    with open(name, "rb") as file:
        while piece := file.read(1 << 20):
            if _ARGO in before + piece:
                return True
            before = piece[-len(_ARGO) :]
    return False


def read(paths: Sequence[str], streams: Streams, choice: Choice = ALL, opened: Opened = on_disk) -> Inputs:
    """Read everything that the paths name, in their order; folders by name, hidden ones left out.

    ``opened`` gives the bytes of a file: an editor has newer ones than the disk.
    """
    reader = _Reader(paths, streams, choice, opened)
    for index, word in enumerate(paths):
        reader.named(word, reader.word(index, paths))
    return Inputs(tuple(reader.sources), tuple(reader.findings), frozenset(reader.by_name), reader.passed)


def _concerns(found: Source | Diagnostic, data: bytes) -> bool:
    """Whether what was read has to do with Argo."""
    if isinstance(found, Diagnostic):
        return _ARGO in data.replace(b"\0", b"")
    return concerns_argo(found.text)


def shown(name: str) -> str:
    """A path as reports have it: with slashes, relative to the working directory where it is below that."""
    if os.sep != "/":
        name = name.replace(os.sep, "/")
    here = os.getcwd().replace(os.sep, "/") + "/"
    name = name.removeprefix(here)
    return os.path.normpath(name).replace(os.sep, "/") if "./" in name or "//" in name else name


class _Found(NamedTuple):
    """A file in a folder. ``is_plain``: the folder itself says that it is a regular file and no link."""

    path: str
    is_plain: bool


def _inside(folder: str, choice: Choice, on_error: Callable[[OSError], None]) -> Iterator[_Found]:
    """Files that are meant below a folder, sorted; hidden ones and what was installed left out."""
    leave = choice.left_out or (lambda _: False)
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        try:
            with os.scandir(here) as entries:
                listed = sorted(entries, key=lambda one: one.name)
        except OSError as error:
            on_error(error)
            continue
        folders = []
        for entry in listed:
            path = entry.path
            if _is_folder(entry):
                if _is_entered(path, entry.name) and not entry.is_symlink() and not leave(path):
                    folders.append(path)
            elif _is_meant(path, entry.name, choice.included) and not leave(path):
                is_plain = entry.is_file(follow_symlinks=False)
                if is_plain or not _is_special(path):
                    yield _Found(path, is_plain)
        waiting.extend(reversed(folders))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link in a circle, which reading will tell
        return False


def _is_meant(path: str, name: str, included: Callable[[str], bool] | None) -> bool:
    meant = included(path) if included is not None else name.endswith(SUFFIXES)
    return meant and not name.startswith(".")


def _is_entered(path: str, name: str) -> bool:
    """Whether a folder is looked into: not a hidden one, nor one that holds what was installed."""
    if name.startswith(".") or name == "node_modules":
        return False
    return not os.path.exists(os.path.join(path, "pyvenv.cfg"))


def _is_special(path: str) -> bool:
    """Whether a path is a pipe, a socket or a device: reading one that nobody named could take for ever."""
    try:
        mode = os.stat(path).st_mode
    except OSError:  # a broken link, which reading will tell
        return False
    return not S_ISREG(mode)


def _nearest(word: str) -> str:
    """A file of a similar name in the same folder, as a hint."""
    from difflib import get_close_matches

    folder, name = os.path.split(word)
    try:
        near = get_close_matches(name, os.listdir(folder or "."), 1)
    except OSError:
        return ""
    return f"Did you mean {os.path.join(folder, near[0])!r}?" if near else ""
