"""Every code has one page, and every page's examples do what they say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmarks import mutants
from tests.checks.pages import Example, examples, lint
from tests.conftest import Golden
from wfsim import checks
from wfsim.checks.pages import title
from wfsim.cli import explain
from wfsim.text import Severity
from wfsim.validity.codes import CODES

MEASURED = re.compile(r"^## How much is found$.*?(?=^\| code \|)", re.MULTILINE | re.DOTALL)
ROOT = Path(__file__).resolve().parents[2]
SEEN_ON_THE_COMMAND_LINE = {
    "file-too-large",
    "works-differently",
    "object-too-large",
    "too-deep",
    "empty-file",
    "not-text",
    "no-such-file",
    "unreadable-file",
    "empty-folder",
    "internal-error",
    "unrendered-template",
    "bad-config",
    "bad-baseline",
    "deprecated-field",
    "function-not-in-version",
    "nothing-to-lint",
    "bad-mock",
    "bad-cluster-file",
    "unknown-mock-target",
    "unused-mock",
    "mock-without-effect",
    "unmocked-output",
    "run-stalled",
    "run-too-large",
    "run-too-long",
    "same-id",
    "not-a-run",
    "broken-journal",
    "unsupported-on-cluster",
}


def test_codes_are_listed_once() -> None:
    assert len(set(checks.CODES)) == len(checks.CODES)


def test_every_module_is_listed() -> None:
    folder = ROOT / "wfsim" / "checks"
    for part, codes in (("own", (*checks.OWN, *checks.ON_REQUEST)), ("relayed", checks.RELAYED)):
        files = {path.stem for path in (folder / part).glob("*.py")} - {"__init__"}
        assert files == {code.replace("-", "_") for code in codes}


@pytest.mark.parametrize("code", checks.CODES)
def test_a_page_has_all_its_parts(code: str) -> None:
    module = checks.module(code)
    assert code == module.ID
    assert isinstance(module.SEVERITY, Severity)
    assert module.SEE.startswith("https://argo-workflows.readthedocs.io/")
    doc = module.__doc__ or ""
    assert doc.partition("\n\n")[0].endswith(".") and "\nArgo: " in doc
    has_examples = {one.is_bad for one in examples() if one.code == code} == {True, False}
    assert has_examples is (code not in SEEN_ON_THE_COMMAND_LINE)


@pytest.mark.parametrize("code", CODES)
def test_a_refusal_and_its_page_agree(code: str) -> None:
    module = checks.module(code)
    assert title(module) == CODES[code].title
    assert module.SEVERITY is CODES[code].severity


@pytest.mark.parametrize("example", [*examples()], ids=lambda one: f"{one.code}-{'bad' if one.is_bad else 'good'}")
def test_examples_do_what_they_say(example: Example) -> None:
    codes = [one.code for one in lint(example.text, "example.yaml", example.code)]
    assert example.code in codes if example.is_bad else not codes


def test_all_are_modules() -> None:
    assert [module.ID for module in checks.ALL] == list(checks.CODES)
    with pytest.raises(KeyError):
        checks.module("no-such-code")
    with pytest.raises(AttributeError):
        checks.nothing  # noqa: B018


def test_the_reference_is_up_to_date(golden: Golden) -> None:
    """All but the section that says how much is found, which ``python -m benchmarks.mutations`` measures."""
    page = ROOT / "docs" / "checks.md"
    measured = MEASURED.search(page.read_text(encoding="utf-8"))
    assert measured is not None and "python -m benchmarks.mutations" in measured[0]
    assert all(f"\n| {kind} |" in measured[0] for kind in mutants.KINDS)
    golden(page, explain.reference(checks.CODES).replace("\n| code |", f"\n{measured[0]}| code |", 1))


def test_every_code_in_the_source_has_a_page() -> None:
    written = set()
    for path in (ROOT / "wfsim").rglob("*.py"):
        written |= set(
            re.findall(r'(?:Diagnostic\(\s*|CODE: Final = |CODE = )"([a-z-]+)"', path.read_text(encoding="utf-8"))
        )
    assert written - set(checks.CODES) == set()
