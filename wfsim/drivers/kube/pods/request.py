"""What a pod is made of: the engine's command, and what the workflow says of all its pods.

In: nothing (pure data that the driver fills). Out: ``PodRequest``, the argument of ``manifest``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wfsim.engine.commands import StartPod
from wfsim.spec.model import NOTHING, JsonObject

DEFAULT_IMAGE = "wfsim-executor:1"
MODEST: JsonObject = {"requests": {"cpu": "10m", "memory": "16Mi"}}


class PodError(ValueError):
    """No pod can be made of this template; the message is for the node."""


@dataclass(frozen=True, slots=True)
class Executor:
    """The image with the executor, and what its containers get."""

    image: str = DEFAULT_IMAGE
    pull_policy: str = ""
    resources: JsonObject = field(default_factory=lambda: MODEST, hash=False)
    security_context: JsonObject | None = field(default=None, hash=False)


@dataclass(frozen=True, slots=True)
class WorkflowFacts:
    """What all pods of a workflow share.

    ``spec`` is the workflow's, as JSON data, with the substitutions of a whole spec done. ``claims``: volume → name of
    the claim made for ``volumeClaimTemplates``. ``repository``: where artifacts live that say nothing of it (``{"s3":
    {…}}`` or ``{"volume": {"claimName": …}}``). ``labels`` and ``annotations`` go on every pod (the instance id).
    ``entrypoints``: what an image runs where a template names no command. ``variables``: global variables, for what
    the whole spec's substitution left over.
    """

    name: str
    namespace: str
    uid: str = ""
    spec: JsonObject = field(default_factory=lambda: NOTHING, hash=False)
    claims: Mapping[str, str] = field(default_factory=lambda: NOTHING, hash=False)
    repository: JsonObject | None = field(default=None, hash=False)
    labels: Mapping[str, str] = field(default_factory=lambda: NOTHING, hash=False)
    annotations: Mapping[str, str] = field(default_factory=lambda: NOTHING, hash=False)
    entrypoints: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = field(
        default_factory=lambda: NOTHING, hash=False
    )
    variables: Mapping[str, str] = field(default_factory=lambda: NOTHING, hash=False)
    executor: Executor = Executor()


@dataclass(frozen=True, slots=True)
class PodRequest:
    """One pod to make, at an instant (for its deadline)."""

    start: StartPod
    workflow: WorkflowFacts
    now_ms: int = 0

    @property
    def template(self) -> JsonObject:
        return self.start.template
