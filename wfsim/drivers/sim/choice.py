"""Which outcome a node takes, and which mocks were never needed.

In: mocks, a seed, and the names of a node that begins. Out: its ``Outcome``; at the end what had no effect. Called by
``driver``. The only memory is how far each ``sequence`` is; a choice depends on seed, node and attempt alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from hashlib import sha256

from wfsim.drivers.sim.mocks import Behaviour, By, InOrder, Mock, Mocks, OneOf, Outcome
from wfsim.drivers.sim.selectors import Names, Table
from wfsim.text import Diagnostic, Severity

_UNIT = 1 << 64


def draw(seed: int, *words: object) -> float:
    """A number from 0 up to 1 that depends on its arguments alone: the same on every machine, in every order."""
    text = "\0".join((str(seed), *map(str, words)))
    return int.from_bytes(sha256(text.encode("utf-8", "surrogatepass")).digest()[:8], "big") / _UNIT


def pick(weights: Sequence[float], number: float) -> int:
    """The index that a number from 0 to 1 falls on."""
    left = number * sum(weights)
    for index, weight in enumerate(weights):
        left -= weight
        if left < 0:
            return index
    return max(index for index, weight in enumerate(weights) if weight > 0)


class _Usage:
    """Which mocks did something, over all runs that they are for."""

    def __init__(self, mocks: Mocks) -> None:
        self.table = Table(mocks.mocks)
        self.used: set[int] = set()
        self.taken: dict[int, int] = {}  # id of a sequence -> how many it gave at most to one run
        self.effective: set[tuple[int, str]] = set()
        self.inert: dict[tuple[int, str], tuple[Outcome, str, Names]] = {}


class Picker:
    """The mocks of one run: what was taken of them."""

    def __init__(self, mocks: Mocks, seed: int, usage: _Usage | None = None) -> None:
        self.mocks = mocks
        self.seed = seed
        self._usage = usage or _Usage(mocks)
        self._taken: dict[int, int] = {}  # id of a sequence -> how many it gave

    def for_run(self, run: str) -> Picker:
        """The picker of one of several runs: chances of its own, sequences from their beginning."""
        return Picker(self.mocks, int(draw(self.seed, "run", run) * _UNIT), self._usage)

    @property
    def taken(self) -> tuple[int, ...]:
        """How far each sequence of the mocks is, in their order: what a run that is left needs to go on."""
        return tuple(self._taken.get(id(one), 0) for one in _sequences(self.mocks))

    def go_on(self, taken: Iterable[int]) -> None:
        """Go on where ``taken`` was; sequences of other mocks begin anew."""
        self._taken = {id(one): count for one, count in zip(_sequences(self.mocks), taken, strict=False)}

    def outcome(self, names: Names, attempt: int) -> Outcome | None:
        """What a node comes to, or None where no mock is for it. Takes from sequences: ask once for each attempt."""
        mock = self._usage.table.find(names)
        if mock is None:
            return None
        self._usage.used.add(id(mock))
        return self._resolve(mock.behaviour, names, attempt)

    def _resolve(self, behaviour: Behaviour, names: Names, attempt: int) -> Outcome:
        depth = 0
        while not isinstance(behaviour, Outcome):
            if isinstance(behaviour, OneOf):
                index = pick(behaviour.weights, draw(self.seed, names.relative, attempt, depth))
            else:
                index = attempt if behaviour.by_attempt else self._next(behaviour)
            depth += 1
            behaviour = behaviour.options[min(index, len(behaviour.options) - 1)]
        return behaviour

    def _next(self, sequence: InOrder) -> int:
        index = self._taken.get(id(sequence), 0)
        self._taken[id(sequence)] = index + 1
        self._usage.taken[id(sequence)] = max(index + 1, self._usage.taken.get(id(sequence), 0))
        return index

    def note(self, outcome: Outcome, keys: Iterable[str], reads: Collection[str], what: str, names: Names) -> None:
        """Note which keys of an outcome mean something for the node that took it, and which do not."""
        for key in sorted(keys):
            if key in reads:
                self._usage.effective.add((id(outcome), key))
            else:
                self._usage.inert.setdefault((id(outcome), key), (outcome, what, names))

    def findings(self) -> Iterator[Diagnostic]:
        """Mocks that no node used, sequences with a rest, keys without effect."""
        for mock in self.mocks.mocks:
            if id(mock) not in self._usage.used:
                yield unused(mock)
            else:
                yield from self._left(mock.behaviour)
        for (id_, key), (outcome, what, names) in self._usage.inert.items():
            if outcome.at is not None and (id_, key) not in self._usage.effective:
                message = f"{key!r} means nothing for {what} ({names.full})"
                yield Diagnostic("mock-without-effect", Severity.WARNING, message, outcome.at)

    def _left(self, behaviour: Behaviour) -> Iterator[Diagnostic]:
        """Entries of a sequence that were never reached."""
        if not isinstance(behaviour, InOrder) or behaviour.by_attempt or behaviour.at is None:
            return
        taken, count = self._usage.taken.get(id(behaviour), 0), len(behaviour.options)
        if taken < count:
            message = f"only {taken} of the {count} entries of this sequence were used"
            yield Diagnostic("unused-mock", Severity.INFO, message, behaviour.at)


def _sequences(mocks: Mocks) -> Iterator[InOrder]:
    """Every sequence that counts, wherever it stands."""
    waiting: list[Behaviour] = [one.behaviour for one in reversed(mocks.mocks)]
    while waiting:
        here = waiting.pop()
        if isinstance(here, Outcome):
            continue
        if isinstance(here, InOrder) and not here.by_attempt:
            yield here
        waiting += reversed(here.options)


def unused(mock: Mock) -> Diagnostic:
    """A mock that no node took."""
    selector = mock.selector
    message = f"no node of this run used the mock for {selector}"
    hint = "a more specific mock may stand before it, or the run did not come there"
    if selector.by is By.NODE:
        hint = "node names are matched whole; * stands for any text"
    return Diagnostic("unused-mock", Severity.INFO, message, selector.at, hint=hint)
