"""What Argo's controller was seen to do in workflows of many features at once, a rule to a test."""

from __future__ import annotations

import pytest

from tests.engine import runs
from tests.engine.timed import HEAD
from wfsim.engine.commands import SetTimer
from wfsim.engine.engine import Engine
from wfsim.engine.events import PodFinished, RunStarted, StopAsked
from wfsim.engine.state import NodeState

LEAVES = """  - name: leaf
    container: {image: "busybox:1"}
  - name: daemon
    daemon: true
    container: {image: "busybox:1"}
  - name: note
    inputs: {parameters: [{name: x}]}
    container: {image: "busybox:1"}
"""
ONE = "wf[0].a"


def begun(spec: str) -> Engine:
    return runs.begin(runs.definitions_of(HEAD + spec + LEAVES))


def node(engine: Engine, name: str) -> NodeState:
    return next(one for one in engine.state.nodes.values() if one.name == name)


def names(engine: Engine) -> set[str]:
    return {one.name for one in engine.state.nodes.values()}


def value(engine: Engine, name: str) -> object:
    """The value of a node's only input."""
    inputs = node(engine, name).inputs
    assert inputs is not None
    return inputs["parameters"][0]["value"]  # type: ignore[index, call-overload]


def end(engine: Engine, name: str, code: int = 0, result: str | None = None) -> None:
    runs.rest(engine, engine.send([PodFinished(0, node(engine, name).id, code, result, {"p": "v"})]))


def ended(engine: Engine) -> tuple[str, str]:
    return engine.state.phase.value, engine.state.message


# -- names to show ----------------------------------------------------------------------------------------------------

SHOWN = """  templates:
  - name: main
    %s
  - name: shown
    annotations: {workflows.argoproj.io/display-name: "%s"}
    %s
"""
IN_STEPS = "steps: [[{name: a, template: shown}]]"
IN_DAG = "dag: {tasks: [{name: a, template: shown}]}"
POD = 'container: {image: "busybox:1"}'


@pytest.mark.parametrize("body", [POD, "suspend: {}", "steps: [[{name: u, template: leaf}]]"])
@pytest.mark.parametrize(("main", "name"), [(IN_STEPS, ONE), (IN_DAG, "wf.a")])
def test_a_name_to_show_is_there_in_the_second_pass_whatever_happens(main: str, name: str, body: str) -> None:
    engine = Engine(runs.definitions_of(HEAD + SHOWN % (main, "my.name", body) + LEAVES))
    runs.rest(engine, [one for one in engine.send([RunStarted(0, "uid")]) if isinstance(one, SetTimer)])
    assert node(engine, name).display_name == "my.name"


@pytest.mark.parametrize("bad", ["no name", "-x", "x", "x" * 64])
def test_what_is_no_name_to_show_ends_its_call(bad: str) -> None:
    said = "displayName must match the regex ^[a-zA-Z0-9][a-zA-Z0-9-.]{0,61}[a-zA-Z0-9]$"
    engine = begun(SHOWN % (IN_STEPS, bad, POD))
    assert ended(engine) == ("Failed", f"step group deemed errored due to child {ONE} error: {said}")
    assert (node(engine, ONE).phase, node(engine, ONE).display_name) == ("Error", "a")
    engine = begun(SHOWN % (IN_DAG, bad, POD))
    assert ended(engine) == ("Error", "")
    assert node(engine, "wf.a").message == f"task 'wf.a' errored: {said}"


# -- hooks ------------------------------------------------------------------------------------------------------------

HOOKED = """  templates:
  - name: main
    steps:
    - - name: a
        template: %s
        hooks:
          %s: {template: note, expression: "%s", arguments: {parameters: [{name: x, value: "{{steps.a.status}}"}]}}
  - name: group
    steps: [[{name: u, template: leaf}]]
"""


