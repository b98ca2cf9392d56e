"""A namespace that one file gives and another does not is told once a file, wherever it is stumbled over."""

from __future__ import annotations

from wfsim.checks.api import run_all
from wfsim.spec.workspace import load
from wfsim.text import Argo, Diagnostic, Source

LIBRARY = """\
apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata: {name: library, namespace: argo}
spec:
  templates:
    - name: say
      container: {image: "alpine:3.20", command: [echo]}
"""
CALLER = """\
apiVersion: argoproj.io/v1alpha1
kind: %s
metadata: {name: %s%s}
spec:
  entrypoint: main
  templates:
    - name: main
      steps:
        - - {name: first, templateRef: {name: %s, template: %s}}%s
          - {name: second, templateRef: {name: %s, template: %s}}%s
"""


def caller(name: str, called: str = "library", template: str = "say", *, kind: str = "Workflow", more: str = "") -> str:
    return CALLER % (kind, name, "", called, template, more, called, template, more)


def found(*texts: str) -> list[Diagnostic]:
    sources = [Source(f"{number}.yaml", text) for number, text in enumerate(texts)]
    return list(run_all(load(sources), isolate=False))


def test_once_a_file_with_the_other_places_beside_it() -> None:
    one, other = found(LIBRARY, f"{caller('a')}---\n{caller('b')}", caller("c"))
    assert [(each.at.source.name, each.at.first.line, each.argo) for each in (one, other)] == [
        ("1.yaml", 9, Argo.REJECTS),
        ("2.yaml", 9, Argo.REJECTS),
    ]
    assert [(each.message, each.at.first.line) for each in one.related] == [
        ("the one in another namespace", 3),
        ("here, too", 10),
        ("here, too", 20),
        ("here, too", 21),
    ]


def test_who_calls_one_that_stumbles_is_beside_it() -> None:
    middle = caller("middle", kind="WorkflowTemplate")
    (one,) = found(LIBRARY, f"{caller('a', 'middle', 'main')}---\n{middle}")
    assert (one.at.first.line, one.message.partition(" ")[0]) == (20, "the")
    assert [each.at.first.line for each in one.related[1:]] == [9, 21]  # Argo judges a template once


def test_of_many_places_a_few_are_shown() -> None:
    (one,) = found(LIBRARY, "---\n".join(caller(f"w{number}") for number in range(6)))
    assert [each.message for each in one.related[1:]] == [*["here, too"] * 3, "here, too, and in 7 more places"]


def test_two_namespaces_are_two_things() -> None:
    elsewhere = caller("b").replace("{name: b}", "{name: b, namespace: team}")
    assert [each.at.first.line for each in found(LIBRARY, f"{caller('a')}---\n{elsewhere}")] == [9, 20]


def test_every_comment_has_its_use() -> None:
    ignored = caller("a", more=" # wfsim: ignore[templateref-unresolved] given by the cluster")
    assert found(LIBRARY, ignored) == []


def test_what_is_not_there_at_all_is_told_at_every_place() -> None:
    assert [each.at.first.line for each in found(caller("a"))] == [9, 10]
