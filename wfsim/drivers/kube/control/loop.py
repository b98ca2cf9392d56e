"""The heart of the controller: what happened to any workflow goes to its engine, what engines want is begun.

In: an ``Api``, ``Settings``, and ``prepare``, which knows what a workflow means. Out: workflows that run. One thread
drives all engines and takes from one inbox; two watch (workflows, pods); a few do what is asked of the server. Whatever
this process knows is in the Workflow objects, too: it may die at any time, and the next one goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from wfsim.drivers.kube import labels
from wfsim.drivers.kube.client import Api
from wfsim.drivers.kube.control import collecting, objects
from wfsim.drivers.kube.control.active import Active
from wfsim.drivers.kube.control.collecting import Collecting
from wfsim.drivers.kube.control.crons import Crons, PrepareCron
from wfsim.drivers.kube.control.errands import Errands
from wfsim.drivers.kube.control.going_on import go_on
from wfsim.drivers.kube.control.logs import Log
from wfsim.drivers.kube.control.meeting import Meeting
from wfsim.drivers.kube.control.metrics import Metrics
from wfsim.drivers.kube.control.pool import Key, Pool
from wfsim.drivers.kube.control.publishing import Publisher, Readers, Snapshot
from wfsim.drivers.kube.control.serving import Health
from wfsim.drivers.kube.control.settings import Prepare, Prepared, Settings
from wfsim.drivers.kube.control.stream import Stream
from wfsim.drivers.kube.driver import RunDriver
from wfsim.drivers.kube.inbox import Inbox, Slot
from wfsim.drivers.kube.podwatch import PodStream
from wfsim.drivers.kube.resources import CRON_WORKFLOWS, WORKFLOWS, ResourceType
from wfsim.drivers.kube.run import RunOnCluster
from wfsim.drivers.kube.watch import Change, ChangeKind
from wfsim.drivers.kube.workers import Workers
from wfsim.drivers.kube.workflow_object import Wishes
from wfsim.engine.commands import DeleteRun, FinishRun
from wfsim.engine.controller import Controller, OfRun, Submission, Submitted, ToRun
from wfsim.engine.definitions import Definitions
from wfsim.engine.errors import IllegalEvent
from wfsim.engine.events import SuspendAsked
from wfsim.record.kept import to_object
from wfsim.spec.model import JsonObject
from wfsim.yamlio.nodes import Json


class Control:
    """``run`` until ``stop``, or until something breaks that cannot be mended from here."""

    def __init__(
        self,
        api: Api,
        settings: Settings,
        prepare: Prepare,
        prepare_cron: PrepareCron,
        now_ms: Callable[[], int],
        log: Log,
        metrics: Metrics,
        health: Health,
    ) -> None:
        self._api, self._settings = api, settings
        self._log, self._metrics, self._health = log, metrics, health
        self.inbox = Inbox(now_ms)
        self._workers = Workers(self.inbox, settings.workers)
        self._pool = Pool()
        self._machine = Controller(self._definitions, settings.limits)
        self._active: dict[Key, Active] = {}
        self._errands = Errands(api, settings, self._workers, self.inbox, log)
        self._meeting = Meeting(prepare, self._workers, self.inbox, self._errands, self._take, self._refuse)
        self._pods = PodStream(
            api,
            settings.namespace,
            f"{settings.selector},{labels.COMPLETED}=false",
            self._pod_changed,
            self.inbox.fail,
            partial(self._errands.trouble, "pods"),
        )
        self._collecting = Collecting(api, settings, self._workers, self.inbox, self._errands, log)
        self._crons = Crons(api, self._workers, self.inbox, self._errands, log, prepare_cron)
        self._streams = (
            self._stream(WORKFLOWS, self._changed, f"{settings.selector},{labels.COMPLETED}!=true"),
            self._stream(CRON_WORKFLOWS, self._crons.changed, settings.selector),
            self._stream(WORKFLOWS, self._collecting.changed, collecting.selector(settings.instance)),
        )
        self._ending = False

    def _stream(self, kind: ResourceType, tell: Callable[[Change], None], selector: str) -> Stream:
        return Stream(
            self._api,
            kind,
            self._settings.namespace,
            selector,
            self._pool.synced,
            lambda change: self.inbox.do(partial(tell, change)),
            self.inbox.fail,
            partial(self._errands.trouble, kind.plural),
        )

    def _pod_changed(self, change: Change) -> None:
        if collecting.is_of_collection(change.object):
            self.inbox.do(partial(self._collecting.pod_changed, change.object))
        else:
            self._pool.changed(change)

    # -- from other threads

    def stop(self) -> None:
        """End: write everything, begin nothing new. What runs goes on running."""
        self.inbox.do(self._end)

    def abandon(self, why: str) -> None:
        """End without a word: another controller is at work."""
        self._log.error(why)
        self._stop_streams()
        self.inbox.close()

    def _stop_streams(self) -> None:
        for one in self._streams:
            one.stop()

    # -- the loop

    def run(self) -> None:
        """Drive all workflows, until the end."""
        self._pods.start()
        for one in self._streams:
            one.start()
        self._errands.sweep()
        try:
            while batch := self.inbox.take():
                self._health.begin()
                with self._metrics.batches.time():
                    self._happened(batch)
                self._health.end()
        finally:
            self._stop_streams()
            self._pods.stop()
            for active in self._active.values():
                if active.driver is not None:
                    active.driver.close()
            self._workers.close()

    def _happened(self, batch: Iterable[ToRun]) -> None:
        events: dict[str, list[ToRun]] = {}
        for one in batch:
            self._metrics.events.labels(type(one.event).__name__).inc()
            events.setdefault(one.run, []).append(one)
        for run, happenings in events.items():
            active = self._active.get(_key(run))
            if active is not None and active.driver is not None and not active.finished:
                active.driver.taken(one.event for one in happenings)
                self._guarded(active, partial(self._send, active, happenings))

    def _send(self, active: Active, happenings: Iterable[ToRun | Submitted]) -> None:
        self._perform(active, self._machine.send(happenings))

    def _perform(self, active: Active, wishes: Iterable[object]) -> None:
        """Begin what engines want: of the run to which something happened, and of those whose turn has come by it."""
        wanted: dict[Key, list[OfRun]] = {active.key: []}
        for one in wishes:
            if isinstance(one, OfRun):
                wanted.setdefault(_key(one.run), []).append(one)
        for key, found in wanted.items():
            other = self._active.get(key)
            if other is not None:
                self._guarded(other, partial(self._begin, other, found))

    def _begin(self, active: Active, found: Iterable[OfRun]) -> None:
        commands = [one.command for one in found]
        for command in commands:
            self._metrics.commands.labels(type(command).__name__).inc()
            if isinstance(command, DeleteRun):
                active.delete_ms = command.at_ms
            elif isinstance(command, FinishRun):
                active.finished = True
        assert active.driver is not None and active.publisher is not None
        if active.prepared.careful:
            active.driver.perform_when_written(commands)
        else:
            active.driver.perform(commands)
        active.publisher.changed(urgent=active.finished or active.prepared.careful)

    def _guarded(self, active: Active, work: Callable[[], None]) -> None:
        """A fault of ours in one run ends that run, not the others."""
        try:
            work()
        except IllegalEvent as error:  # somebody wished something of a node that is not there
            self._log.warning("an event that the run cannot take", workflow=active.run, error=str(error))
        except Exception as fault:
            self._metrics.faults.inc()
            self._log.error("internal error", workflow=active.run, error=f"{type(fault).__name__}: {fault}")
            self._crons.ended(active.key, active.cron, "Error")
            self._drop(active)
            self._refuse(active.key, f"internal error of wfsim: {type(fault).__name__}")

    # -- workflows that come and go

    def _changed(self, change: Change) -> None:
        if change.kind is ChangeKind.SYNCED:
            self._health.ready = True
            self._log.info("ready")
            self._meeting.synced()
            return
        found = change.object
        active = self._active.get(objects.key_of(found))
        if change.kind is ChangeKind.DELETED:
            self._meeting.gone(objects.uid_of(found))
            if active is not None and active.uid == objects.uid_of(found) and not active.finished:
                self._gone(active)
        elif active is not None and active.uid == objects.uid_of(found):
            self._wished(active, found)
        elif not objects.is_completed(found) and not objects.is_going(found) and not self._ending:
            if active is not None:
                self._drop(active)
            self._meeting.seen(found)

    def _wished(self, active: Active, found: JsonObject) -> None:
        if active.engine is None:
            return
        for event in active.wishes.of(found):
            if isinstance(event, SuspendAsked) and not active.finished:
                self._log.info("suspended" if event.suspend else "resumed", workflow=active.run)
            self.inbox.put(event, active.run)

    def _take(self, found: JsonObject, prepared: Prepared) -> None:
        key, uid = objects.key_of(found), objects.uid_of(found)
        if key in self._active or self._ending:
            return
        run = RunOnCluster(key[1], key[0], partial(self._warn, "/".join(key)), uid, prepared.service_account)
        heard = (prepared.state.shutdown,) if prepared.state is not None else ()
        known = Wishes(heard, suspended=prepared.definitions.workflow.spec.suspend is True)
        active = Active(key, uid, prepared, known)
        slot = Slot(self.inbox, active.run)
        active.driver = RunDriver(self._api, run, self._pod_maker(active), slot, self._workers)
        active.publisher = self._publisher(active, found)
        self._active[key] = active
        self._metrics.active.set(len(self._active))
        self._guarded(active, partial(self._start, active, run))
        for event in active.wishes.of(found):
            self.inbox.put(event, active.run)

    def _start(self, active: Active, run: RunOnCluster) -> None:
        state, driver = active.prepared.state, active.driver
        assert driver is not None
        submission = Submission("", active.key[1], active.key[0])
        self._machine.remember(active.key[0], active.prepared.caches)
        if state is None or not state.begun:
            self._pool.claim(active.key, driver.pods)
            if state is not None:
                self._machine.hand_over(active.run, state)
            self._log.info("started", workflow=active.run)
            self._send(active, [Submitted(self.inbox.now_ms, submission, active.uid)])
            active.engine = self._machine.engines[active.run]
            return
        going = go_on(state, self._pool.of(active.key), run)
        going.tell(driver)
        active.engine = self._machine.resume(submission, active.prepared.definitions, state)
        self._pool.claim(active.key, driver.pods)
        for timer, at_ms in state.timers.items():
            driver.set_timer(timer, at_ms)
        for event in going.events:
            driver.slot.put(event)
        self._metrics.resumed.inc()
        self._log.info("resumed", workflow=active.run, nodes=len(state.nodes), pods=len(going.expected))

    def _definitions(self, submission: Submission, at_ms: int) -> Definitions:
        """For the machine: what the run is a run of, prepared in a worker before."""
        return self._active[submission.namespace, submission.name].prepared.definitions

    def _pod_maker(self, active: Active) -> Callable[..., JsonObject]:
        def make(command: object) -> JsonObject:
            return active.prepared.make_pod(self._machine.engines[active.run], command)  # type: ignore[arg-type]

        return make

    def _gone(self, active: Active) -> None:
        """Somebody deleted its object."""
        if self._active.get(active.key) is active:
            self._log.info("deleted", workflow=active.run)
            self._crons.ended(active.key, active.cron, "")
            self._drop(active)

    def _drop(self, active: Active) -> None:
        """Drive it no more."""
        if self._active.get(active.key) is not active:
            return
        del self._active[active.key]
        self._metrics.active.set(len(self._active))
        self.inbox.forget(active.run)
        if active.publisher is not None:
            active.publisher.close()
        if active.driver is not None:
            active.driver.close()
        release = partial(self._pool.release, active.key, active.driver.pods if active.driver is not None else None)
        if active.driver is None or not active.finished or not active.driver.linger(release):
            release()
        if active.run in self._machine.engines:
            self._machine.forget(active.run)
            self._perform(active, self._machine.woken(self.inbox.now_ms))

    def _refuse(self, key: Key, message: str) -> None:
        self._metrics.refused.inc()
        self._errands.refuse(key, message)

    # -- what is written

    def _publisher(self, active: Active, found: JsonObject) -> Publisher:
        settings = self._settings
        readers = Readers(
            gone=partial(self._gone, active),
            lost=partial(self._lost, active),
            failed=partial(self._errands.trouble, "status"),
        )
        return Publisher(
            self._api,
            self._workers,
            self.inbox,
            found,
            partial(self._snapshot, active),
            readers,
            settings.identity,
            lambda: 0 if active.prepared.careful else max(settings.interval_ms, settings.share_ms * len(self._active)),
        )

    def _snapshot(self, active: Active) -> Snapshot:
        assert active.driver is not None
        workflow = to_object(self._machine.engines[active.run])
        metadata = workflow["metadata"]
        assert isinstance(metadata, dict) and isinstance(metadata["annotations"], dict)
        more: dict[str, Json] = dict(active.prepared.annotations)
        metadata["annotations"] = {**metadata["annotations"], **more}
        durable, last = active.driver.durable(), active.finished

        def written() -> None:
            durable()
            if last:
                self._over(active)

        return Snapshot(workflow, written, last)

    def _over(self, active: Active) -> None:
        """The run has ended, and that is written."""
        phase = str(self._machine.engines[active.run].state.phase)
        self._metrics.ended.labels(phase).inc()
        self._log.info("ended", workflow=active.run, phase=phase)
        self._crons.ended(active.key, active.cron, phase, active.delete_ms)
        self._drop(active)
        if active.delete_ms is not None:
            self._errands.delete_at(active.key, active.uid, active.delete_ms)

    def _lost(self, active: Active) -> None:
        """Somebody else writes the state of a run: what we know of it is worth nothing. One of the two has lost the
        Lease and will notice; if it is not this one, the run is taken up again."""
        self._log.warning("another controller has written the state", workflow=active.run)
        self._drop(active)
        later_ms = self.inbox.now_ms + self._settings.lost_ms
        self.inbox.do_at(later_ms, partial(self._meeting.again, active.key))

    # -- the beginning and the end

    def _end(self) -> None:
        self._ending = True
        self._health.ready = False
        self._log.info("ending", workflows=len(self._active))
        self._stop_streams()
        for active in list(self._active.values()):
            if active.publisher is not None:
                active.publisher.changed(urgent=True)
        self._wait_until_written(self.inbox.now_ms + self._settings.grace_ms)

    def _wait_until_written(self, until_ms: int) -> None:
        clean = all(one.publisher is None or one.publisher.clean for one in self._active.values())
        if clean or self.inbox.now_ms > until_ms:
            self.inbox.close()
            return
        self.inbox.do_at(self.inbox.now_ms + 50, partial(self._wait_until_written, until_ms))

    def _warn(self, run: str, message: str) -> None:
        self._log.warning("something could not be done", workflow=run, error=message)


def _key(run: str) -> Key:
    namespace, _, name = run.partition("/")
    return namespace, name
