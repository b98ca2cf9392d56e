"""Evaluates a text of any of the languages and keeps what happened on the way, for people to read.

In: a text, its language or none, variables. Out: ``Trace``: each replacement, the value, or what went wrong and where.
Called by ``wfsim eval``. Evaluation itself is that of the languages; nothing is computed here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from wfsim.lang import gojson, template, traps
from wfsim.lang.environment import Environment
from wfsim.lang.errors import LangError
from wfsim.lang.flaws import Flaw, Trouble
from wfsim.lang.govalues import readable
from wfsim.lang.template import Tag, TagKind
from wfsim.lang.values import MISSING, Json, Nothing


class Language(StrEnum):
    """The languages inside strings."""

    TEMPLATE = "template"
    EXPR = "expr"
    WHEN = "when"
    DEPENDS = "depends"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was looked up or replaced: a tag, a variable, a task. ``value`` is MISSING where it has none."""

    text: str
    value: Json | Nothing
    kind: str
    computed: bool = False


@dataclass(frozen=True, slots=True)
class Complaint:
    """Something that is wrong: ``text`` is what ``start`` and ``end`` count in. Where ``fatal``, there is no value.

    ``code`` is that of the finding which the linter would give.
    """

    code: str
    message: str
    text: str
    start: int
    end: int
    hint: str = ""
    word: str = ""
    known: tuple[str, ...] = ()
    fatal: bool = True


@dataclass(slots=True)
class Trace:
    """What happened. ``filled`` is the text after its tags were replaced, where it had any."""

    language: Language
    text: str
    steps: list[Step] = field(default_factory=list)
    filled: str | None = None
    value: Json | Nothing = MISSING
    complaints: list[Complaint] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        return any(one.fatal for one in self.complaints)


Outcomes = Mapping[str, Container[str]]

_NO_TASK: Final = "unknown-dependency"
_CODES: Final = {
    Trouble.NAME: "unknown-name",
    Trouble.FUNCTION: "unknown-name",
    Trouble.ARGUMENTS: "wrong-call",
    Trouble.TYPES: "type-mismatch",
    Trouble.CONSTANT: "constant-condition",
    Trouble.ODD: "surprising-call",
}

_RESULTS: Final = re.compile(
    r"(?<![\w.])[a-zA-Z0-9][-\w]*\.(?:Succeeded|Failed|Errored|Skipped|Omitted|Daemoned|AnySucceeded|AllFailed)\b"
)
_OPERATORS: Final = re.compile(r"==|!=|<|>|=~|!~|&&|\|\||(?<!\w)in\s*\(")
_TASKS: Final = re.compile(r"(?=.*(?:&&|\|\||!))[\w.\-\s()!]+(?:(?:&&|\|\|)[\w.\-\s()!]+)*")
_TAG: Final = re.compile(r"\{\{.*?\}\}", re.S)


def guess(text: str) -> Language:
    """The language that a text is probably in."""
    if "{{" in text:
        end = text.rfind("}}") + 2  # behind it nothing is a tag, and there is nothing to look for again and again
        rest = _TAG.sub("", text[:end]) + text[end:]
        return Language.WHEN if _OPERATORS.search(rest) else Language.TEMPLATE
    if _RESULTS.search(text):
        return Language.DEPENDS
    if _bare_words(text):
        return Language.WHEN
    return Language.DEPENDS if _TASKS.fullmatch(text) and not _begins_with_root(text) else Language.EXPR


def _begins_with_root(text: str) -> bool:
    """Whether some word of it begins as variables do."""
    return any(
        word.partition(".")[0] in (*traps.ROOTS, "true", "false", "nil") for word in re.findall(r"[\w.-]+", text)
    )


def _bare_words(text: str) -> bool:
    """Whether a text is a condition whose tags are replaced already: words that are no variables."""
    from wfsim.lang import expr, when

    try:
        found = expr.references(expr.parse(text))
    except LangError:
        found = ()
    if found and all(one.called or one.path[0] in traps.ROOTS or len(one.path) > 1 for one in found):
        return False
    try:
        when.evaluate(text)
    except LangError:
        return False
    return bool(found) or not _reads(text)


def _reads(text: str) -> bool:
    from wfsim.lang import expr

    try:
        expr.parse(text)
    except LangError:
        return False
    return True


def trace(text: str, language: Language, env: Environment, outcomes: Outcomes) -> Trace:
    """The evaluation of a text."""
    found = Trace(language, text)
    _LANGUAGES[language](found, env, outcomes)
    return found


