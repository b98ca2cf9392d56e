"""Objects of a kind, watched: a thread that begins when something else has been seen.

In: an ``Api``, a kind and a selector, whom to tell. Out: changes of the objects.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread
from typing import Final

from wfsim.drivers.kube.client import Api
from wfsim.drivers.kube.errors import ApiError
from wfsim.drivers.kube.resources import ResourceType
from wfsim.drivers.kube.stopping import Stop
from wfsim.drivers.kube.watch import Change, follow

_LOOK_S: Final = 1.0


class Stream:
    """``tell`` hears of changes, ``fail`` of what cannot be mended, ``trouble`` of what is waited for."""

    def __init__(
        self,
        api: Api,
        kind: ResourceType,
        namespace: str,
        selector: str,
        after: Event,
        tell: Callable[[Change], None],
        fail: Callable[[BaseException], None],
        trouble: Callable[[ApiError], None],
    ) -> None:
        self._api, self._kind, self._namespace, self._after = api, kind, namespace, after
        self._tell, self._fail, self._trouble = tell, fail, trouble
        self._selector = selector
        self._stop = Stop()
        self._thread = Thread(target=self._watch, name=f"wfsim-{kind.plural}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Tell nothing more."""
        self._stop.set()

    def _watch(self) -> None:
        try:
            while not self._after.wait(_LOOK_S):
                if self._stop.is_set():
                    return
            changes = follow(
                self._api,
                self._kind,
                self._namespace,
                labels=self._selector,
                stop=self._stop,
                trouble=self._trouble,
            )
            for change in changes:
                self._tell(change)
        except BaseException as fault:
            if not self._stop.is_set():
                self._fail(fault)
