"""The protocol's side: what the client says is kept, what it asks is answered, findings are published.

In: messages, by pygls. Out: messages. Each feature is a module beside this one and a row in ``_ASKED``; a crash in one
is logged and answered with nothing. Judging runs in a thread of its own, a moment after the last key.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer

from wfsim.cli.inputs import SUFFIXES
from wfsim.lsp import actions, completion, findings, hover, navigation, outline, renaming
from wfsim.lsp.positions import Positions, path_of
from wfsim.lsp.project import Buffer, Project, Root, finding_key, key_of
from wfsim.lsp.question import Asked, Question
from wfsim.text import Diagnostic, Source
from wfsim.version import __version__

_LOG = logging.getLogger("wfsim.lsp")
_PAUSE_S, _LONGEST_PAUSE_S = 0.2, 2.0  # without a key for so long, the text is judged
_LANGUAGES = ("yaml", "json", "helm")
_OPENED_S = 0.05  # an editor that starts opens several texts at once


class Server(LanguageServer):
    """One client's server."""

    def __init__(self) -> None:
        super().__init__("wfsim", __version__, types.TextDocumentSyncKind.Full)
        self.project = Project()
        self.positions = Positions()
        self.findings: dict[str, tuple[str, tuple[Diagnostic, ...]]] = {}  # of open buffers, with the text judged
        self._judging = ThreadPoolExecutor(1, "judging")
        self._due: dict[str, asyncio.TimerHandle] = {}  # by the roots' paths
        self._told: set[str] = set()
        _register(self)

    # -- judging ----------------------------------------------------------------------------------------------------

    def judge_soon(self, root: Root, pause_s: float | None = None) -> None:
        """Judge a root once nothing has happened to it for a moment; the longer that takes, the longer the moment."""
        if pause_s is None:
            pause_s = min(max(_PAUSE_S, root.took_s / 2), _LONGEST_PAUSE_S)
        if (due := self._due.pop(root.path, None)) is not None:
            due.cancel()
        loop = asyncio.get_running_loop()
        self._due[root.path] = loop.call_later(pause_s, self._judge, root, loop)

    def judge_all(self) -> None:
        for root in self.project.roots():
            self.judge_soon(root)

    def _judge(self, root: Root, loop: asyncio.AbstractEventLoop) -> None:
        self._due.pop(root.path, None)
        versions = {one.path: one.version for one in self.project.open_in(root)}
        done = self._judging.submit(root.judged)
        done.add_done_callback(lambda it: loop.call_soon_threadsafe(self._judged, root, versions, it))

    def _judged(self, root: Root, versions: dict[str, int | None], done: Future[tuple[Diagnostic, ...]]) -> None:
        """Publish what was found; of a text that has changed meanwhile the next judgement will tell."""
        if (error := done.exception()) is not None:
            _LOG.error("judging %s failed", root.path, exc_info=error)
            return
        if not root.trouble:
            self._told.clear()
        elif root.trouble not in self._told:
            self._told.add(root.trouble)
            self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, f"wfsim: {root.trouble}"))
        found: dict[str, list[Diagnostic]] = {}
        for one in done.result():
            found.setdefault(finding_key(one.at.source.name, root), []).append(one)
        for buffer in self.project.open_in(root):
            if versions.get(buffer.path, -1) == buffer.version and root.path not in self._due:
                self._publish(buffer, found.get(buffer.path, []))

    def _publish(self, buffer: Buffer, found: list[Diagnostic]) -> None:
        self.findings[buffer.path] = (buffer.text, tuple(found))
        told = [findings.diagnostic(one, self.positions) for one in found]
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(buffer.uri, told, buffer.version))

    def asked(self, uri: str) -> Asked | None:
        """An open text as features get it; None where nothing in it can be read."""
        buffer = self.project.disk.buffers.get(key(uri))
        if buffer is None:
            return None
        view = self.project.root(buffer.path).view()
        source = view.source(buffer.path)
        text, found = self.findings.get(buffer.path, ("", ()))
        current = found if text == buffer.text else ()
        return Asked(buffer, view, source, self.positions, current) if source is not None else None

    def clear(self, uri: str, path: str) -> None:
        """A closed text has no findings."""
        self.findings.pop(path, None)
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    def shutdown(self) -> None:
        self._judging.shutdown(wait=False, cancel_futures=True)
        super().shutdown()  # type: ignore[no-untyped-call]


def key(uri: str) -> str:
    """The key of a buffer by its URI."""
    path = path_of(uri)
    return key_of(path) if path != uri else uri


# -- what the client says ----------------------------------------------------------------------------------------------


def _initialize(server: Server, params: types.InitializeParams) -> None:
    root = server.workspace.root_uri
    folders = [one.uri for one in params.workspace_folders or ()] or ([root] if root else [])
    for uri in folders:
        server.project.add_folder(path_of(uri))


