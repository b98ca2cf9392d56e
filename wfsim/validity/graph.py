"""The graph of a dag: who waits for whom, and whether that can be.

In: the tasks of a dag after substitution. Out: refusals.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterator, Mapping

from wfsim.spec.model import Call
from wfsim.validity.containers import find_cycle
from wfsim.validity.dependencies import OF_ITEMS, RESULTS, Need, unknown_results
from wfsim.validity.placeholders import holds_placeholder
from wfsim.validity.refusal import Place, Refusal, Refusals, did_you_mean
from wfsim.yamlio.nodes import Document


def sortable(
    document: Document, tasks: tuple[Call, ...], waits: Mapping[str, Mapping[str, Need]], here: str
) -> Refusals:
    """Names are unique, what is waited for exists, and nobody waits for itself."""
    argo = f"{here} sorting failed: "
    first: dict[str, Place] = {}
    for task in tasks:
        place = Place(document, (*task.path, "name"))
        if task.name and task.name in first:
            message = f"a second task called `{task.name}`"
            related = (("the first one", first[task.name]),)
            text = f"{argo}duplicated nodeName {task.name}"
            yield Refusal("duplicate-name", message, place, text, "Give one of them another name.", related)
        first.setdefault(task.name, place)
    missing = False
    for task in tasks:
        for need in waits[task.name].values():
            if need.name not in waits:
                missing = True
                yield _unknown(document, task, need, waits, f"{argo}invalid dependency {need.name}")
    cycle = None if missing else find_cycle({name: tuple(found) for name, found in waits.items()})
    if cycle:
        task = next(one for one in tasks if one.name == cycle[0])
        message = f"`{task.name}` waits for itself"
        if len(cycle) > 2:
            message = f"these tasks wait for each other: {' -> '.join(cycle)}"
        place = _where(document, task, waits[task.name][cycle[1]])
        yield Refusal("dag-cycle", message, place, f"{argo}graph with cycle", "Take one of the dependencies out.")


def _unknown(document: Document, task: Call, need: Need, known: Collection[str], argo: str) -> Refusal:
    otherwise = ""
    if need.name in ("and", "or", "not"):
        otherwise = "`depends` is written with `&&`, `||` and `!`."
    elif need.name.capitalize() in RESULTS:
        otherwise = f"Results are written with a capital letter: `.{need.name.capitalize()}`."
    hint = did_you_mean(need.name, known, otherwise)
    name = task.depends if holds_placeholder(task.depends) else need.name
    message = f"`{task.name}` depends on `{name}`, which is not a task of this dag"
    return Refusal("unknown-dependency", message, _where(document, task, need), argo, hint)


def _where(document: Document, task: Call, need: Need) -> Place:
    """Where a task says that it waits for another."""
    if not task.depends:
        return Place(document, (*task.path, "dependencies", need.position))
    return Place(document, (*task.path, "depends"), part=None if holds_placeholder(task.depends) else need.part)


def style(document: Document, task: Call, depends: Call | None, here: str) -> Refusals:
    """``depends`` in one task (``depends``, the first that has it) decides how the whole dag is written."""
    if (depends or task.dependencies) and task.name[:1].isdigit() and task.name.isascii():
        message = f"`{task.name}` begins with a digit, which `depends` and `dependencies` cannot take"
        text = "name cannot begin with a digit when using either 'depends' or 'dependencies'"
        place = Place(document, (*task.path, "name"))
        hint = "Put a letter in front."
        yield Refusal("digit-name-with-dependencies", message, place, f"{here}.tasks.{task.name} {text}", hint)
    if depends is None:
        return
    related = (("depends is used here", Place(document, (*depends.path, "depends"), key=True)),)
    if task.dependencies:
        message = "this dag uses both `depends` and `dependencies`"
        text = f"{here} cannot use both 'depends' and 'dependencies' in the same DAG template"
        hint = f"Write `depends: {' && '.join(task.dependencies)}`."
        place = Place(document, (*task.path, "dependencies"), key=True)
        yield Refusal("depends-and-dependencies", message, place, text, hint, related)
    if task.data.get("continueOn") is not None:
        message = "`continueOn` does not go with `depends`"
        text = f"{here} cannot use 'continueOn' when using 'depends'. Instead use 'dep-task.Failed'/'dep-task.Errored'"
        hint = f"In the tasks that wait for it write `{task.name} || {task.name}.Failed`."
        place = Place(document, (*task.path, "continueOn"), key=True)
        yield Refusal("depends-and-continue-on", message, place, text, hint, related)


def results(document: Document, task: Call) -> Refusals:
    """Results in ``depends`` are some of eight words."""
    for name, result, part in unknown_results(task):
        place = Place(document, (*task.path, "depends"), part=part)
        text = f"task result '{result}' for task '{name}' is invalid"
        message = f"`{result}` is not a result of a task: there are {', '.join(RESULTS)}"
        yield Refusal("invalid-task-result", message, place, text, did_you_mean(result, RESULTS))


def of_items(
    document: Document, task: Call, waits: Mapping[str, Need], tasks: Mapping[str, Call], here: str
) -> Refusals:
    """AnySucceeded and AllFailed speak of the items of a loop."""
    for need in waits.values():
        other = tasks.get(need.name)
        if need.of_items and other is not None and not other.loops:
            message = f"`{need.name}` is no loop, and only of a loop can {' or '.join(OF_ITEMS)} be said"
            text = (
                f"{here}.tasks.{need.name} dependency '{need.name}' uses an items-based condition such as "
                ".AnySucceeded or .AllFailed but does not contain any items"
            )
            hint = f"Write `{need.name}.Succeeded` or `{need.name}.Failed`."
            related = (("the task", Place(document, (*other.path, "name"))),)
            place = _where(document, task, need)
            yield Refusal("items-condition-without-loop", message, place, text, hint, related)


def argument_needs(document: Document, task: Call, before: Container[str], everyone: Collection[str]) -> Refusals:
    """A value that begins with a task's tag comes from a task that has ended."""
    for text, place, what in _taken(document, task):
        name = text.split(".")[1] if "." in text else ""
        by_name = name not in everyone and name.startswith("name")  # other strangers are unresolved variables
        hint: str | Callable[[], str]
        if name in before or not (by_name or name in everyone):
            continue
        argo = f"missing dependency '{name}' for {what}"
        if by_name and name.removesuffix("}}") != "name":
            message, hint = f"`{name}` is not a task of this dag", did_you_mean(name, everyone)
        elif by_name:
            message = "Argo's validator takes this for a task called `name`"
            hint = "Put a character in front of it."
        elif name == task.name:
            message, hint = f"`{name}` takes an argument from itself", "Take it from a task that has ended."
        else:
            message = f"`{task.name}` takes this from `{name}`, but does not wait for it"
            hint = f"Add `{name}` to the `{'depends' if task.depends else 'dependencies'}` of `{task.name}`."
        yield Refusal("argument-not-dependency", message, place, argo, hint)


def _taken(document: Document, task: Call) -> Iterator[tuple[str, Place, str]]:
    """Arguments that begin with the tag of a task."""
    for parameter in task.arguments.parameters:
        if parameter.value is not None and parameter.value.startswith("{{tasks."):
            place = Place(document, (*parameter.path, "value"))
            yield parameter.value, place, f"parameter '{parameter.name}'"
    for artifact in task.arguments.artifacts:
        if artifact.from_.startswith("{{tasks."):
            yield artifact.from_, Place(document, (*artifact.path, "from")), f"artifact '{artifact.name}'"
