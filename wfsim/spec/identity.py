"""What a document is: its API group and kind.

In: a document's root. Out: ``Identity``. ``workspace`` calls it. The group decides: ``argoproj.io`` is Argo's, another
real group is not, even where the kind has the same name; a missing or misspelt one is a finding.
"""

from __future__ import annotations

import re
from enum import Enum, auto

from wfsim.spec.model import Kind
from wfsim.spec.spelling import distance, nearest, respelt
from wfsim.text import Argo, Diagnostic, Severity, Span
from wfsim.text.records import NamedTuple
from wfsim.yamlio import Mapping, Node, Scalar, Sequence

GROUP, VERSION = "argoproj.io", "v1alpha1"
API_VERSION = f"{GROUP}/{VERSION}"


class Found(Enum):
    """What wfsim knows besides Argo's four kinds."""

    CONFIG_MAP = auto()
    SECRET = auto()
    LIST = auto()
    EVENT_BINDING = auto()  # of Argo's group: decoded by its linter, never judged
    OTHER = auto()


class Identity(NamedTuple):
    """What the document is, and what is wrong about the way it says so."""

    found: Kind | Found
    findings: tuple[Diagnostic, ...] = ()


_KINDS: dict[str, Kind] = {kind.value: kind for kind in Kind}
_KINDS_HINT = "Write `kind: Workflow`, or one of " + ", ".join(f"`{kind}`" for kind in list(_KINDS)[1:]) + "."
_CORE = {"ConfigMap": Found.CONFIG_MAP, "Secret": Found.SECRET, "List": Found.LIST}


def identify(root: Node) -> Identity:
    """The identity of a document's root."""
    if not isinstance(root, Mapping):
        return Identity(Found.OTHER)
    version, kind = _text(root, "apiVersion"), _text(root, "kind")
    group = version.text.partition("/")[0] if version is not None else ""
    if kind is None or not kind.text:
        return _without_kind(root, group)
    if kind.text in _CORE and (version is None or version.text == "v1"):
        found = _CORE[kind.text]
        return Identity(found, _list_findings(root, kind) if found is Found.LIST else ())
    known = _KINDS.get(kind.text)
    theirs = version is not None and group != GROUP and _is_real(version.text) and not _means_argo(version.text)
    if kind.text == "WorkflowEventBinding" and not theirs:
        return Identity(Found.EVENT_BINDING)
    if known is None:
        return Identity(Found.OTHER, _misspelt_kind(kind) if group == GROUP else ())
    if version is None or not version.text:
        return Identity(known, _missing_version(root, kind))
    if version.text == API_VERSION:
        return Identity(known)
    if theirs:
        return Identity(Found.OTHER)
    return Identity(known, (_wrong_version(version),))


def _text(root: Mapping, name: str) -> Scalar | None:
    """The scalar under a key, if it is a text."""
    entry = root.entry(name)
    if entry is None or not isinstance(entry.value, Scalar) or not isinstance(entry.value.value, str):
        return None
    return entry.value


# How the version of an API is written. What looks otherwise belongs to nobody, and the kind alone tells what is meant.
_API = re.compile(r"[a-z0-9.-]+/v[0-9]+((alpha|beta)[0-9]+)?")


def _is_real(version: str) -> bool:
    return _API.fullmatch(version) is not None


def _means_argo(version: str) -> bool:
    """Whether an apiVersion is Argo's with a few typing slips (no other real group is that near)."""
    return distance(version.lower(), API_VERSION) <= 3 or distance(version.lower().partition("/")[0], GROUP) <= 2


def _wrong_version(version: Scalar) -> Diagnostic:
    return Diagnostic(
        "wrong-api-version",
        Severity.WARNING,
        f"`{version.text}` is not Argo's apiVersion; Argo's linter never looks at it, a cluster refuses it",
        version.span,
        hint=f"Write `apiVersion: {API_VERSION}`.",
        fix=respelt(version.span, version.text, API_VERSION),
        argo=Argo.REJECTS if version.text.count("/") > 1 else Argo.NONE,  # it looks for one group and one version
    )


