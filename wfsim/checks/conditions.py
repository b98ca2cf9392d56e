"""Every ``when`` of a workspace, tried out.

In: a context. Out: ``Condition``s: the tags of each, and how it fails where it fails whatever they come to. The checks
of conditions read them from their context, so that one mistake is one finding.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product
from math import prod
from typing import TYPE_CHECKING

from wfsim.checks.calls import templates_of
from wfsim.checks.filling import Filled, fill
from wfsim.checks.uses import part
from wfsim.checks.values import Place
from wfsim.lang import template as templating
from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.lang.template import Tag
from wfsim.spec.model import Call
from wfsim.text import Span
from wfsim.text.records import NamedTuple

if TYPE_CHECKING:
    from wfsim.checks.api import Context

# What a tag may come to: words of all the kinds that conditions tell apart.
TRIALS = ("value", "1", "true", "'a', 'b'")
_MOST_TRIALS = 1024


class Failure(NamedTuple):
    """How a condition fails with the tags filled in."""

    filled: Filled
    error: LangError


class Condition(NamedTuple):
    """One ``when``: where it is, its tags, and how it fails in any case."""

    place: Place
    call: Call
    tags: tuple[Tag, ...]
    failure: Failure | None

    @property
    def text(self) -> str:
        return self.call.when

    def at(self, start: int, end: int) -> Span:
        """The place of some characters of it, of all of it where they are none."""
        if start >= end:
            start, end = 0, len(self.text)
        return part(self.place.resource.document, (*self.call.path, "when"), start, end)


def conditions(context: Context) -> Iterator[Condition]:
    """All conditions but those with tags in tags, in order of writing."""
    for resource in context.workspace.resources:
        for template in templates_of(resource):
            for call in template.calls:
                tags = templating.scan(call.when)
                if call.when and not any("{{" in tag.key for tag in tags):
                    failure = fails(call.when, tags, {})
                    yield Condition(Place(resource, template, call), call, tags, failure)


def fails(text: str, tags: Sequence[Tag], values: Mapping[str, str]) -> Failure | None:
    """The first failure where a condition fails with these values, whatever the other tags come to."""
    from wfsim.lang import when

    choices = {tag.key: (values[tag.key],) if tag.key in values else TRIALS for tag in tags}
    if prod(map(len, choices.values())) > _MOST_TRIALS:
        return None
    first: Failure | None = None
    for picked in islice(product(*choices.values()), _MOST_TRIALS):
        filled = fill(text, tags, dict(zip(choices, picked, strict=True)))
        try:
            when.evaluate(filled.text)
            return None
        except BudgetSpent:
            return None  # wfsim gives up here, Argo does not
        except LangError as error:
            first = first or Failure(filled, error)
    return first


def said(failure: Failure) -> str:
    """What the language says, without what it quotes of the condition."""
    message = failure.error.message
    return (message.partition(f"'{failure.filled.text}': ")[2] or message).partition(" (hint:")[0]
