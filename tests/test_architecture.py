"""The rules of ``docs/design.md`` that a machine can hold: who imports whom, homes of packages, names, sizes."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "wfsim"
MODULES = sorted(PACKAGE.rglob("*.py"))

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc"}

# Clocks, threads, processes and sockets: the drivers' own, and what the command line and the pytest plugin need. The
# executor is a program for itself, of which nothing else of ours may be a part.
IMPURE = {"asyncio", "concurrent", "http", "multiprocessing", "select", "socket", "subprocess", "threading", "time"}
IMPURE_HOMES = {"drivers", "cli", "testing", "api", "lsp", "executor"}

# Narrower than "everything below": what a package may import of ours besides itself.
ONLY: dict[str, set[str]] = {
    "executor": set(),
    "render": {"text", "yamlio", "spec", "plan", "engine", "record"},
    "record": {"text", "yamlio", "lang", "spec", "engine"},
}
NEVER = {"drivers": {"checks"}, "engine": {"checks", "validity"}, "plan": {"validity"}}

TABLE_ROW = re.compile(r"^\| (\d+) \| `(\w+)` \|.*\| ([\w, ]*?) ?\|$", re.MULTILINE)


def table() -> list[tuple[int, str, tuple[str, ...]]]:
    """The rows of the layer table of the design page: layer, package, third-party packages at home there."""
    text = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
    rows = TABLE_ROW.findall(text)
    return [(int(layer), package, tuple(homes.replace(",", " ").split())) for layer, package, homes in rows]


LAYERS = {package: layer for layer, package, _ in table()}
HOMES = {name: package for _, package, homes in table() for name in homes}


def dotted(path: Path) -> str:
    """A file's module name; a package's ``__init__`` is the package."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(tree: ast.AST, module: str, is_package: bool) -> Iterator[tuple[int, str]]:
    """Line and full name of every import, those inside functions too; relative ones resolved."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                up = node.level - 1 if is_package else node.level
                here = module.split(".")
                base = ".".join([*here[: len(here) - up], *filter(None, [base])])
            if base == "wfsim":
                yield from ((node.lineno, f"wfsim.{alias.name}") for alias in node.names)
            else:
                yield node.lineno, base


def part(module: str) -> str:
    """The package of ours that a module belongs to: ``wfsim.lang.expr`` → ``lang``; ``wfsim`` itself → ''."""
    return module.split(".")[1] if "." in module else ""


def broken_rules(text: str, module: str, is_package: bool = False) -> list[str]:
    """What one module's imports do wrong."""
    own = part(module)
    found = []
    for line, name in imports(ast.parse(text), module, is_package):
        top = name.split(".")[0]
        problem = _of_ours(own, part(name)) if top == "wfsim" else _of_others(own, top)
        if problem:
            found.append(f"{module}:{line}: imports {name}: {problem}")
    return found


def _of_ours(own: str, other: str) -> str:
    if other in ("version", own) or own in ("", "__main__"):
        return ""
    if own not in LAYERS or other not in LAYERS:
        return "one of the two is not in the layer table of docs/design.md"
    if LAYERS[other] >= LAYERS[own]:
        return f"{own} (layer {LAYERS[own]}) may not import {other} (layer {LAYERS[other]})"
    if own in ONLY and other not in ONLY[own]:
        return f"{own} may import {', '.join(sorted(ONLY[own]))} only"
    return f"{own} never imports {other}" if other in NEVER.get(own, ()) else ""


def _of_others(own: str, top: str) -> str:
    if top in sys.stdlib_module_names:
        return "" if top not in IMPURE or own in IMPURE_HOMES else f"{top} belongs to the drivers and the command line"
    home = HOMES.get(top)
    if home is None:
        return "a third-party package without a home in the layer table of docs/design.md"
    return "" if own == home else f"{top} has its home in {home}"


def test_the_table_is_read() -> None:
    assert {"text", "yamlio", "lang", "spec", "engine", "checks", "cli"} <= set(LAYERS)
    assert {"yaml": "yamlio", "lark": "lang", "jsonschema": "spec", "graphviz": "render"}.items() <= HOMES.items()


