"""Fields that another version of Argo has, or will not have for long, as findings, with a fix where there is one.

In: an entry of a mapping, the type that the mapping is of, and the version that is asked about. Out: a finding or None.
``shape`` calls it for fields that it does not know, and for all fields where somebody asks for a version.
"""

from __future__ import annotations

import re

from wfsim.spec.versions import NEWEST, Change, changes
from wfsim.text import Argo, Diagnostic, Edit, Fix, Severity
from wfsim.yamlio import Entry, Mapping, Node, Scalar, Style

_BETWEEN = re.compile(r" *:(\s|#[^\n]*\n)*")  # a key and its value: nothing, or comments

MISSING, DEPRECATED = "field-not-in-version", "deprecated-field"


def missing(entry: Entry, around: Mapping, type_name: str, version: str) -> Diagnostic | None:
    """What to say of a field that the version does not have, if another one has it."""
    name, asked = entry.key.text, version or NEWEST
    change = changes(type_name).get(name)
    if change is None or change.is_in(asked):
        return None
    if change.since:
        message = f"`{name}` came with Argo {change.since}; Argo {asked} does not have it"
        hint, fix = f"Leave it out, or run Argo {change.since} or later.", None
    else:
        message = f"`{name}` was removed in Argo {change.removed}"
        hint, fix = change.hint, _renewed(entry, around, change)
    return Diagnostic(MISSING, Severity.ERROR, message, entry.key.span, hint=hint, fix=fix)


def deprecated(entry: Entry, around: Mapping, type_name: str, version: str) -> Diagnostic | None:
    """What to say of a field that the version has, but later ones do not."""
    name, at = entry.key.text, entry.key.span
    change = changes(type_name).get(name)
    if change is None or not change.is_deprecated_in(version):
        return None
    if name == "schedule" and around.entry(change.instead):
        message, hint = (
            f"`{name}` and `{change.instead}` exclude each other",
            f"Put all of them into `{change.instead}`.",
        )
        return Diagnostic(DEPRECATED, Severity.ERROR, message, at, hint=hint, argo=Argo.REJECTS)
    message = f"`{name}` is deprecated since Argo {change.deprecated}, and Argo {change.removed} removed it"
    fix = _renewed(entry, around, change)
    return Diagnostic(DEPRECATED, Severity.WARNING, message, at, hint=change.hint, fix=fix)


def _renewed(entry: Entry, around: Mapping, change: Change) -> Fix | None:
    """The fix that makes the value the only one of a list under the new name; None where layout makes that unsure."""
    source, key = entry.key.span.source, entry.key
    between = source.text[key.span.end : entry.value.span.start]
    if not change.instead or around.entry(change.instead) or key.style is not Style.PLAIN:
        return None
    if not _BETWEEN.fullmatch(between) or entry.value.span.start == entry.value.span.end:
        return None  # an anchor, a tag or an alias, or nothing at all
    column = key.span.start - (source.text.rfind("\n", 0, key.span.start) + 1)
    wrapped = _wrapped(entry.value, between, column)
    return Fix(f"write {change.instead}", key.span, change.instead, wrapped) if wrapped else None


def _wrapped(value: Node, between: str, column: int) -> tuple[Edit, ...]:
    """The edits that put a value into a list; none where that is not sure to mean the same."""
    at = value.span
    opened, closed = at.source.span(at.start, at.start), at.source.span(at.end, at.end)
    written = at.text
    if isinstance(value, Scalar):
        quoted = value.style in (Style.SINGLE, Style.DOUBLE)
        if "\n" in between or not (quoted or value.style is Style.PLAIN) or "\n" in written:
            return ()
        if not isinstance(value.value, str):
            return ()
        if quoted:
            return (Edit(opened, "["), Edit(closed, "]"))
        return (Edit(opened, '["'), Edit(closed, '"]')) if not set(written) & set('"\\') else ()
    if written.startswith("{"):
        return (Edit(opened, "["), Edit(closed, "]"))
    if "\n" not in between:
        return ()
    return _indented(value, column)


def _indented(value: Node, column: int) -> tuple[Edit, ...]:
    """A block mapping as the one item of a block list: a dash before it, and all its lines further in."""
    at = value.span
    source, edits = at.source, []
    line = source.text.rfind("\n", 0, at.start) + 1
    if at.start - line <= column:
        return ()
    edits.append(Edit(source.span(at.start, at.start), "- "))
    found = source.text.find("\n", at.start, at.end)
    while found != -1:
        start = found + 1
        if start < at.end and source.text[start] not in "\r\n":
            edits.append(Edit(source.span(start, start), "  "))
        found = source.text.find("\n", start, at.end)
    return tuple(edits)
