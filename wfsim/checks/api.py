"""What a check gets and how all are run.

In: a workspace. Out: every finding about it, in order. Called by ``wfsim.api`` and by ``wfsim lint``. A check sees only
its ``Context`` and yields what it finds; findings of the layers below (``yamlio``, ``spec``, ``validity``) are in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING

from wfsim import checks
from wfsim.checks.calls import CallSite, call_sites, templates_of
from wfsim.checks.uses import is_expression, uses_of
from wfsim.scope.uses import Kind, Use
from wfsim.spec.model import Resource, Template
from wfsim.spec.spelling import Suggestion
from wfsim.spec.workspace import Workspace
from wfsim.text import Argo, Diagnostic, Severity, Source, Span, in_order
from wfsim.text.places import Places
from wfsim.yamlio.nodes import MARK

if TYPE_CHECKING:
    from wfsim.checks.conditions import Condition
    from wfsim.checks.typed import Typed

Check = Callable[["Context"], Iterator[Diagnostic]]
Watched = Callable[[Sequence["CheckModule"]], Iterator["CheckModule"]]

if TYPE_CHECKING:
    from typing import Protocol

    class CheckModule(Protocol):
        """A module of ``wfsim.checks``: its docstring is the code's page."""

        __doc__: str | None
        ID: str
        SEVERITY: Severity
        SEE: str

        def check(self, context: Context) -> Iterator[Diagnostic]: ...


class Context:
    """What checks look at; everything is worked out once, when first asked for."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    @cached_property
    def refusals(self) -> tuple[Diagnostic, ...]:
        """What reading, decoding and Argo's own rules say."""
        from wfsim.validity import validate

        return (*self.workspace.findings, *validate(self.workspace))

    def concerned(self, code: str) -> Iterator[Resource]:
        """The objects in whose text one of the words stands without which a check has nothing to say."""
        return (one for one in self.workspace.resources if checks.concerns(code, one.document.source.text))

    @cached_property
    def calls(self) -> tuple[CallSite, ...]:
        """Every place of every object that calls a template, with the template where it is known."""
        return tuple(call_sites(self.workspace))

    @cached_property
    def uses(self) -> tuple[Use, ...]:
        """Every use of a name or expression."""
        return tuple(uses_of(self.workspace))

    @cached_property
    def names(self) -> tuple[Use, ...]:
        """Those of simple tags."""
        return tuple(use for use in self.uses if use.kind is Kind.SIMPLE)

    @cached_property
    def expressions(self) -> tuple[Use, ...]:
        """Those in tags and fields that are expressions."""
        return tuple(use for use in self.uses if is_expression(use))

    @cached_property
    def typed(self) -> tuple[Typed, ...]:
        """The expressions that can be read, with what static types say of them."""
        if not self.expressions:
            return ()
        from wfsim.checks.typed import typed

        return tuple(typed(self))

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """Every ``when``."""
        if not any(call.when for one in self.workspace.resources for two in templates_of(one) for call in two.calls):
            return ()
        from wfsim.checks.conditions import conditions

        return tuple(conditions(self))

    @cached_property
    def _callers(self) -> dict[int, list[CallSite]]:
        found: dict[int, list[CallSite]] = {}
        for site in self.calls:
            if site.callee is not None:
                found.setdefault(id(site.callee), []).append(site)
        return found

    def callers(self, template: Template) -> Sequence[CallSite]:
        """Every place that calls a template."""
        return self._callers.get(id(template), ())


def passes_on(code: str) -> Check:
    """The ``check`` of a code that a layer below judges."""

    def check(context: Context) -> Iterator[Diagnostic]:
        return (one for one in context.refusals if one.code == code)

    return check


