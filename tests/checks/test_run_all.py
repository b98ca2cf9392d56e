"""Laws of the whole lint: broken workflows give findings, never exceptions; a crash of one check stays its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.checks.pages import lint
from wfsim import checks
from wfsim.checks.api import Context, run_all
from wfsim.spec.workspace import load
from wfsim.text import Argo, Severity, Source

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
TEXTS = [path.read_text(encoding="utf-8") for path in sorted(FIXTURES.glob("*/**/*.yaml"))]
HEAD = """apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {generateName: f-}
spec:
  entrypoint: main
"""
VALUES = (
    "",
    "null",
    "[]",
    "{}",
    "3",
    "-1",
    "true",
    "{a: {b: [c]}}",
    "[[x]]",
    '"{{x}}"',
    '"{{=x.y}}"',
    "a && b",
    "|\n  x",
)


@st.composite
def broken(draw: st.DrawFn) -> str:
    """A fixture with some lines dropped, repeated, or with another value."""
    lines = draw(st.sampled_from(TEXTS)).splitlines()
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1)) if lines else 0
        match draw(st.integers(0, 3)):
            case 0:
                lines[at : at + 1] = []
            case 1:
                lines[at:at] = lines[at : at + 2]
            case 2 if lines and ":" in lines[at]:
                lines[at] = lines[at].partition(":")[0] + ": " + draw(st.sampled_from(VALUES))
            case _ if lines:
                other = draw(st.integers(0, len(lines) - 1))
                lines[at], lines[other] = lines[other], lines[at]
    return "\n".join(lines) + "\n"


@given(broken())
def test_any_broken_workflow_gives_findings(text: str) -> None:
    found = lint(text)
    assert [str(one) for one in found] == [str(one) for one in lint(text)]
    for one in found:
        assert one.code in checks.CODES
        assert one.message and one.at.start < one.at.end <= len(one.at.source.text)


def test_findings_are_in_order_of_the_text() -> None:
    for text in TEXTS:
        starts = [one.at.start for one in lint(text)]
        assert starts == sorted(starts)


def test_every_place_has_at_least_one_character() -> None:
    for text in TEXTS:
        assert all(one.at.start < one.at.end for one in lint(text))


def test_an_empty_value_underlines_its_key() -> None:
    text = HEAD + "  hooks:\n    exit:\n      template:\n  templates: [{name: main, container: {image: a}}]\n"
    (found,) = lint(text)
    assert (found.code, found.at.text) == ("unknown-hook-template", "template:")


def test_no_check_repeats_what_argo_refuses() -> None:
    for text in TEXTS:
        found = lint(text)
        refused = [one.at for one in found if one.argo is Argo.REJECTS]
        for one in found:
            if one.code in checks.OWN:
                assert not any(at.start < one.at.end and one.at.start < at.end for at in refused)


def test_a_crash_is_a_finding_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(_: Context) -> None:
        raise KeyError("x")

    workspace = load([Source("a.yaml", next(text for text in TEXTS if "when:" in text))])
    monkeypatch.setattr(checks.module("bad-when"), "check", crash)
    found = [one for one in run_all(workspace) if one.code == "internal-error"]
    assert [(one.severity, "'bad-when' crashed with KeyError" in one.message) for one in found] == [
        (Severity.ERROR, True)
    ]
    with pytest.raises(KeyError):
        run_all(workspace, isolate=False)


def test_a_check_that_no_word_calls_would_find_nothing() -> None:
    everything = {**checks.OWN, **checks.ON_REQUEST}
    for text in TEXTS:
        context = Context(load([Source("a.yaml", text)]))
        called = {module.ID for module in checks.own_modules([text], everything)}
        for code in everything:
            assert code in called or not [*checks.module(code).check(context)]


def test_only_the_modules_that_a_text_concerns_are_called() -> None:
    assert [one.ID for one in checks.own_modules(["configMapKeyRef: x", "y"])] == ["unknown-config-map-key"]
    assert checks.own_modules(["image: x"]) == ()
    assert [one.ID for one in checks.own_modules(["image: x"], ["unpinned-image"])] == ["unpinned-image"]
    assert [one.ID for one in checks.own_modules([r'"\u0063onfigMapKeyRef": x'])] == list(checks.OWN)