# -- expressions ----------------------------------------------------------------------------------------------------


def _expression(found: Trace, env: Environment, outcomes: Outcomes) -> None:
    _evaluate(found, env, lambda: found.text)


def _evaluate(found: Trace, env: Environment, asks: Callable[[], str]) -> None:
    """The value of an expression; chance follows from the text that ``asks``."""
    from wfsim.lang import expr

    try:
        tree = expr.parse(found.text)
    except LangError as error:
        found.complaints.append(_refused("bad-expression", error, found.text, traps.in_expression(found.text)))
        return
    names = env.nested()
    for one in expr.references(tree):
        step = Step(found.text[one.start : one.end], _looked_up(names, one.path), "variable")
        if step not in found.steps and not one.called:
            found.steps.append(step)
    flaws = tuple(_flaws(found.text, names))
    try:
        found.value = readable(expr.value_of(found.text, names, env.ambient(asks)))
    except LangError as error:
        found.steps = [step for step in found.steps if step.value is not MISSING]
        found.complaints += [_of_flaw(one, found.text) for one in flaws] or [
            _refused("type-mismatch", error, found.text, None)
        ]
        return
    found.complaints += [_of_flaw(one, found.text, fatal=False) for one in flaws]


def _looked_up(names: Mapping[str, Json], path: tuple[str, ...]) -> Json | Nothing:
    here: Json | Nothing = dict(names)
    for part in path:
        here = here.get(part, MISSING) if isinstance(here, Mapping) else MISSING
    return here


def _flaws(text: str, names: Mapping[str, Json]) -> Iterator[Flaw]:
    """What static types say of it, with the variables as they are."""
    from wfsim.lang import expr
    from wfsim.lang.infer import infer
    from wfsim.lang.shapes import of_value

    shapes = {name: of_value(value) for name, value in names.items()}
    yield from infer(expr.parse(text), text, shapes)[1]


def _of_flaw(flaw: Flaw, text: str, *, fatal: bool = True) -> Complaint:
    code = _CODES[flaw.trouble]
    return Complaint(code, flaw.message, text, flaw.start, flaw.end, flaw.hint, flaw.word, flaw.known, fatal)


def _refused(code: str, error: LangError, text: str, trap: traps.Trap | None) -> Complaint:
    """An error, with the way out where it is a known trap."""
    if trap is not None:
        return Complaint(code, trap.message, text, trap.start, trap.end, trap.hint)
    start, end = error.start or 0, error.end or 0
    if start >= min(end, len(text)):
        start, end = (0, len(text)) if start >= len(text) else (start, start + 1)
    return Complaint(code, error.message.partition("\n")[0], text, start, end)


# -- tags and conditions --------------------------------------------------------------------------------------------


def _template(found: Trace, env: Environment, outcomes: Outcomes) -> None:
    _replaced(found, env)
    if found.filled is not None:
        found.value = found.filled


def _replaced(found: Trace, env: Environment) -> None:
    """Each tag by itself, then all of the text as Argo replaces it."""
    text = found.text
    hole = template.unclosed(text)
    if hole is not None:
        found.complaints.append(_unclosed(text, hole))
        return
    for tag in template.scan(text):
        _tag(found, tag, env)
    try:
        found.filled = template.replace_value(text, env, allow_unresolved=True)
    except LangError as error:
        if not found.failed:
            found.complaints.append(_refused("unresolved-variable", error, text, None))


def _unclosed(text: str, hole: int) -> Complaint:
    return Complaint("unclosed-expression", "nothing closes this `{{`", text, hole, hole + 2, "Add `}}`.")


def _tag(found: Trace, tag: Tag, env: Environment) -> None:
    written = found.text[tag.start : tag.end]
    start = found.text.index(tag.key, tag.body_start) if tag.key else tag.body_start
    if tag.kind is TagKind.SIMPLE:
        value = env.find(tag.key)
        found.steps.append(Step(written, value, "tag"))
        if (value is MISSING and "{{" not in tag.key) or value is None:
            found.complaints.append(_valueless(found.text, tag, start, env, absent=value is None))
        return
    inner = Trace(Language.EXPR, tag.key)
    _evaluate(inner, env, lambda: template.asks(found.text, tag))
    _put_into_text(inner)
    found.steps += [one for one in inner.steps if one not in found.steps]
    found.steps.append(Step(written, inner.value, "tag", computed=True))
    for one in inner.complaints:
        found.complaints.append(_moved(one, found.text, start))
    if inner.value is None:
        message = "this comes to nothing: the tag stays as it is"
        place = (start, start + len(tag.key))
        found.complaints.append(Complaint("unknown-name", message, found.text, *place, "Give a fallback: `… ?? ''`."))