def run_all(
    workspace: Workspace,
    *,
    isolate: bool = True,
    requested: Iterable[str] = (),
    watched: Watched = iter,
    upgrade_from: str = "",
) -> tuple[Diagnostic, ...]:
    """Every finding about a workspace, in order. With ``isolate`` a crash of one check is a finding of its own;
    ``requested`` are codes of ``checks.ON_REQUEST`` that are to be looked for, too; ``watched`` sees each check's turn
    come; ``upgrade_from`` is the release from which an upgrade to the workspace's version is asked about."""
    texts = [one.source.text for one in workspace.documents if one.index == 0]
    modules = checks.own_modules(texts, requested)
    found = _judged(workspace, watched(modules), isolate, upgrade_from)
    if any(sign in text for text in texts for sign in _HOLDERS):
        from wfsim.checks.embedded import embedded

        judge = partial(_judged, modules=modules, isolate=isolate, upgrade_from=upgrade_from)
        found += _guarded("embedded", lambda: embedded(workspace, judge), workspace, isolate)
    shown = [_finished(one) for one in found]
    wanted = _wanted(shown, workspace, requested)
    if any(one.code == "templateref-unresolved" for one in shown):
        from wfsim.checks.repeated import folded

        wanted = folded(wanted)
    return in_order(wanted)


_HOLDERS = ("Sensor", "List", "manifest:", '"manifest"')  # what objects of Argo's can stand in


def _judged(workspace: Workspace, modules: Iterable[CheckModule], isolate: bool, upgrade_from: str) -> list[Diagnostic]:
    """What the layers below and these checks find."""
    context = Context(workspace)
    refusals = _guarded("validity", lambda: context.refusals, workspace, isolate)
    refused = Places(one.at for one in refusals if one.at.first.line == one.at.last.line)
    found = list(refusals)
    for module in modules:
        found += _guarded(module.ID, partial(_unrefused, module, context, refused), workspace, isolate)
    if workspace.argo_version:
        from wfsim.checks.dated import dated

        found = [*_guarded("versions", lambda: dated(found, context), workspace, isolate)]
    if upgrade_from:
        from wfsim.checks.upgrading import upgraded

        news = _guarded("upgrade", lambda: upgraded(found, context, upgrade_from), workspace, isolate)
        found = [one for one in news if one.code != "works-differently" or not refused.touches(one.at)]
    return found


def _finished(one: Diagnostic) -> Diagnostic:
    """The finding as it is shown: over at least one character, and with a fix where its hint tells one."""
    if one.at.start == one.at.end:
        one = one._replace(at=_widened(one.at))
    if one.fix is None and isinstance(one.hint, Suggestion):
        one = one._replace(fix=one.hint.fix(one.at))
    return one


def _wanted(found: list[Diagnostic], workspace: Workspace, requested: Iterable[str]) -> Iterable[Diagnostic]:
    """What no comment of the user's ignores. The machinery is loaded where a text speaks to wfsim."""
    if not any(MARK in document.source.text for document in workspace.documents if document.index == 0):
        return found
    from wfsim.checks.suppression import suppressed

    return suppressed(found, workspace.documents, frozenset(checks.ON_REQUEST) - frozenset(requested))


def _widened(at: Span) -> Span:
    """Where nothing is written (an empty value) the word before it, or the one after it at the start of a text."""
    text = at.source.text
    end = len(text[: at.start].rstrip())
    start = end
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    return at.source.span(start, end) if start < end else at.source.span(at.start, at.start + 1)


def _guarded(
    name: str, work: Callable[[], Iterable[Diagnostic]], workspace: Workspace, isolate: bool
) -> tuple[Diagnostic, ...]:
    """What the work finds; where it crashes, that."""
    try:
        return tuple(work())
    except Exception as error:
        if not isolate:
            raise
        return (internal_error(name, error, workspace), *(workspace.findings if name == "validity" else ()))


def internal_error(name: str, error: Exception, workspace: Workspace) -> Diagnostic:
    """The finding that says that a check of ours crashed."""
    source = workspace.documents[0].source if workspace.documents else Source("<nothing>", "")
    message = f"the check {name!r} crashed with {type(error).__name__}: {error}: this is a bug in wfsim"
    return Diagnostic("internal-error", Severity.ERROR, message, source.span(0, 1), argo=Argo.NONE)


def _unrefused(module: CheckModule, context: Context, refused: Places) -> Iterator[Diagnostic]:
    """Findings whose place no refusal names already: a second opinion on one mistake only confuses."""
    for one in module.check(context):
        if not refused.touches(one.at):
            yield one
