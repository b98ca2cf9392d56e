"""What Helm and Kustomize rendered: findings stand under the names of the files that it came from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.command import wfsim
from tests.cli.manifests import BAD, GOOD
from wfsim.cli.inputs import Piped
from wfsim.cli.rendered import apart


def places(text: str, *words: str) -> list[tuple[str, int]]:
    """File and line of everything that is reported of a stream."""
    ran = wfsim("lint", "-", "--format", "json", *words, stdin=text.encode())
    assert "internal" not in ran.out + ran.err
    return [(one["path"], one["line"]) for one in json.loads(ran.out)["findings"]]


def helm(*documents: tuple[str, str]) -> str:
    return "".join(f"---\n# Source: {name}\n{text}" for name, text in documents)


def origin(name: str, more: str = "") -> str:
    """A manifest as Kustomize annotates it."""
    annotation = f"config.kubernetes.io/origin: |\n      path: {name}\n{more}"
    metadata = f"metadata:\n  annotations:\n    {annotation}  generateName: good-"
    return BAD.replace("metadata: {generateName: good-}", metadata)


def test_helm_names_the_files() -> None:
    text = helm(("chart/templates/a.yaml", BAD), ("chart/templates/b.yaml", GOOD), ("chart/templates/c.yaml", BAD))
    assert places(text) == [("chart/templates/a.yaml", 5), ("chart/templates/c.yaml", 5)]


def test_documents_of_one_file_count_on() -> None:
    text = helm(("chart/templates/a.yaml", BAD), ("chart/templates/a.yaml", BAD))
    lines = BAD.count("\n")
    assert places(text) == [("chart/templates/a.yaml", 5), ("chart/templates/a.yaml", lines + 1 + 5)]


def test_lines_are_those_of_a_template_that_has_no_tags() -> None:
    template = "# About this.\n\n" + BAD + "---\n" + BAD
    first, second = template.split("---\n")
    rendered = helm(("chart/templates/a.yaml", first), ("chart/templates/a.yaml", second))
    wanted = [number for number, line in enumerate(template.split("\n"), 1) if "mian" in line]
    assert [line for _, line in places(rendered)] == wanted


def test_kustomize_names_the_files() -> None:
    more = "      repo: https://example.org/a\n      ref: v1\n"
    text = "---\n".join([origin("base/a.yaml"), origin("base/b.yaml", more), BAD])
    assert places(text) == [
        ("<stdin>", text.count("\n", 0, text.rindex("mian")) + 1),
        ("base/a.yaml", 9),
        ("base/b.yaml", 11),
    ]


def test_what_tells_no_file_keeps_its_lines() -> None:
    text = BAD + helm(("chart/templates/a.yaml", BAD)) + "---\n" + BAD
    found = places(text)
    wanted = [number for number, line in enumerate(text.split("\n"), 1) if "mian" in line]
    assert found == [("<stdin>", wanted[0]), ("<stdin>", wanted[2]), ("chart/templates/a.yaml", 5)]


def test_windows_has_other_lines_and_paths() -> None:
    text = helm(("chart\\templates\\a.yaml", BAD), ("chart/templates/b.yaml", BAD)) + "---\n" + origin("base\\c.yaml")
    assert places(text.replace("\n", "\r\n")) == [
        ("base/c.yaml", 9),
        ("chart/templates/a.yaml", 5),
        ("chart/templates/b.yaml", 5),
    ]


def test_what_helm_prints_around_it_is_no_mistake() -> None:
    head = "NAME: example\nLAST DEPLOYED: Fri Nov 27 07:26:43 2026\nSTATUS: pending-install\nHOOKS:\nMANIFEST:\n"
    assert places(head + helm(("chart/templates/a.yaml", GOOD))) == []


def test_a_comment_inside_a_script_names_nothing() -> None:
    text = BAD.replace("command: [echo, hello]", 'command: [sh, -c], args: ["# Source: no/file.yaml\\n"]')
    assert places(text) == [("<stdin>", 5)]


def test_references_reach_over_files() -> None:
    library = GOOD.replace("kind: Workflow", "kind: WorkflowTemplate").replace("generateName: good-", "name: library")
    user = GOOD.partition("  templates:")[0] + (
        "  templates:\n    - name: main\n      steps: [[{name: go, templateRef: {name: library, template: main}}]]\n"
    )
    assert places(helm(("a/templates/user.yaml", user), ("a/templates/library.yaml", library))) == []


def test_what_is_configured_for_a_file_holds_for_what_came_from_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("wfsim.toml").write_text('[per-file-ignores]\n"chart/templates/*" = ["unknown-template"]\n')
    assert places(helm(("chart/templates/a.yaml", BAD), ("other/templates/a.yaml", BAD))) == [
        ("other/templates/a.yaml", 5)
    ]


def test_it_is_never_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.yaml").write_text("mine\n")
    text = helm(("a.yaml", BAD))
    ran = wfsim("lint", "-", "--fix", stdin=text.encode())
    assert (ran.code, ran.out) == (2, "") and "--fix cannot write what came by a pipe" in ran.err
    assert Path("a.yaml").read_text() == "mine\n"
    assert "+  entrypoint: main\n" in wfsim("lint", "-", "--diff", stdin=text.encode()).out


def test_a_named_pipe_is_a_stream_too(tmp_path: Path) -> None:
    import os
    import threading

    path = tmp_path / "rendered"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_text, args=(helm(("chart/templates/a.yaml", BAD)),))
    writer.start()
    ran = wfsim("lint", str(path), "--format", "oneline")
    writer.join()
    assert ran.out.startswith("chart/templates/a.yaml:5:15: error[unknown-template]")


def test_texts_without_names_are_left_as_they_are() -> None:
    source = Piped("<stdin>", f"---\n{GOOD}---\n{BAD}")
    assert apart(source) == (source,)
