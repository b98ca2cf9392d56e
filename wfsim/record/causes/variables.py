"""Where the values in a condition came from.

In: the text of a condition as it is written, and the node that it decided about. Out: a cause for each variable in it,
with the node that left its value. Called by ``explain``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from wfsim.lang import gotext
from wfsim.record.causes.cause import Cause, Kind
from wfsim.record.causes.places import Places
from wfsim.record.run import NodeRecord
from wfsim.record.variables import variables
from wfsim.yamlio.nodes import Json

Explain = Callable[[NodeRecord], Cause]

_NAME = r"[a-zA-Z_][\w-]*"
_DOTTED = re.compile(rf"{_NAME}(?:\.{_NAME}|\[(?:'[^']*'|\"[^\"]*\")\])+")
_TAG = re.compile(r"\{\{(?P<expression>=)?(?P<body>.*?)\}\}", re.DOTALL)
_ROOTS = ("steps", "tasks", "inputs", "workflow", "item")
_LONGEST = 60


def causes(text: str, node: NodeRecord, places: Places, explain: Explain) -> tuple[Cause, ...]:
    """One for each variable of the text whose value is known, in order."""
    known = variables(places.record, node)
    found = []
    for name in dict.fromkeys(_names(text)):
        made = _cause(name, known, node, places, explain)
        if made is not None:
            found.append(made)
    return tuple(found)


def _names(text: str) -> Iterator[str]:
    """The variables of a text's tags and expressions."""
    for tag in _TAG.finditer(text):
        body = tag["body"].strip()
        names = [one.group() for one in _DOTTED.finditer(body)] if tag["expression"] else [body]
        for name in names:
            plain = re.sub(r"\[['\"]([^'\"]*)['\"]\]", r".\1", name)
            if plain.partition(".")[0] in _ROOTS:
                yield plain


def _cause(name: str, known: dict[str, Json], node: NodeRecord, places: Places, explain: Explain) -> Cause | None:
    value = known.get(name)
    said = "absent" if value is None else shown(value)
    root, _, rest = name.partition(".")
    if root in ("steps", "tasks"):
        other = places.sibling(node, rest.partition(".")[0])
        if other is None:
            return Cause(Kind.VARIABLE, f"{{{{{name}}}}}", said, "the node that it speaks of does not exist")
        return Cause(Kind.VARIABLE, f"{{{{{name}}}}}", said, f"left by {places.path(other)}", "", (explain(other),))
    if root == "item" or value is None:
        return None
    where = "given to the template" if root == "inputs" else "of the workflow"
    return Cause(Kind.GIVEN, f"{{{{{name}}}}}", said, where)


def shown(value: Json) -> str:
    """A value in short."""
    text = value if isinstance(value, str) else gotext.json(value)
    line = " ".join(text.split())
    return f"{line[:_LONGEST]}…" if len(line) > _LONGEST else line
