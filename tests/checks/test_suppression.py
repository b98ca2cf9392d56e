"""Comments that ignore findings: what each one reaches, and what is said of those that are of no use."""

from __future__ import annotations

import pytest

from tests.checks.pages import lint

HEAD = """apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {generateName: a-}
spec:
  entrypoint: main
  templates:
"""
STEPS = """    - name: main
      steps:
        - - name: go
            template: missing
            when: "a-b == c"
        - - name: then
            template: absent
"""
DEAD = """    - name: dead
      container: {image: alpine:3.20, command: [echo]}
"""
ALL = HEAD + STEPS + DEAD
T, W, U = "unknown-template", "bad-when", "unused-template"
EVERY = [("missing", T), ("a-b", W), ("absent", T)]


def found(text: str) -> list[tuple[str, str]]:
    """What is underlined, and the code."""
    return [(one.at.text.strip("\"'"), one.code) for one in lint(text)]


def without(*gone: tuple[str, str]) -> list[tuple[str, str]]:
    return [one for one in EVERY if one not in gone]


def at_end(line: str, comment: str) -> str:
    assert ALL.count(line) == 1
    return ALL.replace(line, f"{line}  {comment}")


def above(line: str, comment: str) -> str:
    assert ALL.count(line) == 1
    begin = ALL.rindex("\n", 0, ALL.index(line)) + 1
    blanks = len(ALL[begin:]) - len(ALL[begin:].lstrip(" "))
    return f"{ALL[:begin]}{' ' * blanks}{comment}\n{ALL[begin:]}"


def test_the_example_has_what_it_should() -> None:
    assert found(ALL) == EVERY


@pytest.mark.parametrize(
    "comment",
    [
        f"# wfsim: ignore[{T}]",
        f"# wfsim: ignore[{T}] made by the platform",
        f"# wfsim:ignore[{T}]",
        f"#wfsim: ignore [ {T} ]",
        f"## wfsim: ignore[{T}]: a reason",
    ],
)
def test_ways_of_writing(comment: str) -> None:
    assert found(at_end("template: missing", comment)) == without(("missing", T))


def test_on_a_line() -> None:
    assert found(at_end("template: missing", f"# wfsim: ignore[{T}]")) == without(("missing", T))
    assert found(at_end('when: "a-b == c"', f"# wfsim: ignore[{W}]")) == without(("a-b", W))
    # The line alone, whatever begins on it.
    assert found(at_end("- - name: go", f"# wfsim: ignore[{T}]")) == [(T, "unused-ignore"), *EVERY]


@pytest.mark.parametrize(
    ("line", "gone"),
    [
        ("template: missing", [("missing", T)]),
        ("- - name: go", [("missing", T)]),
        ("- name: main", [("missing", T), ("absent", T)]),
        ("steps:", [("missing", T), ("absent", T)]),
        ("templates:", [("missing", T), ("absent", T)]),
        ("spec:", [("missing", T), ("absent", T)]),
        ("- - name: then", [("absent", T)]),
    ],
)
def test_above_a_block(line: str, gone: list[tuple[str, str]]) -> None:
    assert found(above(line, f"# wfsim: ignore[{T}] so be it")) == without(*gone)


def test_blank_lines_and_comments_between() -> None:
    text = above("- - name: go", f"# wfsim: ignore[{T}]\n\n        # About this step.")
    assert found(text) == without(("missing", T))


def test_several_codes() -> None:
    assert found(above("- - name: go", f"# wfsim: ignore[{T}, {W}]")) == without(("missing", T), ("a-b", W))
    assert found(above("- - name: go", "# wfsim: ignore[unknown-*,bad-*]")) == without(("missing", T), ("a-b", W))
    assert found(above("- - name: go", f"# wfsim: ignore[{T}]\n        # wfsim: ignore[{W}]")) == without(
        ("missing", T), ("a-b", W)
    )
    assert (U, "unused-ignore") in found(above("- - name: go", f"# wfsim: ignore[{T}, {U}]"))


