"""Versions of Argo: the table, the fields that each has, and what is said of those that it does not."""

from __future__ import annotations

import pytest

from tests.oracles.versions import Unavailable, derived
from wfsim.checks import CODES
from wfsim.checks.api import run_all
from wfsim.checks.fixing import mended
from wfsim.checks.upgrading import SEARCHES
from wfsim.lang.functions import FUNCTIONS, SPRIG
from wfsim.spec import load, types, versions
from wfsim.text import Argo, Diagnostic, Severity, Source
from wfsim.version import ARGO

CHANGES = [
    pytest.param(type_name, name, change, id=f"{type_name}.{name}")
    for type_name in versions.table()["fields"]
    for name, change in versions.changes(type_name).items()
]


def test_the_newest_is_the_one_that_wfsim_follows() -> None:
    assert list(versions.known().items())[-1] == (versions.NEWEST, ARGO)
    assert list(versions.known()) == sorted(versions.known(), key=versions.numbers)


@pytest.mark.parametrize(("type_name", "name", "change"), CHANGES)
def test_the_table_fits_the_table_of_types(type_name: str, name: str, change: versions.Change) -> None:
    field = types.fields(type_name).get(name)
    assert (field is not None) == (not change.removed) == bool(change.since)
    if change.removed:
        removed = types.parse(change.type)
        assert removed.form is not types.Form.STRUCT or types.fields(removed.name)
        assert change.hint
    if change.instead:
        assert types.fields(type_name)[change.instead].type == types.Type(types.Form.LIST, types.parse(change.type))
    assert {change.since, change.removed, change.deprecated} <= {"", *versions.known()}


def test_functions_that_came_later_are_known() -> None:
    assert {*versions.functions()} <= {*FUNCTIONS, *(f"sprig.{name}" for name in SPRIG)}


def test_what_versions_accept_is_a_code() -> None:
    assert {row.code for row in versions.accepted("3.5")} <= {*CODES}
    assert not versions.accepted(versions.NEWEST)


def test_the_table_is_what_argos_own_types_say() -> None:
    try:
        made = derived()
    except Unavailable as reason:
        pytest.skip(str(reason))
    held = versions.table()
    written = ("deprecated", "instead", "hint")
    fields = {
        type_name: {name: {key: row[key] for key in row if key not in written} for name, row in found.items()}
        for type_name, found in held["fields"].items()
    }
    assert (made["versions"], made["fields"], made["functions"]) == (held["versions"], fields, held["functions"])


CRON = """\
apiVersion: argoproj.io/v1alpha1
kind: CronWorkflow
metadata: {{name: example}}
spec:
  {fields}
  workflowSpec:
    entrypoint: main
    templates:
      - name: main
        container: {{image: alpine:3.20, command: [echo], args: ["{argument}"]}}
"""


def found(version: str, fields: str = 'schedule: "0 8 * * *"', argument: str = "hello") -> list[Diagnostic]:
    source = Source("cron.yaml", CRON.format(fields=fields, argument=argument))
    return list(run_all(load([source], version), isolate=False))


def said(findings: list[Diagnostic]) -> list[tuple[str, str, str]]:
    return [(one.code, one.at.text, one.severity) for one in findings]


