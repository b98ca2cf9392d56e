"""Several runs of one cluster, as people ask about them.

In: a ``ClusterSimulated``. Out: ``Runs``, what ``Project.simulate_cluster`` returns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wfsim.api.cluster import ClusterSimulated
from wfsim.api.run import Run
from wfsim.spec.spelling import nearest


class Runs(Sequence[Run]):
    """The runs in the order of their submission. ``runs["build-x7k2p"]`` is one by its name, or by how it begins.

    ``crons`` has a state for each CronWorkflow: its counters, and what came of every firing.
    """

    def __init__(self, simulated: ClusterSimulated) -> None:
        self._simulated = simulated
        self.findings = simulated.findings
        self.crons = simulated.crons
        self.made_up = simulated.made_up
        self._runs = tuple(
            Run(one, simulated.findings, simulated.made_up, definitions)
            for one, definitions in zip(simulated.records, simulated.definitions, strict=True)
        )

    @property
    def succeeded(self) -> bool:
        """Whether all of them did."""
        return self._simulated.succeeded

    def __len__(self) -> int:
        return len(self._runs)

    def __iter__(self) -> Iterator[Run]:
        return iter(self._runs)

    def __getitem__(self, which: int | slice | str) -> Run:  # type: ignore[override]
        """A run by number or name. KeyError where a name is of none of them, or of several."""
        if not isinstance(which, str):
            return self._runs[which]  # type: ignore[return-value]
        found = [one for one in self._runs if one.name == which] or [
            one for one in self._runs if one.name.startswith(which)
        ]
        if len(found) == 1:
            return found[0]
        names = [one.name for one in found or self._runs]
        if found:
            raise KeyError(f"{which!r} is {len(found)} runs: {', '.join(names)}")
        close = nearest(which, names)
        raise KeyError(f"there is no run {which!r}; there are {', '.join(names)}" + (f" ({close}?)" if close else ""))
