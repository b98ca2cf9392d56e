"""Every function of jq, by name and how many arguments it takes: what evaluation calls, and what is said about it.

Those whose name begins with ``_`` are what others are made of; they can be called, and are listed nowhere, as in gojq.
``find`` looks into one module after the other, so that few filters load the mathematics or the dates.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import Final

from wfsim.lang.jq import parsing, syntax
from wfsim.lang.jq.functions import derived
from wfsim.lang.jq.functions.rows import Function

MACHINE: Final = (
    Function("empty", 0, "No result."),
    Function("path", 1, "The paths of what a filter finds."),
    Function("getpath", 1, "What stands at a path."),
    Function("env", 0, "The environment: an empty object for Argo."),
    Function("now", 0, "The seconds of the epoch, by the clock of the run."),
    Function("builtins", 0, "The names of all functions, each with its number of arguments."),
    Function("input", 0, "Refused: there is one input only.", refused="is not allowed by Argo"),
    Function("debug", 1, "Not there, though builtins lists it.", refused="is not defined in Argo"),
    Function("_index", 2, "What stands at a key."),
    Function("_slice", 3, "A part of an array or a text."),
    Function("_range", 3, "Numbers from one up to another one, in steps."),
    Function("_last", 1, "The last result of a filter."),
    Function("_assign", 2, "The value with another one at all paths of a filter."),
    Function("_modify", 2, "The value with a filter of what is there at all paths of another one."),
)
# Titles, and the modules of what belongs together under them.
_MODULES: Final = {
    "Any value": "basics",
    "Arrays and objects": "arrays",
    "Texts": "texts",
    "Regular expressions": "matching",
    "Dates": "dates",
    "Numbers": "numbers",
}


@lru_cache(maxsize=len(_MODULES))
def _of_module(module: str) -> dict[tuple[str, int], Function]:
    rows: tuple[Function, ...] = import_module(f"wfsim.lang.jq.functions.{module}").ROWS
    return {(one.name, one.arity): one for one in rows}


def find(name: str, arity: int) -> Function | None:
    """The function that Python computes."""
    for module in _MODULES.values():
        found = _of_module(module).get((name, arity))
        if found is not None:
            return found
    return None


def groups() -> dict[str, tuple[Function, ...]]:
    """All functions, under titles."""
    of_python = {title: tuple(_of_module(module).values()) for title, module in _MODULES.items()}
    titles = dict.fromkeys((*derived.GROUPS, "The machine", *of_python))
    machine = {"The machine": MACHINE}
    return {
        title: tuple(one for rows in (machine, of_python, derived.GROUPS) for one in rows.get(title, ()))
        for title in titles
    }


@lru_cache(maxsize=1)
def functions() -> dict[tuple[str, int], Function]:
    """All functions, by name and how many arguments they take."""
    return {(one.name, one.arity): one for rows in groups().values() for one in rows}


def names() -> tuple[str, ...]:
    """What ``builtins`` gives."""
    public = sorted(key for key in functions() if not key[0].startswith("_"))
    return tuple(f"{name}/{arity}" for name, arity in public)


@lru_cache(maxsize=256)
def definition(name: str, arity: int) -> syntax.Definition | None:
    """The definition of a function that is written in jq."""
    text = derived.TEXTS.get((name, arity))
    return None if text is None else parsing.parse(text).definitions[0]