@pytest.mark.parametrize(
    ("version", "fields", "expected"),
    [
        ("3.5", 'schedule: "0 8 * * *"', []),
        ("3.6", 'schedule: "0 8 * * *"', [("deprecated-field", "schedule", "warning")]),
        ("3.7", 'schedule: "0 8 * * *"', [("deprecated-field", "schedule", "warning")]),
        ("4.0", 'schedule: "0 8 * * *"', [("field-not-in-version", "schedule", "error")]),
        ("", 'schedule: "0 8 * * *"', [("field-not-in-version", "schedule", "error")]),
        ("3.5", 'schedules: ["0 8 * * *"]', [("field-not-in-version", "schedules", "error")]),
        ("3.6", 'schedules: ["0 8 * * *"]', []),
        ("3.5", "schedule: 61 8 * * *", [("invalid-schedule", "61", "error")]),
        ("3.5", "schedule: [a]", [("wrong-type", "[a]", "error")]),
        ("3.5", "schedul: 0 8 * * *", [("unknown-field", "schedul", "error")]),
        ("3.5", "suspend: true", [("schedule-missing", "spec", "error")]),
        (
            "3.7",
            'schedule: "0 8 * * *"\n  schedules: ["0 9 * * *"]',
            [("deprecated-field", "schedule", "error")],
        ),
    ],
)
def test_schedules(version: str, fields: str, expected: list[tuple[str, str, str]]) -> None:
    assert said(found(version, fields)) == expected


def test_a_field_of_a_later_version_says_which() -> None:
    fields = 'schedules: ["0 8 * * *"]\n  when: "true"\n  stopStrategy: {expression: "failed > 3"}'
    assert found("3.6", fields) == []
    one, two, three = found("3.5", fields)
    assert one.message == "`schedules` came with Argo 3.6; Argo 3.5 does not have it"
    assert (two.at.text, three.at.text, one.argo) == ("when", "stopStrategy", Argo.REJECTS)


def test_below_a_step_argo_says_nothing_of_fields() -> None:
    text = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {generateName: example-}
spec:
  entrypoint: main
  templates:
    - name: main
      steps:
        - - name: one
            inline:
              pendingTimeout: 3m
              container: {image: alpine:3.20, command: [echo]}
"""
    (one,) = run_all(load([Source("w.yaml", text)], "4.0"), isolate=False)
    assert (one.code, one.argo, one.severity) == ("field-not-in-version", Argo.IGNORES, Severity.ERROR)


@pytest.mark.parametrize(
    ("version", "argument", "names"),
    [
        (
            "3.5",
            "{{= flatten([[1]]) }} {{= sprig.sha512sum('a') }} {{= [1] | uniq() }}",
            ["flatten", "sprig.sha512sum", "uniq"],
        ),
        ("3.5", "{{= sprig.uniq([1]) }} {{= uniq }}", []),
        ("3.6", "{{= flatten([[1]]) }} {{= sprig.sha512sum('a') }}", []),
    ],
)
def test_functions_of_later_versions(version: str, argument: str, names: list[str]) -> None:
    findings = [one for one in found(version, "suspend: true", argument) if one.code == "function-not-in-version"]
    assert [one.at.text for one in findings] == names


METRIC = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {{generateName: example-}}
spec:
  entrypoint: main
  templates:
    - name: main
      metrics: {{prometheus: [{{name: "{name}", help: what, counter: {{value: "1"}}}}]}}
      container: {{image: alpine:3.20, command: [echo]}}
"""


@pytest.mark.parametrize(
    ("version", "name", "codes"),
    [("3.5", "a:b", []), ("3.6", "a:b", ["invalid-metric-name"]), ("3.5", "a-b", ["invalid-metric-name"])],
)
def test_names_of_metrics_had_colons(version: str, name: str, codes: list[str]) -> None:
    assert [one.code for one in run_all(load([Source("w.yaml", METRIC.format(name=name))], version))] == codes


LOCKS = """\
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {generateName: example-}
spec:
  entrypoint: main
  synchronization:
    %s
  templates:
    - name: main
      container: {image: alpine:3.20, command: [echo]}
"""


