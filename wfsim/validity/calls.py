"""What steps and tasks have in common: loops, arguments, hooks, the names that they make.

In: a call after substitution. Out: refusals, and names for the scope.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wfsim.scope.names import Names, of_call, of_items
from wfsim.spec.model import Call
from wfsim.validity import arguments, names
from wfsim.validity.context import Context, Owner
from wfsim.validity.references import Callee
from wfsim.validity.refusal import Judged, Place, Refusal, Refusals
from wfsim.yamlio.nodes import Document

if TYPE_CHECKING:
    from typing import Protocol

    from wfsim.validity.inputs import Given

    class Called(Protocol):
        """Judges a call's template; ``templates.called``."""

        def __call__(
            self, context: Context, owner: Owner, call: Call, given: Given, place: Place
        ) -> Judged[Callee]: ...


def template_place(document: Document, call: Call) -> Place:
    """Where a call names its template."""
    if call.template_ref is not None:
        ref = (*call.path, "templateRef", "name")
        known = document.node(ref) is not None
        return Place(document, ref) if known else Place(document, (*call.path, "templateRef"), key=True)
    if call.template:
        return Place(document, (*call.path, "template"))
    if call.inline is not None:
        return Place(document, (*call.path, "inline"), key=True)
    return Place(document, (*call.path, "name"))


def loop(document: Document, call: Call, scope: Names) -> Refusals:
    """One kind of loop at most; its items join the scope."""
    kinds = [
        kind
        for kind, used in (
            ("withItems", bool(call.with_items)),
            ("withParam", bool(call.with_param)),
            ("withSequence", call.with_sequence is not None),
        )
        if used
    ]
    if len(kinds) > 1:
        yield Refusal(
            "several-loops",
            f"`{call.name}` has both `{kinds[0]}` and `{kinds[1]}`",
            Place(document, (*call.path, kinds[1]), key=True),
            "only one of withItems, withParam, withSequence can be specified",
            "Keep one; for a loop in a loop, call a steps template that loops itself.",
            ((kinds[0], Place(document, (*call.path, kinds[0]), key=True)),),
        )
    sequence = call.with_sequence
    if sequence is not None and sequence.count is not None and sequence.end is not None:
        place = Place(document, (*call.path, "withSequence", "end"), key=True)
        message = "a sequence has either `count` or `end`"
        yield Refusal(
            "sequence-count-and-end", message, place, "only one of count or end can be defined in withSequence"
        )
    scope.add(of_items(call))
    if call.with_param:
        scope.allow("item.")


def passed(document: Document, call: Call, prefix: str) -> Refusals:
    """The arguments of a call. An empty enum does not survive Argo's way through JSON."""
    own = call.arguments._replace(
        parameters=tuple(one._replace(enum=one.enum or None) for one in call.arguments.parameters)
    )
    yield from names.fields(document, own, f"{prefix}WHAT")
    yield from arguments.values(document, own, prefix, later=False)


def inline_inputs(call: Call) -> list[str]:
    """Inputs of an inline template, which its text may name inside the outer one."""
    if call.inline is None:
        return []
    return [f"inputs.parameters.{one.name}" for one in call.inline.inputs.parameters]


def outputs(context: Context, scope: Names, prefix: str, call: Call, callee: Callee) -> None:
    """What can be read of a call joins the scope."""
    if callee.broken:
        scope.allow(f"{prefix}.")  # what it would have is not known, so nothing is wrong about it
        return
    scope.add(of_call(prefix, call, callee.template))
    if callee.template is None:
        scope.doubt(f"{prefix}.")
        return
    context.learn_outputs(callee.template)
    if call.with_sequence is not None:
        scope.doubt(f"{prefix}.outputs.parameters")


def has_exit_hook(call: Call) -> bool:
    return bool(call.on_exit) or call.hook("exit") is not None
