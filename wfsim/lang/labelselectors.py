"""Kubernetes' LabelSelector (``matchLabels``, ``matchExpressions``) against labels.

In: a selector that the validator accepts, and an object's labels. Out: whether it takes the object; an empty one does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from wfsim.lang.values import Json

_Test = Callable[[str | None, list[str]], bool]
_OPERATORS: Final[Mapping[str, _Test]] = {
    "In": lambda value, values: value in values,
    "NotIn": lambda value, values: value not in values,
    "Exists": lambda value, values: value is not None,
    "DoesNotExist": lambda value, values: value is None,
}


def matches(selector: Mapping[str, Json], labels: Mapping[str, str]) -> bool:
    """Whether every requirement holds; one with an operator that does not exist never does."""
    equal, listed = selector.get("matchLabels"), selector.get("matchExpressions")
    pairs = equal.items() if isinstance(equal, dict) else ()
    if any(labels.get(key) != str(value) for key, value in pairs):
        return False
    return all(_holds(one, labels) for one in listed or []) if isinstance(listed, list) else True


def _holds(requirement: Json, labels: Mapping[str, str]) -> bool:
    if not isinstance(requirement, dict):
        return False
    test, values = _OPERATORS.get(str(requirement.get("operator"))), requirement.get("values")
    wanted = [str(one) for one in values] if isinstance(values, list) else []
    return test is not None and test(labels.get(str(requirement.get("key"))), wanted)
