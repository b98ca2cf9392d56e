"""What a keystroke costs: files that did not change are neither read nor loaded again."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("pygls")

from tests.lsp.manifests import COMMON, MAIN, written
from wfsim.cli import inputs
from wfsim.lsp import project
from wfsim.lsp.project import Buffer, Project, Root


def typed(held: Project, path: Path, text: str, version: int) -> Root:
    return held.put(Buffer(path.as_uri(), str(path), text, version))


def test_only_what_changed_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path)
    opened: list[str] = []
    loaded: list[str] = []
    on_disk, load = inputs.on_disk, project.load
    monkeypatch.setattr(inputs, "on_disk", lambda name: (opened.append(Path(name).name), on_disk(name))[1])
    monkeypatch.setattr(
        project, "load", lambda of, version: (loaded.extend(one.name for one in of), load(of, version))[1]
    )
    held = Project()
    held.add_folder(str(tmp_path))
    main = tmp_path / "main.yaml"
    root = typed(held, main, MAIN, 1)
    root.judged(), root.view()
    assert opened == ["common.yaml"] and len(loaded) == 2
    for version in range(2, 5):
        root = typed(held, main, MAIN + "#" * version, version)
        assert root.judged() == ()
        assert root.view().context.workspace.resources
    assert opened == ["common.yaml"] and len(loaded) == 5
    (tmp_path / "common.yaml").write_text(COMMON.replace("name: greet", "name: greeting"), encoding="utf-8")
    held.changed()
    assert [one.code for one in root.judged()] == ["templateref-unknown-template"]
    assert opened == ["common.yaml", "common.yaml"] and len(loaded) == 6


def test_a_view_sees_what_is_typed_at_once_and_new_files_a_moment_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(project.time, "monotonic", lambda: now[0])
    written(tmp_path)
    held = Project()
    held.add_folder(str(tmp_path))
    root = typed(held, tmp_path / "main.yaml", MAIN, 1)
    assert len(root.view().workspace.resources) == 2
    (tmp_path / "more.yaml").write_text(COMMON.replace("name: common", "name: more"), encoding="utf-8")
    root = typed(held, tmp_path / "main.yaml", MAIN.replace("generateName: main-", "name: typed"), 2)
    assert sorted(one.name for one in root.view().workspace.resources) == ["common", "typed"]
    now[0] += 3
    typed(held, tmp_path / "main.yaml", MAIN, 3)
    assert sorted(one.name for one in root.view().workspace.resources) == ["", "common", "more"]


def test_the_innermost_folder_counts(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    held = Project()
    held.add_folder(str(tmp_path)), held.add_folder(str(inner))
    assert held.root(str(inner / "a.yaml")).path == str(inner)
    assert held.root(str(tmp_path / "a.yaml")).path == str(tmp_path)
    held.remove_folder(str(inner))
    assert held.root(str(inner / "a.yaml")).path == str(tmp_path)
    assert not held.root("/elsewhere/a.yaml").is_folder
