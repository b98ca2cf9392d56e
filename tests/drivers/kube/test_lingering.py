"""What a run leaves to be done at its end, and requests that meet somebody else's at the same instant."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event as Flag
from threading import Thread

import pytest

from wfsim.drivers.kube.errors import ApiError, Conflict, Unreachable
from wfsim.drivers.kube.inbox import Inbox
from wfsim.drivers.kube.resources import PODS, Call
from wfsim.drivers.kube.retrying import monotonic_ms
from wfsim.drivers.kube.workers import MOST_CONFLICTS, Task, Workers

CALL = Call("delete", PODS, "ns", "pod")


@pytest.fixture
def inbox() -> Inbox:
    return Inbox(monotonic_ms)


@pytest.fixture
def workers(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workers]:
    monkeypatch.setattr("wfsim.drivers.kube.workers.FIRST_MS", 1)
    found = Workers(inbox, 2)
    yield found
    found.close()


def _all(inbox: Inbox, workers: Workers, for_ms: int = 20_000) -> bool:
    return inbox.linger(lambda: not workers.left, inbox.now_ms + for_ms)


def test_what_has_begun_what_is_due_later_and_what_is_tried_again_is_done(inbox: Inbox, workers: Workers) -> None:
    done: list[str] = []
    tries: list[int] = []

    def again() -> None:
        tries.append(1)
        if len(tries) < 3:
            raise Unreachable(CALL, "away", 0, "")
        done.append("again")

    workers.do(Task(lambda: done.append("now"), pytest.fail))
    workers.do_at(inbox.now_ms + 30, Task(lambda: done.append("later"), pytest.fail))
    workers.do(Task(again, pytest.fail))
    assert _all(inbox, workers)
    assert sorted(done) == ["again", "later", "now"]


def test_what_is_due_too_late_is_not_waited_for(inbox: Inbox, workers: Workers) -> None:
    workers.do_at(inbox.now_ms + 3_600_000, Task(lambda: None, pytest.fail))
    assert not _all(inbox, workers, 20)
    assert workers.left == 1


def test_a_fault_ends_the_waiting(inbox: Inbox, workers: Workers) -> None:
    held = Flag()
    workers.do(Task(lambda: held.wait(20) and None, pytest.fail))
    Thread(target=lambda: inbox.fail(ValueError("broken"))).start()
    with pytest.raises(ValueError, match="broken"):
        _all(inbox, workers)
    held.set()


def test_a_conflict_passes_or_is_told_in_the_end(inbox: Inbox, workers: Workers) -> None:
    tries: list[int] = []
    told: list[ApiError] = []

    def conflict() -> None:
        tries.append(1)
        raise Conflict(CALL, "changed", 409, "Conflict")

    workers.do(Task(conflict, told.append))
    assert _all(inbox, workers)
    assert len(tries) == MOST_CONFLICTS + 1
    assert [type(one) for one in told] == [Conflict]
