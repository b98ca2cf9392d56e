"""Sources → the workspace: every document of every file, decoded, with all that reading and decoding found.

In: sources. Out: ``Workspace``. Everything above begins here. Argo's API group decides what is a workflow; documents of
other groups and kinds pass without a finding, and ConfigMaps and Secrets beside the workflows are kept for use.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from wfsim.spec import build
from wfsim.spec.identity import Found, identify
from wfsim.spec.lookup import ByName, named
from wfsim.spec.model import NOTHING, JsonObject, Kind, Resource, WorkflowSpec
from wfsim.spec.shape import normalise
from wfsim.text import Argo, Diagnostic, Severity, Source
from wfsim.text.records import NamedTuple
from wfsim.yamlio import Document, Json, Node, plain, read
from wfsim.yamlio import Mapping as MappingNode
from wfsim.yamlio import Sequence as SequenceNode
from wfsim.yamlio.reader import USUAL, Limits


class _Documents(tuple[Document, ...]):
    """Documents that are asked again and again whether one is among them."""

    ids: frozenset[int] = frozenset()

    def __contains__(self, document: object) -> bool:
        if len(self.ids) != len(self):
            self.ids = frozenset(map(id, self))
        return id(document) in self.ids


class Workspace(NamedTuple):
    """All that was given, together.

    ``resources`` in order of files and documents, those included that Argo's linter drops or refuses to decode.
    ``findings``: of reading and shape. ``secrets``: the key names of every Secret, never its values.
    """

    documents: tuple[Document, ...] = ()
    resources: tuple[Resource, ...] = ()
    findings: tuple[Diagnostic, ...] = ()
    config_maps: Mapping[str, Mapping[str, str]] = NOTHING
    secrets: Mapping[str, tuple[str, ...]] = NOTHING
    skipped: tuple[Document, ...] = ()
    misshapen: tuple[Document, ...] = ()  # Argo refuses to decode them, and judges nothing else about them
    argo_version: str = ""  # whose fields and rules count; empty: the newest's

    def resource(self, kind: Kind, name: str, namespace: str | None = None) -> Resource | None:
        """The first resource of this kind and name; in any namespace where none is asked for."""
        same = (one for one in named(self.resources, name) if one.kind is kind)
        return next((one for one in same if namespace in (None, one.namespace)), None)

    def judged(self, resource: Resource) -> bool:
        """Whether Argo's linter gets as far as judging the resource: not dropped unread, not refused in decoding."""
        document = resource.document
        return not document.dropped and document not in self.misshapen

    @property
    def nothing_linted(self) -> bool:
        """Whether Argo's linter would say that it found nothing to lint."""
        return all(resource.document.dropped for resource in self.resources)


def load(sources: Iterable[Source], argo_version: str = "", limits: Limits = USUAL) -> Workspace:
    """Read and decode every source, by the fields of a version where one is named. Never raises on input."""
    if argo_version:
        from wfsim.spec.versions import NEWEST

        argo_version = "" if argo_version == NEWEST else argo_version
    loading = _Loading(argo_version)
    with _without_collection():
        for source in sources:
            reading = read(source, limits)
            findings = [_weighed(one, reading.documents) for one in reading.findings]
            loading.findings.extend(findings)
            for document in loading.dated(reading.documents):
                loading.add(document, [one for one in findings if _within(one, document)])
            loading.finish()
    return Workspace(
        tuple(loading.documents),
        ByName(loading.resources),
        tuple(loading.findings),
        loading.config_maps,
        loading.secrets,
        tuple(loading.skipped),
        _Documents(loading.misshapen),
        argo_version,
    )


def held(roots: Iterable[tuple[Source, Node]], argo_version: str = "") -> Workspace:
    """The objects that stand inside of others, each a document of its own whose places are those of the whole file."""
    loading = _Loading(argo_version)
    for index, (source, root) in enumerate(roots, 1):
        loading.add(Document(source, index, root), [])
    return Workspace(
        documents=tuple(loading.documents),
        resources=tuple(loading.resources),
        findings=tuple(loading.findings),
        misshapen=tuple(loading.misshapen),
        argo_version=argo_version,
    )


def joined(parts: Iterable[Workspace]) -> Workspace:
    """What ``load`` makes of the sources of all the parts together: who keeps parts loads what changed alone.

    The parts are of one version.
    """
    known = tuple(parts)
    return Workspace(
        tuple(one for part in known for one in part.documents),
        ByName(one for part in known for one in part.resources),
        tuple(one for part in known for one in part.findings),
        {name: held for part in known for name, held in part.config_maps.items()},
        {name: held for part in known for name, held in part.secrets.items()},
        tuple(one for part in known for one in part.skipped),
        _Documents(one for part in known for one in part.misshapen),
        known[0].argo_version if known else "",
    )


@contextmanager
def _without_collection() -> Iterator[None]:
    """No search for cycles meanwhile: loading makes many objects and no cycle, and the search would double its time."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _within(finding: Diagnostic, document: Document) -> bool:
    return document.root is not None and document.root.span.covers(finding.at)


def _weighed(finding: Diagnostic, documents: tuple[Document, ...]) -> Diagnostic:
    """A key that JSON has twice is refused in Argo's kinds alone, and not below a step, which has its own decoder."""
    if finding.code != "duplicate-key" or finding.argo is not Argo.REJECTS:
        return finding
    document = documents[0]
    path = document.path_of_mapping(finding.at)
    in_step = any(path[i] == "steps" and isinstance(path[i + 1], int) for i in range(len(path) - 2))
    if document.root is not None and isinstance(identify(document.root).found, Kind) and not in_step:
        return finding
    message = f"{finding.message.partition(';')[0]}; the last one counts, without a word"
    return finding._replace(message=message, argo=Argo.IGNORES)


