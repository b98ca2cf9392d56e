"""Random workflows with real pods: their simulation under the mocks made of them is the same.

WFSIM_FULL=1 takes fifty instead of five.
"""

from __future__ import annotations

import json
import os
import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests import strategies
from tests.kube.conftest import Cluster
from tests.kube.runs import Order, differences, run

MANY: Final = 50 if os.environ.get("WFSIM_FULL") else 5
SEED: Final = int(os.environ.get("WFSIM_SEED") or random.SystemRandom().randrange(1 << 32))


def test_a_random_workflow_is_as_its_simulation(cluster: Cluster, tmp_path: Path) -> None:
    print(f"WFSIM_SEED={SEED}")
    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(lambda one: _differences(cluster, tmp_path, *one), enumerate(_drawn())))
    assert found == [""] * MANY


def _differences(cluster: Cluster, place: Path, number: int, spec: dict[str, Any]) -> str:
    name = f"random-{number}"
    file = place / f"{name}.yaml"
    file.write_text(json.dumps({**spec, "metadata": {"name": name}}))
    return differences(run(cluster, Order(file, name), place))


def _drawn() -> list[dict[str, Any]]:
    """Workflows that a seed decides, with real commands: some of the leaves fail, and by no chance."""
    drawn: list[dict[str, Any]] = []

    @seed(SEED)
    @settings(max_examples=MANY * 40, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(strategies.workflows())
    def draw(spec: dict[str, Any]) -> None:
        if len(drawn) < MANY and len(json.dumps(spec)) < 2_500 and spec not in drawn:
            drawn.append(spec)

    draw()
    assert len(drawn) == MANY
    return [_real(one, random.Random(f"{SEED}/{i}")) for i, one in enumerate(drawn)]


def _real(spec: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(json.dumps(spec))
    for template in made["spec"]["templates"]:
        if "container" in template:
            code = chance.choice((0, 0, 0, 0, 1))
            written = "" if chance.random() < 0.1 else "echo v > /tmp/out; "
            script = f"{written}exit {code}"
            template["container"] = {"image": "alpine:3.20", "command": ["sh", "-c"], "args": [script]}
    return made
