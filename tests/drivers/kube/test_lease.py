"""Who of several controllers acts."""

from __future__ import annotations

import threading
import time

import pytest

from tests.drivers.kube.pretending import Cluster
from wfsim.drivers.kube import errors
from wfsim.drivers.kube.control.lease import Leader, Terms
from wfsim.drivers.kube.metered import Metered
from wfsim.drivers.kube.resources import LEASES, PODS, Call

QUICK = Terms(lasts_ms=1_000, renewing_ms=60, every_ms=10)


class Clock:
    """A clock that somebody sets."""

    def __init__(self) -> None:
        self.now = 0

    def __call__(self) -> int:
        return self.now


def leader(cluster: Cluster, name: str, clock: Clock | None = None) -> tuple[Leader, threading.Event]:
    lost = threading.Event()
    made = Leader(cluster, "ns", name, lost.set, terms=QUICK, clock=clock or Clock())  # type: ignore[arg-type]
    return made, lost


def holder(cluster: Cluster) -> str:
    return str(cluster.objects["leases.coordination.k8s.io", "ns", "wfsim-controller"]["spec"]["holderIdentity"])


def test_the_first_has_it_and_gives_it_back() -> None:
    cluster = Cluster()
    one, _ = leader(cluster, "one")
    assert one.wait()
    assert holder(cluster) == "one"
    one.stop()
    assert holder(cluster) == ""
    two, _ = leader(cluster, "two")
    assert two.wait()
    assert cluster.objects["leases.coordination.k8s.io", "ns", "wfsim-controller"]["spec"]["leaseTransitions"] == 1
    two.stop()


def test_the_second_waits_while_it_is_renewed_and_has_it_when_it_has_run_out_by_its_own_clock() -> None:
    cluster = Cluster()
    one, _ = leader(cluster, "one")
    one.wait()
    one.stop(release=False)  # as after kill -9
    clock = Clock()
    two, _ = leader(cluster, "two", clock)
    thread = threading.Thread(target=two.wait)
    thread.start()
    time.sleep(0.1)
    assert holder(cluster) == "one"
    clock.now = 2_000
    thread.join(5)
    assert holder(cluster) == "two"
    two.stop()


def test_whoever_cannot_renew_it_has_lost_it() -> None:
    cluster = Cluster()
    clock = Clock()
    one, lost = leader(cluster, "one", clock)
    one.wait()

    def refuse(*given: object, **named: object) -> None:
        clock.now += 50
        raise errors.Temporary(Call("update", LEASES, "ns"), "gone", 500)

    cluster.replace = refuse  # type: ignore[assignment]
    assert lost.wait(5)
    one.stop(release=False)


def test_whoever_is_asked_to_end_waits_no_more() -> None:
    cluster = Cluster()
    one, _ = leader(cluster, "one")
    one.wait()
    two, _ = leader(cluster, "two")
    found: list[bool] = []
    thread = threading.Thread(target=lambda: found.append(two.wait()))
    thread.start()
    two.quit()
    thread.join(5)
    assert found == [False]
    one.stop()


def test_a_process_that_was_stopped_for_longer_than_the_lease_lasts_does_not_act_when_it_goes_on() -> None:
    cluster = Cluster()
    clock = Clock()
    one, _ = leader(cluster, "one", clock)
    assert not one.holds
    one.wait()
    acting = Metered(cluster, lambda call, error: None, lambda: one.holds)  # type: ignore[arg-type]
    acting.create(PODS, "ns", {"metadata": {"name": "p"}})
    one.stop(release=False)
    clock.now += 1_000
    with pytest.raises(errors.Refused, match="no longer"):
        acting.create(PODS, "ns", {"metadata": {"name": "q"}})
