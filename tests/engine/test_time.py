"""What happens when: the virtual clock against the times that Argo's controller would keep, to the millisecond."""

from __future__ import annotations

import pytest

import wfsim
from tests.engine.timed import HEAD, at, played
from wfsim.api.run import Run
from wfsim.drivers.sim.driver import DEADLINE_MESSAGE
from wfsim.engine.ids import node_id


def phase(run: Run, name: str) -> str:
    node = run.record.named(name)
    assert node is not None
    return node.phase.value


RETRIED = """  templates:
  - name: main
    retryStrategy: {limit: 3, backoff: {duration: "2s", factor: 2, cap: "5s"}}
    container: {image: "busybox:1"}
"""


def test_backoff_grows_by_its_factor_up_to_its_cap() -> None:
    run = played(RETRIED, main={"exitCode": 1, "duration": "1s"})
    assert [at(run, f"wf({i})") for i in range(4)] == [(0, 1000), (3000, 4000), (8000, 9000), (14000, 15000)]
    assert run.message == "No more retries left"


def test_the_last_failure_waits_for_no_backoff() -> None:
    run = played(RETRIED, main={"exitCode": 1, "duration": "1s"})
    assert at(run, "wf") == (0, 15000)


def test_backoff_ends_where_it_would_exceed_its_longest_time() -> None:
    run = played(RETRIED.replace('cap: "5s"', 'maxDuration: "5s"'), main={"exitCode": 1, "duration": "1s"})
    assert run.message == "Backoff would exceed max duration limit"
    assert len(run.record.nodes) == 3  # the wrapper and two attempts


def test_backoff_without_a_limit_is_not_awaited() -> None:
    spec = RETRIED.replace("limit: 3, ", "")
    run = played(spec, main={"sequence": [{"exitCode": 1, "duration": "1s"}, {"duration": "1s"}]})
    assert [at(run, f"wf({i})") for i in range(2)] == [(0, 1000), (1000, 2000)]


def test_a_suspension_lasts_its_duration() -> None:
    run = played("""  templates:
  - name: main
    steps:
    - - {name: wait, template: wait}
    - - {name: then, template: then}
  - name: wait
    suspend: {duration: "1m30s"}
  - name: then
    container: {image: "busybox:1"}
""")
    assert at(run, "wf[0].wait") == (0, 90_000)
    assert at(run, "wf[1].then")[0] == 90_000


def test_a_pod_is_killed_at_its_own_deadline() -> None:
    spec = """  templates:
  - name: main
    activeDeadlineSeconds: 7
    container: {image: "busybox:1"}
"""
    run = played(spec, main={"duration": "10s"})
    assert at(run, "wf") == (0, 7000)
    assert run.message == "Pod was active on the node longer than the specified deadline"


def test_the_workflows_deadline_stops_all_but_the_exit_handler() -> None:
    spec = """  activeDeadlineSeconds: 5
  onExit: bye
  templates:
  - name: main
    steps:
    - - {name: work, template: work}
      - {name: wait, template: wait}
  - name: work
    container: {image: "busybox:1"}
  - name: wait
    suspend: {}
  - name: bye
    container: {image: "busybox:1"}
"""
    run = played(spec, work={"duration": "10s"}, bye={"duration": "3s"})
    waited = run.record.named("wf[0].wait")
    assert waited is not None and waited.message == "Step exceeded its deadline"
    assert at(run, "wf[0].work")[1] == 5000
    assert run.phase == "Failed"
    handler = run.record.named("wf.onExit")
    assert handler is not None and handler.phase == "Succeeded"


def test_steps_of_one_group_run_together_and_groups_one_after_the_other() -> None:
    spec = """  templates:
  - name: main
    steps:
    - - {name: a, template: short}
      - {name: b, template: long}
    - - {name: c, template: short}
  - name: short
    container: {image: "busybox:1"}
  - name: long
    container: {image: "busybox:1"}
"""
    run = played(spec, short={"duration": "1s"}, long={"duration": "5s"})
    assert (at(run, "wf[0].a"), at(run, "wf[0].b"), at(run, "wf[1].c")) == ((0, 1000), (0, 5000), (5000, 6000))


