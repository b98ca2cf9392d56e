"""What each command comes to in the simulated world, without an engine."""

from __future__ import annotations

from typing import Any

import pytest

from wfsim.drivers.sim import decode
from wfsim.drivers.sim.choice import Picker
from wfsim.drivers.sim.driver import DEADLINE_MESSAGE, SimDriver
from wfsim.drivers.sim.invent import Inventor, Readers
from wfsim.engine.commands import (
    ApplyResource,
    AwaitResume,
    Command,
    DropTimer,
    FinishRun,
    SendTask,
    SetTimer,
    StartPod,
    StopPod,
)
from wfsim.engine.events import (
    Event,
    PodFinished,
    PodPending,
    PodStarted,
    ResourceChanged,
    Resumed,
    RunStarted,
    TaskReplied,
    TimerFired,
)
from wfsim.text import Source

NODE = "wf-1"


class World:
    """A driver with mocks, after the run began at 0."""

    def __init__(self, mocks: str = "", readers: dict[str, Readers] | None = None) -> None:
        loaded = decode.load(Source("mocks.yaml", mocks))
        assert loaded.mocks is not None, loaded.findings
        self.picker = Picker(loaded.mocks, 0)
        self.inventor = Inventor(0, lambda _, output: (readers or {}).get(output))
        self.driver = SimDriver("wf", "main", self.picker, self.inventor, start_ms=0, uid="u")
        assert self.driver.next_events() == (RunStarted(0, "u"),)

    def after(self, *commands: Command) -> list[tuple[Event, ...]]:
        """All that happens after some commands, instant by instant."""
        self.driver.perform(commands)
        batches = []
        while batch := self.driver.next_events():
            batches.append(batch)
        return batches

    def end(self, *commands: Command) -> Event:
        """What happens last."""
        return self.after(*commands)[-1][-1]


def pod(template: dict[str, Any] | None = None, **more: Any) -> StartPod:
    return StartPod(NODE, "wf[0].a", "wf[0].a", 0, "t", "wf-t-1", {"container": {}, **(template or {})}, **more)


def outputs(*names: str, default: str | None = None) -> dict[str, Any]:
    source = {"path": "/p", **({"default": default} if default is not None else {})}
    return {"outputs": {"parameters": [{"name": name, "valueFrom": source} for name in names]}}


def test_a_pod_starts_at_once_and_ends_after_a_second() -> None:
    started, finished = World().after(pod())
    (start,) = started
    assert isinstance(start, PodStarted) and start.at_ms == 0 and start.ip.startswith("10.")
    assert finished == (PodFinished(1000, NODE),)


def test_a_mock_says_what_it_comes_to() -> None:
    mock = "mocks: {t: {exitCode: 3, message: m, reason: OOMKilled, duration: 2m}}"
    want = PodFinished(120_000, NODE, 3, artifacts=(), reason="OOMKilled", container_message="m")
    assert World(mock).end(pod()) == want
    assert World("mocks: {t: {error: no disk}}").end(pod()) == PodFinished(1000, NODE, artifacts=(), error="no disk")


def test_pods_that_end_at_one_instant_end_in_one_batch() -> None:
    other = StartPod("wf-2", "wf[0].b", "wf[0].b", 0, "t", "p", {})
    batches = World().after(pod(), other)
    assert [len(batch) for batch in batches] == [2, 2]


def test_a_pod_without_duration_ends_after_it_began() -> None:
    batches = World("defaults: {duration: 0}").after(pod())
    assert [[type(one) for one in batch] for batch in batches] == [[PodStarted], [PodFinished]]


def test_a_pod_is_killed_at_its_deadline() -> None:
    want = PodFinished(5000, NODE, 143, artifacts=(), pod_message=DEADLINE_MESSAGE)
    assert World("mocks: {t: {duration: 60}}").end(pod(deadline_ms=5000)) == want
    assert World("mocks: {t: {duration: 5}}").end(pod(deadline_ms=5000)) == PodFinished(5000, NODE)


