"""Expressions: ``{{=…}}``, conditions of retries and hooks, ``valueFrom.expression``.

In: text, and the names that it may use. Out: a value, a tree, or the references in it. ``tokens`` and ``parsing``
read, ``checking`` finds what cannot work before anything runs, ``optimizing`` and ``compiling`` make steps of the
rest, ``machine`` runs them. Names are flat and dotted outside and maps in maps inside; top-level names that nobody
knows are errors, unknown fields of known maps are nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from wfsim.lang import functions, goprintf
from wfsim.lang.ambient import Ambient
from wfsim.lang.environment import Environment
from wfsim.lang.errors import LangError
from wfsim.lang.expr.parsing import parse
from wfsim.lang.expr.programs import Program, program
from wfsim.lang.expr.references import MissingName, Reference, missing, references
from wfsim.lang.gotypes import GoType
from wfsim.lang.govalues import UNBOUNDED, Struct, copied
from wfsim.lang.syntax import Node
from wfsim.lang.values import Json

__all__ = [
    "MissingName",
    "Node",
    "Program",
    "Reference",
    "check",
    "evaluate",
    "evaluate_bool",
    "evaluate_bool_data",
    "evaluate_data",
    "evaluate_structs",
    "missing",
    "parse",
    "program",
    "references",
    "value_of",
]

TASK_RESULTS = GoType("struct", "common.TaskResults")


def check(text: str, names: Mapping[str, Json]) -> None:
    """LangError where an expression is refused before anything runs."""
    program(text, names)


def value_of(text: str, names: Mapping[str, Json], ambient: Ambient | None = None) -> Json:
    """The value of an expression under top-level names, with Argo's functions and what they see of the run."""
    return _run(program(text, names), text, names, ambient)


def _run(ready: Program, text: str, names: Mapping[str, Json], ambient: Ambient | None) -> Json:
    """The value that a program comes to. Functions that change maps are given maps of its own."""
    own = copied(dict(names), most=UNBOUNDED) if _CHANGES.search(text) else names
    assert isinstance(own, Mapping)
    return ready.run({**own, **functions.variables(ambient)}, ambient)


# sprig's functions that change what they are given.
_CHANGES: Final = re.compile(r"\b(?:(?:un)?set|(?:mustM|m)erge(?:Overwrite)?|sortAlpha)\b")


def evaluate(text: str, env: Environment) -> Json:
    """The value of an expression under flat, dotted names."""
    return value_of(text, env.nested(), env.ambient(lambda: text))


def evaluate_data(text: str, data: Mapping[str, Json]) -> Json:
    """The value of an expression under top-level names that hold plain data, and nothing beside them."""
    return program(text, data, argo=False).run(data)


def evaluate_bool(text: str, env: Environment) -> bool:
    """A condition's truth, with Argo's messages where it has none."""
    names = env.nested()
    with _told(f"unable to compile expression '{text}'"):
        ready = program(text, names)
    with _told(f"unable to evaluate expression '{text}'"):
        value = _run(ready, text, names, env.ambient(lambda: text))
    return _truth(value, text)


def evaluate_bool_data(text: str, data: Mapping[str, Json]) -> bool:
    """A condition's truth under top-level names that hold plain data, with Argo's messages where it has none."""
    with _told(f"unable to compile expression '{text}'"):
        ready = program(text, data, argo=False)
    with _told(f"unable to evaluate expression '{text}'"):
        value = ready.run(data)
    return _truth(value, text)


@contextmanager
def _told(what: str) -> Iterator[None]:
    """What Argo puts before the message of an error."""
    try:
        yield
    except LangError as error:
        raise type(error)(f"{what}: {error.message}", error.start, error.end) from None


def evaluate_structs(text: str, structs: Mapping[str, Mapping[str, Json]]) -> bool:
    """A condition's truth where every name is a record with fixed fields (the tasks of ``depends``)."""
    names: dict[str, Json] = {name: Struct(fields, TASK_RESULTS) for name, fields in structs.items()}
    return _truth(program(text, names, argo=False).run(names), text)


def _truth(value: Json, text: str) -> bool:
    if not isinstance(value, bool):
        shown = goprintf.sprintf("%s", [value])
        raise LangError(f"unable to cast expression result '{shown}' to bool", 0, len(text))
    return value
