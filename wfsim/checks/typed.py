"""Every expression of a workspace with what static types say of it.

In: a context. Out: ``Typed``; and findings of a kind of trouble. The checks of expressions call it, each for its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wfsim.checks.calls import resolve
from wfsim.checks.uses import part_of
from wfsim.checks.words import did_you_mean, hinted
from wfsim.lang.errors import LangError
from wfsim.lang.flaws import Flaw, Trouble
from wfsim.lang.syntax import Binary, Node
from wfsim.scope.uses import Kind, Use
from wfsim.spec.model import Call, Resource, Template
from wfsim.spec.workspace import Workspace
from wfsim.text import Argo, Diagnostic, Severity, Span
from wfsim.text.records import NamedTuple

if TYPE_CHECKING:
    from wfsim.checks.api import Context
    from wfsim.lang.shapes import Shape

# Fields whose expression is a condition, by the last steps of their paths.
_CONDITIONS = ("retryStrategy", "http", "hooks")


class Typed(NamedTuple):
    """An expression that can be read: the shape of its value, and what is wrong with it."""

    use: Use
    shape: Shape
    flaws: tuple[Flaw, ...]


def typed(context: Context) -> Iterator[Typed]:
    """All expressions that can be read."""
    from wfsim.lang import expr
    from wfsim.lang.infer import infer
    from wfsim.scope.shapes import Shapes

    shapes = Shapes(_Callee(context.workspace))
    for use in context.expressions:
        try:
            tree = expr.parse(use.text)
        except LangError:
            continue  # bad-expression says so
        shape, flaws = infer(tree, use.text, shapes.at(use))
        if use.kind is Kind.EXPRESSION:
            flaws = tuple(_written_out(flaw, tree) for flaw in flaws)
        yield Typed(use, shape, (*flaws, *_of_result(use, shape)))


def references(use: Use, *roots: str) -> Iterator[tuple[str, Span]]:
    """The variables under some roots that an expression needs, with their places."""
    from wfsim.lang import expr

    if not any(root in use.text for root in roots):
        return
    try:
        found = expr.references(expr.parse(use.text))
    except LangError:
        return
    for one in found:
        if one.path[0] in roots and not one.guarded:
            yield one.name, part_of(use, one.start, one.end)


class _Callee:
    """Finds the template that a call of an object calls."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def __call__(self, resource: Resource, call: Call) -> Template | None:
        if call.inline is not None:
            return call.inline
        return resolve(resource, self.workspace, call.template, call.template_ref).template


def _written_out(flaw: Flaw, tree: Node) -> Flaw:
    """What only looks odd in a sum fails where it is all that a tag has to write."""
    whole = isinstance(tree, Binary) and (flaw.start, flaw.end) == (tree.start, tree.end)
    return flaw._replace(trouble=Trouble.TYPES) if whole and flaw.trouble is Trouble.ODD else flaw


def _of_result(use: Use, shape: Shape) -> Iterator[Flaw]:
    """A flaw where a field's expression comes to something that the field does not take."""
    from wfsim.lang.types import Kind as Is

    if use.kind is not Kind.FIELD or shape.unknown:
        return
    if use.field == "fromExpression" and shape.kind is not Is.MAP:
        message = f"`fromExpression` has to come to an artifact, and this is {shape.words}"
        yield Flaw(Trouble.TYPES, message, 0, len(use.text), "Name one: `steps.STEP.outputs.artifacts.NAME`.")
    elif any(one in use.path[-3:-1] for one in _CONDITIONS) and shape.kind is not Is.BOOL:
        message = f"a condition is true or false, and this is {shape.words}"
        yield Flaw(Trouble.TYPES, message, 0, len(use.text))


def findings(context: Context, code: str, severity: Severity, argo: Argo, *kinds: Trouble) -> Iterator[Diagnostic]:
    """The findings of some kinds of trouble."""
    for one in context.typed:
        for flaw in one.flaws:
            if flaw.trouble in kinds:
                yield finding(one.use, flaw, code, severity, argo)


def finding(use: Use, flaw: Flaw, code: str, severity: Severity, argo: Argo) -> Diagnostic:
    """A flaw as a finding in the user's file."""
    meant = did_you_mean(flaw.word, flaw.known) if flaw.word else ""
    at = part_of(use, flaw.start, flaw.end)
    return Diagnostic(code, severity, flaw.message, at, hint=hinted(meant, flaw.hint), argo=argo)