def test_parallelism_lets_so_many_pods_run_at_once() -> None:
    spec = """  parallelism: 2
  templates:
  - name: main
    steps:
    - - {name: s, template: leaf, withItems: [1, 2, 3]}
  - name: leaf
    container: {image: "busybox:1"}
"""
    run = played(spec, leaf={"duration": "4s"})
    assert [at(run, f"wf[0].s({i}:{i + 1})")[0] for i in range(3)] == [0, 0, 4000]


def test_a_mutex_lets_one_run_after_the_other() -> None:
    spec = """  templates:
  - name: main
    steps:
    - - {name: s, template: leaf, withItems: [1, 2]}
  - name: leaf
    synchronization: {mutexes: [{name: m}]}
    container: {image: "busybox:1"}
"""
    run = played(spec, leaf={"duration": "4s"})
    assert [at(run, f"wf[0].s({i}:{i + 1})")[1] for i in range(2)] == [4000, 8000]


# -- the time that a node may be pending --

# A node that is still Pending when its timeout, counted from its own start, is over fails with "timeout".
TIMED = """  templates:
  - name: main
    dag:
      failFast: false
      tasks:
      - {name: first, template: slow}
      - {name: second, template: late}
      - {name: third, template: slow}
  - name: slow
    synchronization: {mutexes: [{name: m}]}
    container: {image: "busybox:1"}
  - name: late
    LIMIT: "2500ms"
    synchronization: {mutexes: [{name: m}]}
    container: {image: "busybox:1"}
"""


@pytest.mark.parametrize("limit", ["timeout", "pendingTimeout"])
def test_a_node_that_waits_too_long_for_its_lock_fails_and_leaves_the_queue(limit: str) -> None:
    run = played(TIMED.replace("LIMIT", limit), slow={"duration": "4s"})
    node = run.record.named("wf.second")
    assert node is not None and (node.phase, node.message) == ("Failed", "timeout")
    assert at(run, "wf.second") == (0, 2500)
    assert not node.lock
    assert [at(run, f"wf.{one}") for one in ("first", "third")] == [(0, 4000), (0, 8000)]


def test_a_step_that_waits_too_long_ends_its_group() -> None:
    # In a steps template the group itself fails with the same text, whatever else in it still runs.
    steps = TIMED.replace("dag:\n      failFast: false\n      tasks:\n      -", "steps:\n    - -").replace(
        "LIMIT", "timeout"
    )
    run = played(steps.replace("template: late", "template: late, continueOn: {failed: true}"), slow={"duration": "4s"})
    assert (run.phase, run.message, at(run, "wf[0]")) == ("Failed", "timeout", (0, 2500))


CROWDED = """  LEVEL
  templates:
  - name: main
    dag:
      tasks:
      - {name: a, template: hog}
      - {name: b, template: late}
  - name: hog
    container: {image: "busybox:1", resources: {requests: {cpu: 1}}}
  - name: late
    LIMIT: "1200ms"
    container: {image: "busybox:1", resources: {requests: {cpu: 1}}}
"""


@pytest.mark.parametrize("limit", ["timeout", "pendingTimeout"])
def test_a_pod_that_finds_no_room_in_time_is_given_up(limit: str) -> None:
    spec = HEAD + CROWDED.replace("LIMIT", limit).replace("LEVEL", "podGC: {strategy: OnPodCompletion}")
    cluster = {"nodes": [{"cpu": 1, "memory": "1Gi"}]}
    (run,) = wfsim.loads(spec).simulate_cluster(cluster, mocks={"mocks": {"hog": {"duration": "5s"}}})
    assert at(run, "wf.b") == (0, 1200)
    assert (run.phase, at(run, "wf")) == ("Failed", (0, 5000))
    node = run.record.named("wf.b")
    assert node is not None and (node.message, node.host) == ("timeout", "")
    assert node.pod_deleted_ms == (run.record.started_ms or 0) + 6200


def test_a_pod_that_runs_has_met_its_pending_timeout() -> None:
    spec = """  templates:
  - name: main
    pendingTimeout: 1s
    container: {image: "busybox:1"}
"""
    run = played(spec, main={"duration": "9s"})
    assert (run.phase, at(run, "wf")) == ("Succeeded", (0, 9000))


