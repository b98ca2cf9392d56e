"""The tree of a run: Argo's, the guide's, ASCII, colours, and texts that try to break it."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.render.runs import Run, coinflip, steps
from wfsim.engine.phases import NodeType, Phase
from wfsim.render.style import Style
from wfsim.render.tree import Layout, render

ONE_FLIP = """
STEP                         PODNAME                              MESSAGE
 ✔ coinflip-recursive-vhph5
 ├---✔ flip-coin             coinflip-recursive-vhph5-2123890397
 └-·-✔ heads                 coinflip-recursive-vhph5-128690560
   └-○ tails
"""

FOUR_FLIPS = """
STEP                          PODNAME                              MESSAGE
 ✔ coinflip-recursive-tzcb5
 ├---✔ flip-coin              coinflip-recursive-tzcb5-322836820
 └-·-○ heads
   └-✔ tails
     ├---✔ flip-coin          coinflip-recursive-tzcb5-1863890320
     └-·-○ heads
       └-✔ tails
         ├---✔ flip-coin      coinflip-recursive-tzcb5-1768147140
         └-·-○ heads
           └-✔ tails
             ├---✔ flip-coin  coinflip-recursive-tzcb5-4080411136
             └-·-✔ heads      coinflip-recursive-tzcb5-4080323273
               └-○ tails
"""

HELLOS = """
STEP                                     PODNAME
 ✔ arguments-parameters-rbm92
 ├---✔ hello1                   arguments-parameters-rbm92-2023062412
 └-·-✔ hello2a                  arguments-parameters-rbm92-685171357
   └-✔ hello2b                  arguments-parameters-rbm92-634838500
"""


def test_guide_recursion_one_flip() -> None:
    assert render(coinflip("coinflip-recursive-vhph5", "h"), layout=Layout.GUIDE) == ONE_FLIP.lstrip("\n")


def test_guide_recursion_four_flips() -> None:
    assert render(coinflip("coinflip-recursive-tzcb5", "ttth"), layout=Layout.GUIDE) == FOUR_FLIPS.lstrip("\n")


def test_guide_steps_without_messages_has_two_columns() -> None:
    assert render(steps("arguments-parameters-rbm92"), layout=Layout.GUIDE) == HELLOS.lstrip("\n")


ARGO = """
STEP              TEMPLATE   PODNAME                 DURATION  MESSAGE
 ✔ c              coinflip
 ├───✔ flip-coin  flip-coin  c-flip-coin-3104014413  5s
 └─┬─✔ heads      heads      c-heads-2179643760      5s
   └─○ tails      heads                                        when 'heads == x' evaluated false
"""

ASCII = """
STEP                    TEMPLATE  PODNAME         DURATION  MESSAGE
 Succeeded s            t
 |---Succeeded hello1   t         s-t-4269475837  5s
 `-+-Succeeded hello2a  t         s-t-2155381950  5s
   `-Succeeded hello2b  t         s-t-2138604331  5s
"""


def test_argo_shows_messages_templates_and_durations() -> None:
    assert render(coinflip("c", "h")) == ARGO.lstrip("\n")


def test_no_utf8() -> None:
    assert render(steps("s"), Style(unicode=False)) == ASCII.lstrip("\n")


def test_colour_changes_nothing_but_the_icon() -> None:
    plain, coloured = render(coinflip("c", "th")), render(coinflip("c", "th"), Style(colour=True))
    assert " ├───\x1b[32m✔\x1b[0m flip-coin" in coloured
    assert coloured.replace("\x1b[32m", "").replace("\x1b[0m", "") == plain


def test_retry_of_one_attempt_is_hidden_and_of_two_shown() -> None:
    run = Run("r").add("r", NodeType.DAG)
    for task, attempts in (("a", 1), ("b", 2)):
        run.add(f"r.{task}", NodeType.RETRY, parent="r", boundary="r")
        for attempt in range(attempts):
            run.add(f"r.{task}({attempt})", parent=f"r.{task}", boundary="r", start=attempt)
    lines = [line[:11].rstrip() for line in render(run.record()).splitlines()[1:]]
    assert lines == [" ✔ r", " ├─✔ a(0)", " └─✔ b", "   ├─✔ b(0)", "   └─✔ b(1)"]


def test_omitted_is_hidden_but_keeps_its_place() -> None:
    run = Run("d").add("d", NodeType.DAG)
    run.add("d.a", parent="d", boundary="d").add("d.b", NodeType.SKIPPED, Phase.OMITTED, boundary="d", start=1)
    assert "├─✔ a" in render(run.record())
    assert "b" not in render(run.record()).split("MESSAGE")[1]


def test_loop_members_in_order_of_index() -> None:
    run = Run("l").add("l", NodeType.DAG)
    for index in (10, 2, 1):
        run.add(f"l.x({index}:v)", boundary="l")
    names = [line.split()[1] for line in render(run.record()).splitlines()[2:]]
    assert names == ["x(1:v)", "x(2:v)", "x(10:v)"]


def test_exit_handler_after_an_empty_line() -> None:
    run = Run("w").add("w").add("w.onExit", start=9)
    lines = render(run.record()).splitlines()
    assert lines[2] == "" and lines[3].startswith(" ✔ w.onExit")


def test_unfinished_node_counts_to_the_last_known_instant() -> None:
    run = Run("w").add("w", phase=Phase.RUNNING)
    assert " 20s" in render(run.record(Phase.RUNNING))


def test_suspended_node_shows_that_it_waits() -> None:
    run = Run("w").add("w", NodeType.SUSPEND, Phase.RUNNING)
    assert " ǁ w" in render(run.record(Phase.RUNNING))


def test_no_root_no_tree() -> None:
    assert render(Run("w").record()) == ""


def test_message_cannot_break_the_table() -> None:
    run = Run("w").add("w", message="one\ntwo\x1b[2J\ttab")
    assert render(run.record()).count("\n") == 2
    assert "one\\ntwo\\x1b[2J\\ttab" in render(run.record())


def test_two_thousand_levels_are_no_trouble() -> None:
    run = Run("w").add("w", NodeType.STEPS)
    here = "w"
    for level in range(2000):
        run.add(f"s{level}", NodeType.STEPS, parent=here, boundary=here)
        here = f"s{level}"
    assert render(run.record()).count("\n") == 2002


@given(st.permutations(range(12)))
def test_order_of_nodes_in_the_record_does_not_matter(order: list[int]) -> None:
    record = coinflip("c", "tth")
    nodes = record.nodes
    shuffled = [nodes[i] for i in order if i < len(nodes)] + list(nodes[12:])
    assert render(replace(record, nodes=tuple(shuffled))) == render(record)