def _missing_version(root: Mapping, kind: Scalar) -> tuple[Diagnostic, ...]:
    """Kind of Argo's without apiVersion. Where a key looks like a misspelt ``apiVersion``, shape reports that one."""
    written = root.entry("apiVersion")
    near = next((e.key for e in root if e.key.text != "apiVersion" and nearest(e.key.text, ("apiVersion",))), None)
    if near is not None and written is None:
        return ()
    at = written.key.span if written else kind.span
    message = f"a {kind.text} needs `apiVersion: {API_VERSION}`; Argo's linter never looks at it, a cluster refuses it"
    hint = f"Write `apiVersion: {API_VERSION}` above `kind`."
    return (Diagnostic("wrong-api-version", Severity.WARNING, message, at, hint=hint),)


def _without_kind(root: Mapping, group: str) -> Identity:
    """An object of nobody's, if Argo's group stands there or, where no group does, all else says that it is meant."""
    written, version = root.entry("kind"), _text(root, "apiVersion")
    theirs = version is not None and not _means_argo(version.text)
    if group != GROUP and (theirs or root.entry("metadata") is None or not _is_workflow(root)):
        return Identity(Found.OTHER)
    near = next((e.key for e in root if e.key.text.lower() in ("kinds", "knd", "kin", "king", "kind ")), None)
    at: Span = written.key.span if written else near.span if near else _first_key(root)
    message = "this object has no kind; Argo leaves it out without a word"
    hint = _KINDS_HINT if group == GROUP else f"{_KINDS_HINT[:-1]}, and `apiVersion: {API_VERSION}`."
    finding = Diagnostic("unknown-kind", Severity.ERROR, message, at, hint=hint, argo=Argo.IGNORES)
    return Identity(Found.OTHER, (finding,))


def _first_key(root: Mapping) -> Span:
    entry = root.entry("apiVersion") or next(iter(root), None)
    return entry.key.span if entry is not None else root.span


def _is_workflow(root: Mapping) -> bool:
    """Whether an object has what workflows have and nothing else does: an entrypoint among templates."""
    spec = _mapping(root, "spec")
    inner = _mapping(spec, "workflowSpec") or spec
    if inner is None or _text(inner, "entrypoint") is None:
        return False
    templates = inner.entry("templates")
    return templates is not None and isinstance(templates.value, Sequence)


def _mapping(around: Mapping | None, name: str) -> Mapping | None:
    entry = around.entry(name) if around is not None else None
    return entry.value if entry is not None and isinstance(entry.value, Mapping) else None


def _misspelt_kind(kind: Scalar) -> tuple[Diagnostic, ...]:
    """Other projects share Argo's group (Rollout, Application, Sensor), so only a near miss is a mistake."""
    meant = nearest(kind.text, _KINDS)
    if meant is None or kind.text in _NEIGHBOURS:
        return ()
    return (
        Diagnostic(
            "unknown-kind",
            Severity.ERROR,
            f"Argo has no kind `{kind.text}`; it leaves the object out without a word",
            kind.span,
            hint=f"Did you mean `{meant}`?",
            fix=respelt(kind.span, kind.text, meant),
            argo=Argo.IGNORES,
        ),
    )


_NEIGHBOURS = frozenset(("WorkflowTaskSet", "WorkflowTaskResult", "WorkflowEventBinding", "WorkflowArtifactGCTask"))


def _list_findings(root: Mapping, kind: Scalar) -> tuple[Diagnostic, ...]:
    """A List with objects of Argo's in it: none of Argo's tools unpacks it."""
    items = root.entry("items")
    held = items.value.items if items and isinstance(items.value, Sequence) else ()
    if not any(isinstance(identify(item).found, Kind) for item in held):
        return ()
    return (
        Diagnostic(
            "unknown-kind",
            Severity.WARNING,
            "Argo's linter does not look into a `List`; the workflows in it are not judged",
            kind.span,
            hint="Write each item as a document of its own, with `---` between them.",
            argo=Argo.IGNORES,
        ),
    )