class _Loading:
    """What has been loaded so far."""

    def __init__(self, version: str) -> None:
        self.version = version
        self.documents: list[Document] = []
        self.resources: list[Resource] = []
        self.findings: list[Diagnostic] = []
        self.config_maps: dict[str, dict[str, str]] = {}
        self.secrets: dict[str, tuple[str, ...]] = {}
        self.skipped: list[Document] = []
        self.misshapen: list[Document] = []
        self.bindings: list[Node] = []  # of the source that is being read

    def dated(self, documents: Iterable[Document]) -> Iterable[Document]:
        """The documents as those of the version."""
        if not self.version:
            return documents
        from wfsim.spec.versioned import OlderDocument

        return [OlderDocument(one.source, one.index, one.root, one.dropped) for one in documents]

    def add(self, document: Document, read: list[Diagnostic]) -> None:
        """Sort a document in by its group and kind; ``read`` is what reading found in it."""
        self.documents.append(document)
        root = document.root
        if root is None:
            return
        identity = identify(root)
        self.findings.extend(identity.findings)
        match identity.found:
            case Kind() as kind:
                self.argo(document, root, kind, read)
            case Found.CONFIG_MAP:
                self.config_map(root)
            case Found.SECRET:
                self.secret(root)
            case Found.LIST:
                self.list_(document, root)
            case Found.EVENT_BINDING:
                self.skipped.append(document)
                self.bindings.append(root)
            case Found.OTHER:
                self.skipped.append(document)

    def finish(self) -> None:
        """End of a source. Unknown fields of an event binding count only beside something that Argo lints."""
        if not self.bindings:
            return
        source = self.documents[-1].source if self.documents else None
        linted = any(one.document.source is source and not one.document.dropped for one in self.resources)
        for root in self.bindings:
            self.findings.extend(normalise(root, "WorkflowEventBinding", strict=linted, version=self.version).findings)
        self.bindings.clear()

    def argo(self, document: Document, root: Node, kind: Kind, read: list[Diagnostic]) -> None:
        """An object of Argo's; one that its strict decoder drops it has looked into leniently before."""
        shaped = normalise(root, kind.value, strict=not document.dropped, version=self.version)
        broken = [one.at for one in read if one.code == "yaml-syntax" and one.severity is Severity.ERROR]
        if broken:
            rest = (one for one in shaped.findings if not any(one.at.covers(at) for at in broken))
            shaped = shaped._replace(findings=tuple(map(_unread, rest)))
        self.findings.extend(shaped.findings)
        if any(finding.argo is Argo.REJECTS for finding in (*read, *shaped.findings)):
            self.misshapen.append(document)
        if shaped.data is not None:
            self.resources.append(resource_of(kind, shaped.data, document))

    def list_(self, document: Document, root: Node) -> None:
        """A ``List``: Argo's tools pass over it, but the ConfigMaps in it are as good as others."""
        self.skipped.append(document)
        items = root.entry("items") if isinstance(root, MappingNode) else None
        for item in items.value.items if items and isinstance(items.value, SequenceNode) else ():
            match identify(item).found:
                case Found.CONFIG_MAP:
                    self.config_map(item)
                case Found.SECRET:
                    self.secret(item)

    def config_map(self, root: Node) -> None:
        data = plain(root)
        if isinstance(data, dict) and (name := _name(data)):
            held = data.get("data")
            pairs = held.items() if isinstance(held, dict) else ()
            self.config_maps[name] = {key: value for key, value in pairs if isinstance(value, str)}

    def secret(self, root: Node) -> None:
        data = plain(root)
        if isinstance(data, dict) and (name := _name(data)):
            parts = (data.get("data"), data.get("stringData"))
            self.secrets[name] = tuple(dict.fromkeys(key for part in parts if isinstance(part, dict) for key in part))


def _unread(finding: Diagnostic) -> Diagnostic:
    """A finding in a document that Argo never gets to read."""
    return finding._replace(argo=Argo.IGNORES) if finding.argo is Argo.REJECTS else finding


def _name(data: dict[str, Json]) -> str:
    metadata = data.get("metadata")
    name = metadata.get("name") if isinstance(metadata, dict) else None
    return name if isinstance(name, str) else ""


def resource_of(kind: Kind, data: JsonObject, document: Document) -> Resource:
    """The model of one object from its normalised data."""
    metadata = _mapping(data.get("metadata"))
    spec = _mapping(data.get("spec"))
    is_cron = kind is Kind.CRON_WORKFLOW
    return Resource(
        kind=kind,
        name=_text(metadata, "name"),
        spec=_spec(_mapping(spec.get("workflowSpec")), ("spec", "workflowSpec")) if is_cron else _spec(spec, ("spec",)),
        document=document,
        generate_name=_text(metadata, "generateName"),
        namespace=_text(metadata, "namespace"),
        labels=_texts(metadata.get("labels")),
        annotations=_texts(metadata.get("annotations")),
        cron=build.cron(spec) if is_cron else None,
        data=data,
    )


def _spec(data: JsonObject, path: tuple[str, ...]) -> WorkflowSpec:
    return build.workflow_spec(data, path)


def _mapping(value: Json | Mapping[str, Json]) -> JsonObject:
    return value if isinstance(value, Mapping) else {}


def _text(data: JsonObject, key: str) -> str:
    found = data.get(key)
    return found if isinstance(found, str) else ""


def _texts(value: Json) -> dict[str, str]:
    return {key: text for key, text in _mapping(value).items() if isinstance(text, str)}