def test_a_hook_is_given_nothing_as_long_as_its_step_has_no_outputs() -> None:
    engine = begun(HOOKED % ("leaf", "run", "steps.a.status == 'Running'"))
    assert value(engine, f"{ONE}.hooks.run") == "{{steps.a.status}}"
    engine = begun(HOOKED % ("leaf", "done", "steps.a.status == 'Succeeded'"))
    end(engine, ONE)
    assert value(engine, f"{ONE}.hooks.done") == "Succeeded"


def test_an_exit_handler_is_given_what_there_is_without_outputs() -> None:
    engine = begun(HOOKED % ("group", "exit", "true"))
    end(engine, f"{ONE}[0].u")
    assert value(engine, f"{ONE}.onExit") == "Succeeded"


def test_nobody_comes_by_a_task_again_when_all_that_need_it_are_over() -> None:
    tasks = """  templates:
  - name: main
    dag:
      tasks:
      - name: a
        template: leaf
        when: "x - y > 2"
        hooks: {h: {template: note, expression: "true"}}
      - {name: b, template: leaf, depends: %s}
      - {name: c, template: leaf}
"""
    assert "wf.a.hooks.h" not in names(begun(tasks % "a"))
    assert "wf.a.hooks.h" in names(begun(tasks % '"a && c"'))  # b has to wait for c, and a is looked at on the way


OUTLIVED = """  templates:
  - name: main
    dag:
      tasks:
      - {name: a, template: leaf, hooks: {h: {template: leaf, expression: 'tasks.a.nothing.x == "1"'}}}
      - {name: b, template: leaf, depends: %s}
      - {name: c, template: leaf}
"""


def test_a_pod_outlives_the_error_of_its_hook_and_its_end_counts() -> None:
    engine = begun(OUTLIVED % "a")
    assert (node(engine, "wf.a").phase, node(engine, "wf.b").phase) == ("Running", "Omitted")
    end(engine, "wf.c")
    assert ended(engine)[0] == "Running"
    end(engine, "wf.a")
    assert (node(engine, "wf.a").phase, node(engine, "wf.a").outputs) == ("Succeeded", {"exitCode": "0"})
    assert node(engine, "wf.a").message.startswith("unable to evaluate expression")
    assert ended(engine) == ("Succeeded", "")


def test_as_long_as_somebody_comes_by_the_hook_is_in_error_again() -> None:
    engine = begun(OUTLIVED % '"a && c"')
    end(engine, "wf.a")
    assert (node(engine, "wf.a").phase, node(engine, "wf.a").outputs) == ("Error", {"exitCode": "0"})
    end(engine, "wf.c")
    assert ended(engine) == ("Error", "")


ROOT = """  hooks: {h: {template: leaf, expression: '%s'}}
  templates:
  - name: main
    steps: [[{name: a, template: leaf}]]
"""


def test_an_error_of_a_hook_of_the_workflow_ends_what_still_runs_and_nothing_that_ended() -> None:
    engine = begun(ROOT % 'workflow.zz.a == "x"')
    assert ended(engine)[0] == "Error"
    assert node(engine, ONE).phase == "Running"  # the pass that ends the workflow is the one after its start
    engine = begun(ROOT % 'workflow.status == "Succeeded" ? workflow.zz.a == "x" : false')
    end(engine, ONE)
    assert (ended(engine), node(engine, "wf").phase) == (("Succeeded", ""), "Error")


def test_a_dag_at_the_root_is_looked_at_when_the_hooks_of_the_workflow_are_over() -> None:
    spec = """  hooks: {h: {template: group, expression: 'workflow.status == "Running"'}}
  templates:
  - name: main
    dag: {tasks: [{name: a, template: leaf}]}
  - name: group
    steps: [[{name: u, template: leaf}]]
"""
    engine = begun(spec)
    both = [PodFinished(0, node(engine, name).id, 0) for name in ("wf.a", "wf.hooks.h[0].u")]
    runs.rest(engine, engine.send(both))
    assert ended(engine) == ("Succeeded", "")


