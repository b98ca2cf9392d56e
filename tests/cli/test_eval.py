"""``wfsim eval``: each language, where its variables come from, what is said when it goes wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.command import wfsim
from wfsim.lang.tracing import Language, guess

RUN = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: w}
spec:
  entrypoint: main
  arguments: {parameters: [{name: env, value: prod}]}
  templates:
    - name: main
      steps:
        - - {name: make, template: make}
        - - {name: say, template: say, arguments: {parameters: [{name: text, value: hello}]}}
    - name: make
      script: {image: x, command: [sh], source: x}
    - name: say
      inputs: {parameters: [{name: text}]}
      container: {image: x}
"""


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("{{a}} and more", "template"),
        ("{{= 1 > 2 }}", "template"),
        ("{{a}} == b", "when"),
        ("{{a}} in (b, c)", "when"),
        ("heads == heads", "when"),
        ("my-step == 'x y'", "expr"),
        ("inputs.parameters.x == 'y'", "expr"),
        ("1 + 1", "expr"),
        ("true && false", "expr"),
        ("[1] | map(# + 1)", "expr"),
        ("build && !scan.Failed", "depends"),
        ("a.Succeeded", "depends"),
        ("a && b", "depends"),
    ],
)
def test_the_language_is_guessed(text: str, language: str) -> None:
    assert guess(text) is Language(language)


@pytest.mark.parametrize(
    ("words", "last"),
    [
        (
            ["{{=asInt(inputs.parameters.n) * 2}} of {{workflow.name}}", "-p", "n=5", "-p", "workflow.name=w"],
            "result:    10 of w",
        ),
        (["inputs.parameters.n + 'x'", "-p", "inputs.parameters.n=a=b"], "as text:   a=bx"),
        (["'{{item}}' == 'a-b'", "-p", "item=a-b"], "type:      bool"),
        (["build && scan.Failed", "-p", "build=Succeeded", "-p", "scan=Failed"], "type:      bool"),
        (["[1, 2.5]"], "as text:   [1,2.5]  (as an output parameter: [1 2.5])"),
        (["7 / 2"], "type:      float"),
        (["nil"], "as text:   nothing: a tag stays as it is, an output takes its default or fails"),
        (["plain text", "--lang", "template"], "result:    plain text"),
    ],
)
def test_it_has_a_value(words: list[str], last: str) -> None:
    ran = wfsim("eval", *words)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[-1] == last


@pytest.mark.parametrize(
    ("words", "place", "said"),
    [
        (["inputs.parameters.n > 3", "-p", "n=5"], "1:1", "asInt(inputs.parameters.n)"),
        (["1 +"], "1:3", "something is missing at the end"),
        (["a = 'b'"], "1:3", "Write `==`"),
        (["{{a}} == my-value", "-p", "a=1"], "1:3", "Write `{{inputs.parameters.a}}`."),
        (["{{item}} == my-value", "-p", "item=x"], "1:13", "Write `'my-value'`."),
        (["{{item}} == x", "-p", "item=a b"], "1:3", "value-breaks-when"),
        (["text {{", "-p", "a=1"], "1:6", "nothing closes"),
        (["{{workflow.nmae}}", "-p", "workflow.name=w"], "1:3", "Did you mean 'workflow.name'?"),
        (["{{ =1}}"], "1:4", "without a blank"),
        (["{{=steps.a-b.status}}", "-p", "steps.a-b.status=x"], "1:4", "Write `steps['a-b']`."),
        (["line\nand {{= upper(3) }}"], "2:15", "string(3)"),
        (["build && scn", "-p", "build=Succeeded", "-p", "scan=Failed"], "1:10", "Did you mean 'scan'?"),
        (["a.Failed &&"], "1:11", "bad-depends"),
        (["n * 2", "-p", "n=5"], "1:1", "Write `inputs.parameters.n`."),
        (["sprig.getHostByName('x')"], "1:7", "asks the network"),
        (["not true", "--lang", "when"], "1:1", "Write `!`."),
    ],
)
def test_it_has_none(words: list[str], place: str, said: str) -> None:
    ran = wfsim("eval", *words)
    assert ran.code == 1
    assert f"<text>:{place}: error[" in ran.err
    assert said in ran.err


