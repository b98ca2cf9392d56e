"""The retry strategies of a workspace, and whose place each one takes.

In: a workspace. Out: ``Strategy``, in order of writing. Called by the checks of retries.
"""

from __future__ import annotations

from collections.abc import Iterator

from wfsim.checks.calls import Brought, defaults_of, templates_of
from wfsim.spec.model import Resource, RetryStrategy
from wfsim.spec.workspace import Workspace
from wfsim.text.records import NamedTuple


class Strategy(NamedTuple):
    """One strategy. ``overrides``: without it the template would be retried by another one; ``is_part``: some
    templateDefaults may bring what it does not say."""

    resource: Resource
    strategy: RetryStrategy
    overrides: bool
    is_part: bool = False


def strategies(workspace: Workspace) -> Iterator[Strategy]:
    """Those of the specs and of their templates."""
    defaults = Brought(workspace, _brings)
    for resource in workspace.resources:
        spec = resource.spec
        if spec.retry_strategy is not None:
            yield Strategy(resource, spec.retry_strategy, False)
        overrides = spec.retry_strategy is not None or "retryStrategy" in spec.template_defaults
        is_part = defaults.to(resource)
        shared = defaults_of(resource)
        if shared is not None and shared.retry_strategy is not None and _counts_as_it_is(resource):
            yield Strategy(resource, shared.retry_strategy, spec.retry_strategy is not None)
        for template in templates_of(resource):
            if template.retry_strategy is not None:
                yield Strategy(resource, template.retry_strategy, overrides, is_part)


def _brings(resource: Resource) -> bool:
    """Whether its templateDefaults have a strategy, for whatever template it runs."""
    return "retryStrategy" in resource.spec.template_defaults


def _counts_as_it_is(resource: Resource) -> bool:
    """Whether a template that fails by itself gets the strategy of templateDefaults, and says nothing of its own."""
    leaves = (one for one in templates_of(resource) if one.kind is not None and one.kind.is_leaf)
    return any(one.retry_strategy is None for one in leaves)
