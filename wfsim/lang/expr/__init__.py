"""Expressions: ``{{=…}}``, conditions of retries and hooks, ``valueFrom.expression``.

In: text, and the names that it may use. Out: a value, a tree, or the references in it. ``tokens`` and ``parsing`` read,
``checking`` finds what cannot work before anything runs, ``evaluation`` computes. Names are flat and dotted outside and
maps in maps inside; top-level names that nobody knows are errors, unknown fields of known maps are nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

from wfsim.lang import goprintf
from wfsim.lang.environment import Environment
from wfsim.lang.errors import LangError
from wfsim.lang.expr.checking import check
from wfsim.lang.expr.evaluation import compute
from wfsim.lang.expr.folding import folded
from wfsim.lang.expr.parsing import parse
from wfsim.lang.expr.references import MissingName, Reference, missing, references
from wfsim.lang.gotypes import GoType
from wfsim.lang.govalues import Struct
from wfsim.lang.syntax import Node
from wfsim.lang.values import Json

__all__ = [
    "MissingName",
    "Reference",
    "check",
    "evaluate",
    "evaluate_bool",
    "evaluate_data",
    "evaluate_structs",
    "missing",
    "parse",
    "references",
    "value_of",
]


TASK_RESULTS = GoType("struct", "common.TaskResults")


def value_of(tree: Node, text: str, names: Mapping[str, Json]) -> Json:
    """The value of a parsed expression under top-level names."""
    check(tree, text, names)
    return compute(folded(text), text, names)


def evaluate(text: str, env: Environment) -> Json:
    """The value of an expression under flat, dotted names."""
    return value_of(parse(text), text, env.nested())


def evaluate_data(text: str, data: Mapping[str, Json]) -> Json:
    """The value of an expression under top-level names that hold plain data."""
    return value_of(parse(text), text, data)


def evaluate_bool(text: str, env: Environment) -> bool:
    """A condition's truth, with Argo's messages where it has none."""
    names = env.nested()
    try:
        tree = parse(text)
        check(tree, text, names)
        constant = folded(text)
    except LangError as error:
        message = f"unable to compile expression '{text}': {error.message}"
        raise LangError(message, error.start, error.end) from None
    try:
        value = compute(constant, text, names)
    except LangError as error:
        message = f"unable to evaluate expression '{text}': {error.message}"
        raise LangError(message, error.start, error.end) from None
    return _truth(value, text)


def evaluate_structs(text: str, structs: Mapping[str, Mapping[str, Json]]) -> bool:
    """A condition's truth where every name is a record with fixed fields (the tasks of ``depends``)."""
    names: dict[str, Json] = {name: Struct(fields, TASK_RESULTS) for name, fields in structs.items()}
    return _truth(value_of(parse(text), text, names), text)


def _truth(value: Json, text: str) -> bool:
    if not isinstance(value, bool):
        shown = goprintf.sprintf("%s", [value])
        raise LangError(f"unable to cast expression result '{shown}' to bool", 0, len(text))
    return value
