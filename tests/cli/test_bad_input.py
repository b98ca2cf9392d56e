"""Input that no workflow looks like: one clear message with its place, an exit code, within a second."""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.command import wfsim
from tests.cli.manifests import BAD, GOOD
from wfsim.cli import inputs

BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "\n".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
CASES = {
    "empty": (b"", 0, "empty-file", (1, 1)),
    "blanks": (b" \n\n", 0, "empty-file", (1, 1)),
    "binary": (bytes(range(256)) * 40, 3, "not-text", (1, 1)),
    "nul": (b"kind: Work\0flow\n", 3, "not-text", (1, 1)),
    "latin-1": ("kind: Workflow\nname: \xe9t\xe9\n".encode("latin-1"), 3, "not-text", (2, 7)),
    "deep": (b"a: " + b"[" * 20_000, 1, "too-deep", None),
    "deep-blocks": ("\n".join(" " * n + "a:" for n in range(1200)).encode(), 1, "too-deep", None),
    "bomb": (BOMB.encode(), 1, "too-many-aliases", None),
    "large": (GOOD.encode() + b"# " + b"x" * 50_000_000, 3, "file-too-large", (1, 1)),
    "large-characters": (GOOD.encode() + b"# " + b"x" * 17_000_000, 3, "file-too-large", (1, 1)),
    "large-document": (b"\n\n" + GOOD.encode() + b"# " + b"x" * 4_000_000, 3, "file-too-large", (3, 1)),
    "tabs": (b"kind: Workflow\nspec:\n\tentrypoint: main\n", 1, "yaml-syntax", (3, 1)),
    "unclosed": (b'kind: "Workflow\n', 1, "yaml-syntax", None),
    "control": (b"kind: Work\x07flow\n", 1, "yaml-syntax", (1, 11)),
    "alias-to-nothing": (b"kind: *workflow\n", 1, "yaml-syntax", (1, 7)),
}


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str]]:
    path = tmp_path / "given.yaml"
    path.write_bytes(CASES[request.param][0])
    yield request.param, str(path)


def test_one_message_with_its_place_in_a_second(case: tuple[str, str]) -> None:
    name, path = case
    _, code, finding, place = CASES[name]
    began = time.perf_counter()
    ran = wfsim("lint", path, "--format", "json")
    assert time.perf_counter() - began < 1
    (found,) = json.loads(ran.out)["findings"]
    assert (ran.code, found["code"], found["path"]) == (code, finding, path)
    assert place is None or (found["line"], found["column"]) == place
    assert found["message"] and "Traceback" not in ran.err


def test_the_text_of_every_case_is_short(case: tuple[str, str]) -> None:
    ran = wfsim("lint", case[1])
    assert 0 < len(ran.out) < 2000
    assert "\x07" not in ran.out and "\0" not in ran.out


@pytest.mark.parametrize("size", [3_000_000, 50_000_000])
def test_a_large_file_of_others_is_no_mistake(tmp_path: Path, size: int) -> None:
    (tmp_path / "data.json").write_bytes(b'{"a": "' + b"x" * size + b'"}')
    (tmp_path / "good.yaml").write_text(GOOD)
    ran = wfsim("lint", str(tmp_path))
    assert (ran.code, ran.out) == (0, "") and ran.err.startswith("no findings in ")


def test_what_stands_beside_a_large_document_is_judged(tmp_path: Path) -> None:
    path = tmp_path / "many.yaml"
    path.write_text(f"{GOOD}# {'x' * 3_000_000}\n---\n{BAD}")
    found = json.loads(wfsim("lint", str(path), "--format", "json").out)["findings"]
    assert [one["code"] for one in found] == ["file-too-large", "unknown-template"]


