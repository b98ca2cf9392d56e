"""The whole workspace as ``argo lint --offline`` judges it, and one object as the controller does.

In: a workspace. Out: diagnostics, or the text of the first reason not to run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from wfsim.spec.model import Kind, Resource, TemplateKind
from wfsim.spec.workspace import Workspace
from wfsim.text import Argo, Diagnostic, in_order
from wfsim.text.records import NamedTuple
from wfsim.validity import objects
from wfsim.validity.codes import CODES
from wfsim.validity.context import Context, Library, Mode
from wfsim.validity.refusal import Place, Refusal, walked
from wfsim.yamlio.nodes import Path

_MODES = {
    Kind.WORKFLOW: Mode(values_later=True),
    Kind.WORKFLOW_TEMPLATE: Mode(values_later=True, by_itself=True),
    Kind.CLUSTER_WORKFLOW_TEMPLATE: Mode(values_later=True, by_itself=True),
    Kind.CRON_WORKFLOW: Mode(),
}
# Hints take work, and past so many findings in one object nobody reads them.
_ADVISED = 30


def validate(workspace: Workspace) -> tuple[Diagnostic, ...]:
    """Every reason for which Argo's linter refuses something, in order of files and places."""
    library = Library(workspace)
    shapeless = _shapeless(workspace)
    found = [one.diagnostic() for one in _twice(workspace)]
    for resource in workspace.resources:
        judged = walked(objects.judged(Context(resource, library, _MODES[resource.kind])))
        blind = _blind(resource, workspace, shapeless)
        kept = (one for one in judged if not (CODES[one.code].absence and blind.hides(one)))
        found += (one.diagnostic(advise=number < _ADVISED) for number, one in enumerate(kept))
    if shapeless:
        wrong = {
            _where(one)
            for given in shapeless.values()
            for one in given
            if one.code == "wrong-type" and one.argo is Argo.REJECTS
        }
        found = [one for one in found if _where(one) not in wrong]
    return in_order(sorted(found, key=lambda one: one.argo is not Argo.REJECTS))  # of equal ones Argo's refusal counts


def _where(one: Diagnostic) -> tuple[int, int, int]:
    """Where a finding is: of a value that has the wrong type nothing else needs to be said."""
    return id(one.at.source), one.at.start, one.at.end


# What is wrong in one of these is missed in all of the template or call that it belongs to.
_SECTIONS = frozenset(("arguments", "inputs", "outputs", *TemplateKind))


_Shapeless = Mapping[int, Sequence[Diagnostic]]


def _shapeless(workspace: Workspace) -> _Shapeless:
    """What is misspelt or of a wrong type in every source."""
    found: dict[int, list[Diagnostic]] = {}
    for one in workspace.findings:
        if one.code in ("unknown-field", "field-not-in-version", "wrong-type"):
            found.setdefault(id(one.at.source), []).append(one)
    return found


class _Blind(NamedTuple):
    """Where in an object something is missed that is written otherwise: all below these paths, or right there."""

    below: frozenset[Path] = frozenset()
    there: frozenset[Path] = frozenset()

    def hides(self, one: Refusal) -> bool:
        path = one.place.path
        if self.there and (path in self.there or self._renewed(path)):
            return True
        return bool(self.below) and any(path[:length] in self.below for length in range(len(path) + 1))

    def _renewed(self, path: Path) -> bool:
        """Whether it is the list that came in the place of a single value."""
        from wfsim.spec.versions import singular  # reads a file

        return path[:-1] in self.there and isinstance(path[-1], str) and bool(singular(path[-1]))


_SEEING = _Blind()


def _blind(resource: Resource, workspace: Workspace, shapeless: _Shapeless) -> _Blind:
    """Where in an object something is misspelt or of a wrong type: what is missing there only follows from that.

    A field of another version stands for no more than the one that came in its place.
    """
    document = resource.document
    if document.dropped or workspace.judged(resource) or document.root is None:
        return _SEEING
    below, there = [], []
    for one in shapeless.get(id(document.source), ()):
        if document.root.span.covers(one.at):
            path = document.path_of_mapping(one.at)
            if one.code == "field-not-in-version":
                there.append(path)
            else:
                below.append(path[:-1] if path and path[-1] in _SECTIONS else path)
    return _Blind(frozenset(below), frozenset(there))


def nothing_linted(workspace: Workspace) -> Diagnostic | None:
    """The finding that there is nothing to lint: Argo's linter exits with 1 then."""
    if not workspace.nothing_linted or not workspace.documents:
        return None
    code = "nothing-to-lint"
    message = "nothing here is a workflow that Argo's linter would look at"
    return Diagnostic(code, CODES[code].severity, message, workspace.documents[0].source.span(0, 1), argo=Argo.NONE)


def refusal(resource: Resource, workspace: Workspace) -> str | None:
    """The first reason, in Argo's words, for which the controller refuses to run an object; None if it runs it."""
    return _first(Context(resource, Library(workspace, any_namespace=True), Mode()))


def first_reason(resource: Resource, workspace: Workspace) -> str | None:
    """The reason that Argo's linter gives for refusing an object: it says only the first."""
    return _first(Context(resource, Library(workspace), _MODES[resource.kind]))


def _first(context: Context) -> str | None:
    first = next((one for one in walked(objects.judged(context)) if not one.unseen), None)
    return first.argo if first is not None else None


def _twice(workspace: Workspace) -> Iterator[Refusal]:
    """Two templates of one name end a run of Argo's linter before anything is judged."""
    first: dict[tuple[Kind, str, str], Place] = {}
    for one in workspace.resources:
        if one.kind not in (Kind.WORKFLOW_TEMPLATE, Kind.CLUSTER_WORKFLOW_TEMPLATE) or not one.name:
            continue
        key = (one.kind, one.namespace if one.kind is Kind.WORKFLOW_TEMPLATE else "", one.name)
        place = Place(one.document, ("metadata", "name"))
        if key in first:
            message = f"a second {one.kind} called `{one.name}`"
            related = (("the first one", first[key]),)
            text = f'duplicate {one.kind} found: "{one.name}"'
            yield Refusal("duplicate-resource", message, place, text, "Rename or remove one of them.", related)
        first.setdefault(key, place)
