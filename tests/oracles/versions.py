"""What each version of Argo can decode, read from its own Go types: ``python -m tests.oracles.versions [--write]``.

In: the Go modules of one release per version (``go mod download`` fetches what is not there). Out: the part of
``wfsim/spec/versions.json`` that can be derived: since when a field exists, when it was removed and what its type was,
and the functions of expressions that came later. Both tables, that one and ``types.json``, are walked from the roots in
step, so that a type needs no name in common. What people wrote into the file (deprecated, instead, …) stays.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from wfsim.spec import types

TABLE = Path(types.__file__).with_name("versions.json")
GOTYPES = Path(__file__).parent / "gotypes"

# The release that stands for a version. Of the newest, types.json is the table.
RELEASES = {"3.5": "v3.5.14", "3.6": "v3.6.12", "3.7": "v3.7.16", "4.0": "v4.0.7"}
NEWEST = {"4.1": "v4.1.2"}

_ARGO = "github.com/argoproj/argo-workflows"
_PACKAGES = {
    "k8s.io/api": ("core/v1", "policy/v1"),
    "k8s.io/apimachinery": ("pkg/apis/meta/v1",),
}
_ROOTS = {
    **{kind: f"argo.{kind}" for kind in ("Workflow", "WorkflowTemplate", "ClusterWorkflowTemplate", "CronWorkflow")},
    "WorkflowEventBinding": "argo.WorkflowEventBinding",
    "ExecutorPlugin": "plugins.Plugin",
}
_BASIC = {"string": "text", "bool": "bool", "int32": "int32", "int64": "whole"}

Fields = dict[str, dict[str, str]]  # type → field → its type


class Unavailable(Exception):
    """Go or a module is not there."""


class Module(NamedTuple):
    """A Go module in the module cache."""

    path: str
    version: str
    folder: Path

    def needs(self, path: str) -> Module:
        """A module that this one is built with."""
        text = (self.folder / "go.mod").read_text(encoding="utf-8")
        found = re.search(rf"^\s+{re.escape(path)} (v\S+)", text, re.MULTILINE)
        if found is None:
            raise Unavailable(f"{self.path} does not name {path}")
        return module(path, found[1], True)


def module(path: str, version: str, download: bool) -> Module:
    """A module by its path. Unavailable where it is not in the cache and cannot or must not be fetched."""
    go = shutil.which("go")
    if go is None:
        raise Unavailable("there is no Go here")
    cached = Path(_said(go, "env", "GOMODCACHE")) / f"{_escaped(path)}@{version}"
    if not cached.is_dir():
        if not download:
            raise Unavailable(f"{path}@{version} is not in the module cache")
        cached = Path(json.loads(_said(go, "mod", "download", "-json", f"{path}@{version}"))["Dir"])
    return Module(path, version, cached)


def argo(release: str, download: bool) -> Module:
    return module(f"{_ARGO}/{release.partition('.')[0]}", release, download)


def _escaped(path: str) -> str:
    return re.sub("[A-Z]", lambda found: "!" + found[0].lower(), path)


def _said(*words: str) -> str:
    done = subprocess.run(words, capture_output=True, text=True, cwd=GOTYPES, check=False)
    if done.returncode:
        raise Unavailable(done.stderr.strip() or done.stdout.strip())
    return done.stdout.strip()


@cache
def fields(release: str, download: bool = False) -> tuple[Fields, Fields]:
    """Fields of ``types.json`` that a release does not have, and fields that it has beyond them."""
    home = argo(release, download)
    folders = {
        "argo": home.folder / "pkg/apis/workflow/v1alpha1",
        "plugins": home.folder / "pkg/plugins/spec",
        **{f"{one}/{two}": home.needs(one).folder / two for one, more in _PACKAGES.items() for two in more},
    }
    printed = _said("go", "run", ".", *(f"{name}={folder}" for name, folder in folders.items()))
    return _Walk(json.loads(printed)).done()


class _Walk:
    """The table of types and a release's Go types, walked in step."""

    def __init__(self, packages: Mapping[str, Mapping[str, Any]]) -> None:
        self.packages = packages
        self.lacks: Fields = {}
        self.has: Fields = {}

    def done(self) -> tuple[Fields, Fields]:
        todo = list(_ROOTS.items())
        seen = set()
        while todo:
            ours, theirs = todo.pop()
            if ours not in seen:
                seen.add(ours)
                todo += self.compared(ours, theirs)
        return self.lacks, self.has

    def compared(self, ours: str, theirs: str) -> Iterator[tuple[str, str]]:
        """Note the differences of one type; the pairs of types inside it."""
        table, there = types.table()[ours], self.fields(theirs)
        for name, notation in table.items():
            if name not in there:
                self.lacks.setdefault(ours, {})[name] = ""
            elif (inside := notation.strip("[]{}!")) in types.table():
                yield inside, self.inside(there[name])
        for name in there.keys() - table.keys():
            if name not in ("apiVersion", "kind"):
                self.has.setdefault(ours, {})[name] = self.notation(there[name])

    def definition(self, name: str) -> dict[str, Any]:
        package, _, word = name.rpartition(".")
        found: dict[str, Any] = self.packages.get(package, {}).get(word, {})
        return found

    def fields(self, name: str) -> dict[str, str]:
        definition = self.definition(name)
        found = dict(definition.get("fields", {}))
        for embedded in definition.get("embeds", ()):
            found = {**self.fields(embedded), **found}
        return found

    def inside(self, written: str) -> str:
        """The type that lists and maps hold in the end."""
        while True:
            if written.endswith(".ParallelSteps"):  # reads itself from a list
                return "argo.WorkflowStep"
            plain = re.sub(r"^(\[\]|map\[[\w./-]+\])+", "", written)
            alias = self.definition(plain).get("alias")
            if alias is None:
                return plain
            written = alias

    def notation(self, written: str) -> str:
        """A Go type in the notation of the table."""
        inside = self.inside(written)
        return _BASIC.get(inside) or inside.rpartition(".")[2]


