"""CronWorkflows on the virtual clock: when they fire and what comes of it, at exact instants."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import wfsim
from tests.cli.command import wfsim as command
from wfsim.api.runs import Runs
from wfsim.engine.crons import CronState, Firing, Kept, Verdict

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "cluster"

CRON = """
apiVersion: argoproj.io/v1alpha1
kind: CronWorkflow
metadata: {name: job, labels: {team: data}}
spec:
  schedules: [%s]
%s
  workflowSpec:
    entrypoint: main
    templates:
      - name: main
        container: {image: a, args: ["{{workflow.scheduledTime}}"]}
"""
EVERY_TEN = "'*/10 * * * *'"


def play(spec: str = "", schedules: str = EVERY_TEN, mocks: Any = None, **cluster: Any) -> Runs:
    text = CRON % (schedules, "\n".join(f"  {line}" for line in spec.splitlines()))
    said = {"mocks": {"main": mocks}} if mocks is not None else None
    return wfsim.loads(text).simulate_cluster({"until": "1h", **cluster}, said)


def minutes(runs: Runs, verdict: str = "submitted") -> list[float]:
    """The firings of a verdict, in minutes after midnight."""
    return [one.at_ms / 60_000 % 1440 for one in runs.crons[0].firings if one.verdict.value == verdict]


def instants(runs: Runs) -> list[str]:
    return [datetime.fromtimestamp(one.at_ms / 1000, UTC).strftime("%d %H:%M") for one in runs.crons[0].firings]


def test_it_fires_after_the_start_and_until_the_end() -> None:
    runs = play()
    assert minutes(runs) == [10, 20, 30, 40, 50, 60]
    assert [one.name for one in runs][:2] == ["job-1704067800", "job-1704068400"]
    assert (runs.crons[0].succeeded, runs.crons[0].failed, runs.crons[0].active) == (6, 0, [])


def test_the_child_knows_for_when_and_of_what_it_is() -> None:
    first = play()[0]
    assert first.record.labels["workflows.argoproj.io/cron-workflow"] == "job"
    assert first.record.annotations["workflows.argoproj.io/scheduled-time"] == "2024-01-01T00:10:00Z"


def test_two_schedules_at_one_time_fire_once() -> None:
    assert minutes(play(schedules="'*/20 * * * *', '*/30 * * * *'")) == [20, 30, 40, 60]


def test_a_time_zone_moves_the_hour() -> None:
    assert instants(play("timezone: Europe/Berlin", "'0 3 * * *'", until="24h")) == ["01 02:00"]


def test_an_hour_that_summer_time_skips_never_comes() -> None:
    runs = play("timezone: Europe/Berlin", "'30 2 * * *'", start="2024-03-30T12:00:00Z", until="48h")
    assert instants(runs) == ["01 00:30"]


@pytest.mark.parametrize(
    ("policy", "submitted", "skipped"),
    [("Allow", [10, 20, 30], []), ("Forbid", [10, 30], [20]), ("Replace", [10, 20, 30], [])],
)
def test_concurrency(policy: str, submitted: list[float], skipped: list[float]) -> None:
    runs = play(f"concurrencyPolicy: {policy}", mocks={"duration": "15m"}, until="30m")
    assert (minutes(runs), minutes(runs, "skipped")) == (submitted, skipped)
    phases = [str(one.phase) for one in runs]
    assert phases == (["Failed", "Failed", "Succeeded"] if policy == "Replace" else ["Succeeded"] * len(submitted))
    if policy == "Replace":
        assert runs[0].duration == 600 and "Terminate" in runs[0].message


def test_suspended() -> None:
    runs = play("suspend: true")
    assert minutes(runs) == [] and len(minutes(runs, "skipped")) == 6
    assert runs.crons[0].firings[0].why == "it is suspended"


def test_stop_strategy_counts_failures() -> None:
    runs = play('stopStrategy: {expression: "cronworkflow.failed >= 2"}', mocks={"exitCode": 1})
    assert minutes(runs) == [10, 20]
    assert (runs.crons[0].phase, runs.crons[0].failed) == ("Stopped", 2)


def test_when_sees_the_last_time_and_the_clock() -> None:
    last = "cronworkflow.lastScheduledTime"
    assert minutes(play(f'when: "{{{{= {last} == nil || (now() - {last}).Minutes() > 15 }}}}"')) == [10, 30, 50]


def test_a_number_in_a_tag_of_when_is_an_error_that_counts_as_a_failure() -> None:
    runs = play("when: '{{cronworkflow.failed}} < 1'", until="10m")
    (one,) = runs.crons[0].firings
    assert (one.verdict.value, one.why) == ("failed", "failed to resolve {{cronworkflow.failed}} to string")
    assert runs.crons[0].failed == 1


def test_bare_words_in_its_when_are_names() -> None:
    runs = play("when: '{{cronworkflow.name}} == other'", until="10m")
    assert "No parameter 'job' found." in runs.crons[0].firings[0].why
    assert minutes(play("when: \"'{{cronworkflow.name}}' == 'job'\"", until="10m")) == [10]


@pytest.mark.parametrize(
    ("spec", "ttl", "kept"),
    [
        ("successfulJobsHistoryLimit: 9", "", [10, 20, 30, 40, 50, 60]),
        ("successfulJobsHistoryLimit: 9", "{secondsAfterCompletion: 1500}", [40, 50, 60]),
        ("successfulJobsHistoryLimit: 2", "{secondsAfterCompletion: 1500}", [50, 60]),
        ("successfulJobsHistoryLimit: 9", "{secondsAfterFailure: 1500}", [10, 20, 30, 40, 50, 60]),
        ("successfulJobsHistoryLimit: 9", "{secondsAfterSuccess: 0}", [60]),  # goes a second after its end
    ],
)
def test_a_child_that_its_time_to_live_deletes_is_no_part_of_the_history(spec: str, ttl: str, kept: list[int]) -> None:
    # Argo's history limits look at the workflows that there are.
    text = CRON % (EVERY_TEN, f"  {spec}")
    if ttl:
        text = text.replace("    entrypoint: main\n", f"    entrypoint: main\n    ttlStrategy: {ttl}\n")
    runs = wfsim.loads(text).simulate_cluster({"until": "1h"})
    found = [int(one.rpartition("-")[2]) for one in runs.crons[0].kept]
    assert [(one - 1704067200) / 60 for one in found] == kept


def test_history_limits() -> None:
    runs = play("successfulJobsHistoryLimit: 2")
    assert list(runs.crons[0].kept) == ["default/job-1704070200", "default/job-1704070800"]
    assert not play("failedJobsHistoryLimit: 0", mocks={"exitCode": 1}).crons[0].kept
    assert len(play(mocks={"exitCode": 1}).crons[0].kept) == 1


@pytest.mark.parametrize(("deadline", "missed"), [(0, []), (60, []), (301, [55]), (600, [55])])
def test_a_missed_firing_is_made_up_for_within_its_deadline(deadline: int, missed: list[float]) -> None:
    spec = f"  startingDeadlineSeconds: {deadline}" if deadline else ""
    text = CRON % ("'55 * * * *'", spec) + "status: {lastScheduledTime: '2023-12-31T21:55:00Z'}\n"
    runs = wfsim.loads(text).simulate_cluster({"until": "5m"})
    assert minutes(runs) == [23 * 60 + one for one in missed]


HOLDER = """---
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: long}
spec:
  entrypoint: hold
  synchronization: {mutexes: [{name: m}]}
  templates: [{name: hold, container: {image: a}}]