def test_what_is_always_false_is_told_beside_the_value() -> None:
    ran = wfsim("eval", "inputs.parameters.n == 3", "-p", "n=3")
    assert ran.code == 0
    assert "value:     false" in ran.out
    assert "warning[constant-condition]" in ran.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["a", "-p", "nothing"], "NAME=VALUE"),
        (["a.Failed", "-p", "a=Fine"], "'Fine' is no result"),
        ([""], "nothing to evaluate"),
        (["a", "--node", "x"], "--run FILE"),
        (["a", "--lang", "latin"], "invalid choice"),
        ([], "required: TEXT"),
    ],
)
def test_wrong_usage(words: list[str], said: str) -> None:
    ran = wfsim("eval", *words)
    assert ran.code == 2
    assert said in ran.err


def test_standard_input() -> None:
    assert "value:     3" in wfsim("eval", "-", stdin=b"1 + 2\n").out
    assert wfsim("eval", "-", stdin=b"\xff").code == 3


def test_a_file_of_variables(tmp_path: Path) -> None:
    file = tmp_path / "vars.json"
    file.write_text(
        '{"inputs": {"parameters": {"n": 5, "list": [1, 2]}}, "steps.a-b.outputs.result": "x", "item": null}'
    )
    ran = wfsim(
        "eval", "{{inputs.parameters.n}}{{inputs.parameters.list}}{{=steps['a-b'].outputs.result}}", "--vars", str(file)
    )
    assert ran.out.splitlines()[-1] == "result:    5[1,2]x"
    assert "absent optional" in wfsim("eval", "{{item}}", "--vars", str(file)).err
    assert wfsim("eval", "{{inputs.parameters.n}}", "--vars", str(file), "-p", "n=6").out.endswith("6\n")
    file.write_text("[1]")
    assert wfsim("eval", "1", "--vars", str(file)).code == 3


def test_a_node_of_a_run(tmp_path: Path) -> None:
    workflow, run = tmp_path / "w.yaml", tmp_path / "run.json"
    workflow.write_text(RUN)
    assert wfsim("simulate", "-q", "--format", "json", "-o", str(run), str(workflow)).code == 0
    ran = wfsim(
        "eval",
        "{{inputs.parameters.text}} {{steps.make.status}} {{workflow.parameters.env}}",
        "--run",
        str(run),
        "--node",
        "say",
    )
    assert ran.out.endswith("result:    hello Succeeded prod\n")
    assert "did you mean 'make'" in wfsim("eval", "x", "--run", str(run), "--node", "mke").err
    assert wfsim("eval", "1", "--run", str(workflow)).code == 3


def test_json() -> None:
    ran = wfsim("eval", "{{=1 + 1}}", "--format", "json")
    assert json.loads(ran.out) == {
        "language": "template",
        "text": "{{=1 + 1}}",
        "ok": True,
        "steps": [{"text": "{{=1 + 1}}", "kind": "tag", "known": True, "value": 2}],
        "replaced": "2",
        "value": "2",
        "type": "string",
        "rendered": "2",
        "findings": [],
    }
    (finding,) = json.loads(wfsim("eval", "1 +", "--format", "json").out)["findings"]
    assert (finding["code"], finding["line"], finding["column"]) == ("bad-expression", 1, 3)


