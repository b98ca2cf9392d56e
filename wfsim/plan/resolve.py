"""Which template a call means: by name in the object where the call stands, in another object, or written inline.

In: the workspace and a call. Out: ``Found``, or the reason why there is none. A ``templateRef`` switches the object in
which everything inside is looked up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from wfsim.spec.model import Call, Hook, Kind, Resource, Template, TemplateRef
from wfsim.spec.workspace import Workspace
from wfsim.yamlio.nodes import Path

Key: TypeAlias = "tuple[str, str, str | Path]"


@dataclass(frozen=True, slots=True)
class Target:
    """What a call asks for: an inline template, a reference, or a name."""

    template: str = ""
    ref: TemplateRef | None = None
    inline: Template | None = None

    @classmethod
    def of(cls, call: Call | Hook) -> Target:
        return cls(call.template, call.template_ref, call.inline if isinstance(call, Call) else None)

    @property
    def words(self) -> str:
        """The target's name as it is written."""
        if self.inline is not None:
            return ""
        return self.ref.template if self.ref is not None else self.template


@dataclass(frozen=True, slots=True)
class Found:
    """A template and the object that holds it."""

    template: Template
    owner: Resource
    inline: bool = False

    @property
    def key(self) -> Key:
        """The same for every call of the same template."""
        name: str | Path = self.template.path if self.inline else self.template.name
        return (self.owner.kind.value, self.owner.display_name, name)


class Resolver:
    """Looks templates up by name, each object's only once."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._names: dict[int, tuple[Resource, dict[str, Template]]] = {}

    def find(self, target: Target, scope: Resource) -> Found | str:
        """The template, or the reason why it cannot be told."""
        if target.inline is not None:
            return Found(target.inline, scope, inline=True)
        if target.ref is not None:
            return self._referred(target.ref)
        return self._named(target.template, scope, f"template {target.template!r} not found")

    def _referred(self, ref: TemplateRef) -> Found | str:
        if "{{" in ref.name or "{{" in ref.template:
            return "the template's name is known only when it runs"
        kind = Kind.CLUSTER_WORKFLOW_TEMPLATE if ref.cluster_scope else Kind.WORKFLOW_TEMPLATE
        owner = self._workspace.resource(kind, ref.name)
        if owner is None:
            return f"{kind.value} {ref.name!r} was not given"
        return self._named(ref.template, owner, f"{kind.value} {ref.name!r} has no template {ref.template!r}")

    def _named(self, name: str, owner: Resource, otherwise: str) -> Found | str:
        if not name:
            return "no template is named"
        if "{{" in name:
            return "the template's name is known only when it runs"
        found = self.templates(owner).get(name)
        return Found(found, owner) if found is not None else otherwise

    def templates(self, owner: Resource) -> dict[str, Template]:
        """Templates by name, the first of equal ones."""
        held = self._names.get(id(owner))
        if held is None:
            held = (owner, {one.name: one for one in reversed(owner.spec.templates)})
            self._names[id(owner)] = held  # the object is held too, so that its id stays its own
        return held[1]