@pytest.mark.parametrize(
    ("written", "becomes"),
    [
        ("mutex: {name: a}  # lock", "mutexes: [{name: a}]  # lock"),
        ("mutex:\n      name: a\n      namespace: b", "mutexes:\n      - name: a\n        namespace: b"),
        (
            "mutex:  # lock\n      # of all\n      name: a\n\n      # where\n      namespace: b",
            "mutexes:  # lock\n      # of all\n      - name: a\n\n        # where\n        namespace: b",
        ),
        (
            "mutex:\n      name: |\n        a\n      namespace: b",
            "mutexes:\n      - name: |\n          a\n        namespace: b",
        ),
        ("mutex:\r\n      name: a\r\n      namespace: b", "mutexes:\r\n      - name: a\r\n        namespace: b"),
        ("mutex: {name: a,\n      namespace: b}", "mutexes: [{name: a,\n      namespace: b}]"),
        (
            "semaphore:\n      configMapKeyRef:\n        name: a\n        key: b",
            "semaphores:\n      - configMapKeyRef:\n          name: a\n          key: b",
        ),
        ("mutex: &lock {name: a}", None),
        ("mutex: {name: a}\n    mutexes: [{name: b}]", None),
        ("mutex:", None),
    ],
)
def test_one_value_becomes_a_list(written: str, becomes: str | None) -> None:
    source = Source("w.yaml", LOCKS % written)
    fixes = [one.fix for one in run_all(load([source])) if one.fix]
    assert mended(source, fixes).text == (LOCKS % becomes if becomes else source.text)
    if becomes:
        assert run_all(load([Source("w.yaml", LOCKS % becomes)])) == ()


@pytest.mark.parametrize(
    ("written", "becomes"),
    [
        ("schedule: 0 8 * * *", 'schedules: ["0 8 * * *"]'),
        ("schedule: '0 8 1,15 * *' # twice", "schedules: ['0 8 1,15 * *'] # twice"),
        ('"schedule": "@daily"', None),
        ("schedule: >-\n    0 8 * * *", None),
    ],
)
def test_a_schedule_becomes_a_list(written: str, becomes: str | None) -> None:
    source = Source("w.yaml", CRON.format(fields=written, argument="x"))
    fixes = [one.fix for one in run_all(load([source])) if one.fix]
    wanted = CRON.format(fields=becomes, argument="x") if becomes else source.text
    assert mended(source, fixes).text == wanted


@pytest.mark.parametrize("version", versions.known())
def test_every_version_takes_what_all_have(version: str) -> None:
    text = LOCKS.replace("  synchronization:\n    %s\n", "")
    assert run_all(load([Source("w.yaml", text)], version), isolate=False) == ()


@pytest.mark.parametrize(
    ("word", "version"),
    [("3.5", "3.5"), ("v3.6.12", "3.6"), ("4.1.2", "4.1"), ("3", ""), ("9.9", ""), ("3.5.x", ""), ("", "")],
)
def test_words_for_versions(word: str, version: str) -> None:
    assert versions.named(word) == version


@pytest.mark.parametrize(
    ("word", "release"), [("3.5", "3.5.14"), ("v3.7.4", "3.7.4"), ("v4.0", "4.0.7"), ("3.7.16", "3.7.16")]
)
def test_words_for_releases(word: str, release: str) -> None:
    assert versions.release(word) == release


@pytest.mark.parametrize(
    ("release", "holds"),
    [("3.6.12", False), ("3.7.15", False), ("3.7.16", True), ("4.0.6", False), ("4.0.7", True), ("4.1.0", True)],
)
def test_a_change_that_came_to_two_minor_versions(release: str, holds: bool) -> None:
    change = versions.News("3.7", "", releases=("3.7.16", "4.0.7"))
    assert change.holds_in(release) is holds
    assert versions.News("3.7", "").holds_in(release) is (release != "3.6.12")


def test_what_the_table_looks_for_is_known() -> None:
    named = [one.finds for one in versions.news() if one.finds]
    assert sorted(named) == sorted(SEARCHES)
    assert {one.code for one in versions.news()} <= {"", *CODES}
    assert all(one.way and Severity(one.severity) for one in versions.news() if one.finds)
    for row in versions.table()["schema"]:
        assert row["field"] in types.fields(row["type"])