@pytest.mark.parametrize(
    "data",
    [
        GOOD.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.encode("utf-16"),
        GOOD.encode("utf-32"),
        GOOD.replace("kind: ", "kind:\t").encode(),
    ],
    ids=["crlf", "bom", "utf-16", "utf-32", "tab-after-key"],
)
def test_unusual_but_fine(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "given.yaml"
    path.write_bytes(data)
    assert wfsim("lint", str(path)) == (0, "", "no findings in 1 file\n")


def test_places_count_without_mark_and_returns(tmp_path: Path) -> None:
    text = BAD.replace("\n", "\r\n")
    path = tmp_path / "given.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    found = json.loads(wfsim("lint", str(path), "--format", "json").out)["findings"]
    assert [(one["code"], one["line"], one["column"], one["endColumn"]) for one in found][:1] == [
        ("unknown-template", 5, 15, 19)
    ]


def test_a_missing_file_underlines_the_word() -> None:
    ran = wfsim("lint", "fixtures", "no/such.yaml")
    assert ran.code == 3
    assert "<command line>:1:10: error[no-such-file]" in ran.out


def test_the_hint_names_a_file_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "workflow.yaml").write_text(GOOD)
    assert "workflow.yaml'?" in wfsim("lint", str(tmp_path / "wokflow.yaml")).out


def test_a_pattern_that_matches_nothing(tmp_path: Path) -> None:
    ran = wfsim("lint", str(tmp_path / "*.yaml"))
    assert ran.code == 3 and "error[no-such-file]: no file matches" in ran.out


