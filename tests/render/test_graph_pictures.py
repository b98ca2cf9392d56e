"""DOT and Mermaid of plans and runs: what is drawn, and that no name can break out of its label."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.plan.given import document, planned
from tests.render.runs import Run, coinflip, steps
from wfsim.engine.phases import NodeType, Phase
from wfsim.plan.plan import Invocation, Plan, Role
from wfsim.render import graph
from wfsim.render.words import TIMES
from wfsim.spec.model import Kind, TemplateKind

FLIP = document(
    """
    entrypoint: coinflip
    onExit: heads
    templates:
    - name: coinflip
      steps:
      - - {name: flip, template: flip}
      - - {name: heads, template: heads, when: "{{steps.flip.outputs.result}} == heads"}
        - {name: tails, template: coinflip, when: "{{steps.flip.outputs.result}} == tails"}
      - - {name: each, template: heads, withItems: [1, 2, 3]}
        - {name: lost, template: nowhere}
    - {name: flip, script: {image: i, source: x}}
    - {name: heads, container: {image: i}}
    """
)
HOSTILE = 'a"];\n--> x{<b>&amp;\\N\x1b]]}%%{init}%%`#quot;end $$1. ://e@x.y'

needs_dot = pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz's program dot is not installed")


def hostile_plan(name: str) -> Plan:
    root = Invocation(0, None, Role.ENTRYPOINT, name, name, kind=TemplateKind.STEPS, children=(1, 2))
    calls = (
        Invocation(1, 0, Role.STEP, name, name, owner=name, kind=TemplateKind.CONTAINER, when=name),
        Invocation(2, 0, Role.STEP, name, name, group=1, when=name, reason=name),
    )
    return Plan(name, Kind.WORKFLOW, (root, *calls), (0,))


def hostile_run(name: str) -> Run:
    return Run(name).add(name, NodeType.STEPS).add("x", parent=name, boundary=name, message=name, template=name)


def test_dot_of_a_plan() -> None:
    text = graph.dot(planned(FLIP))
    assert '"n1" -> "n2"' in text and "when flip.result == heads" in text
    assert re.search(r'"n3" -> "n1" \[style="dashed" .*constraint="false" label=< again >', text)
    assert 'subgraph "cluster_n0"' in text
    assert text.count('peripheries="2"') == 1
    assert re.search(r'"n5" -> "n6" \[style="dotted".*ltail="cluster_n0"', text)
    assert "template &#x27;nowhere&#x27; not found" in text


def test_many_to_many_meet_in_a_point() -> None:
    text = graph.dot(planned(FLIP))
    assert text.count('-> "j4"') == 2 and text.count('"j4" ->') == 2 and 'shape="point"' in text


def test_mermaid_of_a_plan() -> None:
    lines = graph.mermaid(planned(FLIP)).splitlines()
    assert lines[:4] == ["---", 'title: "Workflow w"', "---", "flowchart TD"]
    assert '  subgraph n0["coinflip<br/>steps"]' in lines
    assert '  n1 -->|"when flip.result == heads"| n2' in lines
    assert '  n3 -.->|"again"| n1' in lines
    assert '  n0 -.->|"on exit"| n6' in lines
    assert f'    n4[["each<br/>heads · container<br/>{TIMES}3 over 1, 2, 3"]]' in lines


def test_run_in_colours() -> None:
    text = graph.dot_of_run(coinflip("c", "th"))
    assert text.count("dashed") == 2
    assert '"n2" -> "n5"' in text or '"n2" -> "n4"' in text
    assert "#dafbe1" in graph.mermaid_of_run(coinflip("c", "th"))
    assert "label=<<b>c: Succeeded</b>" in text


def test_run_goes_through_step_groups() -> None:
    lines = graph.mermaid_of_run(steps("s")).splitlines()
    assert [line.strip() for line in lines if "-->" in line] == ["n2 --> n4", "n2 --> n5"]


def test_run_of_attempts_is_a_chain() -> None:
    run = Run("r").add("r", NodeType.RETRY)
    for attempt in range(3):
        run.add(f"r({attempt})", parent="r", start=attempt, phase=Phase.SUCCEEDED if attempt == 2 else Phase.FAILED)
    text = graph.mermaid_of_run(run.record())
    assert 'n1 -.->|"again"| n2' in text and 'n2 -.->|"again"| n3' in text


def test_hook_of_a_retry_hangs_on_its_last_attempt() -> None:
    run = Run("r").add("r", NodeType.RETRY)
    for attempt in range(2):
        run.add(f"r({attempt})", parent="r", start=attempt)
    run.add("r.onExit", parent="r", start=9)
    run.nodes["r.onExit"] = replace(run.nodes["r.onExit"], hooked=True)
    lines = [line.strip() for line in graph.mermaid_of_run(run.record()).splitlines() if "->" in line]
    assert lines == ['n1 -.->|"again"| n2', "n2 -.-> n3"]


def test_exit_handler_hangs_on_the_run() -> None:
    text = graph.mermaid_of_run(Run("w").add("w").add("w.onExit", start=9).record())
    assert 'n0 -.->|"on exit"| n1' in text


def test_run_without_nodes_is_a_title() -> None:
    assert "flowchart TD" in graph.mermaid_of_run(Run("w").record())
    assert graph.dot_of_run(Run("w").record()).endswith("}\n")


def test_the_same_picture_every_time() -> None:
    assert graph.dot(planned(FLIP)) == graph.dot(planned(FLIP))
    assert graph.mermaid(planned(FLIP)) == graph.mermaid(planned(FLIP))


def test_mermaid_keeps_every_text_in_its_label() -> None:
    for text in (graph.mermaid(hostile_plan(HOSTILE)), graph.mermaid_of_run(hostile_run(HOSTILE).record())):
        body = text.split("---\n", 2)[2]
        labels = re.findall(r'"([^"]*)"', body)
        assert all("#34;" in label for label in labels if "];" in label)
        assert not re.search(r"%%|`|://|<(?!br/>)", "".join(labels))
        assert all(re.fullmatch(rf"[\w\s\"\[\](){{}}|.,:;#<>/=+?!'^·{TIMES}-]*", line) for line in body.splitlines())


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("1. x", "1#46; x"),
        ("- x", "#45; x"),
        ("fa:fa-car", "fa#58;fa-car"),
        ("http://x", "http#58;//x"),
        ("direction LR", "directio#110; LR"),
        ("%%{init}%%", "#37;#37;{init}#37;#37;"),
        ("#quot;", "#35;quot;"),
        ("(0:a)", "(0:a)"),
    ],
)
def test_mermaid_takes_no_text_for_markup(name: str, written: str) -> None:
    assert f'("{written}<br/>' in graph.mermaid(hostile_plan(name))


@needs_dot
@pytest.mark.parametrize("name", [HOSTILE, "", " ", "\\", "\\N", "<b>", "é→😀", "\ud800", "\ufffe", "x" * 5000])
def test_graphviz_takes_any_name(name: str) -> None:
    for text in (graph.dot(hostile_plan(name)), graph.dot_of_run(hostile_run(name or "r").record())):
        done = subprocess.run(["dot", "-Tsvg"], input=text.encode(), capture_output=True, check=True)
        assert not done.stderr and b"<script" not in done.stdout


@given(st.text())
@settings(max_examples=60)
def test_any_name_gives_whole_lines(name: str) -> None:
    plan = hostile_plan(name)
    for text in (graph.dot(plan), graph.mermaid(plan)):
        assert all(line.isprintable() for line in text.replace("\xa0", " ").splitlines() if line.isascii())
        text.encode("utf-8")
    assert graph.dot(plan).count("\n") == graph.dot(hostile_plan("plain")).count("\n")


@needs_dot
def test_pictures() -> None:
    text = graph.dot(planned(FLIP))
    assert graph.picture(text, "svg").lstrip().startswith(b"<?xml")
    assert graph.picture(text, "png").startswith(b"\x89PNG")
    with pytest.raises(graph.GraphvizFailed, match="could not draw"):
        graph.picture("digraph {", "svg")


def test_without_graphviz(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(graph.NoGraphviz, match="apt-get install graphviz"):
        graph.picture("digraph {}", "svg")


def test_large_run_is_drawn_in_a_moment() -> None:
    run = Run("w").add("w", NodeType.DAG)
    for index in range(2000):
        run.add(f"w.t{index}", boundary="w", parent=f"w.t{index - 1}" if index else "w", start=index)
    record = run.record()
    assert graph.dot_of_run(replace(record, nodes=record.nodes)).count("->") == 1999
