"""What happens when: the virtual clock against the times that Argo's controller would keep, to the millisecond."""

from __future__ import annotations

from tests.engine.timed import at, played

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
