"""Ways into data: JSONPath, gjson, selectors, jq."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wfsim.lang import gjson, gospace, jq, jsonpath, jsonpath_reading, kubepath, kubepath_reading, selectors
from wfsim.lang.errors import LangError
from wfsim.lang.values import MISSING, Json

POD: Json = {
    "metadata": {"name": "p", "labels": {"app.k8s.io/name": "x"}, "n": 2},
    "status": {
        "phase": "Succeeded",
        "replicas": 3,
        "ready": True,
        "conditions": [{"type": "Ready", "status": "True"}, {"type": "Done", "status": "False", "reason": "why"}],
    },
    "items": [],
}
TEXTS = st.lists(
    st.sampled_from(
        [
            "$",
            ".",
            "..",
            "a",
            "status",
            "[",
            "]",
            "'",
            '"',
            "0",
            "-1",
            ":",
            "*",
            "?(@.a==1)",
            ",",
            "|",
            "#",
            "(",
            ")",
            "==",
            "{",
            "}",
            " ",
            "\\",
            "!",
            "in",
            "map",
            "select",
        ]
    )
).map("".join)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("{.metadata.name}", "p"),
        (".metadata.name", ".metadata.name"),
        ("name: {.metadata.name}.", "name: p."),
        ("{range .status.conditions[*]}{.type}={.status};{end}", "Ready=True;Done=False;"),
        ("{.status['phase','replicas']}", "Succeeded 3"),
        ("{.status.phase}/{.status.replicas}", "Succeeded/3"),
        ("{.nope.x}", ""),
        ("{.status.conditions[*].type}", "Ready Done"),
        ("{.status.conditions[0].type}{'-'}{.status.conditions[-1].type}", "Ready-Done"),
        ('{.status.conditions[?(@.type=="Done")].status}', "False"),
        ("{.status.conditions[?(@.reason)].type}", "Done"),
        ("{.metadata.labels.app\\.k8s\\.io/name}", "x"),
        ("{.metadata.labels['app.k8s.io/name']}", ""),
        ("{..type}", "Ready Done"),
        ("{.metadata.labels}", '{"app.k8s.io/name":"x"}'),
        ("{.status.conditions[0:1].type}", "Ready"),
        ("{.status.ready}", "true"),
    ],
)
def test_kubectls_jsonpath(path: str, text: str) -> None:
    assert kubepath.evaluate(path, POD) == text


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("$", POD),
        ("$.metadata.n", 2),
        ("$['metadata']['name']", "p"),
        ("$.status.conditions[0,1].type", ["Ready", "Done"]),
        ("$.metadata.labels[*]", ["x"]),
        ("$..reason", ["why"]),
        ("$.status.conditions[?(@.status=='True')].type", ["Ready"]),
    ],
)
def test_the_function_jsonpath(path: str, value: Json) -> None:
    assert jsonpath.lookup(POD, path) == value


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("@.n > 1 && @.n < 3", [2]),
        ("@.n == 1 || @.s =~ '^x'", [3]),  # an error on either side, here of the text that is not there, is a no
        ("!(@.n <= 2)", [3]),
        ("!@.s", []),
        ("@.t == true", [2]),
        ("@['n'] != 2 && (@.n >= 3 || @.n == 1)", [1, 3]),
        ("@['n'] != 2 && @.n >= 1", [1, 3]),
        ("@.s > 1", []),
        ("@.nope == null", []),
        ("@.n + 1 == 3", [2]),
        ("@.n in [1, 3]", [1, 3]),
        ("@.s in ['ab']", []),  # texts of the document stand in quotes, those of a JSON list do not
        ('ab in ["ab"]', [1, 2, 3]),
        ("@.n not in [1]", [2, 3]),
        ("@.n % 2", [1, 3]),
        ("@.s == 'ab'", [2]),
        ("(" * 100 + "@.t" + ")" * 100, [2]),
    ],
)
def test_conditions_in_paths(condition: str, found: list[int]) -> None:
    data: Json = [{"n": 1}, {"n": 2, "s": "ab", "t": True}, {"n": 3, "s": "xy", "d": {"e": "q"}}]
    assert jsonpath.lookup(data, f"$[?({condition})].n") == found


@pytest.mark.parametrize("condition", ["(@.a || bc)", "@.", "@[1", "@.a + @[]", "!" * 100 + "@", "1 % 0", ""])
def test_conditions_that_are_none(condition: str) -> None:
    with pytest.raises(LangError):
        jsonpath.lookup([{"a": 1}], f"$[?({condition})]")


@pytest.mark.parametrize("path", ["", "a", "$.nope", "$[9]", "$.status[", "$.a.", "$[(@.length-2)]"])
def test_paths_that_lead_nowhere(path: str) -> None:
    with pytest.raises(LangError):
        jsonpath.lookup(POD, path)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("metadata.name", "p"),
        ("status.conditions.1.type", "Done"),
        ("status.nope", MISSING),
        ("status.conditions.7", MISSING),
    ],
)
def test_gjson(path: str, value: Json) -> None:
    assert gjson.get(POD, path) == value


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("status.phase == Succeeded", True),
        ("status.phase = Succeeded, status.replicas > 2", True),
        ("status.replicas < 3", False),
        ("status.phase in (Failed, Succeeded)", True),
        ("status.phase notin (Failed)", True),
        ("status.phase != Failed", True),
        ("status.nope != x", True),
        ("status.nope == x", False),
        ("status.ready", True),
        ("!status.nope", True),
        ("status.ready == true", True),
        ("status.conditions.0.status == True", True),
        ("status.phase > 1", False),
        ("", True),
    ],
)
def test_conditions_of_resources(condition: str, holds: bool) -> None:
    assert all(selectors.holds(one, POD) for one in selectors.parse(condition)) is holds


@pytest.mark.parametrize("condition", ["a == b c", "a > x", "a in b", "== b", "a,", "(a)"])
def test_what_is_no_condition(condition: str) -> None:
    with pytest.raises(LangError):
        selectors.parse(condition)


@given(TEXTS)
def test_any_text_gives_a_value_or_a_lang_error(text: str) -> None:
    for ask in (kubepath.evaluate, jsonpath.lookup, gjson.get, jq.evaluate):
        try:
            if ask in (kubepath.evaluate, jq.evaluate):
                ask(text, POD)  # type: ignore[operator]
            else:
                ask(POD, text)  # type: ignore[operator]
        except LangError:
            continue


@pytest.mark.parametrize(
    ("parse", "text", "place", "told"),
    [
        (selectors.parse, "a == b, ", "", "found the end, expected a key such as status.phase behind the comma"),
        (selectors.parse, "a in b", "b", "found `b`, expected a list of values in parentheses"),
        (selectors.parse, "a < x", "x", "found `x`, expected a whole number behind <"),
        (selectors.parse, "a in (b c)", "c", "found `c`, expected a comma or the closing parenthesis"),
        (selectors.parse, "(a)", "(", "found `(`, expected a key such as status.phase"),
        (kubepath_reading.parse, "x {.a[0}", "[", "found `[`, expected the closing bracket"),
        (kubepath_reading.parse, "x {.a", "", "found the end, expected the closing brace"),
        (kubepath_reading.parse, "{.a,.b}", ",", "found `,`, expected a step such as .name, [0] or [?(@.age>40)]"),
        (kubepath_reading.parse, "{.a[?(@.b]}", "[?(", "found `[?(`, expected `)]` at the end of the filter"),
        (
            kubepath_reading.parse,
            "{.a[1,b]}",
            "[1,b]",
            "found `[1,b]`, expected an index, a range, `*`",
        ),
        (jsonpath_reading.read, "a.b", "a", "found `a`, expected `$` at the beginning"),
        (jsonpath_reading.read, "$.a.", "", "found the end, expected a name behind the dot"),
        (
            jsonpath_reading.read,
            "$.a[b].c",
            "[b]",
            "found `[b]`, expected a name in quotes, an index",
        ),
        (jsonpath_reading.read, "$.a[?(@.b == @[])]", "[?(@.b == @[])]", "found `[?(@.b == @[])]`, expected a name in"),
    ],
)
def test_what_is_wrong_is_told_at_its_place(parse: Callable[[str], object], text: str, place: str, told: str) -> None:
    with pytest.raises(LangError) as error:
        parse(text)
    assert text[error.value.start : error.value.end] == place
    assert error.value.told(text).startswith(told)


def test_blanks_are_gos() -> None:
    assert gospace.trimmed("\u00a0\x85 a\x1f ") == "a\x1f"
    assert gospace.words(" a\x1cb\tc\u3000") == ["a\x1cb", "c"]


def test_an_index_of_any_length_wraps_around() -> None:
    assert gjson.get(["a", "b"], str(2**64 + 1)) == "b"
    assert gjson.get(["a", "b"], "1" + "0" * 9_999 + "1") == "b"
    assert gjson.get(["a", "b"], "1" * 10_000) is MISSING
