"""What holds itself many times over ends by name, and at once."""

from __future__ import annotations

import pytest

from wfsim.lang import expr
from wfsim.lang.environment import Environment
from wfsim.lang.errors import BudgetSpent

DOUBLED = "".join(f"let a{n + 1} = [a{n}, a{n}];" for n in range(60))


@pytest.mark.parametrize("end", ["a60 == a60", "toJSON(a60)", "string(a60)", "flatten(a60)", "a60"])
def test_a_list_of_lists_of_lists(end: str) -> None:
    with pytest.raises(BudgetSpent, match="memory budget exceeded"):
        expr.evaluate(f"let a0 = [1];{DOUBLED}{end}", Environment({}))
