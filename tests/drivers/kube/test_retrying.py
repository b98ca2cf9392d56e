"""The policy is a value: the same clock gives the same waits."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from wfsim.drivers.kube import errors
from wfsim.drivers.kube.resources import PODS, Call
from wfsim.drivers.kube.retrying import ONCE, Retries

CALL = Call("create", PODS, "argo")


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 0
        self.slept: list[int] = []

    def clock(self) -> int:
        return self.now

    def sleep(self, ms: int) -> None:
        self.slept.append(ms)
        self.now += ms


def failing(*failures: errors.ApiError) -> Callable[[], str]:
    left = [*failures]

    def action() -> str:
        if left:
            raise left.pop(0)
        return "done"

    return action


def asked(seconds: int) -> errors.TooMany:
    return errors.TooMany(CALL, "later", 429, "", {"retryAfterSeconds": seconds})


def test_each_wait_is_twice_the_last() -> None:
    policy = Retries(first_ms=100, most_ms=1000, spread=0)
    assert [policy.wait_ms(n) for n in range(1, 7)] == [100, 200, 400, 800, 1000, 1000]
    assert policy.wait_ms(5000) == 1000


def test_waits_are_spread_the_same_way_each_time() -> None:
    one, other = Retries(seed="a"), Retries(seed="b")
    waits = [one.wait_ms(n) for n in range(1, 8)]
    assert waits == [one.wait_ms(n) for n in range(1, 8)] != [other.wait_ms(n) for n in range(1, 8)]
    full = Retries(spread=0)
    assert all(full.wait_ms(n) / 2 <= wait <= full.wait_ms(n) for n, wait in enumerate(waits, 1))


def test_what_the_server_asks_for_counts_where_it_is_longer() -> None:
    time = Time()
    policy = Retries(first_ms=1500, spread=0)
    assert policy.run(failing(asked(1), asked(7)), repeatable=False, clock=time.clock, sleep=time.sleep) == "done"
    assert time.slept == [1500, 7000]


def test_what_may_have_been_done_is_not_done_again() -> None:
    time = Time()
    with pytest.raises(errors.TimedOut):
        Retries().run(failing(errors.TimedOut(CALL, "no answer")), repeatable=False, clock=time.clock, sleep=time.sleep)
    assert time.slept == []
    action = failing(errors.TimedOut(CALL, "no answer"))
    assert Retries().run(action, repeatable=True, clock=time.clock, sleep=time.sleep) == "done"


def test_tries_and_time_come_to_an_end() -> None:
    time = Time()
    never = failing(*[errors.Unreachable(CALL, "refused")] * 100)
    with pytest.raises(errors.Unreachable):
        Retries(tries=4, spread=0).run(never, repeatable=True, clock=time.clock, sleep=time.sleep)
    assert time.slept == [250, 500, 1000]
    with pytest.raises(errors.TooMany):
        Retries(within_ms=5000).run(failing(asked(9)), repeatable=True, clock=time.clock, sleep=time.sleep)
    with pytest.raises(errors.Unreachable):
        ONCE.run(never, repeatable=True, clock=time.clock, sleep=time.sleep)


def test_what_will_not_change_is_not_tried_again() -> None:
    with pytest.raises(errors.Invalid):
        Retries().run(failing(errors.Invalid(CALL, "no")), repeatable=True, sleep=pytest.fail)