def test_a_running_pod_is_killed_at_its_timeout_as_at_a_deadline() -> None:
    # The pod's deadline is the least of its own, the rest of the workflow's, and the rest of its timeout.
    spec = """  activeDeadlineSeconds: 60
  templates:
  - name: main
    timeout: 3s
    activeDeadlineSeconds: 8
    container: {image: "busybox:1"}
"""
    run = played(spec, main={"duration": "9s"})
    assert (run.message, at(run, "wf")) == (DEADLINE_MESSAGE, (0, 3000))
    run = played(spec.replace("timeout: 3s", "timeout: 30s"), main={"duration": "9s"})
    assert (run.message, at(run, "wf")) == (DEADLINE_MESSAGE, (0, 8000))


def test_an_http_task_that_nobody_answers_in_time_fails() -> None:
    # An http node is Pending until its answer comes. A timeout of the entrypoint's own is an error of the workflow.
    spec = """  templates:
  - name: main
    timeout: 2s
    http: {url: "http://x"}
"""
    run = played(spec, main={"duration": "9s"})
    assert (run.record.nodes[0].phase, at(run, "wf")) == ("Failed", (0, 2000))
    assert (run.phase, run.message) == ("Error", "error in entry template execution: timeout")


# -- deadlines --


def test_the_workflows_deadline_counts_from_the_second_in_which_it_began() -> None:
    # deadline = the start, cut to whole seconds, plus the seconds; what is still running just after it is failed.
    cluster = {"submit": [{"workflow": "wf", "at": "300ms"}]}
    spec = (
        HEAD
        + """  activeDeadlineSeconds: 5
  templates:
  - name: main
    suspend: {}
"""
    )
    (run,) = wfsim.loads(spec).simulate_cluster(cluster)
    started, ended = run.record.started_ms or 0, run.record.finished_ms or 0
    assert (started % 1000, ended - started // 1000 * 1000) == (300, 5001)
    assert run.record.nodes[0].message == "Step exceeded its deadline"


def test_no_retry_begins_behind_the_workflows_deadline() -> None:
    # The wrapper whose next attempt would come after the deadline ends with the deadline's instant in its message.
    spec = """  activeDeadlineSeconds: 4
  templates:
  - name: main
    retryStrategy: {limit: 9, backoff: {duration: "2500ms"}}
    container: {image: "busybox:1"}
"""
    run = played(spec, main={"exitCode": 1, "duration": "1s"})
    assert [at(run, f"wf({i})") for i in range(2)] == [(0, 1000), (3500, 4000)]
    assert run.phase == "Failed" and len(run.record.nodes) == 3


# -- more of backoff --


def test_a_backoff_without_a_factor_stays_as_long_as_it_is() -> None:
    run = played(RETRIED.replace(', factor: 2, cap: "5s"', ""), main={"exitCode": 1, "duration": "1s"})
    assert [at(run, f"wf({i})")[0] for i in range(4)] == [0, 3000, 6000, 9000]


def test_a_backoff_may_be_given_in_seconds_without_a_unit_and_in_milliseconds() -> None:
    bare = RETRIED.replace('duration: "2s", factor: 2, cap: "5s"', 'duration: "2", factor: "3"')
    run = played(bare, main={"exitCode": 1, "duration": "1s"})
    assert [at(run, f"wf({i})")[0] for i in range(4)] == [0, 3000, 10_000, 29_000]
    short = RETRIED.replace('duration: "2s", factor: 2, cap: "5s"', 'duration: "250ms", factor: 2')
    run = played(short, main={"exitCode": 1, "duration": "100ms"})
    assert [at(run, f"wf({i})")[0] for i in range(4)] == [0, 350, 950, 2050]


@pytest.mark.parametrize(
    ("longest", "attempts", "message"),
    [
        ("3s", 2, "Max duration limit exceeded"),
        ("2999ms", 1, "Backoff would exceed max duration limit"),
        ("8s", 3, "Max duration limit exceeded"),
        ("7999ms", 2, "Backoff would exceed max duration limit"),
    ],
)
def test_the_longest_time_of_a_backoff_counts_from_the_first_attempts_start(
    longest: str, attempts: int, message: str
) -> None:
    # A wait that would end after first start + maxDuration is not begun; one that ends exactly then is.
    run = played(RETRIED.replace('cap: "5s"', f'maxDuration: "{longest}"'), main={"exitCode": 1, "duration": "1s"})
    assert run.message == message
    assert len(run.record.nodes) == 1 + attempts


def test_an_attempt_that_ends_behind_the_longest_time_is_the_last() -> None:
    run = played(RETRIED.replace('cap: "5s"', 'maxDuration: "5s"'), main={"exitCode": 1, "duration": "6s"})
    assert (run.message, at(run, "wf")) == ("Max duration limit exceeded", (0, 6000))


# -- suspension --


@pytest.mark.parametrize(("duration", "ms"), [('"20"', 20_000), ('"1500ms"', 1500), ('"1h0m0.5s"', 3_600_500)])
def test_a_suspension_lasts_seconds_or_what_its_units_say(duration: str, ms: int) -> None:
    run = played(f"""  templates:
  - name: main
    suspend: {{duration: {duration}}}
""")
    assert at(run, "wf") == (0, ms)


def test_who_resumes_before_the_duration_ends_it_and_who_comes_later_finds_it_over() -> None:
    spec = """  templates:
  - name: main
    suspend: {duration: 10s}
"""
    assert at(played(spec, main={"resume": {"after": "4s"}}), "wf") == (0, 4000)
    assert at(played(spec, main={"resume": {"after": "14s"}}), "wf") == (0, 10_000)


def test_a_suspension_ends_with_the_workflows_deadline() -> None:
    spec = """  activeDeadlineSeconds: 3
  templates:
  - name: main
    suspend: {duration: 10s}
"""
    run = played(spec)
    assert (run.phase, run.message, at(run, "wf")) == ("Failed", "Step exceeded its deadline", (0, 3001))


SERVER = """  templates:
  - name: main
    steps:
    - - {name: before, template: short}
      - {name: server, template: server%s}
    - - {name: use, template: use}
  - name: short
    container: {image: "busybox:1"}
  - name: server
    daemon: true%s
    container: {image: "busybox:1"}
  - name: use
    container: {image: "busybox:1"}
"""


def test_a_daemon_that_ends_by_itself_while_a_later_group_runs_spoils_the_group_that_it_is_in() -> None:
    """Argo walks a group again as long as anything that hangs off it runs."""
    run = played(SERVER % ("", ""), server={"duration": "3s"}, use={"duration": "5s"})
    assert at(run, "wf[0].server") == (0, 3000)
    assert at(run, "wf") == (0, 3000)
    assert (run.phase, run.message) == ("Failed", f"child '{node_id('wf', 'wf[0].server')}' failed")
    assert phase(run, "wf[1]") == phase(run, "wf[1].use") == "Running"


def test_a_daemon_whose_step_goes_on_after_a_failure_disturbs_nobody() -> None:
    spec = SERVER % (", continueOn: {failed: true}", "")
    run = played(spec, server={"duration": "3s"}, use={"duration": "5s"})
    assert (run.phase, at(run, "wf[1].use")) == ("Succeeded", (1000, 6000))


def test_a_daemon_that_ends_by_itself_is_begun_anew_where_it_is_retried() -> None:
    spec = SERVER % ("", "\n    retryStrategy: {limit: 1}")
    run = played(spec, server={"attempts": [{"duration": "3s"}, {"duration": "30s"}]}, use={"duration": "5s"})
    assert (at(run, "wf[0].server(0)"), at(run, "wf[1].use")) == ((0, 3000), (1000, 6000))
    assert (phase(run, "wf[0].server(1)"), at(run, "wf[0].server(1)")) == ("Succeeded", (3000, 6000))
    assert (run.phase, phase(run, "wf[0].server")) == ("Succeeded", "Succeeded")


def test_a_retried_daemon_that_has_no_attempt_left_gets_none() -> None:
    spec = SERVER % ("", "\n    retryStrategy: {limit: 1}")
    run = played(spec, server={"duration": "2s"}, use={"duration": "5s"})
    assert (run.phase, at(run, "wf")) == ("Failed", (0, 4000))
    assert run.record.named("wf[0].server(2)") is None


def test_members_of_a_loop_that_time_out_while_they_wait_for_a_lock_end_their_group() -> None:
    spec = """  templates:
  - name: main
    synchronization: {mutexes: [{name: m}]}
    steps:
    - - {name: dag, template: dag}
  - name: dag
    dag:
      tasks:
      - {name: late, template: late, withItems: [1, 2, 3]}
      - {name: after, template: plain, depends: late.AllFailed}
  - name: late
    timeout: 3s
    synchronization: {mutexes: [{name: m}]}
    container: {image: "busybox:1"}
  - name: plain
    container: {image: "busybox:1"}
"""
    run = played(spec)
    assert [at(run, f"wf[0].dag.late({i}:{i + 1})") for i in range(3)] == [(0, 3000)] * 3
    assert (phase(run, "wf[0].dag.late"), at(run, "wf[0].dag.after")) == ("Failed", (3000, 4000))
    assert run.phase == "Succeeded"


def test_a_template_that_is_full_holds_back_nobody_beside_it() -> None:
    spec = """  parallelism: 2
  templates:
  - name: main
    steps:
    - - {name: one, template: narrow}
      - {name: two, template: wide}
      - {name: three, template: wide}
  - name: narrow
    parallelism: 1
    steps:
    - - {name: pod, template: slow, withItems: [1, 2]}
  - name: wide
    steps:
    - - {name: pod, template: pod}
  - name: slow
    container: {image: "busybox:1"}
  - name: pod
    container: {image: "busybox:1"}
"""
    run = played(spec, slow={"duration": "10s"}, pod={"duration": "2s"})
    assert at(run, "wf[0].two[0].pod") == (0, 2000)
    assert at(run, "wf[0].three[0].pod") == (2000, 4000)


def test_a_template_that_failed_fast_holds_back_nobody_beside_it() -> None:
    spec = """  parallelism: 1
  templates:
  - name: main
    steps:
    - - {name: one, template: fast}
      - {name: two, template: plain}
  - name: fast
    failFast: true
    steps:
    - - {name: bad, template: bad}
  - name: bad
    container: {image: "busybox:1"}
  - name: plain
    container: {image: "busybox:1"}
"""
    run = played(spec, bad={"exitCode": 1})
    assert phase(run, "wf[0].one") == "Failed"
    assert at(run, "wf[0].two") == (1000, 2000)


def test_a_time_that_is_none_is_an_error() -> None:
    spec = """  templates:
  - name: main
    inputs: {parameters: [{name: t, default: soon}]}
    timeout: "{{inputs.parameters.t}}"
    container: {image: "busybox:1"}
"""
    run = played(spec)
    assert run.phase == "Error"
    assert "invalid timeout format. time: invalid duration" in run.message


def test_a_time_that_is_none_is_seen_while_the_node_waits_for_its_lock() -> None:
    spec = TIMED.replace("    LIMIT:", "    inputs: {parameters: [{name: t, default: soon}]}\n    timeout:")
    run = played(spec.replace('"2500ms"', '"{{inputs.parameters.t}}"'), slow={"duration": "4s"})
    node = run.record.named("wf.second")
    assert node is not None and node.phase == "Error"
    assert node.message.startswith("task 'wf.second' errored: invalid timeout format. time: invalid duration")


def test_a_template_that_fails_fast_ends_when_what_waited_in_it_times_out() -> None:
    spec = """  templates:
  - name: main
    synchronization: {mutexes: [{name: m}]}
    steps:
    - - {name: fast, template: fast}
  - name: fast
    failFast: true
    dag:
      failFast: false
      tasks:
      - {name: late, template: late}
      - {name: patient, template: patient}
  - name: late
    timeout: 3s
    synchronization: {mutexes: [{name: m}]}
    container: {image: "busybox:1"}
  - name: patient
    synchronization: {mutexes: [{name: m}]}
    container: {image: "busybox:1"}
"""
    run = played(spec)
    fast = run.record.named("wf[0].fast")
    assert fast is not None
    assert (fast.message, at(run, "wf")) == ("template has failed or errored children and failFast enabled", (0, 3000))
