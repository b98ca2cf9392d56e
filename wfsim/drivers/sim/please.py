"""A reply that an http template's ``successCondition`` accepts, made of the condition's own literals.

In: the condition. Out: a ``Reply``; a plain 200 where none of those tried is accepted. Called by ``outputs``.
"""

from __future__ import annotations

from itertools import islice, product

from wfsim.drivers.sim.mocks import Reply
from wfsim.lang import expr
from wfsim.lang.errors import LangError
from wfsim.lang.syntax import Literal, walk
from wfsim.yamlio.nodes import Json

_TRIES = 200


def reply_for(condition: str) -> Reply:
    """The first reply that the condition accepts: every number as a status, every text as a body, and all texts."""
    try:
        found = [node.value for node in walk(expr.parse(condition)) if isinstance(node, Literal)]
    except LangError:
        return Reply()
    statuses = [200, *(one for one in found if isinstance(one, int) and 100 <= one <= 599)]
    texts = [one for one in found if isinstance(one, str)]
    bodies = ["", *texts, " ".join(texts)]
    for status, body in islice(product(statuses, bodies), _TRIES):
        if _accepts(condition, status, body):
            return Reply(status, body)
    return Reply()


def _accepts(condition: str, status: int, body: str) -> bool:
    response: dict[str, Json] = {"statusCode": status, "body": body, "headers": {}}
    try:
        return expr.evaluate_data(condition, {"response": response, "request": {}}) is True
    except LangError:
        return False
