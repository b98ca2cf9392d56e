"""The plan as text and as JSON."""

from __future__ import annotations

import json

from tests.plan.given import document, planned
from wfsim.render import plan_json, plan_text
from wfsim.render.style import Style
from wfsim.render.words import TIMES

PLAN = planned(
    document(
        """
        entrypoint: main
        onExit: leaf
        templates:
        - name: main
          steps:
          - - {name: a, template: sub, hooks: {slow: {template: leaf, expression: 'steps.a.status == "Running"'}}}
          - - {name: b, template: sub, when: "1 == 2"}
            - {name: c, template: main}
        - name: sub
          dag:
            tasks:
            - {name: p, template: leaf, withParam: "{{workflow.parameters.xs}}"}
            - {name: q, template: leaf, depends: p.Failed}
        - {name: leaf, container: {image: i}, retryStrategy: {limit: 2}}
        """
    )
)


def test_text() -> None:
    lines = plan_text.render(PLAN).splitlines()
    assert [line[:19].rstrip() for line in lines] == [
        "CALL",
        " main",
        " ├───a",
        " │   ├─ p",
        " │   ├─ q",
        " │   └─ hook slow",
        " └─┬─b",
        "   └─c",
        " onExit",
    ]
    notes = [line.partition("  ")[2] for line in lines]
    assert notes[3].endswith(f"{TIMES}? withParam {{{{workflow.parameters.xs}}}}; retried up to 2 times")
    assert notes[4].endswith("depends p.Failed; retried up to 2 times")
    assert notes[6].endswith("when 1 == 2; as under main/a")
    assert notes[7].endswith("recursion: back to main")


def test_ascii() -> None:
    assert plan_text.render(PLAN, Style(unicode=False)).isascii()


def test_json() -> None:
    data = json.loads(plan_json.render(PLAN))
    assert (data["version"], data["name"], data["kind"], data["recursive"]) == (1, "w", "Workflow", True)
    assert data["roots"] == [0, 7]
    by_name = {call["name"]: call for call in data["calls"]}
    assert by_name["c"]["backTo"] == 0 and by_name["b"]["sameAs"] == 1
    assert by_name["q"]["needs"] == [{"task": "p", "results": ["Failed"]}]
    assert by_name["p"]["loop"] == {"field": "withParam", "over": "{{workflow.parameters.xs}}", "count": None}
