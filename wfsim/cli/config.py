"""A configuration file → settings, and what is wrong with it, with line and column.

In: a path. Out: ``Settings`` and findings. ``settings`` calls it where there is a file. Every key has one row in
``_KEYS``: how its value is read. A mistake in any of them is an error: a verdict by half the settings helps nobody.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from wfsim.checks.patterns import is_known, nearest_code
from wfsim.cli import tomlplaces
from wfsim.cli.globs import wrong
from wfsim.cli.settings import DEFAULT, Settings
from wfsim.spec import versions
from wfsim.spec.spelling import nearest
from wfsim.text import Diagnostic, Severity, Source, Span

_CODE = "bad-config"
TARGETS = ("sim", "kube", "argo")
_LEVELS = (*(one.value for one in Severity), "never")
_PLACE = re.compile(r" \((?:at line (\d+), column (\d+)|at end of document)\)$")


class _Wrong(Exception):
    """A value that its key cannot have. ``key``: where in a table of words the mistake is."""

    def __init__(self, message: str, hint: str = "", key: str = "") -> None:
        super().__init__(message)
        self.message, self.hint, self.key = message, hint, key


def read(path: str) -> tuple[Settings, tuple[Diagnostic, ...]]:
    """The settings of a file, and everything wrong with it."""
    name = os.path.relpath(path).replace(os.sep, "/")
    try:
        with open(path, "rb") as file:
            text = file.read().decode("utf-8-sig")
    except OSError as error:
        return DEFAULT, (_finding(f"cannot be read: {error.strerror or error}", Source(name, name).span(0, len(name))),)
    except UnicodeDecodeError:
        return DEFAULT, (_finding("this is no text in UTF-8", Source(name, name).span(0, len(name))),)
    source = Source(name, text)
    try:
        data = tomllib.loads(text.replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return DEFAULT, (_unreadable(source, str(error)),)
    return _settings(source, data, os.path.dirname(os.path.realpath(path)), os.path.basename(path) == "pyproject.toml")


def _settings(source: Source, data: Any, root: str, is_shared: bool) -> tuple[Settings, tuple[Diagnostic, ...]]:
    table: tuple[str, ...] = ("tool", "wfsim") if is_shared else ()
    for step in table:
        data = data.get(step, {}) if isinstance(data, dict) else {}
    if not isinstance(data, dict):
        return DEFAULT, (_finding("`tool.wfsim` must be a table", tomlplaces.key(source, table)),)
    values: dict[str, Any] = {"root": root}
    findings = []
    for key, value in data.items():
        row = _KEYS.get(key)
        if row is None:
            findings.append(_unknown(key, tomlplaces.key(source, (*table, key))))
            continue
        try:
            values[key.replace("-", "_")] = row(value)
        except _Wrong as wrong:
            at = tomlplaces.key(source, (*table, key, wrong.key) if wrong.key else (*table, key))
            findings.append(_finding(f"`{key}`{wrong.message}", at, wrong.hint))
    return Settings(**values), tuple(findings)


def _unknown(key: str, at: Span) -> Diagnostic:
    meant = nearest(key, _KEYS)
    hint = f"Did you mean `{meant}`?" if meant else "There are " + ", ".join(f"`{one}`" for one in _KEYS) + "."
    return _finding(f"there is no setting `{key}`", at, hint)


def _unreadable(source: Source, said: str) -> Diagnostic:
    """What the TOML parser says, at the place that it names."""
    found = _PLACE.search(said)
    line, column = (int(found[1]), int(found[2])) if found and found[1] else (source.line_count, 1)
    before = sum(len(one) + 1 for one in source.text.split("\n")[: line - 1])
    start = min(before + column - 1, max(len(source.text) - 1, 0))
    return _finding(f"this is not TOML: {_PLACE.sub('', said)}", source.span(start, start + 1))


def _finding(message: str, at: Span, hint: str = "") -> Diagnostic:
    return Diagnostic(_CODE, Severity.ERROR, message, at, hint=hint)


def _word(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise _Wrong(" must be a text", 'For example `"…"`.')
    return value


def _words(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
        raise _Wrong(" must be a list of texts", 'For example `["…", "…"]`.')
    return tuple(value)


def _globs(value: Any) -> tuple[str, ...]:
    found = _words(value)
    for pattern in found:
        if said := wrong(pattern):
            raise _Wrong(f": `{pattern}`: {said}")
    return found


def _codes(value: Any) -> tuple[str, ...]:
    found = _words(value)
    for word in found:
        _check_code(word)
    return found


def _check_code(word: str, key: str = "") -> None:
    """_Wrong where a word names no code."""
    if not is_known(word):
        meant = nearest_code(word)
        raise _Wrong(
            f": there is no code `{word}`",
            f"Did you mean `{meant}`?" if meant else "`wfsim rules` lists all codes.",
            key,
        )


def _pairs(value: Any, example: str) -> Iterator[tuple[str, Any]]:
    if not isinstance(value, dict):
        raise _Wrong(" must be a table", f"For example `{example}`.")
    yield from value.items()


def _per_file(value: Any) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found = []
    for pattern, codes in _pairs(value, '{"examples/**" = ["unused-template"]}'):
        try:
            _globs([pattern])
            found.append((pattern, _codes(codes)))
        except _Wrong as wrong:
            raise _Wrong(f" of `{pattern}`{wrong.message}", wrong.hint, pattern) from None
    return tuple(found)


def _severity(value: Any) -> dict[str, Severity]:
    found = {}
    for code, level in _pairs(value, '{unused-template = "info"}'):
        _check_code(code, code)
        if level not in [one.value for one in Severity]:
            listed = ", ".join(f"`{one.value}`" for one in Severity)
            raise _Wrong(f" of `{code}` must be one of {listed}", "To hear nothing of it, list it in `ignore`.", code)
        found[code] = Severity(level)
    return found


def _level(value: Any) -> str:
    if value not in _LEVELS:
        raise _Wrong(" must be one of " + ", ".join(f"`{one}`" for one in _LEVELS))
    return str(value)


def _version(value: Any) -> str:
    if not isinstance(value, str) or not (version := versions.named(value)):
        listed = ", ".join(f'`"{one}"`' for one in versions.known())
        raise _Wrong(" must be a version of Argo Workflows that wfsim knows, in quotes", f"There are {listed}.")
    return version


def _target(value: Any) -> str:
    if value not in TARGETS:
        raise _Wrong(" must be one of " + ", ".join(f"`{one}`" for one in TARGETS))
    return str(value)


def schema(codes: Iterable[str]) -> dict[str, Any]:
    """The shape of the file as JSON Schema, for editors; a test holds it against what ``_KEYS`` takes."""
    word = {"type": "string", "minLength": 1}
    words = {"type": "array", "items": word}
    code = {"anyOf": [{"enum": list(codes)}, {"type": "string", "pattern": r"\*$"}]}
    listed = {"type": "array", "items": code}
    levels = [one.value for one in Severity]
    shapes = {
        "include": {**words, "description": "files of folders that are meant, as globs"},
        "exclude": {**words, "description": "files and folders that are left out, as globs"},
        "select": {**listed, "description": "report these codes alone"},
        "extend-select": {**listed, "description": "report these codes, too, that are off by default"},
        "ignore": {**listed, "description": "do not report these codes"},
        "per-file-ignores": {
            "type": "object",
            "additionalProperties": listed,
            "description": "codes that are not reported in the files of a glob",
        },
        "severity": {
            "type": "object",
            "propertyNames": code,
            "additionalProperties": {"enum": levels},
            "description": "how serious codes are",
        },
        "fail-on": {"enum": list(_LEVELS), "description": "the least severity that makes the exit code 1"},
        "external-templates": {**words, "description": "templates that are known to live elsewhere"},
        "argo-version": {"type": "string", "pattern": versions.pattern(), "description": "the Argo to judge for"},
        "baseline": {**word, "description": "the file with the findings that are known"},
        "on": {"enum": list(TARGETS), "description": "where submit, list and their like have their runs"},
        "store": {**word, "description": "the store of simulated runs: a file, or a URL of PostgreSQL"},
    }
    return {"type": "object", "properties": shapes, "additionalProperties": False}


_KEYS: dict[str, Callable[[Any], Any]] = {
    "include": _globs,
    "exclude": _globs,
    "select": _codes,
    "extend-select": _codes,
    "ignore": _codes,
    "per-file-ignores": _per_file,
    "severity": _severity,
    "fail-on": _level,
    "external-templates": _words,
    "argo-version": _version,
    "baseline": _word,
    "on": _target,
    "store": _word,
}