def functions(release: str, download: bool = False) -> set[str]:
    """The names of the functions that expressions of a release have, as far as libraries bring them."""
    home = argo(release, download)
    built_in = home.needs("github.com/expr-lang/expr").folder / "builtin/builtin.go"
    sprig = home.needs("github.com/Masterminds/sprig/v3").folder / "functions.go"
    names = set(re.findall(r'Name:\s+"(\w+)"', built_in.read_text(encoding="utf-8")))
    return names | {f"sprig.{one}" for one in re.findall(r'^\s+"(\w+)":', sprig.read_text(encoding="utf-8"), re.M)}


def derived(download: bool = False) -> dict[str, Any]:
    """The derived part of the table."""
    changes: dict[str, dict[str, dict[str, str]]] = {}
    names = [*RELEASES, *NEWEST]
    for version, later in zip(RELEASES, names[1:], strict=True):
        lacks, has = fields(RELEASES[version], download)
        for type_name, name in ((one, name) for one, found in lacks.items() for name in found):
            changes.setdefault(type_name, {})[name] = {"since": later}
        for type_name, found in has.items():
            for name, notation in found.items():
                row = {"type": notation, "removed": later}
                changes.setdefault(type_name, {})[name] = row
    later_functions = {}
    for version, later in zip(RELEASES, list(RELEASES)[1:], strict=False):
        for name in functions(RELEASES[later], download) - functions(RELEASES[version], download):
            later_functions[name] = later
    return {
        "versions": {name: release.removeprefix("v") for name, release in (RELEASES | NEWEST).items()},
        "fields": {one: dict(sorted(found.items())) for one, found in sorted(changes.items())},
        "functions": dict(sorted(later_functions.items())),
    }


def main(words: list[str]) -> int:
    made = derived(download=True)
    held: dict[str, Any] = json.loads(TABLE.read_text(encoding="utf-8")) if TABLE.exists() else {}
    for type_name, found in made["fields"].items():
        for name, row in found.items():
            row.update(
                {key: value for key, value in held["fields"].get(type_name, {}).get(name, {}).items() if key not in row}
            )
    text = json.dumps({**held, **made}, indent=1, ensure_ascii=False) + "\n"
    if words == ["--write"]:
        TABLE.write_text(text, encoding="utf-8")
    else:
        print(text, end="")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
