"""Names of templates, steps, tasks, containers, parameters and artifacts: given, well formed, not twice.

In: what is named, with its path. Out: refusals. Every list of named things of a spec is judged here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from wfsim.spec.model import Arguments, Artifact, Parameter
from wfsim.text.records import NamedTuple
from wfsim.validity.placeholders import holds_placeholder
from wfsim.validity.refusal import Place, Refusal, Refusals
from wfsim.yamlio.nodes import Document, Path

MAX_LENGTH = 128


class Rule(NamedTuple):
    """What a name of one sort may look like, in our words and in Argo's."""

    noun: str
    pattern: re.Pattern[str]
    allowed: str
    argo: str
    longest: int | None = None


_WORDS_ARGO = (
    "name must consist of alpha-numeric characters or '-', and must start with an alpha-numeric character "
    "(e.g. My-name1-2, 123-NAME)"
)
_PARAMETER_ARGO = (
    "Parameter/Artifact name must consist of alpha-numeric characters, '_' or '-' e.g. my_param_1, MY-PARAM-1"
)


def _word(noun: str) -> Rule:
    pattern = re.compile(r"[a-zA-Z0-9][-a-zA-Z0-9]*")
    allowed = "letters, digits and `-`, beginning with a letter or a digit"
    return Rule(noun, pattern, allowed, _WORDS_ARGO, MAX_LENGTH)


def _field(noun: str) -> Rule:
    return Rule(noun, re.compile(r"[-a-zA-Z0-9_]+"), "letters, digits, `-` and `_`", _PARAMETER_ARGO)


TEMPLATE, STEP, TASK, CONTAINER = _word("template"), _word("step"), _word("task"), _word("container")
PARAMETER, ARTIFACT, GLOBAL_NAME = _field("parameter"), _field("artifact"), _field("globalName")


class Named(NamedTuple):
    """One named thing: its name, its path, and how Argo calls the place (``[3].name``)."""

    name: str
    path: Path
    argo: str


def listed(document: Document, things: Iterable[Named], rule: Rule, *, placeholders: bool = False) -> Refusals:
    """The names of a list: each given, well formed and unique. ``placeholders``: a name known only later passes."""
    first: dict[str, Place] = {}
    for thing in things:
        if not thing.name:
            yield missing(document, thing, rule)
            continue
        place = Place(document, (*thing.path, "name"))
        if not (placeholders and holds_placeholder(thing.name)):
            yield from shaped(place, thing.name, rule, f"{thing.argo}: '{thing.name}' is invalid: ")
        if thing.name in first:
            yield Refusal(
                "duplicate-name",
                f"a second {rule.noun} called `{thing.name}`",
                place,
                f"{thing.argo} '{thing.name}' is not unique",
                f"Give each {rule.noun} of this list a name of its own.",
                (("the first one", first[thing.name]),),
            )
        first.setdefault(thing.name, place)


def called(noun: str, name: str) -> str:
    """A thing in a message: ``the artifact `a```, and without a name ``this artifact``."""
    return f"the {noun} `{name}`" if name else f"this {noun}"


def fields(document: Document, body: Arguments, argo: str) -> Refusals:
    """The names in arguments, inputs or outputs. ``argo`` is where, with ``WHAT`` for parameters or artifacts."""
    lists: tuple[tuple[str, Sequence[Parameter | Artifact], Rule], ...] = (
        ("parameters", body.parameters, PARAMETER),
        ("artifacts", body.artifacts, ARTIFACT),
    )
    for what, things, rule in lists:
        if not things:
            continue
        here = argo.replace("WHAT", what)
        yield from listed(
            document, (Named(one.name, one.path, f"{here}[{i}].name") for i, one in enumerate(things)), rule
        )


def missing(document: Document, thing: Named, rule: Rule) -> Refusal:
    """A thing without a name."""
    has_key = document.node((*thing.path, "name")) is not None
    place = Place(document, (*thing.path, "name"), key=has_key)
    return Refusal(
        "missing-name", f"this {rule.noun} has no name", place, f"{thing.argo} is required", "Add `name:` to it."
    )


def shaped(place: Place, name: str, rule: Rule, argo: str) -> Refusals:
    """One name's length and characters."""
    if rule.longest is not None and len(name) > rule.longest:
        message = f"the name of a {rule.noun} has at most {rule.longest} characters, this one has {len(name)}"
        yield Refusal("name-too-long", message, place, f"{argo}must be no more than {rule.longest} characters")
    if rule.pattern.fullmatch(name) is None:
        article = "an" if rule.noun[0] in "aeiou" else "a"
        message = f"`{name}` is not a name for {article} {rule.noun}: it consists of {rule.allowed}"
        yield Refusal("invalid-name", message, place, f"{argo}{rule.argo}", _well_formed(name, rule))


def _well_formed(name: str, rule: Rule) -> str:
    """A hint with the nearest name that would do."""
    if "{{" in name:
        return "A name cannot come from a variable here."
    if not name.isascii():
        return ""
    candidate = re.sub(r"[^-a-zA-Z0-9_]+" if rule.longest is None else r"[^-a-zA-Z0-9]+", "-", name).strip("-")
    return f"For example `{candidate[: rule.longest]}`." if candidate and rule.pattern.fullmatch(candidate) else ""
