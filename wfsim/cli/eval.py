"""Evaluate an expression, a condition, a template string or a 'depends' against variables, and show how it comes about.

  wfsim eval "{{=asInt(inputs.parameters.n) * 2}} of {{workflow.name}}" -p n=5 -p workflow.name=demo
  wfsim eval "'{{steps.flip.outputs.result}}' == 'heads'" -p steps.flip.outputs.result=heads
  wfsim eval "build && scan.Failed" -p build=Succeeded -p scan=Failed
  wfsim eval "inputs.parameters.n" --run run.json --node flip-coin

Without --lang the language is guessed from the text, and named in the answer. '-' reads the text from standard input.
Exit code: 0 it has a value, 1 it has none, 2 wrong usage, 3 something could not be read.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from math import isfinite
from typing import TYPE_CHECKING, Any

from wfsim.cli import variables
from wfsim.cli.streams import CannotDo, Exit, Streams, UsageError
from wfsim.text import Argo, Diagnostic, Severity, Source

if TYPE_CHECKING:
    from wfsim.lang.tracing import Complaint, Step, Trace
    from wfsim.lang.values import Json

_LONGEST = 1_000_000
_WIDEST = 2_000
_LANGUAGES = ("auto", "expr", "when", "template", "depends")
_NAMES = {"expr": "expression", "when": "when", "template": "template", "depends": "depends"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", metavar="TEXT", help="what to evaluate; - for standard input")
    parser.add_argument("--lang", choices=_LANGUAGES, default="auto", help="the language (default: by the text)")
    variables.add_arguments(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to print the answer")


def run(args: argparse.Namespace, streams: Streams) -> int:
    from wfsim.api.simulation import START_MS
    from wfsim.lang.ambient import World
    from wfsim.lang.environment import Environment
    from wfsim.lang.tracing import Language, guess, trace

    text = _text(args.text, streams)
    if not text.strip() and args.lang == "auto":
        raise UsageError("there is nothing to evaluate; an empty condition needs --lang when")
    language = guess(text) if args.lang == "auto" else Language(args.lang)
    about_tasks = language is Language.DEPENDS
    outcomes = variables.outcomes(args) if about_tasks else {}
    world = World(lambda: "eval", lambda: START_MS)
    env = Environment({} if about_tasks else variables.gather(args, streams), world=world)
    found = trace(text, language, env, outcomes)
    if args.format == "json":
        streams.write(json.dumps(_data(found), indent=2, ensure_ascii=False) + "\n")
    else:
        streams.write("".join(f"{line}\n" for line in _lines(found, guessed=args.lang == "auto")))
        streams.report(_finding(one) for one in found.complaints)
    return Exit.FINDINGS if found.failed else Exit.FINE


def _text(word: str, streams: Streams) -> str:
    if word != "-":
        return word
    data = streams.read_stdin(_LONGEST + 1)
    if len(data) > _LONGEST:
        raise CannotDo(f"the text on standard input is longer than {_LONGEST} bytes")
    try:
        return data.decode("utf-8").removesuffix("\n")
    except UnicodeDecodeError as error:
        raise CannotDo(f"standard input is no UTF-8 text: {error.reason} at byte {error.start}") from None


# -- for people -----------------------------------------------------------------------------------------------------


def _lines(found: Trace, *, guessed: bool) -> Iterator[str]:
    note = " (guessed; --lang says it)" if guessed else ""
    yield f"language:  {_NAMES[found.language.value]}{note}"
    width = min(max((len(_one_line(step.text)) for step in found.steps), default=0), 60)
    for index, step in enumerate(found.steps):
        yield f"{'steps:' if index == 0 else '':<10} {_one_line(step.text):<{width}}  ->  {_shown(step)}"
    if found.filled is not None and found.filled != found.text and found.language.value == "when":
        yield f"replaced:  {_one_line(found.filled)}"
    if not found.failed:
        yield from _result(found)


def _result(found: Trace) -> Iterator[str]:
    from wfsim.lang.values import MISSING

    if found.value is MISSING:
        return
    if found.language.value == "template" and isinstance(found.value, str):
        yield f"result:    {found.value}"
        return
    yield f"value:     {_shortened(_literal(found.value))}"
    yield f"type:      {_type(found.value)}"
    if found.language.value == "expr":
        yield from _renderings(found.value)


def _renderings(value: Json) -> Iterator[str]:
    """How Argo writes the value, where that is not how it is shown."""
    from wfsim.lang import gotext
    from wfsim.lang.errors import LangError
    from wfsim.lang.tracing import rendered

    if value is None:
        yield "as text:   nothing: a tag stays as it is, an output takes its default or fails"
        return
    try:
        in_output = gotext.printed(value)
    except LangError as error:
        yield f"as text:   none: {error.message}"
        return
    try:
        in_tag = rendered(value)
    except LangError as error:
        yield f"as text:   a tag cannot write it: {error.message}  (as an output parameter: {_shortened(in_output)})"
        return
    if in_tag != in_output:
        yield f"as text:   {_shortened(in_tag)}  (as an output parameter: {_shortened(in_output)})"
    elif in_tag != _literal(value):
        yield f"as text:   {_shortened(in_tag)}"


def _shown(step: Step) -> str:
    from wfsim.lang.tracing import rendered
    from wfsim.lang.values import MISSING

    if step.value is MISSING:
        return "no value"
    if step.value is None:
        return "nothing"
    if step.kind == "tag":
        kind = f"  ({_type(step.value)})" if step.computed and not isinstance(step.value, str) else ""
        return _one_line(rendered(step.value)) + kind
    return _literal(step.value)


def _literal(value: Json) -> str:
    """A value as an expression would have it; of what JSON does not have (times, infinity) what Go prints."""
    plain = _plain(value)
    if plain is None:
        return "nil"
    return plain if isinstance(plain, str) and not isinstance(value, str) else json.dumps(plain, ensure_ascii=False)


def _plain(value: Json) -> Json:
    """A value as data for JSON; texts stand for what JSON does not have."""
    from wfsim.lang import gotext
    from wfsim.lang.govalues import Bound, Opaque, entries

    match value:
        case Bound():
            return str(value.type)
        case Opaque():
            return gotext.printed(value)
        case float() if not isfinite(value):
            return gotext.printed(value)
        case list():
            return [_plain(one) for one in value]
        case dict():
            return {key if isinstance(key, str) else gotext.printed(key): _plain(one) for key, one in entries(value)}
        case _:
            return value


def _type(value: Json) -> str:
    from wfsim.lang.govalues import Opaque, type_name
    from wfsim.lang.types import Kind, kind_of

    if isinstance(value, Opaque):
        return type_name(value)
    names = {Kind.BOOL: "bool", Kind.INT: "int", Kind.FLOAT: "float", Kind.STRING: "string", Kind.NIL: "nil"}

    return names.get(kind_of(value), "list" if isinstance(value, list) else "map")


def _shortened(text: str) -> str:
    """A very long value is cut for people; JSON has all of it."""
    return text if len(text) <= _WIDEST else f"{text[:_WIDEST]}… ({len(text)} characters)"


def _one_line(text: str) -> str:
    return " ".join(text.split("\n"))


# -- what is wrong --------------------------------------------------------------------------------------------------


def _finding(one: Complaint) -> Diagnostic:
    from wfsim.checks.words import without_place

    start, end = (one.start, one.end) if one.start < one.end else (0, len(one.text))
    source = Source("<text>", one.text)
    severity = Severity.ERROR if one.fatal else Severity.WARNING
    message = without_place(one.message)
    return Diagnostic(one.code, severity, message, source.span(start, end), hint=_hint(one), argo=Argo.NONE)


def _hint(one: Complaint) -> str:
    from wfsim.checks.words import hinted
    from wfsim.spec.spelling import nearest

    near = nearest(one.word, one.known) if one.word else None
    return hinted(f"Did you mean {near!r}?" if near else "", one.hint)


# -- for programs ---------------------------------------------------------------------------------------------------


def _data(found: Trace) -> dict[str, Any]:
    from wfsim.lang.values import MISSING

    data: dict[str, Any] = {"language": found.language.value, "text": found.text, "ok": not found.failed}
    data["steps"] = [_step(one) for one in found.steps]
    if found.filled is not None:
        data["replaced"] = found.filled
    if found.value is not MISSING and not found.failed:
        data |= {"value": _plain(found.value), "type": _type(found.value), "rendered": _in_tag(found.value)}
    data["findings"] = [_complaint(one) for one in found.complaints]
    return data


def _in_tag(value: Json) -> str | None:
    """What a tag writes; None where it cannot."""
    from wfsim.lang.errors import LangError
    from wfsim.lang.tracing import rendered

    try:
        return rendered(value)
    except LangError:
        return None


def _step(one: Step) -> dict[str, Any]:
    from wfsim.lang.values import MISSING

    known = one.value is not MISSING
    return {
        "text": one.text,
        "kind": one.kind,
        "known": known,
        "value": None if one.value is MISSING else _plain(one.value),
    }


def _complaint(one: Complaint) -> dict[str, Any]:
    finding = _finding(one)
    first, last = finding.at.first, finding.at.last
    return {
        "severity": finding.severity.value,
        "code": one.code,
        "message": finding.message,
        "hint": finding.hint,
        "in": one.text,
        "line": first.line,
        "column": first.column,
        "endLine": last.line,
        "endColumn": last.column,
    }