def test_steps_whose_hooks_were_waited_for_do_not_disturb_the_group_that_follows() -> None:
    spec = """  templates:
  - name: main
    steps:
    - - {name: a, template: leaf}
      - {name: b, template: inner}
    - - {name: c, template: leaf}
  - name: inner
    steps: [[{name: u, template: leaf, hooks: {h: {template: leaf, expression: 'steps.u.status == "Failed"'}}}]]
"""
    engine = begun(spec)
    end(engine, "wf[0].b[0].u")
    end(engine, "wf[0].a")
    end(engine, "wf[1].c")
    assert ended(engine) == ("Succeeded", "")


# -- waiting, and what has run already --------------------------------------------------------------------------------

CACHED = """  templates:
  - name: main
    steps:
    - - {name: a, template: kept}
    - - {name: b, template: kept}
    - - {name: c, template: kept}
  - name: kept
    memoize: {key: k, cache: {configMap: {name: cache}}}
    %s
"""


@pytest.mark.parametrize("body", ["steps: [[{name: u, template: leaf}]]", "dag: {tasks: [{name: u, template: leaf}]}"])
def test_what_was_looked_for_in_a_cache_is_pending_until_it_ends(body: str) -> None:
    engine = begun(CACHED % body)
    assert (node(engine, ONE).phase, ended(engine)[0]) == ("Pending", "Running")
    end(engine, next(one for one in names(engine) if one.endswith("u")))
    assert ended(engine) == ("Succeeded", "")


def test_a_lock_is_given_back_where_the_cache_has_the_outputs() -> None:
    engine = begun(CACHED % f"synchronization: {{mutexes: [{{name: m}}]}}\n    {POD}")
    end(engine, ONE)
    assert ended(engine) == ("Succeeded", "")
    assert not engine.state.locks.keys


def test_a_call_that_waits_for_its_lock_is_the_wrapper_of_its_attempts_already() -> None:
    spec = """  templates:
  - name: main
    steps: [[{name: a, template: locked}, {name: b, template: locked}]]
  - name: locked
    synchronization: {mutexes: [{name: m}]}
    retryStrategy: {limit: 1}
    container: {image: "busybox:1"}
"""
    engine = begun(spec)
    assert (node(engine, "wf[0].b").type, node(engine, "wf[0].b").phase) == ("Retry", "Pending")
    end(engine, f"{ONE}(0)")
    assert node(engine, "wf[0].b").phase == "Pending"
    end(engine, "wf[0].b(0)")
    assert ended(engine) == ("Succeeded", "")


# -- ends -------------------------------------------------------------------------------------------------------------


def test_steps_without_a_group_are_no_template() -> None:
    engine = begun("  templates:\n  - name: main\n    steps: []\n")
    said = "Template 'main' missing specification"
    assert ended(engine) == ("Error", f"error in entry template execution: {said}")
    assert (node(engine, "wf").type, node(engine, "wf").message) == ("Skipped", said)


def test_a_daemon_that_stands_where_it_is_called_is_none() -> None:
    engine = begun(f"  templates:\n  - name: main\n    steps: [[{{name: a, inline: {{daemon: true, {POD}}}}}]]\n")
    assert (node(engine, ONE).daemoned, ended(engine)[0]) == (False, "Running")
    end(engine, ONE)
    assert ended(engine) == ("Succeeded", "")


def test_a_workflow_does_not_end_while_a_daemon_runs_in_what_ended_without_it() -> None:
    spec = """  templates:
  - name: main
    steps: [[{name: a, template: daemon}]]
    outputs: {parameters: [{name: o, valueFrom: {parameter: "{{steps.a.outputs.result}}"}}]}
"""
    engine = begun(spec)
    assert ended(engine) == ("Running", "")
    assert node(engine, "wf").message == 'Unable to resolve: "steps.a.outputs.result"'
    end(engine, ONE, 1)
    assert ended(engine) == ("Error", 'Unable to resolve: "steps.a.outputs.result"')