def test_a_pod_that_a_mock_keeps_waiting_does_not_start() -> None:
    waiting = World("mocks: {t: {pending: no image}}")
    assert waiting.after(pod()) == [(PodPending(0, NODE, "no image"),)]
    assert waiting.driver.stuck == ("wf[0].a",)
    assert waiting.after(StopPod(NODE)) == []
    assert waiting.driver.stuck == ()


def test_a_pod_that_waits_is_killed_at_its_deadline() -> None:
    killed = World("mocks: {t: {pending: no image}}")
    want = PodFinished(5000, NODE, 143, artifacts=(), pod_message=DEADLINE_MESSAGE)
    assert killed.after(pod(deadline_ms=5000)) == [(PodPending(0, NODE, "no image"),), (want,)]
    assert killed.driver.stuck == ()


def test_a_daemon_runs_until_it_is_stopped() -> None:
    daemon = {"daemon": True}
    assert [type(one) for (one,) in World().after(pod(daemon))] == [PodStarted]
    assert World("mocks: {t: {duration: 9}}").end(pod(daemon)) == PodFinished(9000, NODE)
    stopped = World("mocks: {t: {duration: 9}}")
    assert [type(one) for (one,) in stopped.after(pod(daemon), StopPod(NODE))] == []


def test_results_are_kept_only_where_something_reads_them() -> None:
    mock = "mocks: {t: heads}"
    kept, dropped = World(mock).end(pod(captures_result=True)), World(mock).end(pod())
    assert isinstance(kept, PodFinished) and isinstance(dropped, PodFinished)
    assert (kept.result, dropped.result) == ("heads", None)


def test_an_invented_result_is_a_literal_that_something_compares_it_with() -> None:
    world = World(readers={"result": Readers(("heads", "tails"))})
    finished = world.end(pod(captures_result=True))
    assert isinstance(finished, PodFinished) and finished.result in ("heads", "tails")
    (made,) = world.inventor.made_up.values()
    assert made.snippet == '"t": {"oneOf": ["heads", "tails"]}'


@pytest.mark.parametrize(
    ("readers", "result"), [(None, "t_result"), (Readers(looped=True), '["t_result_1", "t_result_2"]')]
)
def test_an_invented_result_names_itself_or_is_a_list_for_a_loop(readers: Readers | None, result: str) -> None:
    finished = World(readers={"result": readers} if readers else None).end(pod(captures_result=True))
    assert isinstance(finished, PodFinished) and finished.result == result


def test_output_parameters_are_mocked_invented_or_left_to_their_default() -> None:
    def left(world: World, template: dict[str, Any]) -> Any:
        finished = world.end(pod(template))
        assert isinstance(finished, PodFinished)
        return finished.parameters

    assert left(World("mocks: {t: {outputs: {parameters: {p: 1}}}}"), outputs("p")) == {"p": "1"}
    assert left(World(), outputs("p")) == {"p": "t_p"}
    assert left(World(), outputs("p", default="d")) == {}
    read = World(readers={"p": Readers(("yes",))})
    assert left(read, outputs("p", default="d")) == {"p": "yes"}
    assert [one.snippet for one in read.inventor.made_up.values()] == ['"t": {"outputs": {"parameters": {"p": "yes"}}}']
    assert left(World("mocks: {t: {exitCode: 1}}"), outputs("p")) == {}


def test_a_file_that_is_not_written_fails_the_executor() -> None:
    finished = World("mocks: {t: {outputs: {parameters: {p: null}}}}").end(pod(outputs("p")))
    assert isinstance(finished, PodFinished)
    said = "wait: Error (exit code 64): open /var/run/argo/outputs/parameters/p: no such file or directory"
    assert finished.error == said
    with_default = World("mocks: {t: {outputs: {parameters: {p: null}}}}").end(pod(outputs("p", default="d")))
    assert isinstance(with_default, PodFinished) and not with_default.error