def _initialized(server: Server, params: types.InitializedParams) -> None:
    server.positions = Positions(server.workspace.position_encoding or types.PositionEncodingKind.Utf16)
    watching = server.client_capabilities.workspace and server.client_capabilities.workspace.did_change_watched_files
    if watching and watching.dynamic_registration:
        globs = ("**/*.{yaml,yml,json}", "**/{wfsim,.wfsim,pyproject}.toml")
        options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher(one) for one in globs])
        wanted = types.Registration("wfsim-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
        server.client_register_capability(types.RegistrationParams([wanted]))


def _opened(server: Server, params: types.DidOpenTextDocumentParams) -> None:
    one = params.text_document
    if not (one.uri.endswith(SUFFIXES) or one.language_id.startswith(_LANGUAGES)):
        return  # a client that sends whatever is open: this is no manifest
    root = server.project.put(Buffer(one.uri, key(one.uri), one.text, one.version))
    server.judge_soon(root, _OPENED_S)


def _changed(server: Server, params: types.DidChangeTextDocumentParams) -> None:
    uri = params.text_document.uri
    if key(uri) not in server.project.disk.buffers:
        return
    text = server.workspace.get_text_document(uri).source
    server.judge_soon(server.project.put(Buffer(uri, key(uri), text, params.text_document.version)))


def _saved(server: Server, params: types.DidSaveTextDocumentParams) -> None:
    server.project.changed()
    server.judge_all()


def _closed(server: Server, params: types.DidCloseTextDocumentParams) -> None:
    uri = params.text_document.uri
    if key(uri) not in server.project.disk.buffers:
        return
    server.project.drop(key(uri))
    server.clear(uri, key(uri))
    server.judge_all()


def _watched(server: Server, params: types.DidChangeWatchedFilesParams) -> None:
    server.project.changed()
    server.judge_all()


def _configured(server: Server, params: types.DidChangeConfigurationParams) -> None:
    server.judge_all()


def _folders(server: Server, params: types.DidChangeWorkspaceFoldersParams) -> None:
    for one in params.event.removed:
        server.project.remove_folder(path_of(one.uri))
    for one in params.event.added:
        server.project.add_folder(path_of(one.uri))
    server.judge_all()


_SAID: dict[str, Callable[[Server, Any], None]] = {
    types.INITIALIZE: _initialize,
    types.INITIALIZED: _initialized,
    types.TEXT_DOCUMENT_DID_OPEN: _opened,
    types.TEXT_DOCUMENT_DID_CHANGE: _changed,
    types.TEXT_DOCUMENT_DID_SAVE: _saved,
    types.TEXT_DOCUMENT_DID_CLOSE: _closed,
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: _watched,
    types.WORKSPACE_DID_CHANGE_CONFIGURATION: _configured,
    types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: _folders,
}


# -- what it asks ------------------------------------------------------------------------------------------------------


def _place(server: Server, params: Any) -> Question | None:
    """The place that a question is about; None where nothing can be read there."""
    asked = server.asked(params.text_document.uri)
    return asked.at(params.position) if asked is not None else None


def _about(answer: Callable[[Question], Any]) -> Callable[[Server, Any], Any]:
    """A feature that needs the place alone."""

    def answered(server: Server, params: Any) -> Any:
        question = _place(server, params)
        return answer(question) if question is not None else None

    return answered


def _references(server: Server, params: types.ReferenceParams) -> Any:
    question = _place(server, params)
    wanted = params.context.include_declaration
    return navigation.references(question, declaration=wanted) if question is not None else None


def _rename(server: Server, params: types.RenameParams) -> Any:
    question = _place(server, params)
    return renaming.rename(question, params.new_name) if question is not None else None


def _outline(server: Server, params: types.DocumentSymbolParams) -> Any:
    asked = server.asked(params.text_document.uri)
    return outline.outline(asked) if asked is not None else []


def _completion(server: Server, params: types.CompletionParams) -> Any:
    """Offers are for the text as it is being typed, whether anything in it can be read or not."""
    buffer = server.project.disk.buffers.get(key(params.text_document.uri))
    if buffer is None:
        return None
    view = server.project.root(buffer.path).view()
    name = view.name(buffer.path)
    offset = server.positions.offset(Source(name, buffer.text), params.position)
    trigger = (params.context.trigger_character or "") if params.context is not None else ""
    return completion.completion(buffer, view, name, offset, server.positions, trigger)


def _actions(server: Server, params: types.CodeActionParams) -> Any:
    asked = server.asked(params.text_document.uri)
    return actions.actions(asked, params.range, params.context.only) if asked is not None else None


_ASKED: dict[str, tuple[Callable[[Server, Any], Any], Any]] = {
    types.TEXT_DOCUMENT_HOVER: (_about(hover.hover), None),
    types.TEXT_DOCUMENT_COMPLETION: (_completion, types.CompletionOptions(trigger_characters=completion.TRIGGERS)),
    types.TEXT_DOCUMENT_CODE_ACTION: (_actions, types.CodeActionOptions(actions.KINDS)),
    types.TEXT_DOCUMENT_DEFINITION: (_about(navigation.definition), None),
    types.TEXT_DOCUMENT_REFERENCES: (_references, None),
    types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT: (_about(navigation.highlights), None),
    types.TEXT_DOCUMENT_DOCUMENT_SYMBOL: (_outline, None),
    types.TEXT_DOCUMENT_PREPARE_RENAME: (_about(renaming.prepare), None),
    types.TEXT_DOCUMENT_RENAME: (_rename, types.RenameOptions(prepare_provider=True)),
}


def _register(server: Server) -> None:
    for method, heard in _SAID.items():
        server.feature(method)(_hearing(server, method, heard))
    for method, (answered, options) in _ASKED.items():
        server.feature(method, options)(_answering(server, method, answered))


def _answering(server: Server, method: str, answered: Callable[[Server, Any], Any]) -> Callable[[Any], Any]:
    """A handler of a request: what cannot be done is an error for the user, a fault of ours is logged."""

    def handler(params: Any) -> Any:
        try:
            return answered(server, params)
        except renaming.Refused as refused:
            raise JsonRpcInvalidParams(str(refused)) from None
        except Exception:
            _LOG.exception("%s failed", method)
            return None

    return handler


def _hearing(server: Server, method: str, heard: Callable[[Server, Any], None]) -> Callable[[Any], None]:
    """A handler of a notification that never raises."""

    def handler(params: Any) -> None:
        try:
            heard(server, params)
        except Exception:
            _LOG.exception("%s failed", method)

    return handler
