"""Nodes + a type of the table → normalised plain data and every mistake of shape.

In: a node and a type's name. Out: ``Shaped``. ``workspace`` calls it for every object. Never raises and never stops:
a value that Argo's decoder would not take is left out (in a list: its zero value stays, so that paths hold).

Strictness is Argo's: unknown fields are refused, except below a step, where Argo's own decoder drops them without a
word and matches names whatever their letter case.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Collected
from typing import TypeAlias

from wfsim.spec.accepts import TAKES, zero
from wfsim.spec.spelling import respelt
from wfsim.spec.types import Field, Form, Type, fields, folded
from wfsim.spec.unknown import Trail, advice
from wfsim.spec.wording import EXAMPLES, NOUNS, described, expected, sample, way_out
from wfsim.text import Argo, Diagnostic, Fix, Severity, Span
from wfsim.text.records import NamedTuple
from wfsim.yamlio import Entry, Json, Mapping, Node, Scalar, Sequence, plain


class Shaped(NamedTuple):
    """Normalised data (None where the node is no mapping) and the findings."""

    data: dict[str, Json] | None
    findings: tuple[Diagnostic, ...]


def normalise(node: Node, type_name: str, *, strict: bool = True, version: str = "") -> Shaped:
    """The data of a node as Argo has it after decoding, with what is wrong about it.

    Not ``strict``: Argo decodes the object only to know it, and takes no offence at unknown fields. ``version``: whose
    fields count, where it is not the newest; its data have the newest's form all the same.
    """
    shaper = _shaper(strict, version)
    trail = Trail(type_name, "", None)
    try:
        data = shaper.struct(node, trail, Spot("", trail, False, node.span))
    except _Bad:
        return Shaped(None, tuple(shaper.findings))
    return Shaped(data, tuple(shaper.findings))


Fields: TypeAlias = "Collected[str, Field]"


def _shaper(strict: bool, version: str) -> Shaper:
    if not version:
        return Shaper(strict)
    from wfsim.spec.versioned import Versioned

    return Versioned(strict, version)


class _Bad(Exception):
    """The value cannot be taken; the finding is made already. ``instead`` is what a laxer reader makes of it."""

    def __init__(self, instead: Json = None) -> None:
        super().__init__()
        self.instead = instead


# What is missed here is missed by the API server when Argo makes the pod, the claim or the budget of it.
REQUIRED_TYPES = frozenset(
    (
        *("ConfigMapKeySelector", "SecretKeySelector", "KeyToPath", "ObjectFieldSelector", "ResourceFieldSelector"),
        *("EnvVar", "VolumeMount", "VolumeDevice", "Volume", "ContainerPort", "HostAlias", "Sysctl"),
        *("HostPathVolumeSource", "NFSVolumeSource", "PersistentVolumeClaimVolumeSource", "CSIVolumeSource"),
        *("TCPSocketAction", "HTTPGetAction", "GRPCAction", "KubeHTTPHeader"),
        *("NodeSelectorRequirement", "LabelSelectorRequirement"),
        *("PodAffinityTerm", "WeightedPodAffinityTerm", "PreferredSchedulingTerm"),
    )
)


class Spot(NamedTuple):
    """Where a value stands: under which key, in which struct, how strictly it is read, what to underline if need be."""

    key: str
    trail: Trail
    lenient: bool
    at: Span
    nth: int | None = None

    @property
    def name(self) -> str:
        """What a message calls the place."""
        if not self.key:
            return "the document"
        return f"`{self.key}`" if self.nth is None else f"`{self.key}[{self.nth}]`"


class Shaper:
    """One walk over one object. Each method gives a normalised value, or raises _Bad after reporting."""

    version = ""

    def __init__(self, strict: bool) -> None:
        self.strict = strict
        self.findings: list[Diagnostic] = []

    def known(self, type_name: str) -> Fields:
        """The fields that a type has."""
        return fields(type_name)

    def folded(self, type_name: str) -> Fields:
        """The same by lower-case name."""
        return folded(type_name)

    def value(self, node: Node, wanted: Type, spot: Spot) -> Json:
        """The value for a type; None where null stands."""
        if type(node) is Scalar:
            if node.value is None and wanted.form is not Form.ANY:
                return None
            if wanted.form is Form.TEXT and type(node.value) is str:
                return node.value
        match wanted.form:
            case Form.STRUCT:
                return self.struct(node, Trail(wanted.name, spot.key, spot.trail), spot)
            case Form.LIST:
                return self.list_(node, wanted, spot)
            case Form.MAP:
                return self.map_(node, wanted, spot)
            case Form.ANY:
                return plain(node)
            case Form.OBJECT | Form.PLUGIN:
                return self.object_(node, wanted, spot)
            case _:
                return self.scalar(node, wanted, spot)

    def struct(self, node: Node, trail: Trail, spot: Spot) -> dict[str, Json]:
        """A mapping with the fields of a type."""
        if not isinstance(node, Mapping):
            raise self.wrong(node, Type(Form.STRUCT, name=trail.type_name), spot)
        known = self.known(trail.type_name)
        is_step = trail.type_name == "Step"
        data: dict[str, Json] = {}
        for entry in node.entries if self.strict else _counting(node):
            field = known.get(entry.key.text) or self.unknown(entry, node, trail, spot.lenient and not is_step)
            if field is None:
                continue
            try:
                inside = Spot(field.name, trail, spot.lenient or is_step, entry.key.span)
                found = self.value(entry.value, field.type, inside)
            except _Bad as bad:
                found = bad.instead
            if found is not None and _is_its_own(entry, field, node):
                data[field.name] = found
        if trail.type_name in REQUIRED_TYPES:
            self.required(node, trail, spot)
        return data

    def list_(self, node: Node, wanted: Type, spot: Spot) -> list[Json]:
        """A list; what is wrong or null in it becomes the zero value."""
        if not isinstance(node, Sequence):
            raise self.wrong(node, wanted, spot)
        of = wanted.inside
        return [
            self.element(item, of, spot._replace(at=_visible(item, spot), nth=nth))
            for nth, item in enumerate(node.items)
        ]

    def map_(self, node: Node, wanted: Type, spot: Spot) -> dict[str, Json]:
        """A mapping with free keys."""
        if not isinstance(node, Mapping):
            raise self.wrong(node, wanted, spot)
        of = wanted.inside
        return {
            entry.key.text: self.element(entry.value, of, spot._replace(key=entry.key.text, at=entry.key.span))
            for entry in node.entries
        }

    def element(self, node: Node, of: Type, spot: Spot) -> Json:
        """A value of a list or a free mapping."""
        try:
            found = self.value(node, of, spot)
        except _Bad as bad:
            return zero(of) if bad.instead is None else bad.instead
        return zero(of) if found is None and of.form is not Form.ANY else found

    def object_(self, node: Node, wanted: Type, spot: Spot) -> Json:
        """A mapping that Argo hands on as it is; a plugin's has the plugin's name as its one key."""
        if not isinstance(node, Mapping):
            raise self.wrong(node, wanted, spot)
        if wanted.form is Form.PLUGIN and len(node.entries) != 1:
            message = f"`{spot.key}` has exactly one key, the plugin's name; here are {len(node.entries)}"
            raise self.refused("wrong-type", message, _visible(node, spot), _PLUGIN)
        return plain(node)

    def scalar(self, node: Node, wanted: Type, spot: Spot) -> Json:
        if isinstance(node, Scalar):
            taken = TAKES[wanted.form](node.value)
            if taken is not None:
                return taken
        elif wanted.form is Form.ANY_TEXT:
            return self.emptied(node, spot)
        elif wanted.form is Form.BYTES and isinstance(node, Sequence) and all(map(_is_byte, node.items)):
            return ""
        raise self.wrong(node, wanted, spot)

    def emptied(self, node: Node, spot: Spot) -> str:
        """A mapping or a list where Argo wants a text: it takes the empty text without a word."""
        message = f"{spot.name} must be a text, not {described(node)}; Argo takes the empty text in its place"
        hint = f"Write it as JSON text: `{spot.key}: '{sample(node)}'`."
        at = _visible(node, spot)
        self.findings.append(Diagnostic("wrong-type", Severity.ERROR, message, at, hint=hint, argo=Argo.IGNORES))
        return ""

    def unknown(self, entry: Entry, around: Mapping, trail: Trail, lenient: bool) -> Field | None:
        """Report an unknown field; its field where Argo finds it in spite of the letter case."""
        name, at = entry.key.text, entry.key.span
        field = self.folded(trail.type_name).get(name.lower()) if lenient else None
        if field is not None:
            message = f"`{name}` is written `{field.name}`; Argo forgives it here, below a step, and nowhere else"
            forgiven = respelt(at, name, field.name)
            self.findings.append(Diagnostic("unknown-field", Severity.WARNING, message, at, hint=_CASE, fix=forgiven))
            return field
        # A step's own fields are checked by a decoder of its own, strict or not.
        argo = Argo.REJECTS if trail.type_name == "Step" or (self.strict and not lenient) else Argo.IGNORES
        from wfsim.spec.renewal import missing

        if elsewhere := missing(entry, around, trail.type_name, self.version):
            self.findings.append(elsewhere._replace(argo=argo))
            return fields(trail.type_name).get(name)  # of the newest: what is wrong inside is worth knowing
        told = advice(name, trail)
        where = NOUNS.get(trail.type_name) or (f"`{trail.key}`" if trail.key else f"a {trail.type_name}")
        message = f"{where} has no field `{name}`" + ("; Argo ignores it here without a word" if lenient else "")
        fix = respelt(at, name, told.meant) if told.meant else None
        found = Diagnostic("unknown-field", Severity.ERROR, message, at, hint=told.hint, fix=fix, argo=argo)
        self.findings.append(found)
        return self.folded(trail.type_name).get(name.lower())  # whoever looks for templates reads it all the same

    def required(self, node: Mapping, trail: Trail, spot: Spot) -> None:
        """Report required fields that are not written."""
        written = {entry.key.text for entry in node.entries}
        for name, field in self.known(trail.type_name).items():
            if field.required and name not in written:
                message = f"{spot.name} needs `{name}`; Kubernetes refuses the object without it"
                hint = f"Add `{name}: {EXAMPLES.get(field.type.form, '…')}`."
                found = Diagnostic("missing-field", Severity.ERROR, message, spot.at, hint=hint, argo=Argo.FAILS)
                self.findings.append(found)

    def wrong(self, node: Node, wanted: Type, spot: Spot) -> _Bad:
        """Report a value of the wrong type."""
        message = f"{spot.name} must be {expected(wanted)}, not {described(node)}"
        hint, fix = way_out(node, wanted, spot.key, in_list=spot.nth is not None)
        bad = self.refused("wrong-type", message, _visible(node, spot), hint, fix)
        if wanted.form is Form.TEXT and isinstance(node, Scalar) and node.value is not None:
            from wfsim.lang import gotext

            bad.instead = gotext.any_string(node.value)  # the controller's own reader would write it out
        return bad

    def refused(self, code: str, message: str, at: Span, hint: str, fix: Fix | None = None) -> _Bad:
        """Report something that Argo's decoder refuses."""
        self.findings.append(Diagnostic(code, Severity.ERROR, message, at, hint=hint, fix=fix, argo=Argo.REJECTS))
        return _Bad()


def _counting(node: Mapping) -> Iterator[Entry]:
    """The entries whose values count: of a key that stands twice, the last."""
    return (one for one in node.entries if node.entry(one.key.text) is one)


def _is_its_own(entry: Entry, field: Field, around: Mapping) -> bool:
    """Whether a value is the field's: one in another letter case is read, but the field's own stands behind it."""
    return entry.key.text == field.name or around.entry(field.name) is None


def _is_byte(node: Node) -> bool:
    """Whether Go takes a value in a list for one of the bytes that text in base64 stands for otherwise."""
    if not isinstance(node, Scalar):
        return False
    return node.value is None or (type(node.value) is int and 0 <= node.value < 256)


def _visible(node: Node, spot: Spot) -> Span:
    """The node's place, or its key's where the node has no character of its own."""
    return node.span if node.span.start < node.span.end else spot.at


_PLUGIN = "Write `plugin: {my-plugin: {…}}`."
_CASE = "Write it in Argo's letter case: the API server and other tools do not forgive it."