def test_a_root_that_ends_fast_does_so_when_a_template_in_it_failed() -> None:
    spec = """  templates:
  - name: main
    failFast: true
    steps: [[{name: a, template: inner}, {name: b, template: inner}]]
  - name: inner
    steps: [[{name: u, template: leaf}]]
"""
    engine = begun(spec)
    end(engine, "wf[0].b[0].u", 1)
    assert ended(engine) == ("Failed", "template has failed or errored children and failFast enabled")
    assert node(engine, f"{ONE}[0].u").phase == "Running"


def test_a_loop_of_tasks_is_over_with_the_first_that_cannot_be_called() -> None:
    spec = """  templates:
  - name: main
    dag: {tasks: [{name: a, template: kept, withItems: [1, 2]}]}
  - name: kept
    memoize: {key: "no key", cache: {configMap: {name: cache}}}
    container: {image: "busybox:1"}
"""
    engine = begun(spec)
    assert names(engine) == {"wf", "wf.a", "wf.a(0:1)"}
    assert (ended(engine), node(engine, "wf.a").phase) == (("Error", ""), "Error")


# -- retries and containers -------------------------------------------------------------------------------------------


def test_the_expression_of_a_strategy_knows_the_last_attempt_alone() -> None:
    spec = """  templates:
  - name: main
    steps: [[{name: a, template: again}]]
  - name: again
    retryStrategy: {limit: 1, expression: 'workflow.name == "wf"'}
    container: {image: "busybox:1"}
"""
    engine = begun(spec)
    end(engine, f"{ONE}(0)", 1)
    assert node(engine, ONE).phase == "Error"
    assert "unknown name workflow" in node(engine, ONE).message


def test_a_handler_that_is_retried_has_the_outputs_of_its_last_attempt() -> None:
    spec = """  onExit: again
  templates:
  - name: main
    container: {image: "busybox:1"}
  - name: again
    retryStrategy: {limit: 0}
    container: {image: "busybox:1"}
"""
    engine = begun(spec)
    end(engine, "wf")
    end(engine, "wf.onExit(0)", 2)
    assert node(engine, "wf.onExit").outputs == {"exitCode": "2"}


def test_the_containers_of_a_set_run_at_once_and_are_attempts_as_their_pod_is() -> None:
    spec = """  templates:
  - name: main
    retryStrategy: {limit: 1}
    containerSet:
      containers:
      - {name: b, image: "busybox:1"}
      - {name: c, image: "busybox:1", dependencies: [b]}
"""
    engine = begun(spec)
    assert [(node(engine, f"wf(0).{one}").phase, node(engine, f"wf(0).{one}").retried) for one in "bc"] == [
        ("Running", True),
        ("Running", True),
    ]


def test_a_container_set_ends_where_its_containers_and_its_handlers_do() -> None:
    spec = """  templates:
  - name: main
    dag:
      tasks:
      - {name: a, template: set, onExit: leaf}
      - {name: b, template: leaf, depends: a}
  - name: set
    containerSet: {containers: [{name: main, image: "busybox:1"}, {name: c, image: "busybox:1", dependencies: [main]}]}
"""
    engine = begun(spec)
    end(engine, "wf.a")
    end(engine, "wf.a.onExit")
    below = node(engine, "wf.b").id
    assert [one.name for one in engine.state.nodes.values() if below in one.children] == ["wf.a.c", "wf.a.onExit"]


def test_a_hit_of_what_is_retried_is_a_wrapper_without_attempts() -> None:
    engine = begun(CACHED % f"retryStrategy: {{limit: 1}}\n    {POD}")
    end(engine, f"{ONE}(0)")
    assert (node(engine, "wf[1].b").type, node(engine, "wf[1].b").phase) == ("Retry", "Succeeded")
    assert ended(engine) == ("Succeeded", "")