@pytest.mark.parametrize("head", ["", "# About this file.\n\n", "---\n", "%YAML 1.1\n---\n"])
def test_at_the_top_of_a_file(head: str) -> None:
    assert [one for one in found(f"{head}# wfsim: ignore-file[{T}] generated\n{ALL}") if one[1] == T] == []


def test_at_the_top_of_a_document() -> None:
    second = ALL.replace("missing", "lost").replace("generateName: a-", "generateName: b-")
    text = f"{ALL}---\n# wfsim: ignore-file[{T}]\n{second}"
    names = [name for name, code in found(text) if code == T]
    assert names == ["missing", "absent"]


def test_a_block_scalar_belongs_to_the_line_that_opens_it() -> None:
    script = "      script:\n        image: alpine:3.20\n        command: [sh]\n        source: |MARK\n"
    script += "          echo {{inputs.parameters.x}}\n"
    text = f"{HEAD}    - name: main\n{script}"
    assert [code for _, code in found(text.replace("MARK", ""))] == ["unresolved-variable"]
    assert found(text.replace("MARK", "  # wfsim: ignore[unresolved-variable] from outside")) == []
    # In the script itself it is a comment of the script's.
    inside = text.replace("MARK", "").replace("x}}", "x}}  # wfsim: ignore[unresolved-variable]")
    assert [code for _, code in found(inside)] == ["unresolved-variable"]


def test_in_a_text_it_is_no_comment() -> None:
    assert found(ALL.replace('"a-b == c"', f'"a-b == c  # wfsim: ignore[{W}]"'))[1][1] == W


@pytest.mark.parametrize(
    ("comment", "said"),
    [
        ("# wfsim: ignore", "this ignores nothing: it does not say which code"),
        ("# wfsim: ignore[]", "this ignores nothing: it does not say which code"),
        ("# wfsim: ignore[*]", "this ignores nothing: it does not say which code"),
        ("# wfsim: ignore[bad-when", "the brackets are never closed"),
        ("# wfsim: ignore[bad-whn]", "there is no code `bad-whn`"),
        ("# wfsim: ignore[internal-error]", "`internal-error` cannot be ignored in a comment"),
        ("# wfsim: ignore[unused-ignore]", "`unused-ignore` cannot be ignored in a comment"),
        ("# wfsim: ignroe[bad-when]", "this comment speaks to wfsim, and is not understood"),
        ("# wfsim: ignore-file[bad-when]", "`ignore-file` counts only at the top of a file or document"),
    ],
)
def test_what_is_not_understood_is_said(comment: str, said: str) -> None:
    bad = [one for one in lint(at_end('when: "a-b == c"', comment)) if one.code == "bad-ignore"]
    assert len(bad) == 1 and said in bad[0].message and bad[0].hint
    assert W in [code for _, code in found(at_end('when: "a-b == c"', comment))]


def test_a_comment_above_nothing() -> None:
    assert [code for _, code in found(f"{ALL}# wfsim: ignore[{T}]\n") if code not in (T, W, U)] == ["bad-ignore"]


def test_an_unused_one_is_a_finding_in_its_place() -> None:
    (unused,) = [one for one in lint(above("- name: dead", f"# wfsim: ignore[{W}]")) if one.code == "unused-ignore"]
    assert unused.at.text == W and unused.message == f"nothing here has the code `{W}`, so there is nothing to ignore"


def test_carriage_returns() -> None:
    text = at_end("template: missing", f"# wfsim: ignore[{T}]").replace("\n", "\r\n")
    assert found(text) == without(("missing", T))


def test_anchors_are_ignored_where_they_stand() -> None:
    text = ALL.replace("template: missing", "template: &t missing").replace("template: absent", "template: *t")
    line = "template: &t missing"
    assert [name for name, code in found(text) if code == T] == ["missing"]
    assert [code for _, code in found(text.replace(line, f"{line}  # wfsim: ignore[{T}]")) if code == T] == []
