"""Questions whether a field is there, which make it no mistake to name one that nobody knows.

In: a condition and its text. Out: the fields that it asks for. ``'debug' in inputs ? inputs.debug : ''`` is right
without such a field, as is ``sprig.default('', inputs.debug)``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from wfsim.lang.syntax import Binary, Call, Literal, Member, Node, called_name, walk

# An owner as it is written, and the name of a field.
Tested = tuple[str, str]

# They take nothing for what it is, and give something else.
FALLBACKS: Final = frozenset(("type", "sprig.default", "sprig.coalesce", "sprig.empty", "sprig.kindOf", "sprig.typeOf"))
# Of these all are known, and Argo waits for one that is not there, whoever asks for it.
_AWAITED: Final = re.compile(r"(?:steps|tasks)\b")
_ASKING: Final = frozenset(("get", "sprig.get", "sprig.hasKey"))
_AN_OWNER_AND_A_KEY: Final = 2


def written(node: Node, text: str) -> str:
    """A node's text, whatever the layout."""
    return "".join(text[node.start : node.end].split())


def tested(condition: Node, text: str) -> Iterator[Tested]:
    """The fields that a condition speaks of: what is wrong with that is said there, and once."""
    return (one for one in _spoken_of(condition, text) if not _AWAITED.match(one[0]))


def _spoken_of(condition: Node, text: str) -> Iterator[Tested]:
    for node in walk(condition):
        match node:
            case Member(property=Literal(value=str(key))):
                yield written(node.object, text), key
            case Binary(operator="in", left=Literal(value=str(key))):
                yield written(_keyed(node.right), text), key
            case Call() if called_name(node) in _ASKING and len(node.arguments) >= _AN_OWNER_AND_A_KEY:
                asked = node.arguments[1]
                if isinstance(asked, Literal) and isinstance(asked.value, str):
                    yield written(node.arguments[0], text), asked.value


def _keyed(node: Node) -> Node:
    """The map itself where a question is put to its keys."""
    return node.arguments[0] if isinstance(node, Call) and called_name(node) == "keys" and node.arguments else node
