"""Who of several controllers is the one that acts: whoever holds a Lease.

In: the name of a Lease, who we are. Out: ``Leader``: waits until the Lease is ours, keeps it, says when it is lost.
Times of other machines are never compared with ours: a Lease is free when it has not changed for its duration by our
own clock.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Thread
from typing import Final

from wfsim.drivers.kube.client import Api
from wfsim.drivers.kube.errors import AlreadyExists, ApiError, Conflict, NotFound
from wfsim.drivers.kube.read import body
from wfsim.drivers.kube.resources import LEASES
from wfsim.drivers.kube.retrying import Clock, monotonic_ms
from wfsim.drivers.kube.stopping import Stop
from wfsim.yamlio.nodes import Json

NAME: Final = "wfsim-controller"


@dataclass(frozen=True, slots=True)
class Terms:
    """How long a Lease lasts unrenewed, how long its holder tries to renew it, and how often it and the others look."""

    lasts_ms: int = 15_000
    renewing_ms: int = 10_000
    every_ms: int = 2_000


class Leader:
    """``wait`` until the Lease is ours; then ``lost`` is called at most once, from another thread."""

    def __init__(
        self,
        api: Api,
        namespace: str,
        identity: str,
        lost: Callable[[], None],
        *,
        name: str = NAME,
        terms: Terms | None = None,
        clock: Clock = monotonic_ms,
        trouble: Callable[[ApiError], None] | None = None,
    ) -> None:
        self._api, self._namespace, self._name, self._identity = api, namespace, name, identity
        self._lost, self._terms, self._clock, self._trouble = lost, terms or Terms(), clock, trouble
        self._stop = Stop()
        self._renewed = self._clock() - self._terms.lasts_ms
        self._seen: tuple[str, int] = ("", 0)  # a version of the Lease, and when we saw it first
        self._thread = Thread(target=self._keep, name="wfsim-lease", daemon=True)

    def wait(self) -> bool:
        """Until the Lease is ours; False where ``stop`` came first."""
        while not self._stop.is_set():
            if self._try():
                self._thread.start()
                return True
            self._stop.sleep(self._terms.every_ms)
        return False

    @property
    def holds(self) -> bool:
        """Whether the Lease is ours for sure: a process that was stopped for a while must not act when it goes on."""
        return self._clock() - self._renewed < self._terms.lasts_ms

    def quit(self) -> None:
        """Wait for it no more; a Lease that is ours is kept until ``stop``. From a signal handler."""
        if not self._thread.is_alive():
            self._stop.set()

    def stop(self, *, release: bool = True) -> None:
        """Want it no more; whoever waits for it has it at once where it is given back."""
        self._stop.set()
        held = self._thread.is_alive()
        if held:
            self._thread.join()
        if held and release:
            self._give_back()

    def _keep(self) -> None:
        while not self._stop.is_set():
            self._stop.sleep(self._terms.every_ms)
            if self._stop.is_set():
                return
            if not self._try() and self._clock() - self._renewed > self._terms.renewing_ms:
                self._lost()
                return

    def _try(self) -> bool:
        """Take or renew it; whether it is ours now."""
        began = self._clock()
        try:
            if not self._taken():
                return False
            self._renewed = began
            return True
        except (Conflict, AlreadyExists):
            return False
        except ApiError as error:
            if self._trouble is not None:
                self._trouble(error)
            return False

    def _taken(self) -> bool:
        try:
            there = self._api.get(LEASES, self._namespace, self._name)
        except NotFound:
            metadata: dict[str, Json] = {"name": self._name, "namespace": self._namespace}
            self._api.create(LEASES, self._namespace, {"metadata": metadata, "spec": self._spec({})})
            return True
        spec, version = body(there, "spec"), str(body(there, "metadata").get("resourceVersion"))
        if version != self._seen[0]:
            self._seen = (version, self._clock())
        holder = spec.get("holderIdentity")
        duration = spec.get("leaseDurationSeconds")
        lasts_ms = 1000 * duration if isinstance(duration, int) else self._terms.lasts_ms
        if holder and holder != self._identity and self._clock() - self._seen[1] < lasts_ms:
            return False
        self._api.replace(LEASES, self._namespace, {**there, "spec": self._spec(spec)})
        return True

    def _spec(self, before: Mapping[str, Json]) -> dict[str, Json]:
        now = datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        ours = before.get("holderIdentity") == self._identity
        changes = before.get("leaseTransitions")
        return {
            "holderIdentity": self._identity,
            "leaseDurationSeconds": self._terms.lasts_ms // 1000,
            "acquireTime": before.get("acquireTime") if ours else now,
            "renewTime": now,
            "leaseTransitions": (changes if isinstance(changes, int) else 0) + (0 if ours or not before else 1),
        }

    def _give_back(self) -> None:
        try:
            there = self._api.get(LEASES, self._namespace, self._name)
            spec = body(there, "spec")
            if spec.get("holderIdentity") == self._identity:
                free = {**spec, "holderIdentity": "", "leaseDurationSeconds": 1}
                self._api.replace(LEASES, self._namespace, {**there, "spec": free})
        except ApiError as error:  # then it runs out by itself
            if self._trouble is not None:
                self._trouble(error)
