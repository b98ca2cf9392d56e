"""What a workflow runs of other objects, as far as the files show.

In: a context and a workflow. Out: every template of another object that it reaches, with the place in the workflow's
own document from which it does. Checks ask that judge a template by who runs it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wfsim.checks.calls import CallSite, Role, referred_object
from wfsim.spec.model import Resource, Template
from wfsim.text.records import NamedTuple
from wfsim.yamlio import Path

if TYPE_CHECKING:
    from wfsim.checks.api import Context


class Reached(NamedTuple):
    """A template of another object: whose it is, and at which place of the workflow the way to it begins."""

    owner: Resource
    template: Template
    at: Path


class Calls:
    """The calls of a context by what holds them: a template, or the spec of an object."""

    def __init__(self, context: Context) -> None:
        self._workspace = context.workspace
        self._within: dict[int, list[CallSite]] = {}
        for site in context.calls:
            holder = site.resource if site.within is None else site.within
            self._within.setdefault(id(holder), []).append(site)

    def of(self, resource: Resource) -> Iterator[Reached]:
        """The templates of other objects that a workflow reaches from where it begins, each once."""
        seen: set[int] = set()
        todo = [(site, path) for site, path in self._roots(resource)]
        while todo:
            site, path = todo.pop()
            owner, template = site.target.owner, site.callee
            if owner is None or template is None or id(template) in seen:
                continue
            seen.add(id(template))
            if owner is not resource:
                yield Reached(owner, template, path)
            inside = self._within.get(id(template), ())
            todo += [(one, one.reference if one.resource is resource else path) for one in inside]

    def _roots(self, resource: Resource) -> Iterator[tuple[CallSite, Path]]:
        """The entrypoint, exit handler and hooks; what it does not say is said by the object that it is made of."""
        own = self._within.get(id(resource), ())
        yield from ((site, site.reference) for site in own)
        ref = resource.spec.workflow_template_ref
        below = referred_object(resource, self._workspace, ref) if ref is not None else None
        if below is None:
            return
        said = {_part(site) for site in own}
        path = (*resource.spec.path, "workflowTemplateRef", "name")
        yield from ((site, path) for site in self._within.get(id(below), ()) if _part(site) not in said)


def _part(site: CallSite) -> tuple[Role, str]:
    return site.role, site.name if site.role is Role.HOOK else ""
