"""Kubeconfig files → what they name, merged.

In: paths, the most important one first. Out: ``Kubeconfig``: clusters, users and contexts by name, each as it stands in
its file. What is not as it should be is a ``NoAccess`` that names the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from wfsim.spec.model import JsonObject
from wfsim.text import Diagnostic, Severity
from wfsim.yamlio import Json, decode, plain, read


class NoAccess(Exception):
    """There are no usable credentials, why, and what to do about it."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(f"{message}\n{hint}" if hint else message)
        self.message, self.hint = message, hint


@dataclass(frozen=True, slots=True)
class Named:
    """One cluster, user or context, and where it stands."""

    title: str
    data: JsonObject
    folder: Path

    def text(self, key: str) -> str:
        """A field that is text; empty where it is not given."""
        value = self.data.get(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise NoAccess(f"{key} of {self.title} is no text", f"write {key}: '…', in quotes where it looks otherwise")
        return value

    def file(self, key: str) -> str:
        """A field that is a path, relative to the folder of the kubeconfig."""
        value = self.text(key)
        return str(self.folder / Path(value).expanduser()) if value else ""

    def flag(self, key: str) -> bool:
        """A field that is true or false."""
        return self.data.get(key) is True


@dataclass(slots=True)
class Kubeconfig:
    """All that the files name."""

    where: str
    current: str = ""
    clusters: dict[str, Named] = field(default_factory=dict)
    users: dict[str, Named] = field(default_factory=dict)
    contexts: dict[str, Named] = field(default_factory=dict)


def merged(paths: Iterable[Path]) -> Kubeconfig:
    """What is named twice counts as the first file has it."""
    files = tuple(paths)
    config = Kubeconfig(" and ".join(str(one) for one in files))
    for path in files:
        data = _data(path)
        current = data.get("current-context")
        config.current = config.current or (current if isinstance(current, str) else "")
        for part, into in (("cluster", config.clusters), ("user", config.users), ("context", config.contexts)):
            for name, found in _entries(path, data, part):
                into.setdefault(name, found)
    return config


def _entries(path: Path, data: JsonObject, part: str) -> list[tuple[str, Named]]:
    listed = data.get(f"{part}s") or []
    if not isinstance(listed, list):
        raise NoAccess(f"{part}s of {path} is no list", _WRITE)
    found = []
    for entry in listed:
        name = entry.get("name") if isinstance(entry, dict) else None
        held = entry.get(part) if isinstance(entry, dict) else None
        if not isinstance(name, str) or not isinstance(held, dict | None):
            raise NoAccess(f"an entry of {part}s in {path} is not of the form {{name: …, {part}: {{…}}}}", _WRITE)
        found.append((name, Named(f"the {part} {name!r} in {path}", held or {}, path.parent)))
    return found


_WRITE = "let `kubectl config` or the tool of your cluster's provider write it"


def _data(path: Path) -> Mapping[str, Json]:
    """The object that a file holds; an empty file holds nothing."""
    try:
        held = path.read_bytes()
    except OSError as error:
        raise NoAccess(f"cannot read the kubeconfig {path}: {error.strerror}", _readable(path)) from error
    if not held.strip():
        return {}
    source = decode(str(path), held)
    if isinstance(source, Diagnostic):
        raise NoAccess(f"the kubeconfig {path} is no text: {source.message}", _WRITE)
    reading = read(source)
    wrong = next((one for one in reading.findings if one.severity is Severity.ERROR), None)
    if wrong is not None:
        place = wrong.at.first
        raise NoAccess(f"the kubeconfig {path} is no YAML: line {place.line}: {wrong.message}", wrong.hint or _WRITE)
    roots = [one.root for one in reading.documents if one.root is not None]
    data = plain(roots[0]) if roots else {}
    if not isinstance(data, dict):
        raise NoAccess(f"the kubeconfig {path} holds no object", _WRITE)
    return data


def _readable(path: Path) -> str:
    return f"see who may read it: ls -l {path}" if path.is_file() else "name a file with --kubeconfig or KUBECONFIG"