def test_a_folder_without_yaml(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello")
    ran = wfsim("lint", str(tmp_path))
    assert ran.code == 3 and ran.out.startswith("<command line>:1:1: error[empty-folder]")


def test_a_file_that_may_not_be_read() -> None:
    with tempfile.TemporaryDirectory() as folder:  # pytest's own folders are closed to everybody else
        Path(folder).chmod(0o755)
        path = Path(folder, "secret.yaml")
        path.write_text(GOOD)
        path.chmod(0)
        with unprivileged():
            ran = wfsim("lint", str(path))
    assert ran.code == 3 and "error[unreadable-file]" in ran.out


@contextmanager
def unprivileged() -> Iterator[None]:
    """Root may read everything: be nobody for a while."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(before)


def test_a_broken_link_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "gone.yaml").symlink_to(tmp_path / "nowhere")
    (tmp_path / "good.yaml").write_text(GOOD)
    ran = wfsim("lint", str(tmp_path))
    assert ran.code == 3 and "error[unreadable-file]" in ran.out and "No such file" in ran.out


def test_the_rest_is_checked_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"# argoproj.io\xfd")
    (tmp_path / "b.yaml").write_text(BAD)
    codes = [one["code"] for one in json.loads(wfsim("lint", str(tmp_path), "--format", "json").out)["findings"]]
    assert codes[:2] == ["not-text", "unknown-template"]


@given(st.binary(max_size=300))
def test_any_bytes_give_findings_and_no_exception(data: bytes) -> None:
    ran = wfsim("lint", "-", stdin=data)
    assert ran.code in (0, 1, 3) and "internal" not in ran.out + ran.err


@given(st.text(max_size=300))
def test_any_text_gives_findings_and_no_exception(text: str) -> None:
    ran = wfsim("lint", "-", stdin=text.encode("utf-8", "surrogatepass"))
    assert ran.code in (0, 1, 3) and "internal" not in ran.out + ran.err


LIBRARY = """apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata: {name: NAME}
spec:
  entrypoint: main
  templates:
    - name: main
      steps: [[{name: go, templateRef: {name: OTHER, template: main}}]]
"""


def codes(folder: Path) -> list[tuple[str, str]]:
    found = json.loads(wfsim("lint", str(folder), "--format", "json").out)["findings"]
    return [(os.path.relpath(one["path"], folder), one["code"]) for one in found]


def test_references_in_a_circle_are_told_once(tmp_path: Path) -> None:
    for name, other in (("a", "b"), ("b", "c"), ("c", "a")):
        (tmp_path / f"{name}.yaml").write_text(LIBRARY.replace("NAME", name).replace("OTHER", other))
    assert codes(tmp_path) == [("c.yaml", "recursion-without-condition")]


def test_one_name_in_several_files_is_told_and_the_rest_judged(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.yaml").write_text(LIBRARY.replace("NAME", "a").replace("OTHER", "b"))
    (tmp_path / "bad.yaml").write_text(BAD)
    (tmp_path / "b.yaml").write_text(
        GOOD.replace("Workflow", "WorkflowTemplate").replace("generateName: good-", "name: b")
    )
    assert codes(tmp_path) == [
        ("1.yaml", "duplicate-resource"),
        ("2.yaml", "duplicate-resource"),
        ("bad.yaml", "unknown-template"),
    ]


def test_links_in_a_circle_and_what_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "sub" / "same.yaml").symlink_to(tmp_path / "bad.yaml")
    (tmp_path / "folder.yaml").mkdir()
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "bad.yaml").write_text(BAD)
    assert codes(tmp_path) == [("bad.yaml", "unknown-template")]


def test_a_link_to_itself(tmp_path: Path) -> None:
    (tmp_path / "self.yaml").symlink_to(tmp_path / "self.yaml")
    ran = wfsim("lint", str(tmp_path))
    assert ran.code == 3 and "error[unreadable-file]" in ran.out and "levels of symbolic links" in ran.out


def test_a_file_that_goes_while_files_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bad.yaml").write_text(BAD)
    (tmp_path / "gone.yaml").write_text(GOOD)
    listed = inputs._inside

    def late(*words: Any) -> Iterator[str]:
        yield from list(listed(*words))
        (tmp_path / "gone.yaml").unlink()

    monkeypatch.setattr(inputs, "_inside", late)
    assert {code for _, code in codes(tmp_path)} == {"unreadable-file", "unknown-template"}


def test_merges_do_not_flood(tmp_path: Path) -> None:
    keys = ", ".join(f"k{number}: 1" for number in range(10_000))
    (tmp_path / "bomb.yaml").write_text(f"a: &a {{{keys}}}\nb: {{<<: [*a, *a, *a, *a]}}\n")
    assert len(codes(tmp_path / "bomb.yaml")) == 100


# What others write, and what is no mistake of a workflow's.
STRANGERS = {
    "jinja.yaml": b"{% if x %}\na: 1\n{% endif %}\n",
    "tags.yaml": b"a: !Ref x\nb: !GetAtt [a, b]\nc: !!python/name:foo.bar\nd: !vault |\n  abc\n",
    "twice.yaml": b"a: 1\na: 2\n<<: 3\n? [a]\n: b\n",
    "tab.yaml": b"a:\n\tb: 1\n",
    "directive.yaml": b"%YAML 1.2\n---\na: yes\n",
    "comments.json": b'{"a": 1,}\n// c\n',
    "lines.json": b'{"a": 1}\n{"a": 2}\n',
    "empty.yaml": b"",
    "latin.yaml": b"a: \xe9\n",
    "binary.json": bytes(range(256)),
    "deep.json": b"[" * 5000 + b"]" * 5000,
    "bomb.yaml": BOMB.encode(),
}


def test_what_others_write_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, data in STRANGERS.items():
        Path(name).write_bytes(data)
    count = len(STRANGERS)
    assert wfsim("lint", ".") == (0, "", f"nothing to check: no Argo workflow in {count} files\n")
    assert wfsim("lint", *STRANGERS, "--with", ".") == (0, "", f"nothing to check: no Argo workflow in {count} files\n")
    assert wfsim("lint", *STRANGERS).code == 3  # whoever names them one by one hears of them
    Path("good.yaml").write_text(GOOD)
    assert wfsim("lint", ".") == (0, "", f"no findings in {count + 1} files\n")


def test_values_of_others_are_known_all_the_same(tmp_path: Path) -> None:
    reference = "inputs: {parameters: [{name: x, valueFrom: {configMapKeyRef: {name: settings, key: KEY}}}]}"
    text = GOOD.replace("    - name: main\n", f"    - name: main\n      {reference}\n")
    (tmp_path / "settings.yaml").write_text(
        "kind: ConfigMap\napiVersion: v1\nmetadata: {name: settings}\ndata: {here: a}\n"
    )
    (tmp_path / "a.yaml").write_text(text.replace("KEY", "there"))
    assert ("a.yaml", "unknown-config-map-key") in codes(tmp_path)