def test_artifacts_are_produced_unless_a_mock_denies_it() -> None:
    template = {"outputs": {"artifacts": [{"name": "a", "path": "/a"}, {"name": "b", "path": "/b", "optional": True}]}}
    assert getattr(World().end(pod(template)), "artifacts") is None  # noqa: B009
    finished = World("mocks: {t: {outputs: {artifacts: {b: false}}}}").end(pod(template))
    assert isinstance(finished, PodFinished) and finished.artifacts == ("a",) and not finished.error
    missing = World("mocks: {t: {outputs: {artifacts: {a: false}}}}").end(pod(template))
    assert isinstance(missing, PodFinished) and "artifacts/a.tgz" in missing.error


def test_suspended_nodes_wait_unless_a_mock_resumes_them() -> None:
    command = AwaitResume(NODE, "wf[0].a", "t")
    world = World()
    assert world.after(command) == []
    assert [one.name for one in world.driver.waiting] == ["wf[0].a"]
    assert World("mocks: {t: {resume: true}}").end(command) == Resumed(1000, NODE)
    resume = "mocks: {t: {resume: {after: 1h, parameters: {go: 'YES'}}}}"
    assert World(resume).end(command) == Resumed(3_600_000, NODE, {"go": "YES"})


def resource(**more: Any) -> ApplyResource:
    return ApplyResource(NODE, "wf[0].a", "wf[0].a", 0, "t", "p", {"resource": {"action": "create"}}, **more)


def test_resources_succeed_or_change_as_mocked() -> None:
    assert World().end(resource()) == PodFinished(1000, NODE)
    objects = World("mocks: {t: {duration: 2, objects: [{a: 1}, null]}}").after(resource())
    assert objects[1:] == [(ResourceChanged(2000, NODE, {"a": 1}),), (ResourceChanged(4000, NODE, None),)]
    failed = World("mocks: {t: {exitCode: 1, message: forbidden}}").end(resource())
    assert isinstance(failed, PodFinished) and failed.exit_code == 1
    late = World("mocks: {t: {object: {}}}").end(resource(deadline_ms=9000))
    assert isinstance(late, PodFinished) and late.pod_message == DEADLINE_MESSAGE


def task(body: dict[str, Any]) -> SendTask:
    return SendTask(NODE, "wf[0].a", "wf[0].a", 0, "t", body)


def test_http_and_plugin_templates_are_answered() -> None:
    assert World().end(task({"http": {"url": "x"}})) == TaskReplied(1000, NODE)
    reply = World("mocks: {t: {http: {status: 404, body: gone, headers: {a: b}}}}").end(task({"http": {}}))
    assert reply == TaskReplied(1000, NODE, 404, "gone", {"a": "b"})
    plugin = World("mocks: {t: {phase: Failed, message: no}}").end(task({"plugin": {}}))
    assert plugin == TaskReplied(1000, NODE, phase="Failed", message="no")


def test_timers_fire_unless_dropped_or_replaced() -> None:
    timers = World().after(SetTimer("a", 5), SetTimer("b", 6), SetTimer("a", 7), DropTimer("b"), FinishRun("x", ""))
    assert timers == [(TimerFired(7, "a"),)]


@pytest.mark.parametrize(
    ("mock", "said"),
    [
        ("{resume: true}", "'resume' means nothing for a pod (wf[0].a)"),
        ("{result: x}", "'result' means nothing for a node whose result nothing reads (wf[0].a)"),
        (
            "{outputs: {parameters: {q: 1}}}",
            "'outputs.parameters.q' means nothing for template t, which does not declare it (wf[0].a)",
        ),
        (
            "{outputs: {artifacts: {q: true}}}",
            "'outputs.artifacts.q' means nothing for template t, which does not declare it (wf[0].a)",
        ),
    ],
)
def test_what_means_nothing_for_the_node_is_told(mock: str, said: str) -> None:
    world = World(f"mocks: {{t: {mock}}}")
    world.after(pod(outputs("p")))
    assert [(one.code, one.message) for one in world.picker.findings()] == [("mock-without-effect", said)]


def test_what_means_something_for_one_node_is_not_told() -> None:
    world = World("mocks: {t: {result: x}}")
    world.after(pod(), StartPod("wf-2", "wf[0].b", "wf[0].b", 0, "t", "p", {}, captures_result=True))
    assert list(world.picker.findings()) == []
