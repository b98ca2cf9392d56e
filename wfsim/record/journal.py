"""The journal: every exchange with the engine as one line of JSON, written before it is acted on.

In: the events and commands of each ``send``. Out: JSON Lines; and a file of them read back. The first line is the
header, which says what was run. A last line that was cut off (a crash while writing) is left out; anything else that is
wrong is a finding.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, Field, asdict, dataclass, field, fields
from types import UnionType
from typing import Final, TextIO, cast, get_args

from wfsim.engine.commands import Command
from wfsim.engine.events import Event
from wfsim.record.declared import wrong
from wfsim.text import Diagnostic, Severity, Source
from wfsim.yamlio.nodes import Json

FORMAT: Final = 2
CODE: Final = "broken-journal"


def _by_name(union: UnionType) -> dict[str, type]:
    return {one.__name__: one for one in get_args(union)}


EVENTS: Final[Mapping[str, type]] = _by_name(Event)
COMMANDS: Final[Mapping[str, type]] = _by_name(Command)


@dataclass(frozen=True, slots=True)
class Header:
    """What the journal is of. ``spec_digest`` is of the workflow and its arguments, so that a replay knows its own.

    ``workflow`` is the object's name in its file; what was given with it stands here, too, and the mocks' ConfigMaps.
    """

    name: str
    spec_digest: str
    seed: int | None = None
    engine: str = ""
    workflow: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    entrypoint: str = ""
    config_maps: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    pod_names: str = "v2"
    format: int = FORMAT


@dataclass(frozen=True, slots=True)
class Entry:
    """One exchange: what happened at one instant, and what the engine wanted then."""

    events: tuple[Event, ...]
    commands: tuple[Command, ...]


@dataclass(frozen=True, slots=True)
class Journal:
    """A journal that was read. ``cut``: its last line was incomplete and was left out; ``whole``: characters before."""

    header: Header
    entries: tuple[Entry, ...]
    cut: bool = False
    whole: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class ReadJournal:
    """The journal of a file, None where it cannot be used."""

    journal: Journal | None
    findings: tuple[Diagnostic, ...] = ()


class Writer:
    """Writes a journal to a text stream, line by line; the stream is the caller's to close.

    Without a header it goes on with one that is there already.
    """

    def __init__(self, stream: TextIO, header: Header | None = None) -> None:
        self._stream = stream
        if header is not None:
            self._line({"header": asdict(header)})

    def __call__(self, events: Iterable[Event], commands: Iterable[Command]) -> None:
        """One exchange."""
        self._line({"events": [encode(one) for one in events], "commands": [encode(one) for one in commands]})

    def _line(self, data: Json) -> None:
        self._stream.write(json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n")
        self._stream.flush()


def encode(one: Event | Command) -> dict[str, Json]:
    """An event or command as JSON data: its name, and the fields that differ from their defaults."""
    out: dict[str, Json] = {"is": type(one).__name__}
    for each in fields(one):
        value = getattr(one, each.name)
        default = each.default_factory() if each.default_factory is not MISSING else each.default
        if value != default:
            out[each.name] = _plain(value)
    return out


def _plain(value: Json | tuple[str, ...] | Mapping[str, Json]) -> Json:
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if isinstance(value, Mapping) else value


def decode(data: Json, classes: Mapping[str, type]) -> object:
    """The event or command of JSON data. ValueError where it is none of ``classes``."""
    if not isinstance(data, dict):
        raise ValueError("an entry is an object")
    given = dict(data)
    name = given.pop("is", None)
    made = classes.get(name) if isinstance(name, str) else None
    if made is None:
        raise ValueError(f"there is nothing called {name!r}")
    known = {each.name: each for each in fields(made)}
    for key, value in given.items():
        if key not in known:
            raise ValueError(f"{name} has no {key!r}")
        if problem := wrong(key, str(known[key].type), value):
            raise ValueError(f"{name}: {problem}")
        if isinstance(value, list) and "tuple" in str(known[key].type):
            given[key] = tuple(value)  # type: ignore[assignment]
    try:
        return made(**given)
    except TypeError:
        missing = [key for key, each in known.items() if key not in given and _is_needed(each)]
        raise ValueError(f"{name} has no {' and no '.join(map(repr, missing))}") from None


def _is_needed(each: Field[object]) -> bool:
    return each.default is MISSING and each.default_factory is MISSING


def read(source: Source) -> ReadJournal:
    """Read a journal back."""
    header: Header | None = None
    entries: list[Entry] = []
    offset = 0
    lines = source.text.split("\n")
    for number, line in enumerate(lines, 1):
        if not line and number == len(lines):
            break
        try:
            data = json.loads(line)
            if header is None:
                header = _header(data)
            else:
                entries.append(_entry(data))
        except (ValueError, RecursionError) as error:
            if header is not None and number == len(lines):
                return ReadJournal(Journal(header, tuple(entries), cut=True, whole=offset))
            at = source.span(offset, offset + len(line))
            return ReadJournal(None, (Diagnostic(CODE, Severity.ERROR, f"this is no line of a journal: {error}", at),))
        offset += len(line) + 1
    if header is None:
        return ReadJournal(None, (Diagnostic(CODE, Severity.ERROR, "the journal is empty", source.span(0, 1)),))
    return ReadJournal(Journal(header, tuple(entries), whole=len(source.text)))


def _header(data: Json) -> Header:
    found = data.get("header") if isinstance(data, dict) else None
    if not isinstance(found, dict):
        raise ValueError("the first line holds the header")
    if found.get("format") != FORMAT:
        raise ValueError(f"its format is {found.get('format')!r}; this version reads {FORMAT}")
    return cast(Header, decode({"is": "Header", **found}, {"Header": Header}))


def _entry(data: Json) -> Entry:
    if not isinstance(data, dict):
        raise ValueError("an entry is an object")
    events, commands = data.get("events"), data.get("commands")
    if not isinstance(events, list) or not isinstance(commands, list) or not events:
        raise ValueError("an entry has events and commands")
    return Entry(
        tuple(decode(one, EVENTS) for one in events),  # type: ignore[misc]
        tuple(decode(one, COMMANDS) for one in commands),  # type: ignore[misc]
    )
