"""Documents, spans and everything that can be wrong with the YAML itself."""

import sys
import time
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from wfsim.text import Argo, Severity, Source
from wfsim.yamlio import Mapping, Node, Reading, Scalar, Sequence, libyaml, plain, read
from wfsim.yamlio.reader import Limits
from wfsim.yamlio.scalars import plain_value


def reading(text: str) -> Reading:
    return read(Source("f.yaml", text))


def codes(text: str) -> list[str]:
    return [finding.code for finding in reading(text).findings]


def values(text: str) -> list[object]:
    return [plain(document.root) for document in reading(text).documents]


def test_documents_are_cut_at_three_dashes() -> None:
    assert values("---\na: 1\n--- # two\nb: 2\n\n---\n---\nc: |\n  x\n  ---\n  y\n") == [
        {"a": 1},
        {"b": 2},
        {"c": "x\n---\ny\n"},
    ]


def test_spans_are_offsets_in_the_whole_file() -> None:
    text = "\ufeffa: 1\r\n---\r\nkey: [one, 'two']\r\n"
    document = reading(text).documents[1]
    assert document.span(("key", 1)).text == "'two'"
    assert document.key_span(("key",)).text == "key"
    assert document.span(("key",)).text == "[one, 'two']"
    assert document.root is not None
    assert document.root.span.text == "key: [one, 'two']"


def test_a_block_ends_where_its_text_ends() -> None:
    document = reading("a:\n  b: |\n    x\n\n# note\n\nc:\n- d\n# end\n").documents[0]
    assert document.span(("a", "b")).text == "|\n    x"
    assert document.span(("a",)).text == "b: |\n    x"
    assert document.span(("c",)).text == "- d"


def test_a_span_leaves_out_anchor_and_tag() -> None:
    document = reading("a: &x !!str 5\nb: &y\n  c: 1\nd: &z [1]\n").documents[0]
    assert [document.span((key,)).text for key in "abd"] == ["5", "c: 1", "[1]"]


def test_a_syntax_error_spoils_its_document_only() -> None:
    found = reading("a: [\n---\nb: 2\n")
    assert [document.dropped for document in found.documents] == [True, False]
    assert plain(found.documents[1].root) == {"b": 2}
    assert [(one.code, one.argo) for one in found.findings] == [("yaml-syntax", Argo.IGNORES)]


@pytest.mark.parametrize(
    ("text", "at", "words"),
    [
        ("a:\n\tb: 1\n", (2, 1), "replace the tab"),
        ("a: b: c\n", (1, 5), "quotes"),
        ("a: {{x}}y\n", (1, 5), "quotes"),
        ("a: 'x\nb: 1\n", (1, 4), "never closed"),
        ("a: *nope\n", (1, 4), "&nope"),
        ("a: &x [*x]\n", (1, 8), "own anchor"),
        ("a: \x07\n", (1, 4), "escape"),
        ("a: \ud800\n", (1, 4), "escape"),
        ("null: 1\n", (1, 1), "quotes"),
        ("? [a]\n: 1\n", (1, 3), "quotes"),
        ("<<: 3\n", (1, 1), "<<"),
        ("%YAML 1.2\n---\na: 1\n", (1, 1), "Delete"),
        ("%YAML 1.2\r---\ra: 1\n", (1, 1), "Remove"),
        ("a: @x\n", (1, 4), "quotes"),
    ],
)
def test_syntax_errors_have_a_place_and_a_way_out(text: str, at: tuple[int, int], words: str) -> None:
    finding = reading(text).findings[0]
    assert finding.code == "yaml-syntax"
    assert (finding.at.first.line, finding.at.first.column) == at
    assert finding.at.end > finding.at.start
    assert words in finding.hint


def test_escapes_are_those_of_argos_decoder() -> None:
    text = r'''a: "it\'s \x41"'''
    found = reading(text)
    assert (found.findings, values(text)) == ((), [{"a": "it's A"}])
    assert found.documents[0].span(("a",)).text == text.removeprefix("a: ")
    (one,) = reading(r'a: "b\\c\/d"').findings
    assert (one.code, one.at.text, one.argo) == ("yaml-syntax", r"\/", Argo.IGNORES)
    assert codes(r"a: 'b\/c'") == []
    assert codes(r'a: "\q"') == ["yaml-syntax"]


def test_a_directive_is_cut_off_from_its_document() -> None:
    found = reading("# x\n%YAML 1.1\n--- # here\na: 1\n")
    assert [(document.dropped, plain(document.root)) for document in found.documents] == [
        (True, None),
        (False, {"a": 1}),
    ]
    assert [(one.code, one.severity) for one in found.findings] == [("yaml-syntax", Severity.WARNING)]


def test_a_repeated_key_drops_the_document() -> None:
    found = reading("a: 1\nb: 2\n'a': 3\n")
    assert found.documents[0].dropped
    assert plain(found.documents[0].root) == {"a": 3, "b": 2}
    (finding,) = found.findings
    assert (finding.code, finding.at.first.line, finding.related[0].at.first.line) == ("duplicate-key", 3, 1)


