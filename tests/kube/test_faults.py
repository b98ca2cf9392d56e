"""Runs with real pods whose driver is killed, whose API server answers with faults, whose pods vanish.

Where the fault is the driver's, the network's or the server's, the run comes to what it comes to without it; where it
is a pod's, the node says so. WFSIM_FULL=1 kills two hundred times instead of fifteen. Seeds are printed, and WFSIM_SEED
sets one.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import pytest

from tests.kube.conftest import Cluster
from tests.kube.faults import (
    SEED,
    SPEC,
    Pods,
    as_without_it,
    begun,
    simple,
    until,
    wait_for,
    workflow,
)
from tests.kube.faulty_proxy import Plan, faulty
from tests.kube.runs import Order, RealRun, run
from wfsim.drivers.kube import resources
from wfsim.drivers.kube.errors import NotFound

FULL: Final = bool(os.environ.get("WFSIM_FULL"))
KILLS: Final = 200 if FULL else 15
AT_ONCE: Final = 3

# -- the driver is killed


@dataclass(frozen=True)
class Killed:
    name: str
    kills: int
    kept: Path
    said: str


def killed_and_resumed(cluster: Cluster, place: Path, name: str, chance: random.Random, most: int) -> Killed:
    """Run, kill after a while, go on, kill …; at last go on to the end."""
    file = workflow(name, SPEC, place)
    journal, kept = place / f"{name}.jsonl", place / f"{name}.json"
    words = ["run", "-n", cluster.namespace, "--journal", str(journal), "-o", "json", str(file)]
    environment = {**os.environ, "KUBECONFIG": cluster.kubeconfig, "NO_COLOR": "1"}
    kills, said = 0, ""
    while True:
        resume = ["--resume", name] if journal.exists() and journal.stat().st_size else ["--name", name]
        patience = chance.choice((0.5, 1, 1.5, 2, 3, 4)) * chance.uniform(0.6, 1.4) if kills < most else 300
        process = subprocess.Popen(
            [sys.executable, "-m", "wfsim", *words, *resume],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
        )
        try:
            out, said = process.communicate(timeout=patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            kills += 1
            continue
        assert process.returncode in (0, 1), (resume, said)
        kept.write_text(out)
        return Killed(name, kills, kept, said)


def test_a_driver_that_is_killed_goes_on(cluster: Cluster, place: Path, pods: Pods, reference: RealRun) -> None:
    chance, kills, number = random.Random(SEED), 0, 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        while kills < KILLS:
            batch = [
                pool.submit(
                    killed_and_resumed, cluster, place, f"killed-{number + i}", random.Random(chance.random()), 6
                )
                for i in range(AT_ONCE)
            ]
            number += AT_ONCE
            for one in batch:
                found = one.result()
                kills += found.kills
                as_without_it(cluster, pods, reference, found.name, found.kept, found.said)
    print(f"killed {kills} times in {number} runs")


# -- the server and the network


@pytest.mark.parametrize("share", [0.1, 0.3])
def test_faults_of_the_server_change_nothing(
    share: float, cluster: Cluster, place: Path, pods: Pods, reference: RealRun
) -> None:
    plan = Plan(SEED, share)
    name = f"proxied-{round(share * 100)}"
    with faulty(cluster.kubeconfig, place, plan) as kubeconfig:
        through = replace(cluster, kubeconfig=kubeconfig)
        found = run(through, Order(workflow(name, SPEC, place), name), place)
    print(dict(plan.done), dict(plan.asked))
    assert plan.done
    as_without_it(cluster, pods, reference, name, found.kept, found.said)


# -- the clock

# The command with a clock that is wrong by so many seconds, and by more and more.
SKEWED: Final = """
import sys, time
off, drift = float(sys.argv[1]), float(sys.argv[2])
right, began = time.time_ns, time.monotonic_ns()
time.time_ns = lambda: right() + int(off * 1e9) + int(drift * (time.monotonic_ns() - began))
from wfsim.__main__ import run
sys.argv = ["wfsim", *sys.argv[3:]]
run()
"""


@pytest.mark.parametrize(("name", "off", "drift"), [("ahead", 3600, 0), ("behind", -7200, 0), ("slow", 0, -0.5)])
def test_a_clock_that_is_wrong_changes_nothing(
    name: str, off: int, drift: float, cluster: Cluster, place: Path, pods: Pods, reference: RealRun
) -> None:
    file, kept = workflow(name, SPEC, place), place / f"{name}.json"
    words = ["run", "-n", cluster.namespace, "--name", name, "-o", "json", str(file)]
    ran = subprocess.run(
        [sys.executable, "-c", SKEWED, str(off), str(drift), *words],
        capture_output=True,
        text=True,
        env={**os.environ, "KUBECONFIG": cluster.kubeconfig, "NO_COLOR": "1"},
        cwd=place,
        check=False,
    )
    kept.write_text(ran.stdout)
    as_without_it(cluster, pods, reference, name, kept, ran.stderr)


# -- pods


def test_a_pod_that_somebody_deletes_is_an_error(cluster: Cluster, place: Path) -> None:
    with begun(cluster, place, "deleted", simple(["sleep", "300"])) as ending:
        cluster.api.delete(resources.PODS, cluster.namespace, wait_for(cluster, "deleted"))
        node = ending.result().nodes[""]
    assert (node["phase"], node["message"]) == ("Error", "pod deleted")


def test_an_image_that_is_not_there_is_told_and_ends_at_the_deadline(cluster: Cluster, place: Path) -> None:
    spec = simple(["true"], activeDeadlineSeconds=8)
    spec["templates"][0]["container"].update(image="no.such.registry.example/none:1", imagePullPolicy="IfNotPresent")
    found = run(cluster, Order(workflow("no-image", spec, place), "no-image"), place)
    assert found.phases == {"": "Failed"}
    assert "PodPending" in found.journal.read_text()
    assert "no.such.registry.example/none:1" in found.journal.read_text()


def test_a_full_quota_is_waited_for(cluster: Cluster, place: Path) -> None:
    quota: Any = {"metadata": {"name": "few"}, "spec": {"hard": {"configmaps": "0", "pods": "0"}}}
    namespace = f"{cluster.namespace}-quota"
    cluster.api.create(resources.NAMESPACES, "", {"metadata": {"name": namespace}})
    kind = cluster.api.find_kind("v1", "ResourceQuota")
    try:
        cluster.api.create(kind, namespace, quota)
        _settled(cluster, kind, namespace)
        there = replace(cluster, namespace=namespace)
        with begun(there, place, "quota", simple(["true"])) as ending:
            until(lambda: "exceeded quota" in _text(place / "quota.jsonl"))
            cluster.api.delete(kind, namespace, "few")
            found = ending.result()
    finally:
        cluster.api.delete(resources.NAMESPACES, "", namespace)
    assert found.phase == "Succeeded"


def _settled(cluster: Cluster, kind: resources.ResourceType, namespace: str) -> None:
    """Until the quota counts, and the namespace has what a pod needs."""

    def ready() -> bool:
        try:
            cluster.api.get(resources.SERVICE_ACCOUNTS, namespace, "default")
        except NotFound:
            return False
        status: Any = cluster.api.get(kind, namespace, "few").get("status")
        return bool(status and status.get("hard"))

    until(ready)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


# -- two drivers


def test_a_second_driver_of_a_run_is_told_so(cluster: Cluster, place: Path) -> None:
    file = place / "two.yaml"
    with begun(cluster, place, "two", simple(["sleep", "5"])) as ending:
        wait_for(cluster, "two")
        words = ("run", "-n", cluster.namespace, "--journal", str(place / "two.jsonl"), str(file))
        resumed = cluster.wfsim(*words, "--resume", "two")
        again = cluster.wfsim(*words, "--name", "two")
        found = ending.result()
    for second in (resumed, again):
        assert second.returncode == 3, second.stderr
        assert "another process" in second.stderr
    assert found.phase == "Succeeded"


def test_a_run_that_is_not_over_is_not_begun_anew(cluster: Cluster, place: Path) -> None:
    name = "anew"
    journal = place / f"{name}.jsonl"
    file = workflow(name, simple(["sleep", "3"]), place)
    words = ["run", "-n", cluster.namespace, "--journal", str(journal), str(file)]
    environment = {**os.environ, "KUBECONFIG": cluster.kubeconfig}
    process = subprocess.Popen([sys.executable, "-m", "wfsim", *words, "--name", name], env=environment)
    wait_for(cluster, name)
    process.kill()
    process.wait()
    before = journal.read_text()
    again = cluster.wfsim(*words, "--name", name)
    assert again.returncode == 3
    assert f"--resume {name}" in again.stderr
    assert journal.read_text() == before
    assert cluster.wfsim(*words, "--resume", name).returncode == 0
