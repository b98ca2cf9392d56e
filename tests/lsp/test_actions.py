"""Fixes and comments that ignore findings, over the protocol; what is ignored is ignored by the command, too."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

pytest.importorskip("pygls")

from lsprotocol import types

from tests.lsp.client import Client, client
from tests.lsp.test_navigation import applied
from tests.running import wfsim

HEAD = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {generateName: a-}
spec:
  entrypoint: main
  templates:
    - name: main
"""
CONTAINER = HEAD + "      container: {image: alpine, commands: [a]}\n"


async def offered(editor: Client, uri: str, only: list[str] | None = None) -> list[types.CodeAction]:
    found = await editor.diagnostics(uri)
    context = types.CodeActionContext(found, only=only)  # type: ignore[arg-type]
    whole = types.Range(types.Position(0, 0), types.Position(10_000, 0))
    asked = types.CodeActionParams(types.TextDocumentIdentifier(uri), whole, context)
    answered = await editor.speaks.text_document_code_action_async(asked)
    return [one for one in answered or () if isinstance(one, types.CodeAction)]


def after(action: types.CodeAction, text: str) -> str:
    assert action.edit is not None and action.edit.changes is not None
    ((_, edits),) = action.edit.changes.items()
    return applied(text, list(edits))


def test_fixes(tmp_path: Path) -> None:
    text = CONTAINER.replace("entrypoint: main", "entrypoint: mian")

    async def scene() -> None:
        async with client(tmp_path) as editor:
            uri = editor.open("a.yaml", text)
            found = {one.title: one for one in await offered(editor, uri, ["quickfix"])}
            command = found["Write command"]
            assert command.is_preferred and command.diagnostics is not None
            assert command.diagnostics[0].code == "unknown-field"
            assert after(command, text) == text.replace("commands", "command")
            (whole,) = await offered(editor, uri, ["source.fixAll"])
            assert whole.kind == "source.fixAll.wfsim"
            assert after(whole, text) == text.replace("commands", "command").replace("mian", "main")
            assert [one.title for one in await offered(editor, uri, ["refactor"])] == []
            editor.change(uri, text.replace("commands", "command").replace("mian", "main"))
            assert await offered(editor, uri) == []

    asyncio.run(scene())


NAME = "{{inputs.parameters.b}}"
SCRIPT = HEAD + "      script:\n        image: alpine\n        source: "
TEXTS = [
    CONTAINER,
    CONTAINER.replace("\n", "\r\n"),
    HEAD + "      container: {image: alpine}\n      outputs: {parameters: [{name: a}]}\n",
    f"{SCRIPT}|\n          echo a\n          echo {NAME}\n",
    f'{SCRIPT}"echo a\n          {NAME}"\n',
    f"{HEAD}      container:\n        image: a\n        args:\n          - >-\n            a\n            {NAME}\n",
    CONTAINER.replace("commands: [a]}", "commands: [a]}  # wfsim: ignore[unused-template] because"),
    "# wfsim: ignore-file[unused-template]\n" + CONTAINER,
]


@pytest.mark.parametrize("text", TEXTS)
def test_ignoring(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"

    async def scene() -> list[tuple[str, str]]:
        async with client(tmp_path) as editor:
            uri = editor.open("a.yaml", text)
            wanted = [one for one in await offered(editor, uri) if one.title.startswith("Ignore")]
            return [(one.title.split()[1], after(one, text)) for one in wanted]

    actions = asyncio.run(scene())
    assert len(actions) >= 2
    for code, changed in actions:
        assert ("\r\n" in text) is ("\n" not in changed.replace("\r\n", ""))
        path.write_text(changed, encoding="utf-8", newline="")
        out = wfsim("lint", "--format", "oneline", str(path)).out
        assert f"[{code}]" not in out and "bad-ignore" not in out, out


def test_what_cannot_be_ignored_in_a_comment(tmp_path: Path) -> None:
    json = '{"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", "metadata": {}, "spec": {"entrypont": "a"}}'

    async def scene() -> None:
        async with client(tmp_path) as editor:
            found = await offered(editor, editor.open("a.json", json))
            assert found and not [one for one in found if one.title.startswith("Ignore")]
            unused = CONTAINER.replace("commands", "command").replace("spec:", "spec:  # wfsim: ignore[bad-when]")
            found = await offered(editor, editor.open("b.yaml", unused))
            assert not [one for one in found if one.title.startswith("Ignore")]

    asyncio.run(scene())