def test_merge_keys() -> None:
    assert values("a: &a {k: 1}\nb: {<<: *a, j: 2}\nc: {'<<': 1}\n") == [
        {"a": {"k": 1}, "b": {"k": 1, "j": 2}, "c": {"<<": 1}}
    ]
    assert codes("a: &a {k: 1}\nb:\n  <<: *a\n  k: 2\n") == ["duplicate-key"]
    assert values("a: &a {k: 1}\nb: &b {j: 2}\nc: {<<: [*a, *b]}\n")[0] == {
        "a": {"k": 1},
        "b": {"j": 2},
        "c": {"k": 1, "j": 2},
    }


def test_an_alias_is_its_anchor() -> None:
    document = reading("a: &x [1, 2]\nb: *x\nc: &x 3\nd: *x\n").documents[0]
    assert plain(document.root) == {"a": [1, 2], "b": [1, 2], "c": 3, "d": 3}
    assert document.span(("b",)).text == "[1, 2]"


def test_text_below_the_end_of_a_document() -> None:
    found = reading("a: 1\n... # over\n\n# note\nb: [\n---\nc: 1\n...\n")
    assert [plain(document.root) for document in found.documents] == [{"a": 1}, {"c": 1}]
    assert [(one.code, one.at.text) for one in found.findings] == [("yaml-syntax", "b: [")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[" * 5000, "too-deep"),
        ("".join(" " * i + "a:\n" for i in range(500)), "too-deep"),
        ("[" * 300 + "]" * 300, "too-deep"),
        ("a: &a " + "[" * 60 + "]" * 60 + "\nb: " + "[" * 60 + "*a" + "]" * 60, "too-deep"),
        ("apiVersion: argoproj.io/v1\nx: " + "y" * 3_000_000, "file-too-large"),
    ],
)
def test_what_is_too_much_is_refused_at_once(text: str, code: str) -> None:
    begun = time.monotonic()
    assert codes(text) == [code]
    assert time.monotonic() - begun < 1


def test_who_reads_says_how_much_is_too_much() -> None:
    text = "apiVersion: argoproj.io/v1\nx: " + "y" * 100
    assert not read(Source("f.yaml", text), Limits(document=200)).findings
    for limits in (Limits(document=100), Limits(file=100)):
        assert [one.code for one in read(Source("f.yaml", text), limits).findings] == ["file-too-large"]


def test_an_alias_bomb() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12)]
    found = reading("\n".join(lines))
    assert [one.code for one in found.findings] == ["too-many-aliases"]
    assert found.documents[0].root is None


def test_json_is_one_document() -> None:
    text = '\ufeff{\n\t"a": "y\\ud83d\\ude00", "b": [1.0, 1e3, null],\n\t"c\\u0041": {}}\n'
    found = reading(text)
    assert found.findings == ()
    assert [plain(document.root) for document in found.documents] == [
        {"a": "y\U0001f600", "b": [1, 1000, None], "cA": {}}
    ]
    assert found.documents[0].span(("b", 1)).text == "1e3"


def test_a_repeated_key_of_json_is_refused_aloud() -> None:
    found = reading('{"a": 1, "a": 2}')
    assert not found.documents[0].dropped
    assert [(one.code, one.argo) for one in found.findings] == [("duplicate-key", Argo.REJECTS)]


def spans_of(node: Node) -> list[Node]:
    match node:
        case Scalar():
            return [node]
        case Mapping():
            return [node, *(one for entry in node for one in (entry.key, *spans_of(entry.value)))]
        case Sequence():
            return [node, *(one for item in node.items for one in spans_of(item))]


YAMLISH = st.text(alphabet=st.sampled_from("ab:- \n\t'\"{}[],&*!|>#%@`?~<.0\\\r\ufeff\x00"), max_size=80)


@given(st.one_of(st.text(max_size=60), YAMLISH))
def test_any_text_is_read_without_an_exception(text: str) -> None:
    found = reading(text)
    for finding in found.findings:
        assert 0 <= finding.at.start < finding.at.end <= len(text)
    for document in found.documents:
        for node in spans_of(document.root) if document.root else ():
            assert 0 <= node.span.start <= node.span.end <= len(text)


# PyYAML writes `N` without quotes, and Argo reads it as false: texts that only Argo takes for something else stay out.
PRINTABLE = st.characters(codec="utf-8", exclude_characters="\x00\x85\ufeff")
WORDS = st.text(PRINTABLE, max_size=8).filter(lambda text: plain_value(text) in ("", None, text))
KEYS = st.text("abc<= '", min_size=1, max_size=4)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_what_is_written_is_read(data: Any) -> None:
    assert values(yaml.safe_dump({"k": data}, allow_unicode=True))[0] == {"k": data}


def test_without_libyaml(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "yaml._yaml", None)
    libyaml.parser.cache_clear()
    try:
        text = "a: &x {k: [1, 'y']}\nb:\n  <<: *x\n  c: |\n    text\n"
        slow = reading(text)
        assert codes("a: [") == ["yaml-syntax"]
        assert codes("a: \x07") == ["yaml-syntax"]
    finally:
        libyaml.parser.cache_clear()
    monkeypatch.undo()
    fast = reading(text)
    assert plain(slow.documents[0].root) == plain(fast.documents[0].root)
    assert slow.documents[0].span(("b", "c")).text == fast.documents[0].span(("b", "c")).text == "|\n    text"