PIECES = [
    "{{",
    "}}",
    "=",
    "==",
    "'",
    "(",
    ")",
    "[",
    "]",
    "a",
    "b-c",
    "steps.",
    "inputs.parameters.n",
    "&&",
    "!",
    "1",
    "-1",
]
PIECES += [
    "true",
    " ",
    "\n",
    "?",
    "??",
    "|",
    "#",
    ",",
    "in",
    "\\",
    "é",
    "\u2028",
    "`",
    "{",
    "}",
    "asInt(",
    "let x = ",
    ";",
]


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=10).map("".join), st.sampled_from(["auto", *Language]))
def test_any_text_has_a_value_or_a_reason(text: str, language: str) -> None:
    words = [] if language == "depends" else ["-p", "inputs.parameters.n=5"]
    ran = wfsim("eval", "--lang", language, *words, "--", text)
    assert ran.code in (0, 1) or "nothing to evaluate" in ran.err or "is no result" in ran.err
    assert ran.code != 1 or ran.err.strip()


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("date('2024-01-02')", "2024-01-02 00:00:00 +0000 UTC", "time.Time"),
        ("duration('90m')", "1h30m0s", "time.Duration"),
    ],
)
def test_times_and_spans_are_shown_as_go_prints_them(text: str, value: str, kind: str) -> None:
    out = wfsim("eval", text).out
    assert f"value:     {value}\n" in out and f"type:      {kind}\n" in out


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("1 / 0", "float", "+Inf"),
        ("[0 / 0]", "list", ["NaN"]),
        ("groupBy([1, 2, 3], # % 2)", "map", {"0": [2], "1": [1, 3]}),
        ("{'a': duration('3m')}", "map", {"a": "3m0s"}),
        ("sprig.trim", "func(string) string", "func(string) string"),
    ],
)
def test_a_value_that_json_does_not_have_is_shown(text: str, kind: str, value: object) -> None:
    assert wfsim("eval", "--lang", "expr", text)[0] == 0
    code, out, _err = wfsim("eval", "--lang", "expr", "--format", "json", text)
    data = json.loads(out)
    assert (code, data["type"], data["value"]) == (0, kind, value)


@pytest.mark.parametrize("text", ["1 / 0", "[-1 / 0]", "groupBy([1, 2, 3], # % 2)", "sprig", "$env"])
def test_a_value_that_json_does_not_have_is_an_error_in_a_tag(text: str) -> None:
    code, out, err = wfsim("eval", f"a {{{{={text}}}}} b")
    assert code == 1
    assert "result:" not in out
    assert "a tag cannot write this value: json: unsupported" in err
    assert "internal error" not in err


def test_chance_is_the_same_in_the_steps_and_in_the_result() -> None:
    _code, out, _err = wfsim("eval", 'é"\n{{=sprig.uuidv4()}}', "--format", "json")
    data = json.loads(out)
    assert data["value"].endswith(data["steps"][0]["value"])


@pytest.mark.parametrize(
    ("condition", "hint"),
    [
        ("'a' in ('a')", "For one value write `==`."),
        ("a =~ '('", "Mend the pattern"),
        ("'it's' == 'y'", "a value with a quote in it needs an expression"),
        (f"{'(' * 5000}true{')' * 5000}", "Let an expression decide"),
        ("1 && true", "take true and false"),
        ("'a' > 1", "Numbers stand without quotes"),
        ("true ? 'a' - 1 : 2", "Numbers stand without quotes"),
    ],
)
def test_the_way_out_of_a_condition_fits_its_error(condition: str, hint: str) -> None:
    code, _out, err = wfsim("eval", "--lang", "when", condition)
    assert code == 1
    assert hint in err
    assert "Put tags and texts in quotes" not in err


def test_a_very_long_word_is_not_repeated_in_full() -> None:
    _code, _out, err = wfsim("eval", "--lang", "when", "a-" * 2_000)
    assert "without quotes is taken for a calculation" in err
    assert len(err) < 1500


def test_parameters_alone_are_told_whose_they_are() -> None:
    assert "Write `inputs.parameters`." in wfsim("eval", "{{=parameters.num}}", "-p", "num=5")[2]
    assert "Write `workflow.parameters`." in wfsim("eval", "{{=parameters.num}}", "-p", "workflow.parameters.num=5")[2]
