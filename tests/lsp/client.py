"""A real client: ``python -m wfsim lsp`` in a process of its own, spoken to over its standard streams."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.lsp.client import LanguageClient

ROOT = Path(__file__).resolve().parents[2]
_PATIENCE_S = 30.0


class Client:
    """An editor, as far as tests need one."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self.speaks = LanguageClient("tests", "1")
        self.published: dict[str, types.PublishDiagnosticsParams] = {}
        self.shown: list[str] = []
        self.registered: list[str] = []
        self._versions: dict[str, int] = {}
        self.texts: dict[str, str] = {}
        self._news = asyncio.Condition()
        self._listen()

    def _listen(self) -> None:
        @self.speaks.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        async def publish(params: types.PublishDiagnosticsParams) -> None:
            async with self._news:
                self.published[params.uri] = params
                self._news.notify_all()

        @self.speaks.feature(types.WINDOW_SHOW_MESSAGE)
        def show(params: types.ShowMessageParams) -> None:
            self.shown.append(params.message)

        @self.speaks.feature(types.CLIENT_REGISTER_CAPABILITY)
        def register(params: types.RegistrationParams) -> None:
            self.registered += [one.method for one in params.registrations]

    async def start(self, encodings: list[str] | None) -> types.InitializeResult:
        await self.speaks.start_io(sys.executable, "-m", "wfsim", "lsp", cwd=str(ROOT))
        general = types.GeneralClientCapabilities(position_encodings=encodings)  # type: ignore[arg-type]
        watching = types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True)
        workspace = types.WorkspaceClientCapabilities(did_change_watched_files=watching)
        folders = [types.WorkspaceFolder(self.folder.as_uri(), "test")] if self.folder else None
        asked = types.InitializeParams(
            capabilities=types.ClientCapabilities(general=general, workspace=workspace), workspace_folders=folders
        )
        found = await self.speaks.initialize_async(asked)
        self.speaks.initialized(types.InitializedParams())
        return found

    async def stop(self) -> int | None:
        await self.speaks.shutdown_async(None)
        self.speaks.exit(None)
        await self.speaks.stop()
        server = self.speaks._server
        return server.returncode if server else None

    # -- texts ------------------------------------------------------------------------------------------------------

    def uri(self, name: str) -> str:
        if ":" in name:
            return name
        return ((self.folder or Path("/nowhere")) / name).as_uri()

    def open(self, name: str, text: str | None = None, language: str = "yaml") -> str:
        uri = self.uri(name)
        if text is None:
            assert self.folder is not None
            text = (self.folder / name).read_text(encoding="utf-8")
        self._versions[uri], self.texts[uri] = 1, text
        item = types.TextDocumentItem(uri, language, 1, text)
        self.speaks.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return uri

    def change(self, uri: str, text: str) -> None:
        self._versions[uri] += 1
        self.texts[uri] = text
        document = types.VersionedTextDocumentIdentifier(self._versions[uri], uri)
        whole = [types.TextDocumentContentChangeWholeDocument(text)]
        self.speaks.text_document_did_change(types.DidChangeTextDocumentParams(document, whole))

    def close(self, uri: str) -> None:
        self.speaks.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))

    def at(self, uri: str, needle: str, shift: int = 0, nth: int = 0) -> dict[str, Any]:
        """The document and the position of the nth occurrence of some text in it, in UTF-16."""
        text, start = self.texts[uri], -1
        for _ in range(nth + 1):
            start = text.index(needle, start + 1)
        before = text[: start + shift]
        column = before[before.rfind("\n") + 1 :]
        position = types.Position(before.count("\n"), len(column.encode("utf-16-le")) // 2)
        return {"text_document": types.TextDocumentIdentifier(uri), "position": position}

    async def diagnostics(
        self, uri: str, until: Callable[[types.PublishDiagnosticsParams], bool] = lambda _: True
    ) -> list[types.Diagnostic]:
        """What is published for the last version of a text."""

        def settled() -> bool:
            found = self.published.get(uri)
            return found is not None and found.version == self._versions[uri] and until(found)

        async with self._news:
            await asyncio.wait_for(self._news.wait_for(settled), _PATIENCE_S)
        return list(self.published[uri].diagnostics)


@asynccontextmanager
async def client(folder: Path | None = None, encodings: list[str] | None = None) -> AsyncIterator[Client]:
    """A client with a server that has a folder open."""
    found = Client(folder)
    await found.start(encodings)
    try:
        yield found
    finally:
        await found.stop()