@pytest.mark.parametrize("strategy", ["Stop", "Terminate"])
def test_a_dag_that_is_stopped_does_not_wait_for_what_cannot_go_on(strategy: str) -> None:
    spec = """  templates:
  - name: main
    dag: {tasks: [{name: a, template: inner}]}
  - name: inner
    steps:
    - - {name: s, template: leaf, when: "false"}
    - - {name: n, template: note, arguments: {parameters: [{name: x, value: "{{steps.s.outputs.result}}"}]}}
"""
    engine = begun(spec)
    runs.rest(engine, engine.send([StopAsked(0, strategy)]))
    assert ended(engine) == ("Failed", f"Stopped with strategy '{strategy}'")
    assert node(engine, "wf.a").phase == "Running"


def test_what_begins_when_the_workflow_is_terminated_is_ended_at_once() -> None:
    spec = """  templates:
  - name: main
    steps: [[{name: a, template: leaf}], [{name: b, template: asked}]]
  - name: asked
    http: {url: "http://x"}
"""
    engine = begun(spec)
    runs.rest(engine, engine.send([PodFinished(0, node(engine, ONE).id, 0), StopAsked(0, "Terminate")]))
    assert ended(engine) == ("Failed", "Stopped with strategy 'Terminate'")
    assert node(engine, "wf[1].b").message == "Stopped with strategy 'Terminate'"


def test_a_hook_of_a_loop_that_is_in_error_ends_the_steps_in_the_pass_after() -> None:
    spec = """  templates:
  - name: main
    steps:
    - - name: a
        template: leaf
        withItems: [1, 2]
        hooks: {h: {template: leaf, expression: 'steps.a.status == "Failed"'}}
"""
    engine = begun(spec)
    assert ended(engine)[0] == "Failed"
    assert ended(engine)[1].startswith("unable to evaluate expression 'steps.a.status == \"Failed\"'")
    assert node(engine, "wf[0].a(0:1)").phase == "Running"


def test_a_root_that_still_runs_is_in_error_with_its_workflow() -> None:
    spec = """  templates:
  - name: main
    steps: [[{name: a, template: leaf, hooks: {exit: {template: leaf, expression: 'steps.zz.x == "1"'}}}]]
"""
    engine = begun(spec)
    end(engine, ONE)
    assert ended(engine)[0] == "Error"
    assert (node(engine, "wf").phase, node(engine, "wf").message) == ("Error", "Workflow operation error")


def test_a_daemon_gives_its_lock_back_when_it_runs() -> None:
    spec = """  templates:
  - name: main
    steps: [[{name: a, template: locked}], [{name: b, template: locked}], [{name: c, template: leaf}]]
  - name: locked
    daemon: true
    synchronization: {mutexes: [{name: m}]}
    container: {image: "busybox:1"}
"""
    engine = begun(spec)
    assert [node(engine, name).phase for name in (ONE, "wf[1].b", "wf[2].c")] == ["Running"] * 3


def test_a_hook_that_is_refused_for_want_of_a_slot_is_not_tried_for_ever() -> None:
    spec = """  parallelism: 1
  onExit: leaf
  hooks: {h: {template: leaf, expression: 'workflow.status == "Error"'}}
  templates:
  - name: main
    dag: {tasks: [{name: a, template: none}]}
  - name: none
    steps: []
"""
    engine = begun(spec)
    assert (ended(engine)[0], node(engine, "wf.hooks.h").phase) == ("Running", "Running")
    end(engine, "wf.hooks.h")
    end(engine, "wf.onExit")
    assert ended(engine) == ("Error", "Max parallelism reached")  # the hook has taken the slot that it asks for again


def test_a_group_behind_what_ended_nowhere_hangs_below_nobody() -> None:
    spec = """  templates:
  - name: main
    steps:
    - - {name: a, template: empty, continueOn: {error: true, failed: true}}
    - - {name: b, template: leaf}
  - name: empty
    steps: [[{name: u, template: note, withParam: "no list", arguments: {parameters: [{name: x, value: "1"}]}}]]
"""
    engine = begun(spec)
    assert node(engine, ONE).phase == "Failed"
    assert list(node(engine, "wf[0]").children) == [node(engine, ONE).id]
    assert node(engine, "wf[1].b").phase == "Running"
