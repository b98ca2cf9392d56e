"""``--fix`` and ``--diff``: what is mended, that nothing else is touched, and files that cannot be written."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.checks.pages import examples, lint
from tests.cli.command import Ran, wfsim
from tests.cli.manifests import GOOD
from tests.cli.test_bad_input import unprivileged
from wfsim.cli import fixes, writing
from wfsim.text import Severity, Source
from wfsim.yamlio import plain, read

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
VALID = sorted((FIXTURES / "ok").glob("*.yaml"))
TYPO = GOOD.replace("command:", "comand:").replace("entrypoint: main", "entrypoint: mian  # to be mended")
MENDED = GOOD.replace("entrypoint: main", "entrypoint: main  # to be mended")


@pytest.fixture
def typo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "typo.yaml"
    path.write_text(TYPO)
    return path


def test_typos_are_mended(typo: Path) -> None:
    assert wfsim("lint", "typo.yaml", "--fix") == (0, "", "2 findings in 1 file mended\nno findings in 1 file\n")
    assert typo.read_text() == MENDED
    assert wfsim("lint", "typo.yaml", "--fix") == (0, "", "no findings in 1 file\n")


def test_the_difference_is_shown_and_nothing_changed(typo: Path) -> None:
    ran = wfsim("lint", "typo.yaml", "--diff")
    assert ran.code == 1 and ran.err == "2 findings in 1 file would be mended\n"
    assert ran.out.startswith("--- a/typo.yaml\n+++ b/typo.yaml\n@@ ")
    assert "-  entrypoint: mian  # to be mended\n+  entrypoint: main  # to be mended\n" in ran.out
    assert typo.read_text() == TYPO
    typo.write_text(MENDED)
    assert wfsim("lint", "typo.yaml", "--diff") == (0, "", "nothing to mend\n")


ENDS = {"lf": "\n", "crlf": "\r\n"}
MARKS = {"plain": b"", "utf-8": b"\xef\xbb\xbf"}


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("last", [True, False], ids=["ended", "unended"])
def test_a_difference_can_be_applied(typo: Path, end: str, mark: str, last: bool) -> None:
    text = TYPO if last else TYPO.removesuffix("\n")
    typo.write_bytes(MARKS[mark] + text.replace("\n", ENDS[end]).encode())
    patch = typo.with_suffix(".patch")
    assert wfsim("lint", "typo.yaml", "--diff", "-o", str(patch)).code == 1
    subprocess.run(["git", "apply", "-p1", str(patch)], cwd=typo.parent, check=True)
    assert wfsim("lint", "typo.yaml").code == 0
    mended = MENDED if last else MENDED.removesuffix("\n")
    assert typo.read_bytes() == MARKS[mark] + mended.replace("\n", ENDS[end]).encode()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_the_encoding_stays(typo: Path, encoding: str) -> None:
    typo.write_bytes(TYPO.replace("\n", "\r\n").encode(encoding))
    assert wfsim("lint", "typo.yaml", "--fix").code == 0
    assert typo.read_bytes() == MENDED.replace("\n", "\r\n").encode(encoding)


def test_rights_stay_and_links_are_followed(typo: Path) -> None:
    typo.chmod(0o640)
    real = typo.rename(typo.parent / "real.yaml")
    typo.symlink_to(real)
    assert wfsim("lint", "typo.yaml", "--fix").code == 0
    assert typo.is_symlink() and real.read_text() == MENDED
    assert real.stat().st_mode & 0o777 == 0o640
    assert sorted(one.name for one in typo.parent.iterdir()) == ["real.yaml", "typo.yaml"]


def test_other_names_of_a_file_see_the_change(typo: Path) -> None:
    os.link(typo, typo.parent / "other")
    assert wfsim("lint", "typo.yaml", "--fix").code == 0
    assert (typo.parent / "other").read_text() == MENDED


def test_files_beside_are_not_touched(typo: Path) -> None:
    (typo.parent / "beside.yaml").write_text(TYPO)
    assert wfsim("lint", "typo.yaml", "--fix", "--with", ".").code == 0
    assert (typo.parent / "beside.yaml").read_text() == TYPO


def test_what_nobody_wants_to_hear_of_is_not_mended(typo: Path) -> None:
    wfsim("lint", "typo.yaml", "--fix", "--select", "unknown-template")
    assert typo.read_text() == TYPO.replace("mian", "main")


def by_nobody(path: Path) -> Ran:
    """The command by somebody whom the file's rights bind."""
    with unprivileged():
        return wfsim("lint", str(path), "--fix")


