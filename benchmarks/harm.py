"""Whether a mistake does harm, told by running the workflow with it and without.

In: the text of a manifest. Out: ``Outcome`` of some simulated runs; whether one is worse than another. Called by
``mutations``. Harm is: the workflow is refused, a run of it that went well fails or never ends, a tag reaches a pod as
it is written, or templates that were run no longer are. Other values in the same run are no harm that one could know.
"""

from __future__ import annotations

import io
import json
from typing import NamedTuple

from wfsim.api import problem, simulation
from wfsim.drivers.base import Budget
from wfsim.spec.workspace import load
from wfsim.text import Source

SEEDS = (1, 2, 3)
_BUDGET = Budget(max_nodes=2_000)


class Outcome(NamedTuple):
    """What some runs came to. ``well``: all ended in success; ``tags``: how many were left in what pods are given."""

    refused: bool
    well: bool
    tags: int
    templates: frozenset[str]


REFUSED = Outcome(True, False, 0, frozenset())


def outcome(text: str) -> Outcome:
    """The workflow of a text, run under several seeds."""
    workspace = load([Source("run.yaml", text)])
    if not workspace.resources or not all(map(workspace.judged, workspace.resources)):
        return REFUSED
    well, tags, templates = True, 0, set()
    for seed in SEEDS:
        log = io.StringIO()
        try:
            run = simulation.simulate(workspace, simulation.Request(seed=seed, journal=log, budget=_BUDGET))
        except (problem.Problem, problem.Misuse):
            return REFUSED
        if run.record.message.startswith("invalid spec"):
            return REFUSED
        well = well and run.succeeded
        tags += sum(map(_tags, log.getvalue().splitlines()))
        templates |= {node.template_name for node in run.record.nodes if node.template_name}
    return Outcome(False, well, tags, frozenset(templates))


def _tags(line: str) -> int:
    commands = json.loads(line).get("commands", ())
    return sum(json.dumps(one["template"]).count("{{") for one in commands if one["is"] == "StartPod")


def is_worse(now: Outcome, before: Outcome) -> bool:
    """Whether harm was done."""
    if now.refused or (before.well and not now.well):
        return True
    return now.tags > before.tags or len(now.templates) < len(before.templates)