"""


def test_children_share_locks_with_others() -> None:
    child = (CRON % (EVERY_TEN, "")).replace(
        "entrypoint: main", "entrypoint: main\n    synchronization: {mutexes: [{name: m}]}"
    )
    runs = wfsim.loads(child + HOLDER).simulate_cluster({"until": "10m"}, {"mocks": {"hold": {"duration": "12m"}}})
    assert runs["job"].record.started_ms == runs["long"].record.finished_ms


def test_crons_can_be_left_out() -> None:
    text = CRON % ("'* * * * *'", "")
    runs = wfsim.loads(text).simulate_cluster({"crons": False, "submit": [{"workflow": "job"}]})
    assert len(runs) == 1 and not runs.crons


def test_the_command_tells_what_came_of_every_firing() -> None:
    ran = command(
        "simulate",
        str(FOLDER / "backup.yaml"),
        "--cluster",
        str(FOLDER / "forty-minutes.yaml"),
        "--mocks",
        str(FOLDER / "backup.mocks.yaml"),
    )
    assert ran.code == 0, ran.err
    assert ran.out.splitlines()[0].split() == ["CRON", "FIRED", "FOR", "CAME", "OF", "IT", "RUN", "WHY"]
    assert "skipped" in ran.out and "concurrencyPolicy Forbid" in ran.out


def test_a_child_that_is_replaced_before_it_may_begin_fails_when_its_turn_comes() -> None:
    text = CRON % (EVERY_TEN, "  concurrencyPolicy: Replace")
    long = """
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: long}
spec: {entrypoint: long, templates: [{name: long, container: {image: a}}]}
"""
    mocks = {"mocks": {"long": {"duration": "25m"}, "main": {"duration": "30m"}}}
    cluster = {"until": "30m", "parallelism": 1, "submit": [{"workflow": "long"}]}
    runs = wfsim.loads(f"{text}\n---\n{long}").simulate_cluster(cluster, mocks)
    found = {one.name: (str(one.phase), one.message) for one in runs}
    assert found["job-1704067800"] == ("Failed", "Stopped with strategy 'Terminate'")  # long ran until 25 minutes
    assert found["job-1704068400"] == ("Failed", "Stopped with strategy 'Terminate'")
    assert found["job-1704069000"] == ("Succeeded", "")


def test_why_a_cronworkflow_does_not_fire_is_told() -> None:
    text = CRON % (EVERY_TEN, "")
    wrong = text.replace("{{workflow.scheduledTime}}", "{{workflow.nothing}}")
    with pytest.raises(wfsim.Problem, match="nothing") as caught:
        wfsim.loads(wrong).simulate_cluster({"until": "1h"})
    assert [one.code for one in caught.value.findings] == ["unresolved-variable"]
    other = """
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: other}
spec: {entrypoint: main, templates: [{name: main, container: {image: a}}]}
"""
    runs = wfsim.loads(f"{wrong}\n---\n{other}").simulate_cluster({"until": "1h"})
    assert [one.code for one in runs.findings] == ["unresolved-variable"]
    assert [one.name for one in runs] == ["other"] and not runs.succeeded


def test_the_child_has_what_the_metadata_of_its_workflow_says() -> None:
    metadata = "workflowMetadata: {labels: {team: b}, annotations: {note: text}}"
    first = play(metadata)[0]
    assert first.record.labels["team"] == "b"
    assert first.record.annotations["note"] == "text"
    assert len({one.record.uid for one in play(metadata)}) == 6


def test_what_is_kept_of_a_cronworkflow_is_read_as_it_was_written() -> None:
    firing = Firing(600_000, Verdict.SKIPPED, "it is suspended")
    state = CronState("job", "ns", succeeded=2, active=["ns/c"], firings=[firing])
    state.kept = {"ns/a": Kept(5000, True, 9000), "ns/b": Kept(7000, False)}
    assert CronState.from_json(json.loads(json.dumps(state.to_json()))) == state