def test_a_file_that_may_not_be_written() -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:  # pytest's own folders are closed to everybody else
        Path(folder).chmod(0o777)
        path = Path(folder, "typo.yaml")
        path.write_text(TYPO)
        path.chmod(0o444)
        ran = by_nobody(path)
        assert ran.code == 3 and f"wfsim: cannot write {path}: the file is read-only\n" in ran.err
        assert "unknown-field" in ran.out and path.read_text() == TYPO
        path.chmod(0o666)
        Path(folder).chmod(0o755)  # no new file can be made, the old one can be written
        assert by_nobody(path).code == 0
        assert path.read_text() == MENDED
        assert [one.name for one in Path(folder).iterdir()] == ["typo.yaml"]


def test_a_file_that_changed_meanwhile(typo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (typo.parent / "good.yaml").write_text(TYPO)
    before = fixes._written

    def late(*words: object) -> object:
        typo.write_text(f"# mine\n{TYPO}")
        return before(*words)  # type: ignore[arg-type]

    monkeypatch.setattr(fixes, "_written", late)
    ran = wfsim("lint", ".", "--fix", "--format", "oneline")
    assert ran.code == 3
    assert "wfsim: typo.yaml has changed meanwhile, and was left as it is\n1 file mended\n" in ran.err
    assert typo.read_text() == f"# mine\n{TYPO}" and (typo.parent / "good.yaml").read_text() == MENDED
    assert "typo.yaml:8:" in ran.out and "good.yaml" not in ran.out


def test_a_full_disk_leaves_the_file(typo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    ran = wfsim("lint", "typo.yaml", "--fix")
    assert ran.code == 3 and "wfsim: cannot write typo.yaml: No space left on device\n" in ran.err
    assert typo.read_text() == TYPO and [one.name for one in typo.parent.iterdir()] == ["typo.yaml"]


def test_a_full_disk_while_a_file_is_overwritten(typo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.link(typo, typo.parent / "other")
    fill, calls = writing._fill, Counter[str]()

    def once_full(path: str, data: bytes) -> None:
        calls[path] += 1
        if calls[path] == 1:
            Path(path).write_bytes(data[:10])
            raise OSError(28, "No space left on device")
        fill(path, data)

    monkeypatch.setattr(writing, "_fill", once_full)
    assert wfsim("lint", "typo.yaml", "--fix").code == 3
    assert typo.read_text() == TYPO


def test_standard_input_is_shown_and_not_written() -> None:
    assert wfsim("lint", "-", "--fix", stdin=TYPO.encode()).code == 2
    ran = wfsim("lint", "-", "--diff", stdin=TYPO.encode())
    assert ran.code == 1 and ran.out.startswith("--- a/<stdin>\n+++ b/<stdin>\n")


def test_what_could_not_be_read_is_told_beside_the_difference(typo: Path) -> None:
    ran = wfsim("lint", "typo.yaml", "none.yaml", "--diff")
    assert ran.code == 3 and "error[no-such-file]" in ran.err and ran.out.startswith("--- a/typo.yaml")


def test_a_file_that_would_be_worse_is_left(typo: Path) -> None:
    """A fix may bring to light what nobody could see before; where that is more than it mends, people decide."""
    text = GOOD.replace("spec:\n", "spec:\n  volums: [{naem: a}, {naem: b}]\n")
    typo.write_text(text)
    before = json.loads(wfsim("lint", "typo.yaml", "--format", "json").out)["findings"]
    wfsim("lint", "typo.yaml", "--fix")
    after = json.loads(wfsim("lint", "typo.yaml", "--format", "json").out)["findings"]
    assert len(after) <= len(before)


def found(text: str) -> Counter[tuple[str, str]]:
    rows = json.loads(wfsim("lint", "-", "--format", "json", stdin=text.encode()).out)["findings"]
    return Counter((one["code"], one["message"]) for one in rows)


@st.composite
def mistyped(draw: st.DrawFn) -> tuple[str, str]:
    """A valid file, and the same with a word mistyped, whatever word it is."""
    text = draw(st.sampled_from(VALID)).read_text()
    words = list(re.finditer(r"[A-Za-z]{4,}", text))
    word = words[draw(st.integers(0, len(words) - 1))]
    at = draw(st.integers(word.start() + 1, word.end() - 2))
    slip = draw(st.sampled_from(["drop", "twice", "swap", "other"]))
    a, b = text[at], text[at + 1]
    typed = {"drop": b, "twice": a + a + b, "swap": b + a, "other": "q" + b}[slip]
    end = draw(st.sampled_from(["\n", "\r\n"]))
    return text.replace("\n", end), (text[:at] + typed + text[at + 2 :]).replace("\n", end)


@given(mistyped(), st.sampled_from([b"", b"\xef\xbb\xbf"]))
def test_any_slip_is_mended_or_left_and_nothing_else_touched(
    tmp_path_factory: pytest.TempPathFactory, texts: tuple[str, str], mark: bytes
) -> None:
    right, wrong = texts
    path = tmp_path_factory.mktemp("fix") / "a.yaml"
    path.write_bytes(mark + wrong.encode())
    wfsim("lint", str(path), "--fix")
    data = path.read_bytes()
    assert data.startswith(mark)
    mended = data[len(mark) :].decode()
    old, new = wrong.split("\n"), mended.split("\n")
    assert len(old) == len(new)
    changed = [index for index, pair in enumerate(zip(old, new, strict=True)) if pair[0] != pair[1]]
    for index in changed:  # comments and what stands around the word stay
        assert old[index].endswith("\r") == new[index].endswith("\r")
        assert old[index].partition(" #")[2] == new[index].partition(" #")[2]
    wfsim("lint", str(path), "--fix")
    assert path.read_bytes() == data
    if mended != wrong:
        assert not found(mended) - found(wrong) - found(right)


@given(mistyped())
def test_no_more_words_change_than_there_are_fixes(
    tmp_path_factory: pytest.TempPathFactory, texts: tuple[str, str]
) -> None:
    path = tmp_path_factory.mktemp("fix") / "a.yaml"
    path.write_bytes(texts[1].encode())
    said = re.search(r"(\d+) findings? in 1 file mended", wfsim("lint", str(path), "--fix").err)
    before, after = words(texts[1]), words(path.read_bytes().decode())
    assert (before - after).total() == (after - before).total() <= (int(said[1]) if said else 0)


def words(text: str) -> Counter[str]:
    """Every key and value of a file."""
    reading = read(Source("a", text))
    waiting = [plain(one.root) for one in reading.documents]
    held: Counter[str] = Counter()
    while waiting:
        match waiting.pop():
            case dict() as data:
                held.update(map(str, data))
                waiting += data.values()
            case list() as data:
                waiting += data
            case other:
                held[repr(other)] += 1
    return held


def bad_texts() -> Iterator[tuple[str, str]]:
    """Every fixture and page's example that something can be mended of."""
    for path in sorted((FIXTURES / "err").rglob("*.yaml")):
        yield f"{path.parent.name}/{path.stem}", path.read_text(encoding="utf-8")
    for example in examples():
        if example.is_bad:
            yield f"page of {example.code}", example.text


def test_every_fix_that_is_offered_is_made_and_none_comes_after_it(tmp_path: Path) -> None:
    made, path = 0, tmp_path / "a.yaml"
    for name, text in bad_texts():
        before = lint(text)
        if any(one.fix for one in before):
            path.write_text(text)
            wfsim("lint", str(path), "--fix")
            mended = path.read_text()
            after = lint(mended)
            assert not [one.fix for one in after if one.fix], name
            assert sum(one.severity is Severity.ERROR for one in after) < len(before), name
            wfsim("lint", str(path), "--fix")
            assert path.read_text() == mended != text, name
            made += 1
    assert made > 40
