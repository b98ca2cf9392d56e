"""Every language that is compared: what it is asked, what wfsim answers, and what agreeing means.

In: a request. Out: wfsim's answer in the oracle's form (``{"result": …}``, ``{"error": …}``), and ``compare``, which
says in one line how two answers differ. An answer of None means that one side gave up (time, memory): nothing to
compare.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from random import Random
from typing import Any

from tests.oracles.inputs import (
    conditions,
    expressions,
    functions,
    kubepaths,
    lookups,
    smalls,
    templates,
    values,
)
from tests.oracles.inputs import jq as jq_filters
from tests.oracles.inputs import selectors as label_selectors
from wfsim.lang import (
    cron,
    depends,
    durations,
    expr,
    gjson,
    gojson,
    gonumbers,
    goprintf,
    gotext,
    jq,
    kubepath,
    quantities,
    selectors,
    template,
    when,
)
from wfsim.lang.ambient import World
from wfsim.lang.environment import Environment
from wfsim.lang.errors import BudgetSpent, LangError
from wfsim.lang.govalues import valid
from wfsim.lang.values import MISSING

Request = dict[str, Any]
Answer = dict[str, Any]


def _expr(request: Request) -> Any:
    value = expr.evaluate(request["text"], Environment(request["env"], world=_WORLD))
    return {"json": gojson.render(value), "printed": valid(gotext.printed(value))}


_WORLD = World(lambda: "oracles", lambda: time.time_ns() // 1_000_000)  # the libraries look at the clock, too


def _replace(request: Request) -> Any:
    env = Environment(request["env"], world=_WORLD)
    return template.replace(request["text"], env, allow_unresolved=request["allow"], strict=request["strict"])


def _gjson(request: Request) -> Any:
    found = gjson.get(request["data"], request["text"])
    return {"exists": found is not MISSING, "text": gjson.text_of(found)}


def _selector(request: Request) -> Any:
    found = selectors.parse(request["text"])
    return [{"holds": selectors.holds(one, request["data"]), "printed": str(one)} for one in found]


def _cron(request: Request) -> Any:
    schedule = cron.parse(request["text"])
    here: datetime | None = datetime.fromisoformat(request["start"])
    found: list[str] = []
    while here is not None and len(found) < request["count"]:
        here = schedule.following(here)
        if here is not None:
            found.append(_rfc3339(here))
    return found


def _rfc3339(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _floats(request: Request) -> Any:
    value = gonumbers.parse_float(request["text"])
    if value is None:
        raise LangError("no number")
    return {"json": gojson.render(value), "printed": gotext.printed(value)}


def _int_or_string(request: Request) -> Any:
    value = gonumbers.int_or_string(request["text"])
    return {"int": str(value), "int32": gonumbers.int32(value)}


def _quantity(request: Request) -> Any:
    return {"decimal": quantities.parse(request["text"])}


OURS: dict[str, Callable[[Request], Any]] = {
    "expr": _expr,
    "expr_bool": lambda request: expr.evaluate_bool(request["text"], Environment(request["env"], world=_WORLD)),
    "when": lambda request: when.evaluate(request["text"]),
    "depends": lambda request: depends.evaluate_logic(request["text"], request["env"]),
    "replace": _replace,
    "selector": _selector,
    "gjson": _gjson,
    "jsonpath": lambda request: kubepath.evaluate(request["text"], request["data"]),
    "jq": lambda request: jq.evaluate(request["text"], request["data"], _WORLD.now_ms()),
    "duration": lambda request: str(durations.parse_ns(request["text"])),
    "argo_duration": lambda request: str(durations.parse_argo_ns(request["text"])),
    "int_or_string": _int_or_string,
    "quantity": _quantity,
    "printf": lambda request: goprintf.sprintf(request["text"], [request["number"]]),
    "cron": _cron,
    "floats": _floats,
    "quote": lambda request: gotext.quote(request["text"]),
    "json": lambda request: gojson.render(gojson.parse(request["text"], floats=True)),
}


def ours(request: Request) -> Answer | None:
    """wfsim's answer."""
    try:
        return {"result": OURS[request["op"]](request)}
    except BudgetSpent:
        return None
    except LangError as error:
        return {"error": error.message}


def compare(request: Request, mine: Answer | None, theirs: Answer | None) -> str | None:
    """How two answers differ; None where they agree."""
    if mine is None or theirs is None or _broke_down(request, theirs):
        return None
    if "error" in mine or "error" in theirs:
        if "error" in mine and "error" in theirs:
            return None
        return f"{_shown(mine)} instead of {_shown(theirs)}"
    same = _SAME.get(request["op"], _equal)(mine["result"], theirs["result"])
    return None if same else f"{_shown(mine)} instead of {_shown(theirs)}"


def _broke_down(request: Request, theirs: Answer) -> bool:
    """Filters such as ``env.index`` can bring gojq itself down, which is no answer."""
    return request["op"] == "jq" and str(theirs.get("error", "")).startswith("panic: ")


def _shown(answer: Answer) -> str:
    return f"error {answer['error']!r}" if "error" in answer else repr(answer["result"])


def _equal(mine: Any, theirs: Any) -> bool:
    return bool(json.dumps(mine) == json.dumps(theirs))


def _same_value(mine: Any, theirs: Any) -> bool:
    return bool(mine["json"] == theirs["json"] and mine["printed"] == theirs["printed"])


def _same_text(mine: Any, theirs: Any) -> bool:
    """Objects and lists are there; their text is as the cluster writes it, and equal to no label."""
    same = mine["text"] == theirs["text"] or (mine["text"][:1] == theirs["text"][:1] and mine["text"][:1] in ("[", "{"))
    return bool(mine["exists"] == theirs["exists"] and same)


_SAME: dict[str, Callable[[Any, Any], bool]] = {
    "expr": _same_value,
    "floats": _same_value,
    "gjson": _same_text,
    "quantity": lambda mine, theirs: bool(mine["decimal"] == Fraction(theirs["decimal"])),
}


@dataclass(frozen=True)
class Language:
    """What is asked, by name; ``share`` is its part of the test run's budget."""

    name: str
    inputs: Callable[[Random], Request]
    share: int = 1


LANGUAGES = (
    Language("expressions", expressions.request, 4),
    Language("conditions of hooks", expressions.condition),
    Language("sprig", functions.request, 3),
    Language("when", conditions.when, 2),
    Language("depends", conditions.depends),
    Language("templates", templates.request, 2),
    Language("selectors", label_selectors.selector),
    Language("gjson", label_selectors.gjson),
    Language("kubectl jsonpath", kubepaths.request),
    Language("jsonpath function", lookups.request),
    Language("jq", jq_filters.jq, 3),
    Language("durations", smalls.duration),
    Language("quantities", smalls.quantity),
    Language("int or string", smalls.int_or_string),
    Language("formats", smalls.printf),
    Language("schedules", smalls.cron),
    Language("floats", values.floats),
    Language("quoting", values.text),
    Language("json", values.json_text),
)
