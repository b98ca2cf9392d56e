"""The documentation says what is true: its commands print what it shows, its Python runs, its links lead somewhere.

A ``console`` block holds commands (``$ wfsim …``) and all that they print; a line ``…`` stands for any lines. A
``python`` block is run, and functions named ``test_…`` in it are called. ``--update-golden`` writes what is said now.
"""

from __future__ import annotations

import inspect
import io
import re
import shlex
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from wfsim.cli.main import VERBS, main

ROOT = Path(__file__).resolve().parent.parent
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")), *sorted((ROOT / "fixtures").rglob("*.md"))]

FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?P<target>[^)\s]+)\)")
IMAGE = re.compile(r"!\[[^\]]*\]\((?P<target>[^)\s]+)\)|<img[^>]+src=\"(?P<source>[^\"]+)\"")
HEADING = re.compile(r"^#+ (?P<title>.+)$", re.MULTILINE)
ANY_LINES = "…"


class Block(NamedTuple):
    """A fenced block of a page: its language, its text, and where its text begins in the page."""

    page: Path
    language: str
    body: str
    start: int

    @property
    def id(self) -> str:
        line = self.page.read_text(encoding="utf-8").count("\n", 0, self.start) + 1
        return f"{self.page.relative_to(ROOT)}:{line}"


def blocks(language: str) -> Iterator[Block]:
    for page in PAGES:
        for found in FENCE.finditer(page.read_text(encoding="utf-8")):
            shows_others = language == "console" and not found["body"].startswith("$ wfsim ")
            if found["info"].strip() == language and not shows_others:
                yield Block(page, language, found["body"], found.start("body"))


CONSOLE = list(blocks("console"))
PYTHON = list(blocks("python"))


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.fixture
def beside_fixtures(tmp_path: Path) -> Iterator[None]:
    """A folder to write into that looks like the checkout to who reads fixtures."""
    for folder in ("fixtures", "docs"):
        (tmp_path / folder).symlink_to(ROOT / folder, target_is_directory=True)
    with chdir(tmp_path):
        yield


def session(body: str) -> Iterator[tuple[str, str]]:
    """Each command of a console block and what the page says that it prints."""
    for part in re.split(r"^(?=\$ )", body, flags=re.MULTILINE):
        if part.startswith("$ "):
            command, _, shown = part[2:].partition("\n")
            yield command, shown


def printed(command: str) -> str:
    """All that a command of a page writes, as a terminal shows it. Several may stand in a row with ``&&``."""
    screen = io.StringIO()
    for one in command.split(" && "):
        program, *words = shlex.split(one, comments=True)
        assert program == "wfsim", f"a page's commands are wfsim's: {command}"
        main(words, io.StringIO(), screen, screen)
    return screen.getvalue()


def trimmed(text: str) -> str:
    """Editors and reviewers drop blanks at line ends; a page need not have them."""
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def agrees(shown: str, real: str) -> bool:
    pieces = [re.escape(piece) for piece in re.split(rf"^[ ]*{ANY_LINES}\n", shown, flags=re.MULTILINE)]
    return re.fullmatch("(?:.*\n)*?".join(pieces), real) is not None


@pytest.mark.parametrize("block", CONSOLE, ids=[one.id for one in CONSOLE])
@pytest.mark.usefixtures("beside_fixtures", "own_store")
def test_commands_print_what_the_page_shows(block: Block, request: pytest.FixtureRequest) -> None:
    real_body = ""
    for command, shown in session(block.body):
        real = trimmed(printed(command))
        keep = agrees(trimmed(shown), real)
        real_body += f"$ {command}\n{shown if keep else real}"
    if real_body != block.body and request.config.getoption("--update-golden", default=False):
        text = block.page.read_text(encoding="utf-8")
        block.page.write_text(text.replace(block.body, real_body, 1), encoding="utf-8")
        return
    assert block.body == real_body


@pytest.mark.parametrize("block", PYTHON, ids=[one.id for one in PYTHON])
@pytest.mark.usefixtures("beside_fixtures")
def test_python_runs(block: Block, tmp_path: Path) -> None:
    names: dict[str, Any] = {"__name__": "page"}
    exec(compile(block.body, block.id, "exec"), names)
    given = {"tmp_path": tmp_path}
    for test in [one for key, one in names.items() if key.startswith("test_") and callable(one)]:
        for values in cases(test):
            test(**{key: given[key] for key in inspect.signature(test).parameters if key in given}, **values)


def cases(test: Any) -> list[dict[str, Any]]:
    """The values of ``pytest.mark.parametrize``, where a test of a page has it."""
    marks = [one for one in getattr(test, "pytestmark", []) if one.name == "parametrize"]
    if not marks:
        return [{}]
    names, rows = marks[0].args
    keys = [one.strip() for one in names.split(",")] if isinstance(names, str) else list(names)
    return [dict(zip(keys, row if len(keys) > 1 else (row,), strict=True)) for row in rows]


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    targets = [found["target"] for found in LINK.finditer(text)]
    targets += [found["target"] or found["source"] for found in IMAGE.finditer(text)]
    assert [one for one in targets if not leads_somewhere(page, one)] == []


def leads_somewhere(page: Path, target: str) -> bool:
    if re.match(r"[a-z]+:", target):
        return target.startswith("https://")
    path, _, anchor = target.partition("#")
    file = (page.parent / path).resolve() if path else page
    return file.exists() and file.is_relative_to(ROOT) and (not anchor or anchor in anchors(file))


def anchors(page: Path) -> set[str]:
    titles = (found["title"] for found in HEADING.finditer(page.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", title).strip().lower().replace(" ", "-") for title in titles}


def test_the_index_names_every_page() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    pages = {page.name for page in (ROOT / "docs").glob("*.md")} - {"README.md"}
    assert {page for page in pages if f"]({page})" not in index} == set()


def test_every_command_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [verb for verb in VERBS if f"wfsim {verb}" not in readme] == []


def test_the_page_on_linting_names_every_option_and_key() -> None:
    import argparse

    from wfsim.cli import lint
    from wfsim.cli.config import schema
    from wfsim.cli.formats import FORMATS

    parser = argparse.ArgumentParser()
    lint.add_arguments(parser)
    page = (ROOT / "docs" / "linting.md").read_text(encoding="utf-8")
    options = [word for action in parser._actions for word in action.option_strings if word not in ("-h", "--help")]
    assert [one for one in options if one not in page] == []
    assert [one for one in (*schema(())["properties"], *FORMATS) if one not in page] == []


@pytest.mark.parametrize(
    ("shown", "real", "same"),
    [
        ("a\n", "a\n", True),
        ("a\n", "b\n", False),
        ("a\n…\nd\n", "a\nb\nc\nd\n", True),
        ("a\n…\n", "a\nb\n", True),
        ("…\nb\n", "a\nc\n", False),
    ],
)
def test_shortened_output(shown: str, real: str, same: bool) -> None:
    assert agrees(shown, real) == same


def test_the_picture_is_of_the_run_that_the_readme_shows() -> None:
    shown = next(shown for block in CONSOLE for command, shown in session(block.body) if "--seed 1" in command)
    picture = (ROOT / "docs" / "images" / "coinflip-recursive.svg").read_text(encoding="utf-8")
    labels = re.findall(r"<text[^>]*>([^<]*)</text>", picture.replace("&#45;", "-"))
    name = next(word for word in shown.split() if word.startswith("coinflip-recursive-"))
    assert f"{name}: Succeeded" in labels
    for step in ("flip-coin", "heads", "tails"):
        assert labels.count(step) == len(re.findall(rf"[✔○] {step} ", shown))
