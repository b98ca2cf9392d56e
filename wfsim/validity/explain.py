"""Why a variable does not exist at a place, in words that help.

In: the variable, the names in scope there, and the calls that exist elsewhere. Out: a message and a hint.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from wfsim.scope.names import Names
from wfsim.validity.refusal import likeliest

_MOST_LISTED = 10
_OPERATOR = re.compile(r"\s(?:[|+*/%<>]|\|\||&&|[=!<>]=|\?\??)\s|\w\(")
_PLURAL = {"steps": "step", "tasks": "task"}


def explain(key: str, names: Names, later: Collection[str], in_outputs: bool) -> tuple[str, str]:
    """What is wrong with ``{{key}}``, and a way out."""
    if _OPERATOR.search(key):
        return "this is an expression in a tag that takes a name", "Write `{{=` for an expression."
    if names.in_doubt(key):
        return f"Argo's validator cannot know `{key}`, since it is made only in a run", ""
    task = key.removesuffix(".status")
    if in_outputs and key.startswith("tasks.") and key != task and f"{task}.id" in names:
        return "Argo's validator does not know the status of a task in the outputs of a dag", "Read it in a task."
    return _explain(key, names, later)


def _explain(key: str, names: Names, later: Collection[str]) -> tuple[str, str]:
    """The same for what no run would know either."""
    known = names.under(key.partition(".")[0])
    root, _, rest = key.partition(".")
    if root in _PLURAL and rest:
        other = "tasks" if root == "steps" else "steps"
        turned = other + key.removeprefix(root)
        if not known and (later or names.under(other)):
            return f"here are no {root}, but {other}", f"Write `{turned}`."
        if not known:
            message = f"`{key}` cannot be read inside a template that another one calls as a {_PLURAL[root]}"
            return message, "Pass it as an argument, declare an input for it, and read that."
        return _call(key, root, known, later)
    nearest = likeliest(key, known)
    parts = key.split(".")
    match parts:
        case ["inputs", ("parameters" | "artifacts") as what, name, *_]:
            sort = what.removesuffix("s")
            declared = [one.split(".")[2] for one in known if one.startswith(f"inputs.{what}.")]
            if name in declared:
                return f"there is no variable `{key}` here", nearest
            hint = likeliest(name, declared) or f"Declare it under `inputs.{what}`."
            return f"the template has no input {sort} `{name}`{_have(declared)}", hint
        case ["workflow", "parameters", *name]:
            said = ".".join(name)
            message = f"the workflow has no argument `{said}`" if name else "the workflow has no arguments"
            declared = [one.removeprefix("workflow.parameters.") for one in known if one.count(".") > 1]
            return message, likeliest(said, declared) or "Declare it under `spec.arguments.parameters`."
        case ["workflow", "outputs", what, *name]:
            message = f"no template that has run before this one exports `{'.'.join(name)}` as a global output"
            hint = _near(".".join(name), known, f"workflow.outputs.{what}.")
            return message, hint or f"An output of `{what}` with `globalName` makes one."
        case ["workflow", ("labels" | "annotations") as what, *name]:
            said = ".".join(name)
            return f"the workflow has no {what.removesuffix('s')} `{said}`", _near(said, known, f"workflow.{what}.")
        case ["workflow", "failures"]:
            return "`workflow.failures` is known only in the exit handler", "Use it in a template that `onExit` runs."
        case ["workflow", "priority"]:
            return "`workflow.priority` is known only where `spec.priority` is set", ""
        case ["item", *name]:
            hint = (
                _near(".".join(name), known, "item.")
                or "`item.…` is a member of the items of a loop that are mappings."
            )
            return f"no item of a loop has `{'.'.join(name)}` here", hint
        case ["pod", "name"]:
            return "`pod.name` is known only in templates that start a pod", "Use `{{node.name}}`."
        case _:
            return f"there is no variable `{key}` here", nearest


def _near(name: str, known: Collection[str], group: str) -> str:
    """A hint with a name of its own group: what stands before it is right, and no reason to take another for it."""
    return likeliest(name, [one.removeprefix(group) for one in known if one.startswith(group)])


def _have(names: Collection[str], verb: str = "it has") -> str:
    unique = [name for name in dict.fromkeys(names) if name]
    listed = ", ".join(f"`{name}`" for name in unique[:_MOST_LISTED]) + (" …" if len(unique) > _MOST_LISTED else "")
    return f"; {verb} {listed}" if listed else ""


def _call(key: str, root: str, known: list[str], later: Collection[str]) -> tuple[str, str]:
    """A variable of a step or task."""
    noun = _PLURAL[root]
    name = key.split(".")[1]
    calls = list(
        dict.fromkeys(one.split(".")[1] for one in known if one.count(".") >= 2 and not one.endswith(".status"))
    )
    members = [one.split(".", 2)[2] for one in known if one.startswith(f"{root}.{name}.")]
    if name not in calls:
        if name in later:
            return f"the {noun} `{name}` has not run before this place", f"Only {noun}s listed before can be read."
        hint = likeliest(name, (*calls, *later))
        return f"there is no {noun} `{name}` to read from here{_have(calls, 'there are')}", hint
    member = key.split(".", 2)[2] if key.count(".") >= 2 else ""
    if name in later and set(members) <= {"status"}:
        return f"the {noun} `{name}` has not run before this place", f"Only {noun}s listed before can be read."
    if not member:
        return f"`{key}` is not a value; a {noun} has{_have(members).removeprefix('; it has')}", ""
    match member.split("."):
        case ["outputs", ("result" | "exitCode")] | ["exitCode"]:
            return f"the template of the {noun} `{name}` has no `{member}`", "Containers and scripts have one."
        case ["outputs", ("parameters" | "artifacts") as what, output, *_]:
            outputs = [one.split(".")[2] for one in members if one.startswith(f"outputs.{what}.")]
            sort = what.removesuffix("s")
            message = f"the template of the {noun} `{name}` has no output {sort} `{output}`{_have(outputs)}"
            return message, likeliest(output, outputs)
        case ["outputs", ("parameters" | "artifacts") as what]:
            message = (
                f"`{member}` as a whole exists only of a loop" if what == "parameters" else f"`{member}` is no value"
            )
            return message, "Name one of them."
        case ["status"]:
            return f"the status of `{name}` is known only to tasks that wait for it", f"Add `{name}` to `depends`."
        case ["ip"]:
            return f"`{name}` has an IP only where its template says `daemon: true`", ""
        case _:
            return f"a {noun} has no `{member}`", likeliest(member, members)