def _put_into_text(found: Trace) -> None:
    """A value that JSON does not have is an error in a tag, and only there."""
    if found.value is MISSING:
        return
    try:
        rendered(found.value)
    except LangError as error:
        message = f"a tag cannot write this value: {error.message}"
        found.complaints.append(Complaint("type-mismatch", message, found.text, 0, len(found.text)))
        found.value = MISSING


def _valueless(text: str, tag: Tag, start: int, env: Environment, *, absent: bool) -> Complaint:
    """A tag whose variable has no value."""
    place = (start, start + len(tag.key))
    if absent:
        message = f"{tag.key!r} is an absent optional: its step was skipped, and it has no default"
        return Complaint("unresolved-variable", message, text, *place)
    if tag.key.startswith("="):
        message = "`{{ =` is a tag with an odd name, not an expression"
        return Complaint("blank-before-equals", message, text, start, start + 1, "Write `{{=` without a blank.")
    message = f"{tag.key!r} has no value: the tag stays as it is"
    full = next((name for root in ("inputs", "workflow") if (name := f"{root}.parameters.{tag.key}") in env), "")
    if full:
        return Complaint("unresolved-variable", message, text, *place, f"Write `{{{{{full}}}}}`.")
    hint = f"Give it one: -p '{tag.key}=…'."
    return Complaint("unresolved-variable", message, text, *place, hint, tag.key, tuple(env))


def _moved(one: Complaint, text: str, by: int) -> Complaint:
    """A complaint about an expression as one about the text around it."""
    return replace(one, text=text, start=one.start + by, end=one.end + by)


def _condition(found: Trace, env: Environment, outcomes: Outcomes) -> None:
    from wfsim.lang import when

    if "{{" in found.text:
        _replaced(found, env)
        if found.filled is None or found.failed:
            return
    text = found.text if found.filled is None else found.filled
    try:
        found.value = when.evaluate(text)
    except LangError as error:
        trap = traps.in_when(found.text)
        if trap is not None:
            found.complaints.append(_refused("bad-when", error, found.text, trap))
            return
        bare = LangError(_said(error.message, text), error.start, error.end)
        code = "bad-when" if found.filled is None else "value-breaks-when"
        found.complaints.append(replace(_refused(code, bare, text, None), hint=traps.way_out(error.message)))


def _said(message: str, text: str) -> str:
    """A message of ``when`` without the condition that it quotes."""
    return (message.partition(f"'{text}': ")[2] or message).partition(" (hint:")[0]


# -- depends --------------------------------------------------------------------------------------------------------


def _depends(found: Trace, env: Environment, outcomes: Outcomes) -> None:
    from wfsim.lang import depends

    try:
        parsed = depends.parse(found.text)
    except LangError as error:
        found.complaints.append(_refused("bad-depends", error, found.text, traps.in_depends(found.text)))
        return
    for term in parsed.terms:
        written = found.text[term.start : term.end]
        if term.task not in outcomes:
            message = f"nothing is said of the task {term.task!r}"
            hint = f"Say what became of it: -p {term.task}=Succeeded."
            place, known = (term.start, term.start + len(term.task)), tuple(outcomes)
            found.complaints.append(Complaint(_NO_TASK, message, found.text, *place, hint, term.task, known))
            continue
        try:
            value = depends.evaluate(depends.parse(written), outcomes)
        except LangError as error:
            found.complaints.append(Complaint("bad-depends", error.message, found.text, term.start, term.end))
            continue
        step = Step(written, value, "task")
        if step not in found.steps:
            found.steps.append(step)
    if not found.failed:
        try:
            found.value = depends.evaluate(parsed, outcomes)
        except LangError as error:
            found.complaints.append(_refused("bad-depends", error, found.text, None))


def rendered(value: Json) -> str:
    """A value as a tag puts it into text. LangError where JSON has no such value."""
    return value if isinstance(value, str) else gojson.render(value)


_LANGUAGES: Final[dict[Language, Callable[[Trace, Environment, Outcomes], None]]] = {
    Language.EXPR: _expression,
    Language.TEMPLATE: _template,
    Language.WHEN: _condition,
    Language.DEPENDS: _depends,
}
