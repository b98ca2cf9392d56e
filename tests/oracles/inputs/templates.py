"""JSON text with tags in it."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from tests.oracles.inputs.expressions import ENV, SEEDS
from tests.oracles.inputs.mutation import WORDS, mutated

EXTRA = {
    "odd": 'q"uo\\te\n\t\x07é\u2028<&>',
    "nested": "item.key",
    "steps.a.outputs.artifacts.x": None,
    "b": "name",
    "number": 3,
}
TEXTS = (
    "{{workflow.name}}", "{{ workflow.name }}-{{inputs.parameters.n}}", "{{inputs.parameters.nope}}", "{{steps.x.outputs.result}}",
    "{{steps.x.outputs.artifacts.y}}", "{{workflow.{{b}}}}", "{{=workflow.name + '!'}}", "{{= asInt(inputs.parameters.n) * 2 }}", "{{odd}}",
    "{{=inputs.parameters.text}}", "{{=fromJSON(inputs.parameters.list)}}", "{{=fromJSON(inputs.parameters.map).a}}", "{{ =workflow.name}}",
    "{{steps.skipped.outputs.parameters.q}}", "{{number}}", "{{}}", "{{ }}", "}}{{workflow.name", "a {{ {{nested}} }} b", "{{=odd}}", "{{=[odd]}}",
    "{{=toJson({'a': odd}) }}", "{{=1/3}}", "{{=nil}}", "{{=[1.0, 2.5, nil]}}", "plain } text {", "{{item}}{{item.key}}{{status}}", "{{tasks.a.b}}",
    "{{=number + 1}}", "{{=\"a\\tb\"}}", "{{=sprig.quote(odd)}}", "{{='{{'}}", "{{{workflow.name}}}", "{{=item.key}}={{='x' in ['x']}}",
)  # fmt: skip


def request(random: Random) -> dict[str, Any]:
    """The JSON text of an object with tags, and how strict the replacement is."""
    parts = [random.choice((*TEXTS, *WORDS)) for _ in range(random.randint(1, 3))]
    text = random.choice(("", " ", "-")).join(parts)
    if random.random() < 0.1:
        text = f"{{{{={random.choice(SEEDS)}}}}}"
    if random.random() < 0.4:
        text = mutated(random, text, TEXTS)
    where: Any = random.choice((text, [text], {"a": text, "b": [1, {"c": text}]}, {text: "x"}))
    whole = json.dumps(where, ensure_ascii=random.random() < 0.5)
    if "{{=" in whole:
        return {"op": "replace", "text": whole, "env": ENV | EXTRA, "allow": False, "strict": []}
    allow = random.random() < 0.5
    strict = random.choice(([], ["steps", "tasks"]))
    return {"op": "replace", "text": whole, "env": ENV | EXTRA, "allow": allow or bool(strict), "strict": strict}
