"""JSON text with tags in it: names and expressions, in texts, in keys, and broken in the ways of people."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from tests.oracles.inputs.mutation import WORDS, mutated
from tests.oracles.inputs.realistic import ENV, SEEDS
from tests.oracles.inputs.typed import TYPES, written

EXTRA = {
    "odd": 'q"uo\\te\n\t\x07é\u2028<&>',
    "nested": "item.key",
    "steps.a.outputs.artifacts.x": None,
    "b": "name",
    "number": 3,
    "quoted": 'it\'s "so"',
    "braces": "}} {{workflow.name}} {{=1+1}}",
    "emoji": "😀\u200d\ufffd",
    "control": "\x00\x1f\x7f\x85\u00ad\ufeff",
    "data": {"a": [1, "x"]},
}
TEXTS = (
    "{{workflow.name}}", "{{ workflow.name }}-{{inputs.parameters.n}}", "{{inputs.parameters.nope}}", "{{steps.x.outputs.result}}",
    "{{steps.x.outputs.artifacts.y}}", "{{workflow.{{b}}}}", "{{=workflow.name + '!'}}", "{{= asInt(inputs.parameters.n) * 2 }}", "{{odd}}",
    "{{=inputs.parameters.text}}", "{{=fromJSON(inputs.parameters.list)}}", "{{=fromJSON(inputs.parameters.map).a}}", "{{ =workflow.name}}",
    "{{steps.skipped.outputs.parameters.q}}", "{{number}}", "{{}}", "{{ }}", "}}{{workflow.name", "a {{ {{nested}} }} b", "{{=odd}}", "{{=[odd]}}",
    "{{=toJson({'a': odd}) }}", "{{=1/3}}", "{{=nil}}", "{{=[1.0, 2.5, nil]}}", "plain } text {", "{{item}}{{item.key}}{{status}}", "{{tasks.a.b}}",
    "{{=number + 1}}", "{{=\"a\\tb\"}}", "{{=sprig.quote(odd)}}", "{{='{{'}}", "{{{workflow.name}}}", "{{=item.key}}={{='x' in ['x']}}",
    "{{\tworkflow.name\n}}", "{{workflow . name}}", "{{inputs.parameters.{{b}}}}", "{{{{b}}}}", "{{ {{b}}", "{{quoted}}", "{{=quoted}}", "{{braces}}", "{{=braces}}",
    "{{emoji}}", "{{=emoji}}", "{{control}}", "{{=control}}", "{{data}}", "{{=data}}", "{{=date('2024-01-02')}}", "{{=duration('1h')}}", "{{=b'ab'}}", "{{=inputs}}",
    "{{=workflow.parameters}}", "{{={a: {b: 1} }}}", "{{=0.1+0.2}}", "{{=1e21}}", "{{=2**60}}", "{{=asFloat('1e-7')}}", "{{=string(odd)}}", "{{=inputs.parameters.n > 3}}",
    "{{=workflow.status ?? 'x'}}", "{{=nope}}", "{{=steps.zzz.outputs.result}}", "{{=steps?.zzz?.outputs}}", "{{=groupBy([1], #)}}", "{{=}}", "{{= }}", "{{=1 +}}", "{{=1/0}}",
    "{{=\"a\"}}{{='b'}}", "{{=[\"a\"][0]}}", "{{steps.gen.outputs.parameters.p}}", "{{inputs.parameters.empty}}", "{{=inputs.parameters.empty}}", "{{retries}}", "{{lastRetry.exitCode}}",
)  # fmt: skip


def request(random: Random) -> dict[str, Any]:
    """The JSON text of an object with tags, and how strict the replacement is."""
    parts = [_part(random) for _ in range(random.randint(1, 3))]
    text = random.choice(("", " ", "-")).join(parts)
    if random.random() < 0.15:
        text = mutated(random, text, TEXTS)
    where: Any = random.choice((text, [text], {"a": text, "b": [1, {"c": text}]}, {text: "x"}))
    whole = json.dumps(where, ensure_ascii=random.random() < 0.5)
    if random.random() < 0.03:
        changed = mutated(random, whole, TEXTS)
        whole = changed if "{{" in changed else whole  # without a tag nobody looks at the text
    whole = whole.encode("utf-8", "replace").decode()
    allow = random.random() < 0.6
    strict = [] if allow or "{{=" in whole else random.choice(([], ["steps", "tasks"], ["steps", "tasks", "inputs"]))
    return {"op": "replace", "text": whole, "env": ENV | EXTRA, "allow": allow or bool(strict), "strict": strict}


def _part(random: Random) -> str:
    kind = random.random()
    if kind < 0.15:
        return f"{{{{={written(random, random.choice(TYPES), random.randint(1, 3))}}}}}"
    if kind < 0.2:
        return f"{{{{={random.choice(SEEDS)}}}}}"
    return random.choice(TEXTS) if kind < 0.8 else random.choice(WORDS)