def test_every_package_is_in_the_table() -> None:
    packages = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert packages == set(LAYERS)


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_imports_go_down(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert broken_rules(text, dotted(path), path.name == "__init__.py") == []


@pytest.mark.parametrize(
    ("text", "module", "said"),
    [
        ("from wfsim.cli import main", "wfsim.text.source", "may not import cli"),
        ("def f():\n    import wfsim.record.run", "wfsim.engine.steps", "may not import record"),
        ("from wfsim.lang import expr", "wfsim.yamlio.reader", "may not import lang"),
        ("from ..checks import api", "wfsim.drivers.base", "never imports checks"),
        ("from wfsim.scope import uses", "wfsim.render.tree", "render may import"),
        ("import yaml", "wfsim.spec.build", "has its home in yamlio"),
        ("import requests", "wfsim.spec.build", "third-party package without a home"),
        ("import time", "wfsim.engine.engine", "belongs to the drivers"),
        ("from wfsim.oddments import x", "wfsim.cli.main", "not in the layer table"),
    ],
)
def test_the_rules_bite(text: str, module: str, said: str) -> None:
    (problem,) = broken_rules(text, module)
    assert said in problem


@pytest.mark.parametrize(
    ("text", "module"),
    [
        ("from wfsim.text import Span", "wfsim.yamlio.reader"),
        ("from . import nodes", "wfsim.yamlio.reader"),
        ("import yaml", "wfsim.yamlio.reader"),
        ("import time", "wfsim.drivers.base"),
        ("from wfsim.version import __version__", "wfsim.cli.version"),
    ],
)
def test_the_rules_allow_what_is_right(text: str, module: str) -> None:
    assert broken_rules(text, module) == []


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Name and number of lines of every function of a file, its docstring not counted."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            has_doc = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
            doc = (first.end_lineno or 0) - first.lineno + 1 if has_doc else 0
            yield node.name, (node.end_lineno or 0) - node.lineno + 1 - doc


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_files_and_functions_are_small(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= MAX_FILE_LINES, f"{lines} lines: is there a second concept in it that wants its own name?"
    assert {name: size for name, size in functions(path) if size > MAX_FUNCTION_LINES} == {}


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_names_say_something(path: Path) -> None:
    assert not FORBIDDEN_NAMES & set(path.relative_to(PACKAGE).with_suffix("").parts)


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_modules_say_what_they_are(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not text.strip() or ast.get_docstring(ast.parse(text)), "a docstring says what comes in and goes out"


BLOCKER = """
import sys

blocked = sys.argv[1].split(",")

class Removed:
    def find_spec(self, name, path=None, target=None):
        if any(name == one or name.startswith(one + ".") for one in blocked):
            raise ModuleNotFoundError(f"{name} is removed in this test", name=name)

sys.meta_path.insert(0, Removed())
from wfsim.cli.main import main

code = main(sys.argv[2:], sys.stdin, sys.stdout, sys.stderr)
print("loaded:", *sorted(name for name in sys.modules if name.count(".") <= 1), file=sys.stderr)
sys.exit(code)
"""


def run_without(removed: str, *words: str) -> subprocess.CompletedProcess[str]:
    """One command in a process of its own, some packages removed."""
    command = [sys.executable, "-c", BLOCKER, removed, *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def test_lint_works_without_engine_drivers_and_record() -> None:
    ran = run_without("wfsim.engine,wfsim.drivers,wfsim.record", "lint", "fixtures/guide/ci/workflow.yaml")
    assert ran.returncode == 0, ran.stderr


def test_simulate_works_without_checks() -> None:
    ran = run_without("wfsim.checks", "simulate", "--seed", "1", "fixtures/guide/coinflip/workflow.yaml")
    assert ran.returncode == 0, ran.stderr
    assert "flip-coin" in ran.stdout


def test_a_removed_package_is_missed() -> None:
    ran = run_without("wfsim.spec", "lint", "fixtures/guide/ci/workflow.yaml")
    assert ran.returncode == 3
    assert "is removed in this test" in ran.stderr


def test_lint_of_a_small_file_loads_nothing_that_it_does_not_use() -> None:
    ran = run_without("nothing", "lint", "fixtures/guide/hello-world/workflow.yaml")
    loaded = set(ran.stderr.rsplit("loaded:", 1)[1].split())
    unused = {"graphviz", "jsonschema", "re2", "wfsim.engine", "wfsim.drivers", "wfsim.record", "importlib.metadata"}
    unused |= {"wfsim.spec.marshal", "wfsim.lang.gotext"}
    assert not loaded & unused
