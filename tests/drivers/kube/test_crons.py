"""CronWorkflows on a cluster in memory, with a clock that is about to strike."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from tests.drivers.kube.controlling import INSTANCE, Controlling, ended, wait
from tests.drivers.kube.pretending import Cluster, Data
from wfsim.drivers.kube.client import Patch
from wfsim.drivers.kube.resources import CRON_WORKFLOWS, WORKFLOWS

NOON = int(datetime(2026, 1, 1, 12, tzinfo=UTC).timestamp() * 1000)
SPEC: Data = {
    "entrypoint": "main",
    "templates": [{"name": "main", "container": {"image": "box", "command": ["true"]}}],
}


def clock(minute: int, before_ms: int = 1_000) -> Callable[[], int]:
    """One that strikes that minute soon, and goes as others do."""
    begun = time.monotonic_ns() // 1_000_000
    return lambda: NOON + 60_000 * minute - before_ms + time.monotonic_ns() // 1_000_000 - begun


def make(cluster: Cluster, **spec: Any) -> None:
    about = {"name": "tick", "labels": {INSTANCE: "wfsim"}}
    whole = {"schedules": ["* * * * *"], "workflowSpec": SPEC, **spec}
    cluster.create(CRON_WORKFLOWS, "ns", {"metadata": about, "spec": whole})


def name_of(minute: int) -> str:
    return f"tick-{NOON // 1000 + 60 * minute}"


def status(cluster: Cluster) -> Data:
    found: Data = cluster.objects["cronworkflows.argoproj.io", "ns", "tick"].get("status") or {}
    return found


def workflows(cluster: Cluster) -> list[str]:
    return sorted(key[2] for key in cluster.objects if key[0] == "workflows.argoproj.io")


def test_a_workflow_is_made_when_it_is_due_and_counted_when_it_ended() -> None:
    cluster = Cluster()
    make(cluster)
    one = Controlling(cluster, clock=clock(0)).start()
    wait(ended(cluster, name_of(0)))
    wait(lambda: status(cluster).get("succeeded") == 1)
    one.stop()
    made = cluster.objects["workflows.argoproj.io", "ns", name_of(0)]
    assert made["metadata"]["labels"]["workflows.argoproj.io/cron-workflow"] == "tick"
    assert made["metadata"]["annotations"]["workflows.argoproj.io/scheduled-time"] == "2026-01-01T12:00:00Z"
    assert made["metadata"]["ownerReferences"][0]["kind"] == "CronWorkflow"
    assert status(cluster)["lastScheduledTime"] == "2026-01-01T12:00:00Z"
    assert status(cluster).get("active") == []


def test_what_was_missed_is_made_up_for_within_the_deadline_and_once() -> None:
    cluster = Cluster()
    make(cluster, startingDeadlineSeconds=120)
    first = Controlling(cluster, clock=clock(0)).start()
    wait(lambda: status(cluster).get("succeeded") == 1)
    first.stop()
    second = Controlling(cluster, "b", clock=clock(2, 20_000)).start()
    wait(ended(cluster, name_of(1)))
    second.stop()
    third = Controlling(cluster, "c", clock=clock(2, 10_000)).start()
    wait(lambda: any(line["msg"] == "ready" for line in third.log()))
    third.stop()
    assert workflows(cluster) == [name_of(0), name_of(1)]


def test_only_so_many_that_ended_are_kept_those_of_an_earlier_controller_included() -> None:
    cluster = Cluster()
    make(cluster, successfulJobsHistoryLimit=1)
    for minute in (0, 1):
        one = Controlling(cluster, f"c{minute}", clock=clock(minute)).start()
        wait(lambda minute=minute: status(cluster).get("succeeded") == minute + 1)  # type: ignore[misc]
        wait(lambda minute=minute: workflows(cluster) == [name_of(minute)])  # type: ignore[misc]
        one.stop()


def test_one_that_still_runs_forbids_another_until_it_is_deleted() -> None:
    cluster = Cluster(lambda pod: None)
    make(cluster, concurrencyPolicy="Forbid")
    one = Controlling(cluster, clock=clock(0)).start()
    wait(lambda: workflows(cluster) == [name_of(0)])
    wait(lambda: len(status(cluster).get("active") or []) == 1)
    one.stop()
    two = Controlling(cluster, "b", clock=clock(1)).start()
    wait(lambda: any(line.get("verdict") == "skipped" for line in two.log()))
    assert workflows(cluster) == [name_of(0)]
    cluster.delete(WORKFLOWS, "ns", name_of(0))
    wait(lambda: not status(cluster).get("active"))
    two.stop()


def test_a_schedule_that_is_changed_counts_at_once() -> None:
    cluster = Cluster()
    make(cluster, schedules=["0 0 1 1 *"])
    one = Controlling(cluster, clock=clock(0, 1_500)).start()
    wait(lambda: any(line["msg"] == "ready" for line in one.log()))
    cluster.patch(CRON_WORKFLOWS, "ns", "tick", {"spec": {"schedules": ["* * * * *"]}}, Patch.MERGE)
    wait(ended(cluster, name_of(0)))
    one.stop()


def test_one_that_cannot_fire_is_told_and_harms_no_other() -> None:
    cluster = Cluster()
    make(cluster)
    about = {"name": "wrong", "labels": {INSTANCE: "wfsim"}}
    cluster.create(CRON_WORKFLOWS, "ns", {"metadata": about, "spec": {"schedules": ["often"], "workflowSpec": SPEC}})
    one = Controlling(cluster, clock=clock(0)).start()
    wait(ended(cluster, name_of(0)))
    one.stop()
    assert [line["cron"] for line in one.log() if line["level"] == "warning"] == ["ns/wrong"]
