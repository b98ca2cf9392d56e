"""Diagnostics over the protocol are those of ``wfsim lint``, whatever is saved and whatever is not."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from contextlib import chdir
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pygls")

from lsprotocol import types

from tests.lsp.client import client
from tests.running import wfsim

ROOT = Path(__file__).resolve().parents[2]
HEAD = (
    "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {name: a}\nspec:\n  entrypoint: main\n  templates:\n"
)
BAD = HEAD + "    - name: main\n      container: {image: alpine, commands: [a]}\n"


def linted(folder: Path, *words: str) -> dict[str, list[tuple[Any, ...]]]:
    """What the command says of a folder, by file: code, severity and place."""
    with chdir(folder):
        ran = wfsim("lint", "--format", "json", ".", *words)
    found: dict[str, list[tuple[Any, ...]]] = {}
    for one in json.loads(ran.out)["findings"]:
        place = (one["line"] - 1, one["column"] - 1, one["endLine"] - 1, one["endColumn"] - 1)
        found.setdefault(one["path"], []).append((one["code"], one["severity"], *place, one["message"]))
    return found


def told(diagnostics: Iterable[types.Diagnostic]) -> list[tuple[Any, ...]]:
    names = {1: "error", 2: "warning", 3: "info"}
    return [
        (
            one.code,
            names[one.severity or 0],
            *(one.range.start.line, one.range.start.character, one.range.end.line, one.range.end.character),
            one.message.partition("\n")[0],
        )
        for one in diagnostics
    ]


@pytest.mark.parametrize("folder", ["fixtures/err", "fixtures/validity", "fixtures/guide"])
def test_an_editor_shows_what_the_command_prints(folder: str) -> None:
    files = sorted(str(one.relative_to(ROOT / folder)) for one in (ROOT / folder).rglob("*.yaml"))[::10]

    async def scene() -> None:
        expected = linted(ROOT / folder)
        async with client(ROOT / folder, ["utf-32"]) as editor:
            uris = {name: editor.open(name) for name in files}
            for name, uri in uris.items():
                assert told(await editor.diagnostics(uri)) == expected.get(name, []), name

    asyncio.run(scene())


def test_unsaved_text_counts_and_closing_clears(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(BAD, encoding="utf-8")
    caller = HEAD + "    - name: main\n      steps: [[{name: s, templateRef: {name: other, template: t}}]]\n"
    (tmp_path / "b.yaml").write_text(caller, encoding="utf-8")

    async def scene() -> None:
        async with client(tmp_path) as editor:
            a, b = editor.open("a.yaml"), editor.open("b.yaml")
            (found,) = await editor.diagnostics(a)
            assert (found.code, found.source) == ("unknown-field", "wfsim")
            assert found.code_description is not None and found.code_description.href.startswith("https://argo-")
            assert "Did you mean `command`?" in found.message
            assert [one.code for one in await editor.diagnostics(b)] == ["templateref-unresolved"]
            editor.change(a, BAD.replace("commands", "command"))
            assert await editor.diagnostics(a) == []
            template = BAD.replace("commands", "command").replace("kind: Workflow", "kind: WorkflowTemplate")
            editor.change(a, template.replace("name: a", "name: other").replace("name: main", "name: t"))
            await editor.diagnostics(b, lambda it: not it.diagnostics)  # the other file refers to what is not saved yet
            editor.close(a)
            await editor.diagnostics(b, lambda it: bool(it.diagnostics))
            assert not editor.published[a].diagnostics

    asyncio.run(scene())


def test_the_configuration_holds(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(BAD + "    - name: idle\n      suspend: {}\n", encoding="utf-8")
    config = tmp_path / "wfsim.toml"
    config.write_text('severity = {unknown-field = "info"}\n', encoding="utf-8")

    async def scene() -> None:
        async with client(tmp_path) as editor:
            uri = editor.open("a.yaml")
            found = await editor.diagnostics(uri)
            assert told(found) == linted(tmp_path)["a.yaml"]
            assert {one.code: one.severity for one in found}["unknown-field"] == types.DiagnosticSeverity.Information
            assert {one.code: one.tags for one in found}["unused-template"] == (types.DiagnosticTag.Unnecessary,)
            config.write_text('ignore = ["unused-template"]\n', encoding="utf-8")
            change = types.FileEvent(config.as_uri(), types.FileChangeType.Changed)
            editor.speaks.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([change]))
            await editor.diagnostics(uri, lambda it: len(it.diagnostics) == 1)
            assert types.WORKSPACE_DID_CHANGE_WATCHED_FILES in editor.registered
            config.write_text("ignroe = []\n", encoding="utf-8")
            editor.speaks.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([change]))
            await editor.diagnostics(uri, lambda it: not it.diagnostics)
            assert any("configuration" in one for one in editor.shown)

    asyncio.run(scene())


@pytest.mark.parametrize(("encoding", "start"), [("utf-8", 4 + 8), ("utf-16", 2 + 8), ("utf-32", 1 + 8), (None, 2 + 8)])
def test_positions_are_in_units_of_the_client(encoding: str | None, start: int, tmp_path: Path) -> None:
    text = HEAD + '    - name: main\n      container: {image: alpine}\n      inputs: {"\U0001f600": b}\n'

    async def scene() -> None:
        async with client(tmp_path, [encoding] if encoding else None) as editor:
            uri = editor.open("a.yaml", text)
            (found,) = await editor.diagnostics(uri)
            assert found.range.end.character - found.range.start.character == start - 8 + 2
            assert found.range.start.character == text.splitlines()[-1].index('"\U0001f600"')

    asyncio.run(scene())


def test_texts_outside_of_folders(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir(), outside.mkdir()
    (outside / "b.yaml").write_text(BAD, encoding="utf-8")

    async def scene() -> None:
        async with client(inside) as editor:
            for name in ((outside / "b.yaml").as_uri(), "untitled:Untitled-1", "new.yaml"):
                found = await editor.diagnostics(editor.open(name, BAD))
                assert [one.code for one in found] == ["unknown-field"]
            for name in (".hidden/c.yaml", "d.txt"):
                found = await editor.diagnostics(editor.open(name, BAD))
                assert sorted(one.code for one in found) == ["unknown-field"]
        async with client(None) as editor:
            assert len(await editor.diagnostics(editor.open(outside.as_uri() + "/b.yaml", BAD))) == 1

    asyncio.run(scene())


def test_related_places_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(BAD.replace("commands", "command").replace("Workflow\n", "WorkflowTemplate\n"))
    (tmp_path / "b.yaml").write_text(BAD.replace("commands", "command").replace("Workflow\n", "WorkflowTemplate\n"))

    async def scene() -> None:
        async with client(tmp_path) as editor:
            (found,) = await editor.diagnostics(editor.open("b.yaml"))
            assert found.code == "duplicate-resource"
            (near,) = found.related_information or ()
            assert near.location.uri == (tmp_path / "a.yaml").as_uri()

    asyncio.run(scene())


def test_what_is_no_manifest_is_passed_over(tmp_path: Path) -> None:
    async def scene() -> None:
        async with client(tmp_path) as editor:
            readme = editor.open("README.md", "# spec: [", language="markdown")
            editor.change(readme, "- [x")
            uri = editor.open("a.yaml", BAD)
            assert len(await editor.diagnostics(uri)) == 1
            editor.close(readme)
            assert readme not in editor.published

    asyncio.run(scene())
