"""Commands that start and end at once: what they cost against floors, with an empty and with a warm cache, and how
that grows.

In: nothing (``quick`` takes fewer rounds). Out: ``Figure``, one a line. Called by ``cases``.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import manifests
from benchmarks.corpus import corpus
from benchmarks.figure import Figure
from benchmarks.measure import ROOT, Work, bare_interpreter, command, least, scratch

SMALL = ROOT / "fixtures" / "guide" / "hello-world" / "workflow.yaml"
FLIP = str(ROOT / "fixtures" / "guide" / "coinflip-recursive" / "workflow.yaml")
COLD, WARM = "lint one small file", "the same, in the cache"


def figures(quick: bool) -> Iterator[Figure]:
    """Every figure, as it is measured."""
    yield from start_up(rounds=5 if quick else 25)
    yield from linting(rounds=2 if quick else 9)
    yield from growth(*((500, 1_000, 1_000, 2_000) if quick else (1_000, 5_000, 2_500, 10_000)))


def start_up(rounds: int) -> Iterator[Figure]:
    """Whole processes against the same interpreter doing nothing."""
    floor = "bare interpreter"
    small = str(shutil.copy(SMALL, scratch()))  # away from the configuration of this project
    works = {
        floor: bare_interpreter,
        "wfsim version": command("version"),
        COLD: command("lint", small, cache="new"),
        WARM: command("lint", small, cache="kept"),
        "simulate the recursive coin flip": command("simulate", "--seed", "1", FLIP),
    }
    took = least(works, rounds)
    for what in list(works)[1:]:
        yield Figure(what, took[what], floor, took[floor], {COLD: 5, WARM: 3}.get(what))


def linting(rounds: int) -> Iterator[Figure]:
    """The whole process over a folder against libyaml composing the same bytes in this process."""
    files = corpus()
    floor, folder = "libyaml composing them", str(files.folder)
    works = {
        floor: files.compose,
        "cold": command("lint", folder, cache="new"),
        "warm": command("lint", folder, cache="kept"),
    }
    took = least(works, rounds)
    yield Figure(f"lint {files.about}", took["cold"], floor, took[floor], 6)
    yield Figure("the same, in the cache", took["warm"], floor, took[floor], 1.5)


def growth(few_files: int, many_files: int, few_tasks: int, many_tasks: int) -> Iterator[Figure]:
    """A file of a large repository against one of a smaller, a task of a large workflow against one of a smaller."""
    with TemporaryDirectory() as place:
        sizes = {"file": (few_files, many_files), "task": (few_tasks, many_tasks)}
        works: dict[str, Work] = {}
        for size in sizes["file"]:
            folder = manifests.write(Path(place, f"files-{size}"), size)
            works[f"file {size}"] = command("lint", "-q", str(folder), cache="new")
        works["cached"] = command("lint", "-q", str(folder), cache="kept")
        for size in sizes["task"]:
            path = Path(place, f"tasks-{size}.yaml")
            path.write_text(manifests.tasks(size), encoding="utf-8")
            works[f"task {size}"] = command("lint", "-q", str(path), cache="new")
        took = least(works, rounds=2)
        for what, (few, many) in sizes.items():
            each = took[f"{what} {few}"] / few
            yield Figure(f"lint a {what} of {many:,}", took[f"{what} {many}"] / many, f"a {what} of {few:,}", each, 1.2)
        whole = took[f"file {many_files}"]
        yield Figure(f"lint {many_files:,} files, in the cache", took["cached"], "without it", whole)
