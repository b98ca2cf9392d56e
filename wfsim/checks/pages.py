"""The parts of a code's page: its examples, and what it says about Argo.

In: a module of this package, whose docstring is the page. Out: its parts. ``wfsim rules`` and the language server show
them, and tests execute the examples.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from wfsim.text import Argo, Source
from wfsim.text.records import NamedTuple

if TYPE_CHECKING:
    from wfsim.checks.api import CheckModule

# Codes whose findings can carry a fix; a test holds the list against all fixtures and pages.
FIXABLE: Final = frozenset(
    (
        "always-fallback",
        "bad-ignore",
        "bad-json-path",
        "bad-jq-filter",
        "bad-when",
        "deprecated-field",
        "field-not-in-version",
        "invalid-concurrency-policy",
        "invalid-object-name",
        "invalid-resource-action",
        "invalid-schedule",
        "invalid-task-result",
        "invalid-timezone",
        "item-key-missing",
        "misspelt-root",
        "missing-equals",
        "plain-dependencies",
        "templateref-unknown-template",
        "undeclared-parameter",
        "unknown-argument",
        "unknown-config-map-key",
        "unknown-container-dependency",
        "unknown-dependency",
        "unknown-field",
        "unknown-global",
        "unknown-hook-template",
        "unknown-kind",
        "unknown-manifest-artifact",
        "unknown-name",
        "unknown-own-output",
        "unknown-target",
        "unknown-template",
        "unknown-volume",
        "unknown-word",
        "unresolved-variable",
        "value-breaks-when",
        "wrong-api-version",
        "wrong-type",
        "yaml-syntax",
    )
)

_EXAMPLE = re.compile(r"^(Bad|Good):\n\n```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_ARGO = re.compile(r"^Argo: (.*)", re.MULTILINE | re.DOTALL)


class Example(NamedTuple):
    """One YAML block of a page."""

    code: str
    is_bad: bool
    text: str


def title(module: CheckModule) -> str:
    """The first line of a page, without its full stop."""
    return (module.__doc__ or "").partition("\n")[0].removesuffix(".")


def body(module: CheckModule) -> str:
    """All below the first line, as Markdown."""
    return (module.__doc__ or "").strip().partition("\n")[2].strip()


def examples(module: CheckModule) -> Iterator[Example]:
    """Every YAML block of a page."""
    for found in _EXAMPLE.finditer(module.__doc__ or ""):
        yield Example(module.ID, found[1] == "Bad", found[2])


def about_argo(module: CheckModule) -> str:
    """What the page says that Argo does, in one line."""
    found = _ARGO.search(module.__doc__ or "")
    return " ".join(found[1].split()) if found else ""


def verdict(module: CheckModule) -> Argo:
    """What Argo does about the mistake of the page's bad example; nothing where a page has none."""
    from wfsim.checks.api import run_all
    from wfsim.spec.workspace import load

    for one in examples(module):
        if one.is_bad:
            found = run_all(load([Source("example.yaml", one.text)]), requested=[module.ID])
            return next((each.argo for each in found if each.code == module.ID), Argo.NONE)
    return Argo.NONE
