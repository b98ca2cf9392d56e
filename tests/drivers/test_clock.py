"""The virtual clock: one instant at a time, in order, with what was dropped left out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wfsim.drivers.sim.clock import OwnClock
from wfsim.engine.events import TimerFired


def timer(at_ms: int, name: str = "t") -> TimerFired:
    return TimerFired(at_ms, name)


def test_all_events_of_one_instant_come_together() -> None:
    clock = OwnClock(0)
    for name, at in (("a", 5), ("b", 3), ("c", 5)):
        clock.schedule(name, timer(at, name))
    assert clock.next_instant() == (timer(3, "b"),)
    assert clock.next_instant() == (timer(5, "a"), timer(5, "c"))
    assert clock.next_instant() == ()
    assert clock.now_ms == 5


def test_a_later_wave_of_one_instant_comes_by_itself() -> None:
    clock = OwnClock(0)
    clock.schedule("a", timer(0, "end"), wave=1)
    clock.schedule("a", timer(0, "start"))
    assert [one.timer for batch in (clock.next_instant(), clock.next_instant()) for one in batch] == ["start", "end"]  # type: ignore[union-attr]


def test_what_is_dropped_never_happens() -> None:
    clock = OwnClock(0)
    clock.schedule("a", timer(1))
    clock.schedule("b", timer(2))
    clock.drop("a")
    clock.drop("nobody")
    assert clock.next_instant() == (timer(2),)


def test_an_owner_can_schedule_again_after_a_drop() -> None:
    clock = OwnClock(0)
    clock.schedule("a", timer(1))
    clock.drop("a")
    clock.schedule("a", timer(4))
    assert clock.next_instant() == (timer(4),)
    assert clock.next_instant() == ()


def test_what_should_have_happened_happens_now() -> None:
    clock = OwnClock(100)
    clock.schedule("a", timer(7))
    assert clock.next_instant() == (timer(100),)


@given(st.lists(st.integers(0, 50)))
def test_time_never_runs_back(instants: list[int]) -> None:
    clock = OwnClock(0)
    for at in instants:
        clock.schedule(at, timer(at))
    seen: list[int] = []
    while batch := clock.next_instant():
        assert len({one.at_ms for one in batch}) == 1
        seen += [one.at_ms for one in batch]
    assert seen == sorted(instants)
