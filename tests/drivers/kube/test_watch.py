"""A watch goes on whatever breaks, tells each thing once, and ends when it is told to."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from tests.drivers.kube.conftest import QUICK
from tests.drivers.kube.playing import Player
from wfsim.drivers.kube import errors
from wfsim.drivers.kube.client import Api
from wfsim.drivers.kube.resources import PODS
from wfsim.drivers.kube.stopping import Stop
from wfsim.drivers.kube.watch import Change, follow

pytest.importorskip("lightkube")

Play = Callable[[str], tuple[Api, Player]]


def told(change: Change) -> str:
    """``added a@9``."""
    meta = change.object.get("metadata")
    assert isinstance(meta, dict | None)
    return change.kind.value + (f" {meta['name']}@{meta['resourceVersion']}" if meta else "")


def heard(api: Api, last: str, **more: object) -> tuple[list[str], list[str]]:
    """The changes until that one, and the names of what was waited for."""
    stop = Stop()
    changes: list[str] = []
    troubles: list[str] = []
    for change in follow(
        api,
        PODS,
        "argo",
        labels="run=r",
        stop=stop,
        waits=QUICK,
        trouble=lambda error: troubles.append(type(error).__name__),
        **more,  # type: ignore[arg-type]
    ):
        changes.append(told(change))
        if changes[-1] == last:
            stop.set()
    return changes, troubles


def test_it_goes_on_whatever_breaks(play: Play) -> None:
    api, _ = play("watch")
    changes, troubles = heard(api, "deleted b@33")
    assert changes == [
        "added a@9",
        "synced",
        "modified a@11",
        "added b@12",
        "deleted a@13",
        "modified b@31",
        "modified b@32",
        "deleted b@33",
    ]
    assert troubles == ["CutOff", "CutOff", "ServerFault", "TooMany", "CutOff"]


def test_what_vanished_meanwhile_is_told(play: Play) -> None:
    api, _ = play("watch-gone")
    changes, troubles = heard(api, "modified d@100")
    assert changes == [
        *("added a@4", "added b@5", "added c@6", "added d@7", "synced"),
        *("deleted b@5", "deleted d@7", "modified c@66", "added d@77", "added e@78", "synced"),
        *("deleted e@78", "synced"),
        "modified d@100",
    ]
    assert troubles == ["Gone", "Gone"]


def test_a_server_that_starts_refuses_at_first(play: Play) -> None:
    api, _ = play("watch-refused")
    assert heard(api, "added a@11") == (["synced", "added a@11"], ["Forbidden", "Unauthorized"])


def test_who_may_not_is_told_at_once(play: Play) -> None:
    api, _ = play("watch-forbidden")
    with pytest.raises(errors.Forbidden, match='"verbs": \\["list"\\]'):
        heard(api, "")


def test_rights_that_were_taken_away_are_told_after_a_while(play: Play) -> None:
    api, _ = play("watch-forbidden-for-good")
    instants = iter(range(0, 10_000_000, 20_000))
    with pytest.raises(errors.Forbidden):
        heard(api, "", clock=lambda: next(instants))


def test_watches_that_end_at_once_are_waited_between(play: Play) -> None:
    api, _ = play("watch-short")
    assert heard(api, "added a@11") == (["synced", "added a@11"], [])


def test_another_thread_ends_it(play: Play) -> None:
    api, _ = play("watch-held")
    stop = Stop()
    threading.Timer(0.1, stop.set).start()
    began = time.monotonic()
    assert [told(one) for one in follow(api, PODS, "argo", labels="run=r", stop=stop)] == ["synced"]
    assert time.monotonic() - began < 5


def test_who_leaves_the_loop_closes_the_stream(play: Play) -> None:
    api, player = play("watch-left")
    changes = follow(api, PODS, "argo", labels="run=r")
    assert [told(next(changes)) for _ in range(2)] == ["synced", "added a@11"]
    assert player.holding == 1
    changes.close()  # type: ignore[attr-defined]
    for _ in range(100):
        if not player.holding:
            return
        time.sleep(0.02)
    pytest.fail("the stream is still open")


def test_a_stop_that_came_first(play: Play) -> None:
    api, _ = play("nothing")
    stop = Stop()
    stop.set()
    assert [*follow(api, PODS, "argo", stop=stop)] == []


def test_a_stop_closes_what_was_entrusted_to_it() -> None:
    closed: list[str] = []

    class Thing:
        def __init__(self, name: str) -> None:
            self.name = name

        def close(self) -> None:
            closed.append(self.name)

    stop = Stop()
    with stop.ending(Thing("early")):
        pass
    assert closed == ["early"]
    with stop.ending(Thing("open")):
        stop.set()
        assert closed == ["early", "open"]
    with stop.ending(Thing("late")):
        assert closed == ["early", "open", "open", "late"]
