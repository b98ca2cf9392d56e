"""The cache of verdicts: it saves time, and changes nothing that is said."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import chdir
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.running import Ran, wfsim
from wfsim.checks import api
from wfsim.cli import cache, pieces, processes, verdicts
from wfsim.cli.verdicts import Kept, Verdict
from wfsim.text import Argo, Diagnostic, Edit, Fix, Related, Severity, Source, digests

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
WORKFLOW = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {generateName: a-}
spec:
  entrypoint: mian
  synchronization: {mutex: {name: a}}
  templates:
    - name: main
      container: {image: "alpine:3.20"}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the cache is to lie; nothing is there yet."""
    monkeypatch.delenv("WFSIM_NO_CACHE")
    monkeypatch.setenv("WFSIM_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def files(tmp_path: Path) -> Iterator[Path]:
    """A folder with a workflow in it, to work in."""
    place = tmp_path / "files"
    place.mkdir()
    (place / "a.yaml").write_text(WORKFLOW, encoding="utf-8")
    with chdir(place):
        yield place


def entries(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and path.name != "CACHEDIR.TAG"]


def looks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How often something was looked at anew: one entry each."""
    seen: list[int] = []
    real = api.run_all

    def counted(*args: object, **more: object) -> object:
        seen.append(1)
        return real(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(api, "run_all", counted)
    return seen


def test_the_second_look_is_saved(folder: Path, files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked = looks(monkeypatch)
    first = wfsim("lint", ".")
    assert first.code == 1 and "entrypoint" in first.out
    assert wfsim("lint", ".") == first and len(looked) == 1
    assert (
        (folder / "CACHEDIR.TAG").read_text(encoding="utf-8").startswith("Signature: 8a477f597d28d172789f06886806bc55")
    )


@pytest.mark.parametrize("format_", ["text", "oneline", "json", "sarif", "github", "gitlab", "junit"])
def test_every_format_is_made_of_what_is_kept(folder: Path, files: Path, format_: str) -> None:
    words = ("lint", "--format", format_, ".")
    plain = wfsim(*words, "--no-cache")
    assert entries(folder) == []
    assert wfsim(*words) == plain
    assert entries(folder) != []
    assert wfsim(*words) == plain


@pytest.mark.parametrize(
    "words",
    [
        ("--argo-version", "3.6"),
        ("--upgrade-from", "3.6"),
        ("--select", "*"),
        ("--ignore", "field-not-in-version"),
        ("--severity", "field-not-in-version=info"),
        ("--diff",),
        ("--with", "b.yaml"),
    ],
)
def test_other_wishes_are_other_verdicts(folder: Path, files: Path, words: tuple[str, ...]) -> None:
    (files / "b.yaml").write_text(WORKFLOW.replace("mian", "main"), encoding="utf-8")
    wfsim("lint", "a.yaml")
    found = wfsim("lint", "a.yaml", *words)
    assert found == wfsim("lint", "a.yaml", *words) == wfsim("lint", "a.yaml", *words, "--no-cache")


def test_what_was_mended_is_looked_at_anew(folder: Path, files: Path) -> None:
    wfsim("lint", ".")
    assert "mutexes" not in (files / "a.yaml").read_text(encoding="utf-8")
    wfsim("lint", "--fix", ".")
    assert "mutexes: [{name: a}]" in (files / "a.yaml").read_text(encoding="utf-8")
    assert wfsim("lint", ".") == wfsim("lint", ".", "--no-cache")


def test_nothing_is_kept_where_nobody_wants_it(folder: Path, files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wfsim("lint", "--no-cache", ".")
    monkeypatch.setenv("WFSIM_NO_CACHE", "1")
    wfsim("lint", ".")
    assert not folder.exists()


def test_other_code_is_another_judge(folder: Path, files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked = looks(monkeypatch)
    wfsim("lint", ".")
    monkeypatch.setattr(verdicts, "_looker", lambda: iter([b"newer"]))
    wfsim("lint", ".")
    assert len(looked) == 2


def test_every_file_of_ours_counts(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    for name in ("a.py", "inner/b.json"):
        (tmp_path / name).write_text("1", encoding="utf-8")
    before = list(verdicts._measures(str(tmp_path)))
    assert len(before) == 2
    (tmp_path / "inner" / "b.json").write_text("22", encoding="utf-8")
    assert list(verdicts._measures(str(tmp_path))) != before


RECORD = "wfsim/__main__.py,sha256=%s,100\nwfsim/cli/lint.py,sha256=abc,100\n"
BESIDE = ("PyYAML-6.0.4", "google_re2-1.1", "lark-1.3", "tzdata-2026.1", "other-1.0")


def installed(place: Path, record: str = RECORD % "def", beside: tuple[str, ...] = BESIDE) -> tuple[bytes, ...]:
    for name in ("argo_wfsim-0.1.0", *beside):
        (place / f"{name}.dist-info").mkdir(parents=True, exist_ok=True)
    (place / "argo_wfsim-0.1.0.dist-info" / "RECORD").write_text(record, encoding="utf-8")
    return verdicts._installed(str(place / "wfsim"))


def test_an_installed_judge_is_the_same_everywhere(tmp_path: Path) -> None:
    one = installed(tmp_path / "one")
    assert one == installed(tmp_path / "two") != ()
    assert one != installed(tmp_path / "three", RECORD % "fed")
    newer = installed(tmp_path / "four", beside=("PyYAML-6.1", *BESIDE[1:]))
    assert newer not in ((), one)
    assert installed(tmp_path / "five", beside=(*BESIDE[:4], "other-2.0")) == one


def test_what_is_not_installed_whole_is_measured(tmp_path: Path) -> None:
    assert installed(tmp_path / "editable", "__editable__.argo_wfsim.pth,sha256=abc,10\n") == ()
    assert installed(tmp_path / "elsewhere", beside=BESIDE[1:]) == ()
    (tmp_path / "bare" / "wfsim").mkdir(parents=True)
    assert verdicts._installed(str(tmp_path / "bare" / "wfsim")) == ()
    (tmp_path / "unread" / "argo_wfsim-0.1.0.dist-info").mkdir(parents=True)
    assert verdicts._installed(str(tmp_path / "unread" / "wfsim")) == ()


def test_a_fault_of_ours_is_not_kept(folder: Path, files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object, **__: object) -> tuple[Diagnostic, ...]:
        source = Source("a.yaml", WORKFLOW)
        return (Diagnostic("internal-error", Severity.ERROR, "a bug", source.span(0, 1)),)

    monkeypatch.setattr(api, "run_all", crash)
    assert wfsim("lint", ".").code == 3
    assert entries(folder) == []


def damaged(folder: Path, change: str) -> None:
    for path in entries(folder):
        data = path.read_bytes()
        match change:
            case "cut":
                path.write_bytes(data[: len(data) // 2])
            case "empty":
                path.write_bytes(b"")
            case "flipped":
                path.write_bytes(data[:-3] + bytes([data[-3] ^ 1]) + data[-2:])
            case "folder":
                path.unlink()
                path.mkdir()
            case "unreadable":
                path.chmod(0)
            case "forged":
                body = b'[[0],[["x","error","m",7,0,1,[],"",[],"none"]]]'
                path.write_bytes(digests.of_bytes(body) + body)
            case "foreign":
                body = b'{"other": "data"}'
                path.write_bytes(digests.of_bytes(body) + body)


@pytest.mark.parametrize("change", ["cut", "empty", "flipped", "folder", "unreadable", "forged", "foreign"])
def test_damage_costs_time_and_nothing_else(folder: Path, files: Path, change: str) -> None:
    first = wfsim("lint", ".")
    damaged(folder, change)
    assert wfsim("lint", ".") == first
    assert wfsim("lint", ".") == first


def unusable(folder: Path, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    match way:
        case "a file":
            folder.write_text("", encoding="utf-8")
        case "nowhere":
            monkeypatch.setenv("WFSIM_CACHE_DIR", "/dev/null/cache")
        case "read-only":
            folder.mkdir()
            folder.chmod(0o500)
        case "others' too":
            folder.mkdir()
            folder.chmod(0o777)
        case "another's":
            monkeypatch.setattr(os, "geteuid", lambda: 12345)
        case "full":

            def full(*_: object) -> None:
                raise OSError(errno.ENOSPC, "No space left on device")

            monkeypatch.setattr(os, "replace", full)


WAYS = ["a file", "nowhere", "read-only", "others' too", "another's", "full"]


@pytest.mark.skipif(sys.platform == "win32", reason="rights are those of POSIX")
@pytest.mark.parametrize("way", WAYS)
def test_a_folder_that_cannot_be_used(folder: Path, files: Path, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = wfsim("lint", "--no-cache", ".")
    unusable(folder, way, monkeypatch)
    assert wfsim("lint", ".") == wfsim("lint", ".") == plain
    if way != "read-only" or os.geteuid():  # the superuser may write everywhere
        assert "cache: " in wfsim("lint", "--debug", ".").err
        assert not folder.is_dir() or entries(folder) == []


def test_the_cache_stays_small(folder: Path) -> None:
    held = cache.Folder(str(folder), pytest.fail)
    for number in range(200):
        held.put(f"0{number}", b"x" * 100)
        os.utime(folder / "0" / str(number), ns=(number, number))
    names = {path.name for path in entries(folder)}
    assert len(names) <= 65 and "199" in names and "0" not in names
    for number in range(5):
        held.put(f"1{number}", b"x" * 1_500_000)
    assert len(list((folder / "1").iterdir())) == 2
    held.put("2", b"x" * 5_000_000)
    assert held.get("2") is None


def test_what_is_used_stays(folder: Path) -> None:
    held = cache.Folder(str(folder), pytest.fail)
    for number in range(66):
        held.put(f"0{number}", b"x")
        os.utime(folder / "0" / str(number), ns=(number, number))
        assert held.get("00") == b"x"


@pytest.mark.parametrize(
    ("platform", "environment", "place"),
    [
        ("linux", {"WFSIM_CACHE_DIR": "/here", "XDG_CACHE_HOME": "/there"}, "/here"),
        ("linux", {"XDG_CACHE_HOME": "/there"}, "/there/wfsim"),
        ("linux", {}, "/home/me/.cache/wfsim"),
        ("darwin", {}, "/home/me/Library/Caches/wfsim"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/wfsim/Cache"),
        ("win32", {}, ""),
    ],
)
def test_where_it_lies(platform: str, environment: dict[str, str], place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setenv("HOME", "/home/me")
    assert cache.folder(environment) == place


def test_a_digest_knows_where_its_parts_end() -> None:
    assert digests.of_parts([b"ab", b"c"]) != digests.of_parts([b"a", b"bc"]) != digests.of_parts([b"abc"])


class Memory:
    """A cache for one test."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        return self.held.get(key)

    def put(self, key: str, data: bytes) -> None:
        self.held[key] = data


TEXTS = st.text(min_size=1, max_size=20)


@st.composite
def verdict(draw: st.DrawFn, sources: list[Source]) -> Verdict:
    def span() -> object:
        source = draw(st.sampled_from(sources))
        start = draw(st.integers(0, len(source.text)))
        return source.span(start, draw(st.integers(start, len(source.text))))

    def finding() -> Diagnostic:
        edits = [Edit(span(), draw(TEXTS)) for _ in range(draw(st.integers(0, 3)))]  # type: ignore[arg-type]
        fix = Fix(draw(TEXTS), edits[0].at, edits[0].text, tuple(edits[1:])) if edits else None
        near = tuple(Related(draw(TEXTS), span()) for _ in range(draw(st.integers(0, 2))))  # type: ignore[arg-type]
        level, argo, secret = draw(st.sampled_from(Severity)), draw(st.sampled_from(Argo)), draw(st.booleans())
        return Diagnostic("code", level, draw(TEXTS), span(), near, draw(TEXTS), fix, argo, secret)  # type: ignore[arg-type]

    holders = tuple(one for one in sources if draw(st.booleans()))
    return Verdict(tuple(finding() for _ in range(draw(st.integers(0, 4)))), holders)


@given(st.data())
def test_what_goes_in_comes_out(data: st.DataObject) -> None:
    texts = data.draw(st.lists(TEXTS, min_size=1, max_size=3))
    sources = [Source(f"{number}.yaml", text) for number, text in enumerate(texts)]
    held = Memory()
    put = data.draw(verdict(sources))
    Kept.of(held, sources, ["wish"]).put(put)
    assert Kept.of(held, sources, ["wish"]).get() == put
    assert Kept.of(held, sources, []).get() is None
    assert Kept.of(held, [Source("other.yaml", sources[0].text), *sources[1:]], ["wish"]).get() is None


FILES = sorted((FIXTURES / "err").rglob("*.yaml"))


@settings(max_examples=15)
@given(data=st.data())
def test_edits_are_seen(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A few files, some of them changed again and again: with the cache everything is said as without."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("WFSIM_NO_CACHE")
        patch.setenv("WFSIM_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        patch.setattr(pieces, "_FEW", data.draw(st.sampled_from([0, 100])))
        place = tmp_path_factory.mktemp("files")
        chosen = data.draw(st.lists(st.sampled_from(FILES), min_size=1, max_size=3, unique=True))
        texts = {f"{number}.yaml": path.read_text(encoding="utf-8") for number, path in enumerate(chosen)}
        with chdir(place):
            for _ in range(3):
                for name, text in texts.items():
                    Path(name).write_text(text, encoding="utf-8")
                assert wfsim("lint", ".") == wfsim("lint", ".", "--no-cache")
                name = data.draw(st.sampled_from(sorted(texts)))
                at = data.draw(st.integers(0, len(texts[name]) - 1))
                texts[name] = (
                    texts[name][:at] + data.draw(st.sampled_from(["", "x", " ", "{{"])) + texts[name][at + 1 :]
                )


CALL = "steps: [[{name: a, templateRef: {name: b, template: c}}]]"
TIED = WORKFLOW.replace('container: {image: "alpine:3.20"}', CALL)


def test_of_many_files_the_changed_ones_are_looked_at(
    folder: Path, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files that can have to do with each other are looked at together."""
    for number in range(30):
        (files / f"{number}.yaml").write_text(TIED if number % 10 == 0 else WORKFLOW, encoding="utf-8")
    wfsim("lint", ".")
    asked: list[list[str]] = []
    real = processes.verdict

    def watched(sources: Sequence[Source], judge: processes.Judge) -> Verdict:
        asked.append([one.name for one in sources])
        return real(sources, judge)

    monkeypatch.setattr(processes, "verdict", watched)
    for changed, looked_at in (("5.yaml", ["5.yaml"]), ("10.yaml", ["0.yaml", "10.yaml", "20.yaml"])):
        with open(files / changed, "a", encoding="utf-8") as file:
            file.write("# changed\n")
        assert wfsim("lint", ".") == wfsim("lint", ".", "--no-cache")
        assert asked[0] == looked_at
        asked.clear()


def test_the_room_for_pieces_is_bounded() -> None:
    parts = {f"{number}": "x" * 1000 for number in range(5000)}
    kept = pieces._held(pieces._fitting({**parts, "none": None}))
    assert 2_000 < len(kept) < 3_000 and "0" in kept and "4999" not in kept
    assert pieces._held(b"[1]") == pieces._held(b"{") == pieces._held(b'{"a": 1}') == {}


def started(folder: Path, *words: str) -> Ran:
    kept = {key: value for key, value in os.environ.items() if key != "WFSIM_NO_CACHE"}
    ran = subprocess.run(
        [sys.executable, "-m", "wfsim", *words],
        env={**kept, "WFSIM_CACHE_DIR": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    return Ran(ran.returncode, ran.stdout, ran.stderr)


def test_commands_at_the_same_time(folder: Path, files: Path) -> None:
    with ThreadPoolExecutor(4) as threads:
        all_ = list(threads.map(lambda _: started(folder, "lint", "."), range(6)))
    assert set(all_) == {wfsim("lint", "--no-cache", ".")}
    assert len(entries(folder)) == 1


def test_a_warm_cache_loads_nothing_that_judges(folder: Path, files: Path) -> None:
    program = "import sys; from wfsim.cli.main import main; main(sys.argv[1:], *3 * [sys.stdout])\nprint(*sys.modules)"
    for text in (WORKFLOW, WORKFLOW.replace("mian", "main").replace("  synchronization: {mutex: {name: a}}\n", "")):
        (files / "a.yaml").write_text(text, encoding="utf-8")
        wfsim("lint", ".")
        ran = subprocess.run(
            [sys.executable, "-c", program, "lint", "."], capture_output=True, text=True, check=True, env=os.environ
        )
        loaded = {name for name in ran.stdout.split() if name.startswith(("yaml", "_yaml", "wfsim"))}
        heavy = {
            name for name in loaded if name.startswith(("yaml", "_yaml", "wfsim.spec", "wfsim.validity", "wfsim.lang"))
        }
        assert heavy == set()
        assert loaded & {"wfsim.checks.api", "wfsim.yamlio.reader", "wfsim.scope"} == set()
