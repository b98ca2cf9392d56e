"""The frame of a running steps template: the current group and what is remembered of its members.

In: a steps template's site. Out: ``StepsBody``. Built again from the nodes whenever it is missing.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from wfsim.engine.scope import Scope
from wfsim.engine.sites import Site
from wfsim.engine.state import NodeState
from wfsim.spec.model import Template


@dataclass(eq=False, slots=True)
class StepsBody:
    """The frame of a running steps template. ``open`` counts members of the current group that are not settled."""

    node: NodeState
    template: Template
    scope: Scope
    index: int = 0
    members: list[Site | None] | None = None  # None: nothing will be asked of it again
    names: dict[str, Site] = field(default_factory=dict)
    open: int = 0
    hooked: list[int] = field(default_factory=list)  # members whose hooks are examined in every pass
    handled: set[int] = field(default_factory=set)  # members whose exit handler runs
    limited: set[int] = field(default_factory=set)  # of these: whose handler may be refused in any pass
    named: list[Site] = field(default_factory=list)  # members of which hooks of the group speak
    hook_failed: bool = False
    results_read: frozenset[str] = frozenset()
    silent: bool = False  # nothing in the template names anything
