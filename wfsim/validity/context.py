"""What a validation knows while it walks through the templates of one object.

In: the object, the other objects, and which of Argo's callers is imitated. Out: ``Context``, which the rules share, and
``Owner``: in whose templates a name is looked up.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from wfsim.scope.names import GLOBAL_OUTPUTS, Names, global_outputs
from wfsim.spec.model import Kind, Resource, Template
from wfsim.spec.workspace import Workspace
from wfsim.text.records import NamedTuple
from wfsim.validity.placeholders import holds_tag, numbered
from wfsim.validity.refusal import Place
from wfsim.validity.substitution import Everything, swallows, text_of
from wfsim.validity.variables import Scope
from wfsim.yamlio.nodes import Path

FAILURES = "workflow.failures"


class Library:
    """The objects that a reference can name, by kind, namespace and name."""

    def __init__(self, workspace: Workspace, *, any_namespace: bool = False) -> None:
        self._any_namespace = any_namespace
        self._found: dict[tuple[Kind, str, str], Resource] = {}
        self._anywhere: dict[tuple[Kind, str], Resource] = {}
        self._templates: dict[int, dict[str, Template]] = {}
        for one in workspace.resources:
            if one.kind in (Kind.WORKFLOW_TEMPLATE, Kind.CLUSTER_WORKFLOW_TEMPLATE):
                namespace = one.namespace if one.kind is Kind.WORKFLOW_TEMPLATE else ""
                self._found.setdefault((one.kind, namespace, one.name), one)
                self._anywhere.setdefault((one.kind, one.name), one)

    def find(self, kind: Kind, name: str, namespace: str) -> Resource | None:
        """The object, for a user in a namespace (which ClusterWorkflowTemplates are not asked for)."""
        found = self._found.get((kind, namespace if kind is Kind.WORKFLOW_TEMPLATE else "", name))
        return self.elsewhere(kind, name) if found is None and self._any_namespace else found

    def elsewhere(self, kind: Kind, name: str) -> Resource | None:
        """An object of this name in whatever namespace."""
        return self._anywhere.get((kind, name))

    def template(self, resource: Resource, name: str) -> Template | None:
        """The first template of a name in an object."""
        known = self._templates.get(id(resource))
        if known is None:
            known = {one.name: one for one in reversed(resource.spec.templates)}
            self._templates[id(resource)] = known
        return known.get(name)

    def names(self, kind: Kind) -> list[str]:
        return [name for found, name in self._anywhere if found is kind]


class Mode(NamedTuple):
    """Which caller of Argo's validator is imitated.

    ``values_later``: workflow arguments may lack a value. ``by_itself``: a template object without a workflow.
    """

    values_later: bool = False
    by_itself: bool = False


class Owner(NamedTuple):
    """The object whose templates are meant by a name. ``referred``: it was reached through a reference."""

    resource: Resource
    referred: bool = False

    @property
    def key(self) -> str:
        """Argo's name for the scope; results are remembered under it."""
        return f"{self.resource.kind}/{self.resource.namespace}/{self.resource.name}" if self.referred else "local"

    def at(self, path: Path, *, key: bool = False) -> Place:
        return Place(self.resource.document, path, key)

    def default_image(self, kind: str) -> bool:
        """Whether templateDefaults gives an image to templates of this kind."""
        if self.referred and self.resource.kind is Kind.CLUSTER_WORKFLOW_TEMPLATE:
            return False
        body = self.resource.spec.template_defaults.get(kind)
        return isinstance(body, Mapping) and bool(body.get("image"))


class Context:
    """One walk. ``variables`` are the globals with their values (placeholders where only a run knows them)."""

    def __init__(self, root: Resource, library: Library, mode: Mode) -> None:
        self.root, self.library, self.mode = root, library, mode
        self.variables: dict[str, str] = {}
        self.placeholders: Iterator[str] = numbered()
        self.names = Names()
        self.judged: set[tuple[str, str]] = set()
        self.read: set[tuple[int, Path]] = set()
        self._open: dict[tuple[int, Path], bool] = {}

    @property
    def anything(self) -> Everything:
        """A call that passes all that is asked for."""
        return Everything(self.placeholders)

    def learn(self, values: Mapping[str, str | None]) -> None:
        """More globals; None where only a run knows the value."""
        for name, value in values.items():
            self.variables[name] = next(self.placeholders) if value is None else value
        self.names.add(values)

    def learn_outputs(self, template: Template) -> None:
        """The global outputs of a template that was called."""
        self.learn_open_outputs(template)
        self.learn({name: None for name, output in global_outputs(template) if not holds_tag(output.global_name)})

    def learn_open_outputs(self, template: Template) -> None:
        """Global outputs whose names are made of tags: they may turn out to be any."""
        for name, output in global_outputs(template):
            if holds_tag(output.global_name):
                self.names.allow(GLOBAL_OUTPUTS + name.removeprefix(GLOBAL_OUTPUTS).split(".")[0] + ".")

    def scope(self, names: Names, later: Collection[str] = (), *, in_outputs: bool = False) -> Scope:
        return Scope(names, self.mode.by_itself, later, in_outputs)

    def first_reading(self, owner: Owner, template: Template) -> bool:
        """Whether the template as written is looked at for the first time."""
        key = (id(owner.resource), template.path)
        new = key not in self.read
        self.read.add(key)
        return new

    def swallows(self, owner: Owner, template: Template) -> bool:
        """Whether tags in a template are not closed where they are opened, so that each call may break it anew."""
        key = (id(owner.resource), template.path)
        if key not in self._open:
            self._open[key] = swallows(text_of(template.data))
        return self._open[key]

    def first_judgement(self, owner: Owner, template: Template) -> bool:
        """Whether no template of this name in this owner was judged yet: Argo judges a name's body once."""
        key = (owner.key, template.name)
        new = key not in self.judged
        self.judged.add(key)
        return new
