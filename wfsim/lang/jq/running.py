"""A filter of a value, as Argo asks for it.

In: the text of a filter and JSON data. Out: the text that becomes the output's value.
"""

from __future__ import annotations

from typing import Any

from wfsim.lang import gotext
from wfsim.lang.errors import BudgetSpent
from wfsim.lang.govalues import valid
from wfsim.lang.jq import compiling, encoding
from wfsim.lang.jq.budget import Budget
from wfsim.lang.jq.machine import Machine
from wfsim.lang.jq.values import taken


def evaluate(filter: str, data: Any, now_ms: int | None = None) -> str:
    """All results, each in a line: texts as they are, anything else as JSON. An error counts, whatever came before."""
    budget = Budget()
    code = compiling.code(filter)
    try:
        results = Machine(taken(data), budget, now_ms).run(code)
        lines = [valid(one) if isinstance(one, str) else encoding.result(budget, one) for one in results]
    except RecursionError:
        raise BudgetSpent("a value is nested too deeply") from None
    return "\n".join(lines).strip(gotext.SPACES)
