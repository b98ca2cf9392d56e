"""Definitions, references, renaming, highlights, outline and hovering, over the protocol."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

pytest.importorskip("pygls")

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from tests.lsp.client import Client, client
from tests.lsp.manifests import COMMON, MAIN, written


def line(text: str, needle: str, nth: int = 0) -> int:
    start = -1
    for _ in range(nth + 1):
        start = text.index(needle, start + 1)
    return text.count("\n", 0, start)


DEFINITIONS = [  # the text under the cursor, how far into it, which one of them, the file, and a text of the line meant
    ("entrypoint: main", 13, 0, "main.yaml", "- name: main"),
    ("template: flip-coin", 12, 0, "main.yaml", "- name: flip-coin"),
    ("template: greet", 12, 0, "common.yaml", "- name: greet"),
    ("name: common", 8, 0, "common.yaml", "  name: common"),
    ("tasks.flip.outputs", 7, 0, "main.yaml", "- name: flip\n"),
    ("tasks.flip.outputs", 7, 1, "main.yaml", "- name: flip\n"),
    ("depends: flip.Succeeded", 11, 0, "main.yaml", "- name: flip\n"),
    ("flip && greet", 10, 0, "main.yaml", "- name: greet\n"),
    ("inputs.parameters.city", 20, 0, "main.yaml", "- name: city\n      dag"),
    ("workflow.parameters.city", 22, 0, "main.yaml", "- name: city\n        value"),
    ("- name: text", 9, 0, "common.yaml", "- name: text"),
    ("{name: num, value", 7, 0, "main.yaml", "- name: num\n"),
    ("item.size", 2, 0, "main.yaml", "withItems"),
    ("inputs.parameters.num}}", 18, 0, "main.yaml", "- name: num\n"),
]


def test_definitions(tmp_path: Path) -> None:
    texts = {"main.yaml": MAIN, "common.yaml": COMMON}

    async def scene() -> None:
        async with client(written(tmp_path)) as editor:
            uri = editor.open("main.yaml")
            for needle, shift, nth, name, meant in DEFINITIONS:
                asked = types.DefinitionParams(**editor.at(uri, needle, shift, nth))
                found = await editor.speaks.text_document_definition_async(asked)
                assert found, needle
                (place,) = found
                assert place.uri == (tmp_path / name).as_uri(), needle
                assert place.range.start.line == line(texts[name], meant), needle
            nowhere = types.DefinitionParams(**editor.at(uri, "image: alpine", 8))
            assert await editor.speaks.text_document_definition_async(nowhere) is None

    asyncio.run(scene())


def test_references_and_highlights(tmp_path: Path) -> None:
    async def scene() -> None:
        async with client(written(tmp_path)) as editor:
            uri = editor.open("main.yaml")
            at = editor.at(uri, "tasks.flip.outputs", 7)
            for declaration, count in ((True, 5), (False, 4)):
                asked = types.ReferenceParams(types.ReferenceContext(declaration), **at)
                found = await editor.speaks.text_document_references_async(asked)
                assert len(found or ()) == count
            marks = await editor.speaks.text_document_document_highlight_async(types.DocumentHighlightParams(**at))
            assert len(marks or ()) == 5
            common = editor.open("common.yaml")
            asked = types.ReferenceParams(types.ReferenceContext(False), **editor.at(common, "name: greet", 8))
            (place,) = await editor.speaks.text_document_references_async(asked) or ()
            assert (place.uri, place.range.start.line) == (uri, line(MAIN, "template: greet"))

    asyncio.run(scene())


def applied(text: str, edits: list[types.TextEdit]) -> str:
    lines = text.split("\n")
    for one in sorted(edits, key=lambda it: (it.range.start.line, it.range.start.character), reverse=True):
        row = lines[one.range.start.line]
        lines[one.range.start.line] = row[: one.range.start.character] + one.new_text + row[one.range.end.character :]
    return "\n".join(lines)


async def renamed(editor: Client, uri: str, needle: str, shift: int, name: str) -> dict[str, str]:
    params = editor.at(uri, needle, shift)
    edit = await editor.speaks.text_document_rename_async(types.RenameParams(new_name=name, **params))
    assert edit is not None and edit.changes is not None
    texts = {(editor.folder / one).as_uri(): text for one, text in (("main.yaml", MAIN), ("common.yaml", COMMON))}  # type: ignore[operator]
    return {one.rpartition("/")[2]: applied(texts[one], list(edits)) for one, edits in edit.changes.items()}


def test_renaming(tmp_path: Path) -> None:
    async def scene() -> None:
        async with client(written(tmp_path)) as editor:
            uri, common = editor.open("main.yaml"), editor.open("common.yaml")
            found = await renamed(editor, uri, "- name: flip\n", 9, "toss")
            assert found["main.yaml"].count("toss") == 5 and "tasks.flip" not in found["main.yaml"]
            found = await renamed(editor, common, "- name: greet", 9, "say")
            assert "- name: say" in found["common.yaml"] and "template: say" in found["main.yaml"]
            assert "- name: greet\n            depends" in found["main.yaml"]
            found = await renamed(editor, common, "- name: text", 9, "words")
            assert "{{inputs.parameters.words}}" in found["common.yaml"] and "- name: words" in found["main.yaml"]
            found = await renamed(editor, uri, "workflow.parameters.city", 22, "town")
            assert "city" not in found["main.yaml"], "the entrypoint's input is filled by name"
            for needle, shift, name, said in (
                ("- name: flip\n", 9, "greet", "already"),
                ("- name: flip\n", 9, "a b", "no name"),
                ("- name: flip\n", 9, "toss-it", "calculation"),
            ):
                with pytest.raises(JsonRpcException, match=said):
                    await renamed(editor, uri, needle, shift, name)
            asked = types.PrepareRenameParams(**editor.at(uri, "image: alpine", 8))
            assert await editor.speaks.text_document_prepare_rename_async(asked) is None

    asyncio.run(scene())


def test_outline(tmp_path: Path) -> None:
    async def scene() -> None:
        async with client(written(tmp_path)) as editor:
            uri = editor.open("main.yaml")
            asked = types.DocumentSymbolParams(types.TextDocumentIdentifier(uri))
            (whole,) = await editor.speaks.text_document_document_symbol_async(asked) or ()
            assert isinstance(whole, types.DocumentSymbol)
            assert (whole.name, whole.detail) == ("main-", "Workflow")
            assert [one.name for one in whole.children or ()] == ["city", "main", "flip-coin", "show"]
            main = (whole.children or ())[1]
            assert [(one.name, one.detail) for one in main.children or ()] == [
                ("city", ""),
                ("flip", "flip-coin"),
                ("greet", "common/greet"),
                ("each", "show"),
            ]

    asyncio.run(scene())


HOVERS = [
    ("inputs.parameters.city", 20, ["**inputs.parameters.city** — text", "template `main`", "Known values: `Bonn`"]),
    ("tasks.flip.outputs.result", 20, ["What it printed", "runs `flip-coin` (script)"]),
    ("upper(", 2, ["upper(text: string) -> string"]),
    ("item.size", 6, ["**item.size**", "Known values: `1`", "`2`"]),
    ("lastRetry.exitCode", 12, ["integer", "exit code"]),
    ("workflow.parameters.city", 22, ["A workflow argument", "Value: `Bonn`"]),
    ("inputs.parameters.num}}", 18, ["Given by:", "task `each` of `main`: `{{item.size}}`", "Known values: `1`"]),
    ("template: greet", 12, ["container in WorkflowTemplate `common`", "called from 1 place", "- `text` = `hello`"]),
    ("template: flip-coin", 12, ["script in Workflow"]),
    ("retryPolicy", 3, ["**retryPolicy** — text, of RetryStrategy", "`OnTransientError`"]),
    ("OnError", 3, ["**retryPolicy**"]),
    ("withItems", 3, ["list of anything, of Task", "each item"]),
    ("entrypoint", 3, ["The template that the workflow starts with"]),
    ("depends: flip.Succeeded", 10, ["**flip** — task"]),
    ("depends: flip.Succeeded", 18, ["**Succeeded** — it succeeded"]),
]


def test_hovering(tmp_path: Path) -> None:
    async def scene() -> None:
        async with client(written(tmp_path)) as editor:
            uri = editor.open("main.yaml")
            for needle, shift, wanted in HOVERS:
                found = await editor.speaks.text_document_hover_async(
                    types.HoverParams(**editor.at(uri, needle, shift))
                )
                assert found is not None and isinstance(found.contents, types.MarkupContent), needle
                assert [one for one in wanted if one not in found.contents.value] == [], found.contents.value
            asked = types.HoverParams(**editor.at(uri, "echo heads", 2))
            assert await editor.speaks.text_document_hover_async(asked) is not None  # the field `source`
            text = MAIN.replace("retryPolicy: OnError", "retryPolicy: OnEror  # wfsim: ignore[bad-when]")
            editor.change(uri, text)
            await editor.diagnostics(uri)
            for needle, wanted in (("OnEror", "**invalid-retry-policy**: A retryPolicy that"), ("bad-when", "Good:")):
                found = await editor.speaks.text_document_hover_async(types.HoverParams(**editor.at(uri, needle, 2)))
                assert found is not None and isinstance(found.contents, types.MarkupContent)
                assert wanted in found.contents.value

    asyncio.run(scene())
